"""Verdicts: what a question comes to by the evidence that was read for it, and why it is not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.committees import names_committee
from corpus.regions import short_name
from index.answer import Choice, Status
from index.answering.decision import ANSWERS, AS_GOOD, NEAR
from index.answering.evidence import Evidence
from index.query.grammar import Want
from index.query.question import Question
from index.query.rewrite import Turn
from index.query.scope import Scope
from index.retrieval.search import names_year
from prompts import answers as obstacles
from prompts.sources import YEAR

_SURE = 0.8
_MOST_ALTERNATIVES, _MOST_FURTHER, _MOST_SILENT = 5, 5, 8
_ATTRIBUTES = frozenset({Want.FIGURE, Want.DATE, Want.PERSON})
Coverage = Mapping[str, Sequence[int]]  # of each committee, the years that reports on it cover


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question comes to: the evidence that is quoted, the next best after it, and why that does not answer.

    `choices` are the readings of a question that leaves open of which committee, or of which year, it is; `is_partial`
    tells that a near miss answers for some of those that were named.
    """

    question: Question
    status: Status
    evidence: tuple[Evidence, ...] = ()
    further: tuple[Evidence, ...] = ()
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    is_partial: bool = False

    def is_new(self, turn: Turn) -> bool:
        """Whether a turn that was answered without the one before turns to something else, by name.

        How many, when and who is asked of whom the talk was about; what has a name of its own may be anybody's.
        """
        if not self.evidence:
            return False
        regions, best = turn.earlier.slots.regions if turn.earlier else (), self.evidence[0]
        if not regions or set(regions).intersection(best.hit.passage.source.regions):
            return True
        return best.hit.named.is_named if self.question.want in _ATTRIBUTES else best.confidence >= _SURE


def decide(
    question: Question, evidence: Sequence[Evidence], scope: Scope, coverage: Coverage, *, top: int = 1
) -> Verdict:
    """Return what a question comes to by its evidence, the likeliest first; `top` are quoted where one will do.

    What does not agree with the question's slots is an obstacle, told first.
    """
    slots, each, fitting = question.slots, question.each, list(evidence)
    obstacle = _obstacle(question, scope, coverage)
    if fitting and fitting[0].is_part:
        return _answered(question, fitting, (), "", top)
    if slots.absent and not slots.regions:  # of whom no report is, a sentence of another one's may tell by name
        named = [one for one in fitting if all(names_committee(_sentence(one), region) for region in slots.absent)]
        return _near(question, named, obstacle)
    if slots.years and not slots.counted and not any(one.hit.passage.source.year in slots.years for one in fitting):
        # No report is of the year that is asked: a sentence has to name it.
        named = [one for one in fitting if names_year(_sentence(one), one.hit.passage.written, slots.years)]
        if not named or named[0].confidence < ANSWERS:
            return _near(question, fitting, obstacle)
        fitting = named
    if each:
        fitting = _best_of_each([one for one in fitting if one.hit.passage.source.committee])
    least = ANSWERS
    if fitting and each and not slots.named and not question.of_one:
        least = max(ANSWERS, AS_GOOD * fitting[0].confidence)
    sound = tuple(one for one in fitting if one.confidence >= least)
    if each:
        sound = tuple(sorted(sound, key=lambda one: _asked_at(question, one)))
    else:  # what is told of one committee and of another without report names that one
        sound = tuple(one for one in sound if all(short_name(name) in _sentence(one) for name in slots.absent))
    lacking = _lacking(question, sound, scope)
    if sound and not lacking and not (each and slots.absent):
        weaker = [] if each else [one for one in fitting if one.confidence < least]
        return _answered(question, sound, weaker, _silent(question, sound, scope), top)
    if sound and each:
        are_several = slots.are_several or bool(slots.absent)
        return Verdict(question, Status.NEAR_MISS, sound, reason=lacking or obstacle, is_partial=are_several)
    return _near(question, fitting, obstacle)


def _answered(
    question: Question, sound: Sequence[Evidence], weaker: Sequence[Evidence], reason: str, top: int
) -> Verdict:
    """Return what is quoted, and the next best.

    Of a comparison everything is quoted, else `top`, and what answers as well where that is open. Of one committee
    the latest year comes first.
    """
    if question.each:
        return Verdict(question, Status.ANSWERED, tuple(sound), tuple(weaker), reason)
    slots, rivals = question.slots, _rivals(sound)
    choices = _choices(question, rivals)
    if slots.regions and slots.years:
        rivals = [sound[0]]
    elif slots.regions:
        rivals.sort(key=lambda one: -(one.hit.passage.source.year or 0))
    rivals = rivals[:_MOST_ALTERNATIVES]
    quoted = (*rivals, *(one for one in sound if one not in rivals))[: max(top, len(rivals))]
    rest = [one for one in (*sound, *weaker) if one not in quoted]
    return Verdict(question, Status.ANSWERED, quoted, tuple(rest[:_MOST_FURTHER]), reason, choices)


