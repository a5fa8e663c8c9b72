"""Quantities: numbers with their qualifiers and units, as they stand in running text.

Texts are given in plain form, see `plain_form`: half-width digits, plain spaces, simplified characters.
"""

import re
from collections.abc import Iterator
from functools import cache

from corpus.measures import LASTING, LATIN, NOUNS, UNIT, WEAK
from corpus.model import Figure
from corpus.numerals import DIGITS, HAN, MAGNITUDE, MARKS, NUMBER, past_a_name, times, value_of
from corpus.simplified import simplified
from corpus.wordlists import LISTS, cut, words

_BEFORE = LISTS["qualifiers"]
# These qualify a magnitude alone: 上百, 数十, 成千.
_BEFORE_MAGNITUDES = words("上 过 几 数 好几 成")
_LONGEST_WORD = 6
_LARGE = re.compile(r"[0-9]{4}|[0-9.,，]*[千万亿]")  # 突破100万件 is more than that, 突破3项技术 is not
_LONGER = "[元种方样层边年个渠形维领彩功民数次项部地家人位名]"  # 多元, 多种, 多次
_AFTER = (
    "以上(?!述)|以下(?!简|几|方|问|工|任)|以内|之内|之多|左右(?!手|两|为|邻)|上下(?!联|齐|一|贯|游|同|互)|不等(?!于)|有余|开外|"
    f"(?<=[年天日月周时])内(?![地外部容蒙在需涵生控设])|(?<=[年月天时里米倍斤亩元吨岁周])[多余](?!{_LONGER})"
)
_TO = "(?:[至到]|[-—–－~～〜]{1,2})"
_ODD = rf"(?P<odd>[多余来几+＋](?!元[化素]))(?P<magnitude>{MAGNITUDE}+)?(?P<odd_too>[多余](?!元))?"
_NUMBER = rf"(?P<number>{NUMBER})(?:{_ODD})?"
# 七成五 is 75 %, 一年半 is 1.5 年.
_HALF = rf"(?<=成)(?P<tenth>[一二三四五六七八九])(?!{UNIT}|[十百千万亿])|(?P<half>半(?![数岛成途]))"
_TAIL = rf"(?:[ \u3000]?(?P<unit>{UNIT})(?:{_HALF})?|(?=(?P<noun>{NOUNS})))?(?P<after>{_AFTER})?"
_SLASHED = re.compile(
    r"(?<![0-9/／.])(?P<count>[0-9]{1,2})[/／](?P<parts>[0-9]{1,2})(?![0-9/／.年月日:：])" + rf"(?P<after>{_AFTER})?"
)
_FRACTION = re.compile(
    rf"(?P<parts>{NUMBER}|万)分之(?P<count>{NUMBER})(?P<rest>{_TO}(?:百分之)?(?P<high>{NUMBER}))?(?P<odd>[多几强弱])?"
    rf"(?P<after>{_AFTER})?"
)
_HALVES = re.compile(
    rf"(?:一半|半数)(?P<after>{_AFTER})?|(?<![上下前后大小每多各头一])半(?P<unit>年|天|个?小时|个月|个?钟头|世纪)(?![前后来多]?[中场度])"
)
_LOW = rf"(?P<low>{NUMBER})(?P<low_odd>[多余])?[ \u3000]?(?P<low_unit>{UNIT})?[ \u3000]?(?P<to>{_TO})[ \u3000]?"
_SINGLE = re.compile(rf"{_NUMBER}{_TAIL}")
# What tells a fraction or a range from a single number, and how far from its beginning it can stand.
_NEAR = re.compile(rf"分之|[/／]|{_TO}")
_SPAN = 16
_LISTING = tuple("、和及与")
_START = re.compile(rf"[0-9半{HAN}{MARKS}]")
_ARABIC = re.compile(r"[0-9]")
_FACTOR = re.compile(r"[0-9a-zA-Z][×xX*＊/:：]|[A-Za-z]")  # 3×5米, PM2.5, G20
_MAGNITUDE_END = re.compile(r"[十百千万亿]*$")
_GUESS = re.compile(
    r"(?P<tens>十?)(?P<low>[一二两三四五六七八九])(?P<high>[二两三四五六七八九])(?P<magnitude>[十百千万亿]*)"
)
_COMPOUND = re.compile(r"个(?P<odd>[半多余来])?(?P<unit>月|小时|世纪|百分点|千分点|钟头)")
_UNBRACKETED = str.maketrans("", "", "（）()")
UNIT_NAMES = {"成": "%", "％": "%", "﹪": "%", "块钱": "元", "毛": "角", "毛钱": "角"} | LATIN
_PARTS = {"百": "%", "千": "‰", "万": "‱"}

