"""Whether a number counts or measures, or is part of a word: 一次 in 每月一次, but not in 又一次."""

import re
from dataclasses import dataclass

from corpus.measures import LASTING, WEAK
from corpus.wordlists import words

_ARABIC = re.compile(r"[0-9０-９]")
_CLAUSE_END = re.compile(r"\s*(?:[，。,;；:：、！？!?）)】”’」』\n]|$)")
_AFTER = re.compile(r"(?:多|余|以[上下内]|左右|之多)+$")
_BARE_BEFORE = re.compile(r"(?:达到?|超过?|为|至|到|增加|减少|下降|共|计|是|数|得分|近|约|逾|突破)$")
# Where 一 counts and is no article: after these words, or where each of something is spoken of.
_COUNTED = (
    "新增|新建|建成|组建|成立|举办|召开|开展|创建|创成|荣获|获得|获评|获|引进|落户|编印|出版|刊发|打造|建立|设立|增加|减少|收到|办结|完成|举行|组织|"
    "仅|只|共|计|评选|调研|视察|协商"
)
_ONE_COUNTS = re.compile(rf"(?:{_COUNTED})(?:了|过|有)?$|每[^，。,;；、]{{1,8}}$")
_ONE_LASTS = re.compile(r"(?:为期|历时|延长|连续|持续|满|保持|缩短|提前|推迟|缓|超期|任期|期限(?:为|是)?)$")
_ONE_ENDS = re.compile(r"\s*(?:[，。,;；:：、！？!?\n]|$)")
_NOT_ONE = re.compile(r"[的这那某另同新又再任下上统逐唯单每万划归合如专前后]$")
_NEVER_ONE = words("批 种 类 片 段 大 代 点 处 期 份 起 方面 级")


@dataclass(frozen=True, slots=True)
class Sight:
    """A number at `start` in `text`, as written, with its unit ("" for none); `end` is where the quantity would end.

    `noun` is set where the number counts it without a measure word; `qualified` where a qualifier stands by.
    """

    text: str
    start: int
    end: int
    number: str
    unit: str
    noun: str | None
    qualified: bool


def counts(sight: Sight, value: float) -> bool:
    """Whether the number, worth `value`, counts or measures."""
    if not sight.unit and not sight.noun:
        return _counts_bare(sight)
    if sight.number == "一" and not sight.qualified:
        return _one_counts(sight)
    arabic = bool(_ARABIC.match(sight.number))
    if sight.noun and not arabic and value < 2:
        return False
    return _suits(sight, value) and (arabic or len(sight.number) > 1 or sight.qualified or sight.unit not in WEAK)


def _suits(sight: Sight, value: float) -> bool:
    """Whether the number may stand before its unit: 翻一番, 两个, 十大品牌."""
    if sight.unit == "番":
        return "翻" in sight.text[max(0, sight.start - 2) : sight.start]
    if sight.unit == "大":
        return value <= 20
    return sight.number != "二" or sight.unit in ("成", "倍")  # 二 is an ordinal beside a measure word


def _counts_bare(sight: Sight) -> bool:
    """A number without a unit counts if it is large, or ends its clause where a number is expected."""
    text, number = sight.text, _AFTER.sub("", sight.text[sight.start : sight.end])
    following = text[sight.end : sight.end + 1]
    if following.isascii() and following.isalpha():
        return False
    if len(number) > 1 and number[-1] in "万亿":
        return True
    if not _CLAUSE_END.match(text, sight.end):
        return False
    if _ARABIC.match(number):
        return sight.qualified or bool(_BARE_BEFORE.search(text, max(0, sight.start - 4), sight.start))
    return len(sight.number) > 2 and any(word in sight.number for word in "十百千")


def _one_counts(sight: Sight) -> bool:
    """Whether 一 counts (每月一次, 新增一家) and is no article (一个难题, 一批)."""
    text, start, unit = sight.text, sight.start, sight.unit
    if unit in ("倍", "成", "番"):
        return _suits(sight, 1.0)
    if unit in LASTING:
        return bool(_ONE_LASTS.search(text, max(0, start - 6), start))
    if sight.noun or unit in _NEVER_ONE or unit in WEAK or _NOT_ONE.search(text, max(0, start - 1), start):
        return False
    return bool(_ONE_COUNTS.search(text, max(0, start - 12), start) or _ONE_ENDS.match(text, sight.end))
