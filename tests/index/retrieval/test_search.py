import pytest

from index.retrieval.search import fuse


def test_a_row_of_both_rankings_gets_the_sum_of_its_reciprocal_ranks() -> None:
    fused = fuse([7, 3], [3, 9])
    assert fused == pytest.approx({7: 1 / 11, 3: 1 / 12 + 0.3 / 11, 9: 0.3 / 12})


def test_rows_come_best_first_and_equal_ones_in_their_order() -> None:
    assert list(fuse([5, 2], [2, 5])) == [5, 2]
    assert list(fuse([2, 5], [])) == [2, 5]
    assert list(fuse([], [2])) == [2]


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse([], []) == {}
