"""Spelling: characters that sound or look alike, and names in pinyin."""

from importlib.resources import files

import pytest
from pypinyin import Style, pinyin

from index.query.spelling import likeness, readings, sounds_like, spelt


def test_the_table_has_what_pypinyin_has() -> None:
    for char in map(chr, range(0x4E00, 0x9FA6, 7)):
        sounds = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
        for spoken, plain in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
            sounds = [sound.replace(spoken, plain) for sound in sounds]
        assert readings(char) == frozenset(sounds), char


def test_the_characters_of_the_table_ascend_and_are_all_found() -> None:
    table = (files("index") / "query" / "readings.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    chars = [char for char, _ in lines]
    assert chars == sorted(chars)
    assert all(readings(char) == frozenset(sounds.split(" ")) for char, sounds in lines[::3] + lines[-1:])


@pytest.mark.parametrize("char", ["a", "7", "。", "#", "\n", "\t"])
def test_what_has_no_reading_is_its_own(char: str) -> None:
    assert readings(char) == {char}


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [("清江埔", "清江浦", True), ("涟水", "连水", True), ("涟水", "清江", False), ("涟", "涟水", False)],
)
def test_words_sound_alike_character_by_character(first: str, second: str, alike: bool) -> None:
    assert sounds_like(first, second) is alike


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
