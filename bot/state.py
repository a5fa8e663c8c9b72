"""The bot's own state, in XUNLI_HOME/state.sqlite3: which chats hear of reports, what was declined, what is known.

Of those who ask it holds the number of the chat and of the forum topic, and nothing else.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.database import OF_CHATS, PASSING, Database, trim

FILE = "state.sqlite3"
MOST_MISSES = 10_000
# So that one chat does not take the room of the others.
MOST_OF_A_CHAT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and the forum topic in it; `thread` is 0 outside topics."""

    chat: int
    thread: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A declined question; `at` counts seconds since 1970."""

    id: int
    at: float
    place: Place
    question: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """The reports, by hash, that a subscriber was not told of; `last` is the number of the last one."""

    place: Place
    reports: frozenset[str]
    last: int


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of a chat was removed: declined questions, subscriptions, and answers with what was said of them."""

    questions: int
    subscriptions: int
    answers: int = 0


class State:
    """The stored state; safe to use from several threads and processes.

    A change survives the end of the process at any moment; the last ones may be lost with the machine's power.
    Every method raises IndexFault where the file cannot be read or written.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the state, made anew if there is none; `clock` tells seconds since 1970."""
        self.database = Database(path, clock=clock)
        self._clock = clock
        self._work, self._changing = self.database.work, self.database.changing

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    # Reports, and who hears of new ones.

    def meet(self, reports: Iterable[str]) -> None:
        """Take note of the reports, by hash, that are searched; those not known yet are news to every subscriber."""
        with self._changing() as connection:
            connection.executemany("INSERT OR IGNORE INTO reports (sha256) VALUES (?)", [(one,) for one in reports])

    def subscribe(self, place: Place) -> bool:
        """Let a chat hear of the reports that come from now on; returns whether it did not already."""
        sql = (
            "INSERT OR IGNORE INTO subscribers (chat, thread, heard) "
            "VALUES (?, ?, (SELECT coalesce(max(id), 0) FROM reports))"
        )
        with self._work() as connection:
            return connection.execute(sql, (place.chat, place.thread)).rowcount > 0

    def unsubscribe(self, place: Place) -> bool:
        """Let a chat hear no more; returns whether it did."""
        sql = "DELETE FROM subscribers WHERE chat = ? AND thread = ?"
        with self._work() as connection:
            return connection.execute(sql, (place.chat, place.thread)).rowcount > 0

    def unheard(self) -> list[Unheard]:
        """Return, for each subscriber with any, the reports that it was not told of."""
        sql = (
            "SELECT chat, thread, reports.id, sha256 FROM subscribers JOIN reports ON reports.id > heard "
            "ORDER BY chat, thread, reports.id"
        )
        with self._work() as connection:
            rows = connection.execute(sql).fetchall()
        reports: dict[Place, dict[int, str]] = {}
        for chat, thread, number, sha256 in rows:
            reports.setdefault(Place(chat, thread), {})[number] = sha256
        return [Unheard(place, frozenset(those.values()), max(those)) for place, those in reports.items()]

    def tell(self, unheard: Unheard) -> None:
        """Take note that a subscriber was told."""
        sql = "UPDATE subscribers SET heard = ? WHERE chat = ? AND thread = ?"
        with self._work() as connection:
            connection.execute(sql, (unheard.last, unheard.place.chat, unheard.place.thread))

    # Declined questions.

    def keep(self, place: Place, question: str, *, generation: int) -> None:
        """Keep a question that a generation did not answer; of one chat each question is kept once."""
        sql = (
            "INSERT INTO misses (at, chat, thread, question, generation) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET at = excluded.at, generation = excluded.generation"
        )
        with self._changing() as connection:
            connection.execute(sql, (self._clock(), place.chat, place.thread, question, generation))
            trim(connection, "misses", most=MOST_OF_A_CHAT, chat=place.chat)
            trim(connection, "misses", most=MOST_MISSES)

    def settle(self, place: Place, question: str) -> None:
        """Remove a question that was answered, if it was kept."""
        sql = "DELETE FROM misses WHERE chat = ? AND thread = ? AND question = ?"
        with self._work() as connection:
            connection.execute(sql, (place.chat, place.thread, question))

    def misses(self) -> list[Miss]:
        """Return every question that is kept, the latest first."""
        return self._misses("1 ORDER BY at DESC, id DESC", ())

    def is_kept(self, miss: Miss) -> bool:
        """Whether a question is still kept."""
        with self._work() as connection:
            return connection.execute("SELECT 1 FROM misses WHERE id = ?", (miss.id,)).fetchone() is not None

    def to_ask(self, generation: int) -> list[Miss]:
        """Return the questions that another generation than this one declined last, equal ones side by side."""
        return self._misses("generation != ? ORDER BY question, id", (generation,))

    def decline(self, question: str, *, generation: int) -> None:
        """Take note that a generation does not answer a question either."""
        with self._work() as connection:
            connection.execute("UPDATE misses SET generation = ? WHERE question = ?", (generation, question))

    # All of it.

    def forget(self, chat: int) -> Removed:
        """Remove all that is kept of a chat, from the disk too."""
        with self._changing() as connection:
            removed = {
                table: connection.execute(f"DELETE FROM {table} WHERE chat = ?", (chat,)).rowcount  # noqa: S608
                for table in OF_CHATS
            }
        with self._work() as connection:  # else the log beside the file would hold it for a while
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return Removed(removed["misses"], removed["subscribers"], removed["answers"])

    def drop(self, place: Place) -> None:
        """Remove all that is kept of a forum topic, or of a chat outside topics."""
        with self._changing() as connection:
            for table in OF_CHATS:
                connection.execute(f"DELETE FROM {table} WHERE chat = ? AND thread = ?", (place.chat, place.thread))  # noqa: S608

    def move(self, chat: int, to: int) -> None:
        """Take note that a chat has another number, as a group has that becomes a supergroup."""
        with self._changing() as connection:
            for table in OF_CHATS:
                connection.execute(f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", (to, chat))  # noqa: S608
                connection.execute(f"DELETE FROM {table} WHERE chat = ?", (chat,))  # noqa: S608

    def expire(self) -> None:
        """Remove what was kept for long enough."""
        with self._work() as connection:
            for table in PASSING:
                connection.execute(f"DELETE FROM {table} WHERE at < ?", (self.database.since(table),))  # noqa: S608

    def subscribers(self) -> int:
        """Return how many chats and topics hear of reports."""
        with self._work() as connection:
            return int(connection.execute("SELECT count(*) FROM subscribers").fetchone()[0])

    def _misses(self, which: str, values: tuple[object, ...]) -> list[Miss]:
        sql = f"SELECT id, at, chat, thread, question FROM misses WHERE at >= ? AND {which}"  # noqa: S608
        with self._work() as connection:
            rows = connection.execute(sql, (self.database.since("misses"), *values)).fetchall()
        return [Miss(number, at, Place(chat, thread), question) for number, at, chat, thread, question in rows]
