"""The bot's own state, in XUNLI_HOME/state.sqlite3: which chats hear of reports, what was declined, what is known.

Of those who ask it holds the number of the chat and of the forum topic, and nothing else.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.database import Database
from prompts import notices as wording

FILE = "state.sqlite3"
KEPT_DAYS = 90
# For as long the buttons under an answer work, and an edited question is answered again in its place.
ANSWERS_DAYS = 30
MOST_MISSES = 10_000
# So that one chat does not take the room of the others.
MOST_OF_A_CHAT = 200
_DAY = 86_400
_PASSING = {"misses": KEPT_DAYS, "feedback": KEPT_DAYS, "answers": ANSWERS_DAYS}
_OF_CHATS = ("subscribers", *_PASSING)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reports (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS subscribers (
    chat INTEGER NOT NULL, thread INTEGER NOT NULL, heard INTEGER NOT NULL, PRIMARY KEY (chat, thread)
);
CREATE TABLE IF NOT EXISTS misses (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, chat INTEGER NOT NULL, thread INTEGER NOT NULL,
    question TEXT NOT NULL, generation INTEGER NOT NULL, UNIQUE (chat, thread, question)
);
CREATE INDEX IF NOT EXISTS misses_of_generation ON misses (generation);
CREATE TABLE IF NOT EXISTS answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, chat INTEGER NOT NULL, thread INTEGER NOT NULL,
    message INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, replies TEXT NOT NULL, content TEXT NOT NULL,
    UNIQUE (chat, message)
);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (at);
CREATE INDEX IF NOT EXISTS answers_of_chat ON answers (chat, at);
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, chat INTEGER NOT NULL, thread INTEGER NOT NULL,
    key TEXT NOT NULL, question TEXT NOT NULL, quote TEXT NOT NULL, UNIQUE (key, quote)
);
"""


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


class Store(Database):
    """What is stored in the file of the state; see `Database` for what it bears."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the file, made anew if there is none; `clock` tells seconds since 1970."""
        super().__init__(path, _SCHEMA, failed=wording.STATE_FAILED, clock=clock)

    def _since(self, table: str) -> float:
        """Return when a row must have been written that is not too old."""
        return self._clock() - _PASSING[table] * _DAY


class State(Store):
    """Reports that are known, subscriptions and declined questions; and all that is stored, by chat and by age."""

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
                for table in _OF_CHATS
            }
        self._wipe()
        return Removed(removed["misses"], removed["subscribers"], removed["answers"])

    def drop(self, place: Place) -> None:
        """Remove all that is kept of a forum topic, or of a chat outside topics."""
        with self._changing() as connection:
            for table in _OF_CHATS:
                connection.execute(f"DELETE FROM {table} WHERE chat = ? AND thread = ?", (place.chat, place.thread))  # noqa: S608

    def move(self, chat: int, to: int) -> None:
        """Take note that a chat has another number, as a group has that becomes a supergroup."""
        with self._changing() as connection:
            for table in _OF_CHATS:
                connection.execute(f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", (to, chat))  # noqa: S608
                connection.execute(f"DELETE FROM {table} WHERE chat = ?", (chat,))  # noqa: S608

    def expire(self) -> None:
        """Remove what was kept for long enough."""
        with self._work() as connection:
            for table in _PASSING:
                connection.execute(f"DELETE FROM {table} WHERE at < ?", (self._since(table),))  # noqa: S608

    def subscribers(self) -> int:
        """Return how many chats and topics hear of reports."""
        with self._work() as connection:
            return int(connection.execute("SELECT count(*) FROM subscribers").fetchone()[0])

    def _misses(self, which: str, values: tuple[object, ...]) -> list[Miss]:
        sql = f"SELECT id, at, chat, thread, question FROM misses WHERE at >= ? AND {which}"  # noqa: S608
        with self._work() as connection:
            rows = connection.execute(sql, (self._since("misses"), *values)).fetchall()
        return [Miss(number, at, Place(chat, thread), question) for number, at, chat, thread, question in rows]


def trim(connection: sqlite3.Connection, table: str, *, most: int, chat: int | None = None) -> None:
    """Remove the oldest rows beyond so many, of one chat or of all."""
    which, values = ("1", ()) if chat is None else ("chat = ?", (chat,))
    beyond = f"SELECT id FROM {table} WHERE {which} ORDER BY at DESC, id DESC LIMIT -1 OFFSET {most}"  # noqa: S608
    connection.execute(f"DELETE FROM {table} WHERE id IN ({beyond})", values)  # noqa: S608
