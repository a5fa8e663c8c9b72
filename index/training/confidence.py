"""How the weights of the confidence are fitted: logistic regression on conversations with known outcomes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.abstention.evidence import is_doubtful
from index.abstention.features import Features
from index.answerer import Answerer
from index.evaluation.conversations import Conversation
from index.finding import Found
from index.question import Question
from index.search import Hit

Floats = NDArray[np.float64]

# Features that can only speak against an answer; the others can only speak for it.
_AGAINST = frozenset(
    {
        "missing",
        "other_unit",
        "lacked",
        "strange",
        "misnamed",
        "outmatched",
        "unsaid",
        "aside",
        "vague",
        "groundless",
        "misplaced",
    }
)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that was found for a question, and whether it holds what the conversation expects."""

    features: Features
    answers: bool


def fit_confidence(answerer: Answerer, conversations: Sequence[Conversation], out: Path) -> int:
    """Fit the weights and save them as JSON.

    Args:
        answerer: answers from the reports that the conversations ask about.
        conversations: for tuning; none that are reported on.
        out: the file to write.

    Returns:
        The number of examples.
    """
    examples = [
        example
        for conversation in conversations
        for example in _examples(answerer, conversation)
        if not is_doubtful(example.features)
    ]
    bias, weights = _fit(
        np.array([astuple(example.features) for example in examples], np.float64),
        np.array([example.answers for example in examples], np.float64),
    )
    named = {field.name: round(float(weight), 3) for field, weight in zip(fields(Features), weights, strict=True)}
    out.write_text(json.dumps({"bias": round(bias, 3), **named}, indent=1) + "\n", encoding="utf-8")
    return len(examples)


def _examples(answerer: Answerer, conversation: Conversation) -> Iterator[Example]:
    question, spoken = answerer.understand(conversation.turns)
    if question.idle or answerer.asks_of_page(question):
        return
    found = answerer.finder.find(question, spoken)
    for hit, rows in zip(found.hits, answerer.features(question, found), strict=True):
        yield from _of_hit(conversation, question, found, hit, list(rows.values()))


def _of_hit(
    conversation: Conversation, question: Question, found: Found, hit: Hit, rows: Sequence[Features]
) -> Iterator[Example]:
    passage, source = hit.passage, hit.passage.source
    expected = [
        one.substrings
        for one in conversation.expected
        if one.committee in (None, source.committee) and one.year in (None, source.year)
    ]
    touched = any(substring in passage.text for substrings in expected for substring in substrings)
    for span, features in zip(passage.sentences, rows, strict=True):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        answers = any(all(substring in text for substring in substrings) for substrings in expected)
        if touched and not answers:
            continue  # a neighbour of the sentence that answers, neither right nor wrong
        if found.told_of and not any(str(year) in text for year in question.slots.years):
            continue
        yield Example(features, answers)


def _fit(rows: Floats, answers: Floats) -> tuple[float, Floats]:
    """Return bias and weights of an L2-regularised logistic regression whose weights keep their signs."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights[1:] + weights[0]
        errors = 1 / (1 + np.exp(-scores)) - answers
        total = np.logaddexp(0, -scores * (2 * answers - 1)).sum() + (weights[1:] ** 2).sum() / 2
        return float(total), np.concatenate([[errors.sum()], rows.T @ errors + weights[1:]])

    bounds = [(None, None), *((None, 0) if field.name in _AGAINST else (0, None) for field in fields(Features))]
    best = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    return float(best[0]), best[1:]
