"""A database of the bot: one SQLite file in XUNLI_HOME that only its owner may read."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from index.errors import IndexFault


class Database:
    """One file, safe to use from several threads and processes.

    A change survives the end of the process at any moment; the last ones may be lost with the machine's power.
    Every method of what is built on it raises IndexFault where the file cannot be read or written.
    """

    def __init__(self, path: Path, schema: str, *, failed: str, clock: Callable[[], float] = time.time) -> None:
        """Open a file, made anew if there is none.

        Args:
            path: the file.
            schema: statements that make its tables where they are not there yet.
            failed: what is said where it cannot be read or written, with {path} and {reason}.
            clock: tells seconds since 1970.
        """
        self._path = path
        self._failed = failed
        self._clock = clock
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # questions are nobody else's business
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise self._fault(error) from error
        try:
            with self._work() as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute("PRAGMA secure_delete=ON")
                connection.executescript(schema)
        except IndexFault:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _wipe(self) -> None:
        """Leave nothing of what was deleted on the disk: the log beside the file would hold it for a while."""
        with self._work() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """Make changes that happen together or not at all."""
        with self._work() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _work(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise self._fault(error) from error

    def _fault(self, error: Exception) -> IndexFault:
        return IndexFault(self._failed.format(path=self._path, reason=error))
