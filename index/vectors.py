"""Vectors of passages, searched by cosine: what a store of them does, whoever keeps it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class VectorStore(Protocol):
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

    def close(self) -> None:
        """Let go of files, memory and connections; nothing is asked of the store afterwards."""
        ...
