"""The clause around a quantity: its words, and what in them is about the counting and not about the counted."""

import re
from dataclasses import dataclass

from corpus.cutting import Tagged, tagged

_WINDOW = 48
_HARD = re.compile(r"[，。,;；:：！？!?\n（()）…—]")
_QUOTATION = re.compile(r"[“《‘「『][^”》’」』]*[”》’」』]|[（(][^（）()]{1,20}[）)]")
_ASIDE = re.compile(r"^[（(][^）)]*[）)]")
_OPENING = re.compile(r"[“《‘「『（(]")
_DATE = r"(?:[0-9０-９]{4}年(?:底|末|初|前|后)?|[0-9０-９]{1,2}月(?:份|底|初)?起?)"
_TIME = (
    r"(?:用|花)?(?:过去|今后|未来|最近|近|这|前|上)?[0-9０-９一二两三四五六七八九十]+(?:年|个月|天)"
    r"(?:来|间|内|里|多)?(?:时间)?"
)
# 全年累计, 分别为, 由每人每年, 2012年末的
_TOTAL = (
    "全年|先后|累计|总计|合计|共计|一共|总共|共有|计有|共|分别|各有|各|平均|年均|(?<!人)均|就有|就|已达到?|已经|已|仅|只|达到?|达|为|是|有|"
    "了|过|仍然|仍|(?<![规原守准法细总附])则|还|也|又|拟|拟?新?安排|首次|按|(?:由|从)?每[人户亩](?:每[年月天])?|从|由|(?:从|由)?(?:去年|上年)(?:底|末|初)?的?|"
    rf"{_TIME}|(?:从|由)?{_DATE}的?|的|等|每年|每月|每季度|每周|每次|每|这|以来|在|将|现已|(?<![实体呈发出表])现|目前|将要|要|须|实际|预计|都|继续|(?:累计)?完成"
)
TURN = (
    "增长|增加|提高|下降|减少|上升|上涨|降低|回落|扩大|缩小|提升|上调|下调|压减|压缩|延长|缩短|增产|减产|增收|增(?![速幅值量])|减|降|升|涨|"
    "高出|低于|高|低"
)
"""Words of change; what has changed stands before them."""

_COUNTING = re.compile(rf"(?:{_TOTAL})+$")
_TURNED_TO = re.compile(
    rf"(?:分别)?(?:再|又|已)?(?:(?:{TURN}|调整|发展)?(?:到|至|为)(?:人均)?|(?:控制|保持|稳定|维持|设定|确定|定)(?:在|为|到))$"
)
# 比上年, 同比: with what a figure is compared does not say what it counts.
_COMPARED = re.compile(
    rf"(?:同比|环比|(?:(?<![占同环对])比(?!重|例|率|{TURN})|(?<!比)较)[^，,]{{1,14}}?)"
    rf"(?=(?:分别|又|再)?(?:实际|名义)?(?:{TURN})|[多少]了?$)|比[^，,]{{0,8}}[年期末底初]$"
)
_LEADING = re.compile(
    rf"^(?:[一二三四五六七八九十]+是|(?:从|到|至)?{_DATE}|{_TIME}|每(?:年|月|周|季度|天|日|半年)|全年|其中|年内|今年|去年|同时|一年来|截至目前|目前|现在|预计|我们|"
    r"(?:全[国省市县区州镇])?(?:共有|现有)|再(?!就业|生|造|次)|共(?![同建享和产])|累计|先后|已经?|要|须|应|继续|并(?![案购网轨联])|还|也|又|以|拟|"
    r"但|而|使|让|向|和|与|及|以及|、|的|好|了|是|对(?![话口外象接策比照应标])|在|以来|来(?![访自信电华宾])|从|由|"
    r"[（(][^）)]{1,4}[）)]|[ \u3000])+"
)
_PLACES = re.compile(r".*等(?:地|处|国)的?(?=.)")
_REACH = 24  # how far back the words of counting are looked for


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity stands in `text`: between `floor` and `ceiling`, where its neighbours end and begin.

    `share` tells whether it is a part of a whole.
    """

    text: str
    floor: int
    start: int
    end: int
    ceiling: int
    unit: str
    share: bool


def cut(text: str) -> list[Tagged]:
    """Return the words of `text` with their tags; a quotation, title or parenthesis is one word, tagged `quote`."""
    found: list[Tagged] = []
    at = 0
    for match in _QUOTATION.finditer(text) if _OPENING.search(text) else ():
        found += tagged(text[at : match.start()])
        found.append((match.group(), "quote"))
        at = match.end()
    return found + tagged(text[at:])


def masked(text: str) -> str:
    """Return `text`, of the same length, without what quotations, titles and parentheses hold."""
    if not _OPENING.search(text):
        return text
    return _QUOTATION.sub(lambda match: "〓" * len(match.group()), text)


def before(place: Place) -> tuple[str, str]:
    """Return the clause before a quantity, without what it is compared with, and the clause before that."""
    window = place.text[max(place.floor, place.start - _WINDOW) : place.start]
    earlier = begin = 0
    for mark in _HARD.finditer(masked(window)):
        earlier, begin = begin, mark.end()
    previous = window[earlier : max(begin - 1, 0)] if window[begin - 1 : begin] in ("，", ",") else ""
    return _COMPARED.sub("", window[begin:].strip()), previous.strip()


def after(place: Place) -> str:
    """Return the clause that follows a quantity."""
    window = place.text[place.end : min(place.ceiling, place.end + _WINDOW)]
    end = _HARD.search(masked(window))
    return _ASIDE.sub("", (window[: end.start()] if end else window).lstrip())


def trimmed(clause: str) -> str:
    """Return a clause without the words of counting that end it (全年累计, 提高到) and the places (深圳等地)."""
    previous = None
    while clause != previous:
        previous = clause
        for pattern in (_TURNED_TO, _COUNTING):
            end = pattern.search(clause, max(0, len(clause) - _REACH))
            clause = (clause[: end.start()] if end else clause).rstrip(" 、\u3000")
    return _PLACES.sub("", clause) if "等" in clause else clause


def bare(phrase: str) -> str:
    """Return a phrase without the words that only lead up to it (全年, 其中, 今年)."""
    return _LEADING.sub("", phrase).strip(" 、\u3000")
