"""Sending: messages and answers go out once, also where the connection breaks before Telegram says that it took them.

An answer is kept before it is sent, so that its buttons work from the first moment.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from html import unescape
from typing import Any

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.answers import PART, Answers, Sent
from bot.telegram.conversation import place_of, thread_of
from bot.telegram.keyboards import Press, View
from bot.telegram.render import text_messages
from bot.telegram.retries import may_be_done
from bot.telegram.views import Outgoing, Views
from index.errors import IndexFault

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
MessageCallback = Callable[[Message], Coroutine[Any, Any, None]]
Keyboard = InlineKeyboardMarkup | None
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# A message that was sent though nobody said so has one of the numbers after that of what it answers. Telegram counts
# those of all private chats and small groups together, so on a busy bot it may lie beyond.
_LOOKED_AT = 10
_LOG = logging.getLogger(__name__)


class Outbox:
    """Sends answers with their buttons, and puts another answer where one was sent.

    What it keeps does not wait behind the questions of others, so it runs in threads of its own.
    """

    def __init__(self, answers: Answers, views: Views) -> None:
        self._answers = answers
        self._views = views

    async def send(self, message: Message, outgoing: Outgoing, *, before: Sent | None = None, part: int = 0) -> None:
        """Send an answer, in the messages of the one before where there is one.

        Args:
            message: what is answered, or another message of the same chat and forum topic where there was an answer
                before.
            outgoing: what to send.
            before: what the question was answered with until now.
            part: which question of the message it answers, counted from 0.

        Raises:
            telegram.error.TelegramError: a part was not sent.
        """
        slot = before.message if before else message.message_id + part * PART
        sent, keyboard = None, None
        try:
            sent, keyboard = await asyncio.to_thread(self._keep, message, slot, outgoing)
        except IndexFault as error:  # without its buttons, but it is sent, and that is what matters
            _LOG.error(error)
        written = await rewrite(
            message,
            outgoing.texts,
            answering=slot % PART,
            replies=sent.replies if sent else before.replies if before else (),
            keyboard=keyboard,
            is_latest=before is None,
            is_again=sent is not None and sent.was_there,
        )
        if sent is not None and tuple(written) != sent.replies:
            try:
                await asyncio.to_thread(self._answers.take_note, sent.key, written)
            except IndexFault as error:
                _LOG.error(error)

    async def answer_to(self, message: Message, *, part: int = 0) -> Sent | None:
        """Return what a question of a message was answered with."""
        return await asyncio.to_thread(self._answers.of_message, message.chat_id, message.message_id + part * PART)

    async def answer_replied_to(self, message: Message) -> Sent | None:
        """Return the answer that a message replies to, whoever had asked; None where it is no answer."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or replied.from_user.id != message.get_bot().id:
            return None
        sent = await asyncio.to_thread(self._answers.of_reply, message.chat_id, replied.message_id)
        return sent if sent and sent.content.understood else None

    async def latest(self, message: Message, *, seconds: float) -> Sent | None:
        """Return the last answer in the chat and topic of a message before it, not older than so many seconds."""
        find = self._answers.latest
        return await asyncio.to_thread(find, place_of(message), before=message.message_id, seconds=seconds)

    def _keep(self, message: Message, slot: int, outgoing: Outgoing) -> tuple[Sent, Keyboard]:
        sent = self._answers.keep(place_of(message), slot, outgoing.content)
        return sent, self._views.keyboard(sent, Press(sent.key, View.ANSWER), bot=linked_bot(message))


def linked_bot(message: Message) -> str | None:
    """Return the bot's name where a link to a private chat with it is of use: in a group."""
    return None if message.chat.type == ChatType.PRIVATE else message.get_bot().username


