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
from bot.tables import OF_CHATS, TABLES, admitted, answers, feedback, misses, reports, subscribers

FILE = "state.sqlite3"
KEPT_DAYS = 90
# For as long the buttons under an answer work, and an edited question is answered again in its place.
ANSWERS_DAYS = 30
MOST_MISSES = 10_000
# So that one chat does not take the room of the others.
MOST_OF_A_CHAT = 200
_DAY = 86_400
_PASSING = {misses: KEPT_DAYS, feedback: KEPT_DAYS, answers: ANSWERS_DAYS}
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
    """How much of a chat was removed: declined questions, subscriptions, and answers with what was said of them."""

    questions: int
    subscriptions: int
    answers: int = 0


class Store:
    """What is stored of the state; safe to use from several threads and processes.

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

    def _since(self, table: Table) -> float:
        """Return when a row must have been written that is not too old."""
        return self._clock() - _PASSING[table] * _DAY


class State(Store):
    """Reports that are known, subscriptions and declined questions; and all that is stored, by chat and by age."""

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

    # Whom an administrator allowed in chat.

    def admit(self, number: int) -> None:
        """Keep that a user or a group may ask."""
        row = self._database.insert(admitted).values(number=number, at=self._clock()).on_conflict_do_nothing()
        with self._database.changing() as connection:
            connection.execute(row)

    def admitted(self) -> frozenset[int]:
        """Return the users and groups that an administrator allowed."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(admitted.c.number)).scalars())

    # Declined questions.

    def keep(self, place: Place, question: str, *, generation: int) -> None:
        """Keep a question that a generation did not answer; of one chat each question is kept once."""
        latest = {"at": self._clock(), "generation": generation}
        row = self._database.insert(misses).values(chat=place.chat, thread=place.thread, question=question, **latest)
        row = row.on_conflict_do_update(index_elements=["chat", "thread", "question"], set_=latest)
        with self._database.changing() as connection:
            connection.execute(row)
            trim(connection, misses, most=MOST_OF_A_CHAT, chat=place.chat)
            trim(connection, misses, most=MOST_MISSES)

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

    # All of it.

    def forget(self, chat: int) -> Removed:
        """Remove all that is kept of a chat, from the disk too where it is a file."""
        with self._database.changing() as connection:
            gone = {table: connection.execute(delete(table).where(table.c.chat == chat)).rowcount for table in OF_CHATS}
        self._database.scrub()
        return Removed(gone[misses], gone[subscribers], gone[answers])

    def drop(self, place: Place) -> None:
        """Remove all that is kept of a forum topic, or of a chat outside topics."""
        with self._database.changing() as connection:
            for table in OF_CHATS:
                connection.execute(delete(table).where(*_at(table, place)))

    def move(self, chat: int, to: int) -> None:
        """Take note that a chat has another number, as a group has that becomes a supergroup."""
        with self._database.changing() as connection:
            for table, keys in OF_CHATS.items():
                if keys:
                    columns = [table.c[key] for key in keys]
                    moved = select(*columns).where(table.c.chat == chat)
                    connection.execute(delete(table).where(table.c.chat == to, tuple_(*columns).in_(moved)))
                connection.execute(update(table).where(table.c.chat == chat).values(chat=to))

    def expire(self) -> None:
        """Remove what was kept for long enough."""
        with self._database.changing() as connection:
            for table in _PASSING:
                connection.execute(delete(table).where(table.c.at < self._since(table)))

    def subscribers(self) -> int:
        """Return how many chats and topics hear of reports."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(subscribers)).scalar_one()

    def _misses(self, which: Callable[[_Misses], _Misses]) -> list[Miss]:
        c = misses.c
        those = select(c.id, c.at, c.chat, c.thread, c.question).where(c.at >= self._since(misses))
        with self._database.reading() as connection:
            rows = connection.execute(which(those)).all()
        return [Miss(number, at, Place(chat, thread), question) for number, at, chat, thread, question in rows]


def where_of(home: Path, url: str) -> Path | URL:
    """Return where the state of a home is: a file in it, or a PostgreSQL database where XUNLI_STATE_URL is set.

    Raises:
        IndexFault: the setting is no such address.
    """
    return address_of(url) if url else home / FILE


def _at(table: Table, place: Place) -> tuple[ColumnElement[bool], ...]:
    return table.c.chat == place.chat, table.c.thread == place.thread


def trim(connection: Connection, table: Table, *, most: int, chat: int | None = None) -> None:
    """Remove the oldest rows beyond so many, of one chat or of all."""
    those = select(table.c.id) if chat is None else select(table.c.id).where(table.c.chat == chat)
    beyond = those.order_by(table.c.at.desc(), table.c.id.desc()).offset(most)
    connection.execute(delete(table).where(table.c.id.in_(beyond)))
