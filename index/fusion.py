"""Fusion: one ranking from what was found by words and what was found by meaning."""

import numpy as np
from numpy.typing import NDArray

# How much a cosine weighs beside BM25, the latter as a share of the question's best; chosen on the public sets, which
# pull it two ways: laws gain with it, encyclopaedias lose.
COSINE_WEIGHT = 2.2


def fuse(bm25: NDArray[np.float32], cosine: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (passages,) fused scores: BM25 as a share of its maximum plus the weighted cosine.

    Args:
        bm25: (passages,), 0 where a passage shares no term with the question.
        cosine: (passages,).
    """
    most = float(bm25.max(initial=0.0))
    return np.asarray(bm25 / most if most > 0 else bm25, np.float32) + COSINE_WEIGHT * cosine
