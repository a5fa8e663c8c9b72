"""Search: the passages nearest to a question, by words and by meaning, then read for the sentence that answers."""

from collections.abc import Collection
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A passage that was found.

    `row` is its row in the generation, `cosine` its cosine to the question, `score` what it is ranked by,
    `sentences` its normalised sentences, and `chances` (sentences,) the reader's probability of each that it answers.
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
        self._encoder = encoder
        self._reader = reader

    def search(
        self,
        text: str,
        *,
        k: int,
        asked: str | None = None,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
    ) -> list[Hit]:
        """Return the passages nearest to a question, best first.

        Args:
            text: what to look for: the words of the question that a report may have.
            k: how many at most.
            asked: the question that the reader reads for, words of asking included; `text` if None.
            committees: only passages of these committees; None for all.
            years: only passages of reports of these years; None for all.
        """
        allowed = self._generation.rows_of(committees=committees, years=years)
        query = self._encoder.encode([text], question=True)[0]
        dense, _ = self._generation.vectors.search(query, DEPTH, allowed)
        lexical, bm25 = self._generation.lexical.search(terms(text), DEPTH, committees=committees, years=years)
        rows = np.unique(np.concatenate([lexical, dense]))
        if not len(rows):
            return []
        cosines = self._generation.vectors.get(rows) @ query
        scores = fuse(_scores_of(rows, lexical, bm25), cosines)
        best = np.lexsort((rows, -scores))[: max(k, READ)]
        return self._read(asked or text, rows[best], scores[best], cosines[best])[:k]

    def _read(
        self, asked: str, rows: NDArray[np.int64], scores: NDArray[np.float32], cosines: NDArray[np.float32]
    ) -> list[Hit]:
        passages = [self._generation.passages[int(row)] for row in rows]
        readings = [_reading(passage, float(score)) for passage, score in zip(passages, scores, strict=True)]
        read = self._reader.read(asked, readings)
        hits = [
            Hit(
                row=int(row),
                passage=passage,
                score=float(score + CHANCE_WEIGHT * chances.max(initial=0.0)),
                cosine=float(cosine),
                sentences=reading.sentences,
                chances=chances,
            )
            for row, passage, reading, score, cosine, chances in zip(
                rows, passages, readings, scores, cosines, read, strict=True
            )
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.row))


def _scores_of(rows: NDArray[np.int64], found: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spread scores over ascending rows; those not found get 0."""
    spread = np.zeros(len(rows), np.float32)
    spread[np.searchsorted(rows, found)] = scores
    return spread


def _reading(passage: Passage, score: float) -> Reading:
    sentences = tuple(
        normalise(passage.text[span.start - passage.start : span.end - passage.start]) for span in passage.sentences
    )
    return Reading(passage.context, sentences, score)
