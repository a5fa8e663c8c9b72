from importlib.resources import files

import pytest
from pypinyin import Style, pinyin

from index.understanding.pinyin import readings, sounds_like, spelt


def test_the_table_has_what_pypinyin_has() -> None:
    for char in map(chr, range(0x4E00, 0x9FA6, 7)):
        sounds = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
        for spoken, plain in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
            sounds = [sound.replace(spoken, plain) for sound in sounds]
        assert readings(char) == frozenset(sounds), char


def test_the_characters_of_the_table_ascend_and_are_all_found() -> None:
    table = (files("index") / "understanding" / "readings.tsv").read_text(encoding="utf-8")
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
