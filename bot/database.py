"""The databases of the bot and all their tables: a SQLite file of one machine, or a PostgreSQL that processes share.

To add a table, declare it on `TABLES`: it is made where it is missing. A table that holds something of chats goes into
`OF_CHATS` too, so that it is forgotten, dropped and moved with its chat; without that it would outlive /forget.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, ResourceClosedError, SQLAlchemyError

from index.errors import IndexFault
from prompts import notices as wording

_SECONDS, _DAY = 10, 86_400
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", f"busy_timeout={_SECONDS * 1000}")
# Advisory locks of PostgreSQL (manual, 9.28.10): one number says what for, the other in which schema.
_CHANGING, _ALONE = 20_950, 20_951
_HERE = "hashtext(current_schema())"

TABLES, JOURNAL = sa.MetaData(), sa.MetaData()


def _table(name: str, *columns: Any) -> sa.Table:
    """Declare a table of numbered rows, each with the time at which it was written."""
    number, at = sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", sa.Double, nullable=False)
    return sa.Table(name, TABLES, number, at, *columns, sqlite_autoincrement=True)


def _numbers(*names: str, is_key: bool = False) -> list[sa.Column[int]]:
    """Declare numbers of Telegram's, which do not fit into 32 bits."""
    return [sa.Column(one, sa.BigInteger, primary_key=is_key, autoincrement=False, nullable=False) for one in names]


def _texts(*names: str, is_unique: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, unique=is_unique or None) for name in names]


reports = sa.Table(
    "reports",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    *_texts("sha256", is_unique=True),
    sqlite_autoincrement=True,
)
subscribers = sa.Table(
    "subscribers", TABLES, *_numbers("chat", "thread", is_key=True), sa.Column("heard", sa.Integer, nullable=False)
)
misses = _table(
    "misses",
    *_numbers("chat", "thread"),
    *_texts("question"),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.UniqueConstraint("chat", "thread", "question"),
    sa.Index("misses_of_generation", "generation"),
)
answers = _table(
    "answers",
    *_numbers("chat", "thread", "message"),
    *_texts("key", is_unique=True),
    *_texts("replies", "content"),
    sa.UniqueConstraint("chat", "message"),
    sa.Index("answers_by_age", "at"),
    sa.Index("answers_of_chat", "chat", "at"),
)
feedback = _table(
    "feedback",
    *_numbers("chat", "thread"),
    *_texts("key", "question", "quote"),
    sa.Column("who", sa.BigInteger),  # so that nobody else takes it back; shown to nobody
    sa.UniqueConstraint("key", "quote"),
)
# Users and groups that an administrator allowed in chat.
admitted = sa.Table("admitted", TABLES, *_numbers("number", is_key=True), sa.Column("at", sa.Double, nullable=False))

# What is kept of chats: each table with the columns that, beside `chat`, tell its rows apart; none where it has others.
OF_CHATS: dict[sa.Table, tuple[str, ...]] = {
    subscribers: ("thread",),
    misses: ("thread", "question"),
    answers: ("message",),
    feedback: (),
}


class Limit(NamedTuple):
    """For how many days rows are kept, and how many of one chat, so that it leaves room to the others, and of all."""

    days: int
    of_chat: int
    most: int


# As long as an answer is kept its buttons work, and an edited question is answered in its place.
LIMITS = {misses: Limit(90, 200, 10_000), feedback: Limit(90, 100, 2_000), answers: Limit(30, 1_000, 50_000)}

updates = sa.Table(
    "updates",
    JOURNAL,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="1"),
    sa.Column("body", sa.Text),
)
sa.Index("left_over", updates.c.id, sqlite_where=updates.c.body.is_not(None))


