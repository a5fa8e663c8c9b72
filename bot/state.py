"""The bot's own state: which chats hear of reports, what was declined, what is known.

It is in XUNLI_HOME/state.sqlite3, or where XUNLI_STATE_URL says. Of those who ask it holds the number of the chat and
of the forum topic, and nothing else.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, ColumnElement, Connection, Select, Table, delete, func, select, tuple_, update

from bot.database import Database, address_of
from bot.tables import OF_CHATS, TABLES, misses, reports, subscribers

FILE = "state.sqlite3"
KEPT_DAYS = 90
MOST_MISSES = 10_000
# So that one chat does not take the room of the others.
MOST_OF_A_CHAT = 200
_DAY = 86_400
_Misses = Select[int, float, int, int, str]


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
    """How much of a chat was removed."""

    questions: int
    subscriptions: int


class State:
    """The stored state; safe to use from several threads and processes.

    A change survives the end of the process at any moment; the last ones may be lost with the machine's power.
    Every method raises IndexFault where the database cannot be read or written.
    """

    def __init__(self, where: Path | URL, *, clock: Callable[[], float] = time.time) -> None:
        """Open the state, made anew if there is none.

        Args:
            where: a SQLite file, or a PostgreSQL database.
            clock: tells seconds since 1970.
        """
        self._clock = clock
        self._database = Database(where, TABLES)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # Reports, and who hears of new ones.

    def meet(self, hashes: Iterable[str]) -> None:
        """Take note of the reports, by hash, that are searched; those not known yet are news to every subscriber."""
        rows = [{"sha256": sha256} for sha256 in hashes]
        if not rows:
            return
        with self._database.changing() as connection:
            connection.execute(self._database.insert(reports).on_conflict_do_nothing(), rows)

    def subscribe(self, place: Place) -> bool:
        """Let a chat hear of the reports that come from now on; returns whether it did not already."""
        latest = select(func.coalesce(func.max(reports.c.id), 0)).scalar_subquery()
        row = self._database.insert(subscribers).values(chat=place.chat, thread=place.thread, heard=latest)
        row = row.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        with self._database.changing() as connection:
            return connection.execute(row).rowcount > 0

    def unsubscribe(self, place: Place) -> bool:
        """Let a chat hear no more; returns whether it did."""
        with self._database.changing() as connection:
            return connection.execute(delete(subscribers).where(*_at(subscribers, place))).rowcount > 0

    def unheard(self) -> list[Unheard]:
        """Return, for each subscriber with any, the reports that it was not told of."""
        c, r = subscribers.c, reports.c
        news = select(c.chat, c.thread, r.id, r.sha256).join_from(subscribers, reports, r.id > c.heard)
        with self._database.reading() as connection:
            rows = connection.execute(news.order_by(c.chat, c.thread, r.id)).all()
        found: dict[Place, dict[int, str]] = {}
        for chat, thread, number, sha256 in rows:
            found.setdefault(Place(chat, thread), {})[number] = sha256
        return [Unheard(place, frozenset(those.values()), max(those)) for place, those in found.items()]

    def tell(self, unheard: Unheard) -> None:
        """Take note that a subscriber was told."""
        told = update(subscribers).where(*_at(subscribers, unheard.place)).values(heard=unheard.last)
        with self._database.changing() as connection:
            connection.execute(told)

    def telling(self) -> AbstractContextManager[bool]:
        """Say whether no other process of this bot is telling, lest a chat hear twice; while it lasts, none will."""
        return self._database.alone()

    # Declined questions.

    def keep(self, place: Place, question: str, *, generation: int) -> None:
        """Keep a question that a generation did not answer; of one chat each question is kept once."""
        latest = {"at": self._clock(), "generation": generation}
        row = self._database.insert(misses).values(chat=place.chat, thread=place.thread, question=question, **latest)
        row = row.on_conflict_do_update(index_elements=["chat", "thread", "question"], set_=latest)
        with self._database.changing() as connection:
            connection.execute(row)
            _trim(connection, select(misses.c.id).where(misses.c.chat == place.chat), most=MOST_OF_A_CHAT)
            _trim(connection, select(misses.c.id), most=MOST_MISSES)

    def settle(self, place: Place, question: str) -> None:
        """Remove a question that was answered, if it was kept."""
        with self._database.changing() as connection:
            connection.execute(delete(misses).where(*_at(misses, place), misses.c.question == question))

    def misses(self) -> list[Miss]:
        """Return every question that is kept, the latest first."""
        return self._misses(lambda those: those.order_by(misses.c.at.desc(), misses.c.id.desc()))

    def is_kept(self, miss: Miss) -> bool:
        """Whether a question is still kept."""
        with self._database.reading() as connection:
            return connection.execute(select(misses.c.id).where(misses.c.id == miss.id)).first() is not None

    def to_ask(self, generation: int) -> list[Miss]:
        """Return the questions that another generation than this one declined last, equal ones side by side."""
        return self._misses(
            lambda those: those.where(misses.c.generation != generation).order_by(misses.c.question, misses.c.id)
        )

    def decline(self, question: str, *, generation: int) -> None:
        """Take note that a generation does not answer a question either."""
        with self._database.changing() as connection:
            connection.execute(update(misses).where(misses.c.question == question).values(generation=generation))

    # Both.

    def forget(self, chat: int) -> Removed:
        """Remove all that is kept of a chat, from the disk too where it is a file."""
        with self._database.changing() as connection:
            gone = {table: connection.execute(delete(table).where(table.c.chat == chat)).rowcount for table in OF_CHATS}
        self._database.scrub()
        return Removed(gone[misses], gone[subscribers])

    def drop(self, place: Place) -> None:
        """Remove all that is kept of a forum topic, or of a chat outside topics."""
        with self._database.changing() as connection:
            for table in OF_CHATS:
                connection.execute(delete(table).where(*_at(table, place)))

    def move(self, chat: int, to: int) -> None:
        """Take note that a chat has another number, as a group has that becomes a supergroup."""
        with self._database.changing() as connection:
            for table, keys in OF_CHATS.items():
                columns = [table.c[key] for key in keys]
                moved = select(*columns).where(table.c.chat == chat)
                replaced = delete(table).where(table.c.chat == to, tuple_(*columns).in_(moved))
                connection.execute(replaced)
                connection.execute(update(table).where(table.c.chat == chat).values(chat=to))

    def expire(self) -> None:
        """Remove the questions that were kept for long enough."""
        with self._database.changing() as connection:
            connection.execute(delete(misses).where(misses.c.at < self._oldest()))

    def subscribers(self) -> int:
        """Return how many chats and topics hear of reports."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(subscribers)).scalar_one()

    def _misses(self, which: Callable[[_Misses], _Misses]) -> list[Miss]:
        c = misses.c
        those = select(c.id, c.at, c.chat, c.thread, c.question).where(c.at >= self._oldest())
        with self._database.reading() as connection:
            rows = connection.execute(which(those)).all()
        return [Miss(number, at, Place(chat, thread), question) for number, at, chat, thread, question in rows]

    def _oldest(self) -> float:
        return self._clock() - KEPT_DAYS * _DAY


def open_state(home: Path, url: str) -> State:
    """Open the state of a home, or at a PostgreSQL address (XUNLI_STATE_URL) where one is set.

    Raises:
        IndexFault: it cannot be opened, or the address is none.
    """
    return State(address_of(url) if url else home / FILE)


def _at(table: Table, place: Place) -> tuple[ColumnElement[bool], ...]:
    return table.c.chat == place.chat, table.c.thread == place.thread


def _trim(connection: Connection, those: Select[int], *, most: int) -> None:
    """Remove the oldest questions beyond so many."""
    beyond = those.order_by(misses.c.at.desc(), misses.c.id.desc()).offset(most)
    connection.execute(delete(misses).where(misses.c.id.in_(beyond)))
