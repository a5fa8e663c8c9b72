"""Wholes: whether a sentence tells a figure as all that a committee did in a year, so that it may be added up.

收到提案189件 does; 3件答复敷衍的提案被退回重办, 其中…6次, 每月…1次 and 计划…5次 do not. What is of no form known here
is not added: a total that lacks one says so, and a wrong one is not told at all.

The Chinese words here are the grammar of reports, not sentences that a user reads.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.figures.requests import WHOLE
from prompts import figures as wording

if TYPE_CHECKING:
    from index.figures.ledger import Row

_BOUNDARY = re.compile(r"[,，;；:：。.、!！?？”」』》\n]")
_BETWEEN = re.compile(r"(?:共计|累计|总计|合计|总共|一共|共|已?达到?|为|了)+$")
_ADVERBS = re.compile(
    r"(?:全年|一年来|今年|年内|本年度?|(?:19|20)\d\d年度?|以来|先后|累计|共计|一共|总共|总计|合计|共|已|还|另|并|也|经(?:审查|审核)|"
    r"[\u4e00-\u9fff]{0,5}政协|等(?:主题|议题|课题|专题|内容)?)*"
)
_TOLD = re.compile(rf"(?P<verb>{WHOLE})(?:了|的|各类|各种|各项|有效)*$")
_NOT_ITS_OWN = re.compile(
    r"推动|推进|协助|配合|支持|督促|联合|参[与加]|应邀|指导|帮助|邀请|其中|未|没有|不再|拟|计划|分别|每|平均|人均|同比|比上年|较|增[加长]|减少"
)
_DOUBTFUL = re.compile(
    r"[上下]半年|季度|(?<!\d)\d{1,2}月(?!\d{1,2}日)|计划|力争|拟|预计|目标|明年|全[市省国]|[省市](?:委|政协)(?:主要领导|领导|带队|来)|省政协"
)
_GIVEN = ("提出", "提交", "递交", "报送", "上报", "形成", "撰写")
_CLASSES = {**dict.fromkeys(_GIVEN, "提出"), "收集": "收集", "征集": "收集", "收到": "收到"}


def is_whole(row: "Row") -> bool:
    """Whether a sentence tells a figure after its indicator (专题协商7次), or a verb before it (提出的28条建议)."""
    return _verb_of(row) is not None


def _verb_of(row: "Row") -> str | None:
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


def doubt_of(row: "Row") -> str | None:
    """Return why a figure may not be of a whole year or of the committee itself; None where nothing says so."""
    found = _DOUBTFUL.search(row.quote[: row.figure.start - row.span.start])
    return wording.DOUBTFUL.format(figure=row.figure.text, word=found[0], quote=row.quote) if found else None


def mixed_verbs(rows: "Sequence[Row]") -> str | None:
    """Return why figures tell of different things, by verbs that differ in who did it (提出 and 收集); else None."""
    verbs = [verb for row in rows if (verb := _verb_of(row)) and verb in _CLASSES]
    other = next((verb for verb in verbs if _CLASSES[verb] != _CLASSES[verbs[0]]), None)
    return wording.MIXED_VERBS.format(first=verbs[0], second=other) if other else None
