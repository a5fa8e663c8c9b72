"""Answers: quotes that are provably in the source, with the source named, and the figure rows of totals."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from corpus.model import Figure, Source, Span, each_of
from index.normal import bare


class Status(StrEnum):
    """How an answer stands to its question."""

    ANSWERED = "answered"
    NEAR_MISS = "near_miss"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of a stored source: `text == source_text[start:end]`, code points.

    `highlights` are absolute spans inside the quote that answer most directly, `answering` the figures that answer a
    question of how many; `passage` is the passage's row in its generation; `score` is the confidence in [0, 1].
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
class Row:
    """A figure row: one figure, its sentence (`quote == source_text[span.start:span.end]`), and the passage's row."""

    figure: Figure
    quote: str
    span: Span
    report: str
    sha256: str
    source: Source
    passage: int

    @property
    def place(self) -> tuple[str | None, int | None]:
        """Whose the figure is and of which year."""
        return self.figure.committee, self.figure.year

    @property
    def places(self) -> list[tuple[str | None, int | None]]:
        """Each committee that the figure is of, with its year."""
        return [(committee, self.figure.year) for committee in each_of(self.figure.committee) or (None,)]

    @property
    def counted(self) -> str:
        """What the figure counts, in its normal form and without marks; "" where that is not told."""
        return bare(self.figure.indicator or "")

    @property
    def before(self) -> str:
        """The sentence up to the figure."""
        return self.quote[: self.figure.start - self.span.start]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of figures of one indicator and unit; `qualifier` is None where every summand is exact.

    `gaps` are the committees and years that tell no such figure (not 0), `aside` figures like it that are not counted.
    """

    indicator: str
    unit: str
    value: float
    qualifier: str | None
    summands: tuple[Row, ...]
    gaps: tuple[tuple[str, int | None], ...] = ()
    aside: tuple[Row, ...] = ()


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
    `choices` are the readings of a question that leaves open of whom or when it is, none where that is plain;
    `is_courtesy` tells that the turn asked nothing (谢谢) and that `reason` is what is said to it;
    `is_partial` that a near miss answers for some of those that were named, and that `reason` says for whom not;
    `spoken` are the regions of which the same was asked, by this turn and those before it.
    """

    question: str
    understood: str
    status: Status
    quotes: tuple[Quote, ...]
    elapsed_ms: float
    total: Total | None = None
    reason: str = ""
    further: tuple[Quote, ...] = ()
    choices: tuple[Choice, ...] = ()
    is_courtesy: bool = False
    is_partial: bool = False
    spoken: tuple[str, ...] = ()

    @property
    def is_near(self) -> bool:
        """Whether the quotes are only near what was asked."""
        return self.status is Status.NEAR_MISS and not self.is_partial


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
                **{key: getattr(quote, key) for key in ("lead", "report", "sha256", "start", "end")},
                "confidence": quote.score,
                "source": asdict(quote.source),
                "figures": [{key: getattr(figure, key) for key in _FIGURE_KEYS} for figure in quote.figures],
                "score": quote.score,
            }
            for quote in answer.quotes
        ],
        "elapsed_ms": round(answer.elapsed_ms, 2),
    }
