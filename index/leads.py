"""Leads: the figure of a quote that answers, which is put in front of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Figure
from index.answering.evidence import Evidence
from index.figures.ranking import rank_figures
from index.query.grammar import Want
from index.query.question import Question

# How much the log-probability of the reader's span weighs beside the grammar of figures, the least it may be and from
# where it is sure; how much less a figure is worth that the grammar finds to be of another kind. Chosen on 374 figure
# questions kept from training: 349 right in front (of 0.5 and never a figure of another kind: 341).
SPAN_WEIGHT = 1.5
_LEAST_SPAN = -10.0
_SURE_SPAN = -0.5
_MISMATCHED = 3.0


@dataclass(frozen=True, slots=True)
class Pick:
    """Evidence that is quoted, and the figures of it that answer."""

    evidence: Evidence
    leads: tuple[Figure, ...]


def pick(question: Question, some: Sequence[Evidence]) -> tuple[Pick, ...]:
    """Return some evidence, each with its figure that answers a question."""
    return tuple(Pick(one, leads_of(question, one)) for one in some)


def leads_of(question: Question, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figure of the sentence that answers.

    For a question of how many it is the one that the grammar of figures and the reader's span agree on most, for any
    other the one that the span is. A figure that the grammar finds to be of another kind leads only where the reader
    is sure of it.
    """
    if evidence.sentence is None:
        return ()
    start, passage = start_as_read(evidence), evidence.hit.passage
    sentence = passage.sentence(evidence.sentence)
    spans: dict[Figure, float] = {}
    if evidence.reading is not None and start is not None:
        for figure in sentence.figures:
            score = evidence.reading.span_score(evidence.sentence, figure.start - start, figure.end - start)
            spans[figure] = max(_LEAST_SPAN, score)
    if question.want is not Want.FIGURE:
        return tuple(figure for figure, score in spans.items() if score >= _SURE_SPAN)[:1]
    ranked = rank_figures(
        question.text,
        sentence.text,
        sentence.figures,
        start=sentence.span.start,
        priors=[SPAN_WEIGHT * spans.get(figure, 0.0) for figure in sentence.figures],
        context=passage.text,
    )
    best = max(ranked, key=lambda one: one.score - _MISMATCHED * (not one.may_answer), default=None)
    if best is None or (not best.may_answer and spans.get(best.figure, _LEAST_SPAN) < _SURE_SPAN):
        return ()
    return (best.figure,)


def start_as_read(evidence: Evidence) -> int | None:
    """Return where the sentence begins that was read; None where it was changed so that places differ."""
    if evidence.reading is None or evidence.sentence is None:
        return None
    span = evidence.hit.passage.sentences[evidence.sentence]
    return span.start if len(evidence.hit.sentences[evidence.sentence]) == span.end - span.start else None
