"""The inbox: which updates are handled, each once, and in which order."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.journal import Journal
from bot.meter import Meter
from index.errors import IndexFault
from prompts import telegram as wording

# High, for updates that wait for others of their chat count too: a busy group must not keep everybody waiting.
_MOST_AT_ONCE = 4096
_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Inbox(asyncio.Queue[object]):
    """Between Telegram and the handlers: lets in what did not come before, and writes down what is not handled yet."""

    def __init__(self, journal: Journal, clerk: Executor, meter: Meter) -> None:
        """Keep a journal, written by `clerk`, which is one thread."""
        super().__init__()
        self._meter = meter
        self._arrived: dict[int, float] = {}
        self._journal = journal
        self._clerk = clerk

    async def recall(self, bot: Bot) -> None:
        """Let in what the run before left.

        Raises:
            IndexFault: the journal cannot be read.
        """
        left = await self._write(self._journal.left)
        if left.given_up:
            _LOG.error(wording.GIVEN_UP.format(count=left.given_up))
        if left.bodies:
            _LOG.warning(wording.RECALLED.format(count=len(left.bodies)))
        for body in left.bodies:
            await self._let_in(Update.de_json(json.loads(body), bot))

    async def put(self, item: object) -> None:
        """Let an update in; what is no update, such as the sign to stop, is let in as it is."""
        if not isinstance(item, Update):
            await super().put(item)
        elif await self._is_new(item):
            await self._let_in(item)

    async def strike(self, update: Update) -> None:
        """Take note that an update was handled."""
        now = time.monotonic()
        self._meter.handled(now - self._arrived.pop(update.update_id, now))
        try:
            await self._write(partial(self._journal.strike, update.update_id))
        except IndexFault as error:
            _LOG.error(error)

    async def _let_in(self, update: Update) -> None:
        self._arrived[update.update_id] = time.monotonic()
        self._meter.received()
        await super().put(update)

    async def _is_new(self, update: Update) -> bool:
        try:
            return await self._write(partial(self._journal.take, update.update_id, update.to_json()))
        except IndexFault as error:  # answered all the same: with a full disk too
            _LOG.error(error)
            return True

    async def _write(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._clerk, job)


class InOrder(BaseUpdateProcessor):
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

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to take down."""


def _line_of(update: object) -> int:
    """Return in which line an update stands: that of its chat, or, asked inline, of who asks."""
    if not isinstance(update, Update):
        return 0
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
