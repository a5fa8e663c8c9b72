"""Vector stores: where generations have their vectors and terms, in files beside the rest or in a cluster's engine."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.store.layout import GenerationLayout
from index.store.manifest import Manifest
from index.store.table import NO_FILTERS, Filters, PassageTable

Rows = Sequence[int] | NDArray[np.int64]
# Rows of passages and their scores, best first; equal ones in the order of rows.
Ranking = tuple[NDArray[np.int64], NDArray[np.float32]]


def ranked(rows: Rows, scores: Sequence[float] | NDArray[np.float32]) -> Ranking:
    """Return rows in the order of their scores."""
    found, its = np.asarray(rows, np.int64), np.asarray(scores, np.float32)
    order = np.lexsort((found, -its))
    return found[order], its[order]


class DenseIndex(Protocol):
    """The vectors of one generation, open for reading; each has length 1."""

    @property
    def kind(self) -> str:
        """What `xunli index status` says of how the vectors are searched (faiss Flat)."""

    def __len__(self) -> int: ...

    def search(self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None) -> Ranking:
        """Return the k rows nearest to a query, (dimension,), and their cosines.

        Of `rows`, ascending, alone: as many as `k` are found whenever they are as many.
        """

    def get(self, rows: Rows) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""


class LexicalIndex(Protocol):
    """The terms of one generation, open for reading."""

    def __len__(self) -> int: ...

    def search(self, terms: Sequence[str], k: int, filters: Filters = NO_FILTERS) -> Ranking:
        """Return the k best rows that hold any of the terms (repeated, as often) and pass the filters, with BM25."""


class VectorStore(Protocol):
    """Where generations have their vectors and terms; IndexFault where its engine cannot be reached."""

    @property
    def name(self) -> str:
        """What the manifest calls it; a generation is opened by the store that wrote it."""

    def open(self, files: GenerationLayout, manifest: Manifest) -> tuple[DenseIndex, LexicalIndex]:
        """Open what a generation has; Damaged, perhaps not before the first use, where it is not what was written."""

    def write(self, files: GenerationLayout, number: int, passages: PassageTable, vectors: NDArray[np.float32]) -> None:
        """Write the vectors (passages, dimension) and terms of a generation whose passages are written already.

        OSError where they could not be written, IndexFault where the engine does not hold what it was given.
        """

    def delete(self, number: int) -> None:
        """Remove what is kept outside a generation's folder; nobody reads it any more."""
        return

    def serving(self) -> int | None:
        """Return the generation that serves all who share the engine; None where the home's CURRENT says it."""
        return None

    def serve(self, number: int) -> None:
        """Let a generation serve all who share the engine, at one stroke."""
        return
