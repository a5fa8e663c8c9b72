"""Small reports and passages that the tests of the stored index are made of."""

import hashlib
import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.formats.assembly import document_of_text
from corpus.model import Document, Kind, Source, Span
from index.passages import Passage
from index.store.preview import additions_of
from index.store.publish import Home
from index.store.records import Addition
from index.store.table import Entry, Row


def page(committee: str, *items: str, number: int = 1, year: int = 2023) -> str:
    """Return the text of a page with one committee's article; each item is a short lead and a sentence."""
    lines = [
        f"{year}年石梁市县区政协工作巡礼({'一二三四五六七八九'[number - 1]})",
        f"{committee}交出新答卷",
        "通讯员 褚云",
        f"{year}年,{committee}坚持人民政协为人民。",
        "协商更有深度",
        *items,
    ]
    return "\n\n".join(lines) + "\n"


def document(name: str, text: str) -> Document:
    return document_of_text(text, name=name, file=f"{name}.txt")


def add(home: Home, *documents: Document) -> int:
    """Add documents and return the number of the generation."""
    return home.add(home.preview(documents)).number


def addition_of(document: Document) -> Addition:
    """Return what a document adds to the index."""
    [addition] = additions_of([document])
    return addition


def source(committee: str | None, year: int | None) -> Source:
    """Return the source of an item of a committee's report of a year."""
    return Source(
        series=None,
        installment=None,
        report_title=None,
        article=None,
        committee=committee,
        region=None,
        kind=Kind.ITEM,
        section=None,
        item=None,
        authors=(),
        year=year,
    )


def passage(text: str, *, committee: str | None = None, year: int | None = None, report: str = "r") -> Passage:
    """Return a passage that stands alone in its report."""
    return Passage(
        report=report,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        start=0,
        end=len(text),
        text=text,
        sentences=(Span(0, len(text)),),
        source=source(committee, year),
        context="",
    )


FIRST = document("一", page("云溪县政协", "开展专题协商。全年开展专题协商8次。", "办好提案工作。全年收到提案248件。"))
SECOND = document(
    "二", page("青岚区政协", "抓好委员培训。参训委员700余人次。", "深入调研视察。调研视察36次。", number=2)
)
THIRD = document("三", page("鹤鸣区政协", "建设议事厅。全年议事105场。", number=3, year=2022))
CHANGED = document("一", FIRST.text.replace("8次", "9次"))


def stored(entries: Sequence[Entry]) -> list[Row]:
    """Return what a table stores of passages that have nothing but entries."""
    return [(0, one.committee, one.year, one.row, one.row, one.terms, b"{}") for one in entries]


def some_entries(
    count: int,
    seed: int = 7,
    *,
    committees: Sequence[str | None] = ("云溪县政协", "青岚区政协", None),
    years: Sequence[int | None] = (2022, 2023, None),
) -> list[Entry]:
    """Return entries of 1 to 90 terms, frequent ones and rare ones, so that stored lengths differ from true ones."""
    dice = random.Random(seed)
    return [
        Entry(
            row=at,
            committee=dice.choice(committees),
            year=dice.choice(years),
            terms=" ".join(f"t{int(dice.paretovariate(0.7)) % 60}" for _ in range(dice.randint(1, 90))),
        )
        for at in range(count)
    ]


def unit(count: int, dimension: int = 24, seed: int = 3) -> NDArray[np.float32]:
    """Return (count, dimension) vectors of length 1."""
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
