"""Reader: of the sentences of the best passages, which one answers the question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.characters import Characters
from index.clues import clues, lay_out, question_weights, runs
from index.trees import Trees

SHIPPED = Path(__file__).parent / "weights" / "reader" / "reader.npz"


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage to read: `title` is its title or context, `score` how well it was retrieved (higher is better)."""

    title: str
    sentences: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Reader:
    """Boosted trees over clues; NumPy is all it needs."""

    characters: Characters
    trees: Trees
    calibration: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Reader":
        """Read the weights from one .npz file."""
        with np.load(path) as arrays:
            return cls.of(arrays)

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Reader":
        """Make a reader from named arrays."""
        return cls(Characters.of(arrays), Trees.of(arrays), arrays["calibration"])  # type: ignore[arg-type]

    def read(self, question: str, readings: Sequence[Reading]) -> list[NDArray[np.float32]]:
        """Return, for each reading, the probability of each of its sentences that it answers `question`.

        Probabilities are calibrated one by one and need not sum to one: none may answer.
        """
        order = sorted(range(len(readings)), key=lambda i: -readings[i].score)
        kept = [i for i in order if readings[i].sentences]
        answers = [np.zeros(len(reading.sentences), dtype=np.float32) for reading in readings]
        if not question.strip() or not kept:
            return answers
        ids = self.characters.ids(question)
        pieces = [(readings[i].title, readings[i].sentences) for i in kept]
        laid = lay_out(self.characters, pieces)
        common = runs(ids, laid.ids)
        weights = question_weights(self.characters, question, ids)
        rows = clues(question, pieces, laid, common, weights)
        slope, intercept = self.calibration
        probabilities = 1 / (1 + np.exp(-(slope * self.trees.score(rows) + intercept)))
        edges = np.cumsum([len(readings[i].sentences) for i in kept])[:-1]
        for i, part in zip(kept, np.split(probabilities, edges), strict=True):
            answers[i] = part.astype(np.float32)
        return answers
