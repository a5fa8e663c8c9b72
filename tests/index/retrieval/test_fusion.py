import pytest

from index.retrieval.fusion import fuse


def test_a_row_of_both_rankings_gets_the_sum_of_its_reciprocal_ranks() -> None:
    fused = dict(fuse([7, 3], [3, 9], weight=0.5))
    assert fused[7] == pytest.approx(1 / 11)
    assert fused[3] == pytest.approx(1 / 12 + 0.5 / 11)
    assert fused[9] == pytest.approx(0.5 / 12)


def test_rows_come_best_first_and_equal_ones_in_their_order() -> None:
    assert [row for row, _ in fuse([5, 2], [2, 5], weight=1.0)] == [2, 5]
    assert [row for row, _ in fuse([1, 2, 3], [])] == [1, 2, 3]


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse([], []) == []
