"""The journal: the updates that were taken, each until it is handled, so that a killed bot goes on where it was.

Telegram sends no update again once the next are asked for, and asking only when all are handled would let one slow
answer hold up every chat; so each is written down first, and struck out when it was handled.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update

from bot.database import Database
from bot.tables import JOURNAL, updates
from prompts import notices as wording

MOST_TRIES = 3
# Telegram keeps what was not fetched for a day, and counts anew after a week without updates.
_KEPT_SECONDS = 2 * 86_400
_WAITS = updates.c.body.is_not(None)


@dataclass(frozen=True, slots=True)
class Left:
    """What a run of the bot left: the updates to handle again, as JSON, and how many are given up."""

    bodies: tuple[str, ...]
    given_up: int


class Journal:
    """The updates of one bot: while one waits its whole text, afterwards its number alone, for two days.

    It is a file of the machine that took them, wherever the state is.
    """

    def __init__(self, folder: Path, bot: int, *, clock: Callable[[], float] = time.time) -> None:
        """Open the journal of a bot in a folder; `clock` tells seconds since 1970."""
        self._clock = clock
        self._database = Database(folder / f"inbox-{bot}.sqlite3", JOURNAL, failed=wording.JOURNAL_FAILED)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def take(self, bodies: Mapping[int, str]) -> frozenset[int]:
        """Write updates down by their numbers; returns those that were not known yet."""
        row = self._database.insert(updates).on_conflict_do_nothing().returning(updates.c.id)
        with self._database.changing() as connection:
            taken = [
                connection.execute(row.values(id=number, at=self._clock(), body=body)).scalar()
                for number, body in bodies.items()
            ]
        return frozenset(number for number in taken if number is not None)

    def strike(self, number: int) -> None:
        """Strike an update out, its text from the disk too once none waits."""
        with self._database.changing() as connection:
            connection.execute(update(updates).where(updates.c.id == number).values(body=None))
            waits = connection.execute(select(updates.c.id).where(_WAITS).limit(1)).first()
        if waits is None:
            self._database.scrub()

    def left(self) -> Left:
        """Return what the runs before left; what brought down too many of them is given up."""
        tries = updates.c.tries
        with self._database.changing() as connection:
            given_up = connection.execute(update(updates).where(_WAITS, tries >= MOST_TRIES).values(body=None)).rowcount
            connection.execute(update(updates).where(_WAITS).values(tries=tries + 1))
            bodies = connection.execute(select(updates.c.body).where(_WAITS).order_by(updates.c.id)).scalars().all()
            before = self._clock() - _KEPT_SECONDS
            connection.execute(delete(updates).where(updates.c.body.is_(None), updates.c.at < before))
        return Left(tuple(bodies), given_up)
