"""Evidence: how well a sentence of a passage answers a question, as a calibrated confidence."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache, partial
from importlib.resources import files
from math import exp
from operator import attrgetter, mul

from index.abstention.coverage import NEAR, Gauge, heavy_words, weigh
from index.abstention.features import Features, Frame, around_of, features_of, likeliest
from index.abstention.nearness import WordVectors
from index.abstention.sharing import share_of
from index.encoder import Encoder
from index.question import Question
from index.search import Hit
from index.terms import words

_CERTAIN = 0.95
# So many sentences of a passage are weighed: all of them give the same totals on the tuning half of tests/eval.
_WEIGHED = 2
_SPOKEN_OF = 0.4
_UNSAID = 0.55
_DOUBTED = 0.45


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
        # What was only near a question is weighed after what was found for it.
        self._gauge = lru_cache(maxsize=4)(partial(_gauge, WordVectors(encoder)))

    def judge(self, question: Question, hits: Sequence[Hit], *, others: Sequence[Hit] = ()) -> list[Evidence]:
        """Return one piece of evidence for each hit, the most confident first.

        Args:
            question: what is asked.
            hits: what was found among the committees and years that are asked about.
            others: what was found among others; where one of these says what a hit does not, it is what is meant.
        """
        found = []
        weighed = self.features(question, hits, others=others, most=_WEIGHED)
        for hit, rows in zip(hits, weighed, strict=True):
            confidences = {at: confidence(row) for at, row in rows.items()}
            best = max(confidences, key=confidences.__getitem__)
            found.append(Evidence(hit, best, confidences[best]))
        return sorted(found, key=lambda evidence: -evidence.confidence)

    def speaks_of(self, topic: str, hit: Hit) -> bool:
        """Whether a passage speaks of the weighty words of a topic, at least in near words."""
        return self._gauge(topic).cover(around_of(hit)).worst >= _SPOKEN_OF

    def names_another(self, topic: str, hit: Hit, others: Sequence[Hit]) -> bool:
        """Whether a topic says a weighty word that others have and a passage has not: 文艺界 where it has 医卫界."""
        said = around_of(hit)
        absent = [word.text for word in heavy_words(topic) if len(word.text) > 2 and share_of(word.text, said) < NEAR]
        like = [word for word in absent if any(len(one) > 2 and one[-1] == word[-1] for one in words(said))]
        return any(word in around_of(other) for word in like for other in others)

    def features(
        self, question: Question, hits: Sequence[Hit], *, others: Sequence[Hit] = (), most: int | None = None
    ) -> list[dict[int, Features]]:
        """Return, for each hit, the features of its sentences by their numbers; of the likeliest `most`, if given."""
        frame = Frame.of(question, self._gauge(question.core), hits, others)
        asked = self._encoder.encode([question.slots.rest], question=True)[0]
        chosen = [likeliest(question, hit, most) for hit in hits]
        texts = [hit.sentences[at] for hit, numbers in zip(hits, chosen, strict=True) for at in numbers]
        nears = iter((self._encoder.encode(texts) @ asked).tolist())
        found = [
            features_of(frame, hit, {at: next(nears) for at in numbers})
            for hit, numbers in zip(hits, chosen, strict=True)
        ]
        return _compared(_with_leaders(question, hits, found), [_place(question, hit) for hit in hits])


def _gauge(vectors: WordVectors, core: str) -> Gauge:
    return Gauge(weigh(core), vectors)


def _place(question: Question, hit: Hit) -> tuple[str | None, int | None]:
    """Return what a hit competes within: its committee and year where each is to be answered for, else everything."""
    source = hit.passage.source
    return (source.committee, source.year) if question.each else (None, None)


def _with_leaders(
    question: Question, hits: Sequence[Hit], found: Sequence[dict[int, Features]]
) -> list[dict[int, Features]]:
    """Mark, in each place, what has the highest chance of all that have the wanted kind of answer.

    A thing that is to be explained is explained where it is introduced, if anywhere.
    """
    best: dict[tuple[str | None, int | None], float] = {}
    introduced = any(row.introduces for rows in found for row in rows.values())
    for hit, rows in zip(hits, found, strict=True):
        place = _place(question, hit)
        fitting = (row for row in rows.values() if not _is_of_other_kind(row) and (row.introduces or not introduced))
        best[place] = max([best.get(place, 0.0), *(row.chance for row in fitting)])
    return [
        {at: replace(row, leads=1.0) if row.chance == best[_place(question, hit)] else row for at, row in rows.items()}
        for hit, rows in zip(hits, found, strict=True)
    ]


def _compared(
    found: Sequence[dict[int, Features]], places: Sequence[tuple[str | None, int | None]]
) -> list[dict[int, Features]]:
    """Tell how much more each sentence has of some features than any of another passage in its place."""
    best = [tuple(map(max, *map(_rivalled, rows.values()), (0.0,) * len(_RIVALLED))) for rows in found]
    compared = []
    for at, (rows, place) in enumerate(zip(found, places, strict=True)):
        others = [most for k, most in enumerate(best) if k != at and places[k] == place]
        beside = tuple(map(max, zip(*others, strict=True))) if others else (0.0,) * len(_RIVALLED)
        compared.append({number: replace(row, **_ahead(row, beside)) for number, row in rows.items()})
    return compared


def _ahead(row: Features, beside: Sequence[float]) -> dict[str, float]:
    return {f"ahead_{name}": own - most for name, own, most in zip(_RIVALLED, _rivalled(row), beside, strict=True)}


def confidence(features: Features) -> float:
    """Return the probability, by logistic regression, that the sentence answers the question.

    What cannot be an answer, however near, stays below what is taken for one: the wanted kind of answer is lacking,
    something that the question names or states is not there, or the question has no word to go by.
    """
    bias, weights = _weights()
    total = bias + sum(map(mul, weights, _values(features)))
    chance = 1 / (1 + exp(-total))
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
def _weights() -> tuple[float, tuple[float, ...]]:
    text = (files("index") / "weights" / "confidence.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights["bias"], tuple(weights[field.name] for field in fields(Features))
