"""The weights by which figures are ranked: a conditional logit over the figures of the sentence that answers.

Half of the pages, by a hash of their names, are held out and only reported on.
"""

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.figures import figures_in
from corpus.model import Span
from index.figures.ranking import WEIGHTS_FILE, Features, features_of, score_of
from index.passages import Sentence
from index.query.amounts import amount_of
from index.training.logit import fit_logit
from index.training.reading import Example, examples_of

_PENALTY = 0.5  # of half the squared weights


def fit_figures(data: Path) -> str:
    """Fit the weights on DATA/train, save them, and return how often the best figure is right, per set and half."""
    halves: dict[str, list[tuple[list[Features], list[bool]]]] = {}
    for one in examples_of(data):
        if one.kind == "figure" and one.span:
            half = "held out" if zlib.crc32(one.group.encode()) % 2 else "shown"
            halves.setdefault(f"{'pages' if one.is_page else 'news'} {half}", []).append(_figures_of(one))
    weights = _fit([one for half, found in halves.items() if half.endswith("shown") for one in found if any(one[1])])
    WEIGHTS_FILE.write_text(f"{json.dumps(weights, indent=1)}\n", encoding="utf-8")
    told = []
    for half, found in halves.items():
        scores = [[score_of(row, weights) for row in features] for features, _ in found]
        right = [bool(one) and yes[int(np.argmax(one))] for one, (_, yes) in zip(scores, found, strict=True)]
        told.append(f"{half} {np.mean(right):.3f} of {len(right)}")
    return ", ".join(told)


def _figures_of(example: Example) -> tuple[list[Features], list[bool]]:
    """Return the features of each figure of the sentence that answers, and which of them the answer's words have."""
    start, end = example.span or (0, 0)
    first, last = next((s, e) for s, e in example.sentences if s <= start and end <= e)
    text = example.text[first:last]
    figures = figures_in(text, start=first)
    right = [(one.start < end and start < one.end) or one.text == example.text[start:end] for one in figures]
    return features_of(amount_of(example.question), Sentence(Span(first, last), text, "", figures)), right


def _fit(sentences: Sequence[tuple[list[Features], list[bool]]]) -> dict[str, float]:
    names = sorted(sentences[0][0][0])
    rows = np.array([[figure[name] for name in names] for features, _ in sentences for figure in features])
    is_right = [yes for _, right in sentences for yes in right]
    starts = np.cumsum([0, *(len(right) for _, right in sentences[:-1])]).tolist()
    found = fit_logit(rows, starts, is_right, _PENALTY)
    return {name: round(float(weight), 2) for name, weight in zip(names, found, strict=True)}
