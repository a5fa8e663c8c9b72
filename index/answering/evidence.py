"""Evidence: the sentences of what was found, read for their answer, with a probability each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Kind
from index.answering.constraints import Constraint, violated
from index.answering.decision import CONVINCES, NEAR, Signals, probability
from index.answering.reader import Reader, Reading, Text
from index.figures.ranking import rank_figures
from index.normal import normalise
from index.passages import Passage
from index.query.grammar import Want
from index.query.question import Question
from index.retrieval.search import Hit, Searcher

# So many windows are read before it is asked whether any convinces, then so many more, then the rest.
_STAGES = (2, 4)
# Neighbours are read along with a passage up to so many characters.
_WINDOW = 220
_BODY = frozenset({Kind.ITEM, Kind.LEAD, Kind.PREFACE})
_CERTAIN = 0.95
_WEIGHED = 2  # sentences of a passage
_LEAST = -10.0  # a margin below all that the reader gives
_DATE = re.compile(
    r"\d+年|\d+月|\d+[日号]|[上下]半年|[上中下]旬|季度|年初|年底|星期|周[一二三四五六日末]|[今昨明去前]年"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its best sentence and the probability in [0, 1] that it answers.

    `sentence` counts in `hit.passage.sentences`; None stands for all of them. `reading` and `at` are the text that it
    was read in and the sentence's number there; `violates` are the constraints that it does not meet.
    """

    hit: Hit
    sentence: int | None
    confidence: float
    signals: Signals | None = None
    reading: Reading | None = None
    at: int = 0
    violates: tuple[Constraint, ...] = ()

    @property
    def margin(self) -> float:
        """The reader's margin, the least one where it was not read."""
        return self.signals.margin if self.signals else _LEAST

    @classmethod
    def of_part(cls, hit: Hit) -> "Evidence":
        """Return a part of the page that was asked for by name, which needs no reading."""
        return cls(hit, None, _CERTAIN)


@dataclass(frozen=True, slots=True)
class _Window:
    """Passages that stand together in one article, read as one text."""

    hits: tuple[Hit, ...]
    rank: int

    @property
    def place(self) -> tuple[str, int | None]:
        """Whose it is and of which year; neighbours of one article are of one place."""
        return self.hits[0].place

    def sentences(self) -> Iterator[tuple[Hit, int]]:
        for hit in self.hits:
            for number in range(len(hit.sentences)):
                yield hit, number

    def text(self) -> Text:
        return Text(_context(self), tuple(hit.sentences[number] for hit, number in self.sentences()))


