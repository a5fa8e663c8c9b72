"""Uploads: administrators change the index from chat, with a file, a look at what it holds, and a button."""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from telegram import CallbackQuery, Document, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.coverage import coverage_of
from bot.previews import text_of
from bot.telegram.access import Access
from bot.telegram.downloads import Upload, check, download, read_upload
from bot.telegram.render import text_messages
from bot.telegram.replies import Callback, note, reply
from bot.telegram.services import Desk
from corpus import formats
from corpus.errors import CorpusError
from index.errors import IndexFault
from index.store.preview import Preview, Standing
from prompts import index as index_wording
from prompts import uploads as wording
from prompts.telegram import OLD_BUTTON

# Buttons begin with this, so that those of another version of the bot are known for what they are.
_VERSION = "u1"
ANY_BUTTON = r"^u\d+:"  # of any version
_PUBLISH, _DROP = "publish", "drop"
_DATA = re.compile(rf"{_VERSION}:({_PUBLISH}|{_DROP}):([0-9a-f]{{16}})")
_BACK = re.compile(rf"{_VERSION}:(?:back|stay)([0-9]{{1,9}})")
_MOST_PENDING = 16
_DECIDE = ((wording.PUBLISH, _PUBLISH), (wording.DROP, _DROP))


@dataclass(frozen=True, slots=True)
class _Pending:
    """What waits for a button: the message that the file came with, and what it would bring."""

    message: Message
    preview: Preview


class Uploads:
    """Takes files from administrators, and answers /index, /rollback and /status.

    What an administrator has not decided on is in memory only: after a restart the file is sent again.
    """

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        """Change the desk's home; `changed` is called when another generation serves."""
        self._desk = desk
        self._changed = changed
        self._pending: OrderedDict[str, _Pending] = OrderedDict()

    async def on_file(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a file that was sent."""
        message = update.effective_message
        if message is not None and message.document is not None:
            await self._take(message, message.document)

    async def on_index(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take the file that is replied to."""
        message = update.effective_message
        if message is None:
            return
        replied = message.reply_to_message
        if replied is None or replied.document is None:
            await reply(message, text_messages(wording.HOW.format(known=" ".join(formats.SUFFIXES))))
        else:
            await self._take(message, replied.document)

    async def on_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Publish or drop what waits; only administrators, and only once."""
        query = update.callback_query
        if query is None:
            return
        if not self._desk.access.may_administer(query.from_user.id):
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
        await reply(pending.message, text_messages(said))

    async def on_rollback(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask whether the generation before shall serve again, and say which reports would go and come."""
        message = update.effective_message
        if message is None:
            return
        try:
            now, before = await self._desk.work(lambda: (self._desk.home.current(), self._desk.home.before()))
        except IndexFault as error:
            await reply(message, text_messages(str(error)))
            return
        kept, restored = ({one.sha256: one.name for one in each.reports} for each in (now, before))
        gone = "、".join(name for sha256, name in kept.items() if sha256 not in restored) or wording.NONE
        back = "、".join(name for sha256, name in restored.items() if sha256 not in kept) or wording.NONE
        text = wording.ROLL_BACK.format(now=now.number, before=before.number, gone=gone, back=back)
        rows = ((wording.ROLL_BACK_YES, f"back{now.number}"), (wording.ROLL_BACK_NO, "stay0"))
        buttons = [InlineKeyboardButton(says, callback_data=f"{_VERSION}:{what}") for says, what in rows]
        await reply(message, text_messages(text), keyboard=InlineKeyboardMarkup([buttons]))

    async def _roll_back(self, query: CallbackQuery, number: int) -> None:
        """Roll back from a generation, which is the one that serves; 0 for none."""
        await note(query)
        await _remove_buttons(query)
        said = index_wording.DECLINED
        if number:
            said = await self._desk.write(partial(self._rolled_back, number))
            self._changed()  # or was, by somebody else
        if isinstance(query.message, Message):
            await reply(query.message, text_messages(said))

    def _rolled_back(self, number: int) -> str:
        try:
            if self._desk.home.current().number != number:
                return wording.ROLL_BACK_CHANGED
            generation = self._desk.home.rollback()
        except IndexFault as error:
            return str(error)
        return f"{index_wording.ROLLED_BACK}\n{index_wording.GENERATION.format(number=generation.number)}"

    async def on_status(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what serves."""
        if update.effective_message is None:
            return
        try:
            said = await self._desk.work(self._status)
        except IndexFault as error:
            said = str(error)
        await reply(update.effective_message, text_messages(said))

    async def _take(self, message: Message, document: Document) -> None:
        """Say what a file would bring, with buttons; or in one line what is wrong with it."""
        upload = Upload.of(document.file_name)
        try:
            check(upload, document.file_size)
            content = await download(upload, document)
            preview = await self._desk.write(partial(self._look_at, upload, content))
            if preview.standing is Standing.KNOWN:  # this puts right a source that was damaged
                await self._desk.write(partial(self._desk.home.add, [preview]))
        except (CorpusError, IndexFault) as error:
            await reply(message, text_messages(str(error)))
            return
        if preview.standing is Standing.KNOWN:
            await reply(message, text_messages(f"{text_of(preview)}\n{index_wording.NOTHING_NEW}"))
        else:
            await self._offer(message, preview)

    def _look_at(self, upload: Upload, content: bytes) -> Preview:
        [preview] = self._desk.home.preview([read_upload(upload, content)])
        return preview

    async def _offer(self, message: Message, preview: Preview) -> None:
        token = secrets.token_hex(8)
        self._pending[token] = _Pending(message, preview)
        while len(self._pending) > _MOST_PENDING:
            self._pending.popitem(last=False)
        record = preview.addition.record
        is_empty = not record.committees or not record.counts.items
        text = text_of(preview) + (f"\n\n{wording.LOOKS_EMPTY}" if is_empty else "")
        rows = ((wording.DROP, _DROP), (wording.PUBLISH_ANYWAY, _PUBLISH)) if is_empty else _DECIDE
        buttons = [InlineKeyboardButton(says, callback_data=f"{_VERSION}:{what}:{token}") for says, what in rows]
        await reply(message, text_messages(text), keyboard=InlineKeyboardMarkup([buttons]))

    async def _publish(self, preview: Preview) -> str:
        """Publish what was previewed, and return what there is to say."""
        try:
            generation = await self._desk.write(partial(self._desk.home.add, [preview]))
        except IndexFault as error:
            return str(error)
        self._changed()
        added = index_wording.ADDED.format(names=preview.document.name)
        return f"{added}\n{index_wording.GENERATION.format(number=generation.number)}"

    def _status(self) -> str:
        generation = self._desk.home.current()
        return wording.STATUS.format(
            generation=generation.number,
            kept=len(self._desk.home.layout.numbers()),
            reports=len(generation.reports),
            passages=len(generation.passages),
            coverage=coverage_of(generation),
            pending=len(self._pending),
            misses=len(self._desk.state.misses()),
            subscribers=self._desk.state.subscribers(),
        )


def administering(access: Access, callback: Callback, *, refusal: str = wording.ADMINS_ONLY) -> Callback:
    """Return a callback for administrators; others are refused kindly, and told their number where that is asked."""

    async def administered(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        if message.sender_chat is None and access.may_administer(user.id):
            await callback(update, context)
        else:
            await reply(message, text_messages(refusal.format(user=user.id)))

    return administered


async def _remove_buttons(query: CallbackQuery) -> None:
    with suppress(TelegramError):  # "message is not modified", or too old: the button does nothing any more
        await query.edit_message_reply_markup(None)
