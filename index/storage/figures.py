"""The figures of a generation, found once, when it was built."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.figures import figures_in
from corpus.model import Figure
from index.passages import Passage
from index.storage.table import PassageTable, passage_of, to_json


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one passage: `row` is its row in the generation, `figures` are in the order of its text."""

    row: int
    passage: Passage
    figures: Sequence[Figure]


class FigureTable:
    """The figures of the passages of a generation, read when asked for.

    Those that another version of the grammar of figures found are found anew, which takes longer.
    """

    def __init__(self, passages: PassageTable, *, current: bool) -> None:
        """Open the table; `current` tells whether this version found what is stored."""
        self._passages = passages
        self._current = current

    def of(self, rows: NDArray[np.int64] | None = None) -> Iterator[Found]:
        """Yield the figures of passages that have any, in the order of the rows; None is all of them."""
        for row, body, stored in self._stored(rows):
            passage = passage_of(body)
            fields = stored if self._current else figures_of(passage)
            if fields:
                yield Found(row, passage, tuple(_figures(passage, fields)))

    def _stored(self, rows: NDArray[np.int64] | None) -> Iterator[tuple[int, str, str | None]]:
        """Yield the row, the body and the stored figures of passages, also of some that have none."""
        columns = "SELECT row, body, figures FROM passages WHERE"
        if rows is None:
            only = "figures IS NOT NULL" if self._current else "true"
            yield from self._passages.select(f"{columns} {only} ORDER BY row")
        else:
            for row in rows.tolist():
                yield from self._passages.select(f"{columns} row = ?", row)


def figures_of(passage: Passage) -> str | None:
    """Return the figures of a passage as they are stored; None where it has none."""
    source = passage.source
    fields = [
        (number, one.start, one.end, one.value, one.unit, one.qualifier, one.indicator, one.year, one.high)
        for number, span in enumerate(passage.sentences)
        for one in figures_in(
            passage.text[span.start - passage.start : span.end - passage.start],
            start=span.start,
            year=source.year,
            committee=source.committee,
        )
    ]
    return to_json(fields) if fields else None


def _figures(passage: Passage, stored: str) -> Iterator[Figure]:
    """Yield stored figures; their words are sliced from the passage."""
    for number, start, end, value, unit, qualifier, indicator, year, high in json.loads(stored):
        yield Figure(
            text=passage.text[start - passage.start : end - passage.start],
            value=value,
            unit=unit,
            qualifier=qualifier,
            indicator=indicator,
            start=start,
            end=end,
            year=year,
            committee=passage.source.committee,
            sentence=passage.sentences[number],
            high=high,
        )
