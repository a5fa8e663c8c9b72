"""Digests: one committee at a glance, its sections and figures, each a button away from the words of the report."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from bot.answers import Cited, Content
from corpus.model import Kind
from index.answer import Choice, Row, Status
from index.figures.comparison import lookup_of
from index.figures.rows import rows_of
from index.store.generation import Generation
from prompts import telegram as wording
from prompts.sources import NO_YEAR

_MOST_SECTIONS, _MOST_FIGURES = 6, 6
_LONGEST_INDICATOR, _LONGEST_NAME = 10, 24
_LONGEST = 16  # characters that name a committee, and nothing else


def digest_of(text: str, generation: Generation) -> Content | None:
    """Return the digest of a committee, where its name is all that was written; None where it is not."""
    if len(text) > _LONGEST:
        return None
    lookup = lookup_of(text, generation, today=date.today())
    if len(lookup.committees) != 1 or lookup.absent or lookup.years or lookup.indicator:
        return None
    [committee] = lookup.committees
    figures = list(islice(_figures(committee, generation), _MOST_FIGURES))
    sections = list(islice(_sections(committee, generation), _MOST_SECTIONS))
    if not (figures or sections):
        return None
    years = dict(generation.coverage()).get(committee, ())
    lines = (wording.ABOUT_FIGURE.format(indicator=row.figure.indicator, text=row.figure.text) for row in figures)
    before = wording.ABOUT.format(
        committee=committee, years="、".join(map(str, years)) or NO_YEAR, numbers="\n".join(lines)
    )
    named = [*sections, *((_name(row), _cited(row)) for row in figures)]
    return Content(
        asked=text,
        understood=text,
        status=Status.ANSWERED,
        quotes=tuple(quote for _, quote in named),
        shown=0,
        choices=tuple(Choice(name, "") for name, _ in named),
        before="\n".join((before.strip(), "", wording.ABOUT_CHOOSE)),
    )


def _figures(committee: str, generation: Generation) -> Iterator[Row]:
    """Yield figures with a short indicator, one of each."""
    seen: set[str] = set()
    for row in rows_of(generation, committees=[committee]):
        indicator = row.figure.indicator or ""
        if 1 < len(indicator) <= _LONGEST_INDICATOR and indicator not in seen:
            seen.add(indicator)
            yield row


def _sections(committee: str, generation: Generation) -> Iterator[tuple[str, Cited]]:
    """Yield each section by its heading, with the first sentence of its first paragraph."""
    seen: set[str] = set()
    rows = generation.rows_of(committees=[committee])
    for row in () if rows is None else rows:
        passage = generation.passages[int(row)]
        name = passage.source.section or ""
        if name and name not in seen and passage.source.kind in (Kind.ITEM, Kind.LEAD) and passage.sentences:
            seen.add(name)
            first = passage.sentences[0]
            span = (passage.sha256, first.start, first.end)
            yield name[:_LONGEST_NAME], Cited(passage.report, *span, highlights=(), score=1.0)


def _name(row: Row) -> str:
    return f"{row.figure.indicator} {row.figure.text}"[:_LONGEST_NAME]


def _cited(row: Row) -> Cited:
    figure = (row.figure.start, row.figure.end)
    return Cited(row.report, row.sha256, row.span.start, row.span.end, (figure,), 1.0, (figure,))
