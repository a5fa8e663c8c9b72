"""Bylines: people are found however they are credited, and headlines are not taken for people."""

import pytest

from corpus.bylines import is_byline, names_in, names_only, names_within


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("通讯员 王玉峰 王荣荣", ("王玉峰", "王荣荣")),
        ("本报记者　路遥知　马力行　通讯员　岑参差", ("路遥知", "马力行", "岑参差")),
        ("□ 通讯员 张　三 李四光", ("张三", "李四光")),
        ("■ 王玉峰 王荣荣", ("王玉峰", "王荣荣")),
        ("通讯员王玉峰王荣荣", ("王玉峰", "王荣荣")),
        ("文/张三 图/李四", ("张三", "李四")),
        ("张三 李四 文/图", ("张三", "李四")),
        ("(通讯员 王五)", ("王五",)),
        ("（王小五　赵六）", ("王小五", "赵六")),
        ("本报融媒体记者 张三 实习生 李四 报道", ("张三", "李四")),
        ("作者：张三（作者系涟水县政协委员）", ("张三",)),
        ("记者 阿不都·热合曼", ("阿不都·热合曼",)),
        ("本报记者 欧阳明月 通讯员 呼延牧", ("欧阳明月", "呼延牧")),
        ("供稿：涟水县政协办公室", ("涟水县政协办公室",)),
        ("(市政协研究室供稿)", ("市政协研究室",)),
    ],
)
def test_a_byline_names_its_writers(line: str, names: tuple[str, ...]) -> None:
    assert is_byline(line)
    assert names_in(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "记者探访云溪县政协委员工作室",
        "记者走基层",
        "党建为魂 在政治方向上不偏不倚",
        "务实 高效",
        "● 马背宣讲",
        "文化强县 润泽民生",
        "通讯员队伍建设取得新成效",
        "本报讯（通讯员 张三）2023年,县政协召开会议。",
        "摄影：张三",
    ],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("line", "expected"), [("黄文军", True), ("张三 李小四", True), ("务实 高效", False), ("", False)]
)
def test_names_alone_are_told_by_their_surnames(line: str, expected: bool) -> None:
    assert names_only(line) is expected


def test_writers_are_found_in_brackets_at_the_start_and_end_of_a_paragraph() -> None:
    assert names_within("本报讯（通讯员 柏青）2024年,工作室建成。") == ("柏青",)
    assert names_within("活动圆满结束。（记者 时安 叶知秋）") == ("时安", "叶知秋")
    assert names_within("全年（含下半年）7次。") == ()


def test_a_long_run_of_surnames_is_read_at_once() -> None:
    assert not is_byline("通讯员 " + "王" * 50)
