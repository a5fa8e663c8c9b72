"""Characters: a text comes out whole whatever wrote it, and a wrong guess never passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.formats.characters import decode, plausibility

TEXT = "涟水县政协2023年开展专题协商7次,“链快办”15条建议落实到位。\r\n全年累计教育培训近600人次;满意率98.5%。\n"
TRADITIONAL = "漣水縣政協聚焦本職、履職盡責,在參政議政中貢獻政協智慧、在服務發展中彰顯政協擔當。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "gb2312"]
)
@pytest.mark.parametrize("text", [TEXT, "县政协\n", "plain ASCII, 2023\n"], ids=["page", "line", "ascii"])
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), file="a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs", "utf-16"])
def test_traditional_text_is_read(encoding: str) -> None:
    text = TRADITIONAL.replace("、", ",")
    assert decode(text.encode(encoding), file="a.txt") == text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-8"])
def test_the_byte_order_mark_is_no_part_of_the_text(encoding: str) -> None:
    assert decode(("﻿" + TEXT).encode(encoding), file="a.txt").lstrip("﻿") == TEXT


def test_rare_characters_of_gb18030_survive() -> None:
    text = TEXT + "𠮷䶮㛃"
    assert decode(text.encode("gb18030"), file="a.txt") == text


@pytest.mark.parametrize("encoding", ["shift_jis", "cp1251", "koi8_r"])
def test_text_of_other_languages_is_no_chinese(encoding: str) -> None:
    text = "カタカナとひらがなのテキストです。" if encoding == "shift_jis" else "Это русский текст для проверки."
    content = text.encode(encoding)
    with pytest.raises(CorpusError, match=r"^a.txt:编码认不出"):
        decode(content * 5, file="a.txt")


def test_a_damaged_byte_is_reported_with_its_line() -> None:
    content = bytearray((TEXT * 3).encode())
    content[len((TEXT).encode()) + 5] = 0xFF
    with pytest.raises(CorpusError, match=r"^a.txt 第 3 行:有不合 UTF-8 编码的字节"):
        decode(bytes(content), file="a.txt")


def test_a_text_cut_within_a_character_is_reported_with_its_line() -> None:
    with pytest.raises(CorpusError, match=r"第 2 行:有不合 UTF-8 编码的字节"):
        decode(TEXT.encode()[:-10], file="a.txt")
    with pytest.raises(CorpusError, match=r"有不合 UTF-16-LE 编码的字节"):
        decode(TEXT.encode("utf-16")[:-1], file="a.txt")


def test_plausibility_tells_everyday_chinese_from_mojibake() -> None:
    assert plausibility(TEXT) > 0.97
    assert plausibility(TRADITIONAL) > 0.97
    assert plausibility(TEXT.encode().decode("gb18030", "replace")) < 0.6
    assert plausibility("2023") == 1.0


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_line(content: bytes) -> None:
    try:
        text = decode(content, file="a.txt")
    except CorpusError as error:
        assert len(str(error).splitlines()) == 1
    else:
        text.encode("utf-8")


@given(
    st.text(alphabet="县政协履职为民建言资政,。0123年\n", min_size=4, max_size=60),
    st.sampled_from(["gb18030", "utf-16-le", "utf-16-be"]),
)
def test_short_chinese_texts_are_not_misread(text: str, encoding: str) -> None:
    content = text.encode(encoding)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(content, file="a.txt") == text
