"""Parts of pages that are asked for by name: which byline, title or picture of those found is the one that is meant."""

import re
from collections.abc import Sequence

from corpus.model import Kind
from index.passages import Passage
from index.query.parts import Part
from index.query.question import Question
from index.retrieval.search import Hit

_MOST = 5
_HALF = 0.5


def asked_parts(question: Question, found: Sequence[Hit], committees: Sequence[str], told: Sequence[Hit]) -> list[Hit]:
    """Return the asked part of the pages that a question is about, best first; none where it is about the text.

    What the question says beyond page words (a title, a series) must be said of the page it stands on; of pages of
    known `committees` it may be what one picture shows most of, or what was `told` in the text of the article.
    """
    part = question.part
    if part is None:
        return []
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
