"""Regions: the provinces, prefectures and counties of China, and where a text names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import accumulate

from corpus import grammar
from corpus.wordlists import cut, rows, tagged

_SUFFIX = re.compile(r"(?:特别行政区|自治[区州县旗]|地区|新区|林区|特区|[省市州盟县区旗])$")
# Usual short forms that are not the beginning of the name.
_INITIALS = {
    "克孜勒苏柯尔克孜自治州": "克州",
    "巴音郭楞蒙古自治州": "巴州",
    "博尔塔拉蒙古自治州": "博州",
    "锡林郭勒盟": "锡盟",
    "阿拉善盟": "阿盟",
}
_AT_START = re.compile(r"(?:^|[\W\d_]|[年月日省市州盟]|政协|协商会议)$")
_AT_CLAUSE = re.compile(r"(?:^|[。；！？：:“《（(·\s\d_]|[年月日前天午间来][，,]?|政协|协商会议)$")
# What stands around a name that stands apart; beside 政协 it does.
_APART = re.compile(r"[^\u4e00-\u9fff]?(?:[^\u4e00-\u9fff].?|政协)?", re.DOTALL)
_WINDOW = 6
# What makes another name of a short form: 云溪村, 平潭岛.
_WITHIN_NAMES = tuple("村镇乡路街河湖江水山岛桥站港寺道社园")
_CHARACTERS_SHORT = 2
# Names with a stem of so many characters are cut down: 科左后旗, 前郭县.
_LONG_STEM = 3
# 城区 and 市中区 are districts of some cities, and words: 在城区, 全市中区.
_PLAIN_WORDS = frozenset(("城区", "郊区", "矿区", "东区", "西区", "市中区", "市南区", "市北区", "新城区", "老城区"))


class Level(StrEnum):
    """The level of a region, which is that of its committee: a district's is not its city's."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its code (GB/T 2260); `short` is "" where that is an everyday word; `former` ones are no more."""

    code: str
    name: str
    short: str
    former: bool = False

    @property
    def level(self) -> Level:
        """Its level, as its code tells."""
        if self.code.endswith("0000"):
            return Level.PROVINCE
        return Level.PREFECTURE if self.code.endswith("00") else Level.COUNTY

    @property
    def parents(self) -> tuple["Region", ...]:
        """The prefecture and the province it belongs to, the nearest first."""
        codes = dict.fromkeys((f"{self.code[:4]}00", f"{self.code[:2]}0000"))
        return tuple(_by_code()[code] for code in codes if code != self.code and code in _by_code())


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a region.

    `regions` are those that go by this form, current ones first; they differ where one name is given twice (鼓楼区)
    or a short form stands for a county and its city. `full` tells whether the form has its suffix (涟水县, 临夏州);
    `sure` is False where the form may be something else, such as 和县 in 领导和县政协.
    """

    start: int
    end: int
    regions: tuple[Region, ...]
    full: bool
    sure: bool

    def lies_in(self, other: "Mention") -> bool:
        """Whether a region of this name belongs to one of the other's."""
        above = {parent.code for region in self.regions for parent in region.parents}
        return any(region.code in above for region in other.regions)


@cache
def every_region() -> tuple[Region, ...]:
    """Return every region, current and former, by code."""
    return tuple(Region(code, name, short, former == "former") for code, name, short, former in rows("regions.tsv"))


@cache
def _by_code() -> dict[str, Region]:
    return {region.code: region for region in every_region() if not region.former}


@cache
def regions() -> dict[str, str]:
    """Return the current regions by their full names, with their short names ("" where that is an everyday word)."""
    return {region.name: region.short for region in every_region() if not region.former}


def short_name(region: str) -> str:
    """Return a region's name without its suffix: 涟水县 gives 涟水; a name of one character keeps it (赵县)."""
    return regions().get(region) or _stem(region)


def _stem(name: str) -> str:
    short = _SUFFIX.sub("", name)
    if "自治" in name:
        short = grammar.PEOPLES.sub("", short) or short
    if len(short) > 1:
        return short
    # 霜林区 is the district 霜林 and no 林区 named 霜.
    return name[:-1] if len(name) > _CHARACTERS_SHORT else name


def full_names(region: str) -> tuple[str, ...]:
    """Return the forms of a region's name that have a suffix: 翁朵侗族自治县 is 翁朵自治县 and 翁朵县 as well."""
    kind, stem = re.search(r"自治([州县旗])$", region), _stem(region)
    names = (stem + kind[0], stem + kind[1]) if kind else ()
    return tuple(dict.fromkeys((region, *names, _INITIALS.get(region, region))))


def brief_names(region: str) -> tuple[str, ...]:
    """Return what a long name is cut down to (科左后旗 of 科尔沁左翼后旗), as far as it is of no other region."""
    return tuple(dict.fromkeys(name for name in _brief_names(region) if full_name(name) == [region]))


def _brief_names(region: str) -> Iterator[str]:
    """Yield what a long name of a county or banner may be cut down to.

    Its first character, one of the others or 左 and 右 with 前, 中 and 后, and its last: 莫旗, 前郭县, 科左后旗; of a
    short name with a people the first of each: 阜蒙县.
    """
    stem, suffix = _SUFFIX.sub("", region), region[-1]
    short = _stem(region)
    if suffix not in "县旗" or (len(short) < _LONG_STEM and stem == short):
        return
    sides = "".join(re.findall("[左右]|[前中后]$", stem))
    for rest in ("", *stem[1:], sides) if len(short) >= _LONG_STEM else stem[len(short) :][:1]:
        yield stem[0] + rest + suffix


@cache
def _forms() -> dict[str, tuple[list[Region], bool, bool]]:
    """Return, for each form, its regions, whether it has a suffix, and whether it is no everyday word."""
    forms: dict[str, tuple[list[Region], bool, bool]] = {}
    for region in sorted(every_region(), key=lambda region: (region.former, region.code)):
        stem = _stem(region.name)
        usual = stem == region.short or region.level is Level.PROVINCE
        for name in full_names(region.name):
            long = len(name) > _LONG_STEM + 1
            plain = len(name) > _CHARACTERS_SHORT and name not in _PLAIN_WORDS and (usual or long or region.former)
            forms.setdefault(name, ([], True, plain))[0].append(region)
        if stem not in full_names(region.name):
            forms.setdefault(stem, ([], False, usual))[0].append(region)
    briefs: dict[str, list[Region]] = {}
    for region in every_region():
        for name in () if region.former else dict.fromkeys(_brief_names(region.name)):
            briefs.setdefault(name, []).append(region)
    # 阿旗 is one of several banners; of counties such a form is more often a word (大县).
    cut_down = {name: named for name, named in briefs.items() if len(named) == 1 or name.endswith("旗")}
    return {name: (named, len(name) > _CHARACTERS_SHORT, False) for name, named in cut_down.items()} | forms


@cache
def _longest() -> dict[str, int]:
    """Return how long the longest form is that begins with two characters."""
    return dict(sorted((form[:2], len(form)) for form in _forms()))


def regions_in(text: str, *, everyday: bool = False) -> list[Mention]:
    """Find the listed regions that a text in simplified characters names, from left to right without overlaps.

    Args:
        text: a line, a question or a file's name.
        everyday: whether short names that are everyday words count as well, as in a file's name; they are sure where
            they stand apart (朝阳_区政协).

    Returns:
        The longest form at each place. A form that may be part of something else is looked at in its sentence:
        it is left out where a word of the dictionary runs across its ends (办理县政协, 合作市场).
    """
    found: list[Mention] = []
    at = 0
    while at < len(text) - 1:
        mention = _mention_at(text, at, follows=bool(found) and found[-1].end == at, everyday=everyday)
        if mention:
            found.append(mention)
        at = mention.end if mention else at + 1
    return found


def _mention_at(text: str, at: int, *, follows: bool, everyday: bool) -> Mention | None:
    """Return the longest name that begins at a place; `follows` says that another one ends there."""
    for end in range(min(at + _longest().get(text[at : at + 2], 0), len(text)), at + 1, -1):
        form = text[at:end]
        named, full, plain = _forms().get(form, ([], False, False))
        by_committee = text.startswith("政协", end)
        if not named or not (full or plain or everyday or by_committee):
            continue
        if not full and text[end : end + 1] in _WITHIN_NAMES:
            continue
        sure = plain and (full or _is_word(text, at, end))
        if sure or everyday:
            apart = bool(_APART.fullmatch(text[max(0, at - 1) : at] + text[end : end + 2]))
            return Mention(at, end, tuple(named), full, sure or apart)
        allowed = form not in _PLAIN_WORDS
        if follows or ((allowed or by_committee) and _starts(text, at) and not _runs_on(text, end)):
            return Mention(at, end, tuple(named), full, sure=True)
        if full and allowed and text[at] not in grammar.FUNCTION and _is_word(text, at, end):
            return Mention(at, end, tuple(named), full, sure=False)
    return None


def _starts(text: str, at: int) -> bool:
    """Whether a name may begin here: at the start of a clause, or after a word that stands before names.

    Of names that begin like a word (会同县, 和县) only the start of a clause is sure: 将会同县委商定 names none.
    """
    before = text[max(0, at - _WINDOW) : at]
    if text[at] in grammar.FUNCTION:
        return bool(_AT_CLAUSE.search(before)) or before.endswith(grammar.BEFORE_ANY)
    return bool(_AT_START.search(before)) or before.endswith(grammar.LEADING)


def _runs_on(text: str, end: int) -> bool:
    """Whether the suffix of a name belongs to the next word: 合作市场, but not 和县政协."""
    return bool(re.match(r"[场民区政]", text[end : end + 1])) and not text.startswith(("政协", "政府", "民政"), end)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no word of the dictionary runs across the ends of `text[start:end]`, nor an odd character precedes it."""
    first = max(0, start - _WINDOW)
    pieces = cut(text[first : end + 2])
    ends = dict(zip(accumulate(map(len, pieces), initial=first), ["", *pieces], strict=True))
    odd = len(ends.get(start, "")) == 1 and not _starts(text, start)
    return start in ends and end in ends and not odd


def full_name(said: str) -> list[str]:
    """Return the listed regions that a name may stand for: of 涟水 the county, of 吉林 the province and the city."""
    return [said] if said in regions() else list(dict.fromkeys(region.name for region in regions_of(said)))


def regions_of(form: str) -> list[Region]:
    """Return the listed regions that go by a form; a former one where no current one does."""
    named, _, _ = _forms().get(form, ([], False, False))
    return [region for region in named if not region.former] or named[:1]


def are_siblings(one: str, other: str) -> bool:
    """Whether two listed regions are different ones of the same level."""
    levels = [region.level for name in (one, other) for region in regions_of(name)[:1]]
    return one != other and len(levels) > 1 and levels[0] == levels[1]


# Parts of speech that are in no place's name: pronouns, prepositions, times, conjunctions, adverbs, particles, numbers,
# measure words and directions (她在县政协, 下月县政协).
_IN_NO_NAME = frozenset(["r", "p", "t", "c", "d", "u", "uj", "ul", "m", "y", "f"])
_BARE_KIND = re.compile(r"自治[区州县旗]")


def is_generic(name: str) -> bool:
    """Whether a name with a suffix is of no one region.

    各县, 推动市, 渔民出身的县, 队长由县, 云溪县柳村村民评价县, 作者系平和县.
    """
    if name in _forms():
        return False
    stem = _stem(name) if "自治" in name else _SUFFIX.sub("", name)
    if (
        not stem
        or _BARE_KIND.fullmatch(name)
        or any(tag in _IN_NO_NAME for _, tag in tagged(stem))
        or any(name[at:] in regions() for at in range(1, len(name) - _CHARACTERS_SHORT))
        or len(stem) > grammar.LONGEST_STEM
        or re.search(r"[县的了]", stem)
        or stem.endswith(grammar.NEVER_LAST)
        or stem[-1] in grammar.COUNTS
    ):
        return True
    if stem.endswith(("区", "市", "旗")):
        # 灯市区 is a district 灯市, as 沙市区 is; 全市区 and 到市区 are none.
        return not (name.endswith("市区") and len(stem) == _CHARACTERS_SHORT) or is_generic(stem)
    rests = [stem, *(stem[at:] for at in range(1, len(stem)) if stem[:at].endswith(grammar.LEADING))]
    return any(rest in grammar.LEADING or grammar.GENERIC_REGION.match(rest) for rest in rests)
