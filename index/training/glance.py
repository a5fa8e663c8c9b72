"""The glance: after the reader's first layers, whether the others could find anything in a window.

A logistic regression on the states of the first layers foretells whether the whole reader would give any sentence a
margin above `ANYTHING`. Its threshold is set on pages kept from training, so that it lays aside hardly any window in
which the reader finds what it takes for an answer.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from index.answering.reader import Reading, TransformerReader
from index.answering.windows import Window
from index.training.calibrate import QuestionSet
from index.training.reader import ANYTHING

_FOUND = 0.98  # of the windows with a margin above 0, how many are read on
_STRENGTH = 0.002  # inverse of the regularisation
Floats = NDArray[np.float32]


class _Recorder(TransformerReader):
    """Reads everything and keeps what a glance saw and what came of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.features: list[Floats] = []
        self.margins: list[float] = []

    def read(self, question: str, context: str, sentences: Sequence[str], *, whole: bool = False) -> Reading:
        return super().read(question, context, sentences, whole=False)

    def _is_worth_reading(self, features: Floats) -> bool:
        self.features.append(features)
        return True

    def _margins(self, window: Window, hidden: Floats) -> list[float]:
        margins = super()._margins(window, hidden)
        self.margins.append(max(margins))
        return margins


def fit_glance(shown: QuestionSet, kept: QuestionSet, weights: Path) -> str:
    """Fit the glance, add it to `heads.npz` in the reader's folder, and return what share of windows it spares.

    It is fitted on the questions `shown`; those `kept` from training are for the threshold.
    """
    features, margins = _read(shown, weights)
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(scaler.transform(features), margins > ANYTHING)
    weight = model.coef_[0] / scaler.scale_
    features, margins = _read(kept, weights)
    scores = features @ weight
    least = float(np.quantile(scores[margins > 0], 1 - _FOUND))
    with np.load(weights / "heads.npz") as arrays:
        heads = dict(arrays)
    heads |= {"glance.weight": weight.astype(np.float32), "glance.bias": np.float32(-least)}
    np.savez(weights / "heads.npz", **heads)
    return f"of {len(scores)} windows {np.mean(scores < least):.2f} are laid aside"


def _read(asked: QuestionSet, weights: Path) -> tuple[Floats, Floats]:
    """Return (windows, features) and (windows,) best margins of all that is read for a set."""
    reader = _Recorder(weights)
    with asked.answerer(reader) as answerer:
        for question, _ in asked.asked:
            answerer.evidence(question)
    return np.array(reader.features, np.float32), np.array(reader.margins, np.float32)
