"""The bot's own small web servers: what Telegram calls where there is a webhook, the bot's health, and its counts."""

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import click
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.settings import Address
from bot.telegram.metrics import CONTENT_TYPE
from prompts import telegram as wording

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LARGEST_UPDATE = 1024 * 1024  # bytes; Telegram's are a few thousand
Route = tuple[str, type[RequestHandler], dict[str, Any]]


class _Page(RequestHandler):
    """Says what it has to in one line of plain text."""

    def initialize(self, **how: Any) -> None:
        """Take what the page is made with."""
        self.how = how

    def set_default_headers(self) -> None:
        """Say what is sent."""
        self.set_header("Content-Type", CONTENT_TYPE)

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """Say no more of an error than its name."""
        self.finish(f"{HTTPStatus(status_code).phrase}\n")


class _Health(_Page):
    def get(self) -> None:
        is_well = self.how["is_well"]()
        self.set_status(HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)
        self.finish("ok\n" if is_well else "not receiving\n")


class _Metrics(_Page):
    def get(self) -> None:
        self.finish(self.how["text"]())


class _Updates(_Page):
    async def post(self) -> None:
        """Take one update; Telegram sends it again unless this ends well."""
        if not hmac.compare_digest(self.request.headers.get(SECRET, "").encode(), self.how["secret"].encode()):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            update = json.loads(self.request.body)
        except (ValueError, RecursionError):
            update = None
        if await self.how["take"](update):
            self.finish("ok\n")
        else:
            self.send_error(HTTPStatus.BAD_REQUEST)


def health(is_well: Callable[[], bool]) -> Route:
    """Return the page that says whether the bot receives."""
    return ("/healthz", _Health, {"is_well": is_well})


def metrics(text: Callable[[], bytes]) -> Route:
    """Return the page of the counts."""
    return ("/metrics", _Metrics, {"text": text})


def updates(path: str, *, secret: str, take: Callable[[object], Awaitable[bool]]) -> Route:
    """Return the page that takes updates from who knows the secret."""
    return (re.escape(path), _Updates, {"secret": secret, "take": take})


@dataclass(frozen=True, slots=True)
class Server:
    """A web server of some pages, from its making until it is stopped."""

    http: HTTPServer

    @classmethod
    def start(cls, address: Address, *routes: Route) -> "Server":
        """Listen at an address.

        Raises:
            click.UsageError: nobody can listen there.
        """
        pages = Application(list(routes), log_function=lambda _handler: None)
        http = HTTPServer(pages, max_body_size=_LARGEST_UPDATE, max_buffer_size=2 * _LARGEST_UPDATE)
        try:
            http.listen(address.port, address=address.host)
        except OSError as error:
            reason = error.strerror or str(error)
            said = wording.CANNOT_LISTEN.format(host=address.host, port=address.port, reason=reason)
            raise click.UsageError(said) from None
        return cls(http)

    async def stop(self) -> None:
        """Take nothing more."""
        self.http.stop()
        await self.http.close_all_connections()
