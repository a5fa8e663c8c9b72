"""Search: the passages nearest to a question, by words and by meaning, of whom and when it names."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from corpus.committees import names_committee
from corpus.model import Source
from corpus.regions import short_name
from index.encoder import Encoder
from index.normal import normalise
from index.passages import Passage
from index.query.question import Question
from index.query.scope import Scope
from index.store.generation import Generation
from index.store.table import NO_FILTERS, Filters
from index.terms import terms

DEPTH = 50  # passages that each leg offers to the fusion
# Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). The constant and the weight of the second ranking were
# chosen on training questions: of our own, eight passages hold the answer for 0.920 (equal weights and the paper's
# constant of 60: 0.801; by words alone 0.916), of CMRC's for 0.986, of STARD's for 0.678 (by words alone 0.628).
_CONSTANT, _WEIGHT = 10, 0.3
_ASKED = 16  # texts that are kept encoded
_HELD = 512  # passages that stay in memory, some kilobytes each
# Passages that are read for a question (of ten pages in one index 8 found the answer no more often, and cost a quarter
# more), for each committee or year of a comparison, and where every committee is meant.
READ = 6
_READ_OF_ONE = 4
_READ_OF_ALL = 24
_READ_OF_OTHERS = 1  # that name whom or when is asked, but are of another committee or year


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `row` is its row in the generation, `rrf` what it is ranked by (0 where it only answered the turn before).
    """

    row: int
    passage: Passage
    rrf: float

    @property
    def text(self) -> str:
        """Its text in its normal form."""
        return normalise(self.passage.text)

    @property
    def page(self) -> str:
        """What stands above it: title, series, report and committee, in their normal form."""
        source = self.passage.source
        return normalise(" ".join(filter(None, (source.article, source.series, source.report_title, source.committee))))

    @property
    def place(self) -> tuple[str, int | None]:
        """Whose it is, a committee's or else a whole report's, and of which year."""
        source = self.passage.source
        return source.committee or self.passage.report, source.year


class Searcher:
    """Searches one generation."""

    def __init__(self, generation: Generation, encoder: Encoder) -> None:
        self.generation = generation
        # One question is searched for in several ways, and a passage found by several of them.
        self._asked = lru_cache(_ASKED)(lambda text: (encoder.encode([text], question=True)[0], terms(text)))
        self._passage = lru_cache(_HELD)(generation.passages.__getitem__)

    def search(self, text: str, filters: Filters = NO_FILTERS, *, k: int, also: Collection[int] = ()) -> list[Hit]:
        """Return the passages nearest to a question, best first.

        Args:
            text: what to look for: the words of the question that a report may have.
            filters: whose passages, and of when.
            k: how many at most.
            also: rows of passages that are returned in any case.
        """
        ranked = fuse(*self.legs(text, filters))
        best = list(ranked)[:k]
        rows = (*best, *(row for row in also if row not in best))
        return [Hit(row, self._passage(row), ranked.get(row, 0.0)) for row in rows]

    def legs(self, text: str, filters: Filters = NO_FILTERS) -> tuple[list[int], list[int]]:
        """Return the rows found by words and those found by meaning, best first, DEPTH of each at most."""
        query, words = self._asked(text)
        dense, _ = self.generation.vectors.search(query, DEPTH, self.generation.passages.rows_of(filters))
        lexical, _ = self.generation.lexical.search(words, DEPTH, filters)
        return lexical.tolist(), dense.tolist()


def fuse(by_words: Sequence[int], by_meaning: Sequence[int]) -> dict[int, float]:
    """Return the rows of two rankings with their rrf scores, best first; equal scores in the order of the rows."""
    scores: dict[int, float] = {}
    for ranking, weight in ((by_words, 1.0), (by_meaning, _WEIGHT)):
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + weight / (_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def find(question: Question, searcher: Searcher, scope: Scope, spoken: Collection[int] = ()) -> list[Hit]:
    """Return the passages of the committees and years that a question names (of all, where it names none).

    What the turn before was answered with, the rows `spoken`, is among them where it agrees. Where no report of these
    committees is of the named year, a sentence of another year's may name it.
    """
    slots, text, generation = question.slots, question.core or question.slots.rest, searcher.generation
    if slots.absent and not slots.regions:
        # No report is theirs, but another's may name them: 虎林市政协 as the guest in a report of 饶河县.
        asked = " ".join((*map(short_name, slots.absent), text))
        found = searcher.search(asked, Filters(None, slots.years or None), k=DEPTH)
        naming = (
            hit
            for hit in found
            if any(all(names_committee(one, region) for region in slots.absent) for one in hit.passage.normal)
        )
        return list(islice(naming, _READ_OF_OTHERS))

    def names_of(regions: Iterable[str]) -> list[str]:
        names = (name for region in regions for name in generation.stored.get(scope.committees[region], ()))
        return list(dict.fromkeys(names))

    committees = names_of(slots.regions) or None

    def agrees(source: Source) -> bool:
        is_theirs = committees is None or source.committee in committees
        return is_theirs and (not slots.years or source.year in slots.years)

    def search(years: Sequence[int] | None, also: Collection[int] = ()) -> list[Hit]:
        """Search once, or for each committee and year of a comparison alone; of all where they are not too many."""
        if not question.each:
            return searcher.search(text, Filters(committees, years), k=READ, also=also)
        hits: dict[int, Hit] = {}
        everyone = committees or names_of(scope.committees)
        whose = [[one] for one in everyone] if 0 < len(everyone) <= _READ_OF_ALL else [None]
        pairs = list(product(whose, [[one] for one in years] if years else [None]))
        k = _READ_OF_ONE if committees else max(1, _READ_OF_ALL // len(pairs))
        for filters in (Filters(*pair) for pair in pairs):
            hits |= {hit.row: hit for hit in searcher.search(text, filters, k=k, also=also)}
        return sorted(hits.values(), key=lambda hit: (-hit.rrf, hit.row))

    hits = search(slots.years or None, [row for row in spoken if agrees(generation.passages[row].source)])
    if not hits and slots.years:
        return search(None)
    if (slots.regions or slots.years) and not question.each:
        known = {hit.row for hit in hits}
        asked = " ".join((*map(short_name, slots.regions), *map(str, slots.years), text))
        others = (hit for hit in searcher.search(asked, k=DEPTH) if hit.row not in known and _tells(hit, question))
        hits += islice(others, _READ_OF_OTHERS)
    return hits


def _tells(hit: Hit, question: Question) -> bool:
    """Whether a passage of another committee or year names all that is asked of: 洞口县 in a report of three counties.

    A year that is counted from today (去年) may as well be counted from any report.
    """
    slots, source = question.slots, hit.passage.source
    words = " ".join(filter(None, (source.article, source.section, source.item, *hit.passage.normal)))
    return (not slots.regions or any(one in source.regions or short_name(one) in words for one in slots.regions)) and (
        not slots.years
        or slots.relative
        or source.year in slots.years
        or any(str(year) in words for year in slots.years)
    )
