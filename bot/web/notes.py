"""Notes: what was asked on the page and not answered, and quotes that were called wrong there; never who did."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Column, Double, Integer, MetaData, Table, Text, UniqueConstraint, delete, select

from bot.answers import Cited
from bot.database import Database
from bot.feedback import Remark
from bot.state import Miss, Place, trim

_MOST = 2_000
_KEPT_SECONDS = 90 * 86_400
_NOWHERE = Place(0, 0)  # no chat
_TABLES = MetaData()
_MISSES = Table(
    "web_misses",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("question", Text, nullable=False, unique=True),
)
_REMARKS = Table(
    "web_feedback",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("question", Text, nullable=False),
    Column("quote", Text, nullable=False),
    UniqueConstraint("question", "quote"),
)


class Notes:
    """What is kept for the maintainers, for 90 days; every method raises IndexFault where it cannot be."""

    def __init__(self, where: Path | URL, *, clock: Callable[[], float] = time.time) -> None:
        """Keep it in the database of the bot's state, in tables of its own."""
        self._clock = clock
        self._database = Database(where, _TABLES)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def keep_miss(self, question: str) -> None:
        """Keep a question that was not answered, once."""
        self._keep(_MISSES, {"question": question}, ["question"])

    def keep_remark(self, question: str, quote: Cited) -> None:
        """Keep that a quote is said to be wrong."""
        written = json.dumps(asdict(quote), ensure_ascii=False, separators=(",", ":"))
        self._keep(_REMARKS, {"question": question, "quote": written}, ["question", "quote"])

    def misses(self) -> list[Miss]:
        """Return the questions, the latest first."""
        rows = self._rows(_MISSES)
        return [Miss(number, at, _NOWHERE, question) for number, at, question in rows]

    def remarks(self) -> list[Remark]:
        """Return what was called wrong, the latest first."""
        rows = self._rows(_REMARKS)
        return [
            Remark(number, at, question, Cited.from_fields(json.loads(quote))) for number, at, question, quote in rows
        ]

    def settle_remark(self, number: int) -> None:
        """Remove what was dealt with."""
        with self._database.changing() as connection:
            connection.execute(delete(_REMARKS).where(_REMARKS.c.id == number))

    def _keep(self, table: Table, values: dict[str, str], unique: list[str]) -> None:
        now = self._clock()
        row = self._database.insert(table).values(**values, at=now)
        row = row.on_conflict_do_update(index_elements=unique, set_={"at": now})
        with self._database.changing() as connection:
            connection.execute(row)
            connection.execute(delete(table).where(table.c.at < now - _KEPT_SECONDS))
            trim(connection, table, most=_MOST)

    def _rows(self, table: Table) -> list[tuple[Any, ...]]:
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(select(table).order_by(table.c.at.desc())).all()]
