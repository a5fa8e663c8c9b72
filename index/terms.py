"""Lexical terms: what a text is looked up by."""

import importlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from operator import add

# The range that jieba's dictionary covers; rarer characters are looked up as they stand.
_FIRST, _LAST = "\u4e00", "\u9fd5"
_RUN = re.compile(rf"([{_FIRST}-{_LAST}]+)|(\d+(?:\.\d+)*|[^\W\d_{_FIRST}-{_LAST}]+)")
_BETWEEN = "\n"
# Quotation and title marks part no words: 委员“家”访 is 委员家访.
_QUOTES = "“”‘’「」『』《》〈〉\"'"
MARK = re.compile(f"[{_QUOTES}]")

# What the segmenter's dictionary has as verbs, and reports as nouns.
_NO_VERBS = frozenset({"是", "有", "提案", "建议", "协商", "服务", "活动", "调研", "视察", "培训", "会议"})
_PEOPLE = frozenset({"nr", "nrfg", "nrt"})

Segment = Callable[[str], Iterable[str]]


def normalise(text: str) -> str:
    """Return `text` without quotation marks, compatibility forms (NFKC), capitals and the two zeros made alike."""
    alike = unicodedata.normalize("NFKC", text).lower().replace("〇", "零")
    return MARK.sub("", alike)


def terms(text: str) -> list[str]:
    """Return the terms of a text in its order: jieba's search-mode words and the character bigrams of each Han run.

    Numbers and words of other scripts are one term each, so that every segmenter sees Han characters only and
    both give the same terms; white space and punctuation are dropped. Repeats are kept: BM25 counts them.
    """
    runs = _RUN.findall(normalise(text))
    # All runs are segmented in one call, which costs less than one for each.
    segments = [*segmenter()(_BETWEEN.join(han for han, _ in runs if han)), _BETWEEN]
    found: list[str] = []
    at = 0
    for han, other in runs:
        if not han:
            found.append(other)
            continue
        end = segments.index(_BETWEEN, at)
        # A word of two characters is its own bigram too: it counts twice, which ranks better than once.
        found += segments[at:end]
        found += map(add, han, han[1:])
        at = end + 1
    return found


@cache
def segmenter() -> Segment:
    """Return search-mode segmentation: rjieba's, which starts ten times as fast, else jieba's."""
    try:
        return importlib.import_module("rjieba").cut_for_search  # type: ignore[no-any-return]
    except ImportError:
        jieba = importlib.import_module("jieba")
        jieba.setLogLevel("WARNING")
        return jieba.cut_for_search  # type: ignore[no-any-return]


def words(text: str) -> list[str]:
    """Return the words of a text in its order, each once where it stands: no sub-words, no bigrams."""
    return [word for run in runs(text) for word in words_of(run)]


@lru_cache(maxsize=256)
def runs(text: str) -> tuple[str, ...]:
    """Return the runs of Han characters, the numbers and the words of other scripts in a text, in its order."""
    return tuple([han or other for han, other in _RUN.findall(normalise(text))])


def words_of(run: str) -> tuple[str, ...]:
    """Return the words of a run that `runs` found."""
    return _cut(run) if _FIRST <= run[0] <= _LAST else (run,)


@lru_cache(maxsize=8192)
def _cut(run: str) -> tuple[str, ...]:
    """Return the words of a run; a clause is cut again as part of its sentence and of its passage."""
    return tuple(_cutter()(run))


@cache
def _cutter() -> Segment:
    name = "rjieba" if segmenter().__module__ != "jieba" else "jieba"
    return importlib.import_module(name).cut  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def people_in(text: str) -> tuple[str, ...]:
    """Return what the segmenter takes for names of people; it misses some, and takes some other words for names."""
    return tuple(word for word, tag in _tagger()(text) if tag in _PEOPLE and len(word) > 1)


@lru_cache(maxsize=4096)
def nouns_in(text: str) -> frozenset[str]:
    """Return what the segmenter takes for nouns, names among them."""
    return frozenset(word for word, tag in _tagger()(text) if tag.startswith("n"))


def last_verb(text: str) -> str:
    """Return the verb that a text ends in; "" where it ends in another word."""
    tagged = list(_tagger()(text))
    word, tag = tagged[-1] if tagged else ("", "")
    return word if tag.startswith("v") and word not in _NO_VERBS else ""


@cache
def _tagger() -> Callable[[str], Iterable[tuple[str, str]]]:
    if segmenter().__module__ != "jieba":
        return importlib.import_module("rjieba").tag  # type: ignore[no-any-return]
    return importlib.import_module("jieba.posseg").lcut  # type: ignore[no-any-return]
