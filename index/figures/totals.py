"""Totals on request: what all committees, or those that are named, tell of one indicator for one year, added up.

A wrong total is worse than none, so there is one only where every summand is told as a whole, by an indicator of the
very words that are asked for, in one unit; otherwise the reason is told, and what comes nearest.

The Chinese words here are the grammar of questions and reports, not sentences that a user reads.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.figures import figures_in
from index.answer import Quote
from index.encoder import Encoder
from index.figures.additivity import WHOLE, Declined, Sum, Total, is_whole, total
from index.figures.rows import Row, rows_of
from index.figures.similarity import bare, matches
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request for a total comes to: `rows` are the summands, or for a refusal what comes nearest."""

    found: Sum | Declined
    rows: tuple[Row, ...]


def outcome_of(question: Question, generation: Generation, scope: Scope, encoder: Encoder) -> Outcome | None:
    """Return the total that a question asks for, or why there is none; None where it asks for no total.

    Also None where no figure is like what is asked for: then what the reports say in words may be near.
    """
    request = request_of(question)
    if request is None:
        return None
    if request.is_exceptive:
        return Outcome(Declined(wording.NO_EXCEPTIONS), ())
    if request.is_citywide and not (
        len(scope.parents) == 1 and set(scope.committees) in map(set, scope.parents.values())
    ):
        return Outcome(Declined(wording.WHICH_CITY), ())
    committees = [scope.committees[region] for region in question.slots.regions] or list(scope.committees.values())
    rows = rows_of(generation, committees=committees, years=request.years or None)
    return _Asked(question, request, committees, rows, encoder).outcome()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, the committees that it is about, and their figures."""

    question: Question
    request: Request
    committees: Sequence[str]
    rows: tuple[Row, ...]
    encoder: Encoder

    def outcome(self) -> Outcome | None:
        names, units = self.request.names, self.question.units
        fitting = [row for row in self.rows if not units or row.figure.unit in units]
        same = [row for row in fitting if row.figure.indicator and bare(row.figure.indicator) in names]
        near = [one.row for one in matches(self.rows, names[-1], self.encoder) if one.cosine]
        if not same:
            near = [row for row in near if row in fitting] or near
            return self._none_so_called(near) if near else None
        if self.question.slots.absent:
            absent = wording.NOT_COVERED.format(regions="、".join(self.question.slots.absent))
            return _declined(absent, same)
        whole = [row for row in same if is_whole(row)]
        if not self.request.years and not self.request.several_years:
            years = sorted({row.figure.year for row in whole if row.figure.year == row.source.year and row.figure.year})
            if len(years) > 1:
                return _declined(wording.WHICH_YEAR.format(years="、".join(map(str, years))), whole)
            whole = [row for row in whole if row.figure.year in years]
        if not whole:
            return _declined(wording.NOT_WHOLE.format(figure=same[0].figure.text, quote=same[0].quote), same)
        found = total(whole)
        if isinstance(found, Declined):
            return _declined(found.reason, whole)
        return self._lacking(found) or Outcome(self._sum(found, same, near), found.summands)

    def _none_so_called(self, near: Sequence[Row]) -> Outcome:
        kinds = dict.fromkeys((row.figure.indicator or "", row.figure.unit) for row in near)
        named = [wording.INDICATOR.format(indicator=name, unit=unit or wording.NO_UNIT) for name, unit in kinds]
        more = wording.MORE.format(count=len(named)) if len(named) > _NAMED else ""
        asked = self.request.names[-1]
        return _declined(wording.NONE_SO_CALLED.format(asked=asked, kinds="、".join(named[:_NAMED]) + more), near)

    def _lacking(self, found: Total) -> Outcome | None:
        """Return a refusal where a committee or a year that the question counts on tells nothing."""
        told = {(row.figure.committee, row.figure.year) for row in found.summands}
        having = list(dict.fromkeys(row.figure.committee for row in found.summands if row.figure.committee))
        named, many = self.question.slots.named, self.question.many
        years = self.request.years or sorted({year for _, year in told if year})
        is_counted = bool(named) or (len(years) > 1 and len(self.committees) == 1)
        missing = [
            wording.LINE.format(committee=committee, year=year)
            for committee in self.committees
            for year in years
            if is_counted and (committee, year) not in told
        ]
        if missing:
            return _declined(wording.ONE_LACKS.format(lines="、".join(missing)), found.summands)
        if len(told) < 2:
            others = [one for one in self.committees if one not in having]
            more = wording.MORE_COMMITTEES.format(count=len(others)) if len(others) > _NAMED else ""
            lacking = "、".join(others[:_NAMED]) + more
            return _declined(wording.ONLY_ONE.format(committee=having[0], others=lacking), found.summands)
        without = [str(year) for year in years if year not in {year for _, year in told}]
        if without:
            return _declined(wording.YEAR_LACKS.format(years="、".join(without)), found.summands)
        if many and many != len(having):
            return _declined(wording.NOT_SO_MANY.format(asked=many, count=len(having)), found.summands)
        return None

    def _sum(self, found: Total, same: Sequence[Row], near: Sequence[Row]) -> Sum:
        told = {(row.figure.committee, row.figure.year) for row in found.summands}
        years = {*self.request.years, *(year for _, year in told)}
        further = [
            row
            for row in (*same, *near)
            if row.figure.year in years and (row.figure.committee, row.figure.year) not in told
        ]
        aside = {(row.figure, row.sha256): row for row in further}
        told |= {(row.figure.committee, row.figure.year) for row in same}
        gaps = [
            (one, year) for one in self.committees for year in sorted(filter(None, years)) if (one, year) not in told
        ]
        return Sum(found, tuple(gaps), tuple(aside.values()))


def _declined(reason: str, rows: Sequence[Row]) -> Outcome:
    """Return a refusal that shows one figure of each committee."""
    first: dict[tuple[str | None, int | None], Row] = {}
    for row in rows:
        first.setdefault((row.figure.committee, row.figure.year), row)
    return Outcome(Declined(reason), tuple(first.values())[:_SHOWN])


def quote_of(row: Row) -> Quote:
    """Return the sentence of a figure as a quote that the figure answers."""
    source, figure = row.source, row.figure
    figures = figures_in(row.quote, start=row.span.start, year=source.year, committee=source.committee)
    return Quote(
        text=row.quote,
        report=row.report,
        sha256=row.sha256,
        start=row.span.start,
        end=row.span.end,
        source=source,
        figures=figures,
        highlights=((figure.start, figure.end),),
        score=1.0,
        passage=row.passage,
        answering=(figure,),
    )
