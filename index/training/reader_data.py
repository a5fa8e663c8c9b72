"""What the reader learns from: questions with the passages that a search finds for them."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import split
from index.reader import Reading
from index.terms import terms
from index.training.texts import records

NAMES = ("cmrc2018", "drcd")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the training data, cut into sentences as the product cuts it."""

    title: str
    sentences: tuple[str, ...]

    @classmethod
    def of(cls, title: str, text: str) -> "Passage":
        """Cut `text` into sentences."""
        return cls(title, tuple(span.of(text) for span in split(text, 0, len(text))))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its answers as written, and the number of the passage that answers it."""

    question: str
    answers: tuple[str, ...]
    passage: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what a search found for it; `right` (sentences,) marks those that answer, over all readings."""

    question: str
    readings: tuple[Reading, ...]
    right: NDArray[np.bool_]
    answers: tuple[str, ...]
    passage: int


def read_sets(data: Path) -> tuple[list[Passage], list[Asked]]:
    """Return the passages and questions of CMRC 2018 and DRCD in the order of the files."""
    passages: list[Passage] = []
    questions: list[Asked] = []
    for name in NAMES:
        for record in records(data / "train" / f"{name}.jsonl.gz"):
            for asked in record["questions"]:
                questions.append(Asked(asked["question"], tuple(asked["answers"]), len(passages)))
            passages.append(Passage.of(record["title"], record["passage"]))
    return passages, questions


def examples(passages: Sequence[Passage], questions: Sequence[Asked], *, most: int, seed: int) -> list[Example]:
    """Return an example for each question: the best `most` passages or fewer, as BM25 finds them.

    The right passage may be missing, as it may be when the reader is at work; then no sentence is right.
    """
    search = Bm25([f"{passage.title} {''.join(passage.sentences)}" for passage in passages])
    dice = random.Random(seed)  # noqa: S311 - no secret
    made = []
    for asked in questions:
        found, scores = search.best(asked.question, dice.choice((most, most, most - 2, most + 2)))
        readings = tuple(
            Reading(passages[row].title, passages[row].sentences, float(score))
            for row, score in zip(found, scores, strict=True)
        )
        right = [
            row == asked.passage and answers(sentence, asked.answers)
            for row in found
            for sentence in passages[row].sentences
        ]
        made.append(Example(asked.question, readings, np.array(right, dtype=np.bool_), asked.answers, asked.passage))
    return made


def answers(sentence: str, wanted: Sequence[str]) -> bool:
    """Tell whether a sentence holds one of the answers, white space and case aside."""
    plain = _plain(sentence)
    return any(_plain(answer) in plain for answer in wanted)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


class Bm25:
    """BM25 (Robertson and Zaragoza 2009; k1 1.2, b 0.75) over the product's terms, in memory."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(terms(text)) for text in texts]
        lengths = np.array([sum(counts.values()) for counts in counted], dtype=np.float32)
        self._size = len(texts)
        frequency = Counter(term for counts in counted for term in counts)
        postings: dict[str, list[tuple[int, int]]] = {}
        for row, counts in enumerate(counted):
            for term, count in counts.items():
                postings.setdefault(term, []).append((row, count))
        norm = 1.2 * (0.25 + 0.75 * lengths / max(float(lengths.mean()), 1.0))
        self._weights = {}
        for term, pairs in postings.items():
            rows = np.array([row for row, _ in pairs], dtype=np.int64)
            counts_ = np.array([count for _, count in pairs], dtype=np.float32)
            idf = np.log1p((self._size - frequency[term] + 0.5) / (frequency[term] + 0.5))
            self._weights[term] = rows, idf * counts_ * 2.2 / (counts_ + norm[rows])

    def best(self, question: str, k: int) -> tuple[list[int], list[float]]:
        """Return the rows and scores of the best `k` texts that share a term with the question, best first."""
        scores = np.zeros(self._size, dtype=np.float32)
        for term, count in Counter(terms(question)).items():
            if term in self._weights:
                rows, weights = self._weights[term]
                scores[rows] += count * weights
        order = [int(row) for row in np.argsort(-scores, kind="stable")[:k] if scores[row] > 0]
        return order, [float(scores[row]) for row in order]
