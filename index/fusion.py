"""Fusion: one ranking from what was found by words and what was found by meaning."""

from collections.abc import Sequence

# Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009), with the constant of the paper.
_CONSTANT = 60


def fuse(*rankings: Sequence[int]) -> list[tuple[int, float]]:
    """Return (row, rrf score) of all rows of some rankings, best first; equal scores in the order of the rows.

    Args:
        rankings: rows, each ranking best first.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (_CONSTANT + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
