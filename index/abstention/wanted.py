"""What is wanted: whether a sentence holds the kind of answer that a question asks for.

The Chinese words here are the grammar of answers, not sentences that a user reads.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from corpus.figures import figures_in, units_in
from corpus.grammar import han_number
from index.abstention.naming import NAME, QUOTED, asks_which, lacks_name, names_another, names_person
from index.question import Question
from index.terms import words
from index.understanding.asking import Want, asks_price, asks_what_was_spent
from index.understanding.synonyms import synonyms_of

_DATE = re.compile(
    r"\d+月|\d{4}年|每[年季月周]|[上下]半年|[一二三四]季度|[唐宋元明清]代|民国|世纪|年代|朝|[\d一二两三四五六七八九十][时点]|[两几]个(?:小时|钟头)"
)
_HOUR_ASKED = re.compile(r"几点(?![子个建要意])")
_HOUR_TOLD = re.compile(r"[\d一二两三四五六七八九十]+(?:[时点](?!的?[子意])|:\d\d)")
# What was made, given or drawn, by whom or when: a sentence that answers says so in one of these words.
_DONE = re.compile(
    r"(?:谁|哪一?[位年天家]|什么时[候间]|何时)[^,，]{0,3}?(?P<deed>设计|捐|导演|执导|盖|始建|挖|造|凿|铸)[^,，]{0,2}的"
    r"|(?P<before>始建|挖|凿|铸)(?:造|成)?(?:于|是)(?:哪|什么)"
)
_DEEDS = tuple(
    (re.compile(done), re.compile(told))
    for done, told in (
        ("设计", "设计|绘制"),
        ("捐", "捐|出资|资助|赞助"),
        ("导演|执导", "导演|执导"),
        ("盖|始建|挖|造|凿|铸", "盖|始建|新建|兴建|修建|建[成于起]|挖|造|凿|铸|落成"),
    )
)
# 几时完工 is not answered by when work began.
_OPPOSITES = (
    (re.compile("完工|竣工|建成|建好|修好|通车|投用|启用"), re.compile("开工|动工|奠基")),
    (re.compile("开工|动工|奠基"), re.compile("完工|竣工|建成|通车|投用")),
)
_FREE = re.compile(r"免费|免收|[不未]收|全免|免[\u4e00-\u9fff]{1,2}费")
_MONTH_ASKED = re.compile(r"哪一?个?月|几月(?!几)")
_MONTH_TOLD = re.compile(r"(?:\d|[一二三四五六七八九十正腊冬])月|[月季]度?[初底末]|每[月季]|季度")
_YEAR_ASKED = re.compile(r"哪一?年")
_YEAR_TOLD = re.compile(r"\d{4}年|\d月|[去前当今]年|年代|世纪|[唐宋元明清]代|民国|朝")
_PLACE = re.compile(
    r"赴|前往|[\u4e00-\u9fff]{2}[至到][\u4e00-\u9fff]{2,8}?(?:的|路|线|段)|位于|设在|落户|等地|借用|由原?[^,，。;；]{2,12}改[建造]|在[^,，。;；]{2,12}?(?:举[行办]|召开|开展|参加|启动|开[馆工幕])|"
    r"(?:在|于|到|从|往|走进|来到|进驻|视察|走访|考察|调研|和|、)[^,，。;；]{1,12}?(?:[省市县区镇乡村街路园馆院校站寨湾岛山湖河江荡港桥厅楼]|街道|社区|小学|中学|大学|广场|大厦|公园|中心|基地|草场|码头|会场|现场|礼堂|酒店|"
    r"大道|农场|牧场|景区|园区|校区|工地|车间|企业|公司|分店|驿站|店|工坊|作坊|厂|合作社|项目|林场|场|驿|阁|亭|塔|寺|庙|祠|堡|坡|沟|岭|坪|坝|潭|泉|段|台|旁|边|垭口|山口|隘口|渡口|路口|塬|梁|峁|崖|峰|洲|滩|浦)"
)
_CAUSE = re.compile(r"因|由于|鉴于|考虑到|为了|为解决|为破解|针对|致使|导致|难以|以便|之所以")
_CHARGED = re.compile(r"[收租票价售卖罚]|一[次晚趟张吨碗份顿]\d|每[人位碗张餐份吨户间晚斤亩个]|津贴|工资|补贴")
_SPENDING = re.compile(r"[投筹拨耗花]|资金|造价|经费|费用|成本|捐|贷款")
# 哪些 wants more than one thing, told apart: 北京、武汉; 一是…二是…; 图书馆和体育馆.
_SEVERAL = re.compile(r"[、;；]|和|及|与|[“《「].*[“《「]|一是|二是|既|又|还")
# 其中《人民政协报》几篇: a part of a number stands beside the whole.
_PART = "其中"
_BARE = frozenset("个的子们大小新老")
_HEAD = 5
_COUNTED = re.compile(r"哪(?P<count>[两二三四五六七八九十\d]{1,2})")
_COUNTED_THING = re.compile(
    r"(?P<which>[\u4e00-\u9fff]{2})(?P<thing>[\u4e00-\u9fff]{2})(?:一共|总共|现在|共)?[有是]?(?:多少|几)"
)
_FORMS = {Want.DATE: _DATE, Want.PLACE: _PLACE, Want.NAME: NAME}
_DATE_ALONE = 14
_CLAUSE = re.compile(r"[,，;；:：。!！?？]")


class Fit(StrEnum):
    """How a sentence stands to the kind of answer that is wanted; OPEN where any sentence may answer."""

    OPEN = "open"
    HELD = "held"
    SAME_UNIT = "same_unit"
    LIKE_UNIT = "like_unit"
    OTHER_UNIT = "other_unit"
    LACKED = "lacked"


_NAMED = {True: Fit.HELD, None: Fit.OPEN, False: Fit.LACKED}


def fit_of(question: Question, sentence: str) -> Fit:
    """Return how a normalised sentence stands to what the question wants."""
    if lacks_name(question.slots.rest, sentence) or _lacks_deed(question.slots.rest, sentence):
        return Fit.LACKED
    match question.want:
        case Want.FIGURE:
            fit = _number_fit(question, sentence)
        case Want.REASON:
            fit = Fit.HELD if _CAUSE.search(sentence) else Fit.OPEN
        case Want.LIST:
            fit = _list_fit(question.slots.rest, sentence)
        case Want.PERSON:
            fit = _NAMED[names_person(question.slots.rest, sentence)]
        case Want.PLACE if asks_which(question.slots.rest):
            fit = Fit.HELD  # its name stands there, or else it would be lacking
        case Want.DATE:
            fit = Fit.HELD if _tells_when(question.slots.rest, sentence) else Fit.LACKED
        case Want.NAME:
            fit = Fit.HELD if names_another(question.text, sentence) else Fit.LACKED
        case Want.PLACE:
            fit = Fit.HELD if _PLACE.search(sentence) else Fit.LACKED
        case _:
            fit = Fit.OPEN
    return fit


def _number_fit(question: Question, sentence: str) -> Fit:
    if asks_price(question.slots.rest) and _FREE.search(sentence):
        return Fit.HELD
    units = units_in(sentence)
    fit = _figure_fit(question, units) if _counts(question, sentence) else Fit.OTHER_UNIT
    told = fit in (Fit.SAME_UNIT, Fit.LIKE_UNIT, Fit.HELD)
    if told and not _is_money_asked_for(question, sentence):
        return Fit.LACKED
    return Fit.LACKED if _PART in question.slots.rest and not _tells_part(question, units, sentence) else fit


def _tells_when(asked: str, sentence: str) -> bool:
    """Whether a sentence tells an hour, a year or any date, as is asked, and not only of the opposite."""
    if _HOUR_ASKED.search(asked):
        return bool(_HOUR_TOLD.search(sentence))
    if _MONTH_ASKED.search(asked):
        return bool(_MONTH_TOLD.search(sentence))
    for this, opposite in _OPPOSITES:
        if this.search(asked) and opposite.search(sentence) and not this.search(sentence):
            return False
    return bool((_YEAR_TOLD if _YEAR_ASKED.search(asked) else _DATE).search(sentence))


def _lacks_deed(asked: str, sentence: str) -> bool:
    """Whether a sentence says nothing of what was done: 请谁设计的 is answered by no 由22名委员轮流值守."""
    deeds = [match["deed"] or match["before"] for match in _DONE.finditer(asked)]
    told = [told for deed in deeds for done, told in _DEEDS if done.search(deed)]
    return bool(told) and not any(one.search(sentence) for one in told)


def _figure_fit(question: Question, units: Sequence[str]) -> Fit:
    """Return how the units of a sentence's figures suit the wanted one."""
    if not units:
        return Fit.LACKED
    if not question.units:
        return Fit.HELD
    ranks = [question.units.index(_counted_in(question, unit)) for unit in units if suits(question, unit)]
    if not ranks:
        return Fit.OTHER_UNIT
    return Fit.SAME_UNIT if min(ranks) == 0 else Fit.LIKE_UNIT


