"""What the tests of the corpus share: the example pages, and a report written out as an outline."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from corpus.formats import read
from corpus.formats.assembly import document_of_text
from corpus.model import Block, Report
from corpus.parse import parse

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "corpus/reports/2023-淮安市县市区政协工作巡礼-1.txt"
_LONGEST = 24


def outline_of(report: Report) -> str:
    """Return what the parser understood of a page, one line for each part of it, in the order of its kinds."""
    text = report.document.text

    def shown(blocks: Iterable[Block], name: str, depth: int = 0) -> list[str]:
        starts = [" ".join(block.span.of(text).split())[:_LONGEST] for block in blocks]
        return [f"{'  ' * depth}{name}: {start}" for start in starts]

    lines = [f"report: {report.title} | {report.series} | {report.installment} | {report.year}"]
    for name in ("banner", "preface", "credits", "unplaced"):
        lines += shown(getattr(report, name), name)
    for article in report.articles:
        title = article.title.span.of(text) if article.title else None
        lines += ["", f"article: {title} | {article.committee} | {'、'.join(article.authors)}"]
        lines += shown(article.subtitles, "subtitle", 1) + shown(article.bylines, "byline", 1)
        lines += shown(article.captions, "caption", 1) + shown(article.leads, "lead", 1)
        for section in article.sections:
            lines.append(f"  section: {section.heading.of(text)}")
            lines += shown(section.items, "item", 2)
    return "\n".join(lines) + "\n"


def parsed(text: str) -> Report:
    return parse(document_of_text(text, name="页", file="页.txt"))


@pytest.fixture(scope="session")
def shipped() -> Report:
    return parse(read(SHIPPED))


@pytest.fixture(scope="session")
def outline() -> Callable[[Report], str]:
    return outline_of
