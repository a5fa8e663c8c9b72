"""Which indicators stand beside the asked one: by its words, and by nearness where a word is shared too."""

import pytest

from corpus.figures import figures_in
from corpus.model import Span
from index.answer import Row
from index.figures.comparison import meant
from index.figures.rows import Likeness, matches
from index.normal import bare
from tests.conftest import FakeEncoder
from tests.index.samples import passage


def rows(*sentences: str) -> list[Row]:
    return [
        Row(figure, sentence, Span(0, len(sentence)), "一", "0" * 64, passage(sentence).source, 0)
        for sentence in sentences
        for figure in figures_in(sentence, start=0)
    ]


def told(found: list[Row], asked: str) -> list[tuple[str, Likeness]]:
    return [
        (str(match.row.figure.indicator), match.likeness)
        for match in matches(found, bare(asked), FakeEncoder("协商议题"))
    ]


def test_same_containing_and_near_indicators_are_told_apart_in_their_order() -> None:
    found = rows("召开专题协商会3次。", "开展专题协商7次。", "排定重点协商议题12个。", "收到提案9件。")
    assert told(found, "专题协商") == [
        ("专题协商会", Likeness.PART),
        ("专题协商", Likeness.SAME),
        ("重点协商议题", Likeness.NEAR),
    ]


def test_a_high_cosine_without_a_shared_word_is_not_near() -> None:
    assert told(rows("收到议题9个。"), "议案题目") == []


@pytest.mark.parametrize("asked", ["“专题协商”", "專題協商", " 专题 协商 "])
def test_marks_spaces_and_traditional_characters_do_not_matter(asked: str) -> None:
    assert told(rows("开展专题协商7次。"), asked) == [("专题协商", Likeness.SAME)]


def test_words_of_the_sentence_count_only_where_nothing_else_does() -> None:
    found = rows("围绕养老服务开展专题协商7次。", "养老服务站点12个。")
    assert {likeness for _, likeness in told(found[:1], "养老服务")} == {Likeness.MENTIONED}
    assert Likeness.MENTIONED not in {likeness for _, likeness in told(found, "养老服务")}


def test_of_an_indicator_what_is_called_so_is_meant_else_what_contains_it() -> None:
    found = rows("召开专题协商会3次。", "排定重点协商议题12个。", "开展专题协商7次。")
    all_of_them = matches(found, "专题协商", FakeEncoder("协商议题"))
    assert [match.row.figure.text for match in meant(all_of_them)] == ["7次"]
    assert [match.row.figure.text for match in meant(all_of_them[:2])] == ["3次"]
    assert meant(()) == []
