"""Wrapping: lines of one paragraph are joined where a text is broken at one width, and nowhere else."""

from pathlib import Path

import pytest

from corpus.formats.plain import unwrapped

CASES = Path(__file__).parent / "cases"

LINES = [
    "学习教育走在前。全年举办读书会14场,参",
    "加委员960人次,覆盖了全部乡镇和村社,又",
    "开展走访活动,慰问困难家庭三百二十七户,",
    "送去温暖。",
]


def test_lines_of_one_width_are_joined_and_blank_lines_part() -> None:
    assert unwrapped([*LINES, "", *LINES]) == ["".join(LINES), "", "".join(LINES)]


def test_lines_of_any_length_stay() -> None:
    lines = [
        "标题",
        "第一段写了很长的一行文字,后面没有句号",
        "短行",
        "第二段也很长很长,比第一段还要长出一截来,没有句号",
        "尾",
    ]
    assert unwrapped(lines) == lines


def test_a_paragraph_begins_where_a_line_is_indented() -> None:
    assert unwrapped(["标题", f"　　{LINES[0][:-2]}", *LINES[1:], f"　　{LINES[0][:-2]}", *LINES[1:]]) == [
        "标题",
        *([f"　　{LINES[0][:-2]}{''.join(LINES[1:])}"] * 2),
    ]


def test_words_are_joined_with_a_space() -> None:
    lines = [
        "开展政协委员读书会和专题协商会,使用 AI",
        "GPT 辅助撰写提案和社情民意信息的工作,",
        "并开展走访活动,慰问困难家庭三百二十七",
        "户,送温暖。",
    ]
    assert "AI GPT" in unwrapped(lines)[0]


@pytest.mark.parametrize("wide", [1, 2], ids=["characters", "columns"])
def test_a_page_wrapped_by_characters_or_by_columns_is_joined(wide: int) -> None:
    page = [line for line in (CASES / "base.txt").read_text(encoding="utf-8").splitlines() if line]
    rows: list[str] = []
    for line in page:
        rows.append("")
        for char in line:
            if sum(1 if each.isascii() else wide for each in rows[-1] + char) > 20 * wide:
                rows.append("")
            rows[-1] += char
        rows.append("")
    assert [line for line in unwrapped(rows) if line] == page


def test_nothing_is_joined_to_nothing() -> None:
    assert unwrapped(["a", "b", "c", "d", "e"]) == ["a", "b", "c", "d", "e"]
    assert unwrapped([]) == []


def test_the_columns_of_a_paper_are_joined_below_its_masthead() -> None:
    lines = [
        "2 要闻·政协       某某日报        2019年4月17日 星期三",
        "                             编辑 林晓琴 校对 阙文",
        "",
        "泗阳县政协",
        "为渡口添了新灯",
        "",
        "  4月10日，泗阳县政协组织31名委",
        "员走了河田、三洲等5个渡口，看一看",
        "当年的木桩如今换成什么样。委员们",
        "带着1985年的老照片一处一处比对，",
        "发现还有3处没有护栏，当即写成建议",
        "送到县里。              （葛长河）",
    ]
    joined = unwrapped(lines)
    assert joined[3:5] == ["泗阳县政协", "为渡口添了新灯"]
    assert joined[6].startswith("  4月10日，泗阳县政协组织31名委员走了河田")
    assert len(joined) == 7
