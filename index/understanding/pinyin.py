"""Pinyin: whether two words sound alike, which is how most slips of a Chinese keyboard come about."""

import os
from bisect import bisect_right
from functools import cache
from importlib.resources import files

# Readings of single characters are all that is asked for; the phrases would take 0.15 s and 40 MB to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

_PAGE = 2048


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
    table, firsts, starts = _table(), *_pages()
    page = bisect_right(firsts, char)
    at = table.find(f"\n{char}\t", starts[page - 1] if page else 0, starts[page])
    return frozenset(table[at + 3 : table.index("\n", at + 1)].split(" ")) if at >= 0 else frozenset({char})


@cache
def _pages() -> tuple[list[str], list[int]]:
    """Return the first characters of the table's pages, ascending, and where the pages begin and the last one ends."""
    table = _table()
    starts = [0]
    while (at := table.find("\n", starts[-1] + _PAGE, len(table) - 1)) >= 0:
        starts.append(at)
    return [table[at + 1] for at in starts], [*starts, len(table)]


@cache
def _table() -> str:
    """Return the characters, ascending, with their readings, one a line.

    It is pypinyin's table, which itself takes 14 MB and 0.1 s to load.
    """
    return "\n" + (files("index") / "understanding" / "readings.tsv").read_text(encoding="utf-8")


def spelt(word: str) -> str:
    """Return a word in pinyin without tones or spaces: 涟水 gives lianshui."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see above

    return "".join(lazy_pinyin(word))
