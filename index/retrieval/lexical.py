"""Lexical search: BM25 (k1 = 1.2, b = 0.75) over the terms of passages, by tantivy."""

import errno
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import damage
from index.store.table import Entry
from prompts import storage as wording

if TYPE_CHECKING:
    import tantivy

_BODY, _ROW, _COMMITTEE, _YEAR = "body", "row", "committee", "year"
_TOKENIZER = "terms"
# One thread makes one segment at a time, in order; tantivy wants at least 15 MB for it.
_HEAP = 64_000_000


class TantivyIndex:
    """The lexical index of one generation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _naming(folder):
            # tantivy locks a file in the folder even to read; where none may be written, it does so in another one.
            self._aside = None if os.access(folder, os.W_OK) else _aside(folder)
            index = _open(Path(self._aside.name) if self._aside else folder)
            self._schema = index.schema
            self._searcher = index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows that hold any of the terms and their BM25, best first; equal ones in the order of rows.

        Args:
            terms: the terms of the question; a repeated one counts as often.
            k: how many at most.
            committees: only passages of these committees; None for all.
            years: only passages of reports of these years; None for all.
        """
        if not terms or k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        with _naming(self.folder):
            hits = self._searcher.search(self._query(terms, committees, years), limit=k, count=False).hits
            found = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        if not hits:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        rows = np.array(found, np.int64)
        scores = np.array([score for score, _ in hits], np.float32)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _query(
        self, terms: Sequence[str], committees: Collection[str] | None, years: Collection[int] | None
    ) -> "tantivy.Query":
        from tantivy import Occur, Query  # noqa: PLC0415

        wanted = Query.boolean_query([(Occur.Should, Query.term_query(self._schema, _BODY, term)) for term in terms])
        must = [(Occur.Must, wanted)]
        # A filter decides who may be found and adds nothing to the score.
        for name, allowed in ((_COMMITTEE, committees), (_YEAR, years)):
            if allowed is not None:
                only = Query.term_set_query(self._schema, name, sorted(allowed))
                must.append((Occur.Must, Query.const_score_query(only, 0.0)))
        return Query.boolean_query(must)


def write_lexical(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the index of some passages.

    Raises:
        OSError: the files could not be written.
    """
    import tantivy  # noqa: PLC0415

    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_BODY, tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field(_COMMITTEE, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_YEAR, indexed=True)
    builder.add_unsigned_field(_ROW, fast=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        writer = _with_tokenizer(tantivy.Index(builder.build(), path=str(folder))).writer(_HEAP, 1)
        for entry in entries:
            document = tantivy.Document()
            document.add_unsigned(_ROW, entry.row)
            document.add_text(_BODY, entry.terms)
            if entry.committee is not None:
                document.add_text(_COMMITTEE, entry.committee)
            if entry.year is not None:
                document.add_unsigned(_YEAR, entry.year)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # what tantivy makes of every error
        raise OSError(errno.EIO, str(error)) from error


def _open(folder: Path) -> "tantivy.Index":
    import tantivy  # noqa: PLC0415

    return _with_tokenizer(tantivy.Index.open(str(folder)))


def _aside(folder: Path) -> TemporaryDirectory[str]:
    """Return a temporary folder of links to the files of a folder."""
    aside = TemporaryDirectory(prefix="xunli-")
    for path in folder.iterdir():
        if path.suffix != ".lock":
            Path(aside.name, path.name).symlink_to(path.absolute())
    return aside


def _with_tokenizer(index: "tantivy.Index") -> "tantivy.Index":
    import tantivy  # noqa: PLC0415

    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Turn tantivy's errors (ValueError) into one that names the folder."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise damage(folder, wording.UNREADABLE_FILE.format(reason="tantivy")) from error
