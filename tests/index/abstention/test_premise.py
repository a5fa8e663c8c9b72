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
        ("委员平均四十一岁多对吧", "委员平均年龄41.6岁。", True),
    ],
)
def test_a_premise_is_said_by_its_figures(asked: str, sentence: str, *, said: bool, vectors: WordVectors) -> None:
    question = understand(asked, NOWHERE, today=date(2024, 1, 1))
    assert question.states
    assert (unsaid(question, Gauge(weigh(question.core), vectors), sentence) < 1) is said
