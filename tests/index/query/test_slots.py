"""Slots: whom and when a question names."""

from datetime import date

import pytest

from index.query.scope import Scope
from index.query.slots import find_slots

COMMITTEES = {name: f"{name}政协" for name in ("云溪县", "桑落市", "岚叶侗族自治县")}
SCOPE = Scope(COMMITTEES, {"枞州市": frozenset({"云溪县"})}, frozenset({2023}))


@pytest.mark.parametrize(
    ("text", "regions", "absent", "years", "rest"),
    [
        ("云溪县政协2023年12月12日开的是什么会", ("云溪县",), (), (2023,), "12月12日开的是什么会"),
        ("文昌政协委员捐了多少款", (), ("文昌市",), (), "政协委员捐了多少款"),
        ("文昌阁修了几层", (), (), (), "文昌阁修了几层"),
        ("桑落市的答复因为什么被市政协退回", ("桑落市",), (), (), "的答复因为什么被市政协退回"),
        ("夜市有多少个摊位", (), (), (), "夜市有多少个摊位"),
        ("青岚县政协开了几次会", (), ("青岚县",), (), "开了几次会"),
        ("潮临新区的委员培训了多少", (), ("潮临新区",), (), "的委员培训了多少"),
        ("云溪25 专题协商 次数", ("云溪县",), (), (2025,), "专题协商 次数"),
        ("云溪县23年多少场,来了20多年", ("云溪县",), (), (2023,), "多少场,来了20多年"),
        ("云溪15年以上的老电梯有几台", ("云溪县",), (), (), "15年以上的老电梯有几台"),
        ("云溪二三年多少场", ("云溪县",), (), (2023,), "多少场"),
        ("云溪二四年多少场", ("云溪县",), (), (), "二四年多少场"),
        ("岚叶自治县的歌堂", ("岚叶侗族自治县",), (), (), "的歌堂"),
        ("岚叶县有几个寨子", ("岚叶侗族自治县",), (), (), "有几个寨子"),
        ("鹳城县的会开了几回", (), ("鹳城县",), (), "的会开了几回"),
        ("云溪县老城区多少井盖", ("云溪县",), (), (), "老城区多少井盖"),
        ("云溪桑落两县开了几次会", ("云溪县", "桑落市"), (), (), "两县开了几次会"),
        ("廖云溪调解了几起", (), (), (), "廖云溪调解了几起"),
        ("廖桑落是干哪行的", (), (), (), "廖桑落是干哪行的"),
        ("请问云溪调解了几起", ("云溪县",), (), (), "请问 调解了几起"),
        ("提案比去年多了几件", (), (), (), "提案比去年多了几件"),
        ("去年同期收到多少篇", (), (), (), "去年同期收到多少篇"),
        ("云溪去年收到多少篇", ("云溪县",), (), (2023,), "收到多少篇"),
        ("枞州市鹭岬区的提案", ("云溪县",), ("鹭岬区",), (), "的提案"),
        ("枞州市政协工作巡礼第九期谁编的", ("云溪县",), (), (), "政协工作巡礼第九期谁编的"),
        ("枞州市政协的提案", (), ("枞州市",), (), "的提案"),
        ("云溪县同一年的提案", ("云溪县",), (), (), "的提案"),
        ("云渓县的提案", ("云溪县",), (), (), "的提案"),
        ("哪位区政协委员牵的头", (), (), (), "哪位区政协委员牵的头"),
        ("云汐县的提案", ("云溪县",), (), (), "的提案"),
        ("桑茖市的提案", ("桑落市",), (), (), "的提案"),
    ],
    ids=[
        "a day keeps month and day",
        "a place whose short name is an everyday word, before 政协",
        "an everyday word that is no place",
        "no place of words before 市政协",
        "夜市 is no place",
        "a place that is not covered",
        "a new district that is not covered",
        "a year of two digits behind the place",
        "a year of two digits before 多少",
        "a number of years",
        "a year in two numerals, of a report",
        "two numerals that are no year of a report",
        "an autonomous county without its people",
        "an autonomous county as a county",
        "a name that ends in 城",
        "an everyday word that is a district elsewhere",
        "two places side by side",
        "a person with a place in the name",
        "a person with a place in the name before 是",
        "a place after 请问",
        "a year that is compared with",
        "the same time of a year",
        "a year counted from today",
        "a district that is not covered, after its city",
        "the series of a city's counties",
        "a city's own committee",
        "the year that was spoken of",
        "a character of the same look and sound",
        "words before 区政协 that are no name",
        "a character of the same sound",
        "a character that only looks alike",
    ],
)
def test_what_is_named(
    text: str, regions: tuple[str, ...], absent: tuple[str, ...], years: tuple[int, ...], rest: str
) -> None:
    slots = find_slots(text, SCOPE, today=date(2024, 1, 1))
    assert (slots.regions, slots.absent, slots.years, slots.rest) == (regions, absent, years, rest)


def test_a_short_name_that_is_joined_to_another_is_meant() -> None:
    scope = Scope({name: f"{name}政协" for name in ("民勤县", "竹溪县")}, {}, frozenset({2023}))
    for text in ("民勤和竹溪一年几次常委会议", "民勤、竹溪立案多少件"):
        assert find_slots(text, scope, today=date(2024, 5, 1)).named == ("民勤县", "竹溪县")
    assert find_slots("民勤的竹溪一年几次", scope, today=date(2024, 5, 1)).named == ("民勤县",)


def test_a_short_name_behind_its_province_is_meant() -> None:
    scope = Scope({"河南蒙古族自治县": "河南蒙古族自治县政协"}, {}, frozenset({2023}))
    assert find_slots("青海河南县那个委员站", scope, today=date(2024, 1, 1)).regions == ("河南蒙古族自治县",)


def test_people_getting_on_in_years_are_of_no_year() -> None:
    assert find_slots("上年纪的委员有几个", SCOPE, today=date(2024, 1, 1)).years == ()
    assert find_slots("上年有几个委员", SCOPE, today=date(2024, 1, 1)).years == (2023,)
