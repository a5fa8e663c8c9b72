"""Spelling: characters that sound or look alike, and names in pinyin."""

from importlib.resources import files

import pytest

from index.query.scope import Scope
from index.query.spelling import likeness, misspelt, readings, spelt


def test_readings_that_sound_alike_are_one() -> None:
    assert readings("长") == {"zan", "can"}
    assert readings("绿") == {"lv", "lu"}


@pytest.mark.parametrize("char", ["a", "7", "。", "#", "\n", "\t"])
def test_what_has_no_reading_is_its_own(char: str) -> None:
    assert readings(char) == {char}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("清江埔做了什么", "清江浦区"),
        ("青江浦政协做了什么", "清江浦区"),
        ("星搓区做了什么", "星槎区"),
        ("清江水做了什么", None),
        ("星槎县做了什么", None),
        ("清江在做什么", None),
    ],
)
def test_a_region_is_found_by_a_character_that_sounds_or_looks_alike(text: str, region: str | None) -> None:
    scope, taken = Scope({"清江浦区": "清江浦区政协", "星槎区": "星槎区政协"}, {}, frozenset()), []
    assert misspelt(text, scope, taken) == ([region] if region else [])
    assert len(taken) == bool(region)


def test_a_word_is_spelt_without_tones() -> None:
    assert spelt("涟水") == "lianshui"


@pytest.mark.parametrize(("first", "second"), ["搓槎", "视枧", "橘潏", "未末", "戌戊", "渠梁"])
def test_characters_that_are_taken_for_one_another_are_alike(first: str, second: str) -> None:
    assert 0.6 <= likeness(first, second) == likeness(second, first) <= 1


@pytest.mark.parametrize(("first", "second"), ["栋赤", "江洪", "县区", "山川", "a山"])
def test_other_characters_are_not(first: str, second: str) -> None:
    assert likeness(first, second) < 0.6


def test_what_the_table_lacks_is_like_itself_only() -> None:
    assert likeness("a", "a") == 1
    assert likeness("a", "b") == 0


def test_the_table_of_strokes_is_sorted_and_whole() -> None:
    text = (files("index") / "query" / "strokes.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert [char for char, _ in rows] == sorted(char for char, _ in rows)
    assert all(strokes.isascii() and strokes.isalpha() for _, strokes in rows)
