"""Vectors in FAISS files: the embedded store."""

import errno
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import damage
from index.layout import GenerationLayout
from index.vectors import VectorStore
from prompts import storage as wording

if TYPE_CHECKING:
    import faiss


class FaissKeeper:
    """Keeps the vectors of a generation in one file of its folder; see `VectorKeeper`."""

    def open(self, files: GenerationLayout) -> "FaissVectors":
        """Open the vectors of a generation; they are read at the first use."""
        return FaissVectors(files.vectors)

    def write(
        self,
        files: GenerationLayout,
        new: Iterable[NDArray[np.float32]],
        *,
        dimension: int,
        base: VectorStore | None = None,
        keep: NDArray[np.bool_] | None = None,
    ) -> None:
        """Write the vectors of a generation."""
        import faiss  # noqa: PLC0415

        index = faiss.IndexFlatIP(dimension)
        if base is not None and keep is not None and keep.any():
            index.add(base.get(np.flatnonzero(keep)))
        for batch in new:
            index.add(np.ascontiguousarray(batch, np.float32))
        try:
            faiss.write_index(index, str(files.vectors))
        except RuntimeError as error:
            reason = str(error).rpartition("(")[2].rstrip(")")  # what the system said is in brackets at the end
            raise OSError(errno.EIO, reason) from error


class FaissVectors:
    """Vectors in a FAISS file, read at the first use (importing FAISS takes longer than a small search)."""

    kind = "faiss Flat"

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _index(self) -> "faiss.Index":
        import faiss  # noqa: PLC0415

        try:
            return faiss.read_index(str(self._path))
        except RuntimeError as error:
            raise damage(self._path, wording.UNREADABLE_FILE.format(reason="FAISS")) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a query and their cosines, best first (see `VectorStore`)."""
        import faiss  # noqa: PLC0415

        k = min(k, len(self) if rows is None else len(rows))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        only = None
        if rows is not None:
            only = faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows.astype(np.int64)))  # type: ignore[call-arg]
        cosines, found = self._index.search(np.ascontiguousarray(query[None], np.float32), k, params=only)
        order = np.lexsort((found[0], -cosines[0]))
        return found[0][order], cosines[0][order]

    def get(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        vectors: NDArray[np.float32] = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return vectors

    def close(self) -> None:
        """Let go of the file."""
        self.__dict__.pop("_index", None)


FAISS = FaissKeeper()
