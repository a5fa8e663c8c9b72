"""The ledger: every figure of a generation with the sentence and the source that hold it, and totals of them."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.measures import LASTING, SHARES
from corpus.model import Figure, Source, Span
from corpus.wordlists import words
from index.errors import Damaged
from index.figures.spanning import spans_years
from index.figures.wholes import doubt_of, is_whole, mixed_verbs
from index.passages import Passage
from index.storage.generation import Generation
from prompts import figures as wording

# How a qualifier bounds the number that it stands with.
_ABOVE = words("多 余 超 超过 超出 逾 突破 不少于 不低于 不下 不下于 多于 高于 大于 至少 以上 有余 开外 + ＋")
_BELOW = words("近 将近 接近 不足 不到 少于 低于 小于 以下 以内 之内 内 不超过 不高于 不多于 至多")
# 数百户, 几十场, 上百名: no number to add.
_VAGUE = words("数 几 好几 上 过 成")
_NAMED = 6  # indicators that a refusal names


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and where it stands.

    `quote` is the sentence: `quote == source_text[span.start:span.end]` of the source whose SHA-256 is `sha256`;
    `passage` is the row of its passage in the generation.
    """

    figure: Figure
    quote: str
    span: Span
    report: str
    sha256: str
    source: Source
    passage: int


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of figures of one indicator and unit.

    `qualifier` is None where every summand is exact: what all the qualified ones share, else 以上, 近 or 约.
    """

    indicator: str
    unit: str
    value: float
    qualifier: str | None
    summands: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total of what committees tell, and what is not in it.

    `gaps` are the committees and years that tell no such figure, which is not 0; `aside` are figures, of further
    committees, that are like it and not counted.
    """

    total: Total
    gaps: tuple[tuple[str, int | None], ...]
    aside: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """Why there is no total, in words."""

    reason: str


def rows_of(
    generation: Generation, *, committees: Collection[str] | None = None, years: Collection[int] | None = None
) -> tuple[Row, ...]:
    """Return the figures of a generation in the order of its reports.

    Args:
        generation: what is read.
        committees: only of these (涟水县政协); None for all, and what belongs to no committee.
        years: only of these, as the sentence has it: 2022年立案164件 is of 2022 in a report on 2023 too.
    """
    passages, allowed = generation.passages, generation.rows_of(committees=committees)
    found = enumerate(passages) if allowed is None else ((row, passages[row]) for row in allowed.tolist())
    rows = (figure for row, passage in found for figure in _rows(row, passage))
    return tuple(row for row in rows if years is None or row.figure.year in years)


def _rows(row: int, passage: Passage) -> Iterator[Row]:
    for figure in passage.figures:
        span = figure.sentence
        if span is not None:
            quote = passage.text[span.start - passage.start : span.end - passage.start]
            yield Row(figure, quote, span, passage.report, passage.sha256, passage.source, row)


def check(rows: Iterable[Row], generation: Generation) -> None:
    """Check figures and their sentences against the stored sources, and these against their hashes.

    Raises:
        Damaged: a source is missing or altered, or something is not what stands there.
    """
    texts: dict[str, str] = {}
    for row in rows:
        if row.sha256 not in texts:
            texts[row.sha256] = generation.source_text(row.sha256)
        text, figure = texts[row.sha256], row.figure
        if text[figure.start : figure.end] != figure.text or row.span.of(text) != row.quote:
            raise Damaged(wording.DIFFERS.format(report=row.report))


def total(rows: Sequence[Row]) -> Total | Declined:
    """Return the sum of some figures, or why they do not add up.

    They add up where they are of one indicator and one unit, one for each committee and year; a sentence that stands
    in two reports counts once. Shares, lengths of time, ranges, vague numbers, what several years brought, parts of
    something and what may be of a part of the year do not (see `index.figures.wholes`).
    """
    kinds = dict.fromkeys((row.figure.indicator, row.figure.unit) for row in rows)
    if not kinds:
        return Declined(wording.NO_SUMMANDS)
    if len(kinds) > 1:
        named = [wording.INDICATOR.format(indicator=name or wording.UNNAMED, unit=unit) for name, unit in kinds]
        more = wording.MORE.format(count=len(named)) if len(named) > _NAMED else ""
        return Declined(wording.DIFFERENT.format(kinds="、".join(named[:_NAMED]) + more))
    [(indicator, unit)] = kinds
    if indicator is None:
        return Declined(wording.NO_INDICATOR)
    if unit in SHARES or unit in LASTING or not unit:
        return Declined(wording.NOT_ADDED.format(unit=unit or wording.NO_UNIT))
    once = tuple({_key(row): row for row in reversed(rows)}.values())[::-1]
    reason = next(filter(None, map(_reason_against, once)), None) or _said_twice(once) or mixed_verbs(once)
    if reason:
        return Declined(reason)
    value = math.fsum(row.figure.value for row in once)
    return Total(indicator, unit, value, _joint([row.figure.qualifier for row in once if row.figure.qualifier]), once)


def _key(row: Row) -> tuple[str | None, int | None, str, int]:
    """Return what tells a figure from the same sentence in another report."""
    figure = row.figure
    return figure.committee, figure.year, row.quote, figure.start - row.span.start


def _reason_against(row: Row) -> str | None:
    """Return why a figure cannot be a summand; None where it can."""
    figure = row.figure
    qualifiers = frozenset((figure.qualifier or "").split("…"))
    reasons = (
        (figure.committee is None, wording.OF_NOBODY),
        (figure.year is None, wording.OF_NO_YEAR),
        (figure.high is not None, wording.A_RANGE),
        (bool(qualifiers & _VAGUE), wording.VAGUE),
        (spans_years(row.quote), wording.SEVERAL_YEARS),
        (not is_whole(row), wording.NOT_WHOLE),
    )
    told = next((reason.format(figure=figure.text, quote=row.quote) for holds, reason in reasons if holds), None)
    return told or doubt_of(row)


def _said_twice(rows: Sequence[Row]) -> str | None:
    """Return the reason where one committee tells two figures of a year: the one may be part of the other."""
    seen: dict[tuple[str | None, int | None], Row] = {}
    for row in rows:
        first = seen.setdefault((row.figure.committee, row.figure.year), row)
        if first is not row:
            return wording.TWICE.format(
                committee=row.figure.committee, year=row.figure.year, first=first.figure.text, second=row.figure.text
            )
    return None


def _joint(qualifiers: Sequence[str]) -> str | None:
    """Return the qualifier of a sum: that of its summands, or the weakest that is true of it."""
    distinct = set(qualifiers)
    if len(distinct) < 2:
        return next(iter(distinct), None)
    if distinct <= _ABOVE:
        return "以上"
    return "近" if distinct <= _BELOW else "约"
