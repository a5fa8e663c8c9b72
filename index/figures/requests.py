"""Requests: whether a question asks for a total of several committees or years, and of what.

The Chinese words here are the grammar of questions and reports, not sentences that a user reads.
"""

import re
from dataclasses import dataclass

from index.question import Question
from index.understanding.asking import Want, core_of

_ADDED = r"(?:[相累]?加(?:起来|在一起|到一起|一起|总|一下)|合起来|合在一起|合到一起|相加|汇总|求和|的?总和|之和)"
_SUMMED = (
    r"(?:合计|总计|共计|一共|总共|拢共|统共|总[量数额]|总[次件篇条人份场]数|[共总](?=[\u4e00-\u9fff]{0,8}(?:多少|几)))"
)
_ALL = r"(?:全市|市里)"
_COMMITTEES = r"(?:政协|县市区|市县区|县区|县|区|委员会|地方)"
_EVERY = (
    rf"(?:(?:所有|全部|全体)的?{_COMMITTEES}*(?:政协)?|[两二三四五六七八九十\d]+(?:家|个){_COMMITTEES}*(?:政协)?|"
    rf"各(?:家|地|{_COMMITTEES})(?:政协)?)"
)
_OF_EACH = re.compile(r"各(?![界方项类种级])|分别|每[个家]")
_CLAUSE = re.compile(r"[,，;；。]")
_EXCEPT = re.compile(r"除(?!夕|险)|不算|不含|不包括|不计|[以之]外|其他|其它|其余|剩下")
_PERIOD = re.compile(r"历年|这几年|所有年份|全部年份|[两二三四五]年(?:间|来|里|的|合计|一共|总共|总计|加)|逐年")
_THROUGH = re.compile(r"((?:19|20)\d\d)年?(?:到|至|[-—~～–])((?:19|20)\d\d)年?")
_WORDS = re.compile(
    rf"{_ADDED}|{_SUMMED}|{_ALL}|{_EVERY}|{_PERIOD.pattern}|{_OF_EACH.pattern}|政协(?:系统|组织)?(?:的?委员)?|[把将]|"
    r"(?:本|这)?(?:一)?年(?:度)?(?=\s|$)"
)
_ENDING = re.compile(r"(?:的|了|总|之|(?:总)?(?:人次|[次件篇条人份场个期户家项名])?数量?|多[少大]|共)+$")
_JOINING = frozenset("和与跟到至、")
# Verbs that say no more than that something was done, told or handed in; longer ones first.
WHOLE = (
    "(?:开展|召开|举办|举行|组织|进行|实施|提出|提交|递交|报送|上报|收到|收集|征集|形成|撰写|刊登|刊发|发表|完成|"
    "产生|新增)"
)
_LEADING = re.compile(rf"^(?:{WHOLE}|[提搞办做开写交发收]|[了过的共个])+(?=[\u4e00-\u9fff]{{2}})")


@dataclass(frozen=True, slots=True)
class Request:
    """A total that is asked for.

    `names` are what the indicator may be called, the asked words first; `is_citywide` tells that the whole city is
    meant without its name; `years` are those asked for, none where the question leaves them open; `several_years`
    tells that figures of more than one year may be added; `is_exceptive` that some committees are to be left out.
    """

    names: tuple[str, ...]
    is_citywide: bool
    years: tuple[int, ...]
    several_years: bool
    is_exceptive: bool = False


def speaks_of_total(question: Question) -> bool:
    """Whether a question has a word of adding up, which alone does not make it a request for a total."""
    return bool(re.search(rf"{_ADDED}|{_SUMMED}|{_ALL}", question.slots.rest))


def speaks_of_all(sentence: str) -> bool:
    """Whether a sentence tells of the whole city (全市), so that its figure may be a total that is told as one."""
    return bool(re.search(_ALL, sentence))


def request_of(question: Question) -> Request | None:
    """Return the total that a question asks for; None where it asks for none.

    Of one committee 一共 is how people ask for a figure, so committees must be several (全市, 三家政协, two names, a
    city's name) or years; 加起来 and 合计 ask for a total wherever no single committee is named.
    """
    rest, slots = question.slots.rest, question.slots
    added = re.search(rf"{_ADDED}|合计|总计", rest)
    if question.idle or not speaks_of_total(question):
        return None
    if question.want is not Want.FIGURE and not added and not re.search(r"总[量数额]", rest):
        return None
    citywide = not slots.regions and not slots.absent and bool(re.search(_ALL, rest))
    years = _years_of(question)
    several = len(years) > 1 or bool(_PERIOD.search(rest))
    exceptive = bool(_EXCEPT.search(rest))
    if not exceptive and not _is_of_several(question, several=several, citywide=citywide, added=bool(added)):
        return None
    names = _names_of(rest)
    return Request(names, citywide, years, several, exceptive) if names else None


def _is_of_several(question: Question, *, several: bool, citywide: bool, added: bool) -> bool:
    rest, slots = question.slots.rest, question.slots
    if citywide:
        return True
    last = _CLAUSE.split(rest.rstrip("?？。!！"))[-1]  # 各开展几次,一共多少次
    if _OF_EACH.search(last if re.search(_SUMMED, last) else rest) and not re.search(_ADDED, rest):
        return False
    if len(slots.regions) + len(slots.absent) == 1:
        return several
    return bool(slots.regions) or added or bool(re.search(_EVERY, rest))


def _years_of(question: Question) -> tuple[int, ...]:
    through = _THROUGH.search(question.text)
    if through and int(through[1]) < int(through[2]):
        return tuple(range(int(through[1]), int(through[2]) + 1))
    return question.slots.years


def _names_of(rest: str) -> tuple[str, ...]:
    """Return what the indicator may be called: the words left, and those without a verb before them."""
    words = core_of(_WORDS.sub(" ", rest)).split()
    joined = _ENDING.sub("", "".join(word for word in words if word not in _JOINING)).replace("的", "")
    return tuple(name for name in dict.fromkeys((joined, _LEADING.sub("", joined))) if len(name) > 1)
