"""Replies: how an answer is sent, and refused to those who may not ask."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ChatType, ParseMode
from telegram.ext import ContextTypes

from bot.access import Access
from bot.handlers.addressing import thread_of
from bot.render import text_messages
from prompts import telegram as wording

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


def admitting(access: Access, callback: Callback) -> Callback:
    """Return a callback for those who may ask; others are told their number, kindly."""

    async def admitted(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, chat, user = update.effective_message, update.effective_chat, update.effective_user
        if message is None or chat is None or user is None:
            return
        if access.may_ask(user.id, chat.id):
            await callback(update, context)
            return
        refusal = wording.NOT_ALLOWED if chat.type == ChatType.PRIVATE else wording.NOT_ALLOWED_HERE
        await reply(message, text_messages(refusal.format(user=user.id, chat=chat.id)))

    return admitted
