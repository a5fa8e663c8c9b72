"""Search: the passages nearest to a question, by words and by meaning, of whom and when it names.

A part of a page that is asked for by name, a byline, title or picture, is looked up among those that are found.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from corpus.committees import names_committee
from corpus.figures import years_counted
from corpus.model import Kind, Source
from corpus.regions import short_name
from index.encoder import Encoder
from index.normal import normalise
from index.passages import KIND_WORDS, Passage
from index.query.names import Named, named_in, quoted_in
from index.query.parts import Part
from index.query.question import Question
from index.query.scope import Scope
from index.query.slots import Slots
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
_READ_OF_ALL = 40
_READ_OF_OTHERS = 1  # that name whom or when is asked, but are of another committee or year
# Parts of pages, by the words that stand in them, and pages by their titles.
_PARTS, _PAGES = 60, 5
_LEXICAL = {**KIND_WORDS, Kind.LEAD: "近年来 工作"}
_MOST = 5
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `row` is its row in the generation, `rrf` what it is ranked by (0 where it only answered the turn before). `agrees`
    tells that it is of whom and when a question asks, `named` what it has of the names in it.
    """

    row: int
    passage: Passage
    rrf: float
    agrees: bool = True
    named: Named = Named()  # noqa: RUF009 - frozen

    @property
    def page(self) -> str:
        """What stands above it: title, series, report and committee, in their normal form."""
        source = self.passage.source
        return normalise(" ".join(filter(None, (source.article, source.series, source.report_title, source.committee))))

    @property
    def place(self) -> tuple[str, int | None]:
        """Whose it is and of which year."""
        return self.passage.whose, self.passage.source.year


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
    """Return the passages for a question, best first, each with whether it agrees with what the question names."""
    hits, others = _found(question, searcher, scope, spoken)
    known = quoted_in(question, (hit.passage for hit in hits))
    hits += islice((hit for hit in others if quoted_in(question, [hit.passage]) - known), _READ_OF_OTHERS)
    marks = named_in(question, [hit.passage for hit in hits])
    pairs = zip(hits, marks, strict=True)
    return [replace(hit, named=one, agrees=one.agrees and _tells(hit, question)) for hit, one in pairs]


