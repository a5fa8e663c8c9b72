"""Search: the passages nearest to a question, by words and by meaning, fused."""

from collections.abc import Collection
from dataclasses import dataclass

from index.encoder import Encoder
from index.fusion import fuse
from index.passages import Passage
from index.publish import Generation
from index.terms import terms

# How many passages each leg offers to the fusion.
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: its row in the generation, its fused score and its cosine to the question."""

    row: int
    passage: Passage
    score: float
    cosine: float


class Searcher:
    """Searches one generation."""

    def __init__(self, generation: Generation, encoder: Encoder) -> None:
        self._generation = generation
        self._encoder = encoder

    def search(
        self, text: str, *, committees: Collection[str] | None, years: Collection[int] | None, k: int
    ) -> list[Hit]:
        """Return at most `k` hits, best first, from passages of these committees and years (None: of any)."""
        rows = self._generation.rows_of(committees=committees, years=years)
        query = self._encoder.encode([text], question=True)[0]
        dense = self._generation.vectors.search(query, DEPTH, rows)
        lexical = self._generation.lexical.search(terms(text), DEPTH, committees=committees, years=years)
        found, scores = fuse(lexical, dense)
        best = found[:k]
        cosines = self._generation.vectors.get(best) @ query
        return [
            Hit(int(row), self._generation.passages[int(row)], float(score), float(cosine))
            for row, score, cosine in zip(best, scores[:k], cosines, strict=True)
        ]
