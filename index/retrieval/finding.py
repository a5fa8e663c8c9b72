"""Finding: the passages that a question is answered from, of whom and when it names."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.passages import Passage
from index.query.question import Question
from index.query.scope import Scope
from index.retrieval.search import Hit, Searcher
from index.store.generation import Generation

# Passages that are read for a question, for each committee or year of a comparison, and where every committee is meant.
_READ = 8
_READ_OF_ONE = 4
_READ_OF_ALL = 24


@dataclass(frozen=True, slots=True)
class Found:
    """What a question is answered from.

    `hits` are of the committees and years that it names (of all, where it names none); `told_of` tells that no report
    of these committees is of the named year, so that a sentence must name the year itself.
    """

    hits: tuple[Hit, ...]
    told_of: bool = False


class Finder:
    """Finds passages in one generation."""

    def __init__(self, generation: Generation, scope: Scope, searcher: Searcher) -> None:
        self._generation = generation
        self._scope = scope
        self._searcher = searcher

    def find(self, question: Question, spoken: frozenset[int] = frozenset()) -> Found:
        """Return the passages of the committees and years that the question names; see `Found`.

        What the turn before was answered with (`spoken`) is among them where it agrees.
        """
        slots = question.slots
        if slots.absent and not slots.regions:
            return Found(())
        committees = [self._scope.committees[region] for region in slots.regions] or None
        years = slots.years or None
        spoken = frozenset(row for row in spoken if _agrees(self._generation.passages[row], committees, slots.years))
        hits = self._search(question, committees, years, spoken)
        if hits or not years:
            return Found(tuple(hits))
        return Found(tuple(self._search(question, committees, None)), told_of=not slots.relative)

    def _search(
        self,
        question: Question,
        committees: Sequence[str] | None,
        years: Sequence[int] | None,
        also: frozenset[int] = frozenset(),
    ) -> list[Hit]:
        text = question.core or question.slots.rest
        if not question.each:
            return self._searcher.search(text, committees=committees, years=years, k=_READ, also=also)
        parts = [[one] for one in committees] if committees else [None]
        whens = [[one] for one in years] if years else [None]
        k = _READ_OF_ONE if committees or years else _READ_OF_ALL
        hits: dict[int, Hit] = {}
        for whose in parts:
            for when in whens:
                found = self._searcher.search(text, committees=whose, years=when, k=k, also=also)
                hits.update((hit.row, hit) for hit in found)
        return sorted(hits.values(), key=lambda hit: (-hit.rrf, hit.row))


def _agrees(passage: Passage, committees: Sequence[str] | None, years: Sequence[int]) -> bool:
    source = passage.source
    return (committees is None or source.committee in committees) and (not years or source.year in years)
