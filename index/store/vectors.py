"""Keepers: what has the vectors and terms of generations, files beside the rest or a cluster's engine."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.store.layout import GenerationLayout
from index.store.manifest import Manifest
from index.store.table import PassageTable


class DenseIndex(Protocol):
    """The vectors of one generation, open for reading; rows are those of its passages and count from 0."""

    @property
    def kind(self) -> str:
        """What `xunli index status` says of how the vectors are searched (faiss Flat)."""
        ...

    def __len__(self) -> int:
        """Return the number of vectors."""
        ...

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a query and their cosines, best first; equal ones in the order of rows.

        Args:
            query: (dimension,), of length 1.
            k: how many at most.
            rows: search these rows only, ascending; None for all. The filter works within the search: as many as
                `k` are found whenever it leaves as many.
        """
        ...

    def get(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        ...


class LexicalIndex(Protocol):
    """The terms of one generation, open for reading; rows are those of its passages."""

    def __len__(self) -> int:
        """Return the number of passages that are held."""
        ...

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that hold any of the terms and their BM25, best first; equal ones in the order of rows.

        Scores of different keepers differ a little; the order is what counts.

        Args:
            terms: the terms of the question; a repeated one counts as often.
            k: how many at most.
            committees: only passages of these committees; None for all.
            years: only passages of reports of these years; None for all.
        """
        ...


@dataclass(frozen=True, slots=True)
class Indexes:
    """The two legs of the search in one generation: by meaning and by words."""

    vectors: DenseIndex
    lexical: LexicalIndex


class VectorStore(Protocol):
    """Where generations have their vectors and terms."""

    @property
    def name(self) -> str:
        """What the manifest calls it; a generation is opened by the store that wrote it."""
        ...

    def open(self, files: GenerationLayout, manifest: Manifest, passages: PassageTable) -> Indexes:
        """Open the legs of a generation.

        Raises:
            Damaged: they are missing or not what was written (perhaps not before the first use).
            IndexFault: the engine cannot be reached.
        """
        ...

    def write(self, files: GenerationLayout, number: int, passages: PassageTable, vectors: NDArray[np.float32]) -> None:
        """Write the vectors and terms of a generation.

        Args:
            files: its files, where the passages are already.
            number: its number.
            passages: its passages.
            vectors: (passages, dimension), rows of length 1.

        Raises:
            OSError: it could not be written.
            IndexFault: the engine cannot be reached, or does not hold afterwards what it was given.
        """
        ...

    def forget(self, number: int) -> None:
        """Remove what is kept outside a generation's folder; nobody reads it any more."""
        ...

    def serving(self) -> int | None:
        """Return the generation that serves all who share the engine; None where the home's CURRENT says it.

        Raises:
            IndexFault: the engine cannot be reached.
        """
        ...

    def serve(self, number: int) -> None:
        """Let a generation serve all who share the engine, at one stroke."""
        ...
