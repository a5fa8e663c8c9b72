"""Replies: how an answer is sent."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ChatType, ParseMode
from telegram.ext import ContextTypes

from bot.handlers.addressing import thread_of

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(message: Message, texts: Sequence[str]) -> None:
    """Answer a message where it was written, the first part as a reply to it in a group.

    Args:
        message: what is answered.
        texts: HTML, each within Telegram's limit.

    Raises:
        telegram.error.TelegramError: a part was not sent; those after it are not tried.
    """
    is_private = message.chat.type == ChatType.PRIVATE
    replied = None if is_private else ReplyParameters(message.message_id, allow_sending_without_reply=True)
    for text in texts:
        await message.get_bot().send_message(
            message.chat_id,
            text,
            parse_mode=ParseMode.HTML,
            message_thread_id=thread_of(message),
            reply_parameters=replied,
            link_preview_options=_NO_PREVIEW,
        )
        replied = None
