"""Decision: what is worth reading, and whether what was read answers, as a calibrated probability.

The only place with thresholds.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from math import exp

# At or above the first it is an answer; at or above the second worth showing as a near miss. Chosen on the calibration
# part (see index/training/calibrate.py); convincing enough not to read on.
ANSWERS = 0.4
NEAR = 0.12
CONVINCES = 0.7
# The margin of sentences that were laid aside at a glance.
NOTHING = -8.0
# Another committee's evidence stands beside the best when the question names none and it is nearly as good.
AS_GOOD = 0.8
# A neighbour whose margin is so little below that of the sentence that answers is quoted with it.
TOGETHER = 1.0
# A sentence with the name that is all that is asked of is an answer, however little the reader finds that it says.
NAMED = 0.6
# What violates a constraint is never an answer, however the reader scores it.
_CAP = 0.35


@dataclass(frozen=True, slots=True)
class Signals:
    """What a decision is made from.

    `margin` is the reader's log-odds; `ahead` is how far the margin is above that of any other sentence
    of this committee and year; `retrieved` is 1 / rank; `of_kind` tells that the wanted kind of answer (figure, date)
    was found, `agrees` that the question names whom it asks, who is the evidence's own.
    """

    margin: float
    ahead: float
    retrieved: float
    of_kind: float
    agrees: float


@dataclass(frozen=True, slots=True)
class Prospects:
    """What tells, before a passage is read, whether it may answer.

    `retrieved` is 1 / rank; `shared` is how many of the question's characters stand in the passage or the titles above
    it, in [0, 1]; `behind` is how far that is below the most that any passage found has, at most 0.
    """

    retrieved: float
    shared: float
    behind: float


def is_worth_reading(prospects: Prospects) -> bool:
    """Whether a passage may answer; of those that were answered from in training hardly one is passed over."""
    return _score("reading", prospects) >= 0


def probability(signals: Signals, *, violates: bool = False) -> float:
    """Return the probability that the evidence answers; below ANSWERS where it violates a constraint."""
    total = _score("answer", signals)
    chance = 1 / (1 + exp(-max(-30.0, min(30.0, total))))
    return min(chance, _CAP) if violates else chance


def _score(name: str, features: Signals | Prospects) -> float:
    weights = _weights()[name]
    return weights["bias"] + sum(weights[field] * float(value) for field, value in asdict(features).items())


@cache
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(
        (files("index") / "weights" / "decision.json").read_text(encoding="utf-8")
    )
    return found
