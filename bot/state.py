"""The bot's own state: which chats hear of reports, what was declined, what is known; nothing of who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, ColumnElement, Table, delete, func, select, tuple_, update

from bot.database import LIMITS, OF_CHATS, Store, address_of, admitted, misses, reports, subscribers

FILE = "state.sqlite3"


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and the forum topic in it; `thread` is 0 outside topics."""

    chat: int
    thread: int


# The page for a browser, which does not know who asks; no chat has this number.
WEB = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Miss:
    """A declined question; `at` counts seconds since 1970."""

    id: int
    at: float
    place: Place
    question: str


class State(Store):
    """Reports that are known, subscriptions and declined questions; and all that is stored, by chat and by age."""

    def meet(self, hashes: Iterable[str]) -> None:
        """Take note of the reports, by hash, that are searched; those not known yet are news to every subscriber."""
        rows = [{"sha256": sha256} for sha256 in hashes]
        if rows:
            self._change(self._insert(reports).values(rows).on_conflict_do_nothing())

    def subscribe(self, place: Place) -> bool:
        """Let a chat hear of the reports that come from now on; returns whether it did not already."""
        latest = select(func.coalesce(func.max(reports.c.id), 0)).scalar_subquery()
        row = self._insert(subscribers).values(chat=place.chat, thread=place.thread, heard=latest)
        return self._change(row.on_conflict_do_nothing().execution_options(preserve_rowcount=True)) > 0

    def unsubscribe(self, place: Place) -> bool:
        """Let a chat hear no more; returns whether it did."""
        return self._change(delete(subscribers).where(*_at(subscribers, place))) > 0

    def unheard(self) -> dict[Place, dict[int, str]]:
        """Return, for each subscriber with any, the reports that it was not told of: their numbers and hashes."""
        c, r = subscribers.c, reports.c
        news = select(c.chat, c.thread, r.id, r.sha256).join_from(subscribers, reports, r.id > c.heard)
        found: dict[Place, dict[int, str]] = {}
        for chat, thread, number, sha256 in self._rows(news.order_by(c.chat, c.thread, r.id)):
            found.setdefault(Place(chat, thread), {})[number] = sha256
        return found

    def tell(self, place: Place, last: int) -> None:
        """Take note that a subscriber was told of the reports up to a number."""
        self._change(update(subscribers).where(*_at(subscribers, place)).values(heard=last))

    def admit(self, number: int) -> None:
        """Keep that a user or a group may ask."""
        self._change(self._insert(admitted).values(number=number, at=self._clock()).on_conflict_do_nothing())

    def admitted(self) -> frozenset[int]:
        """Return the users and groups that an administrator allowed."""
        return frozenset(number for (number,) in self._rows(select(admitted.c.number)))

    def keep(self, place: Place, question: str, *, generation: int) -> None:
        """Keep a question that a generation did not answer; of one chat each question is kept once."""
        latest = {"at": self._clock(), "generation": generation}
        row = self._insert(misses).values(chat=place.chat, thread=place.thread, question=question, **latest)
        row = row.on_conflict_do_update(index_elements=["chat", "thread", "question"], set_=latest)
        self._change(row, *self._trimmed(misses, place.chat))

    def settle(self, place: Place, question: str) -> None:
        """Remove a question that was answered, if it was kept."""
        self._change(delete(misses).where(*_at(misses, place), misses.c.question == question))

    def misses(self, *, but_of: int | None = None) -> list[Miss]:
        """Return the questions that are kept, the latest first; `but_of` those that this generation did not decline."""
        c = misses.c
        those = select(c.id, c.at, c.chat, c.thread, c.question).where(c.at >= self._since(misses))
        if but_of is not None:
            those = those.where(c.generation != but_of)
        rows = self._rows(those.order_by(c.at.desc(), c.id.desc()))
        return [Miss(one.id, one.at, Place(one.chat, one.thread), one.question) for one in rows]

    def is_kept(self, miss: Miss) -> bool:
        """Whether a question is still kept."""
        return bool(self._rows(select(misses.c.id).where(misses.c.id == miss.id)))

    def decline(self, question: str, *, generation: int) -> None:
        """Take note that a generation does not answer a question either."""
        self._change(update(misses).where(misses.c.question == question).values(generation=generation))

    def forget(self, chat: int, thread: int | None = None) -> dict[str, int]:
        """Remove all of a chat, or of a topic in it, from the disk too where it is a file; returns how much of each."""
        gone = {}
        with self._changing() as connection:
            for table in OF_CHATS:
                here = [table.c.chat == chat] if thread is None else _at(table, Place(chat, thread))
                gone[table.name] = connection.execute(delete(table).where(*here)).rowcount
        self._scrub()
        return gone

    def move(self, chat: int, to: int) -> None:
        """Take note that a chat has another number, as a group has that becomes a supergroup."""
        with self._changing() as connection:
            for table, keys in OF_CHATS.items():
                if keys:
                    columns = [table.c[key] for key in keys]
                    moved = select(*columns).where(table.c.chat == chat)
                    connection.execute(delete(table).where(table.c.chat == to, tuple_(*columns).in_(moved)))
                connection.execute(update(table).where(table.c.chat == chat).values(chat=to))

    def expire(self) -> None:
        """Remove what was kept for long enough."""
        self._change(*(delete(table).where(table.c.at < self._since(table)) for table in LIMITS))

    def subscribers(self) -> int:
        """Return how many chats and topics hear of reports."""
        return int(self._rows(select(func.count()).select_from(subscribers))[0][0])


def where_of(home: Path, url: str) -> Path | URL:
    """Return where the state of a home is: a file in it, or the PostgreSQL database of XUNLI_STATE_URL."""
    return address_of(url) if url else home / FILE


def _at(table: Table, place: Place) -> tuple[ColumnElement[bool], ...]:
    return table.c.chat == place.chat, table.c.thread == place.thread
