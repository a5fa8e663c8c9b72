"""Verdicts: what a question comes to by the evidence that was read for it, and why it is not answered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.committees import names_committee
from corpus.model import Kind
from index.answer import Choice, Status
from index.answering.constraints import may_be
from index.answering.decision import ANSWERS, AS_GOOD, NEAR
from index.answering.evidence import Evidence
from index.passages import Passage
from index.query.grammar import Want
from index.query.parts import Part
from index.query.question import Question
from index.query.rewrite import Turn
from index.query.scope import Scope
from index.query.words import share_of
from index.retrieval.search import Hit
from prompts import answers as obstacles
from prompts.sources import YEAR

_SURE = 0.8
_MOST_ALTERNATIVES, _MOST_FURTHER, _MOST_SILENT = 5, 5, 8
_HALF = 0.5
_MOST_PARTS = 5
_ATTRIBUTES = frozenset({Want.FIGURE, Want.DATE, Want.PERSON})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question comes to: the evidence that answers or is near, and the next best after it."""

    question: Question
    status: Status
    evidence: tuple[Evidence, ...] = ()
    further: tuple[Evidence, ...] = ()
    reason: str = ""

    def is_new(self, turn: Turn) -> bool:
        """Whether a turn that was answered without the one before turns to something else, by name.

        How many, when and who is asked of whom the talk was about; what has a name of its own may be anybody's.
        """
        if not self.evidence:
            return False
        regions, best = turn.earlier.slots.regions if turn.earlier else (), self.evidence[0]
        if not regions or set(regions).intersection(best.hit.passage.source.regions):
            return True
        return self.question.want not in _ATTRIBUTES and best.confidence >= _SURE

    def chosen(self, top: int) -> tuple[Sequence[Evidence], Sequence[Evidence]]:
        """Return what is quoted, and the next best.

        Of a comparison everything is quoted, else `top`, and what answers as well where that is open. Of one committee
        the latest year comes first.
        """
        evidence, slots = self.evidence, self.question.slots
        if not self.question.each and self.status is Status.ANSWERED:
            rivals = [evidence[0]] if slots.regions and slots.years else self.rivals
            if slots.regions:
                rivals.sort(key=lambda one: -(one.hit.passage.source.year or 0))
            rivals = rivals[:_MOST_ALTERNATIVES]
            evidence = (*rivals, *(one for one in evidence if one not in rivals))[: max(top, len(rivals))]
        rest = [one for one in (*self.evidence, *self.further) if one not in evidence]
        return evidence, rest[:_MOST_FURTHER]

    @property
    def rivals(self) -> list[Evidence]:
        """The best evidence, and that of other committees and years that is about as good.

        What another committee says of the one that was asked stands beside none of its own.
        """
        least, own = AS_GOOD * self.evidence[0].confidence, _is_of_asked(self.evidence[0])
        as_good = (one for one in self.evidence if one.confidence >= least)
        return _best_of_each([one for one in as_good if _is_of_asked(one) >= own])

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The readings of a question that leaves open of which committee, or of which year, it is.

        A question that asks for each committee, or for which committee or when, leaves nothing open.
        """
        question, sources = self.question, [one.hit.passage.source for one in self.rivals]
        committees = dict.fromkeys(source.committee for source in sources)
        years = sorted({source.year for source in sources if source.year}, reverse=True)
        names: list[str] = []
        if question.each or question.want is Want.COMMITTEE:
            return ()
        if len(committees) > 1:
            # What is of no committee, a preface or a banner, is the page's: nobody to choose.
            names = [name for name in committees if name] if None not in committees else []
        elif len(years) > 1 and not question.slots.years and question.want is not Want.DATE:
            names = [YEAR.format(year=year) for year in years]
        return tuple(Choice(name, f"{name}{question.text}") for name in names)


Coverage = Mapping[str, Sequence[int]]  # of each committee, the years that reports on it cover


def decide(
    question: Question, evidence: Sequence[Evidence], scope: Scope, coverage: Coverage, *, must_name_year: bool
) -> Verdict:
    """Return what a question comes to by its evidence, the likeliest first.

    What does not agree with the question's slots is an obstacle, told first. Where `must_name_year`, no report is of
    the year that is asked, and a sentence has to name it.
    """
    slots, each, fitting = question.slots, question.each, list(evidence)
    if slots.absent and not slots.regions:  # of whom no report is, a sentence of another one's may tell by name
        named = [one for one in fitting if all(names_committee(_sentence(one), region) for region in slots.absent)]
        return _near(question, named, _obstacle(question, scope, coverage))
    if must_name_year:
        named = [one for one in fitting if any(str(year) in _sentence(one) for year in slots.years)]
        if not named or named[0].confidence < ANSWERS:
            return _near(question, fitting, _obstacle(question, scope, coverage))
        fitting = named
    if each:
        fitting = _best_of_each([one for one in fitting if one.hit.passage.source.committee])
    least = ANSWERS
    if fitting and each and not slots.named:
        least = max(ANSWERS, AS_GOOD * fitting[0].confidence)
    sound = tuple(one for one in fitting if one.confidence >= least)
    if each:
        sound = tuple(sorted(sound, key=lambda one: _asked_at(question, one)))
    lacking = _lacking(question, sound, scope)
    if sound and not slots.absent and not lacking:
        weaker = () if each else tuple(one for one in fitting if one.confidence < least)
        return Verdict(question, Status.ANSWERED, sound, weaker, _silent(question, sound, scope))
    obstacle = _obstacle(question, scope, coverage)
    if sound and each:
        return Verdict(question, Status.NEAR_MISS, sound, reason=lacking or obstacle)
    return _near(question, fitting, obstacle)


def _near(question: Question, fitting: Sequence[Evidence], obstacle: str) -> Verdict:
    """Return the nearest evidence of whom was asked, if it is near enough to be worth showing."""
    if fitting and fitting[0].confidence >= NEAR:
        return Verdict(question, Status.NEAR_MISS, tuple(fitting[:1]), tuple(fitting[1:]), obstacle)
    return Verdict(question, Status.NOT_FOUND, reason=obstacle)


def _obstacle(question: Question, scope: Scope, coverage: Coverage) -> str:
    """Return why a question is not answered: whom or when the corpus lacks, or that nothing is told of it."""
    slots = question.slots
    if slots.absent:
        return obstacles.REGION_NOT_COVERED.format(regions="、".join(slots.absent))
    committees = [scope.committees[region] for region in slots.regions]
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
    sources = [evidence.hit.passage.source for evidence in sound]
    named, years, committees = question.slots.named, question.slots.years, scope.committees
    told = {region for source in sources for region in source.regions}
    missing = [committees[region] for region in named if region not in told] if len(named) > 1 else []
    if len(years) > 1:
        missing += [f"{year}年" for year in years if year not in {source.year for source in sources}]
    if not missing and question.many > len({one for source in sources for one in source.committees}):
        missing = [committee for region, committee in committees.items() if region not in told]
    return obstacles.ONE_LACKS.format(committees="、".join(missing)) if missing else ""


def _silent(question: Question, sound: Sequence[Evidence], scope: Scope) -> str:
    """Return which committees tell nothing where all are asked, or how many; "" where none is silent."""
    if not question.each or question.slots.named or question.many:
        return ""
    told = {region for one in sound for region in one.hit.passage.source.regions}
    asked = question.slots.regions or tuple(scope.committees)
    silent = list(dict.fromkeys(scope.committees[region] for region in asked if region not in told))
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


def decide_part(
    question: Question, part: Part, found: Sequence[Hit], committees: Sequence[str], told: Sequence[Hit]
) -> Verdict | None:
    """Return the asked part of the pages that a question is about; None where it is about the text.

    What the question says beyond page words (a title, a series) must be said of the page it stands on; of pages of
    known `committees` it may be what one picture shows most of, or what was `told` in the text of the article.
    """
    hits = [hit for hit in found if _is_as_told(part, hit)]
    # A question may use the words of a caption or of credits.
    is_shown = part.kind in (Kind.CAPTION, Kind.CREDITS)
    about = [hit for hit in hits if _says(f"{hit.page} {hit.text}" if is_shown else hit.page, part)]
    if not about and committees and part.kind is Kind.CAPTION:
        about = _nearest_picture(part, hits)
    if not about and committees and part.kind is Kind.BYLINE and part.of_article:
        articles = {(hit.passage.report, hit.passage.article) for hit in told if _says(hit.text, part)}
        about = [hit for hit in hits if (hit.passage.report, hit.passage.article) in articles]
    ranked = sorted(about, key=lambda hit: (_rank(part, hit.passage), -hit.rrf))[:_MOST_PARTS]
    return Verdict(question, Status.ANSWERED, tuple(map(Evidence.of_part, ranked))) if ranked else None


def _is_as_told(part: Part, hit: Hit) -> bool:
    """Whether a picture shows the day, names and quantities that are asked for, and a line names the role."""
    others = [(asked, [one for one in hit.passage.figures if one.unit == asked.unit]) for asked in part.quantities]
    return (
        all(re.search(pattern, hit.text) for pattern in part.shows)
        and all(share_of(name, hit.text) >= _HALF for name in part.names)
        and all(not told or any(may_be(asked, one) for one in told) for asked, told in others)
    )


def _says(text: str, part: Part) -> bool:
    return all(word in text for word in part.words)


def _nearest_picture(part: Part, hits: Sequence[Hit]) -> list[Hit]:
    """Return the one picture that shows most of what a question says of it, or that is of the month it says."""
    shown = [sum(word in hit.text for word in part.words) / max(1, len(part.words)) for hit in hits]
    best = max(shown, default=0.0)
    if shown.count(best) != 1 or (best < _HALF and not part.shows):
        return []
    return [hits[shown.index(best)]]


def _rank(part: Part, passage: Passage) -> int:
    """Put the opening first, and of a banner's lines the one that names the series, unless the theme is asked for."""
    if passage.source.kind is Kind.LEAD:
        return passage.start
    if passage.source.kind is not Kind.BANNER:
        return 0
    series = passage.source.series
    return int((bool(series) and str(series) in passage.text) == part.of_theme)


def _sentence(evidence: Evidence) -> str:
    return evidence.hit.passage.text if evidence.sentence is None else evidence.hit.sentences[evidence.sentence]
