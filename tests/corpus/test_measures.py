"""Units: what they measure, and which may stand for one another between a question and a report."""

import pytest

from corpus.measures import ALIKE, are_alike, kind_of


@pytest.mark.parametrize(("unit", "kind"), [("元", "money"), ("%", "share"), ("名", "people"), ("次", "count")])
def test_a_unit_measures_a_kind(unit: str, kind: str) -> None:
    assert kind_of(unit) == kind


def test_a_measure_word_is_like_itself_first() -> None:
    assert all(units[0] == unit for unit, units in ALIKE.items())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("名", "人", True),
        ("次", "场", True),
        ("块", "元", True),
        ("个", "所", True),
        ("人", "座", False),
        ("次", "人", False),
    ],
)
def test_units_stand_for_one_another_either_way(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is are_alike(other, one) is alike
