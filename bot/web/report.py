"""Reports to read: the stored text paragraph by paragraph, with a slice marked, beside the original."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.originals import Excerpt, excerpts_of, picture_of
from bot.web.links import Found, Place, find, link_to, link_to_all, version_of
from bot.web.services import Services
from bot.web.templating import is_part
from corpus.model import Block, Document, Report, Span
from corpus.parse import parse
from index.errors import Damaged, IndexFault
from index.store.generation import Generation
from index.store.records import ReportRecord, find_record, reissue_of
from prompts import web as wording

_LINE = re.compile(r"[^\r\n]+")
MARK, LEAD = "mark", "lead"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is shown.

    `kind` is the part of the page, `anchor` is "" or what the outline points to, `is_lit` tells that it is of the
    section of the marked slice; each piece has a text and "", `MARK` or `LEAD`.
    """

    kind: str
    anchor: str
    is_lit: bool
    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a report's text is made of: where its blocks begin, and its sections."""

    document: Document
    kinds: dict[int, str]
    leads: dict[int, int]
    sections: tuple[Span, ...]

    @classmethod
    def of(cls, document: Document) -> "Outline":
        """Return the outline of a document."""
        report = parse(document)
        kinds: dict[int, str] = {}
        leads: dict[int, int] = {}
        for kind, block in _blocks(report):
            kinds[block.span.start] = kind
            if kind == "item" and len(block.sentences) > 1:
                leads[block.span.start] = block.sentences[0].end
        sections = [section for article in report.articles for section in article.sections]
        kinds |= {section.heading.start: "heading" for section in sections}
        spans = [
            Span(one.heading.start, max([one.heading.end, *(item.span.end for item in one.items)])) for one in sections
        ]
        return cls(document, kinds, leads, tuple(spans))


class Reading:
    """Shows reports."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._outline = lru_cache(32)(self._outlined)

    @property
    def routes(self) -> list[Route]:
        """Where its pages are."""
        return [
            Route("/r/{report}", self.read),
            Route("/r/{report}/text", self.text),
            Route("/r/{report}/page/{number:int}", self.picture),
        ]

    async def read(self, request: Request) -> Response:
        """Show a report, with a slice of it marked, and checked against its hash now."""
        return await self._services.run(lambda: self._read(request))

    async def text(self, request: Request) -> Response:
        """Send the stored text, exactly."""
        generation = self._services.engine.generation
        record = _record(generation, request.path_params["report"])
        return PlainTextResponse(await self._services.run(lambda: generation.source_text(record.sha256)))

    async def picture(self, request: Request) -> Response:
        """Send a page of the original as a picture, or the strips of it that hold a slice of the text."""
        content, kind = await self._services.run(lambda: self._picture(request))
        return Response(content, media_type=kind, headers={"Cache-Control": "private, max-age=86400"})

    def _picture(self, request: Request) -> tuple[bytes, str]:
        query, number = request.query_params, request.path_params["number"]
        record = _record(self._services.engine.generation, request.path_params["report"])
        span = _span(query.get("from", ""), query.get("to", ""))
        shown = {one.page: one for one in self._excerpts(record.sha256, span)} if span else {}
        original = self._services.home.sources.original(record.sha256)
        picture = picture_of(original, shown.get(number, Excerpt(number)))
        if picture is None:
            raise HTTPException(404, wording.NO_ORIGINAL)
        return picture

    def _excerpts(self, sha256: str, span: Span | None) -> tuple[Excerpt, ...]:
        return excerpts_of(self._services.home.sources.original(sha256), self._outline(sha256).document, span)

    def _read(self, request: Request) -> Response:
        services, query = self._services, request.query_params
        generation = services.engine.generation
        span = _span(query.get("from", ""), query.get("to", ""))
        name, version = request.path_params["report"], query.get("v", "")
        linked = self._linked(generation, name, version)
        record = _serving(generation, name, linked)
        text = generation.source_text(record.sha256)
        was = self._words(linked, span)
        if not version and linked and (linked != record or record.sha256.startswith(name)):
            version = version_of(linked.sha256, was)  # the hash or the old name in its place tells it
        found = find(text, record.sha256, span, version)
        is_lost = found.place is Place.LOST and linked is not None and version_of(linked.sha256, was) == version
        outline = self._outline(record.sha256)
        return services.templates.page(
            request,
            "report_part.html" if is_part(request) else "report.html",
            report=record,
            paragraphs=paragraphs(text, outline, found.span),
            found=found,
            change=_change(found, record, linked, text),
            was=was if is_lost else "",
            permalink=_permalink(record, text, found.span),
            excerpts=self._excerpts(record.sha256, found.span),
        )

    def _linked(self, generation: Generation, name: str, version: str) -> ReportRecord | None:
        """Return the report that a link was made of, as far as it is kept: by its version, else by its name."""
        for said in (version[:8], name):
            known = find_record(generation.reports, said) or self._services.home.past(said) if said else None
            if known:
                return known
        return None

    def _words(self, linked: ReportRecord | None, span: Span | None) -> str:
        """Return the slice of the report that a link was made of; "" where that is not kept."""
        if linked and span:
            with suppress(Damaged):
                return span.of(self._services.home.sources.text(linked.sha256))
        return ""

    def _outlined(self, sha256: str) -> Outline:
        return Outline.of(self._services.home.sources.document(sha256))


def paragraphs(text: str, outline: Outline, marked: Span | None) -> list[Paragraph]:
    """Return the paragraphs of a text; those that the marked slice touches are one, so that it is marked as a whole."""
    lit = next((one for one in outline.sections if marked and one.start <= marked.start < one.end), None)
    shown = []
    for span in _lines(text, marked):
        begins = [start for start in outline.kinds if span.start <= start < span.end]
        kind = outline.kinds[begins[0]] if begins else "text"
        lead = Span(begins[0], outline.leads[begins[0]]) if begins and begins[0] in outline.leads else None
        shown.append(
            Paragraph(
                kind=kind,
                anchor=f"s{span.start}" if kind in ("heading", "title") else "",
                is_lit=lit is not None and lit.start <= span.start < lit.end,
                pieces=tuple(_pieces(text, span, marked, lead)),
            )
        )
    return shown


def _lines(text: str, marked: Span | None) -> Iterator[Span]:
    """Yield the lines that are not blank; from the first to the last that a slice touches as one."""
    joined: Span | None = None
    for match in _LINE.finditer(text):
        line = Span(match.start(), match.end())
        if marked and line.start < marked.end and marked.start < line.end:
            joined = Span(joined.start if joined else min(line.start, marked.start), max(line.end, marked.end))
            continue
        if joined:
            yield joined
            joined = None
        if match[0].strip():
            yield line
    if joined:
        yield joined


def _pieces(text: str, span: Span, marked: Span | None, lead: Span | None) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a paragraph; the marked slice is one piece whatever else it is."""
    ends = {span.start, span.end}
    for one in (marked, lead):
        if one:
            ends |= {at for at in (one.start, one.end) if span.start < at < span.end}
    if marked:
        ends = {at for at in ends if not marked.start < at < marked.end}
    cuts = sorted(ends)
    for start, end in pairwise(cuts):
        is_marked = marked is not None and marked.start <= start and end <= marked.end
        is_lead = lead is not None and lead.start <= start and end <= lead.end
        yield text[start:end], MARK if is_marked else LEAD if is_lead else ""


