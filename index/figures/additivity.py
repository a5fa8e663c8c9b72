"""Additivity: whether figures add up, their total, and the total that a question asks for.

A wrong total is worse than none, so a question gets one only where every summand is told as a whole, by an indicator
of the very words that are asked for, in one unit; else the reason is told, and what comes nearest. A figure is a
summand where its sentence tells it as all that a committee did in a year: 收到提案189件 does; 其中…6次, 每月…1次 and
计划…5次 do not. What is of no form known here is not added: a total that lacks one says so.

The Chinese words here are the grammar of reports, not sentences that a user reads.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.measures import LASTING, SHARES
from corpus.model import Role, each_of
from corpus.wordlists import words
from index.answer import Row, Total
from index.figures.rows import Match
from index.query.figures import ALL, Lookup, Request
from index.query.grammar import DONE
from index.query.question import Question
from prompts import figures as wording

# How a qualifier bounds the number that it stands with.
_ABOVE = words("多 余 超 超过 超出 逾 突破 不少于 不低于 不下 不下于 多于 高于 大于 至少 以上 有余 开外 + ＋")
_BELOW = words("近 将近 接近 不足 不到 少于 低于 小于 以下 以内 之内 内 不超过 不高于 不多于 至多")
# 数百户, 几十场, 上百名: no number to add.
_VAGUE = words("数 几 好几 上 过 成")
_NAMED = 6  # indicators, or committees, that a refusal names
_SHOWN = 5  # figures that a refusal shows
_PHRASE_END = re.compile(r"[,，;；:：。.、!！?？”」』》\n]")
_BETWEEN = re.compile(r"(?:共计|累计|总计|合计|总共|一共|共|已?达到?|为|了)+$")
_ADVERBS = re.compile(
    r"(?:全年|一年来|今年|年内|本年度?|(?:19|20)\d\d年度?|以来|先后|累计|共计|一共|总共|总计|合计|共|已|还|另|并|也|经(?:审查|审核)|"
    r"[\u4e00-\u9fff]{0,5}政协|等(?:主题|议题|课题|专题|内容)?)*"
)
_TOLD = re.compile(rf"(?P<verb>{DONE})(?:了|的|各类|各种|各项|有效)*$")
_NOT_ITS_OWN = re.compile(
    r"推动|推进|协助|配合|支持|督促|联合|参[与加]|应邀|指导|帮助|邀请|其中|未|没有|不再|拟|计划|分别|每|同比|较"
)
_DOUBTFUL = re.compile(
    r"[上下]半年|季度|(?<!\d)\d{1,2}月(?!\d{1,2}日)|计划|力争|拟|预计|目标|明年|全[市省国]|[省市](?:委|政协)(?:主要领导|领导|带队|来)|省政协"
)
_GIVEN = ("提出", "提交", "递交", "报送", "上报", "形成", "撰写")
_CLASSES = {**dict.fromkeys(_GIVEN, "提出"), "收集": "收集", "征集": "收集", "收到": "收到"}
_NUMBER = "[两二三四五六七八九十几数0-9]"
SPANNING = re.compile(
    rf"(?<![0-9〇○零一二三四五六七八九]){_NUMBER}{{1,2}}年(?:多?[来间内里中]|以来|共|累计|时间|期间)|近年来|多年来|历年|历届|"
    rf"(?:连续|近|过去|前){_NUMBER}{{1,2}}年|(?:本|上|[一二三四五六七八九十]+)届(?:县|区|市)?(?:政协|委员会)?(?:以来|期间|任期|[一二两三四五]年)|"
    r"(?:成立|启动|建成|换届|履新|实施|推行|开展|开通)以来"
)


@dataclass(frozen=True, slots=True)
class Declined:
    """Why there is no total, in words, and the figures that come nearest."""

    reason: str
    rows: tuple[Row, ...] = ()


def total(rows: Sequence[Row]) -> Total | Declined:
    """Return the sum of some figures, or why they do not add up.

    They do where they are of one indicator and one unit, one for each committee and year, each told as a whole (see
    `is_whole`); a sentence that stands in two reports counts once.
    """
    once = {(*row.place, row.quote, len(row.before)): row for row in reversed(rows)}
    summands = tuple(once.values())[::-1]
    reason = _mixture(rows) or next(filter(None, map(_reason_against, summands)), "") or _disagreement(summands)
    if reason:
        return Declined(reason)
    value, first = math.fsum(row.figure.value for row in summands), summands[0].figure
    qualifiers = {row.figure.qualifier for row in summands if row.figure.qualifier}
    return Total(first.indicator or "", first.unit, value, _joint(qualifiers), summands)


def _mixture(rows: Sequence[Row]) -> str:
    """Return why figures are not of one thing that can be added; "" where they are."""
    kinds = {(row.figure.indicator, row.figure.unit) for row in rows}
    if not kinds:
        return wording.NO_SUMMANDS
    if len(kinds) > 1:
        return wording.DIFFERENT.format(kinds=kinds_text(rows))
    [(indicator, unit)] = kinds
    if indicator is None:
        return wording.NO_INDICATOR
    is_summed = unit and unit not in SHARES and unit not in LASTING
    return "" if is_summed else wording.NOT_ADDED.format(unit=unit or wording.NO_UNIT)


def kinds_text(rows: Sequence[Row]) -> str:
    """Return what figures count, with their units, in words; of many the first."""
    kinds = dict.fromkeys((row.figure.indicator or wording.UNNAMED, row.figure.unit or wording.NO_UNIT) for row in rows)
    named = [wording.INDICATOR.format(indicator=indicator, unit=unit) for indicator, unit in kinds]
    return "、".join(named[:_NAMED]) + (wording.MORE.format(count=len(named)) if len(named) > _NAMED else "")


def _reason_against(row: Row) -> str:
    """Return why a figure cannot be a summand; "" where it can."""
    figure, qualifiers = row.figure, frozenset((row.figure.qualifier or "").split("…"))
    doubtful = _DOUBTFUL.search(row.before)
    reasons = (
        (figure.committee is None, wording.OF_NOBODY),
        (figure.year is None, wording.OF_NO_YEAR),
        (figure.high is not None, wording.A_RANGE),
        (bool(qualifiers & _VAGUE), wording.VAGUE),
        (bool(SPANNING.search(row.quote)), wording.SEVERAL_YEARS),
        (not is_whole(row), wording.NOT_WHOLE),
        (bool(doubtful), wording.DOUBTFUL),
    )
    word = doubtful[0] if doubtful else ""
    return next((told.format(figure=figure.text, quote=row.quote, word=word) for holds, told in reasons if holds), "")


def _disagreement(rows: Sequence[Row]) -> str:
    """Return why figures may be of one thing twice, or of two (提出 and 收集); "" where nothing says so."""
    seen: dict[tuple[str | None, int | None], Row] = {}
    for one, (committee, year) in ((row, place) for row in rows for place in row.places):
        first = seen.setdefault((committee, year), one)
        if first is not one:
            texts = {"first": first.figure.text, "second": one.figure.text}
            return wording.TWICE.format(committee=committee, year=year, **texts)
    verbs = [verb for row in rows if (verb := _verb_of(row) or "") in _CLASSES]
    other = next((verb for verb in verbs if _CLASSES[verb] != _CLASSES[verbs[0]]), None)
    return wording.MIXED_VERBS.format(first=verbs[0], second=other) if other else ""


def _joint(qualifiers: set[str]) -> str | None:
    """Return the qualifier of a sum: that of its summands, or the weakest that is true of it."""
    if len(qualifiers) < 2:
        return next(iter(qualifiers), None)
    if qualifiers <= _ABOVE:
        return "以上"
    return "近" if qualifiers <= _BELOW else "约"


def is_whole(row: Row) -> bool:
    """Whether a sentence tells a figure after its indicator (专题协商7次), or a verb before it (提出的28条建议)."""
    # A plan has the form of a whole, too: `_DOUBTFUL` tells why it is none.
    return row.figure.role in (Role.WHOLE, Role.PLAN) and _verb_of(row) is not None


def _verb_of(row: Row) -> str | None:
    """Return the verb that governs a figure, "" where the indicator stands without one, None for any other form."""
    indicator, bare = row.figure.indicator or "", _BETWEEN.sub("", row.before)
    is_before = bool(indicator) and bare.endswith(indicator)
    if not is_before and not row.quote.startswith(indicator, row.figure.end - row.span.start):
        return None
    clause = _PHRASE_END.split(bare[: -len(indicator)] if is_before else bare)[-1]
    if _NOT_ITS_OWN.search(clause):
        return None
    told = _TOLD.search(clause)
    if told:
        return told["verb"]
    return "" if is_before and _ADVERBS.fullmatch(clause) else None


def is_told_as_total(question: Question, sentence: str) -> bool:
    """Whether a sentence may tell the total itself: of the city, or of one committee over years or a term."""
    return bool(re.search(ALL, sentence) or (len(question.slots.named) == 1 and SPANNING.search(sentence)))


def total_of(question: Question, found: Sequence[Match]) -> Total | Declined | None:
    """Return the total that a question asks for, or why there is none; None where no figure is like what is asked."""
    request = question.aggregation.total
    if request is None:
        return None
    if request.is_exceptive:
        return Declined(wording.NO_EXCEPTIONS)
    if request.which_city:
        return Declined(wording.WHICH_CITY)
    near = [one.row for one in found if one.cosine]
    if not near:
        return None
    fitting = [row for row in near if not question.units or row.figure.unit in question.units]
    same = [row for row in fitting if row.counted in request.names]
    if not same:
        shown = fitting or near
        return _declined(wording.NONE_SO_CALLED.format(asked=request.names[-1], kinds=kinds_text(shown)), shown)
    return _added(question, request, same, near)


def _added(question: Question, request: Request, same: Sequence[Row], near: Sequence[Row]) -> Total | Declined:
    """Add up the figures of the indicator that is asked for."""
    whole, asked = [row for row in same if is_whole(row)], request.lookup.years
    is_open = not asked and not request.several_years
    told = {row.figure.year for row in whole if row.figure.year and row.figure.year == row.source.year}
    years = sorted(told) if is_open else []
    of_year = [row for row in whole if row.figure.year in years] if is_open else whole
    if question.slots.absent:
        return _declined(wording.NOT_COVERED.format(regions="、".join(question.slots.absent)), same)
    if len(years) > 1:
        return _declined(wording.WHICH_YEAR.format(years="、".join(map(str, years))), whole)
    if not of_year:
        return _declined(wording.NOT_WHOLE.format(figure=same[0].figure.text, quote=same[0].quote), same)
    found = total(of_year)
    if isinstance(found, Declined):
        return _declined(found.reason, of_year)
    lacking = _lacking(found, question, request)
    return _declined(lacking, found.summands) if lacking else _completed(found, same, near, request.lookup)


def _lacking(found: Total, question: Question, request: Request) -> str:
    """Return which committee or year that the question counts on tells nothing; "" where none lacks."""
    told, committees = {place for row in found.summands for place in row.places}, request.lookup.committees
    having = list(dict.fromkeys(committee for row in found.summands for committee in each_of(row.figure.committee)))
    years = request.lookup.years or sorted({year for _, year in told if year})
    if question.slots.named or (len(years) > 1 and len(committees) == 1):
        pairs = [(committee, year) for committee in committees for year in years if (committee, year) not in told]
        if pairs:
            lines = [wording.LINE.format(committee=committee, year=year) for committee, year in pairs]
            return wording.ONE_LACKS.format(lines="、".join(lines))
    if len(told) < 2:
        others = [one for one in committees if one not in having]
        more = wording.MORE_COMMITTEES.format(count=len(others)) if len(others) > _NAMED else ""
        return wording.ONLY_ONE.format(committee=having[0], others="、".join(others[:_NAMED]) + more)
    without = [str(year) for year in years if year not in {year for _, year in told}]
    if without:
        return wording.YEAR_LACKS.format(years="、".join(without))
    if question.many and question.many != len(having):
        return wording.NOT_SO_MANY.format(asked=question.many, count=len(having))
    return ""


def _completed(found: Total, same: Sequence[Row], near: Sequence[Row], asked: Lookup) -> Total:
    """Return a total with what is not in it, of the years that are asked or told."""
    told = {place for row in found.summands for place in row.places}
    years = {*asked.years, *(year for _, year in told)}
    further = [row for row in (*same, *near) if row.figure.year in years and told.isdisjoint(row.places)]
    aside = {(row.figure, row.sha256): row for row in further}
    told |= {place for row in same for place in row.places}
    gaps = [(one, year) for one in asked.committees for year in sorted(filter(None, years)) if (one, year) not in told]
    return replace(found, gaps=tuple(gaps), aside=tuple(aside.values()))


def _declined(reason: str, rows: Sequence[Row]) -> Declined:
    """Return a refusal that shows the first figure of each committee and year."""
    first = {row.place: row for row in reversed(rows)}
    return Declined(reason, tuple(row for row in rows if first[row.place] is row)[:_SHOWN])
