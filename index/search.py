"""Search: the passages nearest to a question, by words and by meaning, then read for the sentence that answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.fusion import fuse
from index.passages import Passage
from index.question import normalise
from index.reader import Reader, Reading
from index.storage.generation import Generation
from index.terms import terms

# How many passages each leg offers to the fusion, how many of the fused are read at least, and how much the
# best sentence's chance weighs in their order.
DEPTH = 50
READ = 12
CHANCE_WEIGHT = 3.0
_ASKED = 16  # texts that are kept encoded
_HELD = 512  # passages that stay in memory, some kilobytes each


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A passage that was found.

    `row` is its row in the generation, `cosine` its cosine to the question, `score` what it is ranked by,
    `sentences` its normalised sentences, and `chances` (sentences,) the reader's probability of each that it answers,
    zeros until it is read.
    """

    row: int
    passage: Passage
    score: float
    cosine: float
    sentences: tuple[str, ...]
    chances: NDArray[np.float32]


class Searcher:
    """Searches one generation."""

    def __init__(self, generation: Generation, encoder: Encoder, reader: Reader) -> None:
        self._generation = generation
        self._reader = reader
        # One question is searched for in several ways, and a passage found by several of them.
        self._asked = lru_cache(maxsize=_ASKED)(partial(_encoded, encoder))
        self._passage = lru_cache(maxsize=_HELD)(partial(_read, generation.passages))

    def search(
        self,
        text: str,
        *,
        k: int,
        asked: str | None = None,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
        also: Collection[int] = (),
    ) -> list[Hit]:
        """Return the passages nearest to a question, read for its answer, best first.

        Args:
            text: what to look for: the words of the question that a report may have.
            k: how many at most.
            asked: the question that the reader reads for, words of asking included; `text` if None.
            committees: only passages of these committees; None for all.
            years: only passages of reports of these years; None for all.
            also: rows of passages that are read and returned in any case.
        """
        found = self.near(text, k=max(k, READ), committees=committees, years=years, also=also)
        hits = self.read(text if asked is None else asked, found)
        return hits[:k] + [hit for hit in hits[k:] if hit.row in also]

    def near(
        self,
        text: str,
        *,
        k: int,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
        also: Collection[int] = (),
    ) -> list[Hit]:
        """Return the passages nearest to a question as yet unread, best first; see `search`."""
        allowed = self._generation.rows_of(committees=committees, years=years)
        query, wanted = self._asked(text)
        dense, _ = self._generation.vectors.search(query, DEPTH, allowed)
        lexical, bm25 = self._generation.lexical.search(wanted, DEPTH, committees=committees, years=years)
        rows = np.unique(np.concatenate([lexical, dense, np.array(list(also), np.int64)]))
        if not len(rows):
            return []
        cosines = self._generation.vectors.get(rows) @ query
        scores = fuse(_scores_of(rows, lexical, bm25), cosines)
        order = np.lexsort((rows, -scores))
        best = [at for rank, at in enumerate(order.tolist()) if rank < k or rows[at] in also]
        return [self._hit(int(rows[at]), float(scores[at]), float(cosines[at])) for at in best]

    def read(self, asked: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return some hits, ranked also by the chance that they answer; what is told of one depends on the others."""
        readings = [Reading(hit.passage.context, hit.sentences, hit.score) for hit in hits]
        read = [
            replace(hit, score=float(hit.score + CHANCE_WEIGHT * chances.max(initial=0.0)), chances=chances)
            for hit, chances in zip(hits, self._reader.read(asked, readings), strict=True)
        ]
        return sorted(read, key=lambda hit: (-hit.score, hit.row))

    def _hit(self, row: int, score: float, cosine: float) -> Hit:
        passage, sentences = self._passage(row)
        return Hit(row, passage, score, cosine, sentences, np.zeros(len(sentences), np.float32))


def _encoded(encoder: Encoder, text: str) -> tuple[NDArray[np.float32], list[str]]:
    """Return the vector and the terms of what is looked for."""
    return encoder.encode([text], question=True)[0], terms(text)


def _read(passages: Sequence[Passage], row: int) -> tuple[Passage, tuple[str, ...]]:
    """Return a passage and its normalised sentences."""
    passage = passages[row]
    text, start = passage.text, passage.start
    return passage, tuple(normalise(text[span.start - start : span.end - start]) for span in passage.sentences)


def _scores_of(rows: NDArray[np.int64], found: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spread scores over ascending rows; those not found get 0."""
    spread = np.zeros(len(rows), np.float32)
    spread[np.searchsorted(rows, found)] = scores
    return spread
