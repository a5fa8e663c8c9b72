"""Evidence: the sentences of what was found, read for their answer, with a probability each."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from corpus.figures import years_counted
from index.answering.decision import CONVINCES, NAMED, Prospects, Signals, is_worth_reading, probability
from index.answering.reader import Reader, Reading
from index.figures.ranking import RankedFigure, rank_figures
from index.query.grammar import Want
from index.query.question import Question
from index.retrieval.search import Hit, names_year

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
    passage; `figures` are those of the sentence, the one that answers a question of how many best first; `is_refuted`
    tells that the sentence does not agree with the question, `is_near` that it is worth showing in any case: it has the
    name that is all that is asked of, or another figure of what is asked (立案 for 收到).
    """

    hit: Hit
    sentence: int | None
    confidence: float
    signals: Signals | None = None
    reading: Reading | None = None
    figures: tuple[RankedFigure, ...] = ()
    is_refuted: bool = False
    is_near: bool = False

    @classmethod
    def of_part(cls, hit: Hit) -> "Evidence":
        """Return a part of the page that was asked for by name, which needs no reading."""
        return cls(hit, None, _CERTAIN)

    @property
    def is_part(self) -> bool:
        """Whether it is such a part."""
        return self.sentence is None and self.confidence == _CERTAIN


def judge(reader: Reader, question: Question, hits: Sequence[Hit], *, least: int = 1) -> list[Evidence]:
    """Return the best sentence of each passage that was read, the likeliest first, then what was not read, whole.

    The first passages, `least` of them at least, are read first, the others only where none of these convinces and
    they are worth it, and no further than a glance where that finds nothing; once one does, only what is of another
    committee or year, of which the question may as well be. Of each that is asked of, all are read.
    """
    read: list[_Read] = []
    found: list[Evidence] = []
    pairs = zip(hits, prospects(question, hits), strict=True)
    worth = {hit.row for hit, prospect in pairs if is_worth_reading(prospect)}
    edges = (0, len(hits)) if question.each else (0, *(max(least, some) for some in (*_STAGES, len(hits))))
    ranked = _ranked(hits, each=question.each)
    for start, end in pairwise(edges):
        part = [(rank, hit) for rank, hit in ranked[start:end] if rank <= least or question.each or hit.row in worth]
        if any(one.confidence >= CONVINCES for one in found):
            seen = {one.hit.place for one in read}
            part = list({hit.place: (rank, hit) for rank, hit in part[::-1] if hit.place not in seen}.values())
        read += [_read(reader, question, hit, rank) for rank, hit in part]
        if part:
            found = _weighed(question, read)
    known = {one.hit.row for one in read}
    return found + [Evidence(hit, None, 0.0) for hit in hits if hit.row not in known]


