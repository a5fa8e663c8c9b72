"""Evidence: how well a sentence of a passage answers a question, as a calibrated confidence."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from corpus.figures import figures_in
from corpus.model import Kind
from index.abstention.coverage import (
    NEAR,
    SAME_SOUND,
    Coverage,
    Gauge,
    WordVectors,
    heavy_words,
    is_misnamed,
    is_strange,
    names_in,
    plain,
    share_of,
    unknown_in,
    weigh,
)
from index.abstention.premise import unsaid
from index.abstention.wanted import Fit, answering_clauses, fit_of, suits
from index.encoder import Encoder
from index.question import Question, normalise
from index.search import Hit
from index.terms import words
from index.understanding.asking import Want

_CERTAIN = 0.95
_FITS = {Fit.SAME_UNIT: 1.0, Fit.LIKE_UNIT: 0.85}
_SPOKEN_OF = 0.4
_UNSAID = 0.55
_ALL = 0.95
_DOUBTED = 0.45
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")
_ASKS_OR_DATES = re.compile(r"[哪啥什怎咋谁几吗呢?？]|多少|干嘛|\d月")
_SETS_UP = (
    r"(?:推[行出]|创[设新办立建]|首创|建[立起设成]|[设成]立|打造|开[发设办展]|搭建|组建|实[行施]|探索|上线|启用|制定|"
    r"选聘|聘请|招募|摆[开出])"
)
_POINTED = frozenset({Want.FIGURE, Want.DATE, Want.PERSON, Want.PLACE})
_ASIDE = frozenset({Kind.TITLE, Kind.BANNER, Kind.BYLINE, Kind.CREDITS})


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from, each roughly in [0, 1].

    `exact`, `soft` and `worst` tell how the passage covers the question's words (`coverage`); `sentence` and
    `sentence_worst` how the sentence does, `clause` and `indicator` how the best clause and the best figure of a
    fitting unit do (where no figure is wanted, the sentence); the fits are those of `wanted`; `chance` is the
    reader's probability, `leads` tells whether it is the highest of all that may be the answer; `cosine` and `near`
    are the passage's and the sentence's cosine to the question; `strange` tells that the question has a quantity,
    date or quoted name that the passage lacks, `misnamed` that it has a name that only other passages have,
    `outmatched` that a sentence of others says all of it and this one does not, `unsaid` how much of what it states
    the sentence does not say, `aside` that the passage is a title or the like, `vague` that the question has no
    weighty word, `groundless` that it has nothing to go by, `misplaced` that a caption is no answer, `dated` that
    the sentence tells the day that the question does, `introduces` that it opens an item, or sets up the thing,
    that is to be explained. What begins with `ahead_` is by how much it is above the best of all other passages.
    """

    exact: float
    soft: float
    worst: float
    missing: float
    titled: float
    sentence: float
    sentence_worst: float
    clause: float
    indicator: float
    held: float
    fits: float
    other_unit: float
    lacked: float
    chance: float
    leads: float
    cosine: float
    near: float
    strange: float
    misnamed: float
    outmatched: float
    unsaid: float
    aside: float
    vague: float
    groundless: float
    misplaced: float
    dated: float
    introduces: float
    ahead_exact: float = 0.0
    ahead_soft: float = 0.0
    ahead_sentence: float = 0.0
    ahead_clause: float = 0.0
    ahead_chance: float = 0.0
    ahead_cosine: float = 0.0
    ahead_near: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its best sentence and the confidence in [0, 1].

    `sentence` counts in `hit.passage.sentences`; None stands for all of them.
    """

    hit: Hit
    sentence: int | None
    confidence: float

    @classmethod
    def of_part(cls, hit: Hit) -> "Evidence":
        """Return a part of the page that was asked for by name, which needs no weighing."""
        return cls(hit, None, _CERTAIN)


class Judge:
    """Weighs what was found for a question."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors = WordVectors(encoder)

    def judge(self, question: Question, hits: Sequence[Hit], *, others: Sequence[Hit] = ()) -> list[Evidence]:
        """Return one piece of evidence for each hit, the most confident first.

        Args:
            question: what is asked.
            hits: what was found among the committees and years that are asked about.
            others: what was found among others; where one of these says what a hit does not, it is what is meant.
        """
        found = []
        for hit, rows in zip(hits, self.features(question, hits, others=others), strict=True):
            confidences = [confidence(row) for row in rows]
            best = max(range(len(rows)), key=confidences.__getitem__)
            found.append(Evidence(hit, best, confidences[best]))
        return sorted(found, key=lambda evidence: -evidence.confidence)

    def speaks_of(self, topic: str, hit: Hit) -> bool:
        """Whether a passage speaks of the weighty words of a topic, at least in near words."""
        return Gauge(weigh(topic), self._vectors).cover(_around(hit)).worst >= _SPOKEN_OF

    def names_another(self, topic: str, hit: Hit, others: Sequence[Hit]) -> bool:
        """Whether a topic says a weighty word that others have and a passage has not: 文艺界 where it has 医卫界."""
        said = _around(hit)
        absent = [word.text for word in heavy_words(topic) if len(word.text) > 2 and share_of(word.text, said) < NEAR]
        like = [word for word in absent if any(len(one) > 2 and one[-1] == word[-1] for one in words(said))]
        return any(word in _around(other) for word in like for other in others)

    def features(self, question: Question, hits: Sequence[Hit], *, others: Sequence[Hit] = ()) -> list[list[Features]]:
        """Return, for each hit, the features of each of its sentences; see `judge`."""
        gauge = Gauge(weigh(question.core), self._vectors)
        frame = _Frame(
            question=question,
            gauge=gauge,
            said_elsewhere=any(
                gauge.cover(sentence).worst >= SAME_SOUND for hit in others for sentence in hit.sentences
            ),
            names=names_in(sentence for hit in (*hits, *others) for sentence in hit.sentences),
            spelt=any(
                name in plain(sentence)
                for name in unknown_in(question.core)
                for hit in hits
                for sentence in hit.sentences
            ),
        )
        gauge.prepare(map(_around, hits))
        asked = self._encoder.encode([question.slots.rest], question=True)[0]
        nears = iter((self._encoder.encode([text for hit in hits for text in hit.sentences]) @ asked).tolist())
        found = [[_features(frame, hit, at, next(nears)) for at in range(len(hit.sentences))] for hit in hits]
        return _compared(_with_leaders(question, hits, found), [_place(question, hit) for hit in hits])


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the hits of one question are weighed within."""

    question: Question
    gauge: Gauge
    said_elsewhere: bool
    names: frozenset[str]
    spelt: bool  # a word that no dictionary has stands in what was found as in the question


def _place(question: Question, hit: Hit) -> tuple[str | None, int | None]:
    """Return what a hit competes within: its committee and year where each is to be answered for, else everything."""
    source = hit.passage.source
    return (source.committee, source.year) if question.each else (None, None)


def _with_leaders(question: Question, hits: Sequence[Hit], found: Sequence[list[Features]]) -> list[list[Features]]:
    """Mark, in each place, what has the highest chance of all that have the wanted kind of answer.

    A thing that is to be explained is explained where it is introduced, if anywhere.
    """
    best: dict[tuple[str | None, int | None], float] = {}
    introduced = any(row.introduces for rows in found for row in rows)
    for hit, rows in zip(hits, found, strict=True):
        place = _place(question, hit)
        fitting = (row for row in rows if not _is_of_other_kind(row) and (row.introduces or not introduced))
        best[place] = max([best.get(place, 0.0), *(row.chance for row in fitting)])
    return [
        [replace(row, leads=1.0) if row.chance == best[_place(question, hit)] else row for row in rows]
        for hit, rows in zip(hits, found, strict=True)
    ]


def _compared(found: Sequence[list[Features]], places: Sequence[tuple[str | None, int | None]]) -> list[list[Features]]:
    """Tell how much more each sentence has of some features than any of another passage in its place."""
    best = [tuple(map(max, *map(_rivalled, rows), (0.0,) * len(_RIVALLED))) for rows in found]
    compared = []
    for at, (rows, place) in enumerate(zip(found, places, strict=True)):
        others = [most for k, most in enumerate(best) if k != at and places[k] == place]
        beside = tuple(map(max, zip(*others, strict=True))) if others else (0.0,) * len(_RIVALLED)
        compared.append([replace(row, **_ahead(row, beside)) for row in rows])
    return compared


def _ahead(row: Features, beside: Sequence[float]) -> dict[str, float]:
    return {f"ahead_{name}": own - most for name, own, most in zip(_RIVALLED, _rivalled(row), beside, strict=True)}


@lru_cache(maxsize=256)
def _around(hit: Hit) -> str:
    """Return what a passage says together with the section and the kind of passage it is."""
    parts = (*hit.sentences, hit.passage.source.section or "", hit.passage.context.rpartition(" ")[2])
    return normalise(" ".join(parts))


def _features(frame: _Frame, hit: Hit, at: int, near: float) -> Features:
    question, gauge = frame.question, frame.gauge
    sentence, chance, around = hit.sentences[at], float(hit.chances[at]), _around(hit)
    whole, part = gauge.cover(around), gauge.cover(sentence)
    clause = max((gauge.cover(clause).soft for clause in answering_clauses(question, sentence)), default=0.0)
    indicator = _indicator_cover(question, gauge, sentence) if question.want is Want.FIGURE else part.soft
    fit = fit_of(question, sentence)
    return Features(
        exact=whole.exact,
        soft=whole.soft,
        worst=whole.worst,
        missing=whole.missing,
        titled=gauge.cover(normalise(hit.passage.source.item or "")).exact,
        sentence=part.soft,
        sentence_worst=part.worst,
        clause=clause,
        indicator=indicator,
        held=float(fit is Fit.HELD),
        fits=_FITS.get(fit, 0.0),
        other_unit=float(fit is Fit.OTHER_UNIT),
        lacked=float(fit is Fit.LACKED),
        chance=chance,
        leads=0.0,  # known once all are weighed
        cosine=hit.cosine,
        near=near,
        strange=float(is_strange(question.core, around, strict=question.want is Want.OTHER)),
        misnamed=float(is_misnamed(question.slots.rest, around, frame.names)),
        outmatched=float(frame.said_elsewhere and part.worst < NEAR),
        unsaid=unsaid(question, gauge, sentence),
        aside=float(hit.passage.source.kind in _ASIDE),
        vague=float(gauge.vague),
        groundless=float(not _names_one(question, frame) and _has_no_ground(question, gauge, part)),
        misplaced=float(hit.passage.source.kind is Kind.CAPTION and _wants_no_event(question)),
        dated=float(any(day in sentence for day in _DAY.findall(question.text))),
        introduces=float(_may_explain(question, hit) and _introduces(question, hit, sentence)),
    )


def _wants_no_event(question: Question) -> bool:
    """Whether a reason is asked for, or only a theme named (2024年专题协商): a caption tells of one day."""
    themed = question.want is Want.OTHER and not question.states and not _ASKS_OR_DATES.search(question.text)
    return themed or question.want is Want.REASON


def _names_one(question: Question, frame: _Frame) -> bool:
    """Whether a question says a day, or a name that stands in marks in what was found, of whatever words it is made."""
    asked = plain(question.slots.rest)
    return frame.spelt or bool(_DAY.search(question.text)) or any(plain(name) in asked for name in frame.names)


def _has_no_ground(question: Question, gauge: Gauge, part: Coverage) -> bool:
    said = bool(question.slots.regions) and (question.want not in _POINTED or part.exact >= _ALL)
    return gauge.groundless or (gauge.vague and not said)


def _may_explain(question: Question, hit: Hit) -> bool:
    return question.want is Want.DEFINITION and hit.passage.source.kind is not Kind.CAPTION


def _introduces(question: Question, hit: Hit, sentence: str) -> bool:
    asked, item = plain(question.core), plain(normalise(hit.passage.source.item or ""))
    names = [name for name in map(plain, names_in([*hit.sentences, item])) if name in asked]
    return any(name in item or re.search(rf"{_SETS_UP}.{{0,6}}{re.escape(name)}", plain(sentence)) for name in names)


def _indicator_cover(question: Question, gauge: Gauge, sentence: str) -> float:
    """Return how far what one fitting figure counts covers the words of the question."""
    counted = (figure.indicator for figure in figures_in(sentence) if suits(question, figure) and figure.indicator)
    return max((gauge.cover(indicator).soft for indicator in counted), default=0.0)


def confidence(features: Features) -> float:
    """Return the probability, by logistic regression, that the sentence answers the question.

    What cannot be an answer, however near, stays below what is taken for one: the wanted kind of answer is lacking,
    something that the question names or states is not there, or the question has no word to go by.
    """
    bias, weights = _weights()
    total = bias + float(weights @ np.array(_values(features)))
    chance = float(1 / (1 + np.exp(-total)))
    return min(chance, _DOUBTED) if is_doubtful(features) else chance


def is_doubtful(features: Features) -> bool:
    """Whether a sentence cannot be the answer."""
    return _is_of_other_kind(features) or bool(
        features.misnamed or features.strange or features.unsaid >= _UNSAID or features.groundless
    )


def _is_of_other_kind(features: Features) -> bool:
    """Whether a sentence has not the kind of answer that is wanted, whatever it speaks of."""
    return bool(features.lacked or features.other_unit or features.misplaced)


_RIVALLED = tuple(field.name.removeprefix("ahead_") for field in fields(Features) if field.name.startswith("ahead_"))
_rivalled = attrgetter(*_RIVALLED)
_values = attrgetter(*(field.name for field in fields(Features)))


@cache
def _weights() -> tuple[float, NDArray[np.float64]]:
    text = (files("index") / "weights" / "confidence.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights["bias"], np.array([weights[field.name] for field in fields(Features)])
