"""The normal form of texts: what questions and sentences are compared and read in.

That of sentences is kept with an index, like their figures: a change here needs another `corpus.figures.VERSION`.
"""

import re
import unicodedata
from functools import lru_cache

from corpus.simplified import converter
from index.terms import MARK

_ENGLISH = tuple(
    (re.compile(rf"\b(?:{english})\b", re.IGNORECASE), chinese)
    for english, chinese in (
        ("how (?:many|much)|total", "多少"),
        ("what", "什么"),
        ("who", "谁"),
        ("when", "什么时候"),
        ("where", "哪里"),
        ("why", "为什么"),
        ("hi|hello|hey|please|pls|lol", " "),
    )
)
CLAUSE_END = re.compile(r"[，,。；;：:！？!?\n]")
"""What parts the clauses of a question or a sentence."""

_LATIN = re.compile(r"[A-Za-z]")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"})
# None of the rest is dropped, nor looked up one by one.
_RARE = re.compile(r"[^\w\s,。、;:?!()“”《》%.·\-/]")
_SLIPS = re.compile(r"[正证整郑证][协谐]|政[谐胁鞋斜携]")
# 几多 and 好多 are 多少 in the south and the west; 涟 水 县 is typed with a space after each character.
_MANY = re.compile(r"几多|好多(?=[个次人名件条篇场家本户钱亩张只棵头台座处所间斤吨里块])")
_SPACED = re.compile(r"(?<=(?<![\u4e00-\u9fff])[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
_MENTION = re.compile(r"@\w+")


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Return a text in NFKC and simplified characters, without control characters, symbols and needless spaces."""
    text = simplified(text).replace("○", "〇")
    for pattern, chinese in _ENGLISH if _LATIN.search(text) else ():
        text = pattern.sub(chinese, text)
    text = _RARE.sub(_spaced, _MENTION.sub(" ", text))
    text = _MANY.sub("多少", _SLIPS.sub("政协", text))
    return re.sub(r"\s+", " ", _SPACED.sub("", text)).strip()


def _spaced(char: re.Match[str]) -> str:
    return " " if unicodedata.category(char[0]) in _DROPPED else char[0]


def bare(text: str) -> str:
    """Return a text in its normal form without quotation marks and spaces."""
    return "".join(MARK.sub("", normalise(text)).split())


def simplified(text: str) -> str:
    """Return a text in NFKC and simplified characters."""
    return str(converter().convert(unicodedata.normalize("NFKC", text)))
