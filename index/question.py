"""Questions: what is asked, of whom, of when, and what kind of answer is wanted.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from index.slots import Scope, Slots, find_slots


class Want(StrEnum):
    """The kind of answer that a question wants."""

    FIGURE = "figure"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    DEFINITION = "definition"
    COMMITTEE = "committee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `text` is normalised; `core` is what is left to search for without slots and words of asking; `unit` is the
    measure word of a wanted figure (几次: 次); `idle` is a greeting, thanks or the like.
    """

    asked: str
    text: str
    slots: Slots
    want: Want
    each: bool
    core: str
    unit: str | None = None
    idle: bool = False


_WANTS: tuple[tuple[Want, str], ...] = (
    (Want.COMMITTEE, r"哪(?:一)?个(?:县|区|市|政协|地方政协|单位)|哪(?:一)?家|哪(?:县|区)|哪些(?:县|区|政协|地方)|哪几(?:个县|个区|家)"),
    (Want.FIGURE, r"几(?!乎|年来)|多少|多大规模|百分之|占比|比例|总数|人数|次数|件数|数量|有多(?:少|高|大)"),
    (Want.DATE, r"什么时[候间]|何时|哪[一]?天|哪[一]?年|哪个?月|几[月号]|啥时候|日期|时间是"),
    (Want.PERSON, r"谁|哪位|什么人|啥人|哪些人|作者|通讯员|记者是|执笔"),
    (Want.PLACE, r"哪里|哪儿|什么地[方点]|何处|啥地方|地点"),
    (Want.REASON, r"为什么|为何|为啥|原因|目的"),
    (Want.LIST, r"哪些|哪几|哪[二两三四五六七八九十\d]|有什么|有啥|分别是|包括|都是什么|列举"),
    (Want.DEFINITION, r"什么|啥|怎么|怎样|如何|咋|介绍|说说|含义|意思|内容|具体"),
)
_WANTED = tuple((want, re.compile(pattern)) for want, pattern in _WANTS)
_EACH = re.compile(
    r"各(?!界|方|项|类|种|地区的)|分别|对比|比较|相比|每[个家]|谁[^,，]{0,4}[多少高]|哪[个家边][^,，]{0,6}更|哪些(?:县|区|市|政协|地方)|哪几(?:个县|个区|家)|"
    r"[两二三四几\d](?:家(?:政协)?|个(?:政协|县区|县|区|地方))"
)
_UNIT = re.compile(r"(?:多少|几)(人次|[次条篇件人支名场期份家回项个位种类届所万亿元户吨亩%])")
# Words of asking, of politeness and of filling, which no report answers with. Longer ones first.
_FILLER = re.compile(
    r"请问一下|请问|麻烦(?:你|您)?|我想(?:知道|问|了解)(?:一下)?|想(?:知道|问|了解)(?:一下|下)?|帮(?:我|忙)?(?:查|找|看)(?:一下|一查|下)?|"
    r"查(?:一下|下)|能(?:不能)?告诉我|告诉我|能否|可以|谢谢|你好|您好|到底|究竟|一共|总共|合计|大概|大约|差不多|"
    r"哪(?:一)?个(?:县区|县|区|市|政协|单位)|哪(?:一)?家(?:政协)?|哪些(?:县区|县|区|市|政协|地方)|哪几(?:个县|个区|家)|各(?:县区|县市区|县|区|家|自|个|有|是)|"
    r"[两几](?:家|个)(?:政协|县区|县)|什么时[候间]|什么地[方点]|什么样|什么人|什么|哪里|哪儿|哪些|哪几[个项条支种类]?|哪[一]?[天年月位]|哪个|哪|"
    r"多少[个次条篇件人支项名场期份家]?|几(?=[^\s,，。?!])[个次条篇件支项名场期份家回种类届]?|为什么|为何|为啥|怎么样|怎么回事|怎么|怎样|如何|咋样|咋|啥时候|啥|谁|"
    r"是不是|有没有|分别|对比|相比|比较|情况|方面|具体|介绍|说说|讲讲|是指|指的是|意思|含义|[吗呢呀啊吧嘛哦哈么的了是有都也还又就那这]+(?=[\s?？!！。,，]|$)|[?？!！。,，;；、~～…]+"
)
_IDLE = re.compile(
    r"(?:你好|您好|大家好|早上好|下午好|晚上好|早安|晚安|早|在吗|在不在|hello|hi|hey|谢谢|多谢|感谢|谢了|辛苦|好的|好吧|好|行|可以|ok|okay|嗯|哦|噢|收到|"
    r"明白|知道|了解|再见|拜拜|没事|不用|没问题|厉害|不错|真棒|棒|哈|呵|嘿|你们?|您|各位|大家|老师|了|啊|呀|吧|呢|哈|啦|的|很|太|真|[\W_])+",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"(?<!\S)(?:那么|那|这个|这|还有|再|然后|是|有|在|的|了|又|也|和|与|跟)+|(?:是|的|了|呢|吗|过|得|有)+(?!\S)")
_ENGLISH = tuple(
    (re.compile(rf"\b{english}\b", re.IGNORECASE), chinese)
    for english, chinese in (
        ("how (?:many|much)", "多少"), ("what", "什么"), ("who", "谁"), ("when", "什么时候"), ("where", "哪里"), ("why", "为什么"),
        ("hi|hello|hey|please|pls", " "),
    )
)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"})
_SLIPS = re.compile(r"[正证整郑证][协谐]|政[谐胁鞋斜携]")
_MENTION = re.compile(r"@\w+")


@cache
def _simplifier() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - the dictionary loads with the first question

    return OpenCC("t2s")


def normalise(text: str) -> str:
    """Return a question in NFKC, in simplified characters, without control characters, symbols and needless spaces."""
    text = unicodedata.normalize("NFKC", text).replace("○", "〇")
    for pattern, chinese in _ENGLISH:
        text = pattern.sub(chinese, text)
    text = "".join(" " if unicodedata.category(char) in _DROPPED else char for char in _MENTION.sub(" ", text))
    text = _SLIPS.sub("政协", _simplifier().convert(text))
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text)).strip()


def understand(asked: str, scope: Scope, *, today: date) -> Question:
    """Return the question as understood against what the corpus covers."""
    text = normalise(asked)
    slots = find_slots(text, scope, today=today)
    want = next((want for want, pattern in _WANTED if pattern.search(slots.rest)), Want.OTHER)
    each = bool(_EACH.search(slots.rest)) or len(slots.named) > 1 or len(slots.years) > 1
    unit = _UNIT.search(slots.rest) if want is Want.FIGURE else None
    return Question(
        asked, text, slots, want, each, core_of(slots.rest), unit[1] if unit else None, bool(_IDLE.fullmatch(text))
    )


def core_of(rest: str) -> str:
    """Return what a question asks about, without the words of asking."""
    core = re.sub(r"\s+", " ", _FILLER.sub(" ", rest)).strip()
    previous = None
    while core != previous:
        previous, core = core, _PARTICLE.sub("", core).strip()
    return core
