"""The passages of a generation on disk: one JSON line each, and a record of fixed size to filter and find it by."""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields as fields_of
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from corpus.model import Kind, Source, Span
from index.errors import damage
from index.passages import Passage
from index.storage.mapped import let_go, map_file
from prompts import storage as wording

# `id` stays with a passage from generation to generation and ascends with the rows; `key` is of what is encoded and
# `words` of the text alone (64 bits of SHA-256); `report` and `committee` are numbers in the generation, -1 is none.
ROW = np.dtype(
    [
        ("id", "<u8"),
        ("offset", "<u8"),
        ("length", "<u4"),
        ("report", "<i4"),
        ("committee", "<i4"),
        ("year", "<i4"),
        ("key", "<u8"),
        ("words", "<u8"),
    ]
)
Rows = NDArray[np.void]
_CHUNK = 1 << 23
# So many lines may be in memory, each with what the system reads beside it (64 KB).
_HELD = 512
_FIELDS = tuple(field.name for field in fields_of(Passage))
_SOURCE_FIELDS = tuple(field.name for field in fields_of(Source))
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Lines(Sequence[Passage]):
    """Passages that are kept as their lines, each decoded when it is asked for."""

    @abstractmethod
    def line(self, row: int) -> bytes:
        """Return the line of a passage."""

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> list[Passage]: ...
    def __getitem__(self, index: int | slice) -> Passage | list[Passage]:
        """Return the passage of a row, or those of some rows."""
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        return passage_from_line(self.line(index))


class PassageTable(Lines):
    """The passages of a generation, in its files."""

    def __init__(self, rows: Path, passages: Path, committees: Sequence[str]) -> None:
        """Open the table.

        Raises:
            Damaged: a file is missing or not of its form.
        """
        self._read = 0
        self._committees = {committee: number for number, committee in enumerate(committees)}
        try:
            self.rows: Rows = np.load(rows, mmap_mode="r")
            self._lines = map_file(passages)
        except (OSError, ValueError, EOFError) as error:
            raise damage(rows.parent, wording.UNREADABLE_FILE.format(reason=type(error).__name__)) from error
        if self.rows.dtype != ROW:
            raise damage(rows, wording.UNREADABLE_FILE.format(reason=self.rows.dtype))

    def __len__(self) -> int:
        return len(self.rows)

    def line(self, row: int) -> bytes:
        """Return the stored line of a row."""
        self._read += 1
        if self._read % _HELD == 0:
            let_go(self._lines)
        record = self.rows[row]
        start = int(record["offset"])
        return self._lines[start : start + int(record["length"])]

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """Yield the stored lines of the rows from `first` to before `last`, some megabytes at a time."""
        start, (end, length) = int(self.rows["offset"][first]), self.rows[["offset", "length"]][last - 1]
        for at in range(start, int(end) + int(length), _CHUNK):
            yield self._lines[at : min(at + _CHUNK, int(end) + int(length))]

    def of_report(self, report: int) -> Iterator[Passage]:
        """Yield the passages of the report with this number, in the order of its text."""
        return (self[int(row)] for row in np.flatnonzero(self.rows["report"] == report))

    def matching(self, committees: Collection[str] | None, years: Collection[int] | None) -> NDArray[np.int64] | None:
        """Return the rows of these committees and years, ascending; None where neither is asked."""
        if committees is None and years is None:
            return None
        allowed = np.ones(len(self), bool)
        if committees is not None:
            numbers = [self._committees[name] for name in committees if name in self._committees]
            allowed &= _among(self._column_of_committees, numbers)
        if years is not None:
            allowed &= _among(self._column_of_years, list(years))
        return np.flatnonzero(allowed)

    # Among records of 48 bytes a column takes ten times as long to go through.
    @cached_property
    def _column_of_committees(self) -> NDArray[np.int32]:
        return np.ascontiguousarray(self.rows["committee"])

    @cached_property
    def _column_of_years(self) -> NDArray[np.int32]:
        return np.ascontiguousarray(self.rows["year"])


def _among(column: NDArray[np.int32], values: Sequence[int]) -> NDArray[np.bool_]:
    return column == values[0] if len(values) == 1 else np.isin(column, values)


def key_of(passage: Passage) -> int:
    """Return the hash of what is encoded and indexed of a passage: where it is the same, the vector is the same."""
    return short_hash(encoded_text(passage))


def encoded_text(passage: Passage) -> str:
    """Return what is encoded and indexed of a passage: where it stands, then its text."""
    return f"{passage.context} {passage.text}".strip()


def short_hash(text: str) -> int:
    """Return the first 64 bits of the SHA-256 of a text."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "little")


def line_of(passage: Passage) -> bytes:
    """Return a passage as one line of JSON."""
    fields = {name: getattr(passage, name) for name in _FIELDS}
    fields["source"] = {name: getattr(passage.source, name) for name in _SOURCE_FIELDS}
    fields["sentences"] = [(span.start, span.end) for span in passage.sentences]
    return to_json(fields).encode("utf-8") + b"\n"


def passage_from_line(line: bytes) -> Passage:
    """Return the passage of a line that `line_of` made."""
    fields: dict[str, Any] = json.loads(line)
    source = fields.pop("source")
    source = Source(**{**source, "kind": Kind(source["kind"]), "authors": tuple(source["authors"])})
    sentences = tuple(Span(start, end) for start, end in fields.pop("sentences"))
    return Passage(**fields, source=source, sentences=sentences)
