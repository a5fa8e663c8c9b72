"""Answering: which figures of a quote answer a question of how many."""

from collections.abc import Sequence

from corpus.model import Figure, Span
from index.figures.ranking import answers_among
from index.question import Question
from index.understanding.asking import Want


def answering(question: Question, figures: Sequence[Figure], source: str, sentence: Span) -> tuple[Figure, ...]:
    """Return the figures that answer a question, in their order; none where it asks for none or they cannot be told.

    Args:
        question: what is asked.
        figures: those of the quote.
        source: the stored text.
        sentence: the sentence that answers; figures of others answer only where it has none.
    """
    if question.want is not Want.FIGURE:
        return ()
    inside = [figure for figure in figures if sentence.start <= figure.start < sentence.end] or list(figures)
    if not inside:
        return ()
    start = min(sentence.start, inside[0].start)
    end = max(sentence.end, inside[-1].end)
    return answers_among(question.text, source[start:end], inside, start=start)
