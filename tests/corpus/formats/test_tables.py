"""Tables: each figure has the head of its column and its unit, wherever that stands."""

import pytest

from corpus.formats.tables import lines_of, with_tables

HEADS, ROWS = ["县区", "立案提案", "走访企业"], [["涟水县", "152", "30"], ["盱眙县", "98", "12家"]]
LINES = ["县区 立案提案 走访企业", "涟水县:立案提案152件,走访企业30件。", "盱眙县:立案提案98件,走访企业12家。"]


def test_the_unit_in_the_caption_goes_behind_each_figure_without_one() -> None:
    assert lines_of([HEADS, *ROWS], "表1 履职情况（单位:件）") == LINES
    assert lines_of([["单位:件"] * 3, HEADS, *ROWS]) == ["单位:件", *LINES]


def test_of_several_units_in_a_caption_none_is_taken() -> None:
    assert lines_of([HEADS, ROWS[0]], "单位:件、家") == [LINES[0], "涟水县:立案提案152,走访企业30。"]


def test_a_unit_behind_a_slash_or_in_a_column_of_its_own() -> None:
    assert lines_of([["县区", "提案/件"], ["涟水县", "152"]]) == ["县区 提案/件", "涟水县:提案152件。"]
    grid = [["项目", "单位", "数量"], ["立案提案", "件", "152"], ["走访企业", "家", "30"]]
    assert lines_of(grid) == ["项目 单位 数量", "立案提案数量152件。", "走访企业数量30家。"]


def test_years_head_rows_and_columns() -> None:
    assert lines_of([["年份", "提案(件)"], ["2022", "120"]]) == ["年份 提案(件)", "2022年:提案120件。"]
    grid = [["指标", "2022年", "2023"], ["提案(件)", "120", "132"]]
    assert lines_of(grid) == ["指标 2022年 2023", "2022年提案120件,2023提案132件。"]


@pytest.mark.parametrize("apart", ["\t", "    ", "|", " | "])
def test_a_table_in_plain_text_is_read_by_bars_tabs_and_gaps(apart: str) -> None:
    rows = [apart.join(row) for row in (HEADS, *ROWS)]
    assert with_tables(["各县履职情况(单位:件)", *rows, "以上。"]) == ["各县履职情况(单位:件)", *LINES, "以上。"]


def test_a_rule_parts_nothing_and_text_apart_by_gaps_is_no_table() -> None:
    table = ["| 县区 | 提案(件) |", "|:---|---:|", "| 涟水县 | 152 |"]
    assert with_tables(table) == ["县区 提案(件)", "涟水县:提案152件。"]
    text = ["党建为先  在凝心铸魂上下功夫", "通讯员  乔望野  温子衿", "全年  开展6次"]
    assert with_tables(text) == text
