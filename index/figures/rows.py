"""Figure rows: every figure of a generation with its sentence and source, looked up by what it counts.

How what a figure counts stands to what is asked for is told; the near is never merged.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from index.answer import Row
from index.encoder import Encoder
from index.normal import bare
from index.query.figures import Lookup
from index.store.generation import Generation
from index.store.table import Filters

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


def look_up(lookup: Lookup, generation: Generation, encoder: Encoder) -> tuple[Match, ...]:
    """Return the figures that are asked for; where no indicator is, every one, as the same."""
    if lookup.absent and not lookup.committees:
        return ()
    rows = rows_of(generation, committees=lookup.committees or None, years=lookup.years or None)
    if not lookup.indicator:
        return tuple(Match(row, Likeness.SAME, 1.0) for row in rows)
    return matches(rows, bare(lookup.indicator), encoder)


def rows_of(
    generation: Generation,
    *,
    committees: Collection[str] | None = None,
    years: Collection[int] | None = None,
    told_in: Collection[int] | None = None,
) -> tuple[Row, ...]:
    """Return the figures of a generation in the order of its reports, each with its committee's usual name.

    They are of some `committees` (涟水县政协), by any of their names, and of some `years`, as the sentence has it:
    2022年立案164件 is of 2022 in a report on 2023 too. `told_in` are the years of the reports. None stands for all.
    """
    stored = None if committees is None else {name for one in committees for name in generation.stored.get(one, ())}
    passages, allowed = generation.passages, generation.passages.rows_of(Filters(stored, told_in))
    usual = {name: "、".join(told) for name, told in generation.names.items()}
    found = enumerate(passages) if allowed is None else ((row, passages[row]) for row in allowed.tolist())
    rows: list[Row] = []
    for row, passage in found:
        for figure in passage.figures:
            if (span := figure.sentence) and (years is None or figure.year in years):
                quote = passage.text[span.start - passage.start : span.end - passage.start]
                whose = usual.get(figure.committee or "", figure.committee)
                named = figure if whose == figure.committee else replace(figure, committee=whose)
                rows.append(Row(named, quote, span, passage.report, passage.sha256, passage.source, row))
    return tuple(rows)


def matches(rows: Sequence[Row], asked: str, encoder: Encoder) -> tuple[Match, ...]:
    """Return the figures of an indicator (as `Row.counted` tells it) and of those near it, in their order.

    Figures whose sentence alone has the asked words are returned only where there are no others.
    """
    counted = [row.counted for row in rows]
    names = sorted(set(filter(None, counted)))
    likenesses: dict[str, tuple[Likeness, float]] = {}
    pairs = [asked[at : at + 2] for at in range(len(asked) - 1)]
    cosines = encoder.encode([asked, *names]) @ encoder.encode([asked])[0] if asked and names else np.zeros(0)
    for name, cosine in zip(names, np.clip(cosines, 0.0, 1.0)[1:].tolist(), strict=False):
        if name == asked:
            likenesses[name] = Likeness.SAME, 1.0
        elif asked in name:
            likenesses[name] = Likeness.PART, cosine
        elif cosine >= NEAR_COSINE and any(pair in name for pair in pairs):
            likenesses[name] = Likeness.NEAR, cosine
    pairs_of_rows = zip(rows, counted, strict=True)
    matching = tuple(Match(row, *likenesses[name]) for row, name in pairs_of_rows if name in likenesses)
    return matching or tuple(Match(row, Likeness.MENTIONED, 0.0) for row in rows if asked in bare(row.quote))
