"""Uploads: administrators change the index from chat, with a file, a look at what it holds, and a button."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from telegram import CallbackQuery, Document, Message
from telegram.error import BadRequest, TelegramError

from bot.coverage import coverage_of
from bot.previews import check_size, name_of, read_upload, rollback_of, text_of
from bot.telegram.render import markup
from bot.telegram.sending import note, say
from bot.telegram.services import Services
from corpus import formats
from corpus.errors import CorpusError
from index.errors import IndexFault
from index.store.generation import Generation
from index.store.preview import Preview, Standing
from prompts import index as index_wording
from prompts import uploads as wording
from prompts.storage import UNKNOWN_SUFFIX

BUTTON = re.compile(r"u1:(publish|drop|back|stay):([0-9a-f]{1,16})$")
_MOST_PENDING = 16
_DOWNLOAD_SECONDS = 30


class Uploads:
    """Takes files from administrators, and answers /index, /rollback and /status.

    What an administrator has not decided on is in memory only: after a restart the file is sent again.
    """

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Change the home; `changed` is called when another generation serves."""
        self._services = services
        self._changed = changed
        # What waits for a button, by its token: the message that a file came with, and what it would bring.
        self._pending: OrderedDict[str, tuple[Message, Preview]] = OrderedDict()

    async def file(self, message: Message) -> None:
        """Take a file that was sent."""
        if message.document is not None:
            await self._take(message, message.document)

    async def index(self, message: Message) -> None:
        """Take the file that is replied to."""
        replied = message.reply_to_message
        if replied is None or replied.document is None:
            await say(message, wording.HOW.format(known=" ".join(formats.SUFFIXES)))
        else:
            await self._take(message, replied.document)

    async def on_button(self, query: CallbackQuery, match: re.Match[str]) -> None:
        """Publish or drop what waits, or roll back; only administrators, and only once."""
        if not self._services.access.may_administer(query.from_user.id):
            await note(query, wording.ADMINS_ONLY)
            return
        action, argument = match.groups()
        asks_back = action in ("back", "stay")
        waiting = (query.message, None) if asks_back else self._pending.pop(argument, None)
        says = wording.PUBLISHING if action == "publish" else ""
        await note(query, says if waiting else wording.GONE, alert=waiting is None)
        await _remove_buttons(query)
        if waiting is None:
            return
        message, preview = waiting
        try:
            said = await self._decided(action, preview, argument)
        except IndexFault as error:
            said = str(error)
        if isinstance(message, Message):
            await say(message, said)

    async def _decided(self, action: str, preview: Preview | None, argument: str) -> str:
        """Do what a button says, and return what there is to say."""
        if preview is not None and action == "publish":
            generation = await self._services.write(self._services.home.add, [preview])
            done = index_wording.ADDED.format(names=preview.document.name)
        elif action == "back":
            generation = await self._services.write(self._roll_back, int(argument))
            done = index_wording.ROLLED_BACK
        else:
            return index_wording.DECLINED
        self._changed()
        return f"{done}\n{index_wording.GENERATION.format(number=generation.number)}"

    async def rollback(self, message: Message) -> None:
        """Ask whether the generation before shall serve again, and say which reports would go and come."""
        now, before, *names = await self._services.work(rollback_of, self._services.home)
        gone, back = ("、".join(some) or wording.NONE for some in names)
        text = wording.ROLL_BACK.format(now=now.number, before=before.number, gone=gone, back=back)
        buttons = [(wording.ROLL_BACK_YES, f"u1:back:{now.number}"), (wording.ROLL_BACK_NO, "u1:stay:0")]
        await say(message, text, keyboard=markup(buttons))

    def _roll_back(self, number: int) -> Generation:
        """Roll back from a generation, if it still serves."""
        if self._services.home.current().number != number:
            raise IndexFault(wording.ROLL_BACK_CHANGED)
        return self._services.home.rollback()

    async def status(self, message: Message) -> None:
        """Say what serves."""
        await say(message, await self._services.work(self._status))

    async def _take(self, message: Message, document: Document) -> None:
        """Say what a file would bring, with buttons; or in one line what is wrong with it."""
        home = self._services.home
        content = await _download(document)
        [preview] = await self._services.write(lambda: home.preview([read_upload(document.file_name, content)]))
        if preview.standing is Standing.KNOWN:
            await self._services.write(home.add, [preview])  # this puts right a source that was damaged
            await say(message, f"{text_of(preview)}\n{index_wording.NOTHING_NEW}")
            return
        token, record, text = secrets.token_hex(8), preview.addition.record, text_of(preview)
        self._pending[token] = (message, preview)
        while len(self._pending) > _MOST_PENDING:
            self._pending.popitem(last=False)
        buttons = [(wording.PUBLISH, f"u1:publish:{token}"), (wording.DROP, f"u1:drop:{token}")]
        if not record.committees or not record.counts.items:
            text += f"\n\n{wording.LOOKS_EMPTY}"
            buttons = [(wording.DROP, f"u1:drop:{token}"), (wording.PUBLISH_ANYWAY, f"u1:publish:{token}")]
        await say(message, text, keyboard=markup(buttons))

    def _status(self) -> str:
        generation = self._services.home.current()
        return wording.STATUS.format(
            generation=generation.number,
            kept=len(self._services.home.layout.numbers()),
            reports=len(generation.reports),
            passages=len(generation.passages),
            coverage=coverage_of(generation),
            pending=len(self._pending),
            misses=len(self._services.state.misses()),
            subscribers=self._services.state.subscribers(),
        )


async def _download(document: Document) -> bytes:
    """Fetch a file into memory; raises CorpusError where it is of another format, too large, or did not come."""
    stem, suffix = name_of(document.file_name)
    name = f"{stem}{suffix}"
    if suffix not in formats.SUFFIXES:
        raise CorpusError(UNKNOWN_SUFFIX.format(file=name, suffix=suffix, known=" ".join(formats.SUFFIXES)))
    check_size(name, document.file_size or 0)
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray(read_timeout=_DOWNLOAD_SECONDS))
    except TelegramError as error:
        refused = isinstance(error, BadRequest) and "too big" in error.message
        said = wording.TOO_LARGE_FOR_BOTS if refused else wording.NOT_DOWNLOADED
        raise CorpusError(said.format(file=name)) from error


async def _remove_buttons(query: CallbackQuery) -> None:
    with suppress(TelegramError):  # "message is not modified", or too old: the button does nothing any more
        await query.edit_message_reply_markup(None)
