"""A PostgreSQL server for tests: a cluster in a temporary folder, reached by a Unix socket in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

# Debian keeps them out of PATH.
_PLACES = (*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.environ.get("PATH", ""))
_SETTINGS = "-c listen_addresses='' -c fsync=off -c max_connections=40"
_numbers = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server; `socket` is the folder of its socket."""

    socket: Path

    @classmethod
    def is_installed(cls) -> bool:
        return _program("initdb") is not None

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["Postgres"]:
        folder = Path(tempfile.mkdtemp(prefix="xunli-pg-"))  # pytest's own folders are closed to other users
        if _user():
            shutil.chown(folder, _user())
        data, log = folder / "data", folder / "log"
        try:
            _run("initdb", "-D", data, "-U", "xunli", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
            _run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", f"{_SETTINGS} -k {folder}")
            try:
                yield cls(folder)
            finally:
                _run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
        finally:
            shutil.rmtree(folder)

    def new_state(self) -> str:
        """Return the address of an empty state: a schema of its own."""
        schema = f"state_{next(_numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {schema}")  # type: ignore[arg-type]
        query = {"host": str(self.socket), "options": f"-csearch_path={schema}"}
        return URL.create("postgresql", "xunli", database="postgres", query=query).render_as_string()

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.socket), user="xunli", dbname="postgres", autocommit=True)


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.getuid() == 0 else None


def _program(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join(_PLACES))


def _run(name: str, *args: str | Path) -> None:
    program = _program(name)
    assert program is not None, name
    # To a file: the server goes on holding what it was started with, and a pipe would never end.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run([program, *map(str, args)], user=_user(), cwd="/", stdout=said, stderr=said, check=False)
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
