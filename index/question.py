"""Questions: what is asked, of whom, of when, and what kind of answer is wanted.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from corpus.grammar import han_number
from index.query.courtesy import courtesy
from index.understanding.asking import (
    Want,
    asks_of_each,
    core_of,
    many_of,
    states,
    units_of,
    want_of,
)
from index.understanding.scope import Scope
from index.understanding.slots import Slots, find_slots


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `text` is normalised; `core` is what is left to search for without slots and words of asking; `each`
    tells that every committee's answer is wanted; `units` are those that a wanted figure may have, the
    likeliest first (几次: 次, 场, ...), none where any will do; `many` is how many committees it speaks of
    (两家政协: 2), 0 where it does not say; `states` tells that it states something and asks whether it is so;
    `idle` tells that it is a greeting, thanks or the like.
    """

    asked: str
    text: str
    slots: Slots
    want: Want
    each: bool
    core: str
    units: tuple[str, ...] = ()
    many: int = 0
    states: bool = False
    idle: bool = False


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
_LATIN = re.compile(r"[A-Za-z]")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"})
# None of the rest is dropped, nor looked up one by one.
_RARE = re.compile(r"[^\w\s,。、;:?!()“”《》%.·\-/]")
_SLIPS = re.compile(r"[正证整郑证][协谐]|政[谐胁鞋斜携]")
# 几多 and 好多 are 多少 in the south and the west; 涟 水 县 is typed with a space after each character.
_MANY = re.compile(r"几多|好多(?=[个次人名件条篇场家本户钱亩张只棵头台座处所间斤吨里块])")
# How money and shares are spoken of: 两块钱 is 2元, 五块五 is 5.5元, 九成一 is 91%.
_DIGIT = r"[零一二两三四五六七八九十百\d.]"
_MONEY = re.compile(
    rf"(?P<whole>{_DIGIT}+)块(?:(?P<tenths>[一二三四五六七八九\d])(?![\d个块元吨斤碗张次晚份度])|钱|(?=一[吨斤碗张次晚份度])|(?=[?？,，。!！\s]|[了吗吧]|$))"
)
_SHARE = re.compile(r"(?P<tens>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九])(?!绩)")
# 不止三万 and 过三万 are 超过三万, 没到五百 is 不到五百.
_HAN_NUMBER = r"(?=[一二两三四五六七八九十百千万\d]{1,4}[^\W一])"
_MORE = re.compile(rf"不止(?:有|是|了)?{_HAN_NUMBER}|(?<=[去了出到来用花办开走收])过{_HAN_NUMBER}")
_LESS = re.compile(rf"(?<!有)[没未]有?[到满]{_HAN_NUMBER}")
_SPACED = re.compile(r"(?<=(?<![\u4e00-\u9fff])[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
_MENTION = re.compile(r"@\w+")


@cache
def _simplifier() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - the dictionary loads with the first question

    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Return a question in NFKC, in simplified characters, without control characters, symbols and needless spaces."""
    text = unicodedata.normalize("NFKC", text).replace("○", "〇")
    for pattern, chinese in _ENGLISH if _LATIN.search(text) else ():
        text = pattern.sub(chinese, text)
    text = _RARE.sub(_kept, _MENTION.sub(" ", text))
    text = _MANY.sub("多少", _SLIPS.sub("政协", _simplifier().convert(text)))
    return re.sub(r"\s+", " ", _SPACED.sub("", text)).strip()


def _kept(char: re.Match[str]) -> str:
    return " " if unicodedata.category(char[0]) in _DROPPED else char[0]


def in_figures(text: str) -> str:
    """Return a question with money, shares and bounds written as reports write them."""
    text = _LESS.sub("不到", _MORE.sub("超过", text))
    text = _SHARE.sub(lambda match: f"{han_number(match['tens'])}{han_number(match['ones'])}%", text)
    return _MONEY.sub(_yuan, text)


def _yuan(match: re.Match[str]) -> str:
    whole, tenths = han_number(match["whole"].replace("两", "二")), match["tenths"]
    if whole is None:
        return match[0]
    return f"{whole}.{han_number(tenths)}元" if tenths else f"{whole}元"


def understand(asked: str, scope: Scope, *, today: date) -> Question:
    """Return the question as understood against what the corpus covers."""
    text = normalise(asked)
    slots = find_slots(in_figures(text), scope, today=today)
    want = want_of(slots.rest)
    return Question(
        asked=asked,
        text=text,
        slots=slots,
        want=want,
        each=asks_of_each(slots.rest) or len(slots.named) > 1 or len(slots.years) > 1,
        core=core_of(slots.rest),
        units=units_of(slots.rest) if want is Want.FIGURE else (),
        many=many_of(slots.rest),
        states=states(slots.rest),
        idle=courtesy(asked) is not None,
    )
