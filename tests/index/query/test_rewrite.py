"""Rewrites: what a turn means after the turn before it."""

from datetime import date

import pytest

from corpus.model import Kind, Source
from index.answer import Answer, Quote, Status
from index.query.question import Question, understand
from index.query.rewrite import write_out
from index.query.scope import Scope

SCOPE = Scope(
    {"汀溪区": "汀溪区政协", "柳堰区": "柳堰区政协"},
    {"枞州市": frozenset({"汀溪区", "柳堰区"})},
    frozenset({2022, 2023}),
)
ASKED = "汀溪区政协2023年提案立案多少件?"


def understood(text: str) -> Question:
    return understand(text, SCOPE, today=date(2024, 5, 1))


def answer_to(question: str, quote: str = "立案提案186件。", item: str | None = None) -> Answer:
    source = Source(None, None, None, None, "汀溪区政协", "汀溪区", Kind.ITEM, None, item, (), 2023)
    told = Quote(quote, "一", "0" * 64, 0, len(quote), source, (), (), 0.9, 0)
    return Answer(question, question, Status.ANSWERED, (told,), 1.0)


def wordings(turn: str, *, asked: str = ASKED, **quoted: str) -> list[str]:
    written = write_out(understood(turn), understood(asked), answer_to(asked, **quoted), SCOPE)
    return [understood(turn).text if one is None else one for one in written]


@pytest.mark.parametrize(
    "turn",
    [
        "那柳堰区呢",
        "换成柳堰区",
        "换柳堰看看",
        "我问的是柳堰区",
        "不是汀溪,是柳堰",
        "不对,不是汀溪区,而是柳堰区",
        "是柳堰区,不是汀溪区",
        "我问的是柳堰,不是汀溪",
        "好的,那柳堰区呢",
        "谢谢!柳堰区呢?",
    ],
)
def test_another_committee_is_put_in_the_place_of_the_one_that_was_asked(turn: str) -> None:
    assert wordings(turn) == ["柳堰区政协2023年提案立案多少件?"]


@pytest.mark.parametrize("turn", ["那2022年呢", "改成2022年", "不是2023年,是2022年", "上一年呢"])
def test_another_year_is_put_in_the_place_of_the_one_that_was_asked(turn: str) -> None:
    assert wordings(turn) == ["汀溪区政协2022年提案立案多少件?"]


def test_of_what_is_corrected_the_rest_is_asked_too() -> None:
    assert wordings("不是汀溪的提案,是柳堰的视察次数") == ["柳堰的视察次数"]


@pytest.mark.parametrize(
    "turn", ["柳堰区开展了几次视察", "那柳堰区的委员工作室有几个", "换个问题,柳堰区开展了几次视察"]
)
def test_a_turn_that_names_its_own_committee_is_taken_as_it_stands(turn: str) -> None:
    assert wordings(turn) == [turn]


def test_a_turn_that_names_a_new_thing_is_taken_as_it_stands() -> None:
    assert wordings("“议事亭”设了多少个") == ["“议事亭”设了多少个"]
    assert wordings("“议事亭”设了多少个", quote="把“议事亭”设到村口。")[0] == "汀溪区政协2023年“议事亭”设了多少个"
    assert wordings("那“议事亭”呢")[0].startswith("汀溪区政协2023年")


def test_a_turn_that_asks_something_else_is_asked_of_whom_was_spoken_of_first() -> None:
    first, *_, last = wordings("开展了几次视察")
    assert (first, last) == ("汀溪区政协2023年开展了几次视察", "开展了几次视察")


def test_thanks_are_no_context() -> None:
    assert wordings("开展了几次视察", asked="谢谢") == ["开展了几次视察"]


def test_what_was_quoted_by_name_may_be_meant() -> None:
    assert "汀溪区政协2023年“议事亭”设了多少个" in wordings("设了多少个", item="一、推行“议事亭”")
