"""Totals in words: what the figures of an answer add up to, and what is not in it."""

from dataclasses import asdict

from index.answer import Answer, Quote, Status, Sum
from index.figures.comparison import Standings
from index.figures.conflicts import Conflict
from prompts import figures as wording
from prompts.sources import NO_YEAR

_MOST_ASIDE = 12  # figures that are only near; who tells nothing is named in full


def sum_lines(found: Sum) -> tuple[str, str]:
    """Return a total that answers, and of what and of how many committees it is, a line each."""
    total = found.total
    return wording.sum_lines(
        text=wording.total_text(total.value, total.unit, total.qualifier),
        indicator=total.indicator,
        committees=[row.figure.committee for row in total.summands],
        years=[row.figure.year for row in total.summands],
    )


def missing_lines(found: Sum) -> list[str]:
    """Return what is not in a total, a line each: who tells no such figure, and figures that are only near it."""
    gaps = [{"committee": committee, "year": year} for committee, year in found.gaps]
    told = [
        wording.ASIDE_FIGURE.format(
            committee=row.figure.committee, text=row.figure.text, indicator=row.figure.indicator or wording.UNNAMED
        )
        for row in found.aside[:_MOST_ASIDE]
    ]
    lines = [wording.GAPS_OF_SUM.format(lines=wording.lines_text(gaps, no_year=NO_YEAR))] if gaps else []
    more = wording.MORE.format(count=len(found.aside)) if len(found.aside) > _MOST_ASIDE else ""
    return [*lines, wording.ASIDE.format(figures="、".join(told) + more)] if told else lines


def conflict_lines(conflict: Conflict) -> list[str]:
    """Return a conflict: a line that says of what, then each figure with its sentence and where it stands."""
    lines = [wording.CONFLICT.format_map({**asdict(conflict), "count": len(conflict.rows)})]
    for row in conflict.rows:
        where = {"report": row.report, "start": row.figure.start, "end": row.figure.end}
        lines.append(wording.CONFLICTING.format(text=row.figure.text, quote=row.quote, **where))
    return lines


def standing_lines(standings: Standings) -> list[str]:
    """Return who tells the most, a line each with its place, then who tells none."""
    lines = []
    for row, place in zip(standings.rows, standings.places, strict=True):
        figure = row.figure
        whose = wording.LINE.format(committee=figure.committee, year=figure.year or NO_YEAR)
        lines.append(wording.STANDING.format(place=place, whose=whose, text=figure.text, quote=row.quote))
    gaps = wording.lines_text(map(asdict, standings.gaps), no_year=NO_YEAR)
    return [*lines, wording.GAPS.format(lines=gaps)] if gaps else lines


def figure_lines(answer: Answer, quote: Quote) -> list[tuple[str, str]]:
    """Return the figures of a quote that answer, as they are written, each with what it counts (and whose it is)."""
    if answer.status is not Status.ANSWERED:
        return []
    several = len(answer.quotes) > 1
    lines = []
    for figure in quote.answering:
        whose = wording.LINE.format(committee=quote.source.committee, year=figure.year or NO_YEAR) if several else ""
        lines.append((figure.text, wording.beside_figure(figure.indicator, whose)))
    return lines
