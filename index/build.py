"""Building: the files of a new generation, from the one before and what is added to it or taken away."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from corpus.figures import VERSION
from index.embedded import EMBEDDED
from index.encoder import Encoder
from index.keeper import Content, Keeper, Legs
from index.layout import GenerationLayout
from index.lexical import Entry
from index.parallel import spread
from index.passages import Passage
from index.storage.figures import lines_of
from index.storage.generation import Generation
from index.storage.manifest import Manifest, sum_files, write_manifest
from index.storage.records import ReportRecord, write_records
from index.storage.table import ROW, Rows, encoded_text, key_of, line_of, row_of
from index.terms import terms

_BATCH = 4096
_AT_ONCE = 64 * _BATCH

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Addition:
    """A report to add: its record and its passages."""

    record: ReportRecord
    passages: Sequence[Passage]


def build(
    target: GenerationLayout,
    number: int,
    *,
    base: Generation | None,
    add: Sequence[Addition],
    drop: frozenset[str],
    encoder: Encoder,
    keeper: Keeper = EMBEDDED,
    parent: int | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write the files of a generation; its manifest comes last.

    Args:
        target: an empty folder's layout.
        number: the number that the generation will have.
        base: the generation to start from; None for an empty one.
        add: reports to add.
        drop: names of reports of `base` that go.
        encoder: encodes what `base` has no vector of.
        keeper: takes the vectors and terms.
        parent: the number of the generation to roll back to; None if there is none.
        progress: called with (passages encoded, passages to encode).

    Raises:
        OSError: a file could not be written.
        IndexFault: an engine could not be reached, or did not take all.
    """
    kept = _Kept.of(base, drop)
    new = [passage for one in add for passage in one.passages]
    named = dict.fromkeys(passage.source.committee for passage in new if passage.source.committee)
    committees = tuple(dict.fromkeys((*(base.manifest.committees if base else ()), *named)))
    next_id = base.manifest.next_id if base else 0
    rows = np.concatenate([kept.rows, _rows(add, committees, id=next_id, report=len(kept.records))])
    _write_passages(target, kept, rows, new)
    _write_figures(target, kept, rows, new)
    vectors = _vectors(new, base, encoder, progress)
    content = Content(
        number=number,
        dimension=encoder.dimension,
        rows=rows,
        base=kept.legs,
        keep=kept.mask,
        vectors=[vectors],
        gone=kept.gone.tolist(),
        kept=lambda: _entries(kept.rows["id"].tolist(), kept.passages()),
        new=lambda: _entries(rows["id"][len(kept.rows) :].tolist(), new),
    )
    keeper.write(target, content)
    records = (*kept.records, *(one.record for one in add))
    write_records(target.reports, records)
    manifest = Manifest(
        number=number,
        parent=parent,
        keeper=keeper.name,
        encoder=encoder.name,
        dimension=encoder.dimension,
        instruction=encoder.instruction,
        passages=len(rows),
        reports=len(records),
        committees=committees,
        next_id=next_id + len(new),
        files=sum_files(target),
    )
    write_manifest(target, manifest)
    return manifest


@dataclass(frozen=True, slots=True)
class _Kept:
    """What stays of the base: its report records, its rows with reports numbered anew, which of its rows."""

    base: Generation | None
    records: tuple[ReportRecord, ...]
    rows: Rows
    mask: NDArray[np.bool_]

    @classmethod
    def of(cls, base: Generation | None, drop: frozenset[str]) -> "_Kept":
        if base is None:
            return cls(None, (), np.zeros(0, ROW), np.zeros(0, bool))
        stays = np.array([record.name not in drop for record in base.reports], bool)
        numbers = np.cumsum(stays) - 1
        all_rows = np.array(base.passages.rows)
        mask = stays[all_rows["report"]]
        rows = all_rows[mask]
        rows["report"] = numbers[rows["report"]]
        return cls(base, tuple(r for r in base.reports if r.name not in drop), rows, mask)

    @property
    def legs(self) -> Legs | None:
        return Legs(self.base.vectors, self.base.lexical) if self.base else None

    @property
    def gone(self) -> NDArray[np.uint64]:
        """The ids of the base's passages that do not stay."""
        ids: NDArray[np.uint64] = self.base.passages.rows["id"][~self.mask] if self.base else np.zeros(0, np.uint64)
        return ids

    def lines(self) -> Iterator[bytes]:
        """Yield the lines that stay, as many at once as stand together."""
        if self.base is not None:
            edges = np.flatnonzero(np.diff(self.mask, prepend=False, append=False)).tolist()
            for first, last in zip(edges[::2], edges[1::2], strict=True):
                yield from self.base.passages.lines(first, last)

    def passages(self) -> Iterator[Passage]:
        if self.base is not None:
            yield from (self.base.passages[int(row)] for row in np.flatnonzero(self.mask))


