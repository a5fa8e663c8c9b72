"""Questions as understood: text, slots and kind of answer together."""

from datetime import date

import pytest

from index.query.grammar import Want
from index.query.question import Question, in_figures, understand
from index.query.scope import Scope

SCOPE = Scope({"汀溪区": "汀溪区政协", "柳堰区": "柳堰区政协"}, {}, frozenset({2023}))


def understood(text: str) -> Question:
    return understand(text, SCOPE, today=date(2024, 5, 1))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("门票两块五", "门票2.5元"),
        ("一张票五块钱", "一张票5元"),
        ("办结率九成一", "办结率91%"),
        ("来了不止三万人", "来了超过三万人"),
        ("到会没到五百人", "到会不到五百人"),
    ],
)
def test_money_shares_and_bounds_are_written_as_reports_write_them(said: str, written: str) -> None:
    assert in_figures(said) == written


def test_whom_when_and_what_are_told_apart() -> None:
    question = understood("汀溪区去年收到了多少件提案?")
    assert (question.slots.regions, question.slots.years, question.want) == (("汀溪区",), (2023,), Want.FIGURE)
    assert (question.core, question.units[0], question.each) == ("收到 提案", "件", False)


@pytest.mark.parametrize("text", ["汀溪区和柳堰区的提案", "汀溪区2022年和2023年的提案", "各家收到多少提案"])
def test_of_several_each_is_asked(text: str) -> None:
    assert understood(text).each


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是汀溪区,是柳堰区", "柳堰区"),
        ("是柳堰区,而不是汀溪区", "柳堰区"),
        ("不是委员,是常委", "不是委员,是常委"),
        ("不是汀溪区吗,是不是柳堰区?", "不是汀溪区吗,是不是柳堰区?"),
    ],
)
def test_of_a_correction_only_what_is_meant_counts(text: str, meant: str) -> None:
    assert understood(text).text == meant


OF_THREE = Scope(
    committees={"涟水县": "涟水县政协", "盱眙县": "盱眙县政协", "西部县": "西部县政协"},
    parents={},
    years=frozenset({2021, 2022}),
)


@pytest.mark.parametrize(
    ("asked", "of_one"),
    [
        ("涟水和盱眙各办了几期培训班?", "办了几期培训班?"),
        ("涟水、盱眙的专委会分别叫什么", "专委会叫什么"),
        ("涟水县2021年和2022年各收到多少提案", "收到多少提案"),
        ("涟水收到多少提案", ""),
        ("涟水和盱眙谁的提案多", ""),
        ("各县政协办了几期培训班", "政协办了几期培训班"),
        ("2021年各家分别收到多少提案", "政协收到多少提案"),
        ("各界别委员有多少名", ""),
        ("涟水和盱眙两家分别叫什么", "叫什么"),
        ("哪些政协搞了培训班", "政协搞了培训班"),
        ("有没有哪家的文史资料写抗战", "政协的文史资料写抗战"),
        ("三色管理法是哪个政协搞的", "的三色管理法是什么?"),
        ("谁在搞三色管理法", "的三色管理法是什么?"),
        ("哪家提案最多", ""),
        ("哪个县区提案更多一些", ""),
    ],
)
def test_what_is_asked_of_each_as_it_is_asked_of_one(asked: str, of_one: str) -> None:
    assert understand(asked, OF_THREE, today=date(2026, 1, 1)).of_one == of_one
