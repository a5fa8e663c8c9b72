"""Logs, metrics and the pages that show them; none holds the token, people's numbers or, unless set, a question."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TextIO

import click
import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from pythonjsonlogger.json import JsonFormatter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.settings import LogFormat, Settings
from index.answer import Answer
from index.errors import IndexFault
from prompts import telegram as wording

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
# Below WARNING these write addresses that hold the token, and messages that hold questions, or are of no use.
_TALKATIVE = ("httpx", "httpcore", "telegram", "faiss", "uvicorn")
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"  # the fields of a line in JSON, too
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
_LOG = logging.getLogger(__name__)


class Discreet(logging.StreamHandler[TextIO]):
    """Writes no token to standard error, whatever a library puts into a message or a traceback."""

    def __init__(self, kind: LogFormat, token: str) -> None:
        """Write lines for people, or JSON, which also holds what was given as `extra`."""
        super().__init__()
        text, json = logging.Formatter(_LINE), JsonFormatter(_LINE, rename_fields=_NAMES, json_ensure_ascii=False)
        self.setFormatter(text if kind is LogFormat.TEXT else json)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return a record in one line, and a traceback below it, without the token."""
        return super().format(record).replace(self._token, "***")


def configure(settings: Settings, token: str) -> None:
    """Log to standard error as the settings say."""
    logging.basicConfig(level=settings.log_level, handlers=[Discreet(settings.log_format, token)])
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


class Server(uvicorn.Server):
    """A web server of a page, and of one that says whether the bot receives, from its making until it is stopped."""

    def __init__(self, host: str, port: int, page: Route, is_well: Callable[[], bool]) -> None:
        """Listen at an address; raises UsageError where nobody can listen there."""

        def health(_request: Request) -> Response:
            return PlainTextResponse("ok\n") if is_well() else PlainTextResponse("not receiving\n", 503)

        try:
            listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        except OSError as error:
            reason = error.strerror or str(error)
            raise click.UsageError(wording.CANNOT_LISTEN.format(host=host, port=port, reason=reason)) from None
        pages = Starlette(routes=[page, Route("/healthz", health)])
        super().__init__(uvicorn.Config(pages, log_config=None, access_log=False, server_header=False, lifespan="off"))
        self.serving = asyncio.create_task(self.serve(sockets=[listener]))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the bot."""
        yield

    async def stop(self) -> None:
        """Take nothing more."""
        self.should_exit = True
        await self.serving


@asynccontextmanager
async def status_pages(settings: Settings, metrics: Metrics, is_well: Callable[[], bool]) -> AsyncIterator[None]:
    """Show the counts and how the bot is doing, where that is set."""

    def counts(_request: Request) -> Response:
        return PlainTextResponse(generate_latest(metrics.registry), media_type="text/plain; version=0.0.4")

    async with AsyncExitStack() as stack:
        if settings.metrics_port:
            server = Server(settings.metrics_host, settings.metrics_port, Route("/metrics", counts), is_well)
            stack.push_async_callback(server.stop)
        yield
