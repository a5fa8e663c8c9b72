"""The store in files: vectors by FAISS and terms by tantivy, in the folder of each generation.

Up to some size the FAISS file holds a flat index, of which each search goes through everything. Beyond it there are
product-quantised codes in front (4 bits for every 2 dimensions, scanned in registers: André, Kermarrec & Le Scouarnec,
"Quicker ADC", 2018), which name candidates, and these are ranked by the full vectors (FAISS's `RFlat`). There is a
single list of codes, hence nothing that a search might not look at, and a filter works inside the scan.
"""

import errno
import os
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from index.errors import damage, naming_damage
from index.store.layout import GenerationLayout
from index.store.manifest import Manifest
from index.store.table import NO_FILTERS, Entry, Filters, PassageTable
from index.store.vector_store import Ranking, Rows, VectorStore, ranked
from prompts import storage as wording

# Measured on one core, 256 dimensions: the flat scan takes 4 ms at 100,000 vectors and 39 ms at 1,000,000, where codes
# and exact ranking take 4 ms. With so many candidates 0.999 of the ten nearest and 0.984 of the fifty nearest are found
# at 1,000,000.
_EXACT_UP_TO = 200_000
_CANDIDATES = 200
_DIMENSIONS_A_CODE = 2
_TRAINED_ON = 16_000
_BODY, _ROW, _COMMITTEE, _YEAR = "body", "row", "committee", "year"
# One thread makes one segment at a time, in order; tantivy wants at least 15 MB for it.
_HEAP = 64_000_000


class FaissStore(VectorStore):
    """Keeps everything in the folder of a generation, so that CURRENT alone says which serves and nothing else goes."""

    name = "files"

    def open(self, files: GenerationLayout, manifest: Manifest) -> tuple["FaissIndex", "TantivyIndex"]:
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
    def kind(self) -> str:
        """How the vectors are searched."""
        is_coded = hasattr(self._index, "refine_index")
        return f"faiss PQ{self._index.d // _DIMENSIONS_A_CODE}x4fs + Flat" if is_coded else "faiss Flat"

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
        if hasattr(self._index, "refine_index"):
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


class TantivyIndex:
    """The terms of one generation, searched by BM25 (k1 = 1.2, b = 0.75)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with naming_damage(folder):
            index = tantivy.Index.open(str(self._readable(folder)))
            self._schema, self._searcher = index.schema, index.searcher()

    def _readable(self, folder: Path) -> Path:
        """Return the folder, or one of links to its files where none may be written: tantivy locks a file to read."""
        if os.access(folder, os.W_OK):
            return folder
        self._aside = TemporaryDirectory(prefix="xunli-")
        for path in folder.iterdir():
            if path.suffix != ".lock":
                Path(self._aside.name, path.name).symlink_to(path.absolute())
        return Path(self._aside.name)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, terms: Sequence[str], k: int, filters: Filters = NO_FILTERS) -> Ranking:
        """Return the rows that hold any of the terms and their BM25; see `LexicalIndex`."""
        if not terms or k <= 0:
            return ranked([], [])
        with naming_damage(self.folder):
            hits = self._searcher.search(self._query(terms, filters), limit=k, count=False).hits
            found = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        return ranked(np.array(found, np.int64), [score for score, _ in hits])

    def _query(self, terms: Sequence[str], filters: Filters) -> Query:
        any_term = [(Occur.Should, Query.term_query(self._schema, _BODY, term)) for term in terms]
        must = [(Occur.Must, Query.boolean_query(any_term))]
        # A filter decides who may be found and adds nothing to the score.
        for name, allowed in zip((_COMMITTEE, _YEAR), filters, strict=True):
            if allowed is not None:
                only = Query.term_set_query(self._schema, name, sorted(allowed))
                must.append((Occur.Must, Query.const_score_query(only, 0.0)))
        return Query.boolean_query(must)


def write_lexical(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index of some passages; OSError where the files cannot be written."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_BODY, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(_COMMITTEE, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_YEAR, indexed=True)
    builder.add_unsigned_field(_ROW, fast=True)
    schema = builder.build()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        writer = tantivy.Index(schema, path=str(folder)).writer(_HEAP, 1)
        for entry in entries:
            fields = {_ROW: entry.row, _BODY: entry.terms, _COMMITTEE: entry.committee, _YEAR: entry.year}
            told = {name: value for name, value in fields.items() if value is not None}
            writer.add_document(tantivy.Document.from_dict(told, schema))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # what tantivy makes of every error
        raise OSError(errno.EIO, str(error)) from error


@cache
def _faiss() -> Any:
    """Return the library, imported at the first use; it has no usable types.

    One thread: a search takes a millisecond, and threads that wait for one another on a busy machine take many.
    """
    faiss = import_module("faiss")
    faiss.omp_set_num_threads(1)
    return faiss
