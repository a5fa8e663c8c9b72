"""The journal: the updates that were taken, each until it is handled, so that a killed bot goes on where it was.

What it is good for: an update is written down before Telegram is told that it arrived, and struck out when it was
handled. After a crash nothing is lost; what was being answered at that moment is answered once more, and may so be read
twice. An update that comes twice is taken once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.database import Database
from prompts import notices as wording

MOST_TRIES = 3
# Telegram keeps what was not fetched for a day, and counts anew after a week without updates.
_KEPT_SECONDS = 2 * 86_400
_SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 1, body TEXT
);
CREATE INDEX IF NOT EXISTS left_over ON updates (id) WHERE body IS NOT NULL;
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a run of the bot left: the updates to handle again, as JSON, and how many are given up."""

    bodies: tuple[str, ...]
    given_up: int


class Journal(Database):
    """The updates of one bot: while one waits its whole text, afterwards its number alone, for two days."""

    def __init__(self, folder: Path, bot: int, *, clock: Callable[[], float] = time.time) -> None:
        """Open the journal of a bot in a folder; `clock` tells seconds since 1970."""
        super().__init__(folder / f"inbox-{bot}.sqlite3", _SCHEMA, failed=wording.JOURNAL_FAILED, clock=clock)

    def take(self, number: int, body: str) -> bool:
        """Write an update down; returns whether it was not known yet."""
        with self._work() as connection:
            sql = "INSERT OR IGNORE INTO updates (id, at, body) VALUES (?, ?, ?)"
            return connection.execute(sql, (number, self._clock(), body)).rowcount > 0

    def strike(self, number: int) -> None:
        """Strike an update out, its text from the disk too once none waits."""
        with self._work() as connection:
            connection.execute("UPDATE updates SET body = NULL WHERE id = ?", (number,))
            waits = connection.execute("SELECT 1 FROM updates WHERE body IS NOT NULL LIMIT 1").fetchone()
        if waits is None:
            self._wipe()

    def left(self) -> Left:
        """Return what the runs before left; what brought down too many of them is given up."""
        with self._changing() as connection:
            given_up = connection.execute(
                "UPDATE updates SET body = NULL WHERE body IS NOT NULL AND tries >= ?", (MOST_TRIES,)
            ).rowcount
            connection.execute("UPDATE updates SET tries = tries + 1 WHERE body IS NOT NULL")
            rows = connection.execute("SELECT body FROM updates WHERE body IS NOT NULL ORDER BY id").fetchall()
            before = self._clock() - _KEPT_SECONDS
            connection.execute("DELETE FROM updates WHERE body IS NULL AND at < ?", (before,))
        return Left(tuple(body for (body,) in rows), given_up)
