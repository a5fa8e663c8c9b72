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
from index.answer import Row, Total
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
_PHRASE_END = re.compile(r"[,，;；:：。.、!！?？”」』》\n]")
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

    They add up where they are of one indicator and one unit, one for each committee and year; a sentence that stands
    in two reports counts once. Shares, lengths of time, ranges, vague numbers, what several years brought, parts of
    something and what may be of a part of the year do not (see `is_whole`).
    """
    once = {(*row.place, row.quote, len(row.before)): row for row in reversed(rows)}
    summands = tuple(once.values())[::-1]
    reason = _mixture(rows) or next(filter(None, map(_reason_against, summands)), "") or _disagreement(summands)
    if reason:
        return Declined(reason)
    value, qualifiers = math.fsum(row.figure.value for row in summands), [row.figure.qualifier for row in summands]
    first = summands[0].figure
    return Total(first.indicator or "", first.unit, value, _joint(set(filter(None, qualifiers))), summands)


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
    for row in rows:
        first = seen.setdefault(row.place, row)
        if first is not row:
            committee, year = row.place
            texts = {"first": first.figure.text, "second": row.figure.text}
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
