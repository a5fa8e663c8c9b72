"""Updates: which are handled, each once, and in which order.

Telegram sends no update again once the next are asked for, and asking only when all are handled would let one slow
answer hold up every chat; so each is written into a journal first, and struck out when it was handled: a bot that was
killed goes on where it was.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import delete, select, update
from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.database import JOURNAL, Store, updates
from bot.telegram.metrics import Metrics, logging_fault
from prompts import telegram as wording

MOST_TRIES = 3
# Telegram keeps what was not fetched for a day, and counts anew after a week without updates.
_KEPT_SECONDS = 2 * 86_400
# High, for updates that wait for others of their chat count too: a busy group must not keep everybody waiting.
_MOST_AT_ONCE = 4096
_WAITS = updates.c.body.is_not(None)
_LOG = logging.getLogger(__name__)
Body = dict[str, Any]


class Inbox(Store):
    """Looks at updates as they came, before the library reads them, and writes down what is to be handled.

    While an update waits its whole text is kept, afterwards its number alone, for two days, in a file of the machine
    that took it, wherever the state is.
    """

    def __init__(self, folder: Path, bot: int, metrics: Metrics, *, clock: Callable[[], float] = time.time) -> None:
        """Open the inbox of a bot in a folder; `clock` tells seconds since 1970."""
        super().__init__(folder / f"inbox-{bot}.sqlite3", tables=JOURNAL, clock=clock)
        self._metrics = metrics
        self._arrived: dict[int, float] = {}

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
        """Return updates as they came; of those that cannot be read, or came before, the number alone.

        The number has to be left: else Telegram would send the update again and again, and those after it never. What
        has none is left out.
        """
        bodies = [body for body in came if isinstance(body, dict) and type(body.get("update_id")) is int]
        numbered: dict[int, Body] = {body["update_id"]: body for body in bodies}
        written = {number: json.dumps(body) for number, body in numbered.items() if _is_readable(body)}
        new = frozenset(written)
        with logging_fault():  # answered all the same: with a full disk too
            new = await asyncio.to_thread(self.take, written)
        for number in new:
            self._note_arrival(number)
        return [body if number in new else {"update_id": number} for number, body in numbered.items()]

    async def recall(self, bot: Bot) -> list[Update]:
        """Return what the run before left; raises IndexFault where the journal cannot be read."""
        bodies, given_up = await asyncio.to_thread(self.left)
        if given_up:
            _LOG.error(wording.GIVEN_UP.format(count=given_up))
        if bodies:
            _LOG.warning(wording.RECALLED.format(count=len(bodies)))
        recalled = [Update.de_json(json.loads(body), bot) for body in bodies]
        for one in recalled:
            self._note_arrival(one.update_id)
        return recalled

    async def done(self, handled: Update) -> None:
        """Take note that an update was handled."""
        arrived = self._arrived.pop(handled.update_id, None)
        if arrived is None:  # its number alone was left
            return
        self._metrics.in_flight.dec()
        self._metrics.handling.observe(time.monotonic() - arrived)
        with logging_fault():
            await asyncio.to_thread(self.strike, handled.update_id)

    def _note_arrival(self, number: int) -> None:
        self._arrived[number] = time.monotonic()
        self._metrics.in_flight.inc()


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
