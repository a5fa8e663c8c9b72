"""The passages of a generation in one SQLite file, each with what was found in it when it was built."""

import errno
import hashlib
import json
import sqlite3
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import fields as fields_of
from enum import EnumType
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints, overload

import numpy as np
from numpy.typing import NDArray

from corpus.model import Figure, Kind, Source, Span
from index.errors import damage
from index.passages import Passage, analysed
from prompts import storage as wording

# Rows count from 0, report by report. `key` is of what is encoded and `words` of the text alone; `body` is JSON,
# `terms` stand with spaces between them, and `figures` (JSON) is NULL where there are none.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, report INTEGER, committee TEXT, year INTEGER,
    key INTEGER, words INTEGER, body TEXT, terms TEXT, figures TEXT
);
"""
_INDEXES = """
CREATE INDEX by_report ON passages (report);
CREATE INDEX by_committee ON passages (committee, year);
CREATE INDEX by_year ON passages (year);
CREATE INDEX by_words ON passages (words);
CREATE INDEX by_key ON passages (key);
"""
_FIELDS = tuple(field.name for field in fields_of(Passage) if field.name != "figures")
_SOURCE_FIELDS = tuple(field.name for field in fields_of(Source))
# What else there is of a figure is sliced from the passage, or is its passage's.
_FIGURE_FIELDS = tuple(field.name for field in fields_of(Figure) if field.name not in {"text", "committee", "sentence"})
_CHOICES = {name: kind for name, kind in get_type_hints(Figure).items() if isinstance(kind, EnumType)}
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Stored(NamedTuple):
    """What is stored of one passage; `report` is the number of its report in the generation."""

    report: int
    committee: str | None
    year: int | None
    key: int
    words: int
    body: str
    terms: str
    figures: str | None


class Entry(NamedTuple):
    """What is looked up of one passage: its terms, with spaces between them, and what they are filtered by."""

    row: int
    committee: str | None
    year: int | None
    terms: str


class PassageTable(Sequence[Passage]):
    """The passages of a generation with their figures; safe to read from several threads.

    Figures that another version of their grammar found are found anew with each passage that is read.
    """

    def __init__(self, path: Path, *, current: bool = True) -> None:
        """Open the table; `current` tells whether this version found the figures.

        Raises:
            Damaged: the file is missing or not of its form.
        """
        self._path = path
        self.current = current
        # Nobody writes it any more: no locks, which a shared folder may not have.
        self.uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._database = sqlite3.connect(self.uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise damage(path, wording.UNREADABLE_FILE.format(reason=error)) from error
        weakref.finalize(self, self._database.close)
        [(last,)] = self.select("SELECT max(row) FROM passages")
        self._count = 0 if last is None else last + 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Passage]:
        return (self._passage(*found) for found in self.select("SELECT body, figures FROM passages ORDER BY row"))

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> list[Passage]: ...
    def __getitem__(self, index: int | slice) -> Passage | list[Passage]:
        """Return the passage of a row, or those of some rows."""
        if isinstance(index, slice):
            return self.of(range(*index.indices(len(self))))
        row = range(len(self))[index]
        [found] = self.select("SELECT body, figures FROM passages WHERE row = ?", row)
        return self._passage(*found)

    def of(self, rows: Sequence[int] | NDArray[np.int64]) -> list[Passage]:
        """Return the passages of some rows, in the order of the rows given."""
        return [self[int(row)] for row in rows]

    def of_report(self, report: int) -> list[Passage]:
        """Return the passages of the report with this number, in the order of its text."""
        return self.of(self.rows_of_report(report))

    def rows_of_report(self, report: int) -> NDArray[np.int64]:
        """Return the rows of the report with this number, ascending."""
        return self._rows("report = ?", report)

    def reports_with(self, text: str) -> list[int]:
        """Return the numbers of the reports that have a passage of this text, word for word."""
        found = self.select("SELECT DISTINCT report FROM passages WHERE words = ? ORDER BY report", short_hash(text))
        return [report for (report,) in found]

    def matching(self, committees: Collection[str] | None, years: Collection[int] | None) -> NDArray[np.int64] | None:
        """Return the rows of these committees and years, ascending; None where neither is asked."""
        asked = {name: allowed for name, allowed in (("committee", committees), ("year", years)) if allowed is not None}
        if not asked:
            return None
        where = " AND ".join(f"{name} IN (SELECT value FROM json_each(?))" for name in asked)  # noqa: S608
        return self._rows(where, *(to_json(list(allowed)) for allowed in asked.values()))

    def keys(self) -> NDArray[np.int64]:
        """Return the hash (len(self),) of what is encoded of each passage."""
        keys = np.zeros(len(self), np.int64)
        for row, key in self.select("SELECT row, key FROM passages"):
            keys[row] = key
        return keys

    def entries(self) -> Iterator[Entry]:
        """Yield what is looked up of each passage, in the order of the rows."""
        return (Entry(*found) for found in self.select("SELECT row, committee, year, terms FROM passages ORDER BY row"))

    def select(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds.

        Raises:
            Damaged: the file is not what was written.
        """
        try:
            yield from self._database.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise damage(self._path, wording.UNREADABLE_FILE.format(reason=error)) from error

    def _passage(self, body: str, figures: str | None) -> Passage:
        return passage_of(body, figures) if self.current else analysed(passage_of(body))

    def _rows(self, where: str, *values: Any) -> NDArray[np.int64]:
        found = self.select(f"SELECT row FROM passages WHERE {where} ORDER BY row", *values)  # noqa: S608
        return np.fromiter((row for (row,) in found), np.int64)