def _blocks(report: Report) -> Iterator[tuple[str, Block]]:
    for kind, blocks in (("banner", report.banner), ("preface", report.preface), ("credits", report.credits)):
        yield from ((kind, block) for block in blocks)
    for article in report.articles:
        if article.title:
            yield "title", article.title
        parts = (
            ("subtitle", article.subtitles),
            ("byline", article.bylines),
            ("caption", article.captions),
            ("text", article.leads),
        )
        for kind, blocks in parts:
            yield from ((kind, block) for block in blocks)
        yield from (("item", item) for section in article.sections for item in section.items)


def _record(generation: Generation, name: str) -> ReportRecord:
    try:
        return generation.report(name)
    except IndexFault as error:
        raise HTTPException(404, str(error)) from error


def _serving(generation: Generation, name: str, linked: ReportRecord | None) -> ReportRecord:
    """Return the report of a name, or the one that came instead of what a link was made of."""
    record = find_record(generation.reports, name)
    if record is None and linked:
        record = find_record(generation.reports, linked.name) or reissue_of(linked, generation.reports)
        if record is None:
            raise HTTPException(404, wording.LINK_REMOVED.format(report=linked.name))
    return record or _record(generation, name)


def _span(start: str, end: str) -> Span | None:
    """Return the slice that a query names.

    Raises:
        IndexFault: it names something else.
    """
    if not start and not end:
        return None
    if not (re.fullmatch(r"[0-9]{1,9}", start) and re.fullmatch(r"[0-9]{1,9}", end)):
        raise IndexFault(wording.BAD_SLICE)
    return Span(int(start), int(end))


def _change(found: Found, record: ReportRecord, linked: ReportRecord | None, text: str) -> str:
    """Return what is said where the report is not the one that was linked, or may not be."""
    is_renamed = linked is not None and linked.name != record.name
    changed = wording.RENAMED.format(before=linked.name, report=record.name) if linked and is_renamed else ""
    changed = changed or wording.REPLACED.format(report=record.name)
    said = wording.LINKS.get(found.place, "")
    return said.format(changed=changed, report=record.name, sha256=record.sha256[:12], length=len(text))


def _permalink(record: ReportRecord, text: str, span: Span | None) -> str:
    if span is None:
        return link_to_all(record.name, record.sha256)
    return link_to(record.name, record.sha256, span.start, span.end, span.of(text))
