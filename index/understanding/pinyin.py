"""Pinyin: whether two words sound alike, which is how most slips of a Chinese keyboard come about."""

import os
from functools import cache

from index.understanding.characters import entry

# Readings of single characters are all that is asked for; the phrases would take 0.15 s and 40 MB to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

# pypinyin's table, which itself takes 14 MB and 0.1 s to load.
_TABLE = "readings.tsv"


def sounds_like(first: str, second: str) -> bool:
    """Return whether two words of equal length may be read alike, character by character, tones aside."""
    if len(first) != len(second):
        return False
    return all(a == b or readings(a) & readings(b) for a, b in zip(first, second, strict=True))


@cache
def readings(char: str) -> frozenset[str]:
    """Return the toneless readings of a character; a character without any is its own.

    Sounds that many speakers do not tell apart, and that input methods offer for one another, are one: z for zh, c for
    ch, s for sh, n for ng.
    """
    sounds = entry(_TABLE, char)
    return frozenset(sounds.split(" ")) if sounds else frozenset({char})


def spelt(word: str) -> str:
    """Return a word in pinyin without tones or spaces: 涟水 gives lianshui."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see above

    return "".join(lazy_pinyin(word))
