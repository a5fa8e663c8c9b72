"""Figures in the terminal: a table of them with quote and source, gaps, and totals."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.answer import Row, Total
from index.figures.additivity import Declined
from index.figures.comparison import Comparison, Line
from index.figures.similarity import Likeness, Match
from prompts import figures as wording
from prompts.sources import NO_YEAR, source_line

_ASIDE = (Likeness.NEAR, Likeness.MENTIONED)


def show(found: Sequence[Match], comparison: Comparison | None, *, console: Console | None = None) -> None:
    """Print figures.

    Args:
        found: what to show; those that are only near stand in a table of their own.
        comparison: tells which committees have nothing, where an indicator was asked.
        console: where to; standard output by default.
    """
    console = console or Console(highlight=False)
    main = [match.row for match in found if match.likeness not in _ASIDE]
    if main:
        console.print(_table(main))
    for likeness, title in zip(_ASIDE, (wording.BESIDE, wording.MENTIONED), strict=True):
        rows = [match.row for match in found if match.likeness is likeness]
        if rows:
            console.print(Text(title, style="yellow"))
            console.print(_table(rows))
    if comparison and comparison.gaps and found:
        console.print(Text(wording.GAPS.format(lines=lines_of(comparison.gaps)), style="dim"))


def show_total(outcome: Total | Declined, gaps: Sequence[Line], *, console: Console | None = None) -> None:
    """Print a total with each summand quoted, or why there is none."""
    console = console or Console(highlight=False)
    if isinstance(outcome, Declined):
        console.print(Text(wording.NO_TOTAL.format(reason=outcome.reason), style="yellow"))
        return
    console.print(Text(total_line(outcome), style="bold green"))
    for row in outcome.summands:
        console.print(Text(summand_line(row)), soft_wrap=True)
    if gaps:
        console.print(Text(wording.NOT_COUNTED.format(lines=lines_of(gaps)), style="dim"))


def total_line(outcome: Total) -> str:
    """Return a total in one line."""
    text = wording.total_text(outcome.value, outcome.unit, outcome.qualifier)
    return wording.TOTAL.format(indicator=outcome.indicator, count=len(outcome.summands), text=text)


def summand_line(row: Row) -> str:
    """Return a summand with its quote and where it stands."""
    figure = row.figure
    return wording.SUMMAND.format(
        committee=figure.committee,
        year=figure.year,
        text=figure.text,
        quote=row.quote,
        report=row.report,
        start=figure.start,
        end=figure.end,
    )


def lines_of(lines: Sequence[Line]) -> str:
    """Return the committees of some lines, each with its year."""
    return wording.lines_text(map(asdict, lines), no_year=NO_YEAR)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(show_lines=True)
    table.add_column(wording.ASKED, style="bold green", overflow="fold")
    for key in ("indicator", "committee", "year"):
        table.add_column(wording.HEADINGS[key], overflow="fold", max_width=14)
    table.add_column(wording.PLACE, overflow="fold", ratio=1)
    for row in rows:
        figure = row.figure
        quote = Text(row.quote)
        quote.stylize("bold green", figure.start - row.span.start, figure.end - row.span.start)
        where = wording.LOCATION.format(report=row.report, start=figure.start, end=figure.end)
        place = Text("\n").join([quote, Text(source_line(asdict(row.source)), "italic dim"), Text(where, "dim")])
        cells = (figure.text, figure.indicator or wording.UNNAMED, figure.committee or "", str(figure.year or NO_YEAR))
        table.add_row(*map(Text, cells), place)
    return table
