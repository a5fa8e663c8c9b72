"""The inbox: which updates are handled, each once, and in which order."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.journal import Journal
from bot.telegram.metrics import Meter
from index.errors import IndexFault
from prompts import telegram as wording

# High, for updates that wait for others of their chat count too: a busy group must not keep everybody waiting.
_MOST_AT_ONCE = 4096
_LOG = logging.getLogger(__name__)
Body = dict[str, Any]
T = TypeVar("T")


class Inbox:
    """Looks at updates as they came, before the library reads them, and writes down what is to be handled."""

    def __init__(self, journal: Journal, clerk: Executor, meter: Meter) -> None:
        """Keep a journal, written by `clerk`, which is one thread."""
        self._journal = journal
        self._clerk = clerk
        self._meter = meter
        self._arrived: dict[int, float] = {}

    async def admit(self, updates: Sequence[object]) -> list[Body]:
        """Return updates as they came; of those that cannot be read, or came before, the number alone.

        The number has to be left: else Telegram would send the update again and again, and those after it never. What
        has none is left out.
        """
        bodies = [body for body in updates if isinstance(body, dict) and type(body.get("update_id")) is int]
        numbered: dict[int, Body] = {body["update_id"]: body for body in bodies}
        readable = {number: body for number, body in numbered.items() if _is_readable(body)}
        try:
            written = {number: json.dumps(body) for number, body in readable.items()}
            new = await self._write(partial(self._journal.take, written))
        except IndexFault as error:  # answered all the same: with a full disk too
            _LOG.error(error)
            new = frozenset(readable)
        for number in new:
            self._note_arrival(number)
        return [body if number in new else {"update_id": number} for number, body in numbered.items()]

    async def recall(self, bot: Bot) -> list[Update]:
        """Return what the run before left.

        Raises:
            IndexFault: the journal cannot be read.
        """
        left = await self._write(self._journal.left)
        if left.given_up:
            _LOG.error(wording.GIVEN_UP.format(count=left.given_up))
        if left.bodies:
            _LOG.warning(wording.RECALLED.format(count=len(left.bodies)))
        updates = [Update.de_json(json.loads(body), bot) for body in left.bodies]
        for update in updates:
            self._note_arrival(update.update_id)
        return updates

    async def strike(self, update: Update) -> None:
        """Take note that an update was handled."""
        arrived = self._arrived.pop(update.update_id, None)
        if arrived is None:  # its number alone was left
            return
        self._meter.handled(time.monotonic() - arrived)
        try:
            await self._write(partial(self._journal.strike, update.update_id))
        except IndexFault as error:
            _LOG.error(error)

    def _note_arrival(self, number: int) -> None:
        self._arrived[number] = time.monotonic()
        self._meter.received()

    async def _write(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._clerk, job)


def _is_readable(body: Body) -> bool:
    """Whether the library reads an update, and whom it is from; a null chat is found missing only by who looks."""
    try:
        update = Update.de_json(body, None)
        message, _ = update.effective_message, (update.effective_user, _line_of(update))
        _ = message and message.chat.type
    except Exception:  # noqa: BLE001 - whatever it is, one update must not silence the bot for everybody
        _LOG.warning(wording.MALFORMED.format(number=body["update_id"]))
        return False
    return True


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
