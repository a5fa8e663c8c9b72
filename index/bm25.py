"""BM25 by our own count, so that a passage has one score whichever engine found it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import damage
from index.storage.table import short_hash
from prompts import storage as wording

K1, B = 1.2, 0.75


def _length_of(code: int) -> int:
    """Return the length that a code of one byte stands for (Lucene's SmallFloat, which tantivy follows)."""
    if code < 24:
        return code
    bits, shift = (code - 24) & 7, ((code - 24) >> 3) - 1
    return 24 + (bits if shift < 0 else (bits | 8) << shift)


# Ascending; a length is kept as the largest of these that is not above it.
_LENGTHS = np.array([_length_of(code) for code in range(256)])


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """How many passages of a generation hold each term, and how long they are.

    `hashes` are those of the terms, ascending, and `holding` (terms,) how many passages hold each.
    """

    passages: int
    mean_length: float
    hashes: NDArray[np.uint64]
    holding: NDArray[np.uint32]

    def scores(self, passages: Sequence[Sequence[str]], question: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 (passages,) of passages, given by their terms (Robertson & Zaragoza 2009)."""
        lengths = np.array([len(terms) for terms in passages], np.int64)
        stored = _LENGTHS[np.searchsorted(_LENGTHS, lengths, side="right") - 1]
        damping = K1 * (1 - B + B * stored / self.mean_length) if self.mean_length else np.ones(len(passages))
        counts = [Counter(terms) for terms in passages]
        scores = np.zeros(len(passages))
        for term, times in Counter(question).items():
            held = np.array([count[term] for count in counts])
            scores += times * self._idf(term) * held * (K1 + 1) / (held + damping)
        return scores.astype(np.float32)

    def _idf(self, term: str) -> float:
        at = int(np.searchsorted(self.hashes, np.uint64(short_hash(term))))
        known = at < len(self.hashes) and int(self.hashes[at]) == short_hash(term)
        holding = int(self.holding[at]) if known else 0
        return float(np.log(1 + (self.passages - holding + 0.5) / (holding + 0.5)))

    def write(self, path: Path) -> None:
        """Write the statistics."""
        with path.open("wb") as file:
            np.savez(
                file,
                passages=np.int64(self.passages),
                mean_length=np.float64(self.mean_length),
                hashes=self.hashes,
                holding=self.holding,
            )

    @classmethod
    def read(cls, path: Path) -> "Statistics":
        """Read the statistics.

        Raises:
            Damaged: the file is missing or not what was written.
        """
        try:
            with np.load(path) as file:
                return cls(int(file["passages"]), float(file["mean_length"]), file["hashes"], file["holding"])
        except (OSError, ValueError, KeyError) as error:
            raise damage(path, wording.UNREADABLE_FILE.format(reason=type(error).__name__)) from error


class Counting:
    """Counts terms, passage by passage."""

    def __init__(self) -> None:
        self._passages = self._length = 0
        self._holding: Counter[str] = Counter()

    def add(self, terms: Sequence[str]) -> None:
        """Count a passage."""
        self._passages += 1
        self._length += len(terms)
        self._holding.update(set(terms))

    def statistics(self) -> Statistics:
        """Return what was counted."""
        hashes = np.fromiter(map(short_hash, self._holding), np.uint64, len(self._holding))
        holding = np.fromiter(self._holding.values(), np.uint32, len(self._holding))
        order = np.argsort(hashes)
        mean = self._length / self._passages if self._passages else 0.0
        return Statistics(self._passages, mean, hashes[order], holding[order])
