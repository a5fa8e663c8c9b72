"""Replies: how an answer is sent."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.handlers.addressing import thread_of

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
Keyboard = InlineKeyboardMarkup | None
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(message: Message, texts: Sequence[str], *, keyboard: Keyboard = None) -> list[int]:
    """Answer a message where it was written, the first part as a reply to it in a group.

    Args:
        message: what is answered.
        texts: HTML, each within Telegram's limit.
        keyboard: the buttons under the last part.

    Returns:
        The numbers of the messages that were sent.

    Raises:
        telegram.error.TelegramError: a part was not sent; those after it are not tried.
    """
    return await rewrite(message, texts, answering=message.message_id, keyboard=keyboard)


async def rewrite(
    message: Message, texts: Sequence[str], *, answering: int, replies: Sequence[int] = (), keyboard: Keyboard = None
) -> list[int]:
    """Put an answer into the messages that hold another one; what they lack is sent, and what is too many deleted.

    Args:
        message: a message of the same chat and forum topic.
        texts: HTML, each within Telegram's limit.
        answering: the number of the message that is answered.
        replies: the numbers of the messages that hold the other answer.
        keyboard: the buttons under the last part.

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
            old = await _send(message, text, reply_to=to, keyboard=markup)
        written.append(old)
    for old in replies[len(texts) :]:
        with suppress(TelegramError):  # too old, or deleted already
            await bot.delete_message(chat, old)
    return written


async def _send(message: Message, text: str, *, reply_to: int | None, keyboard: Keyboard) -> int:
    replied = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
    sent = await message.get_bot().send_message(
        message.chat_id,
        text,
        parse_mode=ParseMode.HTML,
        message_thread_id=thread_of(message),
        reply_parameters=replied,
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )
    return sent.message_id


async def edit(bot: Bot, chat: int, number: int, text: str, *, keyboard: Keyboard = None) -> bool:
    """Change a message of the bot; returns whether it reads so now, also where it did before.

    Raises:
        telegram.error.TelegramError: it was not changed, and not because it is there no more.
    """
    try:
        await bot.edit_message_text(
            text,
            chat_id=chat,
            message_id=number,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        said = str(error).lower()
        if "not modified" in said:  # which is what a button pressed twice gets
            return True
        if "not found" in said or "can't be edited" in said:
            return False
        raise
    return True


async def note(query: CallbackQuery, text: str = "", *, alert: bool = True) -> None:
    """Answer a button; what is said as an alert stays until it is closed."""
    with suppress(TelegramError):  # pressed while the bot was down: too old to answer, and done all the same
        await query.answer(text or None, show_alert=bool(text) and alert)
