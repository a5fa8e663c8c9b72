"""Uploads: administrators change the index from chat, with a file, a look at what it holds, and a button."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from telegram import CallbackQuery, Document, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.coverage import coverage_of
from bot.previews import check_size, name_of, read_upload, text_of
from bot.telegram.admission import Access
from bot.telegram.render import markup
from bot.telegram.sending import MessageCallback, note, say
from bot.telegram.services import Services
from corpus import formats
from corpus.errors import CorpusError
from index.errors import IndexFault
from index.store.preview import Preview, Standing
from prompts import index as index_wording
from prompts import uploads as wording
from prompts.storage import UNKNOWN_SUFFIX
from prompts.telegram import OLD_BUTTON

# Buttons begin with this, so that those of another version of the bot are known for what they are.
_VERSION = "u1"
ANY_BUTTON = r"^u\d+:"  # of any version
_PUBLISH, _DROP = "publish", "drop"
_DATA = re.compile(rf"{_VERSION}:({_PUBLISH}|{_DROP}):([0-9a-f]{{16}})")
_BACK = re.compile(rf"{_VERSION}:(?:back|stay)([0-9]{{1,9}})")
_MOST_PENDING = 16
_DOWNLOAD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class _Pending:
    """What waits for a button: the message that the file came with, and what it would bring."""

    message: Message
    preview: Preview


class Uploads:
    """Takes files from administrators, and answers /index, /rollback and /status.

    What an administrator has not decided on is in memory only: after a restart the file is sent again.
    """

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Change the home; `changed` is called when another generation serves."""
        self._services = services
        self._changed = changed
        self._pending: OrderedDict[str, _Pending] = OrderedDict()

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

    async def on_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Publish or drop what waits; only administrators, and only once."""
        query = update.callback_query
        if query is None:
            return
        if not self._services.access.may_administer(query.from_user.id):
            await note(query, wording.BUTTON_ADMINS_ONLY)
            return
        back = _BACK.fullmatch(query.data or "")
        if back:
            await self._roll_back(query, int(back[1]))
            return
        pressed = _DATA.fullmatch(query.data or "")
        pending = self._pending.pop(pressed[2], None) if pressed else None
        if pressed is None or pending is None:
            await note(query, wording.GONE if pressed else OLD_BUTTON)
            await _remove_buttons(query)
            return
        await note(query, wording.PUBLISHING if pressed[1] == _PUBLISH else "", alert=False)
        await _remove_buttons(query)
        said = index_wording.DECLINED if pressed[1] == _DROP else await self._publish(pending.preview)
        await say(pending.message, said)

    async def rollback(self, message: Message) -> None:
        """Ask whether the generation before shall serve again, and say which reports would go and come."""
        home = self._services.home
        try:
            now, before = await self._services.work(lambda: (home.current(), home.before()))
        except IndexFault as error:
            await say(message, str(error))
            return
        kept, restored = ({one.sha256: one.name for one in each.reports} for each in (now, before))
        gone = "、".join(name for sha256, name in kept.items() if sha256 not in restored) or wording.NONE
        back = "、".join(name for sha256, name in restored.items() if sha256 not in kept) or wording.NONE
        text = wording.ROLL_BACK.format(now=now.number, before=before.number, gone=gone, back=back)
        keyboard = _keyboard((wording.ROLL_BACK_YES, f"back{now.number}"), (wording.ROLL_BACK_NO, "stay0"))
        await say(message, text, keyboard=keyboard)

    async def _roll_back(self, query: CallbackQuery, number: int) -> None:
        """Roll back from a generation, which is the one that serves; 0 for none."""
        await note(query)
        await _remove_buttons(query)
        said = index_wording.DECLINED
        if number:
            said = await self._services.write(self._rolled_back, number)
            self._changed()  # or was, by somebody else
        if isinstance(query.message, Message):
            await say(query.message, said)

    def _rolled_back(self, number: int) -> str:
        try:
            if self._services.home.current().number != number:
                return wording.ROLL_BACK_CHANGED
            generation = self._services.home.rollback()
        except IndexFault as error:
            return str(error)
        return f"{index_wording.ROLLED_BACK}\n{index_wording.GENERATION.format(number=generation.number)}"

    async def status(self, message: Message) -> None:
        """Say what serves."""
        try:
            said = await self._services.work(self._status)
        except IndexFault as error:
            said = str(error)
        await say(message, said)

    async def _take(self, message: Message, document: Document) -> None:
        """Say what a file would bring, with buttons; or in one line what is wrong with it."""
        try:
            content = await _download(document)
            preview = await self._services.write(self._look_at, document.file_name, content)
            if preview.standing is Standing.KNOWN:  # this puts right a source that was damaged
                await self._services.write(self._services.home.add, [preview])
        except (CorpusError, IndexFault) as error:
            await say(message, str(error))
            return
        if preview.standing is Standing.KNOWN:
            await say(message, f"{text_of(preview)}\n{index_wording.NOTHING_NEW}")
        else:
            await self._offer(message, preview)

    def _look_at(self, file_name: str | None, content: bytes) -> Preview:
        [preview] = self._services.home.preview([read_upload(file_name, content)])
        return preview

    async def _offer(self, message: Message, preview: Preview) -> None:
        token = secrets.token_hex(8)
        self._pending[token] = _Pending(message, preview)
        while len(self._pending) > _MOST_PENDING:
            self._pending.popitem(last=False)
        record = preview.addition.record
        text, publish, drop = text_of(preview), f"{_PUBLISH}:{token}", f"{_DROP}:{token}"
        keyboard = _keyboard((wording.PUBLISH, publish), (wording.DROP, drop))
        if not record.committees or not record.counts.items:
            text += f"\n\n{wording.LOOKS_EMPTY}"
            keyboard = _keyboard((wording.DROP, drop), (wording.PUBLISH_ANYWAY, publish))
        await say(message, text, keyboard=keyboard)

    async def _publish(self, preview: Preview) -> str:
        """Publish what was previewed, and return what there is to say."""
        try:
            generation = await self._services.write(self._services.home.add, [preview])
        except IndexFault as error:
            return str(error)
        self._changed()
        added = index_wording.ADDED.format(names=preview.document.name)
        return f"{added}\n{index_wording.GENERATION.format(number=generation.number)}"

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


def administering(access: Access, answer: MessageCallback, *, refusal: str = wording.ADMINS_ONLY) -> MessageCallback:
    """Return a callback for administrators; others are refused kindly, and told their number where that is asked."""

    async def administered(message: Message) -> None:
        user = message.from_user
        if user is not None and message.sender_chat is None and access.may_administer(user.id):
            await answer(message)
        elif user is not None:
            await say(message, refusal.format(user=user.id))

    return administered


async def _download(document: Document) -> bytes:
    """Fetch a file into memory, if it is one that can be read.

    Raises:
        CorpusError: the file is of another format, or too large, or did not come.
    """
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


def _keyboard(*buttons: tuple[str, str]) -> InlineKeyboardMarkup | None:
    return markup([(says, f"{_VERSION}:{data}") for says, data in buttons])


async def _remove_buttons(query: CallbackQuery) -> None:
    with suppress(TelegramError):  # "message is not modified", or too old: the button does nothing any more
        await query.edit_message_reply_markup(None)
