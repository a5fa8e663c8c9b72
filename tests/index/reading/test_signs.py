import numpy as np
import pytest

from index.reading.signs import KINDS, SIGNS, asking, kinds, signs_of


def _signs(question: str, *sentences: str, said: str = "") -> list[dict[str, float]]:
    marks = [np.array([character in said for character in sentence], dtype=np.bool_) for sentence in sentences]
    rows = signs_of(question, sentences, marks)
    return [dict(zip(SIGNS, row.tolist(), strict=True)) for row in rows]


def test_question_words_are_marked() -> None:
    assert [c for c, mark in zip("共有多少人?", asking("共有多少人?"), strict=True) if mark] == ["多", "少", "?"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("提了多少条建议?", "number"),
        ("谁是主席?", "person"),
        ("何时成立?", "date"),
        ("在哪里举行?", "where"),
        ("为什么取消?", "reason"),
        ("包括哪些内容?", "list"),
    ],
)
def test_the_kind_of_answer_asked_for_is_seen(question: str, kind: str) -> None:
    assert dict(zip(KINDS, kinds(question).tolist(), strict=True))[f"asks_{kind}"] == 1


def test_a_numeral_before_the_counted_noun_is_a_sign() -> None:
    with_unit, without = _signs("成立了几支队伍?", "组建四支队伍。", "组建四个队伍。")
    assert (with_unit["unit"], without["unit"]) == (1.0, 0.0)


def test_signs_that_a_question_does_not_ask_for_are_minus_one() -> None:
    (signs,) = _signs("谁取消的?", "因为下雨。")
    assert (signs["unit"], signs["head"]) == (-1.0, -1.0)


def test_what_the_question_says_already_is_no_sign_of_an_answer() -> None:
    (all_new,) = _signs("哪一年?", "2023年举行")
    (nothing_new,) = _signs("哪一年?", "2023年举行", said="2023年")
    assert (all_new["dates"], nothing_new["dates"]) == (1.0, 0.0)


def test_each_sentence_is_counted_by_itself() -> None:
    counts = [signs["digits"] for signs in _signs("几次?", "3次和5次", "没有", "", "7")]
    assert counts == [2.0, 0.0, 0.0, 1.0]


def test_a_pronoun_counts_at_the_beginning_of_a_sentence_only() -> None:
    assert [signs["pronouns"] for signs in _signs("谁?", "他来了", "来了他")] == [1.0, 0.0]


def test_a_line_break_within_a_sentence_does_not_shift_the_others() -> None:
    assert [signs["digits"] for signs in _signs("几次?", "三\n次", "无", "五次")] == [1.0, 0.0, 1.0]


def test_lone_surrogates_and_emoji_are_no_obstacle() -> None:
    assert [signs["digits"] for signs in _signs("几次?", "\ud800😀3", "4")] == [1.0, 1.0]
