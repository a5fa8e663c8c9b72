"""Naming: the person, place or thing that is asked for by name stands in the sentence, or does not."""

import pytest

from index.abstention.naming import asks_which, lacks_name, names_another, names_person


@pytest.mark.parametrize(
    ("asked", "sentence", "named"),
    [
        ("团长是谁", "团长是当过三十年风钻工的李大钻。", True),
        ("团长是谁", "由退休矿工组成,平均年龄67岁。", False),
        ("谁带头的", "由37名委员轮流坐班。", None),
        ("省政协主席是谁", "县政协主席李明到会。", False),
    ],
)
def test_who_is_asked_for(asked: str, sentence: str, *, named: bool | None) -> None:
    assert names_person(asked, sentence) is named


@pytest.mark.parametrize(
    ("asked", "sentence", "lacks"),
    [
        ("候爸班开在哪个学校", "设在盛江小学。", False),
        ("候爸班开在哪个学校", "在11所小学推行错峰放学。", True),
        ("终点是哪个菜市场", "老人挑着菜筐坐车卖菜。", True),
        ("终点是哪个菜市场", "直达城南农贸市场。", False),
        ("三家物业公司是谁家", "全年评议物业公司52家。", True),
        ("检测的第三方是哪家", "委托第三方每季度检测水质。", True),
        ("检测的第三方是哪家", "委托清源检测公司检测水质。", False),
        ("摆的是什么茶", "摆开茶桌,端起茶碗。", True),
        ("摆的是什么茶", "茶桌上摆着普洱茶。", False),
        ("喝的是哪种凉茶", "摆上凉茶矮凳。", True),
        ("放的是哪首歌", "“粉香宴”上唱歌吃粉。", True),
        ("放的是哪首歌", "唱起《打薯谣》。", False),
        ("分水石是用什么石头刻的", "重新竖起分水石。", True),
        ("会开在哪座鼓楼", "把会开到鼓楼里。", True),
        ("他老伴叫什么", "队员俞长庚76岁。", True),
        ("我老伴是哪天走的", "班船于6月9日复航。", False),
        ("配了几部卫星电话", "配卫星电话62部。", False),
        ("联系电话是多少", "配卫星电话62部。", True),
    ],
)
def test_the_name_of_one_of_many(asked: str, sentence: str, *, lacks: bool) -> None:
    assert lacks_name(asked, sentence) is lacks


@pytest.mark.parametrize(
    ("asked", "sentence", "named"),
    [
        ("小课堂叫什么", "推出“院士小课堂”。", True),
        ("“院士小课堂”叫什么", "推出“院士小课堂”。", False),
        ("这两家厂叫什么", "开展“住一晚”监督,关停2家。", False),
        ("这两家厂叫什么", "关停“红火”“兴旺”2家。", True),
    ],
)
def test_a_name_that_the_question_has_not_said(asked: str, sentence: str, *, named: bool) -> None:
    assert names_another(asked, sentence) is named


def test_one_of_many_is_asked_for() -> None:
    assert asks_which("是哪个村的")
    assert not asks_which("在哪里办的")
