"""Finding: the passages that a question is answered from, of whom and when it names, and those of others."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.passages import Passage
from index.question import Question
from index.search import Hit, Searcher
from index.storage.generation import Generation
from index.understanding.scope import Scope

# How many passages are read for a question, and where every committee is to be answered for.
_READ = 8
_READ_EACH = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What a question is answered from.

    `hits` are of the committees and years that it names (of all, where it names none), `others`, which are not read,
    are of others; `told_of` tells that no report is of the named year, so that a sentence must name the year itself.
    """

    hits: tuple[Hit, ...]
    others: tuple[Hit, ...]
    told_of: bool = False


class Finder:
    """Finds passages in one generation."""

    def __init__(self, generation: Generation, scope: Scope, searcher: Searcher) -> None:
        self._generation = generation
        self._scope = scope
        self._searcher = searcher

    def find(self, question: Question, spoken: frozenset[int] = frozenset()) -> Found:
        """Return the passages of the committees and years that the question names, and others; see `Found`.

        What the turn before was answered with (`spoken`) is among them where it agrees.
        """
        slots = question.slots
        if slots.absent and not slots.regions:
            return Found((), tuple(self._near(question)))
        if not slots.regions and not slots.years:
            return Found(tuple(self._search(question, also=spoken)), ())
        committees = [self._scope.committees[region] for region in slots.regions] or None
        spoken = frozenset(row for row in spoken if _agrees(self._generation.passages[row], committees, slots.years))
        hits = self._search(question, committees, slots.years or None, also=spoken)
        told_of = not hits and bool(slots.years)
        if told_of:
            hits = self._search(question, committees, None)
        rows = {hit.row for hit in hits}
        others = (
            hit
            for hit in self._near(question)
            if hit.row not in rows and not _agrees(hit.passage, committees, slots.years)
        )
        return Found(tuple(hits), tuple(others), told_of)

    def _search(
        self,
        question: Question,
        committees: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
        also: frozenset[int] = frozenset(),
    ) -> list[Hit]:
        depth = _READ_EACH if question.each else _READ
        rest = question.slots.rest
        return self._searcher.search(
            question.core or rest, asked=rest, committees=committees, years=years, k=depth, also=also
        )

    def _near(self, question: Question) -> list[Hit]:
        return self._searcher.near(question.core or question.slots.rest, k=_READ)


def _agrees(passage: Passage, committees: Sequence[str] | None, years: Sequence[int]) -> bool:
    source = passage.source
    return (committees is None or source.committee in committees) and (not years or source.year in years)
