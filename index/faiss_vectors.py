"""Vectors in FAISS files: the embedded store.

All vectors are in a flat index, memory-mapped, and every cosine that is told is computed from them. Up to some size
each search goes through all of them. Beyond it a second, small index of product-quantised codes (4 bits for every 2
dimensions, scanned in registers: André, Kermarrec & Le Scouarnec, "Quicker ADC", 2018) names candidates, and those are
ranked exactly. There is a single list of codes, hence nothing that a search might not look at, and a filter works
inside the scan.
"""

import errno
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import damage
from index.layout import GenerationLayout
from index.storage.rowfile import RowFile
from index.vectors import VectorStore
from prompts import storage as wording

# Measured on one core, 256 dimensions: the flat scan takes 4 ms at 100,000 vectors and 39 ms at 1,000,000, where codes
# and exact ranking take 4 ms. With so many candidates 0.999 of the ten nearest and 0.984 of the fifty nearest are found
# at 1,000,000. Codes of 4 dimensions are scanned in half the time, but take a thousand candidates, whose vectors come
# from a thousand pages of the file: 14 ms where they are not at hand.
_EXACT_UP_TO = 200_000
_CANDIDATES = 200
_DIMENSIONS_A_CODE = 2
_TRAINED_ON = 16_000
_ITERATIONS = 8
# Where a filter leaves fewer rows than this share, they are gone through one by one.
_FEW = 0.05
_BATCH = 65_536
# More vectors than this are taken where they are mapped.
_SINGLY = 1000


@dataclass(frozen=True, slots=True)
class FaissKeeper:
    """Keeps the vectors of a generation in its folder; see `VectorKeeper`.

    Beyond `exact_up_to` vectors there are codes as well.
    """

    exact_up_to: int = _EXACT_UP_TO

    def open(self, files: GenerationLayout) -> "FaissVectors":
        """Open the vectors of a generation; they are mapped at the first use."""
        return FaissVectors(files)

    def write(
        self,
        files: GenerationLayout,
        new: Iterable[NDArray[np.float32]],
        *,
        dimension: int,
        base: VectorStore | None = None,
        keep: NDArray[np.bool_] | None = None,
    ) -> None:
        """Write the vectors of a generation; see `VectorKeeper`."""
        faiss = _faiss()
        index = faiss.IndexFlatIP(dimension)
        if base is not None and keep is not None:
            for part in _parts(np.flatnonzero(keep)):
                index.add(base.get(part))
        for batch in new:
            index.add(np.ascontiguousarray(batch, np.float32))
        _write(index, files.vectors)
        if index.ntotal > self.exact_up_to and dimension % _DIMENSIONS_A_CODE == 0:
            grows = keep is not None and bool(keep.all())
            _write(_codes(index, base.codes if grows and isinstance(base, FaissVectors) else None), files.codes)