def _counted_in(question: Question, unit: str) -> str:
    """Return the unit that is asked for: 几条船 may be told as 560艘次, for 条 is 艘, and 次 counts them again."""
    return unit if unit in question.units else unit.removesuffix("次")


def _counts(question: Question, sentence: str) -> bool:
    """Whether a figure of a sentence counts what a question asks the number of, as far as that is plain."""
    if _counts_another(question, sentence):
        return False
    if not question.counted:
        return True
    wanted = (question.counted, *synonyms_of(question.counted))
    if len(words(question.counted)) > 1 and not any(word in sentence for word in wanted):
        return True  # 歇脚的地儿 is told in other words, if at all
    shared = set("".join(wanted)) - _BARE
    # What is counted ends an indicator: 商定摊位照明等事项126项 counts no 摊位.
    return any(shared & set((figure.indicator or "")[-_HEAD:]) for figure in figures_in(sentence))


def _counts_another(question: Question, sentence: str) -> bool:
    """Whether every fitting figure counts a thing of the asked kind that is another one: 红色事项 for 黄色事项."""
    asked = _COUNTED_THING.search(question.slots.rest)
    if asked is None:
        return False
    which, thing = asked["which"], asked["thing"]
    another = re.compile(rf"(?!{which})[\u4e00-\u9fff]{which[-1]}{thing}$")
    told = [figure.indicator or "" for figure in figures_in(sentence) if suits(question, figure.unit)]
    return bool(told) and all(another.search(indicator) for indicator in told)


