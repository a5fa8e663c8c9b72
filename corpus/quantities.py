"""Quantities: numbers with their qualifiers and units, as they stand in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus import counting
from corpus.cutting import last_word
from corpus.measures import NOUNS, UNIT
from corpus.named_numbers import MARKS, past_a_name
from corpus.numerals import DIGITS, HAN, MAGNITUDE, NUMBER, times, value_of
from corpus.wordlists import words

_BEFORE = words(
    """
    近 将近 接近 约 大约 约为 约有 大约有 大约为 大概 大致 超 超过 超出 逾 突破 不少于 不低于 不超过 不高于
    不多于 不足 不到 不下 不下于 少于 多于 高于 低于 大于 小于 至少 至多 最多 最少 最高 最低 多达 高达
    """
)
# These qualify a magnitude alone: 上百, 数十, 成千.
_BEFORE_MAGNITUDES = words("上 过 几 数 好几 成")
_LONGEST_WORD = 6
_LARGE = re.compile(r"[0-9０-９]{4}|[0-9０-９.．,，]*[千万亿]")  # 突破100万件 is more than that, 突破3项技术 is not
_LONGER = "[元种方样层边年个渠形维领彩功民数次项部地家人位名]"  # 多元, 多种, 多次
_AFTER = (
    "以上(?!述)|以下(?!简|几|方|问|工|任)|以内|之内|之多|左右(?!手|两|为|邻)|上下(?!联|齐|一|贯|游|同|互)|不等(?!于)|有余|开外|"
    f"(?<=[年天日月周时])内(?![地外部容蒙在需涵生控设])|(?<=[年月天时里米倍斤亩元吨岁周])[多余](?!{_LONGER})"
)
_TO = "[至到—–－~～〜-]"
_ODD = rf"(?P<odd>[多余来几+＋](?!元[化素]))(?P<magnitude>{MAGNITUDE}+)?(?P<odd_too>[多余](?!元))?"
_NUMBER = rf"(?P<number>{NUMBER})(?:{_ODD})?"
_TAIL = rf"(?:[ \u3000]?(?P<unit>{UNIT})(?P<half>半)?|(?=(?P<noun>{NOUNS})))?(?P<after>{_AFTER})?"
_SLASHED = re.compile(
    r"(?<![0-9０-９/／.])(?P<count>[0-9０-９]{1,2})[/／](?P<parts>[0-9０-９]{1,2})(?![0-9０-９/／.年月日:：])"
    rf"(?P<after>{_AFTER})?"
)
_FRACTION = re.compile(
    rf"(?P<parts>{NUMBER})分之(?P<count>{NUMBER})(?P<rest>{_TO}(?:百分之)?{NUMBER})?(?P<odd>[多几强弱])?(?P<after>{_AFTER})?"
)
_LOW = rf"(?P<low>{NUMBER})(?P<low_odd>[多余])?[ \u3000]?(?P<low_unit>{UNIT})?[ \u3000]?(?P<to>{_TO})[ \u3000]?"
_SINGLE = re.compile(rf"{_NUMBER}{_TAIL}")
# What tells a fraction or a range from a single number, and how far from its beginning it can stand.
_NEAR = re.compile(rf"分之|[/／]|{_TO}")
_SPAN = 16
_LISTING = tuple("、和及与")
_START = re.compile(rf"[0-9０-９{HAN}{MARKS}]")
_ARABIC = re.compile(r"[0-9０-９]")
_MAGNITUDE_END = re.compile(r"[十百千万亿]*$")
_GUESS = re.compile(
    r"(?P<tens>十?)(?P<low>[一二两三四五六七八九])(?P<high>[二三四五六七八九])(?P<magnitude>[十百千万亿]*)"
)
_COMPOUND = re.compile(r"个(?P<odd>[半多余来])?(?P<unit>月|小时|世纪|百分点|千分点|钟头)")
_UNBRACKETED = str.maketrans("", "", "（）()")
_UNIT_NAMES = {"成": "%", "％": "%", "﹪": "%"}


# These have all units in them, which takes tens of milliseconds; many a text has no range and no list of numbers.
@cache
def _range() -> re.Pattern[str]:
    return re.compile(rf"{_LOW}{_NUMBER}{_TAIL}")


@cache
def _shared() -> re.Pattern[str]:
    return re.compile(rf"(?:[{''.join(_LISTING)}]\s?{NUMBER}[多余]?){{1,6}}(?P<unit>{UNIT})")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at `[start, end)`, without what it counts.

    `noun` is what it counts where it counts without a measure word (两国); `share` tells whether it is a part of
    a whole (98.5%, 三分之二).
    """

    start: int
    end: int
    value: float
    unit: str
    qualifier: str | None
    noun: str | None = None
    share: bool = False


