"""Notes: what was asked on the page and not answered, and quotes that were called wrong there; never who did."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Table, delete, select

from bot.answers import Cited
from bot.database import web_feedback, web_misses
from bot.feedback import Remark
from bot.state import Miss, Place, Store, trim

_MOST = 2_000
_KEPT_SECONDS = 90 * 86_400
_NOWHERE = Place(0, 0)  # no chat


class Notes(Store):
    """What is kept for the maintainers, for 90 days; every method raises IndexFault where it cannot be."""

    def keep_miss(self, question: str) -> None:
        """Keep a question that was not answered, once."""
        self._keep(web_misses, {"question": question}, ["question"])

    def keep_remark(self, question: str, quote: Cited) -> None:
        """Keep that a quote is said to be wrong."""
        written = json.dumps(asdict(quote), ensure_ascii=False, separators=(",", ":"))
        self._keep(web_feedback, {"question": question, "quote": written}, ["question", "quote"])

    def misses(self) -> list[Miss]:
        """Return the questions, the latest first."""
        return [Miss(number, at, _NOWHERE, question) for number, at, question in self._latest(web_misses)]

    def remarks(self) -> list[Remark]:
        """Return what was called wrong, the latest first."""
        rows = self._latest(web_feedback)
        return [Remark(one.id, one.at, one.question, Cited.from_fields(json.loads(one.quote))) for one in rows]

    def settle_remark(self, number: int) -> None:
        """Remove what was dealt with."""
        self._change(delete(web_feedback).where(web_feedback.c.id == number))

    def _keep(self, table: Table, values: dict[str, str], unique: list[str]) -> None:
        now = self._clock()
        row = self._database.insert(table).values(**values, at=now)
        row = row.on_conflict_do_update(index_elements=unique, set_={"at": now})
        self._change(row, delete(table).where(table.c.at < now - _KEPT_SECONDS), trim(table, most=_MOST))

    def _latest(self, table: Table) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._rows(select(table).order_by(table.c.at.desc()))
