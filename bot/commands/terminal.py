"""What a terminal shows: answers, each quote in a panel with what answers highlighted, and tables of figures."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.coverage import coverage_of
from bot.figures import Found, committees_line, figure_lines, missing_lines, sum_lines, total_line
from index.answer import Answer, Quote, Row, Status, Total
from index.figures.additivity import Declined
from index.figures.rows import Likeness
from index.store.generation import Generation
from prompts import answers as wording
from prompts import figures
from prompts.sources import NO_YEAR, source_line


def show(answer: Answer, generation: Generation, *, console: Console | None = None) -> None:
    """Print an answer; where nothing was found, also what the generation covers."""
    console = console or Console(highlight=False)
    if answer.is_courtesy:
        console.print(Text(answer.reason))
        return
    if answer.understood != answer.question.strip():
        console.print(Text(wording.UNDERSTOOD.format(text=answer.understood), style="dim"))
    if answer.reason:
        console.print(Text(figures.reason_line(answer.reason), style="yellow"))
    if answer.status is Status.NOT_FOUND:
        console.print(Text(wording.NOT_FOUND + wording.COVERAGE.format(coverage=coverage_of(generation))))
        return
    colour = "yellow" if answer.is_near else "green"
    if answer.is_near:
        console.print(Text(wording.NEAR_MISS, style=colour))
    if answer.total:
        text, told = sum_lines(answer.total)
        console.print(Text(text, style="bold green").append(f"\n  {told}", style="default"))
    for quote in answer.quotes:
        for text, told in figure_lines(answer, quote):
            console.print(Text(text, style="bold green").append(told, style="not bold default"))
        console.print(Panel(_quote(quote), border_style=colour))
        console.print(Text(f"  {source_line(quote.source)}", style="italic dim"))
    for line in missing_lines(answer.total) if answer.total else ():
        console.print(Text(line, style="dim"))


def figures_text(found: Found, outcome: Total | Declined | None, *, is_file: bool) -> str:
    """Return figures in tables, as wide and coloured as the terminal is, or plain for a file.

    Those that are only near stand in tables of their own; then who has none, and a total with each summand quoted.
    """
    plain: dict[str, Any] = {"width": 120, "no_color": True, "force_terminal": False} if is_file else {}
    console = Console(highlight=False, **plain)
    lacking = committees_line(found.comparison().gaps) if found.lookup.indicator else ""
    with console.capture() as capture:
        if found.asked:
            console.print(_table([match.row for match in found.asked]))
        for likeness, title in ((Likeness.NEAR, figures.BESIDE), (Likeness.MENTIONED, figures.MENTIONED)):
            rows = [match.row for match in found.aside if match.likeness is likeness]
            if rows:
                console.print(Text(title, style="yellow"), _table(rows), sep="\n")
        if lacking:
            console.print(Text(figures.GAPS.format(lines=lacking), style="dim"))
        if isinstance(outcome, Declined):
            console.print(Text(figures.NO_TOTAL.format(reason=outcome.reason), style="yellow"))
        elif outcome is not None:
            console.print(Text(total_line(outcome), style="bold green"))
            for row in outcome.summands:
                console.print(Text(figures.SUMMAND.format(row=row)), soft_wrap=True)
            if lacking:
                console.print(Text(figures.NOT_COUNTED.format(lines=lacking), style="dim"))
    return capture.get()


def _quote(quote: Quote) -> Text:
    text = Text(quote.text)
    for start, end in quote.highlights:
        text.stylize("bold reverse", start - quote.start, end - quote.start)
    return text


def _table(rows: Sequence[Row]) -> Table:
    table = Table(show_lines=True)
    table.add_column(figures.HEADINGS["text"], style="bold green", overflow="fold")
    for key in ("indicator", "committee", "year"):
        table.add_column(figures.HEADINGS[key], overflow="fold", max_width=14)
    table.add_column(figures.PLACE, overflow="fold", ratio=1)
    for row in rows:
        figure = row.figure
        quote = Text(row.quote)
        quote.stylize("bold green", figure.start - row.span.start, figure.end - row.span.start)
        where = figures.LOCATION.format(report=row.report, start=figure.start, end=figure.end)
        place = Text("\n").join([quote, Text(source_line(row.source), "italic dim"), Text(where, "dim")])
        cells = (figure.text, figure.indicator or figures.UNNAMED, figure.committee or "", str(figure.year or NO_YEAR))
        table.add_row(*map(Text, cells), place)
    return table
