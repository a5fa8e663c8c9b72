"""Logs: for people, or one JSON object a line; never the token, and no question unless that is set."""

import logging

from pythonjsonlogger.json import JsonFormatter

from bot.settings import LogFormat, Settings

# Below WARNING these write addresses that hold the token, and messages that hold questions, or are of no use.
_TALKATIVE = ("httpx", "httpcore", "telegram", "faiss", "tornado.access")
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


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
