"""Evidence: how well a sentence of a passage answers a question, as a calibrated confidence."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np

from corpus.figures import figures_in
from corpus.grammar import SURNAMES
from corpus.model import Kind
from index.coverage import Coverage, cover, weigh
from index.encoder import Encoder
from index.question import Question, Want, normalise
from index.reader import Reader, Reading
from index.search import Hit

_ROLES = "副主席|主席|副书记|书记|副县长|县长|副区长|区长|副市长|市长|秘书长|主任|局长|部长|通讯员|记者|委员|策划|编辑"
_PERSON = re.compile(rf"(?P<level>全国|省|市)?(?:委|政协|政府)?(?:{_ROLES})[:：]?\s?[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_ASKED_ROLE = re.compile(rf"(?P<level>全国|省|市)?(?:委|政协|政府)?(?:{_ROLES})")
_DATE = re.compile(r"\d+月|\d{4}年|每[年季月周]|[上下]半年|[一二三四]季度")
_CERTAIN = 0.95
_ASIDE = frozenset({Kind.TITLE, Kind.BANNER, Kind.BYLINE, Kind.CREDITS})


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from, each roughly in [0, 1]."""

    exact: float
    soft: float
    worst: float
    sentence: float
    fits: float
    misfits: float
    reader: float
    cosine: float
    strange: float
    aside: float
    vague: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its best sentence (an index into `hit.passage.sentences`; None: all) and the confidence in [0, 1]."""

    hit: Hit
    sentence: int | None
    features: Features | None
    confidence: float

    @classmethod
    def of_part(cls, hit: Hit) -> "Evidence":
        """Return a part of the page that was asked for by name, which needs no weighing."""
        return cls(hit, None, None, _CERTAIN)


def judge(question: Question, hits: Sequence[Hit], *, encoder: Encoder, reader: Reader) -> list[Evidence]:
    """Return one piece of evidence for each hit, the most confident first."""
    readings = [_reading(hit) for hit in hits]
    chances = reader.read(question.slots.rest, readings)
    found = [
        _evidence(question, hit, reading.sentences, chance, encoder)
        for hit, reading, chance in zip(hits, readings, chances, strict=True)
    ]
    return sorted(found, key=lambda evidence: -evidence.confidence)


def _reading(hit: Hit) -> Reading:
    passage = hit.passage
    sentences = tuple(
        normalise(passage.text[span.start - passage.start : span.end - passage.start]) for span in passage.sentences
    )
    return Reading(passage.context, sentences, hit.score)


def _evidence(
    question: Question, hit: Hit, sentences: tuple[str, ...], chances: np.ndarray, encoder: Encoder
) -> Evidence:
    source = hit.passage.source
    words = weigh(question.core)
    around = " ".join((*sentences, source.section or "", hit.passage.context.rpartition(" ")[2]))
    whole = cover(words, question.slots.rest, normalise(around), encoder)
    single = [cover(words, question.slots.rest, sentence, encoder) for sentence in sentences]
    fits = [_fit(question, sentence) for sentence in sentences]
    vague = float(not any(word.weight >= 1 for word in words))
    options = [
        _features(whole, part, fit, float(chance), hit, vague)
        for part, fit, chance in zip(single, fits, chances, strict=True)
    ]
    best = max(range(len(options)), key=lambda number: confidence(options[number]))
    return Evidence(hit, best, options[best], confidence(options[best]))


def _features(
    whole: Coverage, part: Coverage, fit: float, chance: float, hit: Hit, vague: float
) -> Features:
    return Features(
        exact=whole.exact,
        soft=whole.soft,
        worst=whole.worst,
        sentence=part.soft,
        fits=max(fit, 0.0),
        misfits=max(-fit, 0.0),
        reader=chance,
        cosine=hit.cosine,
        strange=float(whole.strange),
        aside=float(hit.passage.source.kind in _ASIDE),
        vague=vague,
    )


def _fit(question: Question, sentence: str) -> float:
    """Return 1 where a sentence holds the kind of answer that is wanted, -1 where it does not, 0 where none is."""
    if question.want is Want.FIGURE:
        found = figures_in(sentence)
        if question.unit and any(question.unit in figure.unit for figure in found):
            return 1.0
        return 0.3 if found else -1.0
    if question.want is Want.DATE:
        return 1.0 if _DATE.search(sentence) else -1.0
    if question.want is Want.PERSON:
        return _person_fit(question.slots.rest, sentence)
    return 0.0


def _person_fit(asked: str, sentence: str) -> float:
    """A role must be held at the level that is asked about: 省政协主席 is not 县政协主席."""
    level = _ASKED_ROLE.search(asked)
    named = list(_PERSON.finditer(sentence))
    if level is not None:
        named = [match for match in named if match["level"] == level["level"]]
    return 1.0 if named else -1.0


def confidence(features: Features) -> float:
    """Return the probability, by logistic regression, that the sentence answers the question."""
    weights = _weights()
    total = weights["bias"] + sum(weights[field.name] * getattr(features, field.name) for field in fields(features))
    return float(1 / (1 + np.exp(-total)))


@cache
def _weights() -> dict[str, float]:
    text = (files("index") / "weights" / "confidence.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
