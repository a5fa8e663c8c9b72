"""How a source, and what the corpus covers, is put in words; shared by the terminal and Telegram."""

from collections.abc import Iterable, Mapping
from typing import Any

SEPARATOR = " · "
SERIES = "《{series}》"
INSTALLMENT = "《{series}》第{number}期"
YEAR = "{year}年"
AUTHORS = "文/{names}"
COVERED = "{committee}({years})"
NO_YEAR = "年份未注明"
NONE_COVERED = "没有认出是哪家政协的报道"
KINDS = {
    "caption": "图片说明",
    "byline": "署名",
    "title": "标题",
    "banner": "通栏",
    "preface": "前言",
    "credits": "版面",
    "lead": "导语",
}


def source_line(source: Mapping[str, Any]) -> str:
    """Return where a quote stands, in one line.

    Args:
        source: the fields of a `corpus.model.Source`.
    """
    numbered = source["series"] and source["installment"] is not None
    series = INSTALLMENT if numbered else SERIES if source["series"] else ""
    parts = (
        series.format(series=source["series"], number=source["installment"]),
        YEAR.format(year=source["year"]) if source["year"] else None,
        source["committee"],
        SERIES.format(series=source["article"]) if source["article"] and source["kind"] != "title" else None,
        source["section"],
        source["item"],
        KINDS.get(source["kind"]),
        AUTHORS.format(names=" ".join(source["authors"])) if source["authors"] else None,
    )
    return SEPARATOR.join(part for part in parts if part)


def coverage_line(coverage: Iterable[tuple[str, Iterable[int]]]) -> str:
    """Return the committees covered, each with its years: 涟水县政协(2023)、清江浦区政协(2023)."""
    covered = "、".join(
        COVERED.format(committee=committee, years="、".join(map(str, years)) or NO_YEAR)
        for committee, years in coverage
    )
    return covered or NONE_COVERED