def _tells_part(question: Question, units: Sequence[str], sentence: str) -> bool:
    return _PART in sentence or sum(suits(question, unit) for unit in units) > 1


def _is_money_asked_for(question: Question, sentence: str) -> bool:
    """Whether money that is told was spent where that is asked, and is taken where a price is asked.

    门票30元 and 一晚只收15元 are no cost, 总投资1.46亿元 is no price.
    """
    if asks_what_was_spent(question.slots.rest):
        wanted, other = _SPENDING, _CHARGED
    elif asks_price(question.slots.rest):
        wanted, other = _CHARGED, _SPENDING
    else:
        return True
    return any(wanted.search(part) or not other.search(part) for part in answering_clauses(question, sentence))


def suits(question: Question, unit: str) -> bool:
    """Whether a figure of this unit may be the wanted one."""
    return not question.units or _counted_in(question, unit) in question.units


def answering_clauses(question: Question, sentence: str) -> list[str]:
    """Return the clauses of a sentence that hold the kind of answer that is wanted, all of it where any may answer.

    A date stands before what happened then, in a clause of its own, which comes along.
    """
    parts = clauses(sentence)
    if question.want is Want.FIGURE:
        return [part for part in parts if any(suits(question, unit) for unit in units_in(part))]
    form = _FORMS.get(question.want)
    if form is None:
        return [sentence]
    held = [at for at, part in enumerate(parts) if form.search(part)]
    return ["".join(parts[at : at + 1 + (len(parts[at]) <= _DATE_ALONE)]) for at in held]


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence."""
    return [clause for clause in _CLAUSE.split(sentence) if clause.strip()]


def _list_fit(asked: str, sentence: str) -> Fit:
    """哪四支 wants so many: told as a number, or listed."""
    counted = _COUNTED.search(asked)
    count = counted and han_number(counted["count"])
    if not count:
        return Fit.OPEN if _SEVERAL.search(sentence) else Fit.LACKED
    listed = max(sentence.count("、") + 1, len(QUOTED.findall(sentence)))
    # 三问三评 is a name and tells nothing of 哪三问.
    told = any(figure.value == count and figure.text not in asked for figure in figures_in(sentence))
    return Fit.HELD if told or listed >= count else Fit.LACKED
