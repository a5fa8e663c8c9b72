"""Lexical search: BM25 (k1 = 1.2, b = 0.75) over the terms of passages, by tantivy."""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import tantivy
from tantivy import Occur, Query

from index.errors import damage
from index.store.table import NO_FILTERS, Entry, Filters
from index.store.vector_store import Ranking, ranked
from prompts import storage as wording

_BODY, _ROW, _COMMITTEE, _YEAR = "body", "row", "committee", "year"
# One thread makes one segment at a time, in order; tantivy wants at least 15 MB for it.
_HEAP = 64_000_000


class TantivyIndex:
    """The lexical index of one generation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _naming(folder):
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
        with _naming(self.folder):
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


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Turn tantivy's errors (ValueError) into one that names the folder."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise damage(folder, wording.UNREADABLE_FILE.format(reason="tantivy")) from error
