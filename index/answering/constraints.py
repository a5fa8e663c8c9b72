"""Constraints: what must be exact, whatever the reader thinks. Each holds for any county and any page.

What a question names (in quotation marks, a date, an ordinal, a quantity, an office, a direction) must stand in the
evidence. The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re

from corpus.figures import figures_in
from corpus.model import Figure
from corpus.regions import full_names, regions_in, short_name
from index.query.grammar import Want
from index.query.question import Question
from index.query.words import quoted_names, share_of

_HALF = 0.5
_DONE = re.compile(r"已经?|实际|到底|最后|真的|真正|究竟|[了过](?:多少|几)")
_PLANNED = re.compile(r"拟|计划(?!的)|打算|力争|预计|明年|今后|下一步|准备")
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
_NUMBER = re.compile(r"[\d０-９一二两三四五六七八九十百千万亿半零〇]")
_ABOVE, _BELOW = re.compile(r"[多余来几过超上逾]|突破|不止"), re.compile(r"不[足到满]|没到|未[到满]|少于|低于")


def violates(question: Question, sentence: str, around: str) -> bool:
    """Whether a sentence does not agree with a question; all texts are normalised.

    Args:
        question: what is asked.
        sentence: what would be quoted.
        around: its passage and the titles that it stands under.
    """
    asked, wants_figure = question.slots.rest, question.want is Want.FIGURE
    stated = (one for one in figures_in(asked) if one.value != 1 and not _POINTED.search(asked[: one.start]))
    return bool(
        any(share_of(name, around) < _HALF for name in quoted_names(asked))
        or (question.want is not Want.DATE and any(not _is_dated(date, around) for date in _DATE.finditer(asked)))
        or any(not _has_ordinal(one, around) for one in _ORDINAL_MARKED.finditer(asked))
        or _is_other_session(asked, sentence)
        or any(_is_missing(figure, around) for figure in stated)
        or _is_other_office(asked, sentence)
        or _is_other_committee(question, sentence)
        or _is_opposed(asked, sentence)
        or (wants_figure and _AVERAGE.search(asked) and not _AVERAGE.search(sentence))
        or (wants_figure and not question.each and not _NUMBER.search(sentence))
    )


def _is_dated(date: re.Match[str], around: str) -> bool:
    month, day = date["month"], date["day"] or date["only"]
    if month and not re.search(rf"(?<!\d)0?{int(month)}月", around):
        return False
    return not day or bool(re.search(rf"(?<!\d)0?{int(day)}[日号]", around))


def _has_ordinal(ordinal: re.Match[str], around: str) -> bool:
    number, unit = ordinal["number"], ordinal["unit"]
    same = [found["number"] for found in _ORDINAL.finditer(around) if found["unit"] == unit]
    if f"第{number}{unit}" in around or number in same:
        return True
    first = number in ("一", "1") and bool(re.search(rf"首{unit}|头一{unit}|首个", around))
    return first or (unit not in "届次" and not re.search(rf"第[一二三四五六七八九十\d]+{unit}", around))


def _is_other_session(asked: str, sentence: str) -> bool:
    """Whether a sentence tells of other sessions than the one that is asked: 五届三次 for 五届四次."""
    wanted, told = set(_SESSION.findall(asked)), set(_SESSION.findall(sentence))
    return bool(wanted and told) and not wanted & told


def _is_missing(figure: Figure, around: str) -> bool:
    """Whether a quantity that the question states stands there with other values only; 一个 is hardly a count."""
    told = [other for other in figures_in(around) if other.unit == figure.unit and other.value != 1]
    return bool(told) and not any(may_be(figure, other) for other in told)


def may_be(asked: Figure, told: Figure) -> bool:
    """Whether a told value is the asked one, or lies next to a vague one: 七十多岁 is 73岁, 不到五百人 480人."""
    qualifier = asked.qualifier or ""
    if told.value == asked.value or not qualifier:
        return told.value == asked.value
    step = next((10**power for power in range(8, -1, -1) if asked.value % 10**power == 0), 1)
    if _BELOW.search(qualifier):
        return asked.value - step < told.value < asked.value
    return bool(_ABOVE.search(qualifier)) and asked.value < told.value < asked.value + step


def _is_other_office(asked: str, sentence: str) -> bool:
    """Whether a question of who holds an office is met by a sentence that names it only with or without 副."""
    wanted = {(bool(one["vice"]), one["office"]) for one in _OFFICE.finditer(asked)}
    told = {(bool(one["vice"]), one["office"]) for one in _OFFICE.finditer(sentence)}
    return any((vice, office) not in told and (not vice, office) in told for vice, office in wanted)


def _is_other_committee(question: Question, sentence: str) -> bool:
    """Whether who chairs the asked committee is met by the chair of another one: 市政协主席 for 涟水县政协主席."""
    regions = question.slots.regions
    if not regions or not (wanted := _CHAIR.search(question.text)):
        return False
    full = [name for region in regions for name in full_names(region)]
    own = (*full, *map(short_name, regions))
    whose = [found["whose"] for found in _CHAIR.finditer(sentence) if _titles(wanted) & _titles(found)]
    return bool(whose) and all(_is_other(one, own, {name[-1] for name in full}) for one in whose)


def _titles(chair: re.Match[str]) -> set[str]:
    return {one.removeprefix("党组") for one in re.split("[、兼]", chair["offices"])}


def _is_other(whose: str, own: tuple[str, ...], levels: set[str]) -> bool:
    """Whether a committee is named otherwise or is of another level than the asked ones."""
    if whose.endswith(own):
        return False
    named = regions_in(whose)
    is_named = bool(named) and named[-1].end == len(whose)
    return is_named or (whose[-1:] in _LEVELS and whose[-1:] not in levels)


def _is_opposed(asked: str, sentence: str) -> bool:
    up, down = ((bool(one.search(asked)), bool(one.search(sentence))) for one in (_UP, _DOWN))
    return (up, down) in (((True, False), (False, True)), ((False, True), (True, False)))


def is_planned(asked: str, sentence: str, at: int) -> bool:
    """Whether what is asked as done, such as 已经办了几场, is only planned in the clause that ends at a place."""
    if not _DONE.search(asked) or _PLANNED.search(asked):
        return False
    start = max(sentence.rfind(mark, 0, at) for mark in _CLAUSE) + 1
    return bool(_PLANNED.search(sentence[start:at]))
