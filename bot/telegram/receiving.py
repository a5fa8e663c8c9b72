"""Receiving: which updates are handled, each once, in which order; they are fetched, or Telegram brings them.

Telegram sends no update again once the next are asked for, and asking only when all are handled would let one slow
answer hold up every chat; so each is written into a journal first, and struck out when it was handled: a bot that was
killed goes on where it was.
"""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any, cast
from weakref import WeakValueDictionary

import click
from sqlalchemy import delete, select, update
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, NetworkError, TelegramError
from telegram.ext import Application, SimpleUpdateProcessor, Updater
from telegram.request import HTTPXRequest

from bot.database import JOURNAL, Store, updates
from bot.settings import Settings
from bot.telegram.metrics import Metrics, Server, logging_fault
from prompts import telegram as wording

BotApplication = Application[Any, Any, Any, Any, Any, Any]
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_TRIES = 3
# Telegram keeps what was not fetched for a day, and counts anew after a week without updates.
_KEPT_SECONDS = 2 * 86_400
# High, for updates that wait for others of their chat count too: a busy group must not keep everybody waiting.
_MOST_AT_ONCE = 4096
_WAITS = updates.c.body.is_not(None)
_KINDS = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
_LOG = logging.getLogger(__name__)
_LARGEST_UPDATE = 1024 * 1024  # bytes; Telegram's are a few thousand
_SLACK_SECONDS = 60  # for the attempts after a fault
_POLLING_TASK = "Updater:start_polling:polling_task"  # the name that the library gives it
Body = dict[str, Any]


class Inbox(Store):
    """A journal of updates as they came: their text while they wait, afterwards their numbers, for two days."""

    def __init__(self, folder: Path, bot: int, metrics: Metrics, *, clock: Callable[[], float] = time.time) -> None:
        """Open the inbox of a bot in a folder; `clock` tells seconds since 1970."""
        super().__init__(folder / f"inbox-{bot}.sqlite3", tables=JOURNAL, clock=clock)
        self._metrics = metrics
        self._arrived: dict[int, float] = {}
        metrics.in_flight.set_function(lambda: len(self._arrived))

    def take(self, bodies: Mapping[int, str]) -> frozenset[int]:
        """Write updates down by their numbers; returns those that were not known yet."""
        rows = [{"id": number, "at": self._clock(), "body": body} for number, body in bodies.items()]
        new = self._insert(updates).values(rows).on_conflict_do_nothing().returning(updates.c.id)
        with self._changing() as connection:
            return frozenset(connection.execute(new).scalars()) if rows else frozenset()

    def strike(self, number: int) -> None:
        """Strike an update out, its text from the disk too once none waits."""
        with self._changing() as connection:
            connection.execute(update(updates).where(updates.c.id == number).values(body=None))
            waits = connection.execute(select(updates.c.id).where(_WAITS).limit(1)).first()
        if waits is None:
            self._scrub()

    def left(self) -> tuple[list[str], int]:
        """Return what the runs before left, as JSON, and how many that brought down too many of them are given up."""
        tries = updates.c.tries
        with self._changing() as connection:
            given_up = connection.execute(update(updates).where(_WAITS, tries >= MOST_TRIES).values(body=None)).rowcount
            connection.execute(update(updates).where(_WAITS).values(tries=tries + 1))
            bodies = connection.execute(select(updates.c.body).where(_WAITS).order_by(updates.c.id)).scalars().all()
            before = self._clock() - _KEPT_SECONDS
            connection.execute(delete(updates).where(updates.c.body.is_(None), updates.c.at < before))
        return list(bodies), given_up

    async def admit(self, came: Sequence[object]) -> list[Body]:
        """Return updates as they came, without those that have no number.

        Of those that cannot be read, or came before, the number is left: else Telegram would send them for ever.
        """
        bodies = [body for body in came if isinstance(body, dict) and type(body.get("update_id")) is int]
        numbered: dict[int, Body] = {body["update_id"]: body for body in bodies}
        written = {number: json.dumps(body) for number, body in numbered.items() if _is_readable(body)}
        new = frozenset(written)
        with logging_fault():  # answered all the same: with a full disk too
            new = await asyncio.to_thread(self.take, written)
        self._arrived |= dict.fromkeys(new, time.monotonic())
        return [body if number in new else {"update_id": number} for number, body in numbered.items()]

    async def recall(self, bot: Bot) -> list[Update]:
        """Return what the run before left; raises IndexFault where the journal cannot be read."""
        bodies, given_up = await asyncio.to_thread(self.left)
        if given_up:
            _LOG.error(wording.GIVEN_UP.format(count=given_up))
        if bodies:
            _LOG.warning(wording.RECALLED.format(count=len(bodies)))
        recalled = [Update.de_json(json.loads(body), bot) for body in bodies]
        self._arrived |= {one.update_id: time.monotonic() for one in recalled}
        return recalled

    async def done(self, handled: Update) -> None:
        """Take note that an update was handled."""
        arrived = self._arrived.pop(handled.update_id, None)
        if arrived is not None:  # else its number alone was left
            self._metrics.handling.observe(time.monotonic() - arrived)
            with logging_fault():
                await asyncio.to_thread(self.strike, handled.update_id)


def _is_readable(body: Body) -> bool:
    """Whether the library reads an update, and whom it is from; a null chat is found missing only by who looks."""
    try:
        one = Update.de_json(body, None)
        message, _ = one.effective_message, (one.effective_user, _line_of(one))
        _ = message and message.chat.type
    except Exception:  # noqa: BLE001 - whatever it is, one update must not silence the bot for everybody
        _LOG.warning(wording.MALFORMED.format(number=body["update_id"]))
        return False
    return True


class InOrder(SimpleUpdateProcessor):
    """Handles the updates of one chat one after another, those of different chats side by side."""

    def __init__(self, handled: Callable[[Update], Awaitable[None]]) -> None:
        """Call `handled` for each update after it was."""
        super().__init__(_MOST_AT_ONCE)
        self._handled = handled
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update when those of its chat before it are done."""
        async with self._turns.setdefault(_line_of(update), asyncio.Lock()):
            await coroutine
            if isinstance(update, Update):
                await self._handled(update)


def _line_of(update: object) -> int:
    """Return in which line an update stands: that of its chat, or, asked inline, of who asks."""
    whose = (update.effective_chat or update.effective_user) if isinstance(update, Update) else None
    return whose.id if whose else 0


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

    def __init__(self, bot: BotApplication, request: UpdatesRequest, settings: Settings) -> None:
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

    def __init__(self, bot: BotApplication, inbox: Inbox, settings: Settings) -> None:
        self._bot, self._inbox, self._settings = bot, inbox, settings
        self._secret = settings.webhook_secret.get_secret_value()
        self._server: Server | None = None

    async def start(self) -> None:
        """Listen, and tell Telegram where; raises UsageError where nobody can listen, or Telegram does not take it."""
        settings, page = self._settings, Route(self._settings.webhook, self._take, methods=["POST"])
        self._server = Server(settings.webhook_host, settings.webhook_port, page, self.is_well)
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
        await self._bot.update_queue.put(Update.de_json(admitted[0], self._bot.bot))
        return PlainTextResponse("ok\n")


Receiver = Polling | WebhookReceiver


def _json(payload: bytes) -> object:
    """Return what a payload says; None where it is no JSON."""
    try:
        return cast("object", json.loads(payload))
    except (ValueError, RecursionError):
        return None
