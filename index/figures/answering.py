"""Answering: which figure of a quote answers a question of how many."""

from collections.abc import Sequence

from corpus.model import Figure, Span
from index.abstention.coverage import weigh
from index.abstention.sharing import share_of
from index.question import Question, normalise
from index.understanding.asking import Want

_MOST = 3  # more that answer equally well are none that does
_COUNTED = 2.0  # what a figure counts tells more than what stands before it


def answering(question: Question, figures: Sequence[Figure], source: str, sentence: Span) -> tuple[Figure, ...]:
    """Return the figures that answer a question, in their order; none where it asks for none or they cannot be told.

    Those of a fitting unit are compared by how far what they count, and what stands between them and the figure
    before, has the words of the question; several are returned where they have as much (几次学习: 6次 and 4次).

    Args:
        question: what is asked.
        figures: those of the quote.
        source: the stored text.
        sentence: the sentence that answers; figures of others answer only where it has none.
    """
    if question.want is not Want.FIGURE:
        return ()
    fitting = [figure for figure in figures if not question.units or figure.unit in question.units]
    inside = [figure for figure in fitting if sentence.start <= figure.start < sentence.end] or fitting
    scores = {figure: _score(question, figure, figures, source, sentence) for figure in inside}
    best = max(scores.values(), default=0.0)
    found = tuple(figure for figure, score in scores.items() if score >= best - 1e-6)
    return found if len(found) <= _MOST else ()


def _score(question: Question, figure: Figure, figures: Sequence[Figure], source: str, sentence: Span) -> float:
    before = max((other.end for other in figures if other.end <= figure.start), default=sentence.start)
    piece = normalise(source[max(before, sentence.start) : figure.end])
    indicator = normalise(figure.indicator or "")
    return sum(
        word.weight * max(_COUNTED * share_of(word.text, indicator), share_of(word.text, piece))
        for word in weigh(question.core)
    )
