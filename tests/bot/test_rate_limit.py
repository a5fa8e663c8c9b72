"""How often one may ask."""

from bot.rate_limit import RateLimit


def test_the_limit_fills_up_again() -> None:
    now = 0.0
    limit = RateLimit(60, burst=2, clock=lambda: now)
    assert [limit.take("a"), limit.take("a"), limit.take("a"), limit.take("b")] == [0, 0, 1, 0]
    now = 1.0
    assert [limit.take("a"), limit.take("a")] == [0, 1]
    assert limit.take("a", -1.0) == 0
    assert limit.take("a") == 0


def test_the_limit_forgets_who_was_quiet_for_longest() -> None:
    limit = RateLimit(1, most=2, clock=lambda: 0.0)
    assert [limit.take(key) for key in "abc"] == [0, 0, 0]
    assert [limit.take("c") > 0, limit.take("a")] == [True, 0]


def test_what_costs_less_is_granted_more_often_and_one_takes_nothing_from_another() -> None:
    limit = RateLimit(1, clock=lambda: 0.0)
    assert [limit.take(1, 0.25) for _ in range(5)] == [0, 0, 0, 0, 15]
    assert limit.take(2) == 0


def test_any_number_where_there_is_no_limit() -> None:
    limit = RateLimit(0)
    assert {limit.take(1) for _ in range(500)} == {0}
