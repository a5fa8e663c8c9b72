"""Answers in the terminal: the quote in a panel, what answers highlighted, the source under it."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from index.answer import Answer, Quote, Status
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
    if answer.status is Status.NOT_FOUND:
        console.print(Text(wording.NOT_FOUND.format(coverage=coverage_line(coverage))))
        return
    colour = "green"
    if answer.status is Status.NEAR_MISS:
        colour = "yellow"
        console.print(Text(wording.NEAR_MISS, style=colour))
    for quote in answer.quotes:
        console.print(Panel(_quote(quote), border_style=colour))
        console.print(Text(f"  {source_line(asdict(quote.source))}", style="italic dim"))


def _quote(quote: Quote) -> Text:
    text = Text(quote.text)
    for start, end in quote.highlights:
        text.stylize("bold reverse", start - quote.start, end - quote.start)
    return text
