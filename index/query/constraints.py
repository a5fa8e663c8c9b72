"""Constraints: what must be exact, whatever the reader thinks. Each holds for any county and any page.

What a question names (in quotation marks, a date, an ordinal, a quantity, an office, a direction) must stand in the
evidence. The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from corpus.committees import names_committee
from corpus.figures import figures_in
from corpus.model import Figure
from corpus.regions import full_names, regions_in, short_name
from corpus.wordlists import cut
from index.query.grammar import Want, quoted_names
from index.query.names import has_name
from index.query.slots import Slots

# 哪天完工的: when was it, not when will it be.
_DONE = re.compile(
    r"已经?|实际|到底|最后|真的|真正|究竟|(?<!超)[了过](?:多少|几)|[成好来]了?(?:多少|几)"
    r"|(?:哪[天年月]|几[号月]|什么时候|啥时候|何时|几时)[^,，]{2,}的\W*$"
)
_PLANNED = re.compile(
    r"拟|计划(?!的)|打算|力争|答应|承诺|争取[在于到早年]|预计|明年|今后|下一步|准备|提议|(?<![见条项个份篇])建议(?=[^\d，。,;；]{3})"
)
# In the clause itself, as words: not of 主要, 将军.
_AHEAD = frozenset("将要")
_HEADS_PLANS = re.compile(
    r"下一步|今后|明年|打算|展望|(?:工作|[\d〇零一二三四五六七八九]年)\w{0,4}(?:安排|计划|要点|思路|目标|任务|部署)\W*$"
)
_CARRIED_OUT = re.compile(r"已|实际|完成|[了过]")
# 五年共收到提案1208件 is of no single year; 乌东德镇 is not 撒营盘镇.
_PERIOD = re.compile(
    r"(?:[两二三四五六七八九十]|\d)年(?:来|间|里|以来|[共累]|(?=[,，]))|近(?:[两二三四五六七八九十几]|\d)年|本届|届内"
)
_THAT_YEAR = ("今年", "去年", "当年", "上年")
_TOWN = re.compile(
    r"[^\W\d几个哪些每各全本该多少的在到和与](?:[^\W\d几个哪些每各全本该多少的在到和与乡城村集古小市制重](?:镇|街道)|[^\W\d几个哪些每各全本该多少的在到和与下家返城侨水故老同离]乡)(?![镇村校街贤亲土])"
)
_CLAUSE = "，。；！？,;"
_DATE = re.compile(
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?|(?<![\d月])(?P<only>\d{1,2})[日号](?!楼|线|院|门|令|文|提案|病)"
)
_ORDINAL = re.compile(r"第?(?P<number>[一二三四五六七八九十百\d]+)(?P<unit>[届次])(?=[^一二三四五六七八九十百\d]|$)")
_ORDINAL_MARKED = re.compile(r"第(?P<number>[一二三四五六七八九十百\d]+)(?P<unit>[届次期场批季轮节课号])")
_SESSION = re.compile(r"([一二三四五六七八九十]{1,3})届([一二三四五六七八九十]{1,3})次")
_OFFICES = (
    *("主席", "秘书长", "书记", "市长", "县长", "区长", "镇长", "乡长", "局长", "主任", "部长", "会长", "院长", "校长"),
    *("州长", "盟长", "旗长", "厅长", "处长", "科长", "站长", "社长", "理事长", "董事长", "经理"),
)
_OFFICE = re.compile(rf"(?P<vice>副|常务副)?(?P<office>{'|'.join(_OFFICES)})")
_TITLE = r"(?:党组)?(?:副?主席|副?秘书长|副?书记)"
_CHAIR = re.compile(rf"(?P<whose>[\u4e00-\u9fff]{{0,12}})政协(?P<offices>{_TITLE}(?:[、兼]{_TITLE})*)")
_LEVELS = "省市州盟县区旗"
_UP = re.compile(r"增加|增长|上升|提高|提升|上涨|多了|涨了|升了|增至|增到|扩大")
_DOWN = re.compile(r"减少|下降|降低|下跌|少了|降了|缩短|缩小|减至|降至|降到|压缩")
_AVERAGE = re.compile(r"[人户村亩日月年]均|平均|每[人户村亩件名位家个]")
_POINTED = re.compile(r"[哪前后头]$|另外?$|其[余他它]$|剩下?的?$")  # 哪三个点, 另外两个: who is meant, not how many
_NUMBER = re.compile(r"(?<!第)[\d０-９一二两三四五六七八九十百千万亿半零〇]")
_ABOVE, _BELOW = re.compile(r"[多余来几过超上逾]|突破|不止"), re.compile(r"不[足到满]|没到|未[到满]|少于|低于")


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a question names that the evidence must agree with.

    `own` are the full names of `regions`; `names` stand in quotation marks; `dates` are patterns, and so is what the
    sentence itself `tells` (an average, a number); an office goes with whether it has 副 before it; `titles` are those
    of the asked committee's chair; `years` are none where more than one is asked of; `direction` is 1 of a rise, -1 of
    a fall; `of_done` tells that no plan will do, `of_committee` that a committee is named, not its region alone.
    """

    regions: frozenset[str]
    own: tuple[str, ...]
    names: tuple[str, ...]
    dates: tuple[str, ...]
    ordinals: tuple[tuple[str, str], ...]
    sessions: frozenset[tuple[str, str]]
    offices: frozenset[tuple[bool, str]]
    titles: frozenset[str]
    direction: int
    of_done: bool
    tells: tuple[re.Pattern[str], ...]
    quantities: tuple[Figure, ...]
    years: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    of_committee: bool = False

    def violated_by(self, sentence: str, around: str, regions: Collection[str] = ()) -> bool:
        """Whether a sentence does not agree; all texts are normalised.

        Args:
            sentence: what would be quoted.
            around: its passage and the titles that it stands under.
            regions: those whose committees the report is of.
        """
        return bool(
            self.lacks(around, figures_in(around) if self.quantities else ())
            or not all(re.search(date, around) for date in self.dates)
            or not all(_has_ordinal(number, unit, around) for number, unit in self.ordinals)
            or self._is_of_other(sentence, regions)
            or self._is_elsewhere(around)
            or (
                self.years
                and _PERIOD.search(sentence)
                and not any(year in sentence for year in (*_THAT_YEAR, *self.years))
            )
            or self._is_of_other_chair(sentence)
            or self.direction * _direction(sentence) < 0
            or not all(pattern.search(sentence) for pattern in self.tells)
        )

    def lacks(self, text: str, figures: Collection[Figure]) -> bool:
        """Whether a text has not the names, or tells a quantity with other values only; 一个 is hardly a count."""
        told = [one for one in figures if one.value != 1]
        alike = ((asked, [one for one in told if one.unit == asked.unit]) for asked in self.quantities)
        return not all(has_name(name, text) for name in self.names) or any(
            same and not any(_may_be(asked, one) for one in same) for asked, same in alike
        )

    def is_planned(self, sentence: str, at: int, under: str) -> bool:
        """Whether what is asked as done, such as 已经办了几场, is only planned where an answer stands in a sentence.

        Args:
            sentence: what would be quoted.
            at: where the figure or the date begins in it.
            under: the heads that it stands under.
        """
        if not self.of_done:
            return False
        start = max(sentence.rfind(mark, 0, at) for mark in _CLAUSE) + 1
        clause = sentence[start:at]
        is_ahead = bool(_PLANNED.search(sentence[:at])) or not _AHEAD.isdisjoint(cut(clause))
        return bool(_HEADS_PLANS.search(under)) or (is_ahead and not _CARRIED_OUT.search(clause))

    def _is_elsewhere(self, around: str) -> bool:
        """Whether a passage names towns, but not those that are asked."""
        told = _TOWN.findall(around) if self.towns else ()
        return bool(told) and not all(town in around for town in self.towns)

    def _is_of_other(self, sentence: str, regions: Collection[str]) -> bool:
        """Whether it tells of another session (五届三次 for 五届四次), office (with 副, or without) or committee."""
        sessions, offices = set(_SESSION.findall(sentence)), _offices_in(sentence)
        # A report of several committees names whose a sentence is.
        named = {one for one in regions if short_name(one) in sentence} if len(regions) > 1 else set()
        return bool(
            (self.sessions and sessions and not self.sessions & sessions)
            or any((vice, office) not in offices and (not vice, office) in offices for vice, office in self.offices)
            or (self.regions and named and not self.regions & named)
        )

    def _is_of_other_chair(self, sentence: str) -> bool:
        """Whether the chairs that it names are of other committees, by name or level: 市政协主席 for 涟水县政协主席."""
        if not self.titles:
            return False
        whose = [found["whose"] for found in _CHAIR.finditer(sentence) if self.titles & _titles(found)]
        own, levels = (*self.own, *map(short_name, self.regions)), {name[-1] for name in self.own}
        return bool(whose) and not any(one.endswith(own) or _is_open(one, levels) for one in whose)


