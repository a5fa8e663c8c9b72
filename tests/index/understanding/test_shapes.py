"""Shapes: characters that look alike."""

from importlib.resources import files

import pytest

from index.understanding.shapes import likeness


@pytest.mark.parametrize(("first", "second"), ["搓槎", "视枧", "橘潏", "未末", "戌戊", "渠梁"])
def test_characters_that_are_taken_for_one_another_are_alike(first: str, second: str) -> None:
    assert 0.6 <= likeness(first, second) == likeness(second, first) <= 1


@pytest.mark.parametrize(("first", "second"), ["栋赤", "江洪", "县区", "山川", "a山"])
def test_other_characters_are_not(first: str, second: str) -> None:
    assert likeness(first, second) < 0.6


def test_what_the_table_lacks_is_like_itself_only() -> None:
    assert likeness("a", "a") == 1
    assert likeness("a", "b") == 0


def test_the_table_is_sorted_and_whole() -> None:
    text = (files("index") / "understanding" / "strokes.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert [char for char, _ in rows] == sorted(char for char, _ in rows)
    assert all(strokes.isascii() and strokes.isalpha() for _, strokes in rows)
