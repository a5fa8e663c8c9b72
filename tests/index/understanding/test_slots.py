"""Slots: whom and when a question names."""

from datetime import date

import pytest

from index.understanding.slots import Scope, find_slots

SCOPE = Scope({"云溪县": "云溪县政协", "桑落市": "桑落市政协"}, {}, frozenset({2023}))


@pytest.mark.parametrize(
    ("text", "regions", "absent", "years", "rest"),
    [
        ("云溪县政协2023年12月12日开的是什么会", ("云溪县",), (), (2023,), "12月12日开的是什么会"),
        ("桑落市的答复因为什么被市政协退回", ("桑落市",), (), (), "的答复因为什么被市政协退回"),
        ("夜市有多少个摊位", (), (), (), "夜市有多少个摊位"),
        ("青岚县政协开了几次会", (), ("青岚县",), (), "开了几次会"),
        ("潮临新区的委员培训了多少", (), ("潮临新区",), (), "的委员培训了多少"),
        ("云溪25 专题协商 次数", ("云溪县",), (), (2025,), "专题协商 次数"),
        ("云溪县23年多少场,来了20多年", ("云溪县",), (), (2023,), "多少场,来了20多年"),
    ],
    ids=[
        "a day keeps month and day",
        "no place of words before 市政协",
        "夜市 is no place",
        "a place that is not covered",
        "a new district that is not covered",
        "a year of two digits behind the place",
        "a year of two digits before 多少",
    ],
)
def test_what_is_named(
    text: str, regions: tuple[str, ...], absent: tuple[str, ...], years: tuple[int, ...], rest: str
) -> None:
    slots = find_slots(text, SCOPE, today=date(2024, 1, 1))
    assert (slots.regions, slots.absent, slots.years, slots.rest) == (regions, absent, years, rest)
