"""What stands in the way of an answer, and what may stand beside it."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.telegram.obstacles import told
from index.answer import Answer, Status
from index.store.records import Counts, ReportRecord
from tests.bot.telegram.test_render import SOURCE, quote

COUNTS = Counts(articles=1, sections=1, items=1, passages=1, unplaced=0)
COVERED = "祁门县政协(2023)、黟县政协(2023)、歙县政协(2021)"
PLACES = {"祁门县": 2023, "黟县": 2023, "歙县": 2021}


def generation() -> Any:
    reports = [
        ReportRecord(place, f"{place}.txt", place, None, "黄山巡礼", 1, year, (f"{place}政协",), (place,), COUNTS)
        for place, year in PLACES.items()
    ]
    return SimpleNamespace(
        reports=reports, coverage=lambda: tuple((f"{place}政协", (year,)) for place, year in PLACES.items())
    )


def answer(question: str, *committees: str, status: Status = Status.NEAR_MISS) -> Answer:
    quotes = tuple(replace(quote(f"{name}说了。"), source=replace(SOURCE, committee=name)) for name in committees)
    return Answer(question, question, status, quotes, 1.0)


@pytest.mark.parametrize(
    ("question", "said", "quotes"),
    [
        ("祁门县政协有多少委员?", "祁门县政协的报道里没有写到这一点。", 1),
        ("祁门县政协2021年开了几次会?", "祁门县政协收录的是2023年的报道,没有2021年的。", 1),
        (
            "休宁县政协开了几次会?",
            "没有收录休宁县的报道;目前收录的有:祁门县政协(2023)、黟县政协(2023)、歙县政协(2021)。",
            0,
        ),
        ("2019年开了几次会?", "收录的是2021、2023年的报道,没有2019年的。", 1),
        ("开了几次会?", "", 1),
    ],
)
def test_the_obstacle_is_named(question: str, said: str, quotes: int) -> None:
    shown = told(answer(question, "祁门县政协", "祁门县政协"), generation())
    assert (shown.before, len(shown.answer.quotes)) == (said, quotes)


def test_what_another_committee_wrote_is_no_near_miss_unless_it_is_of_what_was_named() -> None:
    shown = told(answer("祁门县政协有多少委员?", "黟县政协"), generation())
    assert (shown.answer.status, shown.answer.quotes) == (Status.NOT_FOUND, ())
    named = told(answer("祁门县政协的“黟县政协说”是什么?", "黟县政协"), generation())
    assert len(named.answer.quotes) == 1


def test_of_two_committees_the_one_that_says_nothing_is_named() -> None:
    shown = told(answer("祁门县政协和黟县政协分别开了几次会?", "黟县政协", status=Status.ANSWERED), generation())
    assert shown.behind == "祁门县政协:未载"


def test_that_a_figure_is_told_otherwise_elsewhere_is_said_behind_the_answer() -> None:
    asked = answer("祁门县政协开了几次会?", "祁门县政协", status=Status.ANSWERED)
    shown = told(replace(asked, reason="两处说法不一"), generation())
    assert (shown.answer.reason, shown.behind) == ("", "两处说法不一。")


def test_of_many_quotes_the_first_five_are_shown_and_the_others_a_button_away() -> None:
    shown = told(answer("各家开了几次会?", *["祁门县政协"] * 9, status=Status.ANSWERED), generation())
    assert (len(shown.answer.quotes), len(shown.answer.further)) == (5, 4)
    assert shown.behind == "另有 4 处,按“下一条”接着看。"
