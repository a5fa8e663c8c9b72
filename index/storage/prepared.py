"""Prepared passages: all that a generation stores of new ones, worked out where they were parsed."""

from collections.abc import Sequence
from typing import NamedTuple

from index.passages import Passage
from index.storage.figures import figures_of
from index.storage.table import Lines, encoded_text, line_of, short_hash
from index.terms import terms


class Record(NamedTuple):
    """What a generation stores of one passage.

    `line` is its line of JSON and `figures` what the file of figures has of it, empty where it has none; `text` is
    encoded and `terms`, parted by spaces, are indexed; `key` and `words` are those of its row.
    """

    line: bytes
    figures: bytes
    text: str
    terms: str
    committee: str | None
    year: int | None
    key: int
    words: int


class Prepared(Lines):
    """Passages with all that is stored of them."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "Prepared":
        """Prepare passages."""
        return cls([_record(passage) for passage in passages])

    def __len__(self) -> int:
        return len(self.records)

    def line(self, row: int) -> bytes:
        """Return the line of a passage."""
        return self.records[row].line


def _record(passage: Passage) -> Record:
    text = encoded_text(passage)
    return Record(
        line=line_of(passage),
        figures=figures_of(passage),
        text=text,
        terms=" ".join(terms(text)),
        committee=passage.source.committee,
        year=passage.source.year,
        key=short_hash(text),
        words=short_hash(passage.text),
    )
