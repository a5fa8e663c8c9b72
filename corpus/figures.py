"""Figures: every quantity in running text, as written and as a number, with what it counts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from corpus.committees import region_of_row
from corpus.grammar import RELATIVE_YEARS
from corpus.indicators import TURN, indicator_of, place_of
from corpus.measures import LASTING, SHARES
from corpus.model import Figure, Role, Span
from corpus.numerals import DIGITS
from corpus.quantities import plain_form, quantities_in

# Raise it when other figures are found in the same text: what an index has stored of another version is found anew.
VERSION = 6
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_YEAR = re.compile(
    r"(?:(?<![0-9])(?P<arabic>(?:19|20)[0-9]{2})\s?年|(?P<han>[〇○零一二三四五六七八九]{4})年"
    rf"|(?P<counted>{'|'.join(RELATIVE_YEARS)})(?!同期|相?比|纪))(?!(?:\d{{1,2}}月份?)?(?:以来|起(?!草)))"
)
# What stands before a derived figure in its clause, and for some what follows it.
_CHANGED = re.compile(rf"(?:{TURN})了?$|(?:同比|环比|比|较)[^，。,;；]{{0,16}}[多少][\u4e00-\u9fff]{{0,2}}$")
_COMPARED = re.compile(r"(?:[由从]|(?<![同环占对])比(?!例|重|率)|较)[^，。,;；、]{0,12}$")
_YEAR_BEFORE = re.compile(r"(?:去年|上年|上一年|上届|上次|前年)(?:同期|度)?(?:分别)?(?:是|为|只有|仅|的)$")
_TURNS = re.compile(rf"(?:[^，。,;；、0-9]{{0,8}}[到至为成]|[^，。,;；、0-9]{{0,2}}(?:{TURN}|[多少]))")
_EACH = re.compile(r"(?:[人户]均|平均|每[\u4e00-\u9fff]{1,3})[^，。,;；0-9]{0,10}$")
_PLANNED = re.compile(r"(?:计划|拟|预计|力争|目标|原定|打算|争取|明年|有望)[^，。,;；、]{0,10}$")
_PARTED = re.compile(r"[。；;！？!?\n]")
_REACH = 24
# A、B、C分别为3件、5件和7件: each figure is of one member of the list.
_RESPECTIVE = re.compile(
    r"(?P<members>[^，,。；;：:0-9]{2,60}?)(?:各?(?:分别|依次)|各)(?P<verb>[^，,。；;、0-9]{0,8}?)(?:[是为有占达]到?|约|近)?$"
)
_JOINING = re.compile(r"[、,，和与及]{1,2}\s?")
_BASE_YEAR = re.compile(r"[比较与从自同]\s?$")


@lru_cache(maxsize=4096)
def figures_in(
    text: str,
    *,
    start: int | None = None,
    year: int | None = None,
    committee: str | None = None,
    written: int | None = None,
) -> tuple[Figure, ...]:
    """Return every quantity in `text`, in order; they do not overlap.

    Dates, ordinals, titles and named numbers (“543”, 二十大) are none; 一 is none where it is an article (一个难题).
    A range is one figure: its value is the lower bound, and its qualifier keeps the rest (3至5次: 3, "至5"). Several
    qualifiers are joined by … (约600余人: "约…余"). 百分之三十 and 三成 are 30 %, 三分之二 is 2/3 without a unit,
    36万元 is 360000 元, 翻两番 is 2 番. The unit is the measure word alone, "" where there is none (1386万, 两国).

    Args:
        text: running text, of either width: a sentence of a report, or a question.
        start: where `text` begins in the stored text; given, offsets are absolute and `Figure.sentence` is set.
        year: the year a figure speaks of where `text` names none before it.
        written: the year that 今年 is.
        committee: the committee it speaks of, unless one heads the text as the row of a table (云溪县政协:视察6次).
    """
    offset = start or 0
    plain = plain_form(text)
    quantities = tuple(quantities_in(plain))
    roles = [_role(plain, quantities, number) for number in range(len(quantities))]
    headed = region_of_row(plain)
    return tuple(
        replace(
            quantity,
            text=text[quantity.start : quantity.end],
            indicator=indicator,
            start=offset + quantity.start,
            end=offset + quantity.end,
            year=_year_before(plain, quantity.start, written) or year,
            committee=f"{headed}政协" if headed else committee,
            sentence=None if start is None else Span(offset, offset + len(text)),
            role=role,
        )
        for quantity, indicator, role in zip(quantities, _indicators(plain, quantities, roles), roles, strict=True)
    )


def _role(text: str, quantities: tuple[Figure, ...], number: int) -> Role:
    """Return what a quantity tells: the words around it say where it is no whole."""
    this, floor = quantities[number], quantities[number - 1].end if number else 0
    window = text[max(floor, this.start - _REACH) : this.start]
    told_before = bool(number) and _YEAR_BEFORE.search(window)
    if told_before or (_COMPARED.search(window) and _TURNS.match(text, this.end)):
        return Role.BASE
    for role, pattern in ((Role.CHANGE, _CHANGED), (Role.EACH, _EACH), (Role.PLAN, _PLANNED)):
        if pattern.search(window):
            return role
    return Role.PART if _is_part(text, quantities[:number], this) else Role.WHOLE


def _is_part(text: str, earlier: tuple[Figure, ...], this: Figure) -> bool:
    """Whether a quantity is a part of an earlier one: after 其中, or in brackets behind it."""
    begin = max((end.end() for end in _PARTED.finditer(text, 0, this.start)), default=0)
    opened = max(text.rfind(mark, begin, this.start) for mark in "（(")
    if opened >= 0 and any(mark in text[opened : this.start] for mark in "）)"):
        opened = -1
    since = max(text.rfind("其中", begin, this.start), opened)
    is_share = this.unit in SHARES or (not this.unit and this.value < 1)  # 98.5%, 三分之二
    return any(begin <= one.start < since and (one.unit == this.unit or is_share) for one in earlier)


def _indicators(text: str, quantities: tuple[Figure, ...], roles: list[Role]) -> list[str | None]:
    """Return what each quantity counts; one may take over what the one before it in its sentence counts."""
    found: list[str | None] = []
    last: dict[bool, tuple[str, str]] = {}  # of times, and of all else
    floor, whole = 0, ""
    for number, this in enumerate(quantities):
        if last and _SENTENCE_END.search(text, floor, this.start):
            last = {}
        ceiling = quantities[number + 1].start if number + 1 < len(quantities) else len(text)
        place = place_of(text[floor : this.start], text[this.end : ceiling], this.unit)
        time = this.unit in LASTING
        of = whole if roles[number] is Role.PART else ""
        indicator = this.indicator or indicator_of(place, last.get(time), whole_of=of)
        if roles[number] is not Role.PART:
            whole = indicator or whole
        if indicator:
            last[time] = (indicator, this.unit)
        found.append(indicator)
        # A time alone parts nothing: 教育经费支出五年累计7.79万亿元. A counted noun does: 12名委员走访企业30余家.
        if indicator or not time:
            floor = this.end
        if indicator and not time and text.startswith(indicator, this.end):
            floor += len(indicator)
    for first in range(len(quantities)):
        members = _members(text, quantities, first)
        found[first : first + len(members)] = members
    return found


def _members(text: str, quantities: tuple[Figure, ...], first: int) -> list[str]:
    """Return what a row of quantities that begins at `first` counts one by one; none where it is no such row."""
    last = first
    while last + 1 < len(quantities) and _JOINING.fullmatch(text[quantities[last].end : quantities[last + 1].start]):
        last += 1
    floor = quantities[first - 1].end if first else 0
    told = _RESPECTIVE.search(text, max(floor, quantities[first].start - 2 * _REACH), quantities[first].start)
    if told is None or last == first or len({one.unit for one in quantities[first : last + 1]}) > 1:
        return []
    members = [re.sub(r"^[由在对从]", "", one) + told["verb"] for one in _JOINING.split(told["members"].strip())]
    return members if len(members) == last - first + 1 and all(members) else []


def years_counted(text: str, written: int | None) -> set[int]:
    """Return the years that a text names by 去年 and the like, if it is known when it was `written`."""
    words = (match["counted"] for match in _years_meant(text, len(text)))
    return {written + RELATIVE_YEARS[word] for word in words if written and word}


def _years_meant(text: str, end: int) -> Iterator[re.Match[str]]:
    """Yield where a text names years before `end` that nothing is only compared with."""
    for match in _YEAR.finditer(text, 0, end):
        if not _BASE_YEAR.search(text, max(0, match.start() - 2), match.start()):
            yield match


def _year_before(text: str, end: int, written: int | None) -> int | None:
    """Return the year last named before `end`, as a number or by 去年 and the like where it is known when it was said.

    One in a title, only compared with (比2020年) or since when it is (2020年以来), is not meant.
    """
    named = None
    for match in _years_meant(text, end):
        at = match.start()
        if text.rfind("《", 0, at) <= text.rfind("》", 0, at):
            if counted := match["counted"]:
                named = written and written + RELATIVE_YEARS[counted]
            else:
                named = int(match["arabic"] or "".join(str(DIGITS[char]) for char in match["han"]))
    return named
