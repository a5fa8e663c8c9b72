"""Evidence: the sentences of what was found, read for their answer, with a probability each."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from corpus.regions import short_name
from index.answering.constraints import is_planned, violates
from index.answering.decision import CONVINCES, NEAR, Signals, probability
from index.answering.reader import Reader, Reading
from index.figures.ranking import rank_figures
from index.normal import normalise
from index.passages import Passage
from index.query.grammar import Want
from index.query.question import Question
from index.retrieval.search import Hit

# So many passages are read before it is asked whether any convinces, then up to so many, then the rest.
_STAGES = (1, 2, 4)
_WHOLE = 2  # of which so many are read whole, whatever a glance says
_CERTAIN = 0.95
_WEIGHED = 2  # sentences of a passage
_LEAST = -10.0  # a margin below all that the reader gives
_DATE = re.compile(
    r"\d+年|\d+月|\d+[日号]|[上下]半年|[上中下]旬|季度|年初|年底|星期|周[一二三四五六日末]|[今昨明去前]年"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its best sentence and the probability in [0, 1] that it answers.

    `sentence` counts in `hit.passage.sentences`; None stands for all of them. `reading` is what the reader made of the
    passage; `is_refuted` tells that the sentence does not agree with the question.
    """

    hit: Hit
    sentence: int | None
    confidence: float
    signals: Signals | None = None
    reading: Reading | None = None
    is_refuted: bool = False

    @classmethod
    def of_part(cls, hit: Hit) -> "Evidence":
        """Return a part of the page that was asked for by name, which needs no reading."""
        return cls(hit, None, _CERTAIN)


def judge(reader: Reader, question: Question, hits: Sequence[Hit], *, least: int = 1) -> list[Evidence]:
    """Return the best sentence of each passage that was read, the likeliest first, then what was not read, whole.

    The first passages, `least` of them at least, are read first, the others only where none of these convinces,
    and no further than a glance where that finds nothing; once one does, only what is of another committee or
    year, of which the question may as well be.
    """
    read: list[_Read] = []
    found: list[Evidence] = []
    edges = (0, len(hits)) if question.each else (0, *(max(least, some) for some in (*_STAGES, len(hits))))
    ranked = _ranked(hits, each=question.each)
    for start, end in pairwise(edges):
        part = ranked[start:end]
        if any(one.confidence >= CONVINCES for one in found):
            seen = {one.hit.place for one in read}
            part = list({hit.place: (rank, hit) for rank, hit in part[::-1] if hit.place not in seen}.values())
        for rank, hit in part:
            source, context = hit.passage.source, _context(hit)
            asked = question.asked_of(source.region or "", source.year)
            reading = reader.read(asked, context, hit.sentences, whole=question.each or rank <= _WHOLE)
            read.append(_Read(hit, rank, asked, context, reading))
        if part:
            found = _weighed(question, read)
    known = {one.hit.row for one in read}
    return found + [Evidence(hit, None, 0.0) for hit in hits if hit.row not in known]


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage of a rank, the question and the context that it was read with, and what the reader made of them."""

    hit: Hit
    rank: int
    asked: str
    context: str
    reading: Reading


def _ranked(hits: Sequence[Hit], *, each: bool) -> list[tuple[int, Hit]]:
    """Return hits with their ranks from 1: among those of their committee and year where each is asked."""
    seen: Counter[tuple[str, int | None]] = Counter()
    ranked = []
    for rank, hit in enumerate(hits, 1):
        seen[hit.place] += 1
        ranked.append((seen[hit.place] if each else rank, hit))
    return ranked


def _weighed(question: Question, read: Sequence[_Read]) -> list[Evidence]:
    """Return the best sentence of each passage that was read, the likeliest first."""
    best: list[Evidence] = []
    for one in read:
        around, margin = f"{one.context} {''.join(one.hit.sentences)}", one.reading.margin
        weighed = []
        for number in np.argsort(-margin, kind="stable")[:_WEIGHED].tolist():
            signals = Signals(
                margin=_bounded(margin[number]),
                ahead=_bounded(margin[number] - _best_beside(read, one, number)),
                retrieved=1 / one.rank,
                of_kind=float(_is_of_kind(question, one.hit, number)),
                agrees=float(_is_asked(question, one)),
            )
            sentence = one.hit.sentences[number]
            refuted = violates(question, sentence, around) or _is_of_partner(question, one.hit, sentence)
            if not refuted and probability(signals) >= NEAR:
                refuted = _tells_other_figures(question, one.hit.passage, number)
            chance = probability(signals, violates=refuted)
            weighed.append(Evidence(one.hit, number, chance, signals, one.reading, refuted))
        best += [max(weighed, key=lambda found: found.confidence)] if weighed else []
    return sorted(best, key=lambda found: (-found.confidence, found.hit.row))


def _is_of_partner(question: Question, hit: Hit, sentence: str) -> bool:
    """Whether a sentence out of a report of several committees names others of them than the one that is asked."""
    regions, asked = hit.passage.source.regions, set(question.slots.regions)
    named = {one for one in regions if short_name(one) in sentence} if len(regions) > 1 else set()
    return bool(asked and named) and not asked & named


def _tells_other_figures(question: Question, passage: Passage, number: int) -> bool:
    """Whether a sentence tells figures, but not the one asked: 立案 for 办结, an increase for a number, a plan."""
    if question.amount is None or question.each:
        return False
    sentence = passage.sentence(number)
    ranked = rank_figures(question.amount, sentence, passage.text)
    if not ranked:
        return False
    first = ranked[0].figure.start - sentence.span.start
    return not ranked[0].may_answer or is_planned(question.text, sentence.text, first)


def _best_beside(read: Sequence[_Read], own: _Read, number: int) -> float:
    """Return the best margin of another sentence of the same committee and year."""
    others = [
        margin
        for one in read
        if one.hit.place == own.hit.place
        for k, margin in enumerate(one.reading.margin.tolist())
        if one is not own or k != number
    ]
    return max(others, default=_LEAST)


def _context(hit: Hit) -> str:
    """Return what the reader is told of where a passage stands: committee, year, title, section, item."""
    source = hit.passage.source
    year = f"{source.year}年" if source.year else None
    parts = (source.committee, year, source.article or source.report_title, source.section, source.item)
    return normalise(" ".join(part for part in parts if part))


def _is_asked(question: Question, read: _Read) -> bool:
    """Whether a question names whom it asks, and what was read is theirs."""
    own = set(read.hit.passage.source.regions)
    return read.asked != question.text or bool(own & set(question.slots.regions))


def _is_of_kind(question: Question, hit: Hit, number: int) -> bool:
    """Whether a sentence has a figure of a fitting unit, or a date, where one is wanted."""
    if question.want is Want.FIGURE:
        units = question.units
        return any(not units or figure.unit in units for figure in hit.passage.sentence(number).figures)
    if question.want is Want.DATE:
        return bool(_DATE.search(hit.sentences[number]))
    return True


def _bounded(value: float) -> float:
    return max(-12.0, min(12.0, float(value)))
