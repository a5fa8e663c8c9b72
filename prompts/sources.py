"""How a source, and what the corpus covers, is put in words; shared by all faces."""

from collections.abc import Collection, Iterable
from typing import Any

SEPARATOR = " · "
SERIES = "《{series}》"
INSTALLMENT = "《{series}》第{number}期"
YEAR = "{year}年"
AUTHORS = "文/{names}"
COVERED = "{committee}({years})"
NO_YEAR = "年份未注明"
NONE_COVERED = "没有认出是哪家政协的报道"
NUMBER = "第{number}期"
COUNTS = "{reports} 份报道、{committees} 家政协({years})"
SPAN = "{first}–{last}年"
_LONGEST_HEAD = 20
KINDS = {
    "caption": "图片说明",
    "byline": "署名",
    "title": "标题",
    "banner": "通栏",
    "preface": "前言",
    "credits": "版面",
    "lead": "导语",
}


def series_line(series: str | None, installment: int | None) -> str:
    """Return a series, and the number of an installment where it has one; "" for none."""
    if not series:
        return ""
    return (SERIES if installment is None else INSTALLMENT).format(series=series, number=installment)


def source_line(source: Any) -> str:
    """Return where a quote stands (a `corpus.model.Source`), in one line."""
    parts = (
        series_line(source.series, source.installment),
        YEAR.format(year=source.year) if source.year else None,
        source.committee,
        SERIES.format(series=source.article) if source.article and source.kind != "title" else None,
        source.section,
        source.item,
        KINDS.get(source.kind),
        AUTHORS.format(names=" ".join(source.authors)) if source.authors else None,
    )
    return SEPARATOR.join(part for part in parts if part)


def short_line(source: Any) -> str:
    """Return where a quote stands, in few words that fit on one line of a phone: 涟水县政协 · 2023年 · 第1期 · 协商."""
    head = source.item or source.section
    if source.kind in ("byline", "title", "lead") or not head:
        head = source.article if source.kind != "title" else None
    parts = (
        source.committee or series_line(source.series, None),
        YEAR.format(year=source.year) if source.year else None,
        NUMBER.format(number=source.installment) if source.installment is not None else None,
        head and shortened(head, _LONGEST_HEAD),
        KINDS.get(source.kind) if source.kind != "lead" else None,
    )
    return SEPARATOR.join(part for part in parts if part)


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning and an ellipsis where it is longer than so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def counts_line(coverage: Collection[tuple[str, Iterable[int]]], *, reports: int) -> str:
    """Return how much is covered: 121 份报道、274 家政协(2019–2025年)."""
    known = sorted({year for _, years in coverage for year in years})
    span = NO_YEAR if not known else YEAR.format(year=known[0]) if len(known) == 1 else ""
    span = span or SPAN.format(first=known[0], last=known[-1])
    return COUNTS.format(reports=reports, committees=len(coverage), years=span)


def coverage_line(coverage: Iterable[tuple[str, Iterable[int]]]) -> str:
    """Return the committees covered, each with its years: 涟水县政协(2023)、清江浦区政协(2023)."""
    told = ((committee, "、".join(map(str, years)) or NO_YEAR) for committee, years in coverage)
    return "、".join(COVERED.format(committee=committee, years=years) for committee, years in told) or NONE_COVERED
