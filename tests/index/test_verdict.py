"""Verdicts: the order of a comparison, and what stands beside what."""

from dataclasses import replace
from datetime import date

import pytest

from index.answer import Status
from index.answering.decision import Signals
from index.answering.evidence import Evidence
from index.passages import analysed
from index.query.question import understand
from index.query.scope import Scope
from index.retrieval.search import Hit
from index.verdict import decide
from tests.index.samples import passage


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("云溪县和青岚区各走访了多少户?", ["云溪县", "青岚区"]),
        ("青岚区和云溪县各走访了多少户?", ["青岚区", "云溪县"]),
    ],
)
def test_a_comparison_answers_in_the_order_in_which_it_asks(question: str, order: list[str]) -> None:
    scope = Scope({name: f"{name}政协" for name in order}, {}, frozenset({2023}))
    asked = understand(question, scope, today=date(2024, 5, 1))
    found = [
        Evidence(Hit(row, replace(told, source=replace(told.source, region=name)), 1.0), 0, chance)
        for row, (name, chance) in enumerate([("青岚区", 0.9), ("云溪县", 0.8)])
        for told in [analysed(passage("走访8户。", committee=f"{name}政协", year=2023))]
    ]
    verdict = decide(asked, found, scope, {})
    assert [one.hit.passage.source.region for one in verdict.evidence] == order


def test_what_another_committee_says_of_the_asked_one_is_no_rival() -> None:
    scope = Scope({"云溪县": "云溪县政协", "青岚区": "青岚区政协"}, {}, frozenset({2022, 2023}))
    asked = understand("云溪县走访了多少户?", scope, today=date(2024, 5, 1))
    own, others = (
        Evidence(Hit(row, passage("走访8户。", committee=f"{name}政协", year=year), 1.0), 0, 0.7, signals)
        for row, name, year, signals in [
            (0, "云溪县", 2022, Signals(1.0, 1.0, 1.0, 1.0, 1.0)),
            (1, "青岚区", 2023, Signals(1.0, 1.0, 0.2, 1.0, 0.0)),
        ]
    )
    assert decide(asked, [own, others], scope, {}).evidence == (own,)


def decided(question: str, sentence: str, region: str, year: int = 2023) -> Status:
    scope = Scope({region: f"{region}政协"}, {}, frozenset({year}))
    asked = understand(question, scope, today=date(2024, 5, 1))
    told = analysed(passage(sentence, committee=f"{region}政协", year=year))
    return decide(asked, [Evidence(Hit(0, told, 1.0), 0, 0.9)], scope, {}).status


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("虎林市政协主席葛长河率9人到我县看黑蜂。", Status.NEAR_MISS),
        ("葛长河率9人到我县看黑蜂。", Status.NOT_FOUND),
        ("虎林市主席葛长河率9人到我县看黑蜂。", Status.NOT_FOUND),
    ],
)
def test_of_who_has_no_report_a_sentence_that_names_its_committee_is_near(sentence: str, status: Status) -> None:
    assert decided("虎林政协带队来的是谁?", sentence, "饶河县") is status


@pytest.mark.parametrize(
    ("sentence", "status"),
    [("我县赠送泾县政协《休宁文史》一套14册。", Status.ANSWERED), ("县政协印《休宁文史》14册。", Status.NEAR_MISS)],
)
def test_whom_no_report_is_of_may_be_told_of_in_one_that_names_it(sentence: str, status: Status) -> None:
    assert decided("休宁送给泾县政协什么书?", sentence, "休宁县") is status


def test_one_sentence_may_tell_of_all_years_that_are_asked() -> None:
    sentence = "五年来(2012-2016),立案提案794件。"
    assert decided("休宁2012到2016一共立案多少提案?", sentence, "休宁县", 2016) is Status.ANSWERED
