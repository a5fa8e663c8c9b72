"""The store in files: vectors by FAISS and terms by tantivy, in the folder of each generation.

Up to some size the FAISS file holds a flat index, of which each search goes through everything. Beyond it there are
product-quantised codes in front (4 bits for every 2 dimensions, scanned in registers: André, Kermarrec & Le Scouarnec,
"Quicker ADC", 2018), which name candidates, and these are ranked by the full vectors (FAISS's `RFlat`). There is a
single list of codes, hence nothing that a search might not look at, and a filter works inside the scan.
"""

import errno
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import damage
from index.retrieval.lexical import TantivyIndex, write_lexical
from index.store.layout import GenerationLayout
from index.store.manifest import Manifest
from index.store.table import PassageTable
from index.store.vector_store import Ranking, Rows, VectorStore, ranked
from prompts import storage as wording

# Measured on one core, 256 dimensions: the flat scan takes 4 ms at 100,000 vectors and 39 ms at 1,000,000, where codes
# and exact ranking take 4 ms. With so many candidates 0.999 of the ten nearest and 0.984 of the fifty nearest are found
# at 1,000,000.
_EXACT_UP_TO = 200_000
_CANDIDATES = 200
_DIMENSIONS_A_CODE = 2
_TRAINED_ON = 16_000


class FaissStore(VectorStore):
    """Keeps everything in the folder of a generation, so that CURRENT alone says which serves and nothing else goes."""

    name = "files"

    def open(self, files: GenerationLayout, manifest: Manifest) -> tuple["FaissIndex", TantivyIndex]:
        """Open the vectors and terms of a generation."""
        return FaissIndex(files.vectors), TantivyIndex(files.lexical)

    def write(self, files: GenerationLayout, number: int, passages: PassageTable, vectors: NDArray[np.float32]) -> None:
        """Write the files."""
        write_vectors(files.vectors, vectors)
        write_lexical(files.lexical, passages.entries())


def write_vectors(path: Path, vectors: NDArray[np.float32], *, exact_up_to: int = _EXACT_UP_TO) -> None:
    """Write vectors (n, dimension) of length 1, whose inner product is the cosine; OSError where it cannot be done.

    With more vectors than `exact_up_to`, codes stand in front.
    """
    faiss = _faiss()
    count, dimension = vectors.shape
    coded = count > exact_up_to and dimension % _DIMENSIONS_A_CODE == 0
    factory = f"IVF1,PQ{dimension // _DIMENSIONS_A_CODE}x4fs,RFlat" if coded else "Flat"
    index = faiss.index_factory(dimension, factory, faiss.METRIC_INNER_PRODUCT)
    if coded:
        index.train(vectors[np.linspace(0, count - 1, min(count, _TRAINED_ON)).astype(np.int64)])
    index.add(vectors)
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        reason = str(error).rpartition("(")[2].rstrip(")")  # what the system said is in brackets at the end
        raise OSError(errno.EIO, reason) from error


class FaissIndex:
    """The vectors of one generation, read at the first use: importing FAISS takes longer than a small search."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _index(self) -> Any:
        faiss = _faiss()
        try:
            return faiss.read_index(str(self._path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise damage(self._path, wording.UNREADABLE_FILE.format(reason="FAISS")) from error

    @property
    def _is_coded(self) -> bool:
        return hasattr(self._index, "refine_index")

    @property
    def kind(self) -> str:
        """How the vectors are searched."""
        return f"faiss PQ{self._index.d // _DIMENSIONS_A_CODE}x4fs + Flat" if self._is_coded else "faiss Flat"

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None) -> Ranking:
        """Return the rows nearest to a query and their cosines; see `DenseIndex`."""
        k = min(k, len(self) if rows is None else len(rows))
        if k <= 0:
            return ranked([], [])
        faiss, selector = _faiss(), None
        if rows is not None:
            allowed = np.zeros(len(self), bool)
            allowed[rows] = True
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if self._is_coded:
            codes = faiss.IVFSearchParameters(sel=selector)
            parameters = faiss.IndexRefineSearchParameters(k_factor=max(1.0, _CANDIDATES / k), base_index_params=codes)
        else:
            parameters = faiss.SearchParameters(sel=selector)
        queries = np.ascontiguousarray(query[None], np.float32)
        [cosines], [found] = self._index.search(queries, k, params=parameters)
        return ranked(found, cosines)

    def get(self, rows: Rows) -> NDArray[np.float32]:
        """Return the vectors of some rows, (len(rows), dimension)."""
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, np.int64)), np.float32)


@cache
def _faiss() -> Any:
    """Return the library, imported at the first use; it has no usable types.

    One thread: a search takes a millisecond, and threads that wait for one another on a busy machine take many.
    """
    faiss = import_module("faiss")
    faiss.omp_set_num_threads(1)
    return faiss
