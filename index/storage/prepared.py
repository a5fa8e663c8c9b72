"""Prepared passages: all that a generation stores of new ones, worked out where they were parsed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from index.passages import Passage
from index.storage.figures import figures_of
from index.storage.table import encoded_text, line_of, passage_from_line, short_hash
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


class Prepared(Sequence[Passage]):
    """Passages with all that is stored of them; a passage itself is read from its line when it is asked for."""

    __slots__ = ("records",)

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "Prepared":
        """Prepare passages."""
        return cls([_record(passage) for passage in passages])

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, index: int) -> Passage: ...
    @overload
    def __getitem__(self, index: slice) -> list[Passage]: ...
    def __getitem__(self, index: int | slice) -> Passage | list[Passage]:
        """Return one passage, or some."""
        if isinstance(index, slice):
            return [passage_from_line(record.line) for record in self.records[index]]
        return passage_from_line(self.records[index].line)

    def __iter__(self) -> Iterator[Passage]:
        return (passage_from_line(record.line) for record in self.records)


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
