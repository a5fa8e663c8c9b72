"""Answers: quotes that are provably in the source, with the source named."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from corpus.model import Figure, Source
from index.figures.additivity import Sum


class Status(StrEnum):
    """How an answer stands to its question."""

    ANSWERED = "answered"
    NEAR_MISS = "near_miss"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of a stored source: `text == source_text[start:end]`, code points.

    `highlights` are absolute spans inside the quote that answer most directly; `passage` is the row of the
    passage in the generation that answered; `score` is the confidence in [0, 1]; `answering` are the figures that
    answer a question of how many.
    """

    text: str
    report: str
    sha256: str
    start: int
    end: int
    source: Source
    figures: tuple[Figure, ...]
    highlights: tuple[tuple[int, int], ...]
    score: float
    passage: int
    answering: tuple[Figure, ...] = ()

    @property
    def lead(self) -> str | None:
        """The figure shown in front of the quote, as the report writes it."""
        return self.answering[0].text if self.answering else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of a question that leaves open of whom or when it is: a name, and the question with it filled in."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question; pass it back as `previous` to ask a follow-up.

    `total` is what the figures of the quotes add up to, where that was asked; `reason` tells why they do not;
    `further` is the next best evidence after the quotes, best first, whether or not it would do as an answer;
    `choices` are the readings of a question that leaves open of whom or when it is, none where that is plain.
    """

    question: str
    understood: str
    status: Status
    quotes: tuple[Quote, ...]
    elapsed_ms: float
    total: Sum | None = None
    reason: str = ""
    further: tuple[Quote, ...] = ()
    choices: tuple[Choice, ...] = ()


_FIGURE_KEYS = ("text", "value", "unit", "qualifier", "indicator", "start", "end")


def to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as the object that `xunli ask --json` prints (DESIGN, the command line contract)."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "status": answer.status.value,
        "reason": answer.reason,
        "answers": [
            {
                "quote": quote.text,
                "lead": quote.lead,
                "report": quote.report,
                "sha256": quote.sha256,
                "start": quote.start,
                "end": quote.end,
                "confidence": quote.score,
                "source": asdict(quote.source),
                "figures": [{key: getattr(figure, key) for key in _FIGURE_KEYS} for figure in quote.figures],
                "score": quote.score,
            }
            for quote in answer.quotes
        ],
        "elapsed_ms": round(answer.elapsed_ms, 2),
    }
