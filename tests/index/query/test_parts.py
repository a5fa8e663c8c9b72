"""Which part of a page a question asks for, and what it says of the page."""

import datetime
import re

import pytest

from corpus.model import Kind
from index.query.parts import Part
from index.query.question import Question, understand
from index.query.scope import Scope

SCOPE = Scope({"云溪县": "云溪县政协"}, {}, frozenset({2023}))


def part(asked: str) -> Part | None:
    return understood(asked).part


def understood(asked: str) -> Question:
    return understand(asked, SCOPE, today=datetime.date(2024, 5, 1))


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("云溪县那篇稿子是谁写的", Kind.BYLINE),
        ("这一版的责编是谁", Kind.CREDITS),
        ("云溪县那篇文章的标题是什么", Kind.TITLE),
        ("云溪县那张图上是什么", Kind.CAPTION),
        ("云溪县政协有什么亮点", Kind.LEAD),
    ],
)
def test_a_part_is_asked_for_by_its_words(asked: str, kind: Kind) -> None:
    found = part(asked)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize("asked", ["云溪县开展了几次专题协商", "云溪县蟹塘有什么亮点", "柳堰县那篇稿子是谁写的"])
def test_what_the_text_says_and_pages_that_are_not_there_are_no_part(asked: str) -> None:
    assert part(asked) is None


def test_what_a_picture_must_show_is_told() -> None:
    question = understood("云溪县八月6日30名委员看“蟹塘”的那张图")
    found = question.part
    assert found is not None
    assert all(re.search(pattern, "8月06日,委员查看蟹塘。") for pattern in found.shows)
    assert not any(re.search(pattern, "18月16日,委员查看蟹塘。") for pattern in found.shows)
    assert question.constraints.names == ("蟹塘",)
    assert [figure.text for figure in question.constraints.quantities] == ["30名"]


def test_an_installment_is_named_by_its_number() -> None:
    found = part("第三期的编辑是谁")
    assert found is not None
    assert (found.installments, found.shows) == ({3}, ("编辑",))
