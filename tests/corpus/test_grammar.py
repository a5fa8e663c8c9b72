"""The marks of a page: numbers and years as they are written."""

import pytest

from corpus.grammar import bare_years_in, han_number, number_alone, years_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("一百零三", 103),
        ("3", 3),
        ("１２", 12),
        ("③", 3),
        ("㈤", 5),
        ("上", None),
    ],
)
def test_numbers_of_installments(text: str, number: int | None) -> None:
    assert han_number(text) == number


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023年和二〇二二年", [2023, 2022]),
        ("二O二三年", [2023]),
        ("二○二四年", [2024]),
        ("２０２３年", [2023]),
        ("2021—2023年", [2021, 2023]),
        ("12023年级", []),
        ("一九九八年", [1998]),
        ("电话 0517-83920231", []),
    ],
)
def test_years_as_they_are_written(text: str, years: list[int]) -> None:
    assert years_in(text) == years


def test_a_year_may_start_a_headline_without_the_word() -> None:
    assert bare_years_in("2023淮安市县市区政协工作巡礼") == [2023]
    assert bare_years_in("20231月") == []


@pytest.mark.parametrize(
    ("text", "number"), [("（三）", 3), ("第6期", 6), ("之二", 2), ("三", None), ("(三)加强学习", None)]
)
def test_a_number_on_its_own_line(text: str, number: int | None) -> None:
    assert number_alone(text) == number
