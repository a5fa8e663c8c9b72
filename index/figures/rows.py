"""Figure rows: every figure of a generation with the sentence and the source that hold it."""

from collections.abc import Collection, Iterable

from index.answer import Row
from index.errors import Damaged
from index.store.generation import Generation
from index.store.table import Filters
from prompts import figures as wording


def rows_of(
    generation: Generation,
    *,
    committees: Collection[str] | None = None,
    years: Collection[int] | None = None,
    told_in: Collection[int] | None = None,
) -> tuple[Row, ...]:
    """Return the figures of a generation in the order of its reports.

    Args:
        generation: what is read.
        committees: only of these (涟水县政协); None for all, and what belongs to no committee.
        years: only of these, as the sentence has it: 2022年立案164件 is of 2022 in a report on 2023 too.
        told_in: only in reports on these years; None for all.
    """
    passages, allowed = generation.passages, generation.passages.rows_of(Filters(committees, told_in))
    found = enumerate(passages) if allowed is None else ((row, passages[row]) for row in allowed.tolist())
    rows: list[Row] = []
    for row, passage in found:
        for figure in passage.figures:
            if (span := figure.sentence) and (years is None or figure.year in years):
                quote = passage.text[span.start - passage.start : span.end - passage.start]
                rows.append(Row(figure, quote, span, passage.report, passage.sha256, passage.source, row))
    return tuple(rows)


def check(rows: Iterable[Row], generation: Generation) -> None:
    """Check figures and their sentences against the stored sources; Damaged where one is not what stands there."""
    for row in rows:
        text, figure = generation.source_text(row.sha256), row.figure
        if text[figure.start : figure.end] != figure.text or row.span.of(text) != row.quote:
            raise Damaged(wording.DIFFERS.format(report=row.report))
