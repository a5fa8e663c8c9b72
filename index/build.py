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
from index.storage.figures import line_of_figures
from index.storage.generation import Generation
from index.storage.manifest import Manifest, sum_files, write_manifest
from index.storage.prepared import Prepared, Record
from index.storage.records import ReportRecord, write_records
from index.storage.table import ROW, Rows, encoded_text
from index.terms import terms

_BATCH = 4096
_AT_ONCE = 64 * _BATCH

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Addition:
    """A report to add: its record and its passages."""

    record: ReportRecord
    passages: Prepared


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
    new = [record for one in add for record in one.passages.records]
    named = dict.fromkeys(record.committee for record in new if record.committee)
    committees = tuple(dict.fromkeys((*(base.manifest.committees if base else ()), *named)))
    next_id = base.manifest.next_id if base else 0
    fresh = _rows(new, committees, id=next_id)
    fresh["report"] = np.repeat(np.arange(len(add)) + len(kept.records), [len(one.passages) for one in add])
    rows = np.concatenate([kept.rows, fresh])
    _write_passages(target, kept, rows, new)
    _write_figures(target, kept, rows, new)
    content = Content(
        number=number,
        dimension=encoder.dimension,
        rows=rows,
        base=kept.legs,
        keep=kept.mask,
        vectors=_vectors(new, base, encoder, progress),
        gone=kept.gone.tolist(),
        kept=lambda: _kept_entries(kept.rows["id"].tolist(), kept.passages()),
        new=lambda: _new_entries(fresh["id"].tolist(), new),
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


def _rows(new: Sequence[Record], committees: Sequence[str], *, id: int) -> Rows:
    """Return the rows of new passages, their reports and places in the file still open; `id` is the first one."""
    numbers = {committee: number for number, committee in enumerate(committees)}
    rows = np.zeros(len(new), ROW)
    rows["id"] = np.arange(id, id + len(new))
    rows["length"] = [len(record.line) for record in new]
    rows["committee"] = [numbers.get(record.committee or "", -1) for record in new]
    rows["year"] = [-1 if record.year is None else record.year for record in new]
    rows["key"] = [record.key for record in new]
    rows["words"] = [record.words for record in new]
    return rows


def _write_passages(target: GenerationLayout, kept: _Kept, rows: Rows, new: Sequence[Record]) -> None:
    """Write the passages' lines and, with their places filled in, their rows."""
    with target.passages.open("wb") as file:
        file.writelines(kept.lines())
        file.writelines(record.line for record in new)
    rows["offset"] = np.cumsum(rows["length"], dtype=np.uint64) - rows["length"]
    np.save(target.rows, rows)


def _write_figures(target: GenerationLayout, kept: _Kept, rows: Rows, new: Sequence[Record]) -> None:
    """Write the figures: those of the base as they are stored, then those of new passages."""
    old = kept.base.figures.lines(kept.rows["id"]) if kept.base else iter(())
    ids = rows["id"][len(kept.rows) :].tolist()
    with target.figures(VERSION).open("wb") as file:
        file.writelines(line for _, line in old)
        file.writelines(
            line_of_figures(id, record.figures) for id, record in zip(ids, new, strict=True) if record.figures
        )


def _vectors(
    new: Sequence[Record], base: Generation | None, encoder: Encoder, progress: Progress | None
) -> Iterator[NDArray[np.float32]]:
    """Yield the vectors of new passages, some at a time; one whose words the base has is not encoded again."""
    known = _known(new, base if base is not None and base.manifest.encoder == encoder.name else None)
    missing, done = int((known < 0).sum()), 0
    for start in range(0, len(new), _BATCH):
        batch, rows = new[start : start + _BATCH], known[start : start + _BATCH]
        vectors = np.zeros((len(batch), encoder.dimension), np.float32)
        if base is not None:
            vectors[rows >= 0] = base.vectors.get(rows[rows >= 0])
        fresh = np.flatnonzero(rows < 0)
        if len(fresh):
            vectors[fresh] = encoder.encode([batch[at].text for at in fresh.tolist()])
            done += len(fresh)
            if progress is not None:
                progress(done, missing)
        yield vectors


def _known(new: Sequence[Record], base: Generation | None) -> NDArray[np.int64]:
    """Return the rows (len(new),) of a base that have the same words as new passages; -1 for none."""
    stored = base.passages.rows["key"] if base is not None else np.zeros(0, np.uint64)
    if not len(stored):
        return np.full(len(new), -1)
    keys = np.array([record.key for record in new], np.uint64)
    order = np.argsort(stored, kind="stable")
    rows = order[np.minimum(np.searchsorted(stored, keys, sorter=order), len(stored) - 1)]
    return np.where(stored[rows] == keys, rows, -1)


def _new_entries(ids: Sequence[int], new: Sequence[Record]) -> Iterator[Entry]:
    """Yield what is looked up of new passages."""
    for id, record in zip(ids, new, strict=True):
        yield Entry(id, record.committee, record.year, record.terms.split())


def _kept_entries(ids: Sequence[int], passages: Iterable[Passage]) -> Iterator[Entry]:
    """Yield what is looked up of passages of the base, worked out so many at once."""
    rest = iter(passages)
    for start in range(0, len(ids), _AT_ONCE):
        some = list(islice(rest, _AT_ONCE))
        batches = [[encoded_text(passage) for passage in some[at : at + _BATCH]] for at in range(0, len(some), _BATCH)]
        found = chain.from_iterable(spread(_terms, batches, passages=len(some)))
        for id, passage, its_terms in zip(ids[start : start + _AT_ONCE], some, found, strict=True):
            yield Entry(id, passage.source.committee, passage.source.year, its_terms)


def _terms(texts: Sequence[str]) -> list[list[str]]:
    return [terms(text) for text in texts]