_WIDTHS = str.maketrans("０１２３４５６７８９％\u00a0\u2007\u2009\u202f", "0123456789%    ")

_CLAUSE_END = re.compile(r"\s*(?:[，。,;；:：、！？!?）)】”’」』\n]|$)")
_AFTER_BARE = re.compile(r"(?:多|余|以[上下内]|左右|之多)+$")
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


# These have all units in them, which takes tens of milliseconds; many a text has no range and no list of numbers.
_RANGE = rf"{_LOW}{_NUMBER}{_TAIL}"
_SHARED = rf"(?:[{''.join(_LISTING)}]\s?{NUMBER}[多余]?){{1,6}}(?P<unit>{UNIT})"
_compiled = cache(re.compile)


def plain_form(text: str) -> str:
    """Return a text as `quantities_in` reads it, of the same length."""
    return simplified(text.translate(_WIDTHS), share=0)


def quantities_in(text: str) -> Iterator[Figure]:
    """Yield the quantities of a text in plain form, in order; they do not overlap.

    What they count is told only of those that count a noun without a measure word (两国).
    """
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


def _quantity_at(text: str, floor: int, start: int) -> Figure | None:
    if start and (_FACTOR.fullmatch(text[max(0, start - 2) : start]) or re.match("[A-Za-z]", text[start - 1])):
        return None
    before = _before(text, floor, start)
    if halves := _HALVES.match(text, start):
        value, unit = (0.5, _plain(halves["unit"])[0]) if halves["unit"] else (50.0, "%")
        return _figure(halves, before, value, unit, before, halves["after"])
    mark = _NEAR.search(text, start + 1, start + _SPAN)
    several = mark and (_fraction_at if mark.group() in "分之/／" else _range_at)(text, start, before)
    return several or _single_at(text, start, before)


def _before(text: str, floor: int, start: int) -> str:
    """Return the qualifier that ends at `start`, or ""."""
    for length in (3, 2, 1):
        word = text[max(floor, start - length) : start]
        if len(word) == length and (word in _BEFORE or (word in _BEFORE_MAGNITUDES and text[start] in "十百千万亿")):
            # It may be the end of another word: 节约3万元, 附近3个村, 数 in 人数百万.
            alone = length > 1 or cut(text[max(floor, start - _LONGEST_WORD) : start])[-1] == word
            if alone and (word != "突破" or _LARGE.match(text, start)):
                return word
    return ""


def _fraction_at(text: str, start: int, before: str) -> Figure | None:
    """三分之二, 百分之三十 and 1/3 are fractions; 24/7 and 3/3 are none."""
    slashed = _SLASHED.match(text, start)
    match = slashed or _FRACTION.match(text, start)
    if match is None:
        return None
    unit = _PARTS.get(match["parts"], "")
    count, parts = value_of(match["count"]), 1.0 if unit else value_of(match["parts"])
    if count is None or not parts or (slashed and not 0 < count < parts):
        return None
    told = match.groupdict()
    top = value_of(told.get("high") or "")
    high = top / parts if top and top > count else None
    qualifiers = before, told.get("rest"), told.get("odd"), match["after"]
    return _figure(match, before, count / parts, unit, *qualifiers, high=high)


def _range_at(text: str, start: int, before: str) -> Figure | None:
    match = _compiled(_RANGE).match(text, start)
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
    return _quantity(match, low, match["unit"] or "", (before, match["low_odd"], rest, match["odd"]), high)


def _single_at(text: str, start: int, before: str) -> Figure | None:
    match = _SINGLE.match(text, start)
    if match is None or (match.end() == start + 1 and not before and text[start] in HAN and not match["noun"]):
        return None  # most often 一, within a word
    unit = match["unit"] or _shared_unit(text, match)
    value, rest, high = _worth(match, before, unit)
    plain, odd = _plain(unit)
    qualified = bool(before or match["odd"] or match["after"] or match["half"] or odd)
    if value is None or text.startswith("级", match.end()) or not _counts(match, plain, value, qualified=qualified):
        return None
    if unit == "番":
        return _figure(match, text[text.rfind("翻", 0, start) : start], value, unit, match["odd"], match["after"])
    return _quantity(match, value, unit, (before, rest, match["odd"], match["odd_too"]), high)


