"""Premises: what a question states is said by the sentence, or is not."""

from datetime import date

import pytest

from index.abstention.coverage import Gauge, weigh
from index.abstention.nearness import WordVectors
from index.abstention.premise import unsaid
from index.encoder import load_encoder
from index.question import understand
from index.understanding.slots import Scope

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
        ("委员平均四十一岁多对吧", "委员平均年龄41.6岁。", True),
    ],
)
def test_a_premise_is_said_by_its_figures(asked: str, sentence: str, *, said: bool, vectors: WordVectors) -> None:
    question = understand(asked, NOWHERE, today=date(2024, 1, 1))
    assert question.states
    assert (unsaid(question, Gauge(weigh(question.core), vectors), sentence) < 1) is said
