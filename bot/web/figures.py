"""Figures: the ledger as a table, its totals and chart, and its exports."""

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.charts import chart_of
from bot.coverage import coverage_of
from bot.figures import as_csv, as_xlsx, fields_of, find_figures, lookup_by
from bot.web.ask import attached
from bot.web.links import link_to
from bot.web.services import Services
from index.answer import Row, Total
from index.errors import IndexFault
from index.figures.additivity import Declined
from index.figures.comparison import Comparison
from index.figures.conflicts import conflicts_in
from index.figures.rows import Match
from index.query.scope import scope_of
from index.quoting import check
from index.store.generation import Generation
from prompts import figures as figures_wording
from prompts import web as wording

_PER_PAGE = 100
_MOST_SUGGESTED = 200
_SORTED_BY = ("committee", "year", "indicator", "unit", "value")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a query asks for; "" and None stand for anything."""

    committee: str
    year: int | None
    indicator: str
    unit: str = ""
    sort: str = ""
    is_descending: bool = False
    page: int = 1
    only_conflicts: bool = False

    @classmethod
    def of(cls, query: QueryParams) -> "Filters":
        """Read a query; what is no page counts as the first. Raises IndexFault for what is no year."""
        year, page = query.get("year", "").strip().removesuffix("年"), query.get("page", "")
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            raise IndexFault(wording.BAD_FILTER_YEAR.format(said=year[:20]))
        sort = query.get("sort", "")
        return cls(
            committee=query.get("committee", "").strip()[:100],
            year=int(year) if year else None,
            indicator=query.get("indicator", "").strip()[:100],
            unit=query.get("unit", "").strip()[:20],
            sort=sort if sort in _SORTED_BY else "",
            is_descending=query.get("dir") == "desc",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1,
            only_conflicts=query.get("conflicts") == "1",
        )

    def query(self, **changed: object) -> str:
        """Return the query that asks for the same, with some changes."""
        fields: dict[str, object] = {name: getattr(self, name) for name in ("committee", "year", "indicator", "unit")}
        fields |= {"sort": self.sort, "dir": "desc" if self.is_descending else ""}
        fields |= {"conflicts": int(self.only_conflicts)} | changed
        return urlencode({name: value for name, value in fields.items() if value})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The figures that were found: those asked for, and those only near; `outcome` is their total where one was asked.

    `conflicts` are those that tell different values of one thing (`index.figures.conflicts`).
    """

    asked: tuple[Match, ...]
    aside: tuple[Match, ...]
    comparison: Comparison
    outcome: Total | Declined | None
    conflicts: frozenset[Row]


def ledger_of(filters: Filters, generation: Generation, encoder: Any) -> Ledger:
    """Look figures up, each checked against its source now.

    Raises:
        IndexFault: what is given as a committee names none, or one without a report.
        Damaged: a source is missing or altered.
    """
    lookup = lookup_by(filters.committee or None, filters.year, filters.indicator, generation)
    if lookup.absent:
        said = {"regions": "、".join(lookup.absent), "coverage": coverage_of(generation)}
        raise IndexFault(figures_wording.ABSENT.format(**said))
    found = find_figures(lookup, generation, encoder, unit=filters.unit)
    check([match.row for match in found.matches], generation)
    asked = found.asked
    conflicts = frozenset(row for one in conflicts_in(match.row for match in asked) for row in one)
    if filters.only_conflicts:
        asked = [match for match in asked if match.row in conflicts]
    if filters.sort:
        asked.sort(key=lambda match: _sort_key(match.row, filters.sort), reverse=filters.is_descending)
    return Ledger(
        asked=tuple(asked),
        aside=tuple(found.aside),
        comparison=found.comparison(),
        outcome=found.total() if filters.indicator and asked else None,
        conflicts=conflicts,
    )


