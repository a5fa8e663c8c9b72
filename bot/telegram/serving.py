"""Serving: the bot from its start until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import click
from telegram import BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.settings import Address, Settings
from bot.telegram.health import Server, health, metrics
from bot.telegram.notifications import Notices
from bot.telegram.receiving import Bot, Receiver
from bot.telegram.services import Services
from bot.telegram.updates import Inbox
from prompts import telegram as wording

_LOG = logging.getLogger(__name__)


class Serving:
    """Receives, looks for news, and shows how the bot is doing, all at once."""

    def __init__(self, bot: Bot, receiver: Receiver, notices: Notices, *, inbox: Inbox, services: Services) -> None:
        """Serve with a bot that has its handlers."""
        self._bot = bot
        self._receiver = receiver
        self._notices = notices
        self._inbox = inbox
        self._services = services

    async def run(self, settings: Settings) -> None:
        """Run until SIGTERM or SIGINT, and finish the answers in flight.

        Raises:
            click.UsageError: nobody can listen where the settings say, or Telegram does not take the webhook.
            telegram.error.TelegramError: Telegram cannot be reached, or refuses the token.
            IndexFault: what the run before left cannot be read.
            click.ClickException: the bot receives nothing any more.
        """
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        async with self._bot, self._status_pages(settings.metrics):
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
            await _offer_commands(self._bot, settings.admins)
            for update in await self._inbox.recall(self._bot.bot):
                await self._bot.update_queue.put(update)
            await self._receiver.start()
            await self._bot.start()
            watching = asyncio.create_task(self._watch(settings.notice_seconds))
            _LOG.info(wording.STARTED.format(bot=self._bot.bot.username))
            stopped, ended = asyncio.create_task(stop.wait()), asyncio.create_task(self._receiver.ended())
            await asyncio.wait((stopped, ended), return_when=asyncio.FIRST_COMPLETED)
            fault = ended.result() if ended.done() else None
            _LOG.info(wording.STOPPING)
            await self._receiver.stop()
            self._notices.close()
            for task in (stopped, ended, watching):
                task.cancel()
            await self._bot.stop()
        if fault is not None:
            raise click.ClickException(wording.DEAF.format(kind=fault))
        _LOG.info(wording.STOPPED)

    @asynccontextmanager
    async def _status_pages(self, address: Address | None) -> AsyncIterator[None]:
        """Show how the bot is doing while it runs, where that is set."""
        if address is None:
            yield
            return
        server = Server.start(address, metrics(self._services.metrics.text), health(self._receiver.is_well))
        try:
            yield
        finally:
            await server.stop()

    async def _watch(self, seconds: float) -> None:
        while self._bot.running:
            # A task of the bot: what it raises is logged as faults are, and the next look comes all the same.
            await asyncio.wait([self._bot.create_task(self._look())])
            await self._notices.until_due(seconds)

    async def _look(self) -> None:
        self._services.metrics.serves(await self._services.work(lambda: self._services.engine.generation.number))
        await self._notices.look()


async def _offer_commands(bot: Bot, admins: frozenset[int]) -> None:
    menus: list[tuple[BotCommandScope | None, tuple[tuple[str, str], ...]]] = [
        (None, wording.COMMANDS),
        (BotCommandScopeAllGroupChats(), wording.COMMANDS_GROUPS),
        (BotCommandScopeAllPrivateChats(), wording.COMMANDS_PRIVATE),
        *((BotCommandScopeChat(admin), wording.COMMANDS_ADMINS) for admin in sorted(admins)),
    ]
    for offer in (
        partial(bot.bot.set_my_description, wording.DESCRIPTION),
        partial(bot.bot.set_my_short_description, wording.SHORT_DESCRIPTION),
        *(partial(bot.bot.set_my_commands, commands, scope=scope) for scope, commands in menus),
    ):
        try:
            await offer()
        except TelegramError as error:  # the commands work all the same; an administrator may never have written
            _LOG.warning(wording.SEND_FAILED.format(error=error))
