"""Nearness: how near in meaning the words of a text come to those of a question."""

from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.terms import runs, words_of


class WordVectors:
    """The vectors of single words, each encoded once; safe to use from several threads."""

    _MOST = 50_000

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = Lock()
        self._rows: dict[str, int] = {}
        self._vectors = np.empty((0, encoder.dimension), np.float32)

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return (words, dimension), rows of length 1."""
        with self._lock:
            if len(self._rows) > self._MOST:
                self._rows = {}
            missing = [word for word in dict.fromkeys(words) if word not in self._rows]
            if missing:
                self._learn(missing)
            return self._vectors[[self._rows[word] for word in words]]

    def _learn(self, words: Sequence[str]) -> None:
        first, last = len(self._rows), len(self._rows) + len(words)
        if last > len(self._vectors):
            grown = np.empty((max(2 * last, 1024), self._encoder.dimension), np.float32)
            grown[:first] = self._vectors[:first]
            self._vectors = grown
        self._vectors[first:last] = self._encoder.encode(words)
        self._rows.update(zip(words, range(first, last), strict=True))


class Nearness:
    """Tells, for each word of a question, how near the nearest word of a text comes to it; for several threads.

    Texts share their runs of characters with one another (a passage, its sentences, their clauses), so what is
    known of a run is kept: the highest cosine, in [0, 1], of each word of the question to the words of the run.
    """

    def __init__(self, words: Sequence[str], vectors: WordVectors) -> None:
        self._vectors = vectors
        self._asked = vectors.of(words)
        self._nothing = [0.0] * len(words)
        self._known: dict[str, list[float]] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up the words of some texts at once, which is faster than text by text."""
        self._learn([run for text in texts for run in runs(text)])

    def of(self, text: str) -> list[float] | None:
        """Return, for each word of the question, the cosine of the nearest word of a text; None where it has none."""
        found = runs(text)
        if not self._known.keys() >= set(found):
            self._learn(found)
        rows = [row for run in found if (row := self._known[run])]
        if len(rows) < 2:
            return rows[0] if rows else None
        return [max(column) for column in zip(*rows, strict=True)]

    def _learn(self, found: Iterable[str]) -> None:
        """Work out what is to be known of some runs; of a run without words of two characters that is nothing."""
        known: dict[str, list[float]] = {}
        columns: dict[str, int] = {}
        places: list[int] = []
        starts: dict[str, int] = {}
        for run in found:
            if run not in self._known and run not in known:
                known[run] = []
                if longer := [word for word in words_of(run) if len(word) > 1]:
                    starts[run] = len(places)
                    places += [columns.setdefault(word, len(columns)) for word in longer]
        if starts:
            cosines = np.clip(self._asked @ self._vectors.of(list(columns)).T, 0.0, 1.0)
            nearest = np.maximum.reduceat(cosines.take(places, axis=1), list(starts.values()), axis=1)
            known.update(zip(starts, nearest.T.tolist(), strict=True))
        self._known.update(known)
