"""Lexical terms: what a text is looked up by."""

import re
import unicodedata
from functools import lru_cache
from operator import add

from corpus.wordlists import cutters

# The range that jieba's dictionary covers; rarer characters are looked up as they stand.
_FIRST, _LAST = "\u4e00", "\u9fd5"
_RUN = re.compile(rf"([{_FIRST}-{_LAST}]+)|(\d+(?:\.\d+)*|[^\W\d_{_FIRST}-{_LAST}]+)")
# Quotation and title marks part no words: 委员“家”访 is 委员家访.
_QUOTES = "“”‘’「」『』《》〈〉\"'"
MARK = re.compile(f"[{_QUOTES}]")


def fold(text: str) -> str:
    """Return `text` without quotation marks, compatibility forms (NFKC), capitals and the two zeros made alike."""
    alike = unicodedata.normalize("NFKC", text).lower().replace("〇", "零")
    return MARK.sub("", alike)


def terms(text: str) -> list[str]:
    """Return the terms of a text in its order: jieba's search-mode words and the character bigrams of each Han run.

    Numbers and words of other scripts are one term each, so that the segmenter sees Han characters only; white
    space and punctuation are dropped. Repeats are kept: BM25 counts them.
    """
    found: list[str] = []
    for han, other in _RUN.findall(fold(text)):
        # A word of two characters is its own bigram too: it counts twice, which ranks better than once.
        found += (*cutters().cut_for_search(han), *map(add, han, han[1:])) if han else (other,)
    return found


def words(text: str) -> list[str]:
    """Return the words of a text in its order, each once where it stands: no sub-words, no bigrams."""
    return [word for han, other in _RUN.findall(fold(text)) for word in (_cut(han) if han else (other,))]


@lru_cache(maxsize=8192)
def _cut(run: str) -> tuple[str, ...]:
    """Return the words of a run of Han characters; a clause is cut again as part of its sentence."""
    return tuple(cutters().cut(run))
