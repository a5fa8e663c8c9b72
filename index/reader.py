"""Reader: of the sentences of the best passages, which one answers the question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.reading.calibration import Calibration
from index.reading.characters import Characters
from index.reading.clues import NAMES, clues
from index.reading.matches import Floats, Matches, Pieces
from index.reading.network import Network
from index.reading.trees import Trees

SHIPPED = Path(__file__).parent / "weights" / "reader" / "reader.npz"
# Of a longer question the end is read, which asks; of more text than this, what the first readings say. Together
# they bound the memory, which grows with the product of the two.
_LONGEST_QUESTION = 128
_MOST_CHARACTERS = 60_000
_IN_DOUBT = 16  # sentences that the network looks at, the best by the trees
_SAID = NAMES.index("passage")


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage to read: `title` is its title or context, `score` how well it was retrieved (higher is better)."""

    title: str
    sentences: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Reader:
    """Boosted trees over clues, and a network over the best sentences' characters; NumPy is all it needs."""

    characters: Characters
    trees: Trees
    network: Network
    calibration: Calibration

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Reader":
        """Read the weights from one .npz file."""
        with np.load(path) as arrays:
            return cls.of(arrays)

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Reader":
        """Make a reader from named arrays."""
        return cls(Characters.of(arrays), Trees.of(arrays), Network.of(arrays), Calibration.of(arrays))

    def read(self, question: str, readings: Sequence[Reading]) -> list[NDArray[np.float32]]:
        """Return, for each reading, the probability of each of its sentences that it answers `question`.

        Probabilities are calibrated one by one and need not sum to one: none may answer. A sentence that lies
        beyond what is read has 0.
        """
        answers = [np.zeros(len(reading.sentences), dtype=np.float32) for reading in readings]
        kept = _kept(readings)
        if not question.strip() or not kept:
            return answers
        pieces = [(readings[i].title, readings[i].sentences[:count]) for i, count in kept]
        scores, said = self.weigh(question[-_LONGEST_QUESTION:], pieces)
        probabilities = self.calibration.probabilities(scores, said)
        edges = np.cumsum([count for _, count in kept])[:-1]
        for (i, count), part in zip(kept, np.split(probabilities, edges), strict=True):
            answers[i][:count] = part
        return answers

    def weigh(self, question: str, pieces: Pieces) -> tuple[Floats, float]:
        """Return (sentences,) scores over all `(title, sentences)` pairs, and how much of the question is found.

        Scores compare within one question only.
        """
        matches = Matches.of(self.characters, question, pieces)
        rows = clues(question, pieces, matches)
        scores = self.trees.score(rows)
        chosen = in_doubt(scores)
        seen = self.network.score(matches, rows, chosen)
        seen -= np.logaddexp.reduce(seen)
        scores += seen.min()
        scores[chosen] += seen - seen.min()
        return scores, float(rows[:, _SAID].max())


def in_doubt(scores: Floats) -> NDArray[np.int64]:
    """Return the numbers, ascending, of the sentences that the trees score best."""
    return np.sort(np.argsort(-scores, kind="stable")[:_IN_DOUBT])


def _kept(readings: Sequence[Reading]) -> list[tuple[int, int]]:
    """Return `(reading, sentences to read)`, the best-retrieved first; readings without sentences are left out."""
    kept = []
    room = _MOST_CHARACTERS
    for i in sorted(range(len(readings)), key=lambda i: -readings[i].score):
        room -= len(readings[i].title)
        count = 0
        for sentence in readings[i].sentences:
            room -= len(sentence)
            if room < 0:
                break
            count += 1
        if count:
            kept.append((i, count))
    return kept
