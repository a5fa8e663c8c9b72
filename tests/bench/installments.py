"""Made-up installments in any number, of real text as far as it goes.

Each is one committee's page of one year, 40 passages. Their sentences come from a folder of public texts (government
work reports and statutes), each used once; when they are used up, and where there is no such folder, clauses of
different sentences are joined anew. Figures are drawn for each installment.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.formats.assembly import document_of_text
from corpus.model import Document
from corpus.regions import regions

PASSAGES = 40
_TEXTS = ("gov_work_reports.jsonl.gz", "statutes.jsonl.gz")
_SENTENCE = re.compile(r"(?:第[一二三四五六七八九十百零]+条)?([^。；;\s]{12,120})[。；;]")
_PARTS = re.compile(r"[，。、；：（）《》“”,;:()\d]+")
_DIGITS = re.compile(r"(?<![\d.])\d{1,3}(?![\d.年月日])")
_HEADINGS = ("协商更有深度", "监督更有力度", "履职更有温度", "联系更有广度", "建设更有强度")
_WORDS = (
    "围绕聚焦推动开展组织专题协商提案视察调研民主监督委员履职培训议事基层群众营商环境教育医疗乡村振兴"
    "生态保护文化传承社情民意信息界别座谈走访建议落实办理成效平台机制项目产业企业发展服务创新治理"
)
_UNITS = "次件条篇场人家项"
_YEARS = range(2004, 2024)


@dataclass(frozen=True, slots=True)
class Texts:
    """What installments are made of: sentences, each used once, then clauses."""

    sentences: tuple[str, ...]
    clauses: tuple[str, ...]

    @classmethod
    def of(cls, data: Path | None) -> "Texts":
        """Read the texts of a data folder; without one there are only made-up clauses."""
        found: dict[str, None] = {}
        for path in (data / "text" / name for name in _TEXTS) if data else ():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    found.update(dict.fromkeys(_SENTENCE.findall(json.loads(line)["text"])))
        sentences = [sentence + "。" for sentence in found]
        random.Random(20).shuffle(sentences)
        clauses = {part for sentence in sentences[:60_000] for part in _PARTS.split(sentence) if 4 <= len(part) <= 14}
        dice = random.Random(21)
        made = ("".join(_WORDS[at : at + 2] for at in _places(dice)) for _ in range(2000))
        return cls(tuple(sentences), tuple(sorted(clauses)) or tuple(made))


def _places(dice: random.Random) -> list[int]:
    return [2 * dice.randrange(len(_WORDS) // 2) for _ in range(5)]


def installments(texts: Texts, count: int, *, start: int = 0) -> Iterator[Document]:
    """Yield installments number `start` and on, the same ones whenever they are asked for."""
    counties = sorted(name for name in regions() if name.endswith(("县", "区")) and len(name) > 2)
    for number in range(start, start + count):
        county = counties[number % len(counties)]
        year = _YEARS[number // len(counties) % len(_YEARS)]
        yield _installment(texts, number, county, year)


def _installment(texts: Texts, number: int, county: str, year: int) -> Document:
    dice = random.Random(number)
    committee = f"{county}政协"
    lines = [f"{year}年{county}政协工作巡礼(一)", f"{committee}交出新答卷", "通讯员 褚云"]
    lines.append(f"{year}年,{committee}履职尽责。")
    for at in range(PASSAGES - len(lines)):
        if at % 7 == 0:
            lines.append(_HEADINGS[at // 7 % len(_HEADINGS)])
        lines.append(_item(texts, number * PASSAGES + at, dice))
    return document_of_text("\n\n".join(lines) + "\n", name=f"第{number}份", file=f"第{number}份.txt")


def _item(texts: Texts, serial: int, dice: random.Random) -> str:
    """Return one passage: a lead, a sentence and a figure."""
    lead = dice.choice(texts.clauses)
    if serial < len(texts.sentences):
        body = texts.sentences[serial]
    else:
        body = ",".join(dice.choice(texts.clauses) for _ in range(dice.randint(3, 6))) + "。"
    body = _DIGITS.sub(lambda _: str(dice.randint(2, 999)), body)
    return f"{lead}。{body}全年{dice.choice(texts.clauses)}{dice.randint(2, 999)}{dice.choice(_UNITS)}。"