def on_message(answer: MessageCallback) -> Callback:
    """Return the callback of a handler that answers the message of an update."""

    async def callback(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_message is not None:
            await answer(update.effective_message)

    return callback


async def say(message: Message, text: str, *, keyboard: Keyboard = None) -> None:
    """Answer a message with plain text; see `reply`."""
    await reply(message, text_messages(text), keyboard=keyboard)


async def reply(message: Message, texts: Sequence[str], *, keyboard: Keyboard = None) -> list[int]:
    """Answer a message with HTML where it was written; see `rewrite`. Returns the numbers of what was sent."""
    return await rewrite(message, texts, answering=message.message_id, keyboard=keyboard)


async def rewrite(
    message: Message,
    texts: Sequence[str],
    *,
    answering: int,
    replies: Sequence[int] = (),
    keyboard: Keyboard = None,
    is_latest: bool = True,
    is_again: bool = False,
) -> list[int]:
    """Put an answer into the messages that hold another one; what they lack is sent, and what is too many deleted.

    Args:
        message: a message of the same chat and forum topic.
        texts: HTML, each within Telegram's limit; in a group the first is a reply to what is answered.
        answering: the number of the message that is answered.
        replies: the numbers of the messages that hold the other answer.
        keyboard: the buttons under the last part.
        is_latest: whether the bot said nothing in the chat since it was asked, so that a message of its own after the
            question is this answer.
        is_again: whether an attempt before may have sent it.

    Returns:
        The numbers of the messages that hold the answer now.

    Raises:
        telegram.error.TelegramError: a part was not sent; those after it are not tried.
    """
    written: list[int] = []
    bot, chat = message.get_bot(), message.chat_id
    for number, text in enumerate(texts):
        markup = keyboard if number == len(texts) - 1 else None
        old = replies[number] if number < len(replies) else None
        if old is None or not await edit(bot, chat, old, text, keyboard=markup):
            to = None if written or message.chat.type == ChatType.PRIVATE else answering
            after = max([answering, *written]) if is_latest else None
            old = await _send_once(message, text, reply_to=to, keyboard=markup, after=after, is_again=is_again)
        written.append(old)
    for old in replies[len(texts) :]:
        with suppress(TelegramError):  # too old, or deleted already
            await bot.delete_message(chat, old)
    return written


async def _send_once(
    message: Message, text: str, *, reply_to: int | None, keyboard: Keyboard, after: int | None, is_again: bool
) -> int:
    """Send a message unless it is there already, among the numbers `after` another one; returns its number."""
    bot, chat, thread = message.get_bot(), message.chat_id, thread_of(message)
    for is_last in (False, True):
        for number in range(after + 1, after + 1 + _LOOKED_AT) if after and (is_again or is_last) else ():
            if await edit(bot, chat, number, text, keyboard=keyboard):
                return number
        try:
            return await send(bot, chat, text, thread=thread, reply_to=reply_to, keyboard=keyboard)
        except TelegramError as error:
            if is_last or not may_be_done(error):
                raise
    raise AssertionError("the last attempt returns or raises")


async def send(
    bot: Bot, chat: int, text: str, *, thread: int | None = None, reply_to: int | None = None, keyboard: Keyboard = None
) -> int:
    """Send a message of HTML, or as plain text where Telegram does not take that; returns its number.

    Raises:
        telegram.error.TelegramError: it was not sent, or nobody can tell: see `bot.telegram.retries.may_be_done`.
    """

    async def attempt(said: str, mode: ParseMode | None) -> Message:
        return await bot.send_message(
            chat,
            said,
            parse_mode=mode,
            message_thread_id=thread,
            reply_parameters=None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True),
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard,
        )

    sent: Message = await _as_html_or_plain(attempt, text)
    return sent.message_id


async def edit(bot: Bot, chat: int, number: int, text: str, *, keyboard: Keyboard = None) -> bool:
    """Change a message of the bot; returns whether it reads so now, also where it did before.

    Raises:
        telegram.error.TelegramError: it was not changed, and not because it is there no more.
    """

    async def attempt(said: str, mode: ParseMode | None) -> object:
        return await bot.edit_message_text(
            said,
            chat_id=chat,
            message_id=number,
            parse_mode=mode,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard,
        )

    try:
        await _as_html_or_plain(attempt, text)
    except BadRequest as error:
        said = str(error).lower()
        if "not modified" in said:  # which is what a button pressed twice gets
            return True
        if "not found" in said or "can't be edited" in said:
            return False
        raise
    return True


async def _as_html_or_plain(attempt: Callable[[str, ParseMode | None], Coroutine[Any, Any, Any]], html: str) -> Any:
    try:
        return await attempt(html, ParseMode.HTML)
    except BadRequest as error:
        if "entit" not in str(error).lower() and "parse" not in str(error).lower():
            raise
    return await attempt(unescape(re.sub(r"<[^<>]*>", "", html)), None)


async def note(query: CallbackQuery, text: str = "", *, alert: bool = True) -> None:
    """Answer a button; what is said as an alert stays until it is closed."""
    with suppress(TelegramError):  # pressed while the bot was down: too old to answer, and done all the same
        await query.answer(text or None, show_alert=bool(text) and alert)
