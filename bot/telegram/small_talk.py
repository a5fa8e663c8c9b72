"""Small talk: what is answered in one line, without a look at the reports; and the questions of one message."""

import re

from index.query.courtesy import courtesy
from prompts import telegram as wording

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(
    r"\b(?:how|what|who|whom|when|where|which|why|the|is|are|was|were|did|do|does|can|could|of|in|please|many|much)\b",
    re.IGNORECASE,
)
_EXPORT = re.compile(
    r"导出|(?:下载|生成|做成|发我|要|转成?)[^,，。?？]{0,8}(?:表格|excel|xlsx|csv)|^\W*(?:excel|xlsx|csv)\W*$", re.I
)
_ENDS = re.compile(r"(?<=[?？])\s*(?=[^\s?？])")


def small_talk(text: str) -> str:
    """Return what is said to a text that asks nothing of the reports; "" where it may ask something.

    What is returned may have a place for an {example} of a question.
    """
    kind = courtesy(text) if text else None
    if kind is not None:
        return wording.COURTESIES[kind]
    if len(_ENGLISH.findall(text)) > 1 and len(_HAN.findall(text)) < 2:
        return wording.ENGLISH
    return wording.EXPORT if _EXPORT.search(text) else ""


def questions_in(text: str) -> list[str]:
    """Return the questions of one message: each ends with a question mark, thanks after them are none."""
    parts = [part.strip() for part in _ENDS.split(text)]
    asked = [part for part in parts if part and courtesy(part) is None]
    if len(asked) > 1 and all(part.endswith(("?", "？")) for part in asked):
        return asked
    return [text]