def constraints_of(text: str, slots: Slots, want: Want, *, each: bool) -> Constraints:
    """Return what a question names, by its text and what is left of it without slots."""
    asked = slots.rest
    kinds = ((_AVERAGE, _AVERAGE.search(asked)), (_NUMBER, not each and "第几" not in asked))
    dates = [] if want is Want.DATE else list(_DATE.finditer(asked))
    days = [day for one in dates if (day := one["day"] or one["only"])]
    chair = _CHAIR.search(text) if slots.regions else None
    return Constraints(
        regions=frozenset(slots.regions),
        own=tuple(name for region in slots.regions for name in full_names(region)),
        names=quoted_names(asked),
        dates=(
            *(rf"(?<!\d)0?{int(one['month'])}月" for one in dates if one["month"]),
            *(rf"(?<!\d)0?{int(day)}[日号]" for day in days),
        ),
        ordinals=tuple(_ORDINAL_MARKED.findall(asked)),
        sessions=frozenset(_SESSION.findall(asked)),
        offices=_offices_in(asked),
        titles=_titles(chair) if chair else frozenset(),
        direction=_direction(asked),
        of_done=bool(_DONE.search(text)) and not _PLANNED.search(text),
        tells=tuple(pattern for pattern, is_told in kinds if is_told and want is Want.FIGURE),
        quantities=tuple(
            one for one in figures_in(asked) if one.value != 1 and not _POINTED.search(asked[: one.start])
        ),
        years=() if each or _PERIOD.search(text) else tuple(map(str, slots.years)),
        towns=tuple(_TOWN.findall(asked)),
        of_committee=any(names_committee(text, region) for region in slots.regions),
    )


