"""Answers in the terminal: the figure asked for, the quote in a panel with what answers highlighted, the source."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.figure_text import figure_lines, missing_lines, sum_lines
from index.answer import Answer, Quote, Status
from prompts import figures
from prompts import terminal as wording
from prompts.sources import coverage_line, source_line


def show(answer: Answer, coverage: Sequence[tuple[str, Sequence[int]]], *, console: Console | None = None) -> None:
    """Print an answer.

    Args:
        answer: what to show.
        coverage: the committees searched and their years, named when nothing was found.
        console: where to; standard output by default.
    """
    console = console or Console(highlight=False)
    if answer.understood != answer.question.strip():
        console.print(Text(wording.UNDERSTOOD.format(text=answer.understood), style="dim"))
    if answer.reason:
        console.print(Text(figures.reason_line(answer.reason), style="yellow"))
    if answer.status is Status.NOT_FOUND:
        console.print(Text(wording.NOT_FOUND.format(coverage=coverage_line(coverage))))
        return
    colour = "green"
    if answer.status is Status.NEAR_MISS:
        colour = "yellow"
        console.print(Text(wording.NEAR_MISS, style=colour))
    if answer.total:
        text, told = sum_lines(answer.total)
        console.print(Text(text, style="bold green").append(f"\n  {told}", style="default"))
    for quote in answer.quotes:
        for text, told in figure_lines(answer, quote):
            console.print(Text(text, style="bold green").append(told, style="not bold default"))
        console.print(Panel(_quote(quote), border_style=colour))
        console.print(Text(f"  {source_line(asdict(quote.source))}", style="italic dim"))
    if answer.total:
        for line in missing_lines(answer.total):
            console.print(Text(line, style="dim"))


def _quote(quote: Quote) -> Text:
    text = Text(quote.text)
    for start, end in quote.highlights:
        text.stylize("bold reverse", start - quote.start, end - quote.start)
    return text
