"""The program interface: the same answers, figures and reports as JSON, described by OpenAPI at /api."""

import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.figures import fields_of as figure_fields
from bot.figures import total_fields
from bot.web import turns
from bot.web.figures import Figures, Filters, Ledger, row_link
from bot.web.links import link_to_all
from bot.web.services import Services, address_of
from bot.web.templating import PAGES
from index.answer import Total
from index.errors import IndexFault
from index.figures.additivity import Declined
from index.store.generation import Generation
from prompts import web as wording

MOST_QUOTES = 20


class Api:
    """Answers programs."""

    def __init__(self, services: Services, figures: Figures) -> None:
        self._services = services
        self._figures = figures

    @property
    def routes(self) -> list[Route]:
        """Where it is."""
        return [
            Route("/api", self.describe),
            Route("/api/ask", self.ask),
            Route("/api/figures", self.figures),
            Route("/api/reports", self.reports),
        ]

    async def describe(self, request: Request) -> Response:
        """Send the OpenAPI description."""
        return JSONResponse(description(address_of(request, self._services.settings)))

    async def ask(self, request: Request) -> Response:
        """Answer a question as `xunli ask --json` does; `previous` are the questions before it, the oldest first."""
        query = request.query_params
        top = query.get("top", "1")
        if not (top.isascii() and top.isdigit() and 1 <= int(top[:4]) <= MOST_QUOTES):
            raise IndexFault(wording.BAD_TOP.format(most=MOST_QUOTES))
        answers = await self._services.asker.ask([*query.getlist("previous"), query.get("q", "")], top=int(top))
        return JSONResponse(turns.fields_of(answers[-1], address_of(request, self._services.settings)))

    async def figures(self, request: Request) -> Response:
        """List figures, and their total where an indicator is asked."""
        filters = Filters.of(request.query_params)
        ledger = await self._figures.ledger(filters)
        return JSONResponse(ledger_fields(ledger, filters, address_of(request, self._services.settings)))

    async def reports(self, request: Request) -> Response:
        """List the reports."""
        generation = await self._services.run(lambda: self._services.engine.generation)
        return JSONResponse(report_fields(generation, address_of(request, self._services.settings)))


def ledger_fields(ledger: Ledger, filters: Filters, address: str) -> dict[str, Any]:
    """Return figures as plain values, each with the link of its sentence."""
    rows = [
        {**figure_fields(match, asked=filters.indicator), "link": f"{address}{row_link(match.row)}"}
        for match in (*ledger.asked, *ledger.aside)
    ]
    gaps = [{"committee": line.committee, "year": line.year} for line in ledger.comparison.gaps]
    return {"figures": rows, "total": _total(ledger.outcome), "gaps": gaps if filters.indicator else []}


def report_fields(generation: Generation, address: str) -> dict[str, Any]:
    """Return the reports of a generation as plain values, each with its link."""
    reports = [
        {**asdict(record), "link": f"{address}{link_to_all(record.name, record.sha256)}"}
        for record in generation.reports
    ]
    return {"generation": generation.number, "reports": reports}


def _total(outcome: Total | Declined | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    fields = total_fields(outcome)
    return {**fields, "summands": len(fields["summands"])} if "summands" in fields else fields


def description(address: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description (https://spec.openapis.org/oas/v3.1.0)."""
    told = json.loads((PAGES / "openapi.json").read_text(encoding="utf-8"))
    return {**told, "servers": [{"url": address}]}