def write_passages(
    path: Path, new: Iterable[Stored], *, base: PassageTable | None = None, stays: Mapping[int, int] | None = None
) -> None:
    """Write the passages of a generation: those of a base that stay, and then new ones.

    Args:
        path: the file.
        new: what is to be stored of new passages.
        base: the passages of the generation before; None to start from nothing.
        stays: the reports of the base that stay, each with its new number.

    Raises:
        OSError: the file could not be written.
    """
    places = ", ".join("?" for _ in Stored._fields)
    try:
        with closing(sqlite3.connect(path.absolute().as_uri(), uri=True)) as database:
            database.executescript(_SCHEMA)
            with database:
                count = _copy(database, base, stays or {}) if base else 0
                database.executemany(
                    f"INSERT INTO passages VALUES (?, {places})",  # noqa: S608
                    ((row, *one) for row, one in enumerate(new, count)),
                )
            database.executescript(_INDEXES)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error)) from error


def _copy(database: sqlite3.Connection, base: PassageTable, stays: Mapping[int, int]) -> int:
    """Copy what stays of a base, with figures of this version, and return how many passages that are."""
    database.execute("ATTACH ? AS base", (base.uri,))
    database.execute("CREATE TEMP TABLE stays (report INTEGER PRIMARY KEY, number INTEGER)")
    database.executemany("INSERT INTO stays VALUES (?, ?)", stays.items())
    database.create_function("figures_in", 1, lambda body: figures_of(analysed(passage_of(body))))
    figures = "figures" if base.current else "figures_in(body)"
    copied = database.execute(
        "INSERT INTO passages SELECT row_number() OVER (ORDER BY row) - 1, number, committee, year, key, words, body,"  # noqa: S608
        f" terms, {figures} FROM base.passages JOIN stays USING (report) ORDER BY row"
    )
    return copied.rowcount


def key_of(passage: Passage) -> int:
    """Return the hash of what is encoded of a passage: where it is the same, the vector is the same."""
    return short_hash(encoded_text(passage))


def encoded_text(passage: Passage) -> str:
    """Return what is encoded and indexed of a passage: where it stands, then its text."""
    return f"{passage.context} {passage.text}".strip()


def short_hash(text: str) -> int:
    """Return the first 64 bits of the SHA-256 of a text, as a signed number."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "little", signed=True)


def body_of(passage: Passage) -> str:
    """Return a passage as JSON."""
    fields = {name: getattr(passage, name) for name in _FIELDS}
    fields["source"] = {name: getattr(passage.source, name) for name in _SOURCE_FIELDS}
    fields["sentences"] = [(span.start, span.end) for span in passage.sentences]
    return to_json(fields)


def figures_of(passage: Passage) -> str | None:
    """Return the figures of a passage as JSON, each with the number of its sentence; None where it has none."""
    found = [
        (passage.sentences.index(figure.sentence), *(getattr(figure, name) for name in _FIGURE_FIELDS))
        for figure in passage.figures
        if figure.sentence is not None
    ]
    return to_json(found) if found else None


def passage_of(body: str, figures: str | None = None) -> Passage:
    """Return the passage of which `body_of`, and `figures_of`, made JSON."""
    fields: dict[str, Any] = json.loads(body)
    source = fields.pop("source")
    source = Source(**{**source, "kind": Kind(source["kind"]), "authors": tuple(source["authors"])})
    sentences = tuple(Span(start, end) for start, end in fields.pop("sentences"))
    normal = tuple(fields.pop("normal", ()))
    found = []
    for number, *values in json.loads(figures) if figures else ():
        known = dict(zip(_FIGURE_FIELDS, values, strict=True))
        known |= {name: kind(known[name]) for name, kind in _CHOICES.items()}
        text = fields["text"][known["start"] - fields["start"] : known["end"] - fields["start"]]
        found.append(Figure(**known, text=text, committee=source.committee, sentence=sentences[number]))
    return Passage(**fields, source=source, sentences=sentences, normal=normal, figures=tuple(found))
