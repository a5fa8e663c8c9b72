"""Premises: what a question states is said by the sentence, or is not."""

from datetime import date

import pytest

from index.abstention.coverage import Gauge, weigh
from index.abstention.nearness import WordVectors
from index.abstention.premise import unsaid
from index.encoder import load_encoder
from index.question import understand
from index.understanding.scope import Scope

NOWHERE = Scope({}, {}, frozenset())


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors(load_encoder())


@pytest.mark.parametrize(
    ("asked", "sentence", "said"),
    [
        ("认领碱地的委员是三十七个吧", "由37名委员认领盐碱地1.6万亩。", True),
        ("认领碱地的委员是三十六个吧", "由37名委员认领盐碱地1.6万亩。", False),
        ("收购价是不是涨到四十块了", "收购价由每公斤26元提高到40元。", True),
        ("培训了600人次对吧", "全年培训近600人次。", False),
        ("床位是加到一千张了吧", "床位由420张增加到1000张,设停车位1350个。", True),
        ("床位是加到四百二十张了吧", "床位由420张增加到1000张,设停车位1350个。", False),
        ("水价从18块一吨降到7块了吧", "水价由每吨18元降到7元。", True),
        ("断头路打通了6个吧", "盯住7个断头路口,督促打通6个。", True),
        ("红灯灭了26盏吧", "列入红灯26盏,灭灯19盏。", False),
        ("立案提案302件对吧", "收到提案302件,立案264件。", False),
        ("送饭一顿只收两块钱吧", "每天送饭,每餐只收2元。", True),
        ("参保率有没有到九成一", "参保率由43%升至91%。", True),
        ("借出去过三万次了吧", "全年借出轮椅3.2万次,丢失4辆。", True),
        ("借出去过四万次了吧", "全年借出轮椅3.2万次,丢失4辆。", False),
        ("新船是199个座吗", "把两艘老船换成新船,客位199个。", True),
        ("年底还挂着16盏灯笼吧", "年初挂灯笼16盏,年底只剩2盏。", False),
        ("收了八千多把老伞吧", "馆藏老伞620把。", False),
        ("不达标的涨到187户了?", "不达标户由187户降到9户。", False),
        ("委员平均四十一岁多对吧", "委员平均年龄41.6岁。", True),
    ],
)
def test_a_premise_is_said_by_its_figures(asked: str, sentence: str, *, said: bool, vectors: WordVectors) -> None:
    question = understand(asked, NOWHERE, today=date(2024, 1, 1))
    assert question.states
    assert (unsaid(question, Gauge(weigh(question.core), vectors), sentence, sentence) < 1) is said


@pytest.mark.parametrize(
    ("asked", "sentence", "said"),
    [
        ("每月头一个周五开会吧", "每月最后一个周五开会。", False),
        ("每月头一个周五开会吧", "每月第一个周五开会。", True),
        ("黑豆是赞成、黄豆是反对吧", "黄豆赞成、黑豆反对。", False),
        ("黄豆是赞成、黑豆是反对吧", "黄豆赞成、黑豆反对。", True),
        ("见习员是从小学招的吧", "从中学招募见习员68名。", False),
        ("那件提案是区长督办的吧", "区政协副主席岳听澜督办提案。", False),
        ("年龄最大的学员是钟匠心吧", "年龄最大的学员是褚铁生。", False),
        ("议事的固定日子是初五吧", "逢初五议事。", True),
        ("三色管理是绿黄红三种颜色吧", "打造“绿、黄、红”三色管理法。", True),
        ("三色管理是绿黄红四种颜色吧", "打造“绿、黄、红”三色管理法。", False),
        ("是骑着骆驼去宣讲的吧", "骑着骆驼深入牧点宣讲。", True),
    ],
)
def test_a_premise_is_said_by_its_words(asked: str, sentence: str, *, said: bool, vectors: WordVectors) -> None:
    question = understand(asked, NOWHERE, today=date(2024, 1, 1))
    assert question.states
    assert (unsaid(question, Gauge(weigh(question.core), vectors), sentence, sentence) < 0.55) is said


def test_a_name_in_marks_may_stand_elsewhere_in_the_passage(vectors: WordVectors) -> None:
    question = understand("“驼背宣讲队”是不是深入牧点", NOWHERE, today=date(2024, 1, 1))
    gauge, sentence = Gauge(weigh(question.core), vectors), "深入牧点宣讲。"
    assert unsaid(question, gauge, sentence, "组建“驼背宣讲队”。深入牧点宣讲。", item="组建“驼背宣讲队”。") < 0.55
    assert unsaid(question, gauge, sentence, sentence) == 1
