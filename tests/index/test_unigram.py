"""Pieces of texts: those that the tokenizers library finds with the same file."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from index.encoder import SHIPPED
from index.unigram import Unigram

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "corpus/reports").glob("*.txt"), *(ROOT / "tests/eval/installments").glob("*.txt")])
LINES = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines()]
ODD = [
    "",
    "  ",
    "ΑΣ Σ",
    "𠀀𠀁中𠀂",
    "㎡①Ⅳ ㈠",
    "１２．５％ ＣＰＰＣＣ",
    "İstanbul Straße",
    "888篇 a_b",
    "〇二三",
    "委员\t家访",
]
VOCABULARY = Unigram.read(SHIPPED / "tokenizer.json")
MANY = 600
TINY = Unigram([("?", -9.0), ("a", -1.0), ("b", -1.0), ("ab", -2.0), ("abc", -1.5)], 0)


def split(vocabulary: Unigram, texts: list[str]) -> list[list[int]]:
    ids, counts = vocabulary.ids(texts)
    return [part.tolist() for part in np.split(ids, np.cumsum(counts)[:-1])] if texts else []


def test_pieces_are_those_of_the_library() -> None:
    from tokenizers import Tokenizer

    library = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    texts = LINES + ODD
    expected = [encoding.ids for encoding in library.encode_batch(texts, add_special_tokens=False)]
    # Cuts that are equally likely (88|8 and 8|88) may differ.
    assert [Counter(ids) for ids in split(VOCABULARY, texts)] == [Counter(ids) for ids in expected]


@given(some.lists(some.text(alphabet="政协委员会提案8 ,a〇", max_size=30), min_size=1, max_size=3))
def test_many_at_once_have_the_pieces_of_each_alone(texts: list[str]) -> None:
    alone = [split(VOCABULARY, [text])[0] for text in texts]
    assert split(VOCABULARY, texts + LINES[:MANY])[: len(texts)] == alone


@pytest.mark.parametrize("more", [0, MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("abc", [4]),
        ("ab", [3]),  # as likely as a and b, and longer
        ("xyz", [0]),  # unknown characters side by side are one piece
        ("x y", [0, 0]),
        ("axb, A", [1, 0, 2, 1]),
        ("", []),
    ],
)
def test_the_likeliest_cut(text: str, ids: list[int], more: int) -> None:
    assert split(TINY, [text, *["ab"] * more])[0] == ids


def test_a_very_long_word_among_many_texts_is_cut_in_time() -> None:
    assert split(TINY, ["abc" * 20_000, *["ab"] * MANY])[0] == [4] * 20_000


def test_no_texts_have_no_pieces() -> None:
    assert [part.tolist() for part in TINY.ids([])] == [[], []]
