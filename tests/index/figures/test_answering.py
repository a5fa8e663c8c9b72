"""Which figure of a sentence answers a question of how many."""

import datetime

import pytest

from corpus.figures import figures_in
from corpus.model import Span
from index.figures.answering import answering
from index.question import understand
from index.understanding.scope import Scope

SCOPE = Scope({"涟水县": "涟水县政协"}, {}, frozenset({2023}))
LEADERS = "县委、县政府主要领导先后21次参加政协活动,22次作出批示指示。"
ADVICE = "围绕“链快办”15条建议和县中振兴18条建议落实情况。"
STUDY = "集中学习辅导6次,专题学习研讨4次。"
FILED = "全年收到提案189件,经审查立案151件,督办重点提案10件。"


def answers(asked: str, sentence: str) -> list[str]:
    question = understand(asked, SCOPE, today=datetime.date(2024, 5, 1))
    figures = figures_in(sentence, start=0)
    return [figure.text for figure in answering(question, figures, sentence, Span(0, len(sentence)))]


@pytest.mark.parametrize(
    ("asked", "sentence", "found"),
    [
        ("全年培训了多少人次?", "全年累计教育培训近600人次。", ["近600人次"]),
        ("参加了几次政协活动?", LEADERS, ["21次"]),
        ("领导批示了几次?", LEADERS, ["22次"]),
        ("“链快办”提了多少条建议?", ADVICE, ["15条"]),
        ("县中振兴有几条建议?", ADVICE, ["18条"]),
        ("一共有多少条建议?", ADVICE, ["15条", "18条"]),
        ("专题学习研讨几次?", STUDY, ["4次"]),
        ("收到多少件提案?", FILED, ["189件"]),
        ("立案多少件?", FILED, ["151件"]),
        ("重点提案有几件?", FILED, ["10件"]),
        ("培训了多少人次?", STUDY, []),
        ("集中学习辅导是怎么做的?", STUDY, []),
    ],
)
def test_the_figure_that_is_asked_for_answers_and_no_other(asked: str, sentence: str, found: list[str]) -> None:
    assert answers(asked, sentence) == found


def test_more_figures_than_can_be_told_apart_are_no_answer() -> None:
    assert answers("有多少条?", "甲类3条,乙类4条,丙类5条,丁类6条。") == []


def test_figures_of_the_sentence_that_answers_go_before_those_around_it() -> None:
    text = "集中学习辅导6次。集中学习辅导9次。"
    question = understand("集中学习辅导几次?", SCOPE, today=datetime.date(2024, 5, 1))
    figures = (*figures_in(text[:9], start=0), *figures_in(text[9:], start=9))
    assert [figure.text for figure in answering(question, figures, text, Span(9, 18))] == ["9次"]
