"""Calibration: from scores that only compare the sentences of one question to probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.reading.matches import Floats

_CERTAIN = 30  # log odds; what lies beyond is as certain, and overflows


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve (Platt 1999): `weights` (4,) of the score, of the question's best, of `said`, and of one."""

    weights: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Calibration":
        """Take the weights out of a file's arrays, named `calibration.weights`."""
        return cls(arrays["calibration.weights"])  # type: ignore[arg-type]

    def probabilities(self, scores: Floats, said: float) -> Floats:
        """Return (sentences,) probabilities that rise with `scores`; `said` is how much of the question is found."""
        odds = np.clip(marks(scores, said) @ self.weights, -_CERTAIN, _CERTAIN)
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


def marks(scores: Floats, said: float) -> Floats:
    """Return (sentences, 4): what the curve weighs of each sentence of one question."""
    best = np.full(len(scores), scores.max())
    return np.stack([scores, best, np.full(len(scores), said), np.ones(len(scores))], axis=1).astype(np.float32)
