"""Quoting: how much of a passage is quoted, and which of its words to point at."""

import re
from collections.abc import Sequence

from corpus.model import Figure, Kind, Span
from index.answer import Quote
from index.answering.decision import TOGETHER
from index.answering.evidence import Evidence
from index.figures.ranking import rank_figures
from index.passages import Passage
from index.query.grammar import Want
from index.query.question import Question
from index.query.words import heavy_words

# A sentence that opens so leans on the one before it.
_LEANS = re.compile(r"^(?:其中|此[外举项]|该|这[一些项个种]|对此|为此|由此|从而|同时|并|他们|她们|它|其|以此)")
# Questions of how and why are answered by an item as a whole, as long as it is no longer than this.
_WHOLE = 160
# A first sentence no longer than this is a lead, whether it is set off or not: 恢复“分水石会”。
_LEAD = 16
# How much the log-probability of the reader's span weighs beside the grammar of figures, and the least it may be.
SPAN_WEIGHT = 0.5
_LEAST_PRIOR = -10.0
_OPEN = frozenset({Want.DEFINITION, Want.REASON, Want.LIST, Want.OTHER})


def quote_span(question: Question, evidence: Evidence) -> Span:
    """Return the span of whole sentences to quote: those that answer, the whole passage where a part is asked for.

    The bold lead of an item says little alone, so the sentences after it come along; a sentence that leans on
    the one before takes it along.
    """
    passage, sentence = evidence.hit.passage, evidence.sentence
    if sentence is None:
        return Span(passage.start, passage.end)
    spans = passage.sentences
    first, last = _together(evidence, sentence)
    text = passage.sentence(sentence).text
    if len(spans) > 1 and (passage.source.kind is Kind.ITEM or (sentence == 0 and len(text) <= _LEAD)):
        if sentence == 0:
            last = len(spans) - 1 if passage.end - passage.start <= _WHOLE else 1
        elif question.want in _OPEN and passage.end - passage.start <= _WHOLE:
            first, last = (0, len(spans) - 1) if _asks_of_lead(question, passage) else (first, last)
    if first == sentence and first > 0 and _LEANS.match(text):
        first -= 1
    return Span(spans[first].start, spans[last].end)


def _together(evidence: Evidence, sentence: int) -> tuple[int, int]:
    """Return the first and last of the sentences of the passage in a row that the reader finds about as good."""
    if evidence.reading is None:
        return sentence, sentence
    margin, offset = evidence.reading.margin, evidence.at - sentence
    least = max(0.0, float(margin[evidence.at]) - TOGETHER)
    first = last = sentence
    while first > 0 and first - 1 + offset >= 0 and margin[first - 1 + offset] >= least:
        first -= 1
    count = len(evidence.hit.passage.sentences)
    while last + 1 < count and last + 1 + offset < len(margin) and margin[last + 1 + offset] >= least:
        last += 1
    return first, last


def quote_at(
    passage: Passage,
    row: int,
    source: str,
    span: Span,
    *,
    highlights: tuple[tuple[int, int], ...],
    score: float,
    figures: tuple[Figure, ...],
    answering: tuple[Figure, ...] = (),
) -> Quote:
    """Return a span of a passage as a quote.

    Args:
        passage: what it is in.
        row: the passage's row in its generation.
        source: the stored text, checked.
        span: whole sentences of the passage.
        highlights: spans in it, absolute, that answer most directly.
        score: the confidence.
        figures: all figures in the span.
        answering: the figures that answer.
    """
    return Quote(
        text=span.of(source),
        report=passage.report,
        sha256=passage.sha256,
        start=span.start,
        end=span.end,
        source=passage.source,
        figures=figures,
        highlights=highlights,
        score=round(score, 4),
        passage=row,
        answering=answering,
    )


def figures_of(passage: Passage, span: Span) -> tuple[Figure, ...]:
    """Return the figures in a span of whole sentences, which were found when the generation was built."""
    return tuple(figure for figure in passage.figures if span.start <= figure.start and figure.end <= span.end)


def _asks_of_lead(question: Question, passage: Passage) -> bool:
    """Whether the question is about what the item's lead names, so that the whole item answers it."""
    lead = passage.source.item or ""
    heavy = heavy_words(question.core)
    return bool(heavy) and sum(word in lead for word in heavy) * 2 > len(heavy)


def leads_of(question: Question, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figure of the quote that answers a question of how many; none where it asks for none.

    Of the symbolic figures in the sentence that answers, the one that grammar and the reader's span agree on most.
    """
    if question.want is not Want.FIGURE or evidence.sentence is None:
        return ()
    passage = evidence.hit.passage
    sentence = passage.sentence(evidence.sentence)
    ranked = rank_figures(
        question.text,
        sentence.text,
        sentence.figures,
        start=sentence.span.start,
        priors=[_prior(evidence, figure) for figure in sentence.figures],
        context=passage.text,
    )
    return tuple(one.figure for one in ranked[:1] if one.mismatch is None)


def _prior(evidence: Evidence, figure: Figure) -> float:
    """Return what the reader gives a figure of the sentence; 0 where its places cannot be told."""
    start = _start_as_read(evidence)
    if start is None or evidence.reading is None:
        return 0.0
    score = evidence.reading.span_score(evidence.at, figure.start - start, figure.end - start)
    return max(_LEAST_PRIOR, SPAN_WEIGHT * score)


def _start_as_read(evidence: Evidence) -> int | None:
    """Return where the sentence begins that was read; None where it was changed so that places differ."""
    if evidence.reading is None or evidence.sentence is None:
        return None
    span = evidence.hit.passage.sentences[evidence.sentence]
    return span.start if len(evidence.hit.sentences[evidence.sentence]) == span.end - span.start else None


def highlights(
    question: Question, evidence: Evidence, source: str, span: Span, figures: Sequence[Figure]
) -> tuple[tuple[int, int], ...]:
    """Return the absolute spans to point at: the figures that answer, else the answer's words by the reader."""
    if question.want is Want.FIGURE:
        return tuple((figure.start, figure.end) for figure in figures)
    answer = _answer_span(evidence)
    if answer and span.start <= answer[0] and answer[1] <= span.end:
        return (answer,)
    found = []
    for word in heavy_words(question.core):
        at = source.find(word, span.start, span.end)
        if at >= 0:
            found.append((at, at + len(word)))
    return tuple(sorted(found))


def _answer_span(evidence: Evidence) -> tuple[int, int] | None:
    """Return the absolute span of the answer's words, None where their places cannot be told."""
    start = _start_as_read(evidence)
    found = evidence.reading.best_span(evidence.at) if evidence.reading and start is not None else None
    return (start + found[0], start + found[1]) if found and start is not None else None
