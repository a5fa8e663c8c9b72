"""Simplified characters: a text as the rules read it, each character in its place."""

from functools import cache
from typing import Any

# Of a text in traditional characters; fewer are names and quotations within simplified text.
_SHARE = 0.02


def simplified(text: str, share: float = _SHARE) -> str:
    """Return a text of the same length, in simplified characters where more than this share of it is traditional."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        plain = "".join(map(_simple, text))
        changed = sum(one != other for one, other in zip(text, plain, strict=True))
        return plain if changed > share * len(text) else text
    return text


@cache
def _simple(char: str) -> str:
    is_half = "\ud800" <= char <= "\udfff"  # of a pair, which no encoding takes
    plain = char if char <= "\u2e7f" or is_half else str(converter().convert(char))
    return plain if len(plain) == 1 else char


@cache
def converter() -> Any:
    """Return what turns traditional characters into simplified ones."""
    from opencc import OpenCC  # noqa: PLC0415 - the dictionary loads with the first text that needs it

    return OpenCC("t2s")
