"""Figure rows: every figure of a generation with the sentence and the source that hold it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from corpus.model import Figure, Source, Span
from index.errors import Damaged
from index.passages import Passage
from index.store.generation import Generation
from prompts import figures as wording


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and where it stands.

    `quote` is the sentence: `quote == source_text[span.start:span.end]` of the source whose SHA-256 is `sha256`;
    `passage` is the row of its passage in the generation.
    """

    figure: Figure
    quote: str
    span: Span
    report: str
    sha256: str
    source: Source
    passage: int


def rows_of(
    generation: Generation, *, committees: Collection[str] | None = None, years: Collection[int] | None = None
) -> tuple[Row, ...]:
    """Return the figures of a generation in the order of its reports.

    Args:
        generation: what is read.
        committees: only of these (涟水县政协); None for all, and what belongs to no committee.
        years: only of these, as the sentence has it: 2022年立案164件 is of 2022 in a report on 2023 too.
    """
    passages, allowed = generation.passages, generation.rows_of(committees=committees)
    found = enumerate(passages) if allowed is None else ((row, passages[row]) for row in allowed.tolist())
    rows = (figure for row, passage in found for figure in _rows(row, passage))
    return tuple(row for row in rows if years is None or row.figure.year in years)


def _rows(row: int, passage: Passage) -> Iterator[Row]:
    for figure in passage.figures:
        span = figure.sentence
        if span is not None:
            quote = passage.text[span.start - passage.start : span.end - passage.start]
            yield Row(figure, quote, span, passage.report, passage.sha256, passage.source, row)


def check(rows: Iterable[Row], generation: Generation) -> None:
    """Check figures and their sentences against the stored sources, and these against their hashes.

    Raises:
        Damaged: a source is missing or altered, or something is not what stands there.
    """
    texts: dict[str, str] = {}
    for row in rows:
        if row.sha256 not in texts:
            texts[row.sha256] = generation.source_text(row.sha256)
        text, figure = texts[row.sha256], row.figure
        if text[figure.start : figure.end] != figure.text or row.span.of(text) != row.quote:
            raise Damaged(wording.DIFFERS.format(report=row.report))
