"""Faults: what goes wrong is logged without what people wrote, and the person who asked is told in one line."""

import logging
import traceback
from contextlib import suppress

from telegram import Update
from telegram.error import Conflict, Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.telegram.render import text_messages
from bot.telegram.replies import reply
from index.errors import IndexFault
from prompts import telegram as wording

_LOG = logging.getLogger(__name__)


async def on_fault(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what a handler raised and tell the person who asked, unless it is that they cannot be told."""
    if isinstance(context.error, TelegramError):
        _LOG.warning(wording.SEND_FAILED.format(error=context.error))
    elif isinstance(context.error, IndexFault):  # its one line names the place and the remedy
        _LOG.error(context.error)
    else:  # not the message of the error, which may hold a question, but where it happened
        where = "".join(traceback.format_tb(context.error.__traceback__)) if context.error else ""
        _LOG.error(wording.HANDLER_FAILED.format(kind=type(context.error).__name__, where=where))
    if isinstance(context.error, Forbidden):  # blocked by the user, or thrown out of the group
        return
    message = update.effective_message if isinstance(update, Update) else None
    if message is not None:
        with suppress(TelegramError):
            await reply(message, text_messages(wording.FAULT))


def on_polling_fault(error: TelegramError) -> None:
    """Log that updates could not be fetched; the updater tries again by itself."""
    if isinstance(error, Conflict):
        _LOG.error(wording.CONFLICT)
    else:
        _LOG.warning(wording.POLLING_FAILED.format(error=error))
