"""What is answered in one line, and the questions of one message."""

import pytest

from bot.telegram.small_talk import questions_in, small_talk
from index.query.courtesy import Courtesy
from prompts import telegram as wording


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("谢谢", wording.COURTESIES["thanks"]),
        ("How many meetings did the committee hold?", wording.ENGLISH),
        ("lianshui zhengxie kaile ji ci hui", ""),
        ("导出 excel", wording.EXPORT),
        ("把涟水的数字生成表格", wording.EXPORT),
        ("祁门县政协开展了几次协商?", ""),
        ("委员填写的表格是什么?", ""),
        ("", ""),
    ],
)
def test_what_asks_nothing_of_the_reports_gets_a_line(text: str, said: str) -> None:
    assert small_talk(text) == said


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("甲县开了几次会?乙县呢?", ["甲县开了几次会?", "乙县呢?"]),
        ("甲县开了几次会？ 乙县呢？谢谢!", ["甲县开了几次会？", "乙县呢？"]),
        ("甲县开了几次会?谢谢", ["甲县开了几次会?谢谢"]),
        ("甲县开了几次会???", ["甲县开了几次会???"]),
        ("甲县开了几次会?我想知道次数", ["甲县开了几次会?我想知道次数"]),
        ("甲县开了几次会", ["甲县开了几次会"]),
    ],
)
def test_questions_of_a_message(text: str, questions: list[str]) -> None:
    assert questions_in(text) == questions


def test_every_courtesy_has_one_warm_line() -> None:
    assert set(wording.COURTESIES) == set(map(str, Courtesy))
    assert all("\n" not in line and len(line) <= 60 for line in wording.COURTESIES.values())
