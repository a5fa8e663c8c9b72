"""The weights by which figures are ranked: a conditional logit over the figures of the sentence that answers.

Half of the pages, by a hash of their names, are held out and only reported on.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from corpus.figures import figures_in
from index.figures.ranking import WEIGHTS_FILE, Features, features_of, score_of
from index.training.texts import records

_SETS = ("pages_qa", "news_qa")
_PENALTY = 0.5  # of the squared weights


@dataclass(frozen=True, slots=True)
class Example:
    """The figures of one sentence, as features, and which of them the span of the answer has."""

    held_out: bool
    features: list[Features]
    right: list[bool]

    def is_met_by(self, weights: dict[str, float]) -> bool:
        """Whether the best figure by some weights is a right one."""
        scores = [score_of(row, weights) for row in self.features]
        return bool(scores) and self.right[int(np.argmax(scores))]


def fit_figures(data: Path) -> str:
    """Fit the weights on DATA/train, save them, and return how often the best figure is right, per set and half."""
    sets = {name: list(_examples(data / "train" / name)) for name in _SETS}
    shown = [one for examples in sets.values() for one in examples if not one.held_out]
    weights = _fit([one for one in shown if any(one.right)])
    WEIGHTS_FILE.write_text(f"{json.dumps(weights, indent=1)}\n", encoding="utf-8")
    told = []
    for name, examples in sets.items():
        for held_out in (False, True):
            half = [one.is_met_by(weights) for one in examples if one.held_out is held_out]
            told.append(f"{name} {'held out' if held_out else 'shown'} {sum(half) / len(half):.3f} of {len(half)}")
    return ", ".join(told)


def _examples(folder: Path) -> Iterator[Example]:
    texts = {one["id"]: one["text"] for one in records(folder / "passages.jsonl.gz")}
    for one in records(folder / "questions.jsonl.gz"):
        if one["kind"] != "figure" or not one["span"]:
            continue
        start, end = one["span"]
        for first, last in one["sentences"]:
            if first <= start and end <= last:
                text, answer = texts[one["doc"]][first:last], texts[one["doc"]][start:end]
                figures = figures_in(text, start=first)
                right = [(one.start < end and start < one.end) or one.text == answer for one in figures]
                features = features_of(one["question"], text, figures, start=first)
                yield Example(bool(zlib.crc32(one["doc"].encode()) % 2), features, right)
                break


def _fit(examples: list[Example]) -> dict[str, float]:
    names = sorted(examples[0].features[0])
    groups = [
        (np.array([[row[name] for name in names] for row in one.features]), np.array(one.right)) for one in examples
    ]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = 0.5 * _PENALTY * float(weights @ weights), _PENALTY * weights
        for rows, right in groups:
            scores = rows @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            share = float((chances * right).sum())
            value -= float(np.log(share + 1e-12))
            slope = slope + rows.T @ (chances - chances * right / share)
        return value, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 2) for name, weight in zip(names, found, strict=True)}
