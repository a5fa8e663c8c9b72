"""Totals on request: what all committees, or those that are named, tell of one indicator for one year, added up.

A wrong total is worse than none, so there is one only where every summand is told as a whole, by an indicator of the
very words that are asked for, in one unit; otherwise the reason is told, and what comes nearest.

The Chinese words here are the grammar of questions and reports, not sentences that a user reads.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.answer import Row, Sum, Total
from index.encoder import Encoder
from index.figures.additivity import SPANNING, WHOLE, Declined, is_whole, kinds_text, total
from index.figures.rows import rows_of
from index.figures.similarity import bare, matches
from index.normal import CLAUSE_END
from index.query.grammar import Want, core_of
from index.query.question import Question
from index.query.scope import Scope
from index.store.generation import Generation
from prompts import figures as wording

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
_EXCEPT = re.compile(r"除(?!夕|险)|不算|不含|不包括|不计|[以之]外|其他|其它|其余|剩下")
_PERIOD = re.compile(r"历年|这几年|所有年份|全部年份|[两二三四五]年(?:间|来|里|的|合计|一共|总共|总计|加)|逐年")
_THROUGH = re.compile(r"((?:19|20)\d\d)年?(?:到|至|[-—~～–])((?:19|20)\d\d)年?")
_WORDS = re.compile(
    rf"{_ADDED}|{_SUMMED}|{_ALL}|{_EVERY}|{_PERIOD.pattern}|{_OF_EACH.pattern}|政协(?:系统|组织)?(?:的?委员)?|[把将]|"
    r"(?:本|这)?(?:一)?年(?:度)?(?=\s|$)"
)
_ENDING = re.compile(r"(?:的|了|总|之|(?:总)?(?:人次|[次件篇条人份场个期户家项名])?数量?|多[少大]|共)+$")
_JOINING = frozenset("和与跟到至、")
_LEADING = re.compile(rf"^(?:{WHOLE}|[提搞办做开写交发收]|[了过的共个])+(?=[\u4e00-\u9fff]{{2}})")
_SHOWN = 5  # figures that a refusal shows
_NAMED = 6


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


def is_told_as_total(question: Question, sentence: str) -> bool:
    """Whether a sentence may tell the total itself: of the city, or of one committee over years or a term."""
    return speaks_of_all(sentence) or (len(question.slots.named) == 1 and bool(SPANNING.search(sentence)))


def request_of(question: Question) -> Request | None:
    """Return the total that a question asks for; None where it asks for none.

    Of one committee 一共 is how people ask for a figure, so committees must be several (全市, 三家政协, two names, a
    city's name) or years; 加起来 and 合计 ask for a total wherever no single committee is named.
    """
    rest, slots = question.slots.rest, question.slots
    is_added = bool(re.search(rf"{_ADDED}|合计|总计", rest))
    is_asked = question.want is Want.FIGURE or is_added or re.search(r"总[量数额]", rest)
    if not is_asked or not speaks_of_total(question):
        return None
    through = _THROUGH.search(question.text)
    first, last = (int(through[1]), int(through[2])) if through else (0, 0)
    years = tuple(range(first, last + 1)) if first < last else slots.years
    several_years = len(years) > 1 or bool(_PERIOD.search(rest))
    is_citywide, is_exceptive = not slots.regions and not slots.absent and speaks_of_all(rest), _EXCEPT.search(rest)
    if not is_citywide and not is_exceptive:
        clause = CLAUSE_END.split(rest.rstrip("?？。!！"))[-1]  # 各开展几次,一共多少次
        of_each = _OF_EACH.search(clause if re.search(_SUMMED, clause) else rest)
        is_one = len(slots.regions) + len(slots.absent) == 1
        is_several = several_years if is_one else slots.regions or is_added or re.search(_EVERY, rest)
        if not is_several or (of_each and not re.search(_ADDED, rest)):
            return None
    names = _names_of(rest)
    return Request(names, is_citywide, years, several_years, bool(is_exceptive)) if names else None


def _names_of(rest: str) -> tuple[str, ...]:
    """Return what the indicator may be called: the words left, and those without a verb before them."""
    words = core_of(_WORDS.sub(" ", rest)).split()
    joined = _ENDING.sub("", "".join(word for word in words if word not in _JOINING)).replace("的", "")
    return tuple(name for name in dict.fromkeys((joined, _LEADING.sub("", joined))) if len(name) > 1)


def total_of(question: Question, generation: Generation, scope: Scope, encoder: Encoder) -> Sum | Declined | None:
    """Return the total that a question asks for, or why there is none; None where it asks for no total.

    Also None where no figure is like what is asked for: then what the reports say in words may be near.
    """
    request = request_of(question)
    if request is None:
        return None
    if request.is_exceptive:
        return Declined(wording.NO_EXCEPTIONS)
    is_one_city = len(scope.parents) == 1 and set(scope.committees) in map(set, scope.parents.values())
    if request.is_citywide and not is_one_city:
        return Declined(wording.WHICH_CITY)
    committees = [scope.committees[region] for region in question.slots.regions] or list(scope.committees.values())
    rows = rows_of(generation, committees=committees, years=request.years or None)
    near = [one.row for one in matches(rows, request.names[-1], encoder) if one.cosine]
    same = [
        row for row in _of_units(rows, question) if row.figure.indicator and bare(row.figure.indicator) in request.names
    ]
    if not same:
        near = _of_units(near, question) or near
        asked = wording.NONE_SO_CALLED.format(asked=request.names[-1], kinds=kinds_text(near))
        return _declined(asked, near) if near else None
    return _added(question, request, committees, same, near)


def _added(
    question: Question, request: Request, committees: Sequence[str], same: Sequence[Row], near: Sequence[Row]
) -> Sum | Declined:
    """Add up the figures of the indicator that is asked for."""
    whole = [row for row in same if is_whole(row)]
    is_open = not request.years and not request.several_years
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
    lacking = _lacking(found, question, request, committees)
    return _declined(lacking, found.summands) if lacking else _sum(found, same, near, request.years, committees)


def _of_units(rows: Sequence[Row], question: Question) -> list[Row]:
    return [row for row in rows if not question.units or row.figure.unit in question.units]


def _lacking(found: Total, question: Question, request: Request, committees: Sequence[str]) -> str:
    """Return which committee or year that the question counts on tells nothing; "" where none lacks."""
    told = {row.place for row in found.summands}
    having = list(dict.fromkeys(committee for row in found.summands if (committee := row.figure.committee)))
    years = request.years or sorted({year for _, year in told if year})
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


def _sum(
    found: Total, same: Sequence[Row], near: Sequence[Row], asked: Sequence[int], committees: Sequence[str]
) -> Sum:
    """Return a total with what is not in it, of the years that are asked or told."""
    told = {row.place for row in found.summands}
    years = {*asked, *(year for _, year in told)}
    further = [row for row in (*same, *near) if row.figure.year in years and row.place not in told]
    aside = {(row.figure, row.sha256): row for row in further}
    told |= {row.place for row in same}
    gaps = [(one, year) for one in committees for year in sorted(filter(None, years)) if (one, year) not in told]
    return Sum(found, tuple(gaps), tuple(aside.values()))


def _declined(reason: str, rows: Sequence[Row]) -> Declined:
    """Return a refusal that shows the first figure of each committee and year."""
    first = {row.place: row for row in reversed(rows)}
    return Declined(reason, tuple(row for row in rows if first[row.place] is row)[:_SHOWN])