def _found(
    question: Question, searcher: Searcher, scope: Scope, spoken: Collection[int]
) -> tuple[list[Hit], list[Hit]]:
    """Return the passages of the committees and years that a question names (of all, where it names none), and others.

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
        return list(islice(naming, _READ_OF_OTHERS)), []

    def names_of(regions: Iterable[str]) -> list[str]:
        names = (name for region in regions for name in generation.stored.get(scope.name_of(region), ()))
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
        return search(None), []
    if question.each or not (slots.regions or slots.years):
        return hits, []
    known = {hit.row for hit in hits}
    asked = " ".join((*map(short_name, slots.regions), *map(str, slots.years), text))
    others = [hit for hit in searcher.search(asked, k=DEPTH) if hit.row not in known]
    telling = list(islice((hit for hit in others if _tells(hit, question)), _READ_OF_OTHERS))
    return hits + telling, [hit for hit in others if hit not in telling]


def _tells(hit: Hit, question: Question) -> bool:
    """Whether a passage is of whom and when is asked, or names them: 洞口县 in a report of three counties.

    A year that is counted from today (去年) may as well be counted from any report.
    """
    slots, source = question.slots, hit.passage.source
    words = " ".join(filter(None, (source.article, source.section, source.item, *hit.passage.normal)))
    return (not slots.regions or any(one in source.regions or short_name(one) in words for one in slots.regions)) and (
        not slots.years
        or bool(slots.counted)
        or source.year in slots.years
        or names_year(words, hit.passage.written, slots.years)
    )


def names_year(text: str, written: int | None, years: Collection[int]) -> bool:
    """Whether a text, written in a year, names one of some years, as a number or by 去年 and the like."""
    return any(str(year) in text for year in years) or not years_counted(text, written).isdisjoint(years)


def asked_parts(question: Question, searcher: Searcher, told: Sequence[Hit]) -> list[Hit]:
    """Return the asked part of the pages that a question is about, best first; none where it is about the text.

    What the question says beyond page words (a title, a series) must be said of the page it stands on; of pages of
    known committees it may be what one picture shows most of, or what was `told` in the text of the article.
    """
    part = question.part
    if part is None:
        return []
    found, committees = _find(part, question.slots, searcher)
    # A picture shows the names and quantities that are asked for, too.
    is_picture, is_page = part.kind is Kind.CAPTION, part.kind not in (Kind.CAPTION, Kind.CREDITS)
    hits = [
        hit
        for hit in found
        if all(re.search(pattern, hit.passage.told) for pattern in part.shows)
        if not is_picture or not question.constraints.lacks(hit.passage.told, hit.passage.figures)
    ]
    # A question may use the words of a caption or of credits.
    about = [hit for hit in hits if _says(hit.page if is_page else f"{hit.page} {hit.passage.told}", part)]
    if not about and committees and is_picture:
        about = _nearest_picture(part, hits)
    if not about and committees and part.kind is Kind.BYLINE and part.of_article:
        articles = {(hit.passage.report, hit.passage.article) for hit in told if _says(hit.passage.told, part)}
        about = [hit for hit in hits if (hit.passage.report, hit.passage.article) in articles]
    return sorted(about, key=lambda hit: (_rank(part, hit.passage), -hit.rrf))[:_MOST]


def _find(part: Part, slots: Slots, searcher: Searcher) -> tuple[list[Hit], list[str]]:
    """Return such parts of pages, of the committees, years and installments that a question names.

    With them the committees that are asked of, or whose titles bear the subject; none where that is open.
    """
    generation, of_years = searcher.generation, Filters(None, slots.years or None)
    reports = [
        report
        for report in generation.reports
        if (not slots.regions or set(slots.regions) & set(report.regions))
        and (not part.installments or report.installment in part.installments)
    ]
    pairs = [pair for report in reports for pair in zip(report.regions, report.committees, strict=True)]
    asked = [name for region, one in pairs if region in slots.regions for name in generation.stored[one]]
    committees = list(dict.fromkeys(asked))
    if part.words and not committees:
        nearest = searcher.search(part.subject, of_years, k=_PAGES)
        titled = [hit.passage.source.committee for hit in nearest if _says(hit.page, part)]
        committees = sorted({*filter(None, titled)})
    series = sorted({report.series for report in reports if report.series})[:_PAGES]
    text = " ".join((_LEXICAL[part.kind], *series, part.subject))
    theirs = of_years._replace(committees=committees)
    within = searcher.search(text, theirs, k=_PARTS) if committees else []
    found = {hit.row: hit for hit in (*within, *searcher.search(text, of_years, k=_PARTS))}
    names = {report.name for report in reports}
    hits = [
        hit
        for hit in found.values()
        if hit.passage.source.kind is part.kind
        if hit.passage.article is not None or hit.passage.report in names
        if hit.passage.article is None or not committees or hit.passage.source.committee in committees
    ]
    return hits, committees


def _says(text: str, part: Part) -> bool:
    return all(word in text for word in part.words)


def _nearest_picture(part: Part, hits: Sequence[Hit]) -> list[Hit]:
    """Return the one picture that shows most of what a question says of it, or that is of the month it says."""
    shown = [sum(word in hit.passage.told for word in part.words) / max(1, len(part.words)) for hit in hits]
    best = max(shown, default=0.0)
    if shown.count(best) != 1 or (best < _HALF and not part.shows):
        return []
    return [hits[shown.index(best)]]


def _rank(part: Part, passage: Passage) -> int:
    """Put the opening first, and of a banner's lines the one that names the series, unless the theme is asked for."""
    if passage.source.kind is Kind.LEAD:
        return passage.start
    if passage.source.kind is not Kind.BANNER:
        return 0
    series = passage.source.series
    return int((bool(series) and str(series) in passage.text) == part.of_theme)
