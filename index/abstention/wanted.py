"""What is wanted: whether a sentence holds the kind of answer that a question asks for.

The Chinese words here are the grammar of answers, not sentences that a user reads.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from corpus.figures import figures_in
from corpus.grammar import SURNAMES, han_number
from corpus.model import Figure
from index.question import Question
from index.understanding.asking import Want
from index.understanding.synonyms import synonyms_of

_ROLES = (
    "副主席|主席|副书记|书记|副县长|县长|副区长|区长|副市长|市长|秘书长|主任|局长|部长|会长|院长|校长|馆长|社长|站长|"
    "通讯员|记者|委员|策划|编辑"
)
_LEVEL = "(?P<level>全国|省|市)?(?:委|政协|政府)?"
_PERSON = re.compile(rf"{_LEVEL}(?:{_ROLES})[:：]?\s?(?!任(?:组|副|主)|会)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
# 主席是谁, 团长叫什么: the holder of an office is asked for, not one of many who did something.
_HOLDER = re.compile(
    rf"{_LEVEL}(?P<role>{_ROLES}|[\u4e00-\u9fff](?:长|头|负责人|牵头人)|负责人|牵头人|领队)(?:现在|目前)?(?:是|叫|姓|为)?(?:谁|哪位|哪个|什么名|什么|啥)"
)
_DATE = re.compile(r"\d+月|\d{4}年|每[年季月周]|[上下]半年|[一二三四]季度|[唐宋元明清]代|民国|世纪|年代|朝")
_PLACE = re.compile(
    r"赴|前往|位于|设在|落户|等地|在[^,，。;；]{2,12}?(?:举[行办]|召开|开展|参加|启动|开[馆工幕])|"
    r"(?:在|于|到|从|往|走进|来到|进驻|视察|走访|考察|调研|和|、)[^,，。;；]{1,12}?(?:[省市县区镇乡村街路园馆院校站寨湾岛山湖河江荡港桥厅楼]|街道|社区|广场|大厦|公园|中心|基地|草场|码头|会场|现场|礼堂|酒店|"
    r"大道|农场|牧场|景区|园区|校区|工地|车间|企业|公司|分店|驿站|店|工坊|作坊|厂|合作社|项目|林场|场|驿|阁|亭|塔|寺|庙|祠|堡|坡|沟|岭|坪|坝|潭|泉|段)"
)
_NAME = re.compile(
    rf"[“《「\"][^”》」\"]+[”》」\"]|[\u4e00-\u9fff]{{2,3}}(?:{_ROLES})|(?:{_ROLES})[\u4e00-\u9fff]{{2,3}}"
)
_CAUSE = re.compile(r"因|由于|鉴于|考虑到|为了|为解决|为破解|针对|致使|导致|难以|以便|之所以")
_BARE = frozenset("个的子们大小新老")
_COUNTED = re.compile(r"哪(?P<count>[两二三四五六七八九十\d]{1,2})")
_QUOTED = re.compile(r"[“《「\"][^”》」\"]+[”》」\"]")
_FORMS = {Want.DATE: _DATE, Want.PLACE: _PLACE, Want.NAME: _NAME}
_CLAUSE = re.compile(r"[,，;；:：。!！?？]")


class Fit(StrEnum):
    """How a sentence stands to the kind of answer that is wanted; OPEN where any sentence may answer."""

    OPEN = "open"
    HELD = "held"
    SAME_UNIT = "same_unit"
    LIKE_UNIT = "like_unit"
    OTHER_UNIT = "other_unit"
    LACKED = "lacked"


def fit_of(question: Question, sentence: str) -> Fit:
    """Return how a normalised sentence stands to what the question wants."""
    match question.want:
        case Want.FIGURE:
            figures = figures_in(sentence)
            fit = figure_fit(question, figures) if counts(question, figures) else Fit.OTHER_UNIT
        case Want.REASON:
            fit = Fit.HELD if _CAUSE.search(sentence) else Fit.OPEN
        case Want.LIST:
            fit = _list_fit(question.slots.rest, sentence)
        case Want.PERSON:
            fit = _person_fit(question.slots.rest, sentence)
        case Want.DATE | Want.PLACE | Want.NAME:
            fit = Fit.HELD if _FORMS[question.want].search(sentence) else Fit.LACKED
        case _:
            fit = Fit.OPEN
    return fit


def figure_fit(question: Question, figures: Sequence[Figure]) -> Fit:
    """Return how figures suit the wanted one by their units."""
    if not figures:
        return Fit.LACKED
    if not question.units:
        return Fit.HELD
    ranks = [question.units.index(figure.unit) for figure in figures if figure.unit in question.units]
    if not ranks:
        return Fit.OTHER_UNIT
    return Fit.SAME_UNIT if min(ranks) == 0 else Fit.LIKE_UNIT


def counts(question: Question, figures: Sequence[Figure]) -> bool:
    """Whether one of some figures counts what a question asks the number of, as far as that is plain."""
    if not question.counted:
        return True
    wanted = (question.counted, *synonyms_of(question.counted))
    shared = set("".join(wanted)) - _BARE
    return any(shared & set(figure.indicator or "") for figure in figures)


def suits(question: Question, figure: Figure) -> bool:
    """Whether a figure may be the wanted one by its unit."""
    return figure_fit(question, (figure,)) in (Fit.HELD, Fit.SAME_UNIT, Fit.LIKE_UNIT)


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence."""
    return [clause for clause in _CLAUSE.split(sentence) if clause.strip()]


def _list_fit(asked: str, sentence: str) -> Fit:
    """哪四支 wants so many: told as a number, or listed."""
    counted = _COUNTED.search(asked)
    count = counted and han_number(counted["count"])
    if not count:
        return Fit.OPEN
    listed = max(sentence.count("、") + 1, len(_QUOTED.findall(sentence)))
    told = any(figure.value == count for figure in figures_in(sentence))
    return Fit.HELD if told or listed >= count else Fit.LACKED


def _person_fit(asked: str, sentence: str) -> Fit:
    """A holder of an office must be named with it, at the level that is asked about: 省政协主席 is not 县政协主席."""
    named = list(_PERSON.finditer(sentence))
    holder = _HOLDER.search(asked)
    if holder is None:
        return Fit.HELD if named else Fit.OPEN
    role = holder["role"]
    if not re.search(rf"{role}[:：]?\s?(?!任|会)[{SURNAMES}][\u4e00-\u9fff]|[\u4e00-\u9fff]{{2,3}}任{role}", sentence):
        return Fit.LACKED
    levels = [match["level"] for match in named if role in match[0]]
    return Fit.HELD if not levels or holder["level"] in levels else Fit.LACKED