def _has_ordinal(number: str, unit: str, around: str) -> bool:
    same = [found["number"] for found in _ORDINAL.finditer(around) if found["unit"] == unit]
    if f"第{number}{unit}" in around or number in same:
        return True
    first = number in ("一", "1") and bool(re.search(rf"首{unit}|头一{unit}|首个", around))
    return first or (unit not in "届次" and not re.search(rf"第[一二三四五六七八九十\d]+{unit}", around))


def _may_be(asked: Figure, told: Figure) -> bool:
    """Whether a told value is the asked one, or lies next to a vague one: 七十多岁 is 73岁, 不到五百人 480人."""
    qualifier = asked.qualifier or ""
    if told.value == asked.value or not qualifier:
        return told.value == asked.value
    step = next((10**power for power in range(8, -1, -1) if asked.value % 10**power == 0), 1)
    if _BELOW.search(qualifier):
        return asked.value - step < told.value < asked.value
    return bool(_ABOVE.search(qualifier)) and asked.value < told.value < asked.value + step


def _offices_in(text: str) -> frozenset[tuple[bool, str]]:
    return frozenset((bool(one["vice"]), one["office"]) for one in _OFFICE.finditer(text))


def _titles(chair: re.Match[str]) -> frozenset[str]:
    return frozenset(one.removeprefix("党组") for one in re.split("[、兼]", chair["offices"]))


def _is_open(whose: str, levels: set[str]) -> bool:
    """Whether what stands before 政协 names no region, and is of a level that is asked, or of none."""
    named = regions_in(whose)
    is_named = bool(named) and named[-1].end == len(whose)
    return not is_named and (whose[-1:] not in _LEVELS or whose[-1:] in levels)


def _direction(text: str) -> int:
    return bool(_UP.search(text)) - bool(_DOWN.search(text))
