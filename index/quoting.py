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
# How much the log-probability of the reader's span weighs beside the grammar of figures, and the least it may be.
SPAN_WEIGHT = 0.5
_LEAST_PRIOR = -10.0
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
    margin, offset = evidence.reading.margin, evidence.at - sentence
    least = max(0.0, float(margin[evidence.at]) - TOGETHER)
    first = last = sentence
    while first > 0 and first - 1 + offset >= 0 and margin[first - 1 + offset] >= least:
        first -= 1
    count = len(evidence.hit.passage.sentences)
    while last + 1 < count and last + 1 + offset < len(margin) and margin[last + 1 + offset] >= least:
        last += 1
    return first, last


def _leads(question: Question, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figure of the sentence that answers a question of how many; none where it asks for none.

    It is the one that the grammar of figures and the reader's span agree on most.
    """
    if question.want is not Want.FIGURE or evidence.sentence is None:
        return ()
    sentence, start = evidence.hit.passage.sentence(evidence.sentence), _start_as_read(evidence)
    priors = [0.0] * len(sentence.figures)
    if evidence.reading is not None and start is not None:
        spans = ((figure.start - start, figure.end - start) for figure in sentence.figures)
        scores = [SPAN_WEIGHT * evidence.reading.span_score(evidence.at, *span) for span in spans]
        priors = [max(_LEAST_PRIOR, score) for score in scores]
    ranked = rank_figures(
        question.text,
        sentence.text,
        sentence.figures,
        start=sentence.span.start,
        priors=priors,
        context=evidence.hit.passage.text,
    )
    return tuple(one.figure for one in ranked[:1] if one.mismatch is None)


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
    words = evidence.reading.best_span(evidence.at) if evidence.reading and start is not None else None
    if words and start is not None and quote.start <= start + words[0] and start + words[1] <= quote.end:
        return ((start + words[0], start + words[1]),)
    places = [(quote.text.find(word), len(word)) for word in heavy_words(question.core)]
    return tuple(sorted((quote.start + at, quote.start + at + length) for at, length in places if at >= 0))
