"""The database: the file XUNLI_HOME/state.sqlite3, in which the bot keeps its state.

Of those who ask it holds the number of the chat and of the forum topic, and of no person.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from index.errors import IndexFault
from prompts import notices as wording

KEPT_DAYS = 90
# For as long the buttons under an answer work, and an edited question is answered again in its place.
ANSWERS_DAYS = 30
_DAY = 86_400
# What is kept for a time, in days.
PASSING = {"misses": KEPT_DAYS, "feedback": KEPT_DAYS, "answers": ANSWERS_DAYS}
OF_CHATS = ("subscribers", *PASSING)
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
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, chat INTEGER NOT NULL, thread INTEGER NOT NULL,
    key TEXT NOT NULL, question TEXT NOT NULL, quote TEXT NOT NULL, UNIQUE (key, quote)
);
"""


class Database:
    """The file; safe to use from several threads and processes.

    A change survives the end of the process at any moment; the last ones may be lost with the machine's power.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the file, made anew if there is none; `clock` tells seconds since 1970.

        Raises:
            IndexFault: it cannot be read or written.
        """
        self.clock = clock
        self._path = path
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # questions are nobody else's business
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise self._fault(error) from error
        try:
            with self.work() as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute("PRAGMA secure_delete=ON")
                connection.executescript(_SCHEMA)
        except IndexFault:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """Read or write.

        Raises:
            IndexFault: the file cannot be read or written.
        """
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise self._fault(error) from error

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Make changes that happen together or not at all.

        Raises:
            IndexFault: the file cannot be read or written.
        """
        with self.work() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def since(self, table: str) -> float:
        """Return when a passing row must have been written not to be too old."""
        return self.clock() - PASSING[table] * _DAY

    def _fault(self, error: Exception) -> IndexFault:
        return IndexFault(wording.STATE_FAILED.format(path=self._path, reason=error))


def trim(connection: sqlite3.Connection, table: str, *, most: int, chat: int | None = None) -> None:
    """Remove the oldest rows beyond so many, of one chat or of all."""
    which, values = ("1", ()) if chat is None else ("chat = ?", (chat,))
    beyond = f"SELECT id FROM {table} WHERE {which} ORDER BY at DESC, id DESC LIMIT -1 OFFSET {most}"  # noqa: S608
    connection.execute(f"DELETE FROM {table} WHERE id IN ({beyond})", values)  # noqa: S608
