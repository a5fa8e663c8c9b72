"""Building: the files of a new generation, from the one before and what is added to it or taken away.

A generation is written whole. What was worked out of a passage before (its terms, figures and vector) is taken over.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.figures import VERSION
from index.encoder import Encoder
from index.passages import Passage, analysed
from index.store.generation import Generation
from index.store.layout import GenerationLayout
from index.store.manifest import Manifest, sum_files, write_manifest
from index.store.parallel import spread
from index.store.records import Addition, write_records
from index.store.table import (
    PassageTable,
    Stored,
    body_of,
    encoded_text,
    figures_of,
    key_of,
    short_hash,
    write_passages,
)
from index.store.vectors import VectorStore
from index.terms import terms

_BATCH = 4096

Progress = Callable[[int, int], None]


def build(
    files: GenerationLayout,
    number: int,
    *,
    base: Generation | None,
    add: Sequence[Addition],
    drop: frozenset[str],
    encoder: Encoder,
    store: VectorStore,
    parent: int | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write the files of a generation; its manifest comes last.

    Args:
        files: an empty folder's layout.
        number: the number that the generation will have.
        base: the generation to start from; None for an empty one.
        add: reports to add.
        drop: names of reports of `base` that go.
        encoder: encodes what `base` has no vector of.
        store: takes the vectors and terms.
        parent: the number of the generation to roll back to; None if there is none.
        progress: called with (passages encoded, passages to encode).

    Raises:
        OSError: a file could not be written.
        IndexFault: an engine could not be reached, or did not take all.
    """
    kept = [number for number, record in enumerate(base.reports) if record.name not in drop] if base else []
    reports = [*(base.reports[number] for number in kept if base), *(one.record for one in add)]
    write_passages(
        files.passages,
        _new(add, first=len(kept)),
        base=base.passages if base else None,
        stays={old: new for new, old in enumerate(kept)},
    )
    write_records(files.reports, reports)
    passages = PassageTable(files.passages)
    store.write(files, number, passages, _vectors(passages, base, encoder, progress))
    manifest = Manifest(
        number=number,
        parent=parent,
        store=store.name,
        encoder=encoder.name,
        dimension=encoder.dimension,
        instruction=encoder.instruction,
        passages=len(passages),
        reports=len(reports),
        figures=VERSION,
        files=sum_files(files),
    )
    write_manifest(files, manifest)
    return manifest


def _new(add: Sequence[Addition], first: int) -> Iterator[Stored]:
    """Yield what is to be stored of new passages; `first` is the number of the first new report."""
    numbered = [(number, passage) for number, one in enumerate(add, first) for passage in one.passages]
    batches = [numbered[at : at + _BATCH] for at in range(0, len(numbered), _BATCH)]
    return chain.from_iterable(spread(_analysed, batches, passages=len(numbered)))


def _analysed(numbered: Sequence[tuple[int, Passage]]) -> list[Stored]:
    """Return what is to be stored of some passages, each given with the number of its report."""
    return [
        Stored(
            report=number,
            committee=passage.source.committee,
            year=passage.source.year,
            key=key_of(passage),
            words=short_hash(passage.text),
            body=body_of(passage),
            terms=" ".join(terms(encoded_text(passage))),
            figures=figures_of(passage),
        )
        for number, passage in ((number, analysed(one)) for number, one in numbered)
    ]


def _vectors(
    passages: PassageTable, base: Generation | None, encoder: Encoder, progress: Progress | None
) -> NDArray[np.float32]:
    """Return the vectors (passages, dimension); those of texts that the base has are not encoded again."""
    vectors = np.zeros((len(passages), encoder.dimension), np.float32)
    missing = np.arange(len(passages))
    if base is not None and base.manifest.encoder == encoder.name:
        known = _rows_of_keys(passages.keys(), base.passages.keys())
        vectors[known >= 0] = base.vectors.get(known[known >= 0])
        missing = np.flatnonzero(known < 0)
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors[batch] = encoder.encode([encoded_text(passage) for passage in passages.of(batch)])
        if progress is not None:
            progress(start + len(batch), len(missing))
    return vectors


def _rows_of_keys(keys: NDArray[np.int64], stored: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each key, a row (len(keys),) where it is stored; -1 where there is none."""
    if not len(stored):
        return np.full(len(keys), -1)
    order = np.argsort(stored, kind="stable")
    rows = order[np.minimum(np.searchsorted(stored, keys, sorter=order), len(stored) - 1)]
    return np.where(stored[rows] == keys, rows, -1)
