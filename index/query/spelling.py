"""Spelling: a region of the corpus written with another character, of its sound or of its shape, or in pinyin."""

import os
import re
from functools import cache
from importlib.resources import files
from itertools import takewhile

from corpus.regions import regions
from index.query.scope import Scope

# Readings of single characters are all that is asked for; the phrases would take 0.15 s and 40 MB to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

# Tables beside this module, a character, a tab and its entry in each line: pypinyin's readings without tones, where
# sounds that many speakers do not tell apart, and that input methods offer for one another, are one (z for zh, c for
# ch, s for sh, n for ng); strokes in the order of writing, a letter for each kind.
_READINGS, _STROKES = "readings.tsv", "strokes.tsv"
_LATIN = re.compile(r"[A-Za-z]{4,}")
# The kinds of regions; 县 for 区 is no slip. From which likeness on a character may be one for another.
_KIND = "县区市旗"
_LOOKS_ALIKE = 0.6


def misspelt(text: str, scope: Scope, taken: list[tuple[int, int]]) -> list[str]:
    """Find a region written with another character of its sound (清江埔), or else of its shape (星搓区).

    A real place elsewhere is no slip; of several that look alike, the most alike is meant.
    """
    slips = [(at, form, text[at : at + len(form)]) for at, form in scope.misspelt(text) if not _is_listed(text, at)]
    meant = next(((at, form) for at, form, written in slips if sounds_like(written, form)), None)
    if meant is None and slips:
        closest = max((_resemblance(written, form), at, form) for at, form, written in slips)
        meant = closest[1:] if closest[0] >= _LOOKS_ALIKE else None
    if meant is None:
        return []
    at, form = meant
    taken.append((at, at + len(form)))
    return list(scope.forms[form])


def _is_listed(text: str, at: int) -> bool:
    return any(text[at : at + length] in regions() for length in range(2, 7))


def _resemblance(written: str, form: str) -> float:
    """Return how much the one character that differs looks like the other; 0 of 县 for 区."""
    [(one, other)] = [(a, b) for a, b in zip(written, form, strict=True) if a != b]
    return 0.0 if {one, other} & set(_KIND) else likeness(one, other)


def romanised(text: str, scope: Scope, taken: list[tuple[int, int]]) -> list[str]:
    """Find a region written in pinyin (lianshui)."""
    for match in _LATIN.finditer(text):
        for form, names in scope.forms.items():
            if spelt(form) == match[0].lower():
                taken.append(match.span())
                return list(names)
    return []


def spelt(word: str) -> str:
    """Return a word in pinyin without tones or spaces: 涟水 gives lianshui."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - takes 14 MB and 0.1 s to load

    return "".join(lazy_pinyin(word))


def sounds_like(first: str, second: str) -> bool:
    """Return whether two words of equal length may be read alike, character by character, tones aside."""
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and all(a == b or readings(a) & readings(b) for a, b in pairs)


def readings(char: str) -> frozenset[str]:
    """Return the toneless readings of a character; a character without any is its own."""
    return frozenset((_entry(_READINGS, char) or char).split(" "))


def likeness(first: str, second: str) -> float:
    """Return which share of their strokes two characters have in common at the beginning and at the end, in [0, 1].

    A part that is the same on one side is what makes characters look alike: 0.77 of 搓 and 槎, 0.62 of 视 and 枧. A
    character that is not in the table is like itself only.
    """
    strokes, others = _entry(_STROKES, first), _entry(_STROKES, second)
    if not strokes or not others:
        return float(first == second)
    head = _same(strokes, others)
    return (head + _same(strokes[head:][::-1], others[head:][::-1])) / max(len(strokes), len(others))


def _same(first: str, second: str) -> int:
    """Return how many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _entry(table: str, char: str) -> str:
    """Return what a table has of a character, found where it stands without reading the whole; "" where it lacks it."""
    text = _text(table)
    at = text.find(f"\n{char}\t")
    return text[at + 3 : text.index("\n", at + 1)] if at >= 0 else ""


@cache
def _text(table: str) -> str:
    return "\n" + (files("index") / "query" / table).read_text(encoding="utf-8")