def quantities_in(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a text, in order; they do not overlap."""
    at = floor = 0
    while (begin := _START.search(text, at)) is not None:
        start = begin.start()
        past = past_a_name(text, start)
        if past is not None:
            at = floor = past
            continue
        quantity = _quantity_at(text, floor, start)
        if quantity is None:
            number = _SINGLE.match(text, start)
            at = number.end("number") if number else start + 1
        else:
            yield quantity
            at = floor = quantity.end


def _quantity_at(text: str, floor: int, start: int) -> Quantity | None:
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return None  # G20, PM2.5
    before = _before(text, floor, start)
    if (mark := _NEAR.search(text, start + 1, start + _SPAN)) is not None:
        read = {"分之": _fraction_at, "/": _slashed_at, "／": _slashed_at}.get(mark.group(), _range_at)
        quantity = read(text, start, before)
        if quantity is not None:
            return quantity
    return _single_at(text, start, before)


def _before(text: str, floor: int, start: int) -> str:
    """Return the qualifier that ends at `start`, or ""."""
    for length in (3, 2, 1):
        word = text[max(floor, start - length) : start]
        if len(word) == length and (word in _BEFORE or (word in _BEFORE_MAGNITUDES and text[start] in "十百千万亿")):
            if word == "突破" and not _LARGE.match(text, start):
                continue
            # It may be the end of another word: 节约3万元, 附近3个村, 数 in 人数百万.
            if length == 1 and last_word(text[max(floor, start - _LONGEST_WORD) : start]) != word:
                continue
            return word
    return ""


def _fraction_at(text: str, start: int, before: str) -> Quantity | None:
    match = _FRACTION.match(text, start)
    if match is None:
        return None
    count, unit = value_of(match["count"]), {"百": "%", "千": "‰"}.get(match["parts"], "")
    parts = 1.0 if unit else value_of(match["parts"])
    if count is None or not parts:
        return None
    qualifier = _joined(before, match["rest"], match["odd"], match["after"])
    return Quantity(start - len(before), match.end(), count / parts, unit, qualifier, share=True)


def _slashed_at(text: str, start: int, before: str) -> Quantity | None:
    """1/3 is a fraction; 24/7 and 3/3 are none."""
    match = _SLASHED.match(text, start)
    if match is None:
        return None
    count, parts = value_of(match["count"]), value_of(match["parts"])
    if not count or not parts or count >= parts:
        return None
    return Quantity(start - len(before), match.end(), count / parts, "", _joined(before, match["after"]), share=True)


def _range_at(text: str, start: int, before: str) -> Quantity | None:
    match = _range().match(text, start)
    if match is None or not (match["unit"] or match["noun"]):
        return None
    low, high = value_of(match["low"]), value_of(match["number"])
    if low is None or high is None or match["low_unit"] not in (None, match["unit"]):
        return None
    scale = _MAGNITUDE_END.search(match["number"])
    if scale and _ARABIC.match(match["number"]) and match["low"][-1] not in "百千万亿" and low < high:
        low = times(low, scale.group())  # 2至3万元
    if low >= high:
        return None
    rest = text[match.start("to") : match.end("number")]
    return _quantity(match, start, low, match["unit"] or "", (before, match["low_odd"], rest, match["odd"]))


def _single_at(text: str, start: int, before: str) -> Quantity | None:
    match = _SINGLE.match(text, start)
    if match is None or (match.end() == start + 1 and not before and text[start] in HAN and not match["noun"]):
        return None  # most often 一, within a word
    unit = match["unit"] or _shared_unit(text, match)
    value, rest = _worth(match, before, unit)
    qualified = bool(before or match["odd"] or match["after"])
    sight = counting.Sight(text, start, match.end(), match["number"], _plain(unit)[0], match["noun"], qualified)
    if value is None or text.startswith("级", match.end()) or not counting.counts(sight, value):
        return None
    if unit == "番":
        before = text[text.rfind("翻", 0, start) : start]
        return Quantity(start - len(before), match.end(), value, unit, _joined(match["odd"], match["after"]))
    return _quantity(match, start, value, unit, (before, rest, match["odd"], match["odd_too"]))


def _quantity(
    match: re.Match[str], start: int, value: float, unit: str, qualifiers: tuple[str | None, ...]
) -> Quantity:
    plain, odd = _plain(unit)
    if odd == "半" or match["half"]:
        value += 0.5
    if unit == "成":
        value *= 10
    qualifier = _joined(*qualifiers, odd if odd != "半" else None, match["after"])
    begin = start - len(qualifiers[0] or "")
    name = _UNIT_NAMES.get(plain, plain)
    return Quantity(begin, match.end(), value, name, qualifier, match["noun"], share=name in ("%", "‰"))


def _shared_unit(text: str, match: re.Match[str]) -> str:
    """Return the unit that a number shares with the last one of its list: 10.6万、3.8万、3.3万平方公里."""
    if match["noun"] or match["after"] or not _ARABIC.match(match["number"]):
        return ""
    if not text.startswith(_LISTING, match.end()):
        return ""
    shared = _shared().match(text, match.end())
    return shared["unit"] if shared and past_a_name(text, match.end() + 1) is None else ""


def _worth(match: re.Match[str], before: str, unit: str) -> tuple[float | None, str | None]:
    """Return a number's value, and what is left of it where it is a guess: 七八个 is 7, "八"."""
    words = match["number"] + (match["magnitude"] or "")
    value = value_of(words)
    if value is not None:
        return value, None
    guess = _GUESS.fullmatch(match["number"])
    if guess and unit:
        low, high = DIGITS[guess["low"]], DIGITS[guess["high"]]
        if high == low + 1 or (low, high) == (3, 5):
            return times(float(low + (10 if guess["tens"] else 0)), guess["magnitude"]), guess["high"]
    qualified = before or match["odd"] or match["after"]
    return (value_of(f"一{words}") if qualified and not words.strip("百千万亿") else None), None


def _plain(unit: str) -> tuple[str, str | None]:
    """Return a unit without what is put into it, and that: 个多月 is 个月 and 多, 场（次） is 场次."""
    match = _COMPOUND.fullmatch(unit)
    if match is None:
        return unit.translate(_UNBRACKETED), None
    return "个月" if match["unit"] == "月" else match["unit"], match["odd"]


def _joined(*qualifiers: str | None) -> str | None:
    """Return the qualifiers of one figure in their order: 约…余."""
    return "…".join(word for word in qualifiers if word) or None
