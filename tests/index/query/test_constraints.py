"""Constraints, on wordings that no rule was written for."""

from datetime import date

import pytest

from index.query.constraints import Constraints
from index.query.question import understand
from index.query.scope import Scope

SCOPE = Scope({"涟水县": "涟水县政协"}, {}, frozenset({2023}))


def of(question: str) -> Constraints:
    return understand(question, SCOPE, today=date(2024, 5, 1)).constraints


def disagree(question: str, sentence: str, around: str = "") -> bool:
    return of(question).violated_by(sentence, around or sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("“石榴籽茶摊”由谁看管?", "“银杏书屋”由退休教师看管。"),
        ("6月18日那次去看了哪里?", "6月8日,委员们去看了粮库。"),
        ("3月份谁带的队?", "4月,主席会议成员带队。"),
        ("第五届读书节在哪办的?", "第四届读书节在文庙办。"),
        ("五届四次会议收到多少提案?", "五届三次会议收到提案231件。"),
        ("那260件提案都办完了吗?", "收到提案219件,全部办完。"),
        ("县政协副主席是谁?", "县政协主席乔木生讲话。"),
        ("县政协秘书长是谁?", "县政协副秘书长乔木生讲话。"),
        ("信访量下降了多少?", "信访量增加12%。"),
        ("人均捐了多少元?", "共捐款3600元。"),
        ("捐了多少台电脑?", "向山区学校捐电脑。"),
        ("办了几期读书班?", "区政协举办第三期读书班。"),
        ("2023年收到提案多少件?", "五年共收到提案1208件。"),
        ("2023年立案多少件?", "近三年立案提案764件。"),
        ("在柳林镇修了多少公里路?", "在杏花镇修通道路2.3公里。"),
        ("槐树乡种了多少亩茶?", "松岭乡种茶420亩。"),
    ],
)
def test_what_a_question_names_must_stand_in_the_evidence(question: str, sentence: str) -> None:
    assert disagree(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("“石榴籽茶摊”由谁看管?", "石榴籽茶摊由退休教师看管。"),
        ("6月18号那次去看了哪里?", "6月18日,委员们去看了粮库。"),
        ("第五届读书节在哪办的?", "第五届读书节在文庙办。"),
        ("县政协副主席是谁?", "县政协副主席乔木生讲话。"),
        ("信访量下降了多少?", "信访量下降12%。"),
        ("人均捐了多少元?", "平均每人捐款36元。"),
        ("捐了多少台电脑?", "向山区学校捐电脑四十台。"),
        ("七十多岁的老人有几位?", "73岁的老人有5位。"),
        ("委员先后看了哪三个点?", "委员们先看了1个菜市场,再看了粮库和车站。"),
        ("另外两个人怎么没来?", "到岗7人,其余的考研去了。"),
        ("五届四次会议收到多少提案?", "五届三次会议收到提案231件,五届四次会议收到提案240件。"),
        ("两个县可以合着用什么?", "两县可共用一座检测站,不必各建一个。"),
        ("冻一回要冻上多少天,每回都一样吗?", "一冻就是20来天。"),
        ("办到第几期了?", "区政协举办第三期读书班。"),
        ("2023年收到提案多少件?", "五年共收到提案1208件,其中2023年236件。"),
        ("2022年到2023年收到提案多少件?", "近两年收到提案474件。"),
        ("近三年立案多少件?", "近三年立案提案764件。"),
        ("在柳林镇修了多少公里路?", "在柳林镇、杏花镇修通道路2.3公里。"),
        ("在柳林镇修了多少公里路?", "修通道路2.3公里。"),
        ("委员下乡多少次?", "委员到槐树乡12次。"),
        ("走了多少个乡镇?", "走遍槐树乡等8个乡镇。"),
    ],
)
def test_what_agrees_violates_nothing(question: str, sentence: str) -> None:
    assert not disagree(question, sentence)


def test_a_date_may_stand_beside_the_sentence() -> None:
    assert not disagree("6月18日去了几位委员?", "12位委员参加。", "6月18日集中视察。12位委员参加。")


def test_the_chair_of_another_committee_is_not_the_one_asked_for() -> None:
    sentence = "淮安市政协主席石守信到场,涟水县领导陪同。"
    assert disagree("涟水县政协主席叫什么?", sentence)
    assert disagree("涟水县政协主席叫什么?", "市政协党组书记、主席石守信一行到涟水调研。")
    assert disagree("涟水县政协秘书长叫什么?", "省政协主席易见山、市政协秘书长石守信到场。")
    assert not disagree("涟水县政协主席叫什么?", "涟水县政协主席石守信到场。")
    assert not disagree("涟水县政协主席叫什么?", "县政协党组书记、主席石守信陪市政协主席到场。")
    assert not disagree("涟水县政协主席叫什么?", "县政协主席石守信到场。")


@pytest.mark.parametrize(
    ("question", "sentence", "planned"),
    [
        ("已经开了几场?", "全年开了9场,明年打算开12场。", True),
        ("最后办了几场?", "力争办到12场。", True),
        ("最后办了几场?", "明年再说,今年办了12场。", False),
        ("打算办几场?", "力争办到12场。", False),
        ("全年办几场?", "力争办到12场。", False),
        ("办成了几场?", "今年拟调研8次,重点是养老;办好协商会12场。", True),
        ("已经办了几场?", "委员建议县政府每年办12场。", True),
        ("已经办了几场?", "围绕18条建议办12场。", False),
        ("已经办了几场?", "要围绕养老、托育办12场。", True),
        ("已经办了几场?", "农民要下田,就在雨天办12场。", False),
        ("已经办了几场?", "下半年将办12场。", True),
        ("最后办了几场?", "每月下村不少于两次,办会12场。", False),
        ("已经办了几场?", "书记答应今年办12场。", True),
        ("最多不能超过多少场?", "要点三、建议和做法:不超过12场。", False),
        ("已经办了几场?", "主要在乡镇,将军镇办12场。", False),
    ],
)
def test_what_is_planned_is_not_what_was_done(question: str, sentence: str, planned: bool) -> None:
    assert of(question).is_planned(sentence, sentence.index("12场"), "") is planned


def test_what_stands_under_a_head_of_plans_is_planned() -> None:
    sentence = "办好协商会12场。"
    assert of("办了几场协商会?").is_planned(sentence, 5, "五、明年打算")
    assert not of("要办几场协商会?").is_planned(sentence, 5, "五、明年打算")
    assert of("办了几场协商会?").is_planned(sentence, 5, "三、2023年工作安排")
    for head in ("三、协商为民", "搭建议事平台", "聚焦全年目标任务"):
        assert not of("办了几场协商会?").is_planned(sentence, 5, head)


def test_when_something_was_done_is_not_told_by_when_it_is_to_be() -> None:
    for question, planned in (("大桥是哪天完工的?", True), ("大桥哪天完工?", False)):
        assert of(question).is_planned("大桥预计12月底完工。", 4, "") is planned
