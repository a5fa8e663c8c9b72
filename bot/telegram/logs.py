"""Logs: for people, or one JSON object a line; never the token, and no question unless that is set.

What goes wrong is logged without what people wrote, and the person who asked is told in one line.
"""

import logging
import traceback
from contextlib import suppress

from pythonjsonlogger.json import JsonFormatter
from telegram import Update
from telegram.error import Conflict, Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.settings import LogFormat, Settings
from bot.telegram.render import text_messages
from bot.telegram.sending import reply
from index.errors import IndexFault
from prompts import telegram as wording

# Below WARNING these write addresses that hold the token, and messages that hold questions, or are of no use.
_TALKATIVE = ("httpx", "httpcore", "telegram", "faiss", "tornado.access")
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
_LOG = logging.getLogger(__name__)


class Discreet(logging.Formatter):
    """Writes no token, whatever a library puts into a message or a traceback."""

    def __init__(self, inner: logging.Formatter, token: str) -> None:
        super().__init__()
        self._inner = inner
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as `inner` writes it, without the token."""
        return self._inner.format(record).replace(self._token, "***")


def formatter(kind: LogFormat, token: str) -> logging.Formatter:
    """Return what writes the lines of a log; as JSON they also hold what was given as `extra`."""
    if kind is LogFormat.TEXT:
        return Discreet(logging.Formatter(_TEXT), token)
    return Discreet(JsonFormatter(_FIELDS, rename_fields=_NAMES, json_ensure_ascii=False), token)


def configure(settings: Settings, token: str) -> None:
    """Log to standard error as the settings say."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(settings.log_format, token))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    level = logging.getLevelNamesMapping()[settings.log_level]
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, level))


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