def _rivals(sound: Sequence[Evidence]) -> list[Evidence]:
    """Return the best evidence, and that of other committees and years that is about as good.

    What another committee says of the one that was asked stands beside none of its own.
    """
    least, own = AS_GOOD * sound[0].confidence, _is_of_asked(sound[0])
    as_good = (one for one in sound if one.confidence >= least)
    return _best_of_each([one for one in as_good if _is_of_asked(one) >= own])


def _choices(question: Question, rivals: Sequence[Evidence]) -> tuple[Choice, ...]:
    """Return the readings of a question that leaves open of which committee, or of which year, it is.

    A question that asks for which committee or when leaves nothing open.
    """
    sources = [one.hit.passage.source for one in rivals]
    committees = dict.fromkeys(source.committee for source in sources)
    years = sorted({source.year for source in sources if source.year}, reverse=True)
    names: list[str] = []
    if question.want is Want.COMMITTEE:
        return ()
    if len(committees) > 1:
        # What is of no committee, a preface or a banner, is the page's: nobody to choose.
        names = [name for name in committees if name] if None not in committees else []
    elif len(years) > 1 and not question.slots.years and question.want is not Want.DATE:
        names = [YEAR.format(year=year) for year in years]
    return tuple(Choice(name, f"{name}{question.text}") for name in names)


def _near(question: Question, fitting: Sequence[Evidence], obstacle: str) -> Verdict:
    """Return the nearest evidence, if it is near enough to be worth showing; what has the asked name comes first."""
    nearest = next((one for one in fitting if one.is_near and one.hit.named.naming), fitting[0] if fitting else None)
    if nearest and (nearest.is_near or nearest.confidence >= NEAR):
        further = [one for one in fitting if one is not nearest][:_MOST_FURTHER]
        return Verdict(question, Status.NEAR_MISS, (nearest,), tuple(further), obstacle)
    return Verdict(question, Status.NOT_FOUND, reason=obstacle)


def _obstacle(question: Question, scope: Scope, coverage: Coverage) -> str:
    """Return why a question is not answered: whom or when the corpus lacks, or that nothing is told of it."""
    slots = question.slots
    if slots.absent:
        return obstacles.REGION_NOT_COVERED.format(regions="、".join(slots.absent))
    committees = [scope.name_of(region) for region in slots.regions]
    for committee in committees if slots.years else ():
        years = coverage.get(committee, ())
        if years and not set(years) & set(slots.years):
            told, asked = ("、".join(map(str, some)) for some in (years, slots.years))
            return obstacles.YEAR_NOT_COVERED.format(committee=committee, covered=told, asked=asked)
    if committees:
        return obstacles.NOT_TOLD.format(committees="、".join(committees))
    return obstacles.NOT_TOLD_ANYWHERE


def _lacking(question: Question, sound: Sequence[Evidence], scope: Scope) -> str:
    """Return which of the named committees or years of a comparison no evidence is of; "" where none lacks."""
    if not question.each:
        return ""
    sources, said = [one.hit.passage.source for one in sound], " ".join(map(_sentence, sound))
    named, years = question.slots.named, question.slots.years
    told = {region for source in sources for region in source.regions}
    told |= {region for region in named if short_name(region) in said}
    missing = [scope.name_of(region) for region in named if region not in told] if len(named) > 1 else []
    if len(years) > 1:
        covered = {source.year for source in sources}
        missing += [f"{year}年" for year in years if year not in covered and str(year) not in said]
    if not missing and question.many > len({one for source in sources for one in source.committees}):
        missing = [committee for region, committee in scope.committees.items() if region not in told]
    return obstacles.ONE_LACKS.format(committees="、".join(missing)) if missing else ""


def _silent(question: Question, sound: Sequence[Evidence], scope: Scope) -> str:
    """Return which committees tell nothing where all are asked, or how many; "" where none is silent."""
    if not question.each or question.slots.named or question.many:
        return ""
    told = {region for one in sound for region in one.hit.passage.source.regions}
    asked = question.slots.regions or tuple(scope.committees)
    silent = list(dict.fromkeys(scope.name_of(region) for region in asked if region not in told))
    if len(silent) > _MOST_SILENT:
        return obstacles.MANY_LACK.format(count=len(silent))
    return obstacles.ONE_LACKS.format(committees="、".join(silent)) if silent else ""


def _is_of_asked(evidence: Evidence) -> bool:
    return evidence.signals is None or bool(evidence.signals.agrees)


def _best_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best evidence of each committee and year, the most confident first."""
    best: dict[tuple[str, int | None], Evidence] = {}
    for one in evidence:
        best.setdefault(one.hit.place, one)
    return list(best.values())


def _asked_at(question: Question, evidence: Evidence) -> tuple[int, int]:
    """Return where a comparison asks for what evidence is of: committees as they are named, years as they go."""
    source, named = evidence.hit.passage.source, question.slots.named
    return named.index(source.region) if source.region in named else len(named), source.year or 0


def _sentence(evidence: Evidence) -> str:
    return evidence.hit.passage.text if evidence.sentence is None else evidence.hit.passage.normal[evidence.sentence]
