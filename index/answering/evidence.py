"""Evidence: the sentences of what was found, read for their answer, with a probability each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.figures import figures_in
from corpus.model import Kind
from index.answering.constraints import Constraint, violated
from index.answering.decision import CONVINCES, Signals, is_figure, probability
from index.answering.reader import Reader, Reading, Text
from index.question import Question, normalise
from index.search import Hit, Searcher
from index.understanding.asking import Want

# So many windows are read before it is asked whether any convinces, then so many more, then the rest.
_STAGES = (2, 4)
# Neighbours are read along with a passage up to so many characters.
_WINDOW = 220
_BODY = frozenset({Kind.ITEM, Kind.LEAD, Kind.PREFACE})
_CERTAIN = 0.95
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

    def sentences(self) -> Iterator[tuple[Hit, int]]:
        for hit in self.hits:
            for number in range(len(hit.sentences)):
                yield hit, number

    def text(self, context: str) -> Text:
        return Text(context, tuple(hit.sentences[number] for hit, number in self.sentences()))


class Judge:
    """Reads what a search found."""

    def __init__(self, searcher: Searcher, reader: Reader, rows: int) -> None:
        """Read with a reader; `rows` is how many passages the generation has."""
        self._searcher = searcher
        self._reader = reader
        self._rows = rows

    def judge(self, question: Question, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the best sentence of each passage, the likeliest first.

        The first passages are read first, the others only where none of these convinces.
        """
        windows = self._windows(hits)
        found: list[Evidence] = []
        edges = (0, len(windows)) if question.each else (0, *_STAGES, max(len(windows), *_STAGES))
        for start, end in pairwise(edges):
            if any(one.confidence >= CONVINCES for one in found):
                break
            found += self._read(question, windows[start:end], max((one.margin for one in found), default=_LEAST))
        return _ranked(found)

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

    def _read(self, question: Question, windows: Sequence[_Window], beside: float) -> list[Evidence]:
        """Return every sentence of some windows as evidence; `beside` is the best margin of those read before."""
        texts = [window.text(_context(window)) for window in windows]
        readings = self._reader.read(question.text, texts)
        best = [float(reading.margin.max(initial=_LEAST)) for reading in readings]
        found = []
        for k, (window, text, reading) in enumerate(zip(windows, texts, readings, strict=True)):
            ahead = best[k] - max([beside, *(other for j, other in enumerate(best) if j != k)])
            around = normalise(f"{text.context} {''.join(text.sentences)}")
            for at, (hit, number) in enumerate(window.sentences()):
                signals = Signals(
                    margin=_bounded(reading.margin[at]),
                    absolute=_bounded(reading.absolute[at]),
                    ahead=_bounded(ahead),
                    retrieved=1 / window.rank,
                    of_kind=float(_is_of_kind(question, text.sentences[at])),
                    figure=is_figure(question.want),
                )
                violates = violated(question, text.sentences[at], around)
                chance = probability(signals, violates=bool(violates))
                found.append(Evidence(hit, number, chance, signals, reading, at, violates))
        return found


def _ranked(found: Sequence[Evidence]) -> list[Evidence]:
    """Keep the best sentence of each passage, and order the passages."""
    best: dict[int, Evidence] = {}
    for one in found:
        if one.hit.row not in best or one.confidence > best[one.hit.row].confidence:
            best[one.hit.row] = one
    return sorted(best.values(), key=lambda one: (-one.confidence, one.hit.row))


def _context(window: _Window) -> str:
    """Return what the reader is told of where a window stands: committee, year, title, section, item."""
    source = window.hits[0].passage.source
    year = f"{source.year}年" if source.year else None
    parts = (source.committee, year, source.article or source.report_title, source.section, source.item)
    return normalise(" ".join(part for part in parts if part))


def _is_of_kind(question: Question, sentence: str) -> bool:
    """Whether a sentence has a figure of a fitting unit, or a date, where one is wanted."""
    if question.want is Want.FIGURE:
        units = question.units
        return any(not units or figure.unit in units for figure in figures_in(sentence))
    if question.want is Want.DATE:
        return bool(_DATE.search(sentence))
    return True


def _bounded(value: float) -> float:
    return max(-12.0, min(12.0, float(value)))
