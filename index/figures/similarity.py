"""Similarity of indicators: how what a figure counts stands to what is asked for; the near is never merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from index.answer import Row
from index.encoder import Encoder
from index.normal import normalise
from index.terms import MARK

# 重点协商议题 is near 专题协商 (0.72), 专题学习研讨 (0.59) is not; a shared word is needed too, since the cosines of
# some encoders are high for any two texts.
NEAR_COSINE = 0.6


class Likeness(StrEnum):
    """How an indicator stands to the asked one, the closest first."""

    SAME = "same"
    PART = "part"  # the asked words stand in it: 专题协商会
    NEAR = "near"
    MENTIONED = "mentioned"  # they stand in the sentence alone


@dataclass(frozen=True, slots=True)
class Match:
    """A figure and how what it counts stands to the asked indicator; `cosine` is 1 for the same."""

    row: Row
    likeness: Likeness
    cosine: float


def matches(rows: Sequence[Row], asked: str, encoder: Encoder) -> tuple[Match, ...]:
    """Return the figures of an indicator and of those near it, in their order.

    Figures whose sentence alone has the asked words are returned only where there are no others.
    """
    asked, names = bare(asked), [bare(row.figure.indicator or "") for row in rows]
    likenesses = _likenesses(asked, sorted(set(filter(None, names))), encoder)
    matching = tuple(Match(row, *likenesses[name]) for row, name in zip(rows, names, strict=True) if name in likenesses)
    return matching or tuple(Match(row, Likeness.MENTIONED, 0.0) for row in rows if asked in bare(row.quote))


def _likenesses(asked: str, names: Sequence[str], encoder: Encoder) -> dict[str, tuple[Likeness, float]]:
    """Return the indicators that are like the asked one, each with its cosine."""
    if not asked or not names:
        return {}
    cosines = np.clip(encoder.encode([asked, *names]) @ encoder.encode([asked])[0], 0.0, 1.0)[1:]
    pairs = [asked[at : at + 2] for at in range(len(asked) - 1)]
    found: dict[str, tuple[Likeness, float]] = {}
    for name, cosine in zip(names, cosines.tolist(), strict=True):
        if name == asked:
            found[name] = Likeness.SAME, 1.0
        elif asked in name:
            found[name] = Likeness.PART, cosine
        elif cosine >= NEAR_COSINE and any(pair in name for pair in pairs):
            found[name] = Likeness.NEAR, cosine
    return found


def bare(text: str) -> str:
    """Return a text normalised, without marks and spaces."""
    return "".join(MARK.sub("", normalise(text)).split())


def closest(found: Iterable[Match]) -> Likeness | None:
    """Return the closest likeness there is."""
    there = {match.likeness for match in found}
    return next((likeness for likeness in Likeness if likeness in there), None)