def _quantity(
    match: re.Match[str], value: float, unit: str, qualifiers: tuple[str | None, ...], high: float | None
) -> Figure:
    plain, odd = _plain(unit)
    value += 0.5 if odd == "半" or match["half"] else DIGITS.get(match["tenth"], 0) / 10
    if unit == "成":
        value, high = round(value * 10, 6), high and high * 10
    words = *qualifiers, odd if odd != "半" else None, match["after"]
    return _figure(match, qualifiers[0] or "", value, UNIT_NAMES.get(plain, plain), *words, high=high)


def _shared_unit(text: str, match: re.Match[str]) -> str:
    """Return the unit that a number shares with the last one of its list: 10.6万、3.8万、3.3万平方公里."""
    listed = _ARABIC.match(match["number"]) and text.startswith(_LISTING, match.end())
    shared = _compiled(_SHARED).match(text, match.end()) if listed else None
    return shared["unit"] if shared and past_a_name(text, match.end() + 1) is None else ""


def _worth(match: re.Match[str], before: str, unit: str) -> tuple[float | None, str | None, float | None]:
    """Return a number's value, and of a guess the rest of its words and its upper bound: 七八个 is 7, "八" and 8."""
    words = match["number"] + (match["magnitude"] or "")
    value = value_of(words)
    if value is not None:
        return value, None, None
    guess = _GUESS.fullmatch(match["number"])
    if guess and unit:
        low, high = (DIGITS[guess[one]] + (10 if guess["tens"] else 0) for one in ("low", "high"))
        if high == low + 1 or (low, high) == (3, 5):
            return times(low, guess["magnitude"]), guess["high"], times(high, guess["magnitude"])
    qualified = before or match["odd"] or match["after"]
    return (value_of(f"一{words}") if qualified and not words.strip("百千万亿") else None), None, None


def _plain(unit: str) -> tuple[str, str | None]:
    """Return a unit without what is put into it, and that: 个多月 is 个月 and 多, 场（次） is 场次."""
    match = _COMPOUND.fullmatch(unit)
    if match is None:
        return unit.translate(_UNBRACKETED), None
    return "个月" if match["unit"] == "月" else match["unit"], match["odd"]


def _figure(
    match: re.Match[str], before: str, value: float, unit: str, *qualifiers: str | None, high: float | None = None
) -> Figure:
    """Return a figure that begins with what stands before a match; its qualifiers are in their order: 约…余."""
    begin, end = match.start() - len(before), match.end()
    qualifier, noun = "…".join(filter(None, qualifiers)) or None, match.groupdict().get("noun")
    return Figure(match.string[begin:end], value, unit, qualifier, noun, begin, end, high=high)


def _counts(match: re.Match[str], unit: str, value: float, *, qualified: bool) -> bool:
    """Whether a number counts or measures; it may be part of a word, as 一次 is in 又一次, or name the value (三门峡).

    Args:
        match: of `_SINGLE`, with the number and the noun that it counts without a measure word.
        unit: its measure word, "" for none.
        value: what it is worth.
        qualified: whether a qualifier stands by.
    """
    text, start, end, words, noun = match.string, match.start(), match.end(), match["number"], match["noun"]
    arabic = bool(_ARABIC.match(words))
    if not unit and not noun:
        return _counts_bare(match, qualified=qualified)
    if unit == "番":
        return "翻" in text[max(0, start - 2) : start]
    if words != "一" or qualified:
        fits = value <= 20 if unit == "大" else words != "二" or unit in ("成", "倍")  # 二 is an ordinal
        named = not arabic and ((noun and value < 2) or (len(words) == 1 and not qualified and unit in WEAK))
        return fits and not named
    # 一 counts in 每月一次 and 新增一家, and is an article in 一个难题 and 一批.
    if unit in LASTING:
        return bool(_ONE_LASTS.search(text, max(0, start - 6), start))
    never = noun or unit in _NEVER_ONE or unit in WEAK or _NOT_ONE.search(text, max(0, start - 1), start)
    counted = not never and (_ONE_COUNTS.search(text, max(0, start - 12), start) or _ONE_ENDS.match(text, end))
    return unit in ("倍", "成") or bool(counted)


def _counts_bare(match: re.Match[str], *, qualified: bool) -> bool:
    """A number without a unit counts if it is large, or ends its clause where a number is expected."""
    text, start, end, words = match.string, match.start(), match.end(), match["number"]
    number = _AFTER_BARE.sub("", text[start:end])
    if len(number) > 1 and number[-1] in "万亿":
        return True
    if not _CLAUSE_END.match(text, end):
        return False
    if _ARABIC.match(number):
        return qualified or bool(_BARE_BEFORE.search(text, max(0, start - 4), start))
    return len(words) > 2 and bool(re.search("[十百千]", words))
