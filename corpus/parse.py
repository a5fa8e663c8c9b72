"""Parsing: from the lines of a page to its report, articles, sections and items."""

from collections import Counter
from dataclasses import dataclass

from corpus import grammar
from corpus.articles import articles_of, block
from corpus.lines import Line, Mark, lines_of
from corpus.model import Document, Kind, Report
from corpus.regions import regions


@dataclass(frozen=True, slots=True)
class _Banner:
    lines: tuple[Line, ...] = ()
    preface: tuple[Line, ...] = ()
    theme: Line | None = None
    series: Line | None = None


def parse(document: Document) -> Report:
    """Parse a document into a report.

    Nothing is dropped: a line that fits nowhere is among `unplaced`. The rules know the marks of such pages
    (series line, byline, caption, subhead, item with a short lead), not any one page.
    """
    lines = lines_of(document)
    banner = _banner(lines)
    used = {line.span.start for line in (*banner.lines, *banner.preface)}
    body = [line for line in lines if line.span.start not in used]
    page = [line for line in body if line.mark in (Mark.CREDITS, Mark.DATELINE)]
    body = [line for line in body if line.mark not in (Mark.CREDITS, Mark.DATELINE)]
    match = grammar.SERIES.match(banner.series.text) if banner.series else None
    number = (match["bracketed"] or match["plain"]) if match else None
    return Report(
        document=document,
        title=banner.theme.text if banner.theme else None,
        series=_series_name(banner.series.text) if banner.series else None,
        installment=grammar.han_number(number) if number else None,
        year=_year(banner, lines),
        banner=tuple(block(line, Kind.BANNER) for line in banner.lines),
        preface=tuple(block(line, Kind.PREFACE) for line in banner.preface),
        credits=tuple(block(line, Kind.CREDITS) for line in page if line.mark == Mark.CREDITS),
        articles=tuple(articles_of(body, parent=_parent(banner))),
        unplaced=tuple(block(line, Kind.BANNER) for line in page if line.mark == Mark.DATELINE),
    )


def _series_name(line: str) -> str:
    match = grammar.SERIES.match(line)
    name = match["name"] if match else line
    return grammar.YEAR.sub("", name).strip(" 　·—-:：") or name


def _year(banner: _Banner, lines: list[Line]) -> int | None:
    """Return the year the series line names, else the one the page names most often (the earliest of equals)."""
    for line in (banner.series, banner.theme):
        named = grammar.years_in(line.text) if line else []
        if named:
            return named[0]
    counts = Counter(year for line in lines for year in grammar.years_in(line.text))
    return max(counts, key=lambda year: (counts[year], -year)) if counts else None


def _parent(banner: _Banner) -> str | None:
    """Return the city whose counties the series covers (淮安市 of 淮安市县市区政协工作巡礼)."""
    if banner.series is None:
        return None
    name = _series_name(banner.series.text)
    listed = [region for region in regions() if name.startswith(region)]
    return max(listed, key=len) if listed else name[: name.find("市") + 1] or None


def _banner(lines: list[Line]) -> _Banner:
    at = next((number for number, line in enumerate(lines) if line.mark == Mark.SERIES), None)
    if at is None:
        return _Banner()
    first, after = at, at + 1
    theme = None
    if at > 0 and lines[at - 1].mark == Mark.HEADLINE and not lines[at - 1].numbered:
        theme, first = lines[at - 1], at - 1
    elif _theme_follows(lines, at):
        theme, after = lines[at + 1], at + 2
    last = after
    while last < len(lines) and lines[last].mark == Mark.PROSE:
        last += 1
    return _Banner(tuple(lines[first:after]), tuple(lines[after:last]), theme, lines[at])


def _theme_follows(lines: list[Line], at: int) -> bool:
    """Whether the headline below the series line is the page's theme: another title comes before any byline."""
    marks = [line.mark for line in lines[at + 1 : at + 8]]
    if not marks or marks[0] != Mark.HEADLINE:
        return False
    rest = marks[1:]
    while rest and rest[0] == Mark.PROSE:
        rest = rest[1:]
    opening = (Mark.CAPTION, Mark.BYLINE, Mark.SUBTITLE)
    return len(rest) > 1 and rest[0] == Mark.HEADLINE and (marks[1] == Mark.HEADLINE or rest[1] in opening)