def prospects(question: Question, hits: Sequence[Hit]) -> list[Prospects]:
    """Return what tells of each passage, best first, whether it may answer."""
    asked = {char for char in question.core or question.slots.rest if char.isalnum()}
    told = [set(hit.passage.location).union(*hit.passage.normal) for hit in hits]
    shared = [len(asked & chars) / len(asked) if asked else 1.0 for chars in told]
    most = max(shared, default=0.0)
    return [Prospects(1 / rank, share, share - most) for rank, share in enumerate(shared, 1)]


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage of a rank, what the reader made of it, and its best sentences as evidence that is not weighed yet.

    `is_asked` tells that the question names whom it asks, and the passage is theirs.
    """

    hit: Hit
    rank: int
    is_asked: bool
    reading: Reading
    best: list[Evidence]


def _ranked(hits: Sequence[Hit], *, each: bool) -> list[tuple[int, Hit]]:
    """Return hits with their ranks from 1: among those of their committee and year where each is asked."""
    seen: Counter[tuple[str, int | None]] = Counter()
    ranked = []
    for rank, hit in enumerate(hits, 1):
        seen[hit.place] += 1
        ranked.append((seen[hit.place] if each else rank, hit))
    return ranked


def _read(reader: Reader, question: Question, hit: Hit, rank: int) -> _Read:
    """Read a passage, and check the best of its sentences against what the question names."""
    source, context = hit.passage.source, hit.passage.location
    asked, around = _asked(question, hit), f"{context} {''.join(hit.passage.normal)}"
    is_asked = asked != question.text or bool(set(source.regions) & set(question.slots.regions))
    reading = reader.read(asked, context, hit.passage.normal, whole=question.each or rank <= _WHOLE)
    order = np.argsort(-reading.margin, kind="stable").tolist()
    best = [one for one in order if one in hit.named.naming][:1] or order[:_WEIGHED]
    checked = [_checked(question, hit, number, around, reading) for number in best]
    return _Read(hit, rank, is_asked, reading, checked)


def _asked(question: Question, hit: Hit) -> str:
    """Return the question as it is asked of the committee and the year that a passage is of.

    What is asked of nobody by a name is asked of whose passage has it; a name alone asks what it is.
    """
    slots, source = question.slots, hit.passage.source
    of_one, region = question.of_one, source.region or ""
    if not (of_one or slots.regions or slots.absent or question.each) and hit.named.is_named:
        of_one = question.text if question.want is not Want.OTHER or question.states else f"的{question.core}是什么?"
    if not of_one or not (region or slots.are_several):
        return question.text
    when = f"{source.year}年" if slots.years and source.year else ""
    return f"{region}{when}{of_one}"


def _checked(question: Question, hit: Hit, number: int, around: str, reading: Reading) -> Evidence:
    """Return a sentence, refuted by what it names or by figures that are not the one asked: 立案 for 办结, a plan."""
    sentence, source = hit.passage.sentence(number), hit.passage.source
    is_refuted = (
        not hit.agrees
        or question.constraints.violated_by(sentence.normal, around, source.regions)
        # What a page of a place, but of no committee, says of its committee has to name it.
        or (question.constraints.of_committee and source.owner != source.committee and "政协" not in sentence.normal)
    )
    years = () if question.slots.counted else question.slots.years
    counted = years_counted(sentence.normal, hit.passage.written) if years else ()
    is_refuted = is_refuted or (bool(years and counted) and not names_year(sentence.normal, hit.passage.written, years))
    figures = rank_figures(question.amount, sentence, hit.passage.text) if question.amount else ()
    if years and figures:
        of_year = tuple(one for one in figures if one.figure.year in (None, *years))
        is_refuted, figures = is_refuted or not of_year, of_year or figures
    is_near = number in hit.named.naming
    heads = f"{source.section or ''} {source.item or ''}"
    if figures and not question.each and not is_refuted:
        first = figures[0].figure.start - sentence.span.start
        is_refuted = not figures[0].may_answer or question.constraints.is_planned(sentence.text, first, heads)
        is_near = is_refuted and any(word in sentence.normal for word in question.words)
    if question.want is Want.DATE and (date := reading.best_span(number)):
        is_refuted = is_refuted or question.constraints.is_planned(sentence.normal, date[0], heads)
    return Evidence(hit, number, 0.0, None, reading, figures, is_refuted, is_near)


def _weighed(question: Question, read: Sequence[_Read]) -> list[Evidence]:
    """Return the best sentence of each passage that was read, the likeliest first."""
    found: list[Evidence] = []
    for one in read:
        margin, weighed = one.reading.margin, []
        for evidence in one.best:
            number = evidence.sentence or 0
            signals = Signals(
                margin=_bounded(margin[number]),
                ahead=_bounded(margin[number] - _best_beside(read, one, number)),
                retrieved=1 / one.rank,
                of_kind=float(_is_of_kind(question, evidence, number)),
                agrees=float(one.is_asked),
            )
            chance = probability(signals, violates=evidence.is_refuted)
            if not evidence.is_refuted and number in one.hit.named.naming:
                chance = NAMED + (1 - NAMED) * chance
            weighed.append(replace(evidence, confidence=chance, signals=signals))
        found += [max(weighed, key=lambda best: best.confidence)] if weighed else []
    return sorted(found, key=lambda best: (-best.confidence, best.hit.row))


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


def _is_of_kind(question: Question, evidence: Evidence, number: int) -> bool:
    """Whether a sentence has a figure of a fitting unit, or a date, where one is wanted."""
    if question.want is Want.FIGURE:
        return any(not question.units or one.figure.unit in question.units for one in evidence.figures)
    if question.want is Want.DATE:
        return bool(_DATE.search(evidence.hit.passage.normal[number]))
    return True


def _bounded(value: float) -> float:
    return max(-12.0, min(12.0, float(value)))
