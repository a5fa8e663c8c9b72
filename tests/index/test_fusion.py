import numpy as np
import pytest

from index.fusion import COSINE_WEIGHT, fuse


def test_bm25_counts_as_a_share_of_the_best_and_the_cosine_by_its_weight() -> None:
    fused = fuse(np.array([8, 4, 0], np.float32), np.array([0.5, 0.25, 1], np.float32))
    assert fused.tolist() == pytest.approx([1 + COSINE_WEIGHT * 0.5, 0.5 + COSINE_WEIGHT * 0.25, COSINE_WEIGHT])


def test_without_a_common_word_the_cosine_decides() -> None:
    assert fuse(np.zeros(2, np.float32), np.array([0.5, -0.5], np.float32)).tolist() == pytest.approx(
        [0.5 * COSINE_WEIGHT, -0.5 * COSINE_WEIGHT]
    )


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse(np.zeros(0, np.float32), np.zeros(0, np.float32)).tolist() == []
