"""The metrics: what the bot does, counted for Prometheus and written in the log."""

import logging

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from index.answer import Answer
from prompts import telegram as wording

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_LOG = logging.getLogger(__name__)


class Metrics:
    """Counts questions, waits, refusals and retries; holds no words and no numbers of people, unless that is set."""

    def __init__(self, *, logs_questions: bool = False) -> None:
        """Count from 0; `logs_questions` lets the log hold what was asked."""
        self._logs_questions = logs_questions
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._questions = Counter("xunli_questions", "Questions answered, by status.", ["status"], registry=registry)
        self._answering = Histogram(
            "xunli_answer_seconds",
            "From a question's turn to its answer in words.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._handling = Histogram(
            "xunli_update_seconds", "From an update's arrival to its last reply.", buckets=_SECONDS, registry=registry
        )
        self._in_flight = Gauge("xunli_updates_in_flight", "Updates not handled yet.", registry=registry)
        self._refused = Counter("xunli_refused", "Requests refused, by reason.", ["reason"], registry=registry)
        self._retries = Counter("xunli_send_retries", "Further attempts of a call.", ["method"], registry=registry)
        self._generation = Gauge("xunli_index_generation", "The generation that serves.", registry=registry)

    def asked(self, answer: Answer, *, generation: int, seconds: float) -> None:
        """Take note of a question that was answered, or declined, within so many seconds."""
        self._questions.labels(str(answer.status)).inc()
        self._answering.observe(seconds)
        fields = {"status": str(answer.status), "seconds": round(seconds, 3), "generation": generation}
        if self._logs_questions:
            fields |= {"question": answer.question, "understood": answer.understood}
        line = wording.LOG_QUESTION if self._logs_questions else wording.LOG_ANSWER
        _LOG.info(line.format(**fields), extra=fields)

    def received(self) -> None:
        """Take note of an update that arrived."""
        self._in_flight.inc()

    def handled(self, seconds: float) -> None:
        """Take note of an update that was handled, so many seconds after it arrived."""
        self._in_flight.dec()
        self._handling.observe(seconds)

    def refused(self, reason: str) -> None:
        """Take note of a request that was refused; the reason is a word of the program."""
        self._refused.labels(reason).inc()

    def retried(self, method: str) -> None:
        """Take note of a call of the Bot API that is made once more."""
        self._retries.labels(method).inc()

    def serves(self, generation: int) -> None:
        """Take note of the generation that serves."""
        self._generation.set(generation)

    def text(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self._registry)