class FaissVectors:
    """The vectors of one generation, mapped at the first use (importing FAISS takes longer than a small search)."""

    def __init__(self, files: GenerationLayout) -> None:
        self._files = files

    @property
    def kind(self) -> str:
        """How the vectors are searched."""
        codes = self.codes
        return "faiss Flat" if codes is None else f"faiss PQ{codes.pq.M}x4fs + Flat"

    @property
    def codes(self) -> Any:
        """The codes that name candidates; None where the flat index alone is searched."""
        return self._codes

    @cached_property
    def _codes(self) -> Any:
        return _read(self._files.codes) if self._files.codes.exists() else None

    @cached_property
    def _flat(self) -> Any:
        return _read(self._files.vectors)

    @cached_property
    def _rows(self) -> NDArray[np.float32]:
        """All vectors, where they are in the file."""
        faiss = _faiss()
        flat = self._flat
        rows: NDArray[np.float32] = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(-1, flat.d)
        return rows

    @cached_property
    def _file(self) -> RowFile:
        return RowFile(self._files.vectors, len(self), int(self._flat.d))

    def _singly(self, rows: NDArray[np.int64]) -> bool:
        """Whether some vectors are read one by one: few of those that are not gone through as a whole anyway."""
        return self.codes is not None and len(rows) <= _SINGLY and RowFile.supported

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows nearest to a query and their cosines, best first (see `VectorStore`)."""
        k = min(k, len(self) if rows is None else len(rows))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = np.ascontiguousarray(query, np.float32)
        if rows is not None and len(rows) <= max(_FEW * len(self), k):
            found = np.ascontiguousarray(rows, np.int64)
        elif self.codes is None:
            found = self._scanned(self._flat, query, k, rows)
        else:
            found = self._scanned(self.codes, query, max(k, _CANDIDATES), rows)
        cosines = self._cosines(query, found)
        order = np.lexsort((found, -cosines))[:k]
        return found[order], cosines[order]

    def get(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        wanted = np.asarray(rows, np.int64)
        vectors: NDArray[np.float32] = self._file.read(wanted) if self._singly(wanted) else self._rows[wanted]
        return vectors

    def close(self) -> None:
        """Let go of the files."""
        for name in ("_rows", "_file", "_flat", "_codes"):
            self.__dict__.pop(name, None)

    def _scanned(
        self, index: Any, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None
    ) -> NDArray[np.int64]:
        faiss = _faiss()
        only = None
        if rows is not None:
            allowed = np.zeros(len(self), bool)
            allowed[rows] = True
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
            of = faiss.SearchParameters if index is self._flat else faiss.IVFSearchParameters
            only = of(sel=selector)
        _, found = index.search(query[None], min(k, len(self)), params=only)
        inside: NDArray[np.int64] = found[0][found[0] >= 0]
        return inside

    def _cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return (rows,) cosines; of equal vectors they are equal to the last bit, which BLAS does not warrant."""
        faiss = _faiss()
        vectors = self._flat.get_xb()
        if self._singly(rows):
            read = self._file.read(rows)
            vectors, rows = faiss.swig_ptr(read), np.arange(len(rows))
        cosines = np.empty(len(rows), np.float32)
        faiss.fvec_inner_products_by_idx(
            faiss.swig_ptr(cosines),
            faiss.swig_ptr(query),
            vectors,
            faiss.swig_ptr(rows),
            len(query),
            1,
            len(rows),
        )
        return cosines


def _codes(flat: Any, base: Any) -> Any:
    """Return the codes of all vectors: a base's, which has the first of them, with more, or trained anew."""
    faiss = _faiss()
    index = faiss.clone_index(base) if base is not None else _trained(flat)
    for part in _parts(np.arange(index.ntotal, flat.ntotal)):
        index.add(flat.reconstruct_batch(part))
    return index


def _trained(flat: Any) -> Any:
    faiss = _faiss()
    spec = f"IVF1,PQ{flat.d // _DIMENSIONS_A_CODE}x4fs"
    index = faiss.index_factory(flat.d, spec, faiss.METRIC_INNER_PRODUCT)
    index.by_residual = False
    index.pq.cp.niter = _ITERATIONS
    sample = np.linspace(0, flat.ntotal - 1, min(flat.ntotal, _TRAINED_ON)).astype(np.int64)
    index.train(flat.reconstruct_batch(np.unique(sample)))
    return index


def _parts(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


@cache
def _faiss() -> Any:
    """Return the library, imported at the first use; it has no usable types.

    One thread: a search takes a millisecond, and threads that wait for one another on a busy machine take many.
    """
    faiss = import_module("faiss")
    faiss.omp_set_num_threads(1)
    return faiss


def _read(path: Path) -> Any:
    faiss = _faiss()
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise damage(path, wording.UNREADABLE_FILE.format(reason="FAISS")) from error


def _write(index: Any, path: Path) -> None:
    faiss = _faiss()
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        reason = str(error).rpartition("(")[2].rstrip(")")  # what the system said is in brackets at the end
        raise OSError(errno.EIO, reason) from error


FAISS = FaissKeeper()
