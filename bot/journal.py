"""The journal: the updates that were taken, each until it is handled, so that a killed bot goes on where it was.

What it is good for: an update is written down before Telegram is told that it arrived, and struck out when it was
handled. After a crash nothing is lost; what was being answered at that moment is answered once more, and may so be read
twice. An update that comes twice is taken once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Double, Index, Integer, MetaData, Table, Text, delete, select, update

from bot.database import Database
from prompts import notices as wording

MOST_TRIES = 3
# Telegram keeps what was not fetched for a day, and counts anew after a week without updates.
_KEPT_SECONDS = 2 * 86_400
_TABLES = MetaData()
_UPDATES = Table(
    "updates",
    _TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("body", Text),
)
_WAITS = _UPDATES.c.body.is_not(None)
Index("left_over", _UPDATES.c.id, sqlite_where=_WAITS)


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
        self._database = Database(folder / f"inbox-{bot}.sqlite3", _TABLES, failed=wording.JOURNAL_FAILED)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def take(self, number: int, body: str) -> bool:
        """Write an update down; returns whether it was not known yet."""
        row = self._database.insert(_UPDATES).values(id=number, at=self._clock(), body=body).on_conflict_do_nothing()
        with self._database.changing() as connection:
            return connection.execute(row.execution_options(preserve_rowcount=True)).rowcount > 0

    def strike(self, number: int) -> None:
        """Strike an update out, its text from the disk too once none waits."""
        with self._database.changing() as connection:
            connection.execute(update(_UPDATES).where(_UPDATES.c.id == number).values(body=None))
            waits = connection.execute(select(_UPDATES.c.id).where(_WAITS).limit(1)).first()
        if waits is None:
            self._database.scrub()

    def left(self) -> Left:
        """Return what the runs before left; what brought down too many of them is given up."""
        tries = _UPDATES.c.tries
        with self._database.changing() as connection:
            often = update(_UPDATES).where(_WAITS, tries >= MOST_TRIES).values(body=None)
            given_up = connection.execute(often).rowcount
            connection.execute(update(_UPDATES).where(_WAITS).values(tries=tries + 1))
            bodies = connection.execute(select(_UPDATES.c.body).where(_WAITS).order_by(_UPDATES.c.id)).scalars().all()
            before = self._clock() - _KEPT_SECONDS
            connection.execute(delete(_UPDATES).where(_UPDATES.c.body.is_(None), _UPDATES.c.at < before))
        return Left(tuple(bodies), given_up)
