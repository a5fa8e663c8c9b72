"""Search: the passages nearest to a question, by words and by meaning."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.passages import Passage
from index.retrieval.fusion import fuse
from index.store.generation import Generation
from index.terms import terms

DEPTH = 50  # passages that each leg offers to the fusion
_ASKED = 16  # texts that are kept encoded
_HELD = 512  # passages that stay in memory, some kilobytes each


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `row` is its row in the generation, `rrf` what it is ranked by (0 where it only stands beside one that was found),
    `sentences` its normalised sentences.
    """

    row: int
    passage: Passage
    rrf: float
    sentences: tuple[str, ...]

    @property
    def place(self) -> tuple[str, int | None]:
        """Whose it is, a committee's or else a whole report's, and of which year."""
        source = self.passage.source
        return source.committee or self.passage.report, source.year


class Searcher:
    """Searches one generation."""

    def __init__(self, generation: Generation, encoder: Encoder) -> None:
        self._generation = generation
        # One question is searched for in several ways, and a passage found by several of them.
        self._asked = lru_cache(maxsize=_ASKED)(partial(_encoded, encoder))
        self._passage = lru_cache(maxsize=_HELD)(partial(_read, generation.passages))

    def search(
        self,
        text: str,
        *,
        k: int,
        committees: Collection[str] | None = None,
        years: Collection[int] | None = None,
        also: Collection[int] = (),
    ) -> list[Hit]:
        """Return the passages nearest to a question, best first.

        Args:
            text: what to look for: the words of the question that a report may have.
            k: how many at most.
            committees: only passages of these committees; None for all.
            years: only passages of reports of these years; None for all.
            also: rows of passages that are returned in any case.
        """
        allowed = self._generation.rows_of(committees=committees, years=years)
        query, wanted = self._asked(text)
        dense, _ = self._generation.vectors.search(query, DEPTH, allowed)
        lexical, _ = self._generation.lexical.search(wanted, DEPTH, committees=committees, years=years)
        ranked = dict(fuse(lexical.tolist(), dense.tolist()))
        best = [*list(ranked)[:k], *(row for row in also if row not in list(ranked)[:k])]
        return [self.hit(row, ranked.get(row, 0.0)) for row in best]

    def hit(self, row: int, rrf: float = 0.0) -> Hit:
        """Return the passage of a row as a hit."""
        passage, sentences = self._passage(row)
        return Hit(row, passage, rrf, sentences)


def _encoded(encoder: Encoder, text: str) -> tuple[NDArray[np.float32], list[str]]:
    """Return the vector and the terms of what is looked for."""
    return encoder.encode([text], question=True)[0], terms(text)


def _read(passages: Sequence[Passage], row: int) -> tuple[Passage, tuple[str, ...]]:
    """Return a passage and its normalised sentences."""
    passage = passages[row]
    return passage, tuple(passage.sentence(at).normal for at in range(len(passage.sentences)))