class Store:
    """What is stored in a database, for threads and processes; changes happen one after another, whole or not at all.

    Every method raises IndexFault, with the place and never a password, where the database cannot be used.
    """

    def __init__(
        self, where: Path | sa.URL, *, tables: sa.MetaData = TABLES, clock: Callable[[], float] = time.time
    ) -> None:
        """Open a SQLite file, for its owner alone, or a PostgreSQL database, and make the tables that it lacks."""
        self._where, self._clock, self._closed = where, clock, False
        with self._naming((SQLAlchemyError, OSError, ImportError)):
            self._engine = _engine_of(where)
        try:
            with self._changing() as connection:
                tables.create_all(connection)
                _add_columns(connection, tables)
        except IndexFault:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection; nothing is asked of the database afterwards."""
        self._closed = True
        self._engine.dispose()

    def _insert(self, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
        """Return an INSERT that can say what to do where the row is there already (`on_conflict_do_…`)."""
        return sqlite.insert(table) if isinstance(self._where, Path) else postgresql.insert(table)

    @contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        """Make changes that happen together or not at all; whoever else changes something waits."""
        if isinstance(self._where, Path):
            first = "BEGIN IMMEDIATE"
        else:
            # So that the numbers of rows become visible in their order, as in SQLite: `State.tell` relies on it.
            first = f"SET LOCAL lock_timeout = '{_SECONDS}s'; SELECT pg_advisory_xact_lock({_CHANGING}, {_HERE})"
        with self._naming(), self._engine.begin() as connection:
            connection.exec_driver_sql(first)
            yield connection

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Say whether no other process is within `alone` now; one that dies leaves it. A file is of one process."""
        if isinstance(self._where, Path):
            yield True
            return
        with self._naming(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_ALONE}, {_HERE})").scalar_one()
            try:
                yield bool(taken)
            finally:
                connection.invalidate()  # the server drops the lock with its connection, whatever happened

    def _scrub(self) -> None:
        """Take what was deleted off the disk now; in PostgreSQL that is up to its vacuum and its log."""
        if isinstance(self._where, Path):  # else the log beside the file would hold it for a while
            with self._naming(), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def _change(self, *statements: sa.Executable) -> int:
        """Carry out changes, all or none; returns how many rows the last one concerned."""
        with self._changing() as connection:
            return [connection.execute(one).rowcount for one in statements][-1]

    def _rows(self, those: sa.Select[*tuple[Any, ...]]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        with self._naming(), self._engine.connect() as connection:
            return connection.execute(those).all()

    def _since(self, table: sa.Table) -> float:
        """Return when a row must have been written that is not too old."""
        return self._clock() - LIMITS[table].days * _DAY

    def _trimmed(self, table: sa.Table, chat: int) -> list[sa.Delete]:
        """Return what removes the rows that are too old, or too many, of all or of a chat; 0 is no chat."""
        newest = sa.select(table.c.id).order_by(table.c.at.desc(), table.c.id.desc())
        beyond = [newest.offset(LIMITS[table].most)]
        if chat:
            beyond.append(newest.where(table.c.chat == chat).offset(LIMITS[table].of_chat))
        old = sa.delete(table).where(table.c.at < self._since(table))
        return [old, *(sa.delete(table).where(table.c.id.in_(rows)) for rows in beyond)]

    @contextmanager
    def _naming(self, faults: tuple[type[Exception], ...] = (SQLAlchemyError,)) -> Iterator[None]:
        try:
            if self._closed:
                raise ResourceClosedError("closed")
            yield
        except faults as error:
            cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
            reason = " ".join(str(cause).split())
            if isinstance(self._where, Path):
                raise IndexFault(wording.STATE_FAILED.format(path=self._where, reason=reason)) from error
            url = self._where.render_as_string(hide_password=True)
            raise IndexFault(wording.STATE_SERVER_FAILED.format(url=url, reason=reason)) from error


def address_of(url: str) -> sa.URL:
    """Return the address of a PostgreSQL database; the fault for another does not repeat it: it may hold a password."""
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError) as error:
        raise IndexFault(wording.STATE_URL) from error
    if address.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise IndexFault(wording.STATE_URL)
    return address.set(drivername="postgresql+psycopg")


def _add_columns(connection: sa.Connection, tables: sa.MetaData) -> None:
    """Add the columns that a table of an earlier version lacks; what is added later may be null."""
    for table in tables.sorted_tables:
        known = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}')


def _engine_of(where: Path | sa.URL) -> sa.Engine:
    if isinstance(where, sa.URL):
        return sa.create_engine(where, pool_pre_ping=True, connect_args={"connect_timeout": _SECONDS})
    where.parent.mkdir(parents=True, exist_ok=True)
    where.touch(mode=0o600)  # questions are nobody else's business

    def connect() -> sqlite3.Connection:  # transactions begin where `_changing` says
        connection = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    # One connection, so that threads wait here and not for the file.
    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool, pool_size=1, max_overflow=0)
