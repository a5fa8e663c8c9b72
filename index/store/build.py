"""Building: the files of a new generation, from the one before and what is added to it or taken away.

A generation is written whole. What was worked out of a passage before (its terms, figures and vector) is taken over.
Before it serves, probes, some of its passages, must be found again by their own words.
"""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.figures import VERSION
from index.encoder import Encoder
from index.errors import IndexFault
from index.passages import Passage
from index.store.generation import Generation
from index.store.layout import GenerationLayout
from index.store.manifest import Manifest, sum_files, write_manifest
from index.store.parallel import spread
from index.store.records import Addition, write_records
from index.store.table import Filters, PassageTable, encoded_text, row_of, write_passages
from index.store.vector_store import VectorStore
from index.terms import terms
from prompts import storage as wording

_BATCH = 4096
# How many passages are probed among those kept, and as many among the new ones.
_PROBES = 16
_DEPTH = 50
# How near to the best a passage comes that is asked for by its own words. Equal texts, and texts of equal words, tie
# in meaning; in BM25 a longer text with the same words may come before.
_COSINE_SLACK = 1e-3
_BM25_SHARE = 0.5
_SHOWN = 40

Progress = Callable[[int, int], None]


def build(
    files: GenerationLayout,
    number: int,
    base: Generation | None,
    add: Sequence[Addition],
    drop: frozenset[str] = frozenset(),
    *,
    encoder: Encoder,
    store: VectorStore,
    parent: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the files of a generation into an empty folder; its manifest comes last.

    It has the reports of `base`, if there is one, but those named in `drop`, then what is added. `parent` is the
    generation to roll back to; `progress` is called with (passages encoded, passages to encode).
    """
    kept = _kept(base, drop)
    numbered = [(at, passage) for at, one in enumerate(add, len(kept)) for passage in one.passages]
    stay = base.passages.rows({old: new for new, old in enumerate(kept)}) if base else ()
    new = spread(row_of, numbered, passages=len(numbered), batch=_BATCH)
    write_passages(files.passages, chain(stay, new))
    write_records(files.reports, [*(base.reports[at] for at in kept if base), *(one.record for one in add)])
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
        reports=len(kept) + len(add),
        figures=VERSION,
        files=sum_files(files),
    )
    write_manifest(files, manifest)


def _kept(base: Generation | None, drop: frozenset[str]) -> list[int]:
    """Return the numbers of the reports of a base that stay."""
    return [at for at, record in enumerate(base.reports) if record.name not in drop] if base else []


def _vectors(
    passages: PassageTable, base: Generation | None, encoder: Encoder, progress: Progress | None
) -> NDArray[np.float32]:
    """Return the vectors (passages, dimension); those of texts that the base has are not encoded again."""
    vectors = np.zeros((len(passages), encoder.dimension), np.float32)
    missing = np.arange(len(passages))
    if base is not None and base.manifest.encoder == encoder.name:
        rows = {key: row for row, key in enumerate(base.passages.hashes())}
        known = np.array([rows.get(key, -1) for key in passages.hashes()], np.int64)
        vectors[known >= 0] = base.vectors.get(known[known >= 0])
        missing = np.flatnonzero(known < 0)
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors[batch] = encoder.encode([encoded_text(passage) for passage in passages.of(batch)])
        if progress is not None:
            progress(start + len(batch), len(missing))
    return vectors


def probes_of(base: Generation | None, add: Sequence[Addition], drop: frozenset[str] = frozenset()) -> list[Passage]:
    """Return passages, evenly spread, of those that are added and of those that stay of a base."""
    added = [passage for one in add for passage in one.passages]
    probes = [added[at] for at in _spread(len(added))]
    if base is not None:
        stay = [row for at in _kept(base, drop) for row in base.passages.rows_of_report(at).tolist()]
        probes += base.passages.of([stay[at] for at in _spread(len(stay))])
    return probes


def _spread(count: int) -> list[int]:
    return sorted({int(at) for at in np.linspace(0, count - 1, min(count, _PROBES))})


def check_probes(generation: Generation, encoder: Encoder, probes: Sequence[Passage]) -> None:
    """Look each passage up by its own words and meaning among those of its committee and year.

    IndexFault names one that is not found.
    """
    vectors = encoder.encode([encoded_text(passage) for passage in probes])
    for passage, vector in zip(probes, vectors, strict=True):
        text, source = encoded_text(passage), passage.source
        filters = Filters([source.committee] if source.committee else None, [source.year] if source.year else None)
        near, cosines = generation.vectors.search(vector, _DEPTH, generation.passages.rows_of(filters))
        found, scores = generation.lexical.search(terms(text), _DEPTH, filters)
        alike = near[cosines >= cosines.max(initial=0) - _COSINE_SLACK]
        wordy = found[scores >= scores.max(initial=0) * _BM25_SHARE]
        dense = not vector.any() or text in map(encoded_text, generation.passages.of(alike))
        lexical = not terms(text) or text in map(encoded_text, generation.passages.of(wordy))
        if not (dense and lexical):
            raise IndexFault(wording.SELF_TEST_FAILED.format(question=passage.text[:_SHOWN], report=passage.report))
