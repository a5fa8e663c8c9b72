"""The figures of a generation on disk: one JSON line for each passage that has any, found once, when it was built."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.figures import figures_in
from corpus.model import Figure, Role
from index.passages import Passage
from index.storage.table import PassageTable, to_json


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one passage: `row` is its row in the generation, `figures` are in the order of its text."""

    row: int
    passage: Passage
    figures: Sequence[Figure]


class FigureTable:
    """The figures of the passages of a generation, read when asked for.

    A generation of before they were stored, or of another version of the grammar, has no such file: then they are
    found anew, which takes longer and gives the same.
    """

    def __init__(self, path: Path, passages: PassageTable) -> None:
        """Open the table; `path` need not be there."""
        self._path = path
        self._passages = passages

    def of(self, rows: NDArray[np.int64] | None = None) -> Iterator[Found]:
        """Yield the figures of passages that have any, in the order of the rows; `rows` ascend, None is all."""
        ids = self._passages.rows["id"]
        for id, line in self.lines(ids if rows is None else ids[rows]):
            row = int(np.searchsorted(ids, id))
            yield _found(row, self._passages[row], line)

    def lines(self, ids: NDArray[np.uint64]) -> Iterator[tuple[int, bytes]]:
        """Yield, of passages with these ids that have figures, the id and the stored line; `ids` ascend."""
        if not self._path.exists():
            rows = np.searchsorted(self._passages.rows["id"], ids)
            for id, row in zip(ids.tolist(), rows.tolist(), strict=True):
                if found := figures_of(self._passages[row]):
                    yield id, line_of_figures(id, found)
            return
        wanted = set(ids.tolist())
        with self._path.open("rb") as file:
            for line in file:
                id = int(line[1 : line.index(b",")])
                if id in wanted:
                    yield id, line


def figures_of(passage: Passage) -> bytes:
    """Return the figures of a passage as they are stored, without its id; nothing where it has none."""
    fields = [_fields(number, figure) for number, figure in _figures(passage)]
    return to_json(fields).encode() if fields else b""


def line_of_figures(id: int, figures: bytes) -> bytes:
    """Return the line to store of a passage with this id and these figures."""
    return b"[%d,%b]\n" % (id, figures)


def _figures(passage: Passage) -> Iterator[tuple[int, Figure]]:
    """Yield the figures of a passage, each with the number of its sentence."""
    source = passage.source
    for number, span in enumerate(passage.sentences):
        sentence = passage.text[span.start - passage.start : span.end - passage.start]
        for figure in figures_in(sentence, start=span.start, year=source.year, committee=source.committee):
            yield number, figure


def _fields(number: int, figure: Figure) -> list[Any]:
    told = (figure.value, figure.unit, figure.qualifier, figure.indicator, figure.year, figure.high, figure.role)
    return [number, figure.start, figure.end, *told]


def _found(row: int, passage: Passage, line: bytes) -> Found:
    """Return what a line says; the words of a figure are sliced from the passage."""
    figures = [
        Figure(
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
            role=Role(role),
        )
        for number, start, end, value, unit, qualifier, indicator, year, high, role in json.loads(line)[1]
    ]
    return Found(row, passage, figures)
