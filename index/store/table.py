"""The passages of a generation in one SQLite file, each with what was found in it when it was built."""

import errno
import hashlib
import sqlite3
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.errors import damage
from index.passages import Passage, analysed
from index.terms import terms
from prompts import storage as wording

# Rows count from 0, report by report. `key` is the hash of what is encoded and `words` that of the text alone; `terms`
# stand with spaces between them; `passage` is JSON.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, report INTEGER, committee TEXT, year INTEGER, key INTEGER, words INTEGER, terms TEXT,
    passage BLOB
);
"""
_INDEXES = """
CREATE INDEX by_report ON passages (report);
CREATE INDEX by_committee ON passages (committee, year);
CREATE INDEX by_year ON passages (year);
CREATE INDEX by_words ON passages (words);
"""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Passage).decode

Row = tuple[int, str | None, int | None, int, int, str, bytes]  # the columns from `report` on


class Entry(NamedTuple):
    """What is looked up of one passage: its terms, with spaces between them, and what they are filtered by."""

    row: int
    committee: str | None
    year: int | None
    terms: str


def row_of(numbered: tuple[int, Passage]) -> Row:
    """Return what is stored of a passage of the report with this number: what is found in it is found here."""
    report, passage = numbered
    source, encoded = passage.source, encoded_text(passage)
    hashes = short_hash(encoded), short_hash(passage.text)
    return report, source.owner, source.year, *hashes, " ".join(terms(encoded)), _encode(analysed(passage))


def encoded_text(passage: Passage) -> str:
    """Return what is encoded and indexed of a passage: where it stands, then its text."""
    return f"{passage.context} {passage.text}".strip()


def short_hash(text: str) -> int:
    """Return the first 64 bits of the SHA-256 of a text, as a signed number."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "little", signed=True)


class Filters(NamedTuple):
    """Which passages are searched: of some owners, committees or else regions, and of some years; None for all."""

    committees: Collection[str] | None = None
    years: Collection[int] | None = None


NO_FILTERS = Filters()


class PassageTable(Sequence[Passage]):
    """The passages of a generation with their figures; safe to read from several threads.

    Figures that another version of their grammar found (`current` is false) are found anew with each passage read.
    """

    def __init__(self, path: Path, *, current: bool = True) -> None:
        """Open the table; Damaged where it is no table."""
        self._path, self._current = path, current
        # Nobody writes it any more: no locks, which a shared folder may not have.
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise damage(path, wording.UNREADABLE_FILE.format(reason=error)) from error
        weakref.finalize(self, self._database.close)
        [(self._count,)] = self._select("SELECT ifnull(max(row) + 1, 0) FROM passages")

    def __len__(self) -> int:
        return int(self._count)

    def __iter__(self) -> Iterator[Passage]:
        return map(self._passage, self._select("SELECT passage FROM passages ORDER BY row"))

    def __getitem__(self, index: int) -> Passage:  # type: ignore[override]  # nobody takes slices
        """Return the passage of a row."""
        [found] = self._select("SELECT passage FROM passages WHERE row = ?", range(len(self))[index])
        return self._passage(found)

    def of(self, rows: Sequence[int] | NDArray[np.int64]) -> list[Passage]:
        """Return the passages of some rows, in the order of the rows given."""
        return [self[int(row)] for row in rows]

    def rows_of_report(self, report: int) -> NDArray[np.int64]:
        """Return the rows of the report with this number, ascending: in the order of its text."""
        return self._rows("report = ?", report)

    def reports_with(self, text: str) -> list[int]:
        """Return the numbers of the reports that have a passage of this text, word for word."""
        found = self._select("SELECT DISTINCT report FROM passages WHERE words = ? ORDER BY report", short_hash(text))
        return [report for (report,) in found]

    def rows_of(self, filters: Filters) -> NDArray[np.int64] | None:
        """Return the rows that filters let pass, ascending; None for all."""
        columns = zip(("committee", "year"), filters, strict=True)
        asked = {name: allowed for name, allowed in columns if allowed is not None}
        if not asked:
            return None
        where = " AND ".join(f"{name} IN (SELECT value FROM json_each(?))" for name in asked)  # noqa: S608
        return self._rows(where, *(_encode(list(allowed)).decode() for allowed in asked.values()))

    def committees(self) -> list[str]:
        """Return the names of committees that passages are stored under."""
        found = self._select("SELECT DISTINCT committee FROM passages WHERE committee IS NOT NULL ORDER BY committee")
        return [name for (name,) in found]

    def hashes(self) -> list[int]:
        """Return the hash of what is encoded of each passage, in the order of the rows."""
        return [key for (key,) in self._select("SELECT key FROM passages ORDER BY row")]

    def entries(self) -> Iterator[Entry]:
        """Yield what is looked up of each passage, in the order of the rows."""
        return map(Entry._make, self._select("SELECT row, committee, year, terms FROM passages ORDER BY row"))

    def rows(self, stays: Mapping[int, int]) -> Iterator[Row]:
        """Yield what is stored of the reports that stay, each under its new number, with figures of this version."""
        columns = "report, committee, year, key, words, terms, passage"
        for report, *found, passage in self._select(f"SELECT {columns} FROM passages ORDER BY row"):  # noqa: S608
            if report in stays:
                yield stays[report], *found, passage if self._current else _encode(analysed(_decode(passage)))

    def _passage(self, found: tuple[bytes]) -> Passage:
        passage = _decode(found[0])
        return passage if self._current else analysed(passage)

    def _rows(self, where: str, *values: Any) -> NDArray[np.int64]:
        found = self._select(f"SELECT row FROM passages WHERE {where} ORDER BY row", *values)  # noqa: S608
        return np.fromiter((row for (row,) in found), np.int64)

    def _select(self, query: str, *values: Any) -> Iterator[Any]:
        """Yield what a query finds; Damaged where the file is not what was written."""
        try:
            yield from self._database.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise damage(self._path, wording.UNREADABLE_FILE.format(reason=error)) from error


def write_passages(path: Path, rows: Iterable[Row]) -> None:
    """Write the passages of a generation; OSError where the file cannot be written."""
    try:
        with closing(sqlite3.connect(path.absolute().as_uri(), uri=True)) as database:
            database.executescript(_SCHEMA)
            numbered = ((row, *one) for row, one in enumerate(rows))
            database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", numbered)
            database.commit()
            database.executescript(_INDEXES)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error)) from error
