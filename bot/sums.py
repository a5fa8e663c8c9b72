"""Totals in words: what the figures of an answer add up to, and what is not in it."""

from index.answer import Answer, Quote, Status
from index.figures.ledger import Sum
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
