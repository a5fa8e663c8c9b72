"""The program interface: the same answers, figures and reports as JSON, described by OpenAPI at /api."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.export import fields_of as figure_fields
from bot.export import total_fields
from bot.web import turns
from bot.web.figures import Figures, Filters, Ledger, row_link
from bot.web.links import link_to_all
from bot.web.services import Services, address_of
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
    text, number = {"type": "string"}, {"type": "integer"}
    paths = {
        "/api/ask": _operation(
            wording.API_ASK,
            [
                _parameter("q", wording.API_Q, text, required=True),
                _parameter("previous", wording.API_PREVIOUS, {"type": "array", "items": text}),
                _parameter("top", wording.API_TOP, {"type": "integer", "minimum": 1, "maximum": MOST_QUOTES}),
            ],
            _ANSWER,
        ),
        "/api/figures": _operation(
            wording.API_FIGURES,
            [
                _parameter("committee", wording.API_COMMITTEE, text),
                _parameter("year", wording.API_YEAR, number),
                _parameter("indicator", wording.API_INDICATOR, text),
                _parameter("unit", wording.API_UNIT, text),
            ],
            _object(figures={"type": "array", "items": {"type": "object"}}, total={}, gaps={"type": "array"}),
        ),
        "/api/reports": _operation(
            wording.API_REPORTS, [], _object(generation=number, reports={"type": "array", "items": {"type": "object"}})
        ),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": wording.BRAND, "version": "1", "description": wording.API_ABOUT},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
        "security": [{}, {"basic": []}],
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _parameter(name: str, about: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "required": required, "schema": schema}


def _operation(about: str, parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    def response(description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"description": description, "content": {"application/json": {"schema": schema}}}

    failed = response(wording.API_FAILED, _object(error={"type": "string"}, remedy={"type": "string"}))
    responses = {"200": response(wording.API_DONE, schema), "400": failed, "401": failed, "429": failed}
    return {"get": {"summary": about, "parameters": parameters, "responses": responses}}


_NULLABLE = {"type": ["string", "null"]}
_QUOTE = _object(
    quote={"type": "string"},
    lead=_NULLABLE,
    report={"type": "string"},
    sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    start={"type": "integer"},
    end={"type": "integer"},
    confidence={"type": "number"},
    source={"type": "object"},
    figures={"type": "array", "items": {"type": "object"}},
    score={"type": "number"},
    link={"type": "string", "format": "uri"},
)
_ANSWER = _object(
    question={"type": "string"},
    understood={"type": "string"},
    status={"enum": ["answered", "near_miss", "not_found"]},
    reason={"type": "string"},
    answers={"type": "array", "items": _QUOTE},
    elapsed_ms={"type": "number"},
)