class Judge:
    """Reads what a search found."""

    def __init__(self, searcher: Searcher, reader: Reader, rows: int) -> None:
        """Read with a reader; `rows` is how many passages the generation has."""
        self._searcher = searcher
        self._reader = reader
        self._rows = rows

    def judge(self, question: Question, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the best sentence of each passage, the likeliest first.

        The first passages are read first, the others only where none of these convinces, and no further than a glance
        where that finds nothing; once one does, only what is of another committee or year, of which the question may
        as well be.
        """
        windows = self._windows(hits)
        read: list[_Read] = []
        found: list[Evidence] = []
        edges = (0, len(windows)) if question.each else (0, *_STAGES, max(len(windows), *_STAGES))
        for start, end in pairwise(edges):
            part = windows[start:end]
            if any(one.confidence >= CONVINCES for one in found):
                seen = {one.window.place for one in read}
                part = list({window.place: window for window in part[::-1] if window.place not in seen}.values())
            if part:
                read += [self._read(question, window, whole=start == 0) for window in part]
                found = _weighed(question, read)
        return found

    def _read(self, question: Question, window: _Window, *, whole: bool) -> "_Read":
        source, text = window.hits[0].passage.source, window.text()
        asked = question.asked_of(source.region or "", source.year)
        return _Read(window, text, self._reader.read(asked, [text], whole=whole)[0])

    def _windows(self, hits: Sequence[Hit]) -> list[_Window]:
        """Return hits with their neighbours; a hit that stands in the window of a better one has none of its own."""
        held: dict[int, Hit] = {hit.row: hit for hit in hits}
        taken: set[int] = set()
        windows = []
        for rank, hit in enumerate(hits, 1):
            if hit.row in taken:
                continue
            rows = self._around(hit, taken)
            taken.update(rows)
            windows.append(_Window(tuple(held.get(row) or self._searcher.hit(row) for row in rows), rank))
        return windows

    def _around(self, hit: Hit, taken: set[int]) -> list[int]:
        """Return the rows of a window, in the order of the text: a passage and what stands before and after it."""
        rows, room = [hit.row], _WINDOW - len(hit.passage.text)
        sides = {-1: hit.passage.source.kind in _BODY, 1: hit.passage.source.kind in _BODY}
        while any(sides.values()):
            for step in (-1, 1):
                row = (rows[0] if step < 0 else rows[-1]) + step
                beside = self._neighbour(hit, row, taken) if sides[step] else None
                if beside is None or len(beside.passage.text) > room:
                    sides[step] = False
                    continue
                room -= len(beside.passage.text)
                rows = [row, *rows] if step < 0 else [*rows, row]
        return rows

    def _neighbour(self, hit: Hit, row: int, taken: set[int]) -> Hit | None:
        if not 0 <= row < self._rows or row in taken:
            return None
        beside = self._searcher.hit(row)
        one, other = hit.passage, beside.passage
        same = one.report == other.report and one.article == other.article and other.source.kind in _BODY
        return beside if same else None


@dataclass(frozen=True, slots=True)
class _Read:
    """A window, the text that it was read as, and what the reader made of it."""

    window: _Window
    text: Text
    reading: Reading

    def likeliest(self) -> Iterator[tuple[Hit, int, int]]:
        """Yield of each passage the sentences that are weighed: the passage, their number in it and in the text."""
        places: dict[int, list[tuple[Hit, int, int]]] = {}
        for at, (hit, number) in enumerate(self.window.sentences()):
            places.setdefault(hit.row, []).append((hit, number, at))
        for of_one in places.values():
            yield from sorted(of_one, key=lambda place: -self.reading.margin[place[2]])[:_WEIGHED]


def _weighed(question: Question, read: Sequence[_Read]) -> list[Evidence]:
    """Return the best sentence of each passage that was read, the likeliest first."""
    best: dict[int, Evidence] = {}
    for one in read:
        around = f"{one.text.context} {''.join(one.text.sentences)}"
        for hit, number, at in one.likeliest():
            sentence = one.text.sentences[at]
            signals = Signals(
                margin=_bounded(one.reading.margin[at]),
                ahead=_bounded(one.reading.margin[at] - _best_beside(read, one, at)),
                retrieved=1 / one.window.rank,
                of_kind=float(_is_of_kind(question, hit, number)),
                agrees=float(bool(question.slots.regions)),
            )
            violates = violated(question, sentence, around)
            chance = probability(signals, violates=bool(violates))
            if chance >= NEAR and not violates and _tells_other_figures(question, hit.passage, number):
                violates = (Constraint.OTHER_FIGURE,)
                chance = probability(signals, violates=True)
            if hit.row not in best or chance > best[hit.row].confidence:
                best[hit.row] = Evidence(hit, number, chance, signals, one.reading, at, violates)
    return sorted(best.values(), key=lambda found: (-found.confidence, found.hit.row))


def _tells_other_figures(question: Question, passage: Passage, number: int) -> bool:
    """Whether every figure of a sentence is another quantity than is asked: 立案 for 办结, an increase for a number."""
    if question.want is not Want.FIGURE or question.each:
        return False
    sentence = passage.sentence(number)
    ranked = rank_figures(
        question.text, sentence.text, sentence.figures, start=sentence.span.start, context=passage.text
    )
    return bool(ranked) and ranked[0].mismatch is not None


def _best_beside(read: Sequence[_Read], own: _Read, at: int) -> float:
    """Return the best margin of another sentence of the same committee and year."""
    others = [
        margin
        for one in read
        if one.window.place == own.window.place
        for k, margin in enumerate(one.reading.margin.tolist())
        if one is not own or k != at
    ]
    return max(others, default=_LEAST)


def _context(window: _Window) -> str:
    """Return what the reader is told of where a window stands: committee, year, title, section, item."""
    source = window.hits[0].passage.source
    year = f"{source.year}年" if source.year else None
    parts = (source.committee, year, source.article or source.report_title, source.section, source.item)
    return normalise(" ".join(part for part in parts if part))


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
