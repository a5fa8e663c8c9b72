"""Spelling: a region of the corpus written with another character, of its sound or of its shape, or in pinyin."""

import os
import re
from functools import cache

from corpus.regions import regions
from index.query.scope import Scope
from index.query.tables import rows

# Readings of single characters are all that is asked for; the phrases would take 0.15 s and 40 MB to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

# Sounds that many speakers do not tell apart, and that input methods offer for one another, are one.
_ALIKE = re.compile(r"(?<=^[zcs])h|(?<=n)g$")
_LATIN = re.compile(r"[A-Za-z]{4,}")
_KIND = frozenset("县区市旗")  # 县 for 区 is no slip
_FUNCTION = frozenset("是的在有和与了就都也")  # at the end no slip of the pen: 启东是 for 启东市
_LOOKS_ALIKE = 0.6  # from this likeness on a character may be one for another


def misspelt(text: str, scope: Scope, taken: list[tuple[int, int]]) -> list[str]:
    """Find a region written with another character of its sound (清江埔), or else of its shape (星搓区).

    A real place elsewhere is no slip; of several that look alike, the most alike is meant.
    """
    real = [(at, end) for at in range(len(text)) for end in range(at + 2, at + 7) if text[at:end] in regions()]
    closest = (_LOOKS_ALIKE, -1, "")
    for at, form in scope.misspelt(text):
        written, end = text[at : at + len(form)], at + len(form)
        if written[-1] in _FUNCTION or any(first < end and at < last for first, last in real):
            continue
        [(one, other)] = [pair for pair in zip(written, form, strict=True) if pair[0] != pair[1]]
        if readings(one) & readings(other):
            closest = (1.0, at, form)
            break
        if not {one, other} & _KIND:
            closest = max(closest, (likeness(one, other), at, form))
    _, at, form = closest
    if not form:
        return []
    taken.append((at, at + len(form)))
    return list(scope.forms[form])


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


def readings(char: str) -> frozenset[str]:
    """Return the toneless readings of a character, zh as z, ng as n; a character without any is its own."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - takes 14 MB and 0.1 s to load

    [found] = pinyin(char, style=Style.NORMAL, heteronym=True)
    return frozenset(_ALIKE.sub("", one) for one in found)


def likeness(first: str, second: str) -> float:
    """Return which share of their strokes two characters have in common at the beginning and at the end, in [0, 1].

    A part that is the same on one side is what makes characters look alike: 0.77 of 搓 and 槎, 0.62 of 视 and 枧. A
    character that is not in the table is like itself only.
    """
    strokes, others = _strokes().get(first), _strokes().get(second)
    if not strokes or not others:
        return float(first == second)
    head = len(os.path.commonprefix([strokes, others]))  # noqa: RUF071 - of strings, as is meant
    tail = len(os.path.commonprefix([strokes[head:][::-1], others[head:][::-1]]))  # noqa: RUF071
    return (head + tail) / max(len(strokes), len(others))


@cache
def _strokes() -> dict[str, str]:
    """Return the strokes of characters in the order of writing, a letter for each kind."""
    return dict(rows("strokes.tsv"))
