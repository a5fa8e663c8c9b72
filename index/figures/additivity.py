"""Additivity: whether figures add up, and their total.

A figure is a summand where its sentence tells it as all that a committee did in a year: 收到提案189件 does; 其中…6次,
每月…1次 and 计划…5次 do not. What is of no form known here is not added: a total that lacks one says so.

The Chinese words here are the grammar of reports, not sentences that a user reads.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.measures import LASTING, SHARES
from corpus.model import Role
from corpus.wordlists import words
from index.figures.rows import Row
from prompts import figures as wording

# Verbs that say no more than that something was done, told or handed in; longer ones first.
WHOLE = (
    "(?:开展|召开|举办|举行|组织|进行|实施|提出|提交|递交|报送|上报|收到|收集|征集|形成|撰写|刊登|刊发|发表|完成|"
    "产生|新增)"
)
# How a qualifier bounds the number that it stands with.
_ABOVE = words("多 余 超 超过 超出 逾 突破 不少于 不低于 不下 不下于 多于 高于 大于 至少 以上 有余 开外 + ＋")
_BELOW = words("近 将近 接近 不足 不到 少于 低于 小于 以下 以内 之内 内 不超过 不高于 不多于 至多")
# 数百户, 几十场, 上百名: no number to add.
_VAGUE = words("数 几 好几 上 过 成")
_NAMED = 6  # indicators that a refusal names
_BOUNDARY = re.compile(r"[,，;；:：。.、!！?？”」』》\n]")
_BETWEEN = re.compile(r"(?:共计|累计|总计|合计|总共|一共|共|已?达到?|为|了)+$")
_ADVERBS = re.compile(
    r"(?:全年|一年来|今年|年内|本年度?|(?:19|20)\d\d年度?|以来|先后|累计|共计|一共|总共|总计|合计|共|已|还|另|并|也|经(?:审查|审核)|"
    r"[\u4e00-\u9fff]{0,5}政协|等(?:主题|议题|课题|专题|内容)?)*"
)
_TOLD = re.compile(rf"(?P<verb>{WHOLE})(?:了|的|各类|各种|各项|有效)*$")
_NOT_ITS_OWN = re.compile(
    r"推动|推进|协助|配合|支持|督促|联合|参[与加]|应邀|指导|帮助|邀请|其中|未|没有|不再|拟|计划|分别|每|同比|较"
)
_DOUBTFUL = re.compile(
    r"[上下]半年|季度|(?<!\d)\d{1,2}月(?!\d{1,2}日)|计划|力争|拟|预计|目标|明年|全[市省国]|[省市](?:委|政协)(?:主要领导|领导|带队|来)|省政协"
)
_GIVEN = ("提出", "提交", "递交", "报送", "上报", "形成", "撰写")
_CLASSES = {**dict.fromkeys(_GIVEN, "提出"), "收集": "收集", "征集": "收集", "收到": "收到"}
_NUMBER = "[两二三四五六七八九十几数0-9]"
_SPANNING = re.compile(
    rf"(?<![0-9〇○零一二三四五六七八九]){_NUMBER}{{1,2}}年(?:来|间|内|里|以来|共|累计|时间|期间)|近年来|多年来|历年|历届|"
    rf"(?:连续|近|过去|前){_NUMBER}{{1,2}}年|(?:本|[一二三四五六七八九十]+)届(?:县|区|市)?(?:政协|委员会)?以来|"
    r"(?:成立|启动|建成|换届|履新|实施|推行|开展|开通)以来"
)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of figures of one indicator and unit.

    `qualifier` is None where every summand is exact: what all the qualified ones share, else 以上, 近 or 约.
    """

    indicator: str
    unit: str
    value: float
    qualifier: str | None
    summands: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total of what committees tell, and what is not in it.

    `gaps` are the committees and years that tell no such figure, which is not 0; `aside` are figures, of further
    committees, that are like it and not counted.
    """

    total: Total
    gaps: tuple[tuple[str, int | None], ...]
    aside: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """Why there is no total, in words."""

    reason: str


def total(rows: Sequence[Row]) -> Total | Declined:
    """Return the sum of some figures, or why they do not add up.

    They add up where they are of one indicator and one unit, one for each committee and year; a sentence that stands
    in two reports counts once. Shares, lengths of time, ranges, vague numbers, what several years brought, parts of
    something and what may be of a part of the year do not (see `is_whole`).
    """
    kinds = dict.fromkeys((row.figure.indicator, row.figure.unit) for row in rows)
    if not kinds:
        return Declined(wording.NO_SUMMANDS)
    if len(kinds) > 1:
        named = [wording.INDICATOR.format(indicator=name or wording.UNNAMED, unit=unit) for name, unit in kinds]
        more = wording.MORE.format(count=len(named)) if len(named) > _NAMED else ""
        return Declined(wording.DIFFERENT.format(kinds="、".join(named[:_NAMED]) + more))
    [(indicator, unit)] = kinds
    if indicator is None:
        return Declined(wording.NO_INDICATOR)
    if unit in SHARES or unit in LASTING or not unit:
        return Declined(wording.NOT_ADDED.format(unit=unit or wording.NO_UNIT))
    once = tuple({_key(row): row for row in reversed(rows)}.values())[::-1]
    reason = next(filter(None, map(_reason_against, once)), None) or _said_twice(once) or mixed_verbs(once)
    if reason:
        return Declined(reason)
    value = math.fsum(row.figure.value for row in once)
    return Total(indicator, unit, value, _joint([row.figure.qualifier for row in once if row.figure.qualifier]), once)


def _key(row: Row) -> tuple[str | None, int | None, str, int]:
    """Return what tells a figure from the same sentence in another report."""
    figure = row.figure
    return figure.committee, figure.year, row.quote, figure.start - row.span.start


def _reason_against(row: Row) -> str | None:
    """Return why a figure cannot be a summand; None where it can."""
    figure = row.figure
    qualifiers = frozenset((figure.qualifier or "").split("…"))
    reasons = (
        (figure.committee is None, wording.OF_NOBODY),
        (figure.year is None, wording.OF_NO_YEAR),
        (figure.high is not None, wording.A_RANGE),
        (bool(qualifiers & _VAGUE), wording.VAGUE),
        (spans_years(row.quote), wording.SEVERAL_YEARS),
        (not is_whole(row), wording.NOT_WHOLE),
    )
    told = next((reason.format(figure=figure.text, quote=row.quote) for holds, reason in reasons if holds), None)
    return told or doubt_of(row)


def _said_twice(rows: Sequence[Row]) -> str | None:
    """Return the reason where one committee tells two figures of a year: the one may be part of the other."""
    seen: dict[tuple[str | None, int | None], Row] = {}
    for row in rows:
        first = seen.setdefault((row.figure.committee, row.figure.year), row)
        if first is not row:
            return wording.TWICE.format(
                committee=row.figure.committee, year=row.figure.year, first=first.figure.text, second=row.figure.text
            )
    return None


def _joint(qualifiers: Sequence[str]) -> str | None:
    """Return the qualifier of a sum: that of its summands, or the weakest that is true of it."""
    distinct = set(qualifiers)
    if len(distinct) < 2:
        return next(iter(distinct), None)
    if distinct <= _ABOVE:
        return "以上"
    return "近" if distinct <= _BELOW else "约"


def is_whole(row: Row) -> bool:
    """Whether a sentence tells a figure after its indicator (专题协商7次), or a verb before it (提出的28条建议)."""
    # A plan has the form of a whole, too: why it is none is told by `doubt_of`.
    return row.figure.role in (Role.WHOLE, Role.PLAN) and _verb_of(row) is not None


def _verb_of(row: Row) -> str | None:
    """Return the verb that governs a figure, "" where the indicator stands without one, None for any other form."""
    figure, indicator = row.figure, row.figure.indicator or ""
    head = row.quote[: figure.start - row.span.start]
    tail = row.quote[figure.end - row.span.start :]
    bare = _BETWEEN.sub("", head)
    is_before = bool(indicator) and bare.endswith(indicator)
    if not is_before and not tail.startswith(indicator):
        return None
    clause = _BOUNDARY.split(bare[: -len(indicator)] if is_before else bare)[-1]
    if _NOT_ITS_OWN.search(clause):
        return None
    told = _TOLD.search(clause)
    if told:
        return told["verb"]
    return "" if is_before and _ADVERBS.fullmatch(clause) else None


def doubt_of(row: Row) -> str | None:
    """Return why a figure may not be of a whole year or of the committee itself; None where nothing says so."""
    found = _DOUBTFUL.search(row.quote[: row.figure.start - row.span.start])
    return wording.DOUBTFUL.format(figure=row.figure.text, word=found[0], quote=row.quote) if found else None


def mixed_verbs(rows: Sequence[Row]) -> str | None:
    """Return why figures tell of different things, by verbs that differ in who did it (提出 and 收集); else None."""
    verbs = [verb for row in rows if (verb := _verb_of(row)) and verb in _CLASSES]
    other = next((verb for verb in verbs if _CLASSES[verb] != _CLASSES[verbs[0]]), None)
    return wording.MIXED_VERBS.format(first=verbs[0], second=other) if other else None


def spans_years(sentence: str) -> bool:
    """Whether a sentence speaks of several years together: 五年来, 连续三年, 换届以来; 2023年以来 does not."""
    return bool(_SPANNING.search(sentence))
