"""Receiving: updates are fetched from Telegram, or Telegram brings them; either way they go into the inbox."""

import time
from collections.abc import Sequence
from typing import Any, Protocol, cast

import click
from telegram import Update
from telegram.error import BadRequest
from telegram.ext import Application, Updater

from bot.handlers.faults import on_polling_fault
from bot.health import Server, health, updates
from bot.inbox import Inbox
from bot.settings import Webhook
from bot.updates import UpdatesRequest
from prompts import telegram as wording

Bot = Application[Any, Any, Any, Any, Any, Any]
_SLACK_SECONDS = 60  # for the attempts after a fault


class Receiver(Protocol):
    """One of the two ways."""

    async def start(self) -> None:
        """Begin to receive."""

    async def stop(self) -> None:
        """Receive nothing more; what was received is in the inbox."""

    def is_well(self) -> bool:
        """Whether updates would arrive."""


class Polling:
    """Asks Telegram again and again; see https://core.telegram.org/bots/api#getupdates."""

    def __init__(self, bot: Bot, request: UpdatesRequest, *, kinds: Sequence[str], seconds: int, timeout: int) -> None:
        """Ask for some kinds of updates.

        Args:
            bot: the bot.
            request: what it fetches updates with.
            kinds: as Telegram calls them.
            seconds: how long Telegram holds a request while there is nothing.
            timeout: how long is waited for Telegram beyond that.
        """
        self._updater = cast("Updater", bot.updater)  # None only where one asks for none
        self._request = request
        self._kinds = kinds
        self._seconds = seconds
        self._most_seconds = seconds + timeout + _SLACK_SECONDS

    async def start(self) -> None:
        """Begin to ask; a webhook that was set is removed."""
        await self._updater.start_polling(
            timeout=self._seconds, allowed_updates=self._kinds, error_callback=on_polling_fault
        )

    async def stop(self) -> None:
        """Ask no more, and let Telegram know what arrived."""
        await self._updater.stop()

    def is_well(self) -> bool:
        """Whether Telegram answered lately."""
        return self._updater.running and time.monotonic() - self._request.answered <= self._most_seconds


class Hook:
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

    def is_well(self) -> bool:
        """Whether it listens, and what it takes is handled."""
        return self._server is not None and self._bot.running

    async def _take(self, update: dict[str, Any]) -> None:
        await self._inbox.put(Update.de_json(update, self._bot.bot))
