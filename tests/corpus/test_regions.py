"""Regions: the committee a text speaks of, however it is named."""

from collections import Counter

import pytest

from corpus.regions import committee_regions, regions, short_name


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["涟水县政协聚焦本职。"], [{"涟水县": 1}]),
        (["走进云溪县政协", "云溪县政协开展活动。"], [{"云溪县": 1}, {"云溪县": 1}]),
        (["和云溪县政协联动", "云溪县政协主办。"], [{"云溪县": 1}, {"云溪县": 1}]),
        (["政协屏川县第九届委员会召开会议。"], [{"屏川县": 1}]),
        (["屏川县十届政协开局。"], [{"屏川县": 1}]),
        (["屏川政协的做法", "屏川县有87个村。"], [{"屏川县": 1}, {}]),
        (["涟水政协的做法"], [{"涟水县": 1}]),
        (["指导各县区政协、县政协、市政协、全国政协。"], [{}]),
        (["记录县市政协的瞬间"], [{}]),
        (["积石山保安族东乡族撒拉族自治县政协召开会议"], [{"积石山保安族东乡族撒拉族自治县": 1}]),
        (["巴音塔拉旗政协、青岫瑶族自治县政协"], [{"巴音塔拉旗": 1, "青岫瑶族自治县": 1}]),
        (["梧月区政协开展“月下议事”。"], [{"梧月区": 1}]),
        (["2023年,与槐安县政协、槐安区政协联动"], [{"槐安区": 1, "槐安县": 1}]),
        (["槐安县政协", "与槐安县政协、槐安区政协联动"], [{"槐安县": 1}, {"槐安县": 1, "槐安区": 1}]),
        (["由一名县政协常委带队,每位区政协委员参加"], [{}]),
        (["灯市区政协、沙市区政协、全市区政协、到市区政协"], [{"灯市区": 1, "沙市区": 1}]),
        (["雾渠县政协委员走访", "走进渠县"], [{"雾渠县": 1}, {}]),
        (["走进渠县政协、近日渠县政协"], [{"渠县": 2}]),
        (["由渔民出身的县政协委员担任", "总队长由县政协副主席担任", "于是市政协促成此事"], [{}, {}, {}]),
        (["楝川县烂柯村村民米长顺这样评价县政协委员。", "楝川县政协走访"], [{}, {"楝川县": 1}]),
        (["首任区政协主席领办提案", "现任云溪县政协主席"], [{}, {"云溪县": 1}]),
        (["没有提到任何组织"], [{}]),
    ],
)
def test_the_regions_of_committees_are_counted(paragraphs: list[str], expected: list[dict[str, int]]) -> None:
    assert committee_regions(paragraphs) == [Counter(counts) for counts in expected]


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
