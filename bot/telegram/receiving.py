"""Receiving: updates are fetched from Telegram, or Telegram brings them; either way the inbox looks at them first."""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from typing import Any, cast

import click
from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import Application, Updater
from telegram.request import HTTPXRequest

from bot.settings import Webhook
from bot.telegram.health import Server, health, updates
from bot.telegram.logs import on_polling_fault
from bot.telegram.updates import Inbox
from prompts import telegram as wording

Bot = Application[Any, Any, Any, Any, Any, Any]
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
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        came = answer.get("result") if isinstance(answer, dict) else None
        admitted = await self._inbox.admit(came) if isinstance(came, list) else []
        if came != [] and not admitted:
            raise NetworkError(wording.MALFORMED_ANSWER)
        self.answered = time.monotonic()
        return code, json.dumps({"ok": True, "result": admitted}).encode()


class Polling:
    """Asks Telegram again and again; see https://core.telegram.org/bots/api#getupdates."""

    def __init__(self, bot: Bot, request: UpdatesRequest, *, kinds: Sequence[str], seconds: int, timeout: int) -> None:
        """Ask for kinds of updates; Telegram may hold a request for `seconds`, and has `timeout` more to answer."""
        self._updater = cast("Updater", bot.updater)  # None only where one asks for none
        self._request = request
        self._kinds = kinds
        self._seconds = seconds
        self._most_seconds = seconds + timeout + _SLACK_SECONDS
        self._tasks: list[asyncio.Task[Any]] = []

    async def start(self) -> None:
        """Begin to ask; a webhook that was set is removed."""
        await self._updater.start_polling(
            timeout=self._seconds, allowed_updates=self._kinds, error_callback=on_polling_fault
        )
        self._tasks = [task for task in asyncio.all_tasks() if task.get_name() == _POLLING_TASK]

    async def stop(self) -> None:
        """Ask no more, and let Telegram know what arrived."""
        with suppress(Exception) if self._fault else nullcontext():  # the library raises the fault once more here
            await self._updater.stop()

    async def ended(self) -> str:
        """Wait for the task that asks, which ends with a fault that is not the network's."""
        await asyncio.wait(self._tasks)
        return self._fault

    @property
    def _fault(self) -> str:
        faults = [task.exception() for task in self._tasks if task.done() and not task.cancelled()]
        return next((type(fault).__name__ for fault in faults if fault), "")

    def is_well(self) -> bool:
        """Whether it asks, and Telegram answered lately."""
        asks = self._updater.running and not any(task.done() for task in self._tasks)
        return asks and time.monotonic() - self._request.answered <= self._most_seconds


class WebhookReceiver:
    """Listens to what Telegram brings; see https://core.telegram.org/bots/api#setwebhook."""

    def __init__(self, bot: Bot, inbox: Inbox, webhook: Webhook, *, kinds: Sequence[str]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._webhook = webhook
        self._kinds = kinds
        self._server: Server | None = None

    async def start(self) -> None:
        """Listen, and tell Telegram where.

        Raises:
            click.UsageError: nobody can listen there, or Telegram does not take the address.
        """
        webhook = self._webhook
        page = updates(webhook.path, secret=webhook.secret, take=self._take)
        self._server = Server.start(webhook.address, page, health(self.is_well))
        try:
            await self._bot.bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=self._kinds)
        except BadRequest as error:
            raise click.UsageError(wording.HOOK_REFUSED.format(error=error)) from None

    async def stop(self) -> None:
        """Listen no more; Telegram keeps what comes, and brings it after the next start."""
        if self._server is not None:
            await self._server.stop()
            self._server = None

    async def ended(self) -> str:
        """Wait for ever: it listens as long as the process lives."""
        await asyncio.Event().wait()
        return ""

    def is_well(self) -> bool:
        """Whether it listens, and what it takes is handled."""
        return self._server is not None and self._bot.running

    async def _take(self, update: object) -> bool:
        """Take an update; returns whether it is one at all."""
        admitted = await self._inbox.admit([update])
        for body in admitted:
            await self._bot.update_queue.put(Update.de_json(body, self._bot.bot))
        return bool(admitted)


Receiver = Polling | WebhookReceiver
