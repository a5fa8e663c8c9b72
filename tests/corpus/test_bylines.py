"""Bylines: people are found however they are credited, and headlines are not taken for people."""

import pytest

from corpus.bylines import author_in, is_byline, labelled_in, names_in, names_only, names_within


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("通讯员 王玉峰 王荣荣", ("王玉峰", "王荣荣")),
        ("本报记者　路遥知　马力行　通讯员　岑参差", ("路遥知", "马力行", "岑参差")),
        ("□ 通讯员 张　三 李四光", ("张三", "李四光")),
        ("■ 王玉峰 王荣荣", ("王玉峰", "王荣荣")),
        ("通讯员王玉峰王荣荣", ("王玉峰", "王荣荣")),
        ("文/张三 图/李四", ("张三",)),
        ("(文/张三 图/李四)", ("张三",)),
        ("文/图 张三", ("张三",)),
        ("张三 文 李四 摄", ("张三",)),
        ("(稿件提供:张三  李 四  校对:王五)", ("张三", "李四")),
        ("记者 张三 鹤山报道", ("张三",)),
        ("(巴音才其克)", ("巴音才其克",)),
        ("张三 李四 文/图", ("张三", "李四")),
        ("(通讯员 王五)", ("王五",)),
        ("（王小五　赵六）", ("王小五", "赵六")),
        ("本报融媒体记者 张三 实习生 李四 报道", ("张三", "李四")),
        ("作者：张三（作者系涟水县政协委员）", ("张三",)),
        ("记者 阿不都·热合曼", ("阿不都·热合曼",)),
        ("本报记者 欧阳明月 通讯员 呼延牧", ("欧阳明月", "呼延牧")),
        ("供稿：涟水县政协办公室", ("涟水县政协办公室",)),
        ("(市政协研究室供稿)", ("市政协研究室",)),
        ("（云溪融媒记者 文/图 张晓楠）", ("张晓楠",)),
        ("■ 云溪日报全媒体记者 曲默", ("曲默",)),
        ("政协云溪县委员会主席 张大山", ("张大山",)),
        ("宁海县政协委员 潘海波", ("潘海波",)),
        ("云溪县政协党组书记、主席 张大山", ("张大山",)),
        ("（涟水县政协 李振）", ("李振",)),
        ("（李振系涟水县政协副主席）", ("李振",)),
        ("（作者：李振，系涟水县政协副主席）", ("李振",)),
        ("（县政协提案委 李振）", ("李振",)),
        ("作者丨张三 李四", ("张三", "李四")),
        ("都市报记者 于顺", ("于顺",)),
        ("见习记者张明华通讯员李建国", ("张明华", "李建国")),
        ("撰稿人：张明华  审稿人：李建国", ("张明华",)),
        ("文字：张明华 编辑：王芳", ("张明华",)),
        ("【作者：张明华】", ("张明华",)),
        ("▲张明华", ("张明华",)),
        ("口述：张明华 整理：李建国", ("张明华", "李建国")),
        ("供稿单位：涟水县政协 供稿人：张明华", ("张明华",)),
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
        "（王芳 摄）",
        "（作者系政协涟水县委员会文化文史委主任）",
        "发布者：张明华",
        "作者单位：涟水县政协",
        "【县市区政协】",
        "【第二问 买房】",
        "▲王芳在村里走访",
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
    assert names_within("云溪网11月8日讯 （海小燕）8日下午，会议召开。") == ("海小燕",)
    assert names_within("活动圆满结束。（张国华 龙艳）") == ("张国华", "龙艳")
    assert names_within("活动圆满结束。□本报记者 张业勤") == ("张业勤",)
    assert names_within("活动圆满结束。 通讯员 张业勤 李明英") == ("张业勤", "李明英")
    assert names_within("记者张小团、李明英报道：") == ("张小团", "李明英")
    assert names_within("成效明显。（来源：云溪商报 记者 张志豪）") == ("张志豪",)
    assert names_within("（通讯员林晗）8月3日，区政协召开港澳台侨委员座谈会，27名委员参加。") == ("林晗",)
    assert names_within("湘江日报·客户端9月25日讯（通讯员 周丹）9月22日上午，会议召开。") == ("周丹",)
    assert names_within("张国栋各位委员、同志们：") == ("张国栋",)
    assert names_within("会议审议了工作报告（讨论稿）") == ()


def test_the_author_beside_a_date_is_a_person_and_no_account() -> None:
    assert author_in("2021年11月08日 09:27 | 作者：张海英 | 来源：云溪政协网") == ("张海英",)
    assert author_in("时间：2022-8-3 作者：笔杆小站") == ()
    assert author_in("作者：佚名") == ()
    assert author_in("来源：云溪日报  记者：张明华") == ("张明华",)


def test_a_long_run_of_surnames_is_read_at_once() -> None:
    assert not is_byline("通讯员 " + "王" * 50)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2022-03-04 09:10 本网记者 葛长河 通讯员 冉小满 石一帆 责编：苏叶", ("葛长河", "冉小满", "石一帆")),
        ("渡口有了新灯文丨葛长河　图丨冉小满", ("葛长河",)),
        ("文字｜葛长河　图片｜冉小满", ("葛长河",)),
        ("2022-03-04　稿源：某市新闻网　记者 葛长河/文　通讯员 冉小满/摄", ("葛长河",)),
        ("2022-03-04 10:05 | 某某云媒 | 撰稿：全小满 摄影：石一帆", ("全小满",)),
        ("葛长河　　2022-03-04", ()),
    ],
)
def test_words_that_say_so_name_who_wrote_within_a_line(text: str, names: tuple[str, ...]) -> None:
    assert labelled_in(text) == names


def test_a_name_right_before_the_day_is_the_author() -> None:
    assert author_in("葛长河　　2022-03-04") == ("葛长河",)


@pytest.mark.parametrize(
    "text", ["主　席：葛长河", "秘书长：冉小满", "记　录：石一帆", "主持：葛长河（泗阳县政协主席）"]
)
def test_who_chairs_or_records_wrote_nothing(text: str) -> None:
    assert not is_byline(text)
    assert not names_only(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("（提案委 葛长河）", ("葛长河",)),
        ("（泗阳 冉小满）", ("冉小满",)),
        ("文字：葛长河（泗阳）　石一帆（泗洪）", ("葛长河", "石一帆")),
    ],
)
def test_an_office_or_a_region_beside_a_name_is_no_name(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("来源：某省政协新闻网　　时间：2024-07-09　　作者：阿苏大岭　马静", ("阿苏大岭", "马静")),
        ("2022-07-22 11:38 | 来源: 某某网 | 作者: 达瓦 尼玛次仁 | 责任编辑: 强久", ("达瓦", "尼玛次仁")),
        ("文：乌云其木格  图：特木尔", ("乌云其木格",)),
        ("作者：笔杆小站", ()),
        ("作者：网络", ()),
    ],
)
def test_behind_a_word_that_says_so_stands_a_name_of_any_people(text: str, names: tuple[str, ...]) -> None:
    assert labelled_in(text) == names


def test_who_signs_a_paragraph_is_found() -> None:
    assert names_within("现场达成意向的有118人。　文：白音") == ("白音",)
    assert names_within("培训农民1350人次。（记者李文博通讯员赵敏）相关链接：邻县政协视察") == ("李文博", "赵敏")
