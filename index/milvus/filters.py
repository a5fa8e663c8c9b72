"""Filters: what Milvus is told of the rows that may be found."""

from collections.abc import Collection, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.milvus.cluster import COMMITTEE, ROW, YEAR
from index.storage.table import PassageTable

_YEARS = 10_000


class Filters:
    """Makes filters for the collection of one generation, which has the numbers of committees and years of its rows."""

    def __init__(self, passages: PassageTable, committees: Mapping[str, int]) -> None:
        self._passages = passages
        self._committees = committees

    def of(self, committees: Collection[str] | None, years: Collection[int] | None) -> str | None:
        """Return the filter for passages of these committees and years, "" for all; None where it lets nothing pass."""
        numbers = None
        if committees is not None:
            numbers = [self._committees[name] for name in committees if name in self._committees]
        if numbers == [] or (years is not None and not years):
            return None
        return " and ".join(
            f"{name} in {sorted(map(int, values))}"
            for name, values in ((COMMITTEE, numbers), (YEAR, years))
            if values is not None
        )

    def of_rows(self, rows: NDArray[np.int64]) -> str:
        """Return the filter for some rows, ascending and not empty.

        Rows that committees and years stand for are said by these, however many they are.
        """
        committees, years = self._columns
        asked = [np.unique(column[rows]) for column in (committees, years)]
        for wanted in ((asked[0], None), (None, asked[1]), (asked[0], asked[1])):
            if self._count(*wanted) == len(rows):  # as many as there are, and none other than these
                named = zip((COMMITTEE, YEAR), wanted, strict=True)
                return " and ".join(f"{name} in {values.tolist()}" for name, values in named if values is not None)
        return f"{ROW} in {rows.tolist()}"

    def _count(self, committees: NDArray[np.int32] | None, years: NDArray[np.int32] | None) -> int:
        """Return how many rows are of these committees and years."""
        (held_by, dated), counts = self._pairs
        match = np.ones(len(counts), bool)
        if committees is not None:
            match &= np.isin(held_by, committees)
        if years is not None:
            match &= np.isin(dated, years)
        return int(counts[match].sum())

    @cached_property
    def _columns(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        rows = self._passages.rows
        return np.ascontiguousarray(rows["committee"]), np.ascontiguousarray(rows["year"])

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The committees and years that go together, (2, pairs), and how many rows have each."""
        committees, years = self._columns
        pairs, counts = np.unique(committees.astype(np.int64) * _YEARS + years, return_counts=True)
        held_by = (pairs + 1) // _YEARS  # a year of -1 stands for none
        return np.stack([held_by, pairs - held_by * _YEARS]).astype(np.int32), counts