class Figures:
    """Shows figures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def routes(self) -> list[Route]:
        """Where its pages are."""
        return [
            Route("/figures", self.table),
            Route("/figures.csv", self.csv),
            Route("/figures.xlsx", self.xlsx),
            Route("/figures.png", self.chart),
        ]

    async def table(self, request: Request) -> Response:
        """Show the ledger."""
        filters = Filters.of(request.query_params)
        generation = self._services.engine.generation
        ledger = await self.ledger(filters)
        pages = max(1, ceil(len(ledger.asked) / _PER_PAGE))
        number = min(filters.page, pages)
        every = [match.row.figure for match in ledger.asked]
        indicators = dict.fromkeys(figure.indicator for figure in every if figure.indicator)
        coverage, cities = generation.coverage(), [*scope_of(generation.reports).parents]
        return self._services.templates.page(
            request,
            "figures.html",
            filters=filters,
            ledger=ledger,
            rows=ledger.asked[(number - 1) * _PER_PAGE : number * _PER_PAGE],
            number=number,
            pages=pages,
            committees=[*(cities if len(cities) > 1 else ()), *coverage],
            years=sorted({year for years in coverage.values() for year in years}, reverse=True),
            units=sorted({figure.unit for figure in every if figure.unit}),
            indicators=list(indicators)[:_MOST_SUGGESTED],
            series=series_of(ledger),
            has_chart=bool(filters.indicator and ledger.comparison.columns),
            total_text=_total_text(ledger.outcome),
            link=row_link,
            sorted_by=_SORTED_BY,
        )

    async def csv(self, request: Request) -> Response:
        """Hand the figures out as CSV."""
        content = await self._exported(request, as_csv)
        return Response(content, media_type="text/csv; charset=utf-8", headers=attached(wording.CSV_FILE))

    async def xlsx(self, request: Request) -> Response:
        """Hand the figures out as an Excel workbook."""
        content = await self._exported(request, as_xlsx)
        return Response(content, media_type=_XLSX, headers=attached(wording.XLSX_FILE))

    async def chart(self, request: Request) -> Response:
        """Draw the comparison, as Telegram sends it."""
        ledger = await self.ledger(Filters.of(request.query_params))
        chart = await self._services.run(lambda: chart_of(ledger.comparison))
        if chart is None:
            raise HTTPException(404, wording.NOTHING_TO_DRAW)
        return Response(chart[0], media_type="image/png")

    async def ledger(self, filters: Filters) -> Ledger:
        """Look figures up."""
        services = self._services
        return await services.run(lambda: ledger_of(filters, services.engine.generation, services.home.encoder))

    async def _exported(self, request: Request, form: Any) -> bytes:
        filters = Filters.of(request.query_params)
        ledger = await self.ledger(filters)
        rows = [fields_of(match, asked=filters.indicator) for match in (*ledger.asked, *ledger.aside)]
        content: bytes = await self._services.run(lambda: form(rows))
        return content


def row_link(row: Row) -> str:
    """Return the permanent link of a figure's sentence."""
    return link_to(row.report, row.sha256, row.span.start, row.span.end, row.quote)


def series_of(ledger: Ledger) -> dict[str, dict[int, list[Match]]]:
    """Return what each committee tells for each year, where the figures asked for are of several years; else {}."""
    cells: dict[str, dict[int, list[Match]]] = defaultdict(lambda: defaultdict(list))
    for line in ledger.comparison.lines:
        if line.year is not None and line.asked:
            cells[line.committee][line.year] += line.asked
    years = {year for told in cells.values() for year in told}
    return {committee: dict(told) for committee, told in cells.items()} if ledger.outcome and len(years) > 1 else {}


def _sort_key(row: Row, name: str) -> tuple[bool, Any]:
    value = getattr(row.figure, name)
    return value is None, value or ("" if name not in ("year", "value") else 0)


def _total_text(outcome: Total | Declined | None) -> str:
    if not isinstance(outcome, Total):
        return ""
    return figures_wording.total_text(outcome.value, outcome.unit, outcome.qualifier)
