"""Receiving: updates are fetched from Telegram, or Telegram brings them; either way the inbox looks at them first.

The bot's own small web server has what Telegram calls where there is a webhook, the bot's health, and its counts.
"""

import asyncio
import hmac
import json
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from typing import Any, cast

import click
import uvicorn
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.error import BadRequest, Conflict, NetworkError, TelegramError
from telegram.ext import Application, Updater
from telegram.request import HTTPXRequest

from bot.settings import Settings
from bot.telegram.metrics import Metrics
from bot.telegram.updates import Inbox
from prompts import telegram as wording

Bot = Application[Any, Any, Any, Any, Any, Any]
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_KINDS = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
_LOG = logging.getLogger(__name__)
_LARGEST_UPDATE = 1024 * 1024  # bytes; Telegram's are a few thousand
_SLACK_SECONDS = 60  # for the attempts after a fault
_POLLING_TASK = "Updater:start_polling:polling_task"  # the name that the library gives it


class UpdatesRequest(HTTPXRequest):
    """Fetches updates; what the inbox does not admit, the library never reads.

    A refused token is a fault like others: a proxy's 404 looks the same, and a token is checked before the first
    request for updates anyway.
    """

    answered = float("-inf")  # when it last went well, in seconds of `time.monotonic`

    def __init__(self, inbox: Inbox, *, timeout: int) -> None:
        super().__init__(connection_pool_size=1, read_timeout=timeout, connect_timeout=timeout)
        self._inbox = inbox

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request; see `telegram.request.BaseRequest.do_request`."""
        code, payload = await super().do_request(*args, **kwargs)
        if code in (401, 404):
            raise NetworkError(wording.REJECTED)
        if code != 200:
            return code, payload
        answer = _json(payload)
        came = answer.get("result") if isinstance(answer, dict) else None
        admitted = await self._inbox.admit(came) if isinstance(came, list) else []
        if came != [] and not admitted:
            raise NetworkError(wording.MALFORMED_ANSWER)
        self.answered = time.monotonic()
        return code, json.dumps({"ok": True, "result": admitted}).encode()


class Polling:
    """Asks Telegram again and again; see https://core.telegram.org/bots/api#getupdates."""

    task: asyncio.Task[Any]  # asks; it ends with a fault that is not the network's

    def __init__(self, bot: Bot, request: UpdatesRequest, settings: Settings) -> None:
        self._updater = cast("Updater", bot.updater)  # None only where one asks for none
        self._request = request
        self._seconds = settings.poll_seconds  # Telegram may hold a request for so long, and then has to answer
        self._most_seconds = settings.poll_seconds + settings.timeout_seconds + _SLACK_SECONDS

    async def start(self) -> None:
        """Begin to ask; a webhook that was set is removed."""
        await self._updater.start_polling(
            timeout=self._seconds, allowed_updates=_KINDS, error_callback=on_polling_fault
        )
        [self.task] = [task for task in asyncio.all_tasks() if task.get_name() == _POLLING_TASK]

    async def stop(self) -> None:
        """Ask no more, and let Telegram know what arrived."""
        with suppress(Exception) if self.task.done() else nullcontext():  # the library raises its fault once more here
            await self._updater.stop()

    def is_well(self) -> bool:
        """Whether it asks, and Telegram answered lately."""
        asks = self._updater.running and not self.task.done()
        return asks and time.monotonic() - self._request.answered <= self._most_seconds


def on_polling_fault(error: TelegramError) -> None:
    """Log that updates could not be fetched; the updater tries again by itself."""
    if isinstance(error, Conflict):
        _LOG.error(wording.CONFLICT)
    else:
        _LOG.warning(wording.POLLING_FAILED.format(error=error))


class WebhookReceiver:
    """Listens to what Telegram brings; see https://core.telegram.org/bots/api#setwebhook."""

    task: asyncio.Task[Any]  # listens

    def __init__(self, bot: Bot, inbox: Inbox, settings: Settings) -> None:
        self._bot = bot
        self._inbox = inbox
        self._settings = settings
        self._secret = settings.webhook_secret.get_secret_value()
        self._server: _Server | None = None

    async def start(self) -> None:
        """Listen, and tell Telegram where; raises UsageError where nobody can listen, or Telegram does not take it."""
        settings = self._settings
        pages = [Route(settings.webhook, self._take, methods=["POST"]), health(self.is_well)]
        self._server = _Server(settings.webhook_host, settings.webhook_port, pages)
        self.task = self._server.serving
        try:
            await self._bot.bot.set_webhook(settings.webhook_url, secret_token=self._secret, allowed_updates=_KINDS)
        except BadRequest as error:
            raise click.UsageError(wording.HOOK_REFUSED.format(error=error)) from None

    async def stop(self) -> None:
        """Listen no more; Telegram keeps what comes, and brings it after the next start."""
        if self._server is not None:
            await self._server.stop()

    def is_well(self) -> bool:
        """Whether it listens, and what it takes is handled."""
        return self._server is not None and not self.task.done() and self._bot.running

    async def _take(self, request: Request) -> Response:
        """Take one update; Telegram sends it again unless this ends well."""
        if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), self._secret.encode()):
            raise HTTPException(403)
        if int(request.headers.get("content-length") or 0) > _LARGEST_UPDATE:
            raise HTTPException(413)
        admitted = await self._inbox.admit([_json(await request.body())])
        if not admitted:  # no update at all
            raise HTTPException(400)
        for body in admitted:
            await self._bot.update_queue.put(Update.de_json(body, self._bot.bot))
        return PlainTextResponse("ok\n")


Receiver = Polling | WebhookReceiver


class _Server(uvicorn.Server):
    """A web server of some pages, from its making until it is stopped."""

    def __init__(self, host: str, port: int, pages: Sequence[Route]) -> None:
        """Listen at an address; raises UsageError where nobody can listen there."""
        try:
            listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        except OSError as error:
            reason = error.strerror or str(error)
            raise click.UsageError(wording.CANNOT_LISTEN.format(host=host, port=port, reason=reason)) from None
        application = Starlette(routes=list(pages))
        super().__init__(
            uvicorn.Config(application, log_config=None, access_log=False, server_header=False, lifespan="off")
        )
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

    pages, port = [Route("/metrics", counts), health(is_well)], settings.metrics_port
    server = _Server(settings.metrics_host, port, pages) if port else None
    try:
        yield
    finally:
        if server is not None:
            await server.stop()


def health(is_well: Callable[[], bool]) -> Route:
    """Return the page that says whether the bot receives."""

    def page(_request: Request) -> Response:
        return PlainTextResponse("ok\n") if is_well() else PlainTextResponse("not receiving\n", 503)

    return Route("/healthz", page)


def _json(payload: bytes) -> object:
    """Return what a payload says; None where it is no JSON."""
    try:
        return cast("object", json.loads(payload))
    except (ValueError, RecursionError):
        return None
