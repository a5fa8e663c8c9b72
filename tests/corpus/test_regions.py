"""Regions: the list of them, and where a text names them."""

import pytest

from corpus.regions import Level, regions, regions_in, short_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("武汉市洪山区政协", [("武汉市", "武汉市"), ("洪山区", "洪山区")]),
        ("县政府主要领导和县政协领导", []),
        ("今后五年是和县融入都市圈的时期", [("和县", "和县")]),
        ("提案委将会同县委督查室", []),
        ("办理县政协提案,报道县政协,示范县政协", []),
        ("参加合作市场建设,居民在城区", []),
        ("晋城市城区政协", [("晋城市", "晋城市"), ("城区", "城区")]),
        ("湖南省南县与湖南县域经济", [("湖南省", "湖南省"), ("南县", "南县"), ("湖南", "湖南省")]),
        ("克州和临夏州", [("克州", "克孜勒苏柯尔克孜自治州"), ("临夏州", "临夏回族自治州")]),
        ("云溪村", []),
        ("宣武区的老街", [("宣武区", "宣武区")]),
    ],
)
def test_listed_regions_are_found_where_they_stand(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.regions[0].name) for one in regions_in(text)] == expected


def test_a_region_knows_its_level_and_what_it_belongs_to() -> None:
    county, city, province = (regions_in(name)[0].regions[0] for name in ("涟水县", "淮安市", "江苏省"))
    assert [region.level for region in (county, city, province)] == [Level.COUNTY, Level.PREFECTURE, Level.PROVINCE]
    assert county.parents == (city, province)


def test_one_name_may_be_of_several_regions() -> None:
    (mention,) = regions_in("鼓楼区")
    assert {parent.name for region in mention.regions for parent in region.parents} >= {"南京市", "徐州市", "福州市"}


def test_a_short_name_that_is_a_word_counts_only_where_it_is_asked_for() -> None:
    assert regions_in("洪山的春天") == []
    assert [one.regions[0].name for one in regions_in("洪山_区政协常委会", everyday=True)] == ["洪山区"]


@pytest.mark.parametrize(
    ("region", "short"),
    [
        ("涟水县", "涟水"),
        ("赵县", "赵县"),
        ("云溪县", "云溪"),
        ("霜林区", "霜林"),
        ("青岫瑶族自治县", "青岫"),
        ("岚叶土家族苗族自治县", "岚叶"),
        ("双桥新区", "双桥"),
    ],
)
def test_a_short_name_has_no_suffix(region: str, short: str) -> None:
    assert short_name(region) == short


def test_the_table_knows_the_regions_of_the_shipped_report() -> None:
    assert {"涟水县", "清江浦区", "淮安市"} <= regions().keys()
