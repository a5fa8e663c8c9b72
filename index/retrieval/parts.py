"""Parts of pages that are asked for by name: which byline, title or picture of those found is the one that is meant."""

import re
from collections.abc import Sequence

from corpus.model import Kind
from index.passages import KIND_WORDS, Passage
from index.query.parts import Part
from index.query.question import Question
from index.query.slots import Slots
from index.retrieval.search import Hit, Searcher
from index.store.table import Filters

# Parts of pages, by the words that stand in them, and pages by their titles.
_PARTS, _PAGES = 60, 5
_LEXICAL = {**KIND_WORDS, Kind.LEAD: "近年来 工作"}
_MOST = 5
_HALF = 0.5


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
        if all(re.search(pattern, hit.text) for pattern in part.shows)
        if not is_picture or not question.constraints.lacks(hit.text, hit.passage.figures)
    ]
    # A question may use the words of a caption or of credits.
    about = [hit for hit in hits if _says(hit.page if is_page else f"{hit.page} {hit.text}", part)]
    if not about and committees and is_picture:
        about = _nearest_picture(part, hits)
    if not about and committees and part.kind is Kind.BYLINE and part.of_article:
        articles = {(hit.passage.report, hit.passage.article) for hit in told if _says(hit.text, part)}
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
    shown = [sum(word in hit.text for word in part.words) / max(1, len(part.words)) for hit in hits]
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
