"""Quoting: answers with their quotes, how much of a passage is quoted, and which figure or words of it to point at."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from corpus.model import Figure, Kind, Span
from index.answer import Answer, Quote, Row, Status, Total
from index.answering.decision import TOGETHER
from index.answering.evidence import Evidence
from index.errors import Damaged
from index.figures.additivity import Declined, is_told_as_total
from index.figures.comparison import Ranking
from index.figures.conflicts import doubt_of
from index.passages import Passage
from index.query.grammar import Want
from index.query.question import Question
from index.store.generation import Generation
from index.verdict import Verdict
from prompts.answers import ONE_LACKS
from prompts.figures import DIFFERS, NO_SUMMANDS

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


def answer_of(
    verdict: Verdict, generation: Generation, *, asked: Question | None = None, declined: Declined | None = None
) -> Answer:
    """Return a verdict as an answer with its quotes, and the next best further down.

    Where a total is `asked` for, and was `declined`, only a sentence that tells one answers.
    """
    question, status, reason, choices = verdict.question, verdict.status, verdict.reason, verdict.choices
    quotes, others = (
        tuple(_quote_of(question, one, generation) for one in some) for some in (verdict.evidence, verdict.further)
    )
    if asked and not any(is_told_as_total(question, quote.text) for quote in quotes):
        if declined:
            return answer_of_figures(asked, declined, generation)
        status, reason, choices = Status.NEAR_MISS if quotes else Status.NOT_FOUND, NO_SUMMANDS, ()
    if status is Status.ANSWERED:
        reason = reason or doubt_of(quotes, generation)
    answer = Answer(question.text, question.text, status, quotes, 0.0, reason=reason, further=others, choices=choices)
    return replace(answer, is_partial=verdict.is_partial and reason != NO_SUMMANDS)


def answer_of_figures(question: Question, found: Ranking | Total | Declined, generation: Generation) -> Answer:
    """Return a total or who tells the most (or the least), each figure with its quote, or why there is none."""
    rows = found.summands if isinstance(found, Total) else found.rows
    quotes = tuple(quotes_of(rows[::-1] if question.aggregation.least else rows, generation))
    if isinstance(found, Total):
        return Answer(question.text, question.text, Status.ANSWERED, quotes, 0.0, total=found)
    if isinstance(found, Declined):
        status = Status.NEAR_MISS if quotes else Status.NOT_FOUND
        return Answer(question.text, question.text, status, quotes, 0.0, reason=found.reason)
    gaps = "、".join(dict.fromkeys(line.committee for line in found.gaps))
    reason = ONE_LACKS.format(committees=gaps) if gaps else ""
    return Answer(question.text, question.text, Status.ANSWERED, quotes, 0.0, reason=reason)


def _quote_of(question: Question, evidence: Evidence, generation: Generation) -> Quote:
    """Return what of a passage is quoted: the sentences that answer, or all of it where a part of the page is asked.

    A figure answers a question of how many; else the reader's words are pointed at, or those of the question.
    """
    span, leads, score = _span(question, evidence), leads_of(question, evidence), evidence.confidence
    quote = quote_at(evidence.hit.passage, evidence.hit.row, generation, span, score=score, answering=leads)
    return replace(quote, highlights=_highlights(question, evidence, quote))


def quote_at(
    passage: Passage,
    row: int,
    generation: Generation,
    span: Span,
    *,
    score: float,
    highlights: tuple[tuple[int, int], ...] = (),
    answering: tuple[Figure, ...] = (),
) -> Quote:
    """Return whole sentences of a passage, which is a generation's `row`, as they stand in the checked source."""
    return Quote(
        text=span.of(generation.source_text(passage.sha256)),
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


def check(rows: Iterable[Row], generation: Generation) -> None:
    """Check figures and their sentences against the stored sources; Damaged where one is not what stands there."""
    for row in rows:
        text, figure = generation.source_text(row.sha256), row.figure
        if text[figure.start : figure.end] != figure.text or row.span.of(text) != row.quote:
            raise Damaged(DIFFERS.format(report=row.report))


def quotes_of(rows: Iterable[Row], generation: Generation) -> Iterator[Quote]:
    """Yield the sentences of figures, checked, as quotes that the figures answer."""
    for row in rows:
        check((row,), generation)
        figure, passage = row.figure, generation.passages[row.passage]
        at = ((figure.start, figure.end),)
        yield quote_at(passage, row.passage, generation, row.span, score=1.0, highlights=at, answering=(figure,))


def figures_of(passage: Passage, span: Span) -> tuple[Figure, ...]:
    """Return the figures in a span of whole sentences, which were found when the generation was built."""
    return tuple(figure for figure in passage.figures if span.start <= figure.start and figure.end <= span.end)


def leads_of(question: Question, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figure of the sentence that answers.

    For a question of how many it is the one that the grammar of figures and the reader's span agree on most, for any
    other the one that the span is. A figure that the grammar finds to be of another kind leads only where the reader
    is sure of it.
    """
    if evidence.sentence is None:
        return ()
    start, spans = start_as_read(evidence), {}
    if evidence.reading is not None and start is not None:
        for figure in evidence.hit.passage.sentence(evidence.sentence).figures:
            score = evidence.reading.span_score(evidence.sentence, figure.start - start, figure.end - start)
            spans[figure] = max(_LEAST_SPAN, score)
    if question.amount is None:
        return tuple(figure for figure, score in spans.items() if score >= _SURE_SPAN)[:1]
    agreed = {
        one: one.score + SPAN_WEIGHT * spans.get(one.figure, 0.0) - _MISMATCHED * (not one.may_answer)
        for one in evidence.figures
    }
    best = max(agreed, key=lambda one: agreed[one], default=None)
    if best is None or (not best.may_answer and spans.get(best.figure, _LEAST_SPAN) < _SURE_SPAN):
        return ()
    return (best.figure,)


def start_as_read(evidence: Evidence) -> int | None:
    """Return where the sentence begins that was read; None where it was changed so that places differ."""
    if evidence.reading is None or evidence.sentence is None:
        return None
    span = evidence.hit.passage.sentences[evidence.sentence]
    return span.start if len(evidence.hit.passage.normal[evidence.sentence]) == span.end - span.start else None


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
        heavy, lead = question.words, passage.source.item or ""
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
    worse = np.flatnonzero(margin < max(0.0, float(margin[sentence]) - TOGETHER)).tolist()
    first = max((one + 1 for one in worse if one < sentence), default=0)
    last = min((one - 1 for one in worse if one > sentence), default=len(margin) - 1)
    return first, last


def _highlights(question: Question, evidence: Evidence, quote: Quote) -> tuple[tuple[int, int], ...]:
    """Return the absolute spans to point at: the figures that answer, else the answer's words by the reader."""
    if question.want is Want.FIGURE:
        return tuple((figure.start, figure.end) for figure in quote.answering or quote.figures)
    start = start_as_read(evidence)
    if evidence.reading is not None and evidence.sentence is not None and start is not None:
        words = evidence.reading.best_span(evidence.sentence)
        if words and quote.start <= start + words[0] and start + words[1] <= quote.end:
            return ((start + words[0], start + words[1]),)
    places = [(quote.text.find(word), len(word)) for word in question.words]
    return tuple(sorted((quote.start + at, quote.start + at + length) for at, length in places if at >= 0))
