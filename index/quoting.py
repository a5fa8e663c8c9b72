"""Quoting: how much of a passage is quoted, and which of its words to point at."""

import re
from dataclasses import replace

from corpus.model import Figure, Kind, Span
from index.answer import Quote, Row
from index.answering.decision import TOGETHER
from index.answering.evidence import Evidence
from index.figures.ranking import rank_figures
from index.passages import Passage
from index.query.grammar import Want
from index.query.question import Question
from index.query.words import heavy_words
from index.store.generation import Generation

# A sentence that opens so leans on the one before it.
_LEANS = re.compile(r"^(?:其中|此[外举项]|该|这[一些项个种]|对此|为此|由此|从而|同时|并|他们|她们|它|其|以此)")
# Questions of how and why are answered by an item as a whole, as long as it is no longer than this.
_WHOLE = 160
# A first sentence no longer than this is a lead, whether it is set off or not: 恢复“分水石会”。
_LEAD = 16
# How much the log-probability of the reader's span weighs beside the grammar of figures, the least it may be and from
# where it is sure; how much less a figure is worth that the grammar finds to be of another kind. Chosen on 374 figure
# questions kept from training: 349 right in front (of 0.5 and never a figure of another kind: 341).
SPAN_WEIGHT = 1.5
_LEAST_SPAN = -10.0
_SURE_SPAN = -0.5
_MISMATCHED = 3.0
_OPEN = frozenset({Want.DEFINITION, Want.REASON, Want.LIST, Want.OTHER})


def quote_of(question: Question, evidence: Evidence, source: str) -> Quote:
    """Return what of a passage is quoted: the sentences that answer, or all of it where a part of the page is asked.

    `source` is the stored text, checked. A figure answers a question of how many; else the reader's words are pointed
    at, or those of the question.
    """
    span, leads = _span(question, evidence), _leads(question, evidence)
    passage, row = evidence.hit.passage, evidence.hit.row
    quote = quote_at(passage, row, source, span, score=evidence.confidence, answering=leads)
    return replace(quote, highlights=_highlights(question, evidence, quote))


def quote_at(
    passage: Passage,
    row: int,
    source: str,
    span: Span,
    *,
    score: float,
    highlights: tuple[tuple[int, int], ...] = (),
    answering: tuple[Figure, ...] = (),
) -> Quote:
    """Return whole sentences of a passage, which is a generation's `row`, as a quote; see `Quote`."""
    return Quote(
        text=span.of(source),
        report=passage.report,
        sha256=passage.sha256,
        start=span.start,
        end=span.end,
        source=passage.source,
        figures=figures_of(passage, span),
        highlights=highlights,
        score=round(score, 4),
        passage=row,
        answering=answering,
    )


def quote_of_row(row: Row, generation: Generation) -> Quote:
    """Return the sentence of a figure as a quote that the figure answers."""
    figure, source = row.figure, generation.source_text(row.sha256)
    at, passage = ((figure.start, figure.end),), generation.passages[row.passage]
    return quote_at(passage, row.passage, source, row.span, score=1.0, highlights=at, answering=(figure,))


def figures_of(passage: Passage, span: Span) -> tuple[Figure, ...]:
    """Return the figures in a span of whole sentences, which were found when the generation was built."""
    return tuple(figure for figure in passage.figures if span.start <= figure.start and figure.end <= span.end)


def _span(question: Question, evidence: Evidence) -> Span:
    """Return the span of the sentences that answer.

    The bold lead of an item says little alone, so the sentences after it come along; a sentence that leans on
    the one before takes it along. What is asked of a lead is answered by the whole item.
    """
    passage, sentence = evidence.hit.passage, evidence.sentence
    if sentence is None:
        return Span(passage.start, passage.end)
    spans, text = passage.sentences, passage.sentence(sentence).text
    first, last = _together(evidence, sentence)
    is_short = passage.end - passage.start <= _WHOLE
    if len(spans) > 1 and (passage.source.kind is Kind.ITEM or (sentence == 0 and len(text) <= _LEAD)):
        heavy, lead = heavy_words(question.core), passage.source.item or ""
        is_of_lead = bool(heavy) and sum(word in lead for word in heavy) * 2 > len(heavy)
        if sentence == 0:
            last = len(spans) - 1 if is_short else 1
        elif question.want in _OPEN and is_short and is_of_lead:
            first, last = 0, len(spans) - 1
    if first == sentence and first > 0 and _LEANS.match(text):
        first -= 1
    return Span(spans[first].start, spans[last].end)


def _together(evidence: Evidence, sentence: int) -> tuple[int, int]:
    """Return the first and last of the sentences of the passage in a row that the reader finds about as good."""
    if evidence.reading is None:
        return sentence, sentence
    margin = evidence.reading.margin
    is_as_good = (margin >= max(0.0, float(margin[sentence]) - TOGETHER)).tolist()
    first = last = sentence
    while first > 0 and is_as_good[first - 1]:
        first -= 1
    while last + 1 < len(is_as_good) and is_as_good[last + 1]:
        last += 1
    return first, last


def _leads(question: Question, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figure of the sentence that answers.

    For a question of how many it is the one that the grammar of figures and the reader's span agree on most, for any
    other the one that the span is. A figure that the grammar finds to be of another kind leads only where the reader
    is sure of it.
    """
    if evidence.sentence is None:
        return ()
    sentence, start = evidence.hit.passage.sentence(evidence.sentence), _start_as_read(evidence)
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
        context=evidence.hit.passage.text,
    )
    best = max(ranked, key=lambda one: one.score - _MISMATCHED * (one.mismatch is not None), default=None)
    if best is None or (best.mismatch is not None and spans.get(best.figure, _LEAST_SPAN) < _SURE_SPAN):
        return ()
    return (best.figure,)


def _start_as_read(evidence: Evidence) -> int | None:
    """Return where the sentence begins that was read; None where it was changed so that places differ."""
    if evidence.reading is None or evidence.sentence is None:
        return None
    span = evidence.hit.passage.sentences[evidence.sentence]
    return span.start if len(evidence.hit.sentences[evidence.sentence]) == span.end - span.start else None


def _highlights(question: Question, evidence: Evidence, quote: Quote) -> tuple[tuple[int, int], ...]:
    """Return the absolute spans to point at: the figures that answer, else the answer's words by the reader."""
    if question.want is Want.FIGURE:
        return tuple((figure.start, figure.end) for figure in quote.answering or quote.figures)
    start = _start_as_read(evidence)
    if evidence.reading is not None and evidence.sentence is not None and start is not None:
        words = evidence.reading.best_span(evidence.sentence)
        if words and quote.start <= start + words[0] and start + words[1] <= quote.end:
            return ((start + words[0], start + words[1]),)
    places = [(quote.text.find(word), len(word)) for word in heavy_words(question.core)]
    return tuple(sorted((quote.start + at, quote.start + at + length) for at, length in places if at >= 0))
