"""Bylines: people are found however they are credited, and who did something else is no author."""

import pytest

from corpus.bylines import authors_in, is_familiar


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("通讯员 王玉峰 王荣荣", ("王玉峰", "王荣荣")),
        ("本报记者　路遥知　马力行　通讯员　岑参差", ("路遥知", "马力行", "岑参差")),
        ("□ 通讯员 张　三 李四光", ("张三", "李四光")),
        ("■ 王玉峰 王荣荣", ("王玉峰", "王荣荣")),
        ("文/张三 图/李四", ("张三",)),
        ("(文/张三 图/李四)", ("张三",)),
        ("文/图 张三", ("张三",)),
        ("(稿件提供:张三  李 四  校对:王五)", ("张三", "李四")),
        ("记者 张三 鹤山报道", ("张三",)),
        ("(巴音才其克)", ("巴音才其克",)),
        ("（王小五　赵六）", ("王小五", "赵六")),
        ("本报融媒体记者 张三 实习生 李四 报道", ("张三", "李四")),
        ("作者：张三（作者系涟水县政协委员）", ("张三",)),
        ("记者 阿不都·热合曼", ("阿不都·热合曼",)),
        ("本报记者 欧阳明月 通讯员 呼延牧", ("欧阳明月", "呼延牧")),
        ("政协云溪县委员会主席 张大山", ("张大山",)),
        ("（涟水县政协 李振）", ("李振",)),
        ("（县政协提案委 李振）", ("李振",)),
        ("作者丨张三 李四", ("张三", "李四")),
        ("见习记者张明华通讯员李建国", ("张明华", "李建国")),
        ("文字：张明华 编辑：王芳", ("张明华",)),
        ("【作者：张明华】", ("张明华",)),
        ("口述：张明华 整理：李建国", ("张明华", "李建国")),
        ("供稿单位：涟水县政协 供稿人：张明华", ("张明华",)),
        ("通讯员加娜尔、程 远报道", ("加娜尔", "程远")),
        ("记者 阿依登·哈里木 通讯员 艾力•买买提 窦 娟", ("阿依登·哈里木", "艾力•买买提", "窦娟")),
    ],
)
def test_a_byline_names_its_writers(line: str, names: tuple[str, ...]) -> None:
    assert authors_in(line, "byline") == names


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：王芳　审核：李建国",
        "来源：涟水县融媒体中心　发布时间：2022-03-04　浏览次数：120",
        "监审：张明华　校对：李建国",
        "编辑 韩雪 版式 李想",
        "签发：郝改兰　　核稿：王占元　　打字：牛丽丽",
        "一审：卢文彬  二审：邱莉  三审：聂志刚",
        "校对：吐尔地 何苗    监制：姜敏",
    ],
)
def test_who_edits_or_checks_is_no_author(line: str) -> None:
    assert authors_in(line, "credit") == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报讯（通讯员 张三）2023年，县政协召开会议，听取办理情况的通报，提出意见建议26条。", ("张三",)),
        ("县政协视察了渡口，提出意见建议26条，办结了其中的18条，其余年内办理。（记者 李建国）", ("李建国",)),
        ("县政协主席张三主持会议。会议听取了提案办理情况的通报，提出意见建议26条。", ()),
    ],
)
def test_a_paragraph_may_name_its_author_at_its_ends(line: str, names: tuple[str, ...]) -> None:
    assert authors_in(line, "text") == names


def test_a_name_is_familiar_by_its_surname_or_its_two_parts() -> None:
    assert [is_familiar(name) for name in ("王玉峰", "欧阳明月", "祖丽·艾尼", "高质量", "巴音才其克", "的确")] == [
        True,
        True,
        True,
        True,
        True,
        False,
    ]