def _rows(add: Sequence[Addition], committees: Sequence[str], *, id: int, report: int) -> Rows:
    """Return the rows of new passages, their places in the file still open; `id` and `report` are the first ones."""
    numbers = {committee: number for number, committee in enumerate(committees)}
    passages = [(report + at, passage) for at, one in enumerate(add) for passage in one.passages]
    rows = np.zeros(len(passages), ROW)
    for at, (number, passage) in enumerate(passages):
        rows[at] = row_of(passage, id=id + at, report=number, committee=numbers.get(passage.source.committee or "", -1))
    return rows


def _write_passages(target: GenerationLayout, kept: _Kept, rows: Rows, new: Sequence[Passage]) -> None:
    """Write the passages' lines and, with their places filled in, their rows."""
    with target.passages.open("wb") as file:
        for lines in kept.lines():
            file.write(lines)
        for row, line in enumerate(map(line_of, new), len(kept.rows)):
            file.write(line)
            rows["length"][row] = len(line)
    rows["offset"] = np.cumsum(rows["length"], dtype=np.uint64) - rows["length"]
    np.save(target.rows, rows)


def _write_figures(target: GenerationLayout, kept: _Kept, rows: Rows, new: Sequence[Passage]) -> None:
    """Write the figures: those of the base as they are stored, then those of new passages."""
    stay = len(kept.rows)
    old = kept.base.figures.lines(kept.rows["id"]) if kept.base else iter(())
    fresh = lines_of((int(id), passage) for id, passage in zip(rows["id"][stay:], new, strict=True))
    with target.figures(VERSION).open("wb") as file:
        file.writelines(line for _, line in chain(old, fresh))


def _vectors(
    new: Sequence[Passage], base: Generation | None, encoder: Encoder, progress: Progress | None
) -> NDArray[np.float32]:
    """Return the vectors of new passages; one whose words the base has is not encoded again."""
    keys = np.array([key_of(passage) for passage in new], np.uint64)
    vectors = np.zeros((len(new), encoder.dimension), np.float32)
    missing = np.arange(len(new))
    if base is not None and base.manifest.encoder == encoder.name and len(new):
        stored = base.passages.rows["key"]
        order = np.argsort(stored, kind="stable")
        at = np.minimum(np.searchsorted(stored, keys, sorter=order), len(stored) - 1)
        known = stored[order[at]] == keys
        vectors[known] = base.vectors.get(order[at][known])
        missing = np.flatnonzero(~known)
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors[batch] = encoder.encode([encoded_text(new[row]) for row in batch])
        if progress is not None:
            progress(start + len(batch), len(missing))
    return vectors


def _entries(ids: Sequence[int], passages: Iterable[Passage]) -> Iterator[Entry]:
    """Yield what is looked up of passages, worked out so many at once."""
    rest = iter(passages)
    for start in range(0, len(ids), _AT_ONCE):
        some = list(islice(rest, _AT_ONCE))
        batches = [[encoded_text(passage) for passage in some[at : at + _BATCH]] for at in range(0, len(some), _BATCH)]
        found = chain.from_iterable(spread(_terms, batches, passages=len(some)))
        for id, passage, its_terms in zip(ids[start : start + _AT_ONCE], some, found, strict=True):
            yield Entry(id, passage.source.committee, passage.source.year, its_terms)


def _terms(texts: Sequence[str]) -> list[list[str]]:
    return [terms(text) for text in texts]
