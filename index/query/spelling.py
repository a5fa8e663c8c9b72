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
_SHORT = 2
_FUNCTION = frozenset("是的在有和与了就都也")  # at the end no slip of the pen: 启东是 for 启东市
_LOOKS_ALIKE = 0.6  # from this likeness on a character may be one for another


def misspelt(text: str, scope: Scope, taken: list[tuple[int, int]]) -> list[str]:
    """Find a region written with another character of its sound (清江埔), or else of its shape (星搓区).

    A real place elsewhere is no slip, nor is one character before 县 a name (哪位县政协领导); of several that look
    alike, the most alike is meant.
    """
    real = [(at, end) for at in range(len(text)) for end in range(at + 2, at + 7) if text[at:end] in regions()]
    slips = [
        (at, form, text[at : at + len(form)])
        for at, form in scope.misspelt(text)
        if not (len(form) == _SHORT and form[-1] in _KIND)
        and text[at + len(form) - 1] not in _FUNCTION
        and not any(first < at + len(form) and at < last for first, last in real)
    ]
    meant = next(((at, form) for at, form, written in slips if sounds_like(written, form)), None)
    if meant is None and slips:
        closest = max((_resemblance(written, form), at, form) for at, form, written in slips)
        meant = closest[1:] if closest[0] >= _LOOKS_ALIKE else None
    if meant is None:
        return []
    at, form = meant
    taken.append((at, at + len(form)))
    return list(scope.forms[form])


def _resemblance(written: str, form: str) -> float:
    """Return how much the one character that differs looks like the other; 0 of 县 for 区."""
    [(one, other)] = [(a, b) for a, b in zip(written, form, strict=True) if a != b]
    return 0.0 if {one, other} & _KIND else likeness(one, other)


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
