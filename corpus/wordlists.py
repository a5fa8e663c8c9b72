"""Words: the lists of `words.tsv`, which says what each is for, and text cut into words by jieba's dictionary."""

import importlib
from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

Tagged = tuple[str, str]
"""A word and its part of speech: n noun, v verb, vn verbal noun, d adverb, p preposition, uj 的, x punctuation, ..."""


def words(table: str) -> frozenset[str]:
    """Return the words of a table that separates them by white space."""
    return frozenset(table.split())


def rows(table: str) -> list[list[str]]:
    """Return the cells of each row of a table of this package, without its comments."""
    lines = (files("corpus") / table).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


LISTS = {
    name: words(" ".join(listed for _, listed in group)) for name, group in groupby(rows("words.tsv"), itemgetter(0))
}
"""The lists of `words.tsv` by their names."""

LIGHT, NOMINAL, MEASURED, NOUNS = (LISTS[name] for name in ("light", "nominal", "measured", "nouns"))
STATING = LIGHT | LISTS["stating"]


def tagged(text: str) -> list[Tagged]:
    """Return the words of `text`, each with its part of speech."""
    return [(word, tag) for word, tag in cutters().tag(text)]


def cut(text: str) -> list[str]:
    """Return the words of `text` by the dictionary alone: 受益村民约 ends with 约, 村规民约 is one word."""
    return list(cutters().by_dictionary(text))


def words_in(text: str) -> list[str]:
    """Return the words of two characters or more, without numbers and marks."""
    return [word for word in cut(text) if len(word) > 1 and word.isalpha()]


class Cutters(NamedTuple):
    """jieba's ways to cut a text: with parts of speech, by the dictionary alone, with unknown words, for a search."""

    tag: Callable[[str], Iterable[Any]]
    by_dictionary: Callable[[str], Iterable[str]]
    cut: Callable[[str], Iterable[str]]
    cut_for_search: Callable[[str], Iterable[str]]


@cache
def cutters() -> Cutters:
    """Return those of rjieba, which cuts alike and starts ten times as fast, or of jieba itself where there is none."""
    try:
        fast: Any = importlib.import_module("rjieba")
    except ImportError:
        jieba: Any = importlib.import_module("jieba")
        jieba.setLogLevel("WARNING")
        tag = importlib.import_module("jieba.posseg").cut
        return Cutters(tag, partial(jieba.cut, HMM=False), jieba.cut, jieba.cut_for_search)
    return Cutters(fast.tag, partial(fast.cut, hmm=False), fast.cut, fast.cut_for_search)
