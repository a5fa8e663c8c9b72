"""Templates: Jinja2 with every value escaped, and what each page knows."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.links import link_to, link_to_all
from bot.web.security import visitor_of
from bot.web.sessions import Role, Sessions
from corpus.model import Source
from prompts import answers, feedback, figures, index, left_out, notices, sources, uploads
from prompts import web as wording
from prompts.sources import source_line

STATIC = Path(__file__).parent / "static"
PAGES = Path(wording.__file__).parent / "pages"
Piece = tuple[str, bool]
# What templates say: words of the page, and some that other faces say as well.
_SHARED = (
    (sources, ("YEAR", "NO_YEAR")),
    (answers, ("CHOOSE", "NEXT_PAGE", "PREVIOUS_PAGE", "UNDERSTOOD", "WRONG")),
    (figures, ("BESIDE", "LINE", "NO_TOTAL")),
    (index, ("NO_COMMITTEE",)),
    (notices, ("NO_MISSES",)),
    (feedback, ("NO_FEEDBACK",)),
    (uploads, ("DROP", "PUBLISH")),
)
_WORDS = {name: getattr(module, name) for module, names in _SHARED for name in names} | vars(wording)


class Templates:
    """Renders the pages."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._environment = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.globals.update(
            t=SimpleNamespace(**_WORDS),
            static=_static,
            left_out_kinds=left_out.KINDS,
            link_to=link_to,
            link_to_all=link_to_all,
        )
        self._environment.filters.update(source_line=source_line, short_source=short_source, pieces=pieces)

    def page(self, request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page; every template knows `path`, `token`, `is_maintainer`, `is_logged_in` and `is_part`."""
        visitor = visitor_of(request)
        html = self._environment.get_template(name).render(
            path=request.url.path,
            token=self._sessions.token(visitor.session),
            is_maintainer=visitor.role is Role.MAINTAINER,
            is_logged_in=visitor.session.role is not Role.NOBODY,
            is_part=is_part(request),
            **context,
        )
        return HTMLResponse(html, status, headers={"Vary": "HX-Request"})


def is_part(request: Request) -> bool:
    """Whether the script asks, which wants a part of a page."""
    return request.headers.get("hx-request") == "true"


def pieces(start: int, text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Return a text that begins at `start` in pieces, each with whether it lies in one of the spans."""
    found: list[Piece] = []
    at = 0
    for first, last in sorted(spans):
        begin, end = max(first - start, at), min(last - start, len(text))
        if begin < end:
            found += [(text[at:begin], False), (text[begin:end], True)]
            at = end
    return [piece for piece in [*found, (text[at:], False)] if piece[0]]


def short_source(source: Source) -> str:
    """Return where a quote stands, in few words: whose it is, when, and under which subhead."""
    parts = (
        source.committee or source.series or source.report_title,
        sources.YEAR.format(year=source.year) if source.year else None,
        source.section or source.article,
    )
    return sources.SEPARATOR.join(part for part in parts if part)


@cache
def _static(name: str) -> str:
    """Return the address of a file that ships, which changes when the file does."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"
