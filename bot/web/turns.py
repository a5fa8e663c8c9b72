"""Turns: questions and answers as the page, the document and the program interface show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.figures import figure_lines, missing_lines, sum_lines
from bot.web.links import link_to
from index.answer import Answer, Quote, to_json
from prompts import web as wording
from prompts.sources import source_line


@dataclass(frozen=True, slots=True)
class Cite:
    """A quote to show: its link, and the figures that answer, each with what it counts."""

    quote: Quote
    link: str
    leads: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, answer: Answer, quote: Quote) -> "Cite":
        """Return a quote of an answer."""
        return cls(quote, path_of(quote), tuple(figure_lines(answer, quote)))

    def copied(self, address: str) -> str:
        """Return the quote with its source, as it is copied."""
        return wording.COPIED.format(
            quote=self.quote.text, source=source_line(self.quote.source), link=f"{address}{self.link}"
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    `understood` is "" where it is the question; `total` is a sum and what it is of; `before` are the questions of the
    conversation up to it.
    """

    question: str
    before: tuple[str, ...]
    answer: Answer
    understood: str
    cites: tuple[Cite, ...]
    further: tuple[Cite, ...]
    total: tuple[str, str] | None
    missing: tuple[str, ...]

    @property
    def query(self) -> str:
        """The query that asks it again, with what was asked before."""
        return urlencode([*(("t", turn) for turn in self.before), ("q", self.question)])


def turns_of(answers: Sequence[Answer]) -> list[Turn]:
    """Return the turns of a conversation."""
    questions = tuple(answer.question for answer in answers)
    return [_turn(questions[:number], answer) for number, answer in enumerate(answers)]


def _turn(before: tuple[str, ...], answer: Answer) -> Turn:
    bare = ["".join(filter(str.isalnum, text)) for text in (answer.understood, answer.question)]
    return Turn(
        question=answer.question,
        before=before,
        answer=answer,
        understood=answer.understood if bare[0] != bare[1] else "",
        cites=tuple(Cite.of(answer, quote) for quote in answer.quotes),
        further=tuple(Cite(quote, path_of(quote), ()) for quote in answer.further),
        total=sum_lines(answer.total) if answer.total else None,
        missing=tuple(missing_lines(answer.total)) if answer.total else (),
    )


def path_of(quote: Quote) -> str:
    """Return the path of a quote's permanent link."""
    return link_to(quote.report, quote.sha256, quote.start, quote.end, quote.text)


def fields_of(answer: Answer, address: str) -> dict[str, Any]:
    """Return an answer as `xunli ask --json` prints it, each quote with its `link`."""
    fields = to_json(answer)
    for one, quote in zip(fields["answers"], answer.quotes, strict=True):
        one["link"] = f"{address}{path_of(quote)}"
    return fields
