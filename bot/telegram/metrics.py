"""Logs and metrics: what the bot does, written for people or as JSON, and counted for Prometheus.

Neither holds the token, the numbers of people, or, unless that is set, a question.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from pythonjsonlogger.json import JsonFormatter

from bot.settings import LogFormat, Settings
from index.answer import Answer
from index.errors import IndexFault
from prompts import telegram as wording

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
# Below WARNING these write addresses that hold the token, and messages that hold questions, or are of no use.
_TALKATIVE = ("httpx", "httpcore", "telegram", "faiss", "uvicorn")
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
_LOG = logging.getLogger(__name__)


class Discreet(logging.Formatter):
    """Writes no token, whatever a library puts into a message or a traceback."""

    def __init__(self, kind: LogFormat, token: str) -> None:
        """Write lines for people, or JSON, which also holds what was given as `extra`."""
        super().__init__()
        text, json = logging.Formatter(_TEXT), JsonFormatter(_FIELDS, rename_fields=_NAMES, json_ensure_ascii=False)
        self._inner = text if kind is LogFormat.TEXT else json
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return a record in one line, and a traceback below it, without the token."""
        return self._inner.format(record).replace(self._token, "***")


def configure(settings: Settings, token: str) -> None:
    """Log to standard error as the settings say."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(settings.log_format, token))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    level = logging.getLevelNamesMapping()[settings.log_level]
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, level))


@contextmanager
def logging_fault() -> Iterator[None]:
    """Log what cannot be kept, and go on: that somebody is answered is what matters."""
    try:
        yield
    except IndexFault as error:
        _LOG.error(error)


class Metrics:
    """Counts questions, waits, refusals and retries."""

    def __init__(self, *, logs_questions: bool = False) -> None:
        """Count from 0; `logs_questions` lets the log hold what was asked."""
        self.logs_questions = logs_questions
        self.registry = to = CollectorRegistry()
        ProcessCollector(registry=to)
        self.questions = Counter("xunli_questions", "Questions answered, by status.", ["status"], registry=to)
        self.answering = Histogram(
            "xunli_answer_seconds", "From a question's turn to its answer in words.", buckets=_SECONDS, registry=to
        )
        self.handling = Histogram(
            "xunli_update_seconds", "From an update's arrival to its last reply.", buckets=_SECONDS, registry=to
        )
        self.in_flight = Gauge("xunli_updates_in_flight", "Updates not handled yet.", registry=to)
        self.refused = Counter("xunli_refused", "Requests refused, by reason.", ["reason"], registry=to)
        self.retries = Counter("xunli_send_retries", "Further attempts of a call.", ["method"], registry=to)
        self.generation = Gauge("xunli_index_generation", "The generation that serves.", registry=to)

    def asked(self, answer: Answer, *, generation: int, seconds: float) -> None:
        """Take note of a question that was answered, or declined, within so many seconds."""
        self.questions.labels(str(answer.status)).inc()
        self.answering.observe(seconds)
        fields = {"status": str(answer.status), "seconds": round(seconds, 3), "generation": generation}
        if self.logs_questions:
            fields |= {"question": answer.question, "understood": answer.understood}
        line = wording.LOG_QUESTION if self.logs_questions else wording.LOG_ANSWER
        _LOG.info(line.format(**fields), extra=fields)
