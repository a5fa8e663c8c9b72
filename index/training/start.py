"""Where the encoder starts from: word2vec vectors weighted by smooth inverse frequency."""

from collections.abc import Sequence

import numpy as np
from gensim.models import Word2Vec
from numpy.typing import NDArray


def start_vectors(
    sequences: Sequence[Sequence[str]], vocabulary: Sequence[str], *, dimension: int, epochs: int, threads: int
) -> NDArray[np.float32]:
    """Return a row for each piece of `vocabulary`: skip-gram vectors, unit length times SIF weight a / (a + p).

    Skip-gram: Mikolov et al. 2013; SIF and the removal of the common direction: Arora et al. 2017, a = 1e-3.
    Pieces that the texts lack start at zero.
    """
    model = Word2Vec(
        sequences,
        vector_size=dimension,
        window=8,
        min_count=2,
        sg=1,
        negative=5,
        sample=1e-4,
        epochs=epochs,
        workers=threads,
        seed=1,
    )
    return sif(model, vocabulary)


def sif(model: Word2Vec, vocabulary: Sequence[str], *, smoothing: float = 1e-3) -> NDArray[np.float32]:
    """Weight a model's unit vectors by a / (a + p) and take out their mean direction."""
    words = model.wv
    total = sum(words.get_vecattr(word, "count") for word in words.index_to_key)
    rows = np.zeros((len(vocabulary), words.vector_size), dtype=np.float32)
    for at, word in enumerate(vocabulary):
        if word in words:
            share = words.get_vecattr(word, "count") / total
            vector = words[word]
            rows[at] = vector / np.linalg.norm(vector) * (smoothing / (smoothing + share))
    common = np.linalg.svd(rows, full_matrices=False)[2][0]
    return np.asarray(rows - np.outer(rows @ common, common), dtype=np.float32)
