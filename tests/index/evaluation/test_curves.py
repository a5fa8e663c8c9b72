import pytest

from index.evaluation.curves import bounds, risk_coverage


def test_risk_is_that_of_the_most_confident_share() -> None:
    judged = [(0.9, True)] * 10 + [(0.5, False)] * 10
    curve = dict(map(tuple, risk_coverage(judged)))
    assert curve[0.5] == 0
    assert curve[1.0] == 0.5
    assert curve[0.75] == pytest.approx(1 / 3, abs=1e-4)


def test_nothing_has_no_curve_and_no_bounds() -> None:
    assert risk_coverage([]) == []
    assert bounds([]) is None


def test_bounds_are_wilson_s() -> None:
    assert bounds([True] * 8 + [False] * 2) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert bounds([False] * 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
