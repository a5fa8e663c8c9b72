"""Sentences: every piece stands alone, and none is cut where a reader would go on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split


def cut(text: str) -> list[str]:
    return [span.of(text) for span in split(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("坚持党的领导不动摇。始终坚持在县委领导下。", ["坚持党的领导不动摇。", "始终坚持在县委领导下。"]),
        ("协商视察求“精”。全年7次。", ["协商视察求“精”。", "全年7次。"]),
        ("没有句号的一句", ["没有句号的一句"]),
        ("前一句；后一句。", ["前一句；后一句。"]),
        ("满意率98.5%，办结3.2万件。完", ["满意率98.5%，办结3.2万件。", "完"]),
        ("“问题准。办法实。”负责人说。", ["“问题准。办法实。”", "负责人说。"]),
        ("围绕“为谁协商？怎么协商？”的问题展开。好。", ["围绕“为谁协商？怎么协商？”的问题展开。", "好。"]),
        ("“加快落实‘链快办’。营商。”等主题。", ["“加快落实‘链快办’。营商。”等主题。"]),
        ("送医、助学、调解……一年来成效明显。", ["送医、助学、调解……", "一年来成效明显。"]),
        ("送医、助学……等活动。", ["送医、助学……等活动。"]),
        ("说不清……。真的吗?！好", ["说不清……。", "真的吗?！", "好"]),
        ("《怎么办？》一书出版。（见第2页。）下一句。", ["《怎么办？》一书出版。", "（见第2页。）", "下一句。"]),
        ("第一行\n第二行\r\n\r\n第三行", ["第一行", "第二行", "第三行"]),
        ("　　缩进的一句。  下一句。 ", ["缩进的一句。", "下一句。"]),
        ("！！", ["！！"]),
        ("", []),
    ],
)
def test_a_paragraph_is_cut_where_a_sentence_ends(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_a_quotation_that_is_never_closed_does_not_swallow_the_rest() -> None:
    text = "“未闭合。" + "后面的句子。" * 30
    assert len(cut(text)) == 31


def test_only_the_asked_part_of_a_text_is_cut() -> None:
    text = "前。甲乙。丙丁。后。"
    assert [span.of(text) for span in split(text, 2, 8)] == ["甲乙。", "丙丁。"]


@given(st.text(alphabet="甲乙。！？…“”‘’（）《》，；的等 \n\r　", max_size=60))
def test_sentences_hold_every_character_in_order(text: str) -> None:
    spans = split(text, 0, len(text))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


def test_a_million_marks_are_cut_in_linear_time() -> None:
    assert len(cut("“甲。”乙。" * 100_000)) == 200_000
