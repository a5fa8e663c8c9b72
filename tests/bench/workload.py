"""The work that every peer is given: pages to index, questions to answer, one more installment."""

import random
from functools import cache
from pathlib import Path

from corpus import formats
from corpus.model import Document
from corpus.parse import parse
from index.passages import Passage, passages_of
from tests.bench.installments import PASSAGES, Texts, installments

SHIPPED = Path(formats.__file__).parents[1] / "reports"
# The first report alone; its exact number of passages is whatever the parser makes of it.
ONE_PAGE = 33
_QUESTIONS = 220
_ASKED_OF = 400  # installments that the questions are taken from


@cache
def _texts(data: Path) -> Texts:
    return Texts.of(data if (data / "text").is_dir() else None)


def pages(size: int, data: Path) -> list[Document]:
    """Return the pages that have about so many passages."""
    if size == ONE_PAGE:
        return [formats.read(path) for path in sorted(SHIPPED.iterdir()) if path.suffix in formats.SUFFIXES]
    return list(installments(_texts(data), size // PASSAGES))


def installment(size: int, data: Path) -> Document:
    """Return one installment more."""
    return next(installments(_texts(data), 1, start=size // PASSAGES + 1))


def questions(size: int, data: Path) -> list[str]:
    """Return questions with and without committee and year, of words that passages have."""
    dice = random.Random(size)
    if size == ONE_PAGE:
        found = pages(size, data)
    else:
        numbers = dice.sample(range(size // PASSAGES), min(_ASKED_OF, size // PASSAGES))
        found = [page for number in numbers for page in installments(_texts(data), 1, start=number)]
    passages = [passage for page in found for passage in passages_of(parse(page)) if passage.source.item]
    return [_question(dice.choice(passages), number) for number in range(_QUESTIONS)]


def _question(passage: Passage, number: int) -> str:
    source = passage.source
    words = passage.text[len(source.item or "") + 1 :][: 8 + number % 5].strip("，。、；：“”")
    forms = (
        f"{source.committee}{source.year}年{words}多少次?",
        f"{source.region}{words}有几家?",
        f"{words}是什么?",
        f"{source.item}全年有多少?",
    )
    return forms[number % len(forms)]
