"""Asking: the kind of answer that everyday questions want, and in which units."""

import pytest

from index.query.grammar import ELSEWHERE, Want, states, units_of, want_of


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("全年收到多少件提案", Want.FIGURE),
        ("涟水 培训 人次", Want.FIGURE),
        ("两家谁报的社情民意多", Want.FIGURE),
        ("护水队的队长叫什么名字", Want.PERSON),
        ("那两本书叫什么名字", Want.NAME),
        ("答复因为什么被退了回去", Want.REASON),
        ("在哪个村搞的活动", Want.PLACE),
        ("介绍一下提案超市", Want.DEFINITION),
        ("陶罐一只有多重", Want.FIGURE),
        ("公路多长", Want.FIGURE),
        ("哪年多各多少只", Want.FIGURE),
        ("钱是怎么几家凑的", Want.DEFINITION),
        ("文史馆的馆长叫什么名字", Want.PERSON),
        ("搓澡工学堂学费怎么收", Want.FIGURE),
        ("驿家的建设总投资额。", Want.FIGURE),
        ("书名是什么", Want.NAME),
        ("书名是谁题的", Want.PERSON),
    ],
)
def test_what_is_wanted(question: str, want: Want) -> None:
    assert want_of(question) is want


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("钟楼造价多少", ("元", "角")),
        ("陶罐一只有多重", ("斤", "公斤", "千克", "吨", "克", "两")),
        ("报道了多少篇", ("篇", "份", "条", "件", "部")),
        ("提案件数,不要人次", ("件", "条", "项", "份")),
        ("培训人次", ("人次",)),
        ("一个月去几趟", ("趟", "次", "回", "场", "航次", "班次", "车次", "人次")),
        ("一共投资了多少个亿", ("元", "角")),
        ("装一部电梯要花多少", ("元", "角")),
        ("多少个问题", ()),
        ("发了多少副手套", ("副", "幅", "双")),
        ("走了几个钟头", ("小时", "个小时", "分钟")),
    ],
)
def test_units_that_fit(question: str, units: tuple[str, ...]) -> None:
    assert units_of(question) == units


def test_a_verb_said_both_ways_states_something() -> None:
    assert states("歇脚亭修不修")
    assert not states("修了几座歇脚亭")


def test_the_weather_is_asked_elsewhere() -> None:
    assert ELSEWHERE.fullmatch("今天天气怎么样?")
    assert not ELSEWHERE.fullmatch("涟水县现在几点开会")
