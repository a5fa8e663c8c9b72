"""Brute force: what the stores must answer, worked out without them."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75


def _length_of(code: int) -> int:
    """Return the length that a code of one byte stands for (Lucene's SmallFloat.byte4ToInt, which tantivy follows)."""
    if code < 24:
        return code
    bits, shift = (code - 24) & 7, ((code - 24) >> 3) - 1
    return 24 + (bits if shift < 0 else (bits | 8) << shift)


_LENGTHS = [_length_of(code) for code in range(256)]


def stored_length(length: int) -> int:
    """Return a document's length as the index keeps it: the largest of 256 values that is not above it."""
    return max(value for value in _LENGTHS if value <= length)


def bm25(documents: Sequence[Sequence[str]], question: Sequence[str]) -> NDArray[np.float64]:
    """Return (documents,) BM25 by the book (Robertson & Zaragoza 2009), with stored lengths."""
    mean = sum(map(len, documents)) / len(documents)
    scores = np.zeros(len(documents))
    for term in question:
        holding = sum(term in document for document in documents)
        idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        for row, document in enumerate(documents):
            count = document.count(term)
            damping = K1 * (1 - B + B * stored_length(len(document)) / mean)
            scores[row] += idf * count * (K1 + 1) / (count + damping)
    return scores


def best(scores: NDArray[np.float64], k: int, allowed: NDArray[np.bool_]) -> list[int]:
    """Return the k best rows among those allowed, equal ones in the order of rows."""
    rows = np.flatnonzero(allowed)
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))][:k]]
