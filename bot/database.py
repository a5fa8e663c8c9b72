"""The databases of the bot and all their tables: a SQLite file of one machine, or a PostgreSQL that processes share.

To add a table, declare it on `TABLES`: it is made where it is missing. A table that holds something of chats goes into
`OF_CHATS` too, so that it is forgotten, dropped and moved with its chat; without that it would outlive /forget.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Double,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, ResourceClosedError, SQLAlchemyError

from index.errors import IndexFault
from prompts import notices as wording

_SECONDS = 10
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", f"busy_timeout={_SECONDS * 1000}")
# Advisory locks of PostgreSQL (manual, 9.28.10): one number says what for, the other in which schema.
_CHANGING, _ALONE = 20_950, 20_951
_HERE = "hashtext(current_schema())"

TABLES, JOURNAL = MetaData(), MetaData()


def _table(name: str, *columns: Any) -> Table:
    """Declare a table of numbered rows, each with the time at which it was written."""
    number, at = Column("id", Integer, primary_key=True), Column("at", Double, nullable=False)
    return Table(name, TABLES, number, at, *columns, sqlite_autoincrement=True)


def _number(name: str, *, is_key: bool = False) -> Column[int]:
    """Declare a number of Telegram's, which does not fit into 32 bits."""
    return Column(name, BigInteger, primary_key=is_key, autoincrement=False, nullable=False)


def _text(name: str, *, is_unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, unique=is_unique or None)


reports = Table(
    "reports",
    TABLES,
    Column("id", Integer, primary_key=True),
    _text("sha256", is_unique=True),
    sqlite_autoincrement=True,
)
subscribers = Table(
    "subscribers",
    TABLES,
    _number("chat", is_key=True),
    _number("thread", is_key=True),
    Column("heard", Integer, nullable=False),
)
misses = _table(
    "misses",
    _number("chat"),
    _number("thread"),
    _text("question"),
    Column("generation", Integer, nullable=False),
    UniqueConstraint("chat", "thread", "question"),
    Index("misses_of_generation", "generation"),
)
answers = _table(
    "answers",
    _number("chat"),
    _number("thread"),
    _number("message"),
    _text("key", is_unique=True),
    _text("replies"),
    _text("content"),
    UniqueConstraint("chat", "message"),
    Index("answers_by_age", "at"),
    Index("answers_of_chat", "chat", "at"),
)
feedback = _table(
    "feedback",
    _number("chat"),
    _number("thread"),
    _text("key"),
    _text("question"),
    _text("quote"),
    Column("who", BigInteger),  # so that nobody else takes it back; shown to nobody
    UniqueConstraint("key", "quote"),
)
# Users and groups that an administrator allowed in chat.
admitted = Table("admitted", TABLES, _number("number", is_key=True), Column("at", Double, nullable=False))

# What is kept of chats: each table with the columns that, beside `chat`, tell its rows apart; none where it has others.
OF_CHATS: dict[Table, tuple[str, ...]] = {
    subscribers: ("thread",),
    misses: ("thread", "question"),
    answers: ("message",),
    feedback: (),
}

updates = Table(
    "updates",
    JOURNAL,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("body", Text),
)
Index("left_over", updates.c.id, sqlite_where=updates.c.body.is_not(None))


class Database:
    """Changes that happen one after another, whole or not at all; safe to use from several threads and processes.

    Every method raises IndexFault, with the place and never a password, where the database cannot be used.
    """

    def __init__(self, where: Path | URL, tables: MetaData, *, failed: str = wording.STATE_FAILED) -> None:
        """Open the file or the server's database, and make the tables that it lacks.

        Args:
            where: a SQLite file that only its owner may read, or a PostgreSQL database.
            tables: what is to be there.
            failed: what is said where a file cannot be read or written, with {path} and {reason}.
        """
        self._where = where
        self._failed = failed
        self._closed = False
        try:
            if isinstance(where, Path):
                self._engine = _of_file(where)
            else:
                self._engine = create_engine(where, pool_pre_ping=True, connect_args={"connect_timeout": _SECONDS})
        except (OSError, ImportError, SQLAlchemyError) as error:
            raise self._fault(error) from error
        try:
            with self.changing() as connection:
                tables.create_all(connection)
                _add_columns(connection, tables)
        except IndexFault:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection; nothing is asked of the database afterwards."""
        self._closed = True
        self._engine.dispose()

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """Return an INSERT that can say what to do where the row is there already (`on_conflict_do_…`)."""
        return sqlite.insert(table) if self._is_file else postgresql.insert(table)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read; what others change meanwhile is seen before or after, never half."""
        with self._naming(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Make changes that happen together or not at all; whoever else changes something waits."""
        if self._is_file:
            first = "BEGIN IMMEDIATE"
        else:
            # So that the numbers of rows become visible in their order, as in SQLite: `State.tell` relies on it.
            first = f"SET LOCAL lock_timeout = '{_SECONDS}s'; SELECT pg_advisory_xact_lock({_CHANGING}, {_HERE})"
        with self._naming(), self._engine.begin() as connection:
            connection.exec_driver_sql(first)
            yield connection

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Say whether nobody else is within `alone` now; a process that dies leaves it. One process has a file."""
        if self._is_file:
            yield True
            return
        with self._naming(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_ALONE}, {_HERE})").scalar_one()
            try:
                yield bool(taken)
            finally:
                connection.invalidate()  # the server drops the lock with its connection, whatever happened

    def scrub(self) -> None:
        """Take what was deleted off the disk now; in PostgreSQL that is up to its vacuum and its log."""
        if self._is_file:  # else the log beside the file would hold it for a while
            with self.reading() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    @property
    def _is_file(self) -> bool:
        return isinstance(self._where, Path)

    @contextmanager
    def _naming(self) -> Iterator[None]:
        try:
            if self._closed:
                raise ResourceClosedError("closed")
            yield
        except SQLAlchemyError as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> IndexFault:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        reason = " ".join(str(cause).split())
        if isinstance(self._where, Path):
            return IndexFault(self._failed.format(path=self._where, reason=reason))
        url = self._where.render_as_string(hide_password=True)
        return IndexFault(wording.STATE_SERVER_FAILED.format(url=url, reason=reason))


def address_of(url: str) -> URL:
    """Return the address of a PostgreSQL database, postgresql://user:password@host/database.

    Raises:
        IndexFault: it is none; the message does not repeat it, for it may hold a password.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise IndexFault(wording.STATE_URL) from error
    if address.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise IndexFault(wording.STATE_URL)
    return address.set(drivername="postgresql+psycopg")


def _add_columns(connection: Connection, tables: MetaData) -> None:
    """Add the columns that a table of an earlier version lacks; what is added later may be null."""
    for table in tables.sorted_tables:
        known = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}')


def _of_file(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # questions are nobody else's business
    # One connection, so that threads wait here and not for the file; transactions begin where `changing` says.
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        pool_size=1,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine
