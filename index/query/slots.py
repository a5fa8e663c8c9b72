"""Slots: the committees, regions and years that a question names, against those that the corpus covers.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.bylines import is_familiar
from corpus.grammar import REGION_SUFFIX, RELATIVE_YEARS, years_in
from corpus.regions import brief_names, full_names, is_generic, regions, regions_of, short_name
from index.query.scope import Scope
from index.query.spelling import misspelt, romanised

_COUNTED = re.compile(rf"(?<![比较])(?P<word>{'|'.join(RELATIVE_YEARS)})(?!同期|相?比|纪)")
_LATER, _EARLIER = ("第二年", "次年", "下一年", "后一年", "转过年"), ("前一年", "上一年", "头一年")
SHIFTS = dict.fromkeys(_LATER, 1) | dict.fromkeys(_EARLIER, -1) | dict.fromkeys(("同一年", "那一年"), 0)
"""Words for years counted from the year last spoken of."""
_SHORT_YEAR = re.compile(r"(?<![\d连续近共超满达])(\d\d)年(?![来间]|多(?!少)|以[上下内来])")
# 二三年 is 2023 where the corpus has that year, else two or three years.
_SPELT_YEAR = re.compile(
    r"(?<![〇零一二三四五六七八九十近这那前后过几了有等用干住])([一二三][〇零一二三四五六七八九])(?=年(?![来间]))"
)
_YEAR_BEHIND = re.compile(r"[1-4]\d(?=\s|政协)")
_BARE_YEAR = re.compile(r"(?<![\d.])(20[0-4]\d)(?![\d.%年]|[多余万亿人件条次篇个名份场家元户亩期项])")
# What may stand before and after a region's bare name (盱眙开展了…) that the corpus does not know.
_BEFORE = re.compile(
    r"(?:^|[,，。.;；?？!！、:：\s]|请问|那么|那|还有|问下|问一下|和|与|跟|同|比|在|查下|查一下|帮我查|看看|说说)$"
)
_JOINED = re.compile(r"(?:政协)?\s*(?:和|与|跟|同|、|,|比|以及|还有)\s*")
# A short name that opens a question is meant, whatever it means elsewhere: 合作那次会, 朝阳为什么.
_OPENING = re.compile(r"(?:^|[,，。.;；?？!！、:：\s]|请问|那么|那)$")
# Where a person's name may begin, up to its surname; what follows a region, but no person.
_PERSON = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|委员|代表|主[席任]|书记|[县局镇乡院校会村]长|医生|律师|老师)[\u4e00-\u9fff]$"
)
_OF_REGION = re.compile(r"政协|[县区市旗]")
_AFTER = re.compile(
    r"$|[,，。?？!！、\s\d]|政协|的|呢|有|在|去年|今年|前年|县|区|市|那边|这边|怎|开展|搞|和|与|跟|是|各|分别|都"
)
# A name such as 青岚县 that no list holds; the excluded characters make generic words (哪个县, 各区, 社区).
_IN_NO_NAME = "哪各全本我该两几多些个每某所这那其社园校城老新到在是和与跟或的被么什怎啥给由对把向从让谁吗呢有没不因主议"
_STEM = rf"[^\W\d_{_IN_NO_NAME}]{{1,5}}?"
# The last characters of 山区, 超市, 景区 and the like are in no short name of a place.
_NO_PLACE = "山牧小灾片辖库林街地选湖厂院景港发护范验能务心超夜菜集门都早股"
_SHORT_STEM = rf"[^\W\d_{_IN_NO_NAME}{_NO_PLACE}]{{2,3}}?"
_UNLISTED = re.compile(
    rf"({_STEM}(?:自治县|县|区|市|旗))政协|"
    rf"(?:^|请问|那么|那|[,，、])({_STEM}城?县|{_SHORT_STEM}(?:[区市]|新区))(?![级委长域城里内直场])"
)
# 淮安市政协工作巡礼 is a series of its counties' pages.
_PAGE_OF = re.compile(r"政协(?=(?:工作|履职)?(?:巡礼|风采|掠影|专版))")
_MARKED = re.compile(r"《[^》]+》|“[^”]+”|「[^」]+」|\"[^\"]+\"")
_KINDS = re.compile(r"(?<![各市县区全两几多些个每某])(县|区|市)政协")
# Districts whose names are everyday words: 老城区的电梯 is of any town, 老城区政协 of Luoyang.
_EVERYDAY = frozenset({"老城区", "新城区", "城中区", "市中区", "城区", "郊区", "矿区"})
Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question names: `regions` of the corpus, `absent` regions it lacks, years, and the text without them.

    `named` are those of the regions that are named one by one, not by their city; `counted` is the word by which the
    year is counted from today (去年), which may as well be counted from the report.
    """

    regions: tuple[str, ...]
    named: tuple[str, ...]
    absent: tuple[str, ...]
    years: tuple[int, ...]
    rest: str
    counted: str = ""

    @property
    def when(self) -> str:
        """The years as a question says them; the day of asking does not tell what 今年 is in a report."""
        return self.counted or "和".join(f"{year}年" for year in self.years)

    @property
    def are_several(self) -> bool:
        """Whether several committees or several years are named."""
        return len(self.named) > 1 or len(self.years) > 1


def find_slots(text: str, scope: Scope, *, today: date) -> Slots:
    """Find the slots of a normalised question; `today` is the day of asking, for 去年 and the like."""
    text = _SPELT_YEAR.sub(lambda match: _year_spelt(match[1], scope), text)
    taken: Spans = []
    found = _covered_regions(text, scope, taken) or misspelt(text, scope, taken) or romanised(text, scope, taken)
    named, named_at = tuple(dict.fromkeys(found)), list(taken)
    absent = _cities(text, scope, taken)
    apart = text
    for start, end in taken[len(named_at) :]:  # 绫江市鹭岬区 names a district after its city
        apart = apart[:start] + "," * (end - start) + apart[end:]
    absent += _absent_regions(apart, scope, taken)
    # 淮安市政协 is a committee of its own; 淮安市 alone stands for the counties that its series reports on.
    bare = _PAGE_OF.sub("", text)
    for parent in [name for name in absent if name in scope.parents]:
        if f"{parent}政协" not in bare and f"{short_name(parent)}政协" not in bare:
            absent.remove(parent)
            found = found or sorted(scope.parents[parent])
    if named:
        # 涟水跟江苏那边怎么合作: a region that is only spoken of is not asked.
        absent = [name for name in absent if _is_asked(text, name, named_at)]
    if not found and not absent:
        # 县政协 or 区政协 alone is the only committee of that kind, where there is just one.
        same = [[region for region in scope.committees if region.endswith(kind)] for kind in _KINDS.findall(text)]
        found = [region for one in same if len(one) == 1 for region in one]
    behind = [match for _, end in taken if (match := _YEAR_BEHIND.match(text, end))]
    years = {*years_in(text), *map(int, _BARE_YEAR.findall(text)), *(2000 + int(match[0]) for match in behind)}
    years |= {2000 + int(match[1]) for match in _SHORT_YEAR.finditer(text) if 10 <= int(match[1]) <= 49}
    counted = next((match["word"] for match in _COUNTED.finditer(text)), "")
    of_today = {today.year + RELATIVE_YEARS[counted]} if counted else set()
    return Slots(
        regions=tuple(dict.fromkeys(found)),
        named=named,
        absent=tuple(dict.fromkeys(absent)),
        years=tuple(sorted(years | of_today)),
        rest=_rest(text, [*taken, *(match.span() for match in behind)]),
        counted="" if years else counted,
    )


def _covered_regions(text: str, scope: Scope, taken: Spans) -> list[str]:
    """Find the regions of the corpus, the longest form at each place."""
    found: list[str] = []
    longest = max(map(len, scope.forms), default=0)
    at = 0
    while at < len(text):
        ends = range(min(at + longest, len(text)), at + 1, -1)
        between = text[taken[-1][1] : at] if taken else None  # 英山罗田两县, 民勤和竹溪一年几次
        is_next = between == "" or bool(between and _JOINED.fullmatch(between))
        forms = ((one, scope.forms.get(text[at:one], ())) for one in ends)
        end = next((one for one, names in forms if _is_meant(text, at, one, names) or (is_next and names)), 0)
        if end:
            found += scope.forms[text[at:end]]
            taken.append((at, end))
        at = end or at + 1
    return found


def _is_meant(text: str, start: int, end: int, names: tuple[str, ...]) -> bool:
    """Whether a form stands for its region: a short name that is an everyday word needs a fitting place."""
    form = text[start:end]
    if not names or form.endswith("政协"):
        return bool(names)
    if form not in names and _is_in_name(text, start, end):
        return False
    usual = (one for name in names for one in (*full_names(name), short_name(name), *brief_names(name)))  # no 前郭
    if form in names or (all(regions().get(name, form) for name in names) and form in usual):
        return not any(text[start:longer] in regions() for longer in range(end + 1, min(end + 5, len(text)) + 1))
    return _in_place(text, start, end) or bool(_OPENING.search(text[:start])) or _is_below(text[:start], names)


