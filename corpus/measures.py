"""Measure words: what a quantity is counted in, as one pattern."""

import re

from corpus.wordlists import LISTS, rows

# 三方面 and 三项 count alike; 中美两国 and 五省 count the noun itself, which is no measure word.
_SHARE = "[%％﹪‰]|成(?![为立果员功效本绩年人品套长交就因分都])"
_COMPOUND = "个[半多余来]?(?:月|小时|世纪|百分点|千分点|钟头)"
_POINTS = (
    "(?<=以下[两三四五六七八九])点|点(?=(?:主要|具体|重要)?(?:意见|建议|要求|希望|体会|启示|看法|措施|共识|经验|工作))"
)
_BIG = (
    r"大(?=[\u4e00-\u9fff]{2})"
    "(?!以来|精神|报告|召开|提出|胜利|代表|会议|上的|连池|皆空|[后前小人家爷姑姨娘妈叔哥姐王夫学队约概致多量批幅力])"
)
_LEVEL = "(?<=[省市县区乡镇村府央地）)][两三四五])级"
NOUNS = (
    "省份|省区市|省区|省市|省|县市区|市县区|县区|县市|区县|市县|市州|地市|县|区(?!域|块|间)|市|乡镇|镇街|镇|街道|村居|村|社区|国家|国(?!集团|联军|演义)|部门|部委|"
    "地(?![方区产块级点理位面质形带图震铁下势步处税])"
)
"""Nouns that are counted without a measure word."""


# Each word with what must not follow it, and a sign that it makes names; those that do come last, the longest first.
_WORDS = [(word, rest) for first, *rest in rows("measures.tsv") for word in first.split()]
_WORDS.sort(key=lambda row: (bool(row[1][1:]), -len(row[0])))
_BRACKETED = "[场人件户][（(]次[）)]"
_LATIN_TABLE = """
平方米 m² m2 m^2 ㎡|平方公里 km² km2 km^2 ㎢|立方米 m³ m3 m^3|公顷 hm² hm2 ha|
公里 km|米 m|厘米 cm|毫米 mm|公斤 kg|克 g|吨 t|
升 L|毫升 mL|千瓦 kW|千瓦时 kWh|兆瓦 MW|摄氏度 ℃
"""
LATIN = {sign: name for name, *signs in map(str.split, _LATIN_TABLE.split("|")) for sign in signs}
"""Units in Latin letters, and the words for them."""

_LATIN = "|".join(f"{re.escape(one)}(?![A-Za-z0-9])" for one in sorted(LATIN, key=len, reverse=True))
_SPECIAL = rf"{_LATIN}|{_BRACKETED}|{_COMPOUND}|{_LEVEL}|{_SHARE}|方面|{_POINTS}|{_BIG}|日(?=内)"
UNIT = "|".join([_SPECIAL, *(f"{word}(?!{rest[0]})" if rest else word for word, rest in _WORDS)])
"""A pattern for a unit, without groups."""

WEAK = frozenset(word for word, rest in _WORDS if rest[1:])
"""Units that make names with a single number word."""

LASTING, SHARES = LISTS["lasting"], LISTS["of share"]
KINDS = {name.removeprefix("of "): units for name, units in LISTS.items() if name.startswith("of ")}
"""Units by what they measure; all others count."""
_ALIKE = rows("alike.tsv")
ALIKE = {unit: tuple(alike.split()) for unit, alike, *_ in _ALIKE}
"""Measure words of a question, and those that may stand in a report for each, the likeliest first."""

FITTING = {unit: tuple(" ".join(answers).split()) for unit, *answers in _ALIKE}
"""The same with those that may answer though they count another thing."""


def kind_of(unit: str) -> str:
    """Return what a unit measures: money, share, time, ..., "count" for a measure word."""
    return next((kind for kind, units in KINDS.items() if unit in units), "count")


def are_alike(one: str, other: str) -> bool:
    """Whether two units may stand for one another: 名 and 人, 次 and 场."""
    return one == other or other in ALIKE.get(one, ()) or one in ALIKE.get(other, ())
