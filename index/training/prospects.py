"""What is worth reading: the weights by which `index.answering.decision` passes over passages before they are read.

Logistic regression foretells which of the passages found for a question answers it, all of them read. The threshold is
set so that it passes over hardly any from which a question was rightly answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.answerer import Answerer
from index.answering.decision import ANSWERS, Prospects
from index.answering.evidence import prospects
from index.answering.reader import Reader
from index.training.calibrate import IsRight, QuestionSet, write_weights

_ANSWERED = 0.9985  # of the passages from which a question was rightly answered, how many are read on
_STRENGTH = 0.5  # inverse of the regularisation
_ALL = 100  # more than are ever found


def fit_prospects(sets: Sequence[QuestionSet], reader: Reader, out: Path) -> str:
    """Fit the weights and write them to a file; returns what share of passages is passed over."""
    found: list[tuple[Prospects, bool]] = []
    for one in sets:
        with one.answerer(reader) as answerer:
            found += [pair for text, is_right in one.asked for pair in _labelled(answerer, text, is_right)]
    features = np.array([astuple(prospect) for prospect, _ in found])
    answers = np.array([is_answer for _, is_answer in found])
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(features, answers)
    scores = features @ model.coef_[0]
    least = float(np.quantile(scores[answers], 1 - _ANSWERED))
    write_weights(out, "reading", Prospects, (-least, *model.coef_[0]))
    return f"of {len(scores)} passages {np.mean(scores < least):.2f} are passed over"


def _labelled(answerer: Answerer, text: str, is_right: IsRight) -> Iterator[tuple[Prospects, bool]]:
    """Yield each passage found for a question, and whether the question is rightly answered from it."""
    question, found = answerer.evidence(text, least=_ALL)
    if question.each or not found or found[0].signals is None:
        return
    best, passage = found[0], found[0].hit.passage
    is_answered = best.confidence >= ANSWERS and is_right(passage, passage.sentence(best.sentence or 0).text.strip())
    ranked = sorted(found, key=lambda one: -one.signals.retrieved if one.signals else 0.0)
    hits = [one.hit for one in ranked]
    for hit, prospect in zip(hits, prospects(question, hits), strict=True):
        yield prospect, is_answered and hit is best.hit
