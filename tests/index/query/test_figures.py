"""Which questions ask for a total or who has the most, and of what."""

import datetime

import pytest

from index.query.figures import Request
from index.query.question import understand
from index.query.scope import Scope

REGIONS = ("涟水县", "清江浦区", "盱眙县")
SCOPE = Scope({name: f"{name}政协" for name in REGIONS}, {"淮安市": frozenset(REGIONS)}, frozenset({2022, 2023}))


def request(asked: str, scope: Scope = SCOPE) -> Request | None:
    return understand(asked, scope, today=datetime.date(2024, 5, 1)).aggregation.total


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("全市一共开展了多少次专题协商?", "专题协商"),
        ("全市开展了多少次专题协商", "专题协商"),
        ("三家政协总共提交了多少条建议?", "建议"),
        ("专题协商加起来有多少次?", "专题协商"),
        ("专题协商合计多少次", "专题协商"),
        ("淮安市一共开展了多少次专题协商", "专题协商"),
        ("把各家的专题协商次数加一下", "专题协商"),
        ("各家提案的总和", "提案"),
        ("全市提案总数是多少", "提案"),
        ("所有县区专题协商之和是多少", "专题协商"),
        ("涟水县和清江浦区一共收到多少件提案", "提案"),
        ("涟水县2022年和2023年一共开展了几次专题协商", "专题协商"),
        ("涟水县和清江浦区各开展了几次专题协商,一共多少次", "专题协商"),
        ("全市各县区政协合计立案多少件提案", "立案提案"),
    ],
)
def test_a_total_is_asked_for_of_an_indicator(asked: str, name: str) -> None:
    found = request(asked)
    assert found is not None
    assert name in found.names


@pytest.mark.parametrize(
    "asked",
    [
        "涟水县一共提了多少条建议?",
        "涟水县2023年总共开展了几次专题协商?",
        "涟水县在全市开展了多少次专题协商?",
        "赶集一事总共开展了多少场",
        "各县区一共举办了多少场专题协商",
        "涟水县和清江浦区各开展了几次专题协商?",
        "涟水县和清江浦区的培训人次分别是多少",
        "全市一共多少?",
        "加起来呢?",
        "全市的协商工作是怎么做的?",
        "你好",
    ],
)
def test_what_one_committee_is_asked_or_each_is_no_total(asked: str) -> None:
    assert request(asked) is None


@pytest.mark.parametrize(
    ("asked", "years", "several"),
    [
        ("全市一共收到多少件提案", (), False),
        ("全市2023年一共收到多少件提案", (2023,), False),
        ("全市去年一共收到多少件提案", (2023,), False),
        ("全市2022年和2023年一共收到多少件提案", (2022, 2023), True),
        ("全市2021年到2023年一共收到多少件提案", (2021, 2022, 2023), True),
        ("全市历年一共收到多少件提案", (), True),
    ],
)
def test_years_are_one_unless_the_question_says_otherwise(asked: str, years: tuple[int, ...], several: bool) -> None:
    found = request(asked)
    assert found is not None
    assert (found.lookup.years, found.several_years) == (years, several)


def test_of_two_cities_the_one_that_is_meant_has_to_be_named() -> None:
    two = Scope(SCOPE.committees, {"淮安市": frozenset(REGIONS[:2]), "石梁市": frozenset(REGIONS[2:])}, SCOPE.years)
    asked = ("全市一共几件提案", "淮安市一共几件提案")
    assert [found.which_city for one in asked if (found := request(one, two))] == [True, False]
    assert [found.which_city for one in asked if (found := request(one))] == [False, False]


@pytest.mark.parametrize(
    ("asked", "is_least"),
    [
        ("全市哪个县的提案总数最多?", False),
        ("谁的专题协商最少", True),
        ("涟水和盱眙哪家提案多?", False),
        ("涟水县和盱眙县比,谁的提案少一些", True),
    ],
)
def test_who_has_most_is_a_ranking_and_no_total(asked: str, is_least: bool) -> None:
    found = understand(asked, SCOPE, today=datetime.date(2024, 5, 1)).aggregation
    assert found.ranking is not None
    assert (found.total, found.least) == (None, is_least)


def test_who_has_most_of_a_region_that_is_not_there_is_no_ranking() -> None:
    assert understand("柳堰县谁的提案最多", SCOPE, today=datetime.date(2024, 5, 1)).aggregation.ranking is None


def test_of_one_committee_nothing_is_compared() -> None:
    assert understand("涟水县谁的提案多", SCOPE, today=datetime.date(2024, 5, 1)).aggregation.ranking is None
