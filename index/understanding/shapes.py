"""Shapes: how much two characters look alike, which is how slips of handwriting and of codes by shape come about."""

from itertools import takewhile

from index.understanding.characters import entry

_TABLE = "strokes.tsv"


def likeness(first: str, second: str) -> float:
    """Return which share of their strokes two characters have in common at the beginning and at the end, in [0, 1].

    A part that is the same on one side is what makes characters look alike: 0.77 of 搓 and 槎, 0.62 of 视 and 枧. A
    character that is not in the table is like itself only.
    """
    strokes, others = entry(_TABLE, first), entry(_TABLE, second)
    if not strokes or not others:
        return float(first == second)
    head = _same(strokes, others)
    return (head + _same(strokes[head:][::-1], others[head:][::-1])) / max(len(strokes), len(others))


def _same(first: str, second: str) -> int:
    """Return how many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
