"""Slips: a region of the corpus written with another character, of its sound or of its shape, or in pinyin."""

import re
from collections.abc import Iterable
from operator import ne

from corpus.regions import regions
from index.understanding.pinyin import sounds_like, spelt
from index.understanding.scope import Scope
from index.understanding.shapes import likeness

_LATIN = re.compile(r"[A-Za-z]{4,}")
# The kinds of regions; 县 for 区 is no slip. From which likeness on a character may be one for another.
_KIND = "县区市旗"
_LOOKS_ALIKE = 0.6


def misspelt(text: str, scope: Scope, taken: list[tuple[int, int]]) -> list[str]:
    """Find a region written with another character of its sound (清江埔), or else of its shape (星搓区).

    A real place elsewhere is no slip; of several that look alike, the most alike is meant.
    """
    slips = [slip for form in scope.forms_like(text) for slip in _slips(text, form)]
    meant = next(((at, form) for at, form, window in slips if sounds_like(window, form)), None)
    if meant is None and slips:
        closest = max((_resemblance(window, form), at, form) for at, form, window in slips)
        meant = closest[1:] if closest[0] >= _LOOKS_ALIKE else None
    if meant is None:
        return []
    at, form = meant
    taken.append((at, at + len(form)))
    return list(scope.forms[form])


def _slips(text: str, form: str) -> Iterable[tuple[int, str, str]]:
    """Return where a text has a form with one other character, the form, and what the text has."""
    for at in range(len(text) - len(form) + 1) if len(form) > 2 else ():
        window = text[at : at + len(form)]
        if sum(map(ne, window, form)) == 1 and not _listed(text, at, window):
            yield at, form, window


def _resemblance(window: str, form: str) -> float:
    """Return how much the one character that differs looks like the other; 0 of 县 for 区."""
    [(written, meant)] = [(a, b) for a, b in zip(window, form, strict=True) if a != b]
    return 0.0 if {written, meant} & set(_KIND) else likeness(written, meant)


def romanised(text: str, scope: Scope, taken: list[tuple[int, int]]) -> list[str]:
    """Find a region written in pinyin (lianshui)."""
    for match in _LATIN.finditer(text):
        for form, names in scope.forms.items():
            if spelt(form) == match[0].lower():
                taken.append(match.span())
                return list(names)
    return []


def _listed(text: str, at: int, window: str) -> bool:
    return any(window[:length] in regions() or text[at : at + length] in regions() for length in range(2, 7))