def _is_in_name(text: str, start: int, end: int) -> bool:
    """Whether a short name stands in a person's: 启东 in 廖启东."""
    is_after = bool(_PERSON.search(text[:start])) and not _BEFORE.search(text[:start])
    return is_after and is_familiar(text[start - 1 : end]) and not _OF_REGION.match(text, end)


def _is_below(before: str, names: tuple[str, ...]) -> bool:
    """Whether the province or city of a region is named right before it."""
    parents = {parent.name for name in names for region in regions_of(name) for parent in region.parents}
    return before.endswith((*parents, *map(short_name, parents)))


def _in_place(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text[:start]) and _AFTER.match(text[end:]))


def _cities(text: str, scope: Scope, taken: Spans) -> list[str]:
    """Find the cities whose series report on their counties: 淮安市, 淮安市县市区."""
    found = []
    for city in scope.parents:
        name = city if city in text else city[:-1]
        match = re.search(rf"{name}(?:县市区|市县区|县区|市县)?", text)
        if match and len(name) > 1 and not _is_taken(match.start(), match.start() + len(name), taken):
            found.append(city)
            taken.append(match.span())
    return found


def _is_taken(start: int, end: int, taken: Spans) -> bool:
    return any(first < end and start < last for first, last in taken)


def _absent_regions(text: str, scope: Scope, taken: Spans) -> list[str]:
    """Find regions that the corpus lacks: those of the lists, then what looks like one."""
    found: list[str] = []
    forms = _listed()
    for at in range(len(text)):
        ends = (one for one in range(min(at + 12, len(text)), at + 1, -1) if text[at:one] in forms)
        free = (one for one in ends if not _is_taken(at, one, taken))
        end = next((one for one in free if _is_listed(text, at, one, forms[text[at:one]])), 0)
        if not end:
            continue
        name = forms[text[at:end]]
        if name != text[at:end] and text[end : end + 1] and text[end] in "县区市旗":
            end += 1  # 云溪县 is not 云溪区, whether or not a list has it
            name = text[at:end]
        if not any(first == end for first, _ in taken):  # 江苏 of 江苏涟水 only says where that is
            found.append(name)
        taken.append((at, end))
    for match in _UNLISTED.finditer(text):
        name = match[match.lastindex or 0]
        first, last = match.span(match.lastindex or 0)
        if not _is_taken(first, last, taken) and not is_generic(name) and name not in scope.forms:
            found.append(name)
            taken.append((first, last))
    return found


@cache
def _listed() -> dict[str, str]:
    """Return the full names of listed regions by themselves and by their short names, everyday words among these."""
    known = regions()
    everyday = {short_name(name): name for name, short in known.items() if not short}
    return everyday | {short: name for name, short in known.items() if short} | {name: name for name in known}


def _is_listed(text: str, start: int, end: int, name: str) -> bool:
    """Whether a word that may be a region's name is one here: a short one needs a fitting place, or 政协 behind it."""
    word, is_committee = text[start:end], text.startswith("政协", end)
    if not is_committee and (word in _EVERYDAY or (word != name and not regions()[name])):
        return False
    return (len(word) > 2 if word == name else is_committee) or _in_place(text, start, end)


def _is_asked(text: str, name: str, covered: Spans) -> bool:
    """Whether a question that names a covered region asks of this one too: of its committee, or beside the other."""
    form = name if name in text else short_name(name)
    start, end = text.find(form), text.find(form) + len(form)
    between = [text[last:start] for _, last in covered] + [text[end:first] for first, _ in covered]
    return text.startswith("政协", end) or any(_JOINED.fullmatch(piece) for piece in between)


def _year_spelt(digits: str, scope: Scope) -> str:
    [year] = years_in(f"二〇{digits}年")
    return str(year) if year in scope.years else digits


def _rest(text: str, taken: Spans) -> str:
    """Take names of regions and years out of a question; a name within a title (《涟水文史》) stays there."""
    titles = [match.span() for match in _MARKED.finditer(text)]
    for start, end in sorted(taken, reverse=True):
        if not any(first < start and end < last for first, last in titles):
            text = text[:start] + " " + text[end:]
    text = re.sub(r"(?:(?:19|20)\d\d|[〇○零一二三四五六七八九]{4})(?:年度?|(?!\d))", " ", text)
    text = _SHORT_YEAR.sub(" ", _BARE_YEAR.sub(" ", text))
    text = re.sub("|".join(SHIFTS), " ", _COUNTED.sub(" ", text))
    return re.sub(rf"(?<![\u4e00-\u9fff]){REGION_SUFFIX}?政协(?!委员|常委|工作|主席|机关)|\s+", " ", text).strip()
