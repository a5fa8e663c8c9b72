"""The answerer: from a question, alone or after another, to quotes from the current generation."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from index.answer import Answer, Quote, Status, Sum
from index.answering.decision import ANSWERS, AS_GOOD, NEAR
from index.answering.evidence import Evidence, Judge
from index.answering.reader import Reader
from index.choosing import choices_of
from index.encoder import Encoder
from index.figures.comparison import (
    Standings,
    asks_for_least,
    compare,
    look_up,
    lookup_of,
    ranked_indicator,
    standings_of,
)
from index.figures.conflicts import doubt_of
from index.figures.rows import check, quote_of
from index.figures.totals import Outcome, is_told_as_total, outcome_of, request_of, speaks_of_all, speaks_of_total
from index.metadata import asked_part
from index.metadata import find as find_part
from index.query.grammar import Want, asks_elsewhere
from index.query.question import Question, understand
from index.query.rewrite import Wording, write_out
from index.query.scope import Scope, scope_of
from index.quoting import figures_of, highlights, leads_of, quote_at, quote_span
from index.retrieval.finding import Finder
from index.retrieval.search import Searcher
from index.store.generation import Generation
from prompts import answers as obstacles
from prompts import figures as wording

_SURE = 0.8
_MOST_ALTERNATIVES = 5
_MOST_FURTHER = 5
_ATTRIBUTES = frozenset({Want.FIGURE, Want.DATE, Want.PERSON})


@dataclass(frozen=True, slots=True)
class _Verdict:
    question: Question
    status: Status
    evidence: tuple[Evidence, ...]
    further: tuple[Evidence, ...] = ()
    reason: str = ""

    @property
    def tells_part(self) -> bool:
        """Whether the answer is a part of a page: 这篇谁写的 is asked of the page, whatever was spoken of."""
        return bool(self.evidence) and self.evidence[0].sentence is None

    @property
    def confidence(self) -> float:
        return self.evidence[0].confidence if self.evidence and self.status is Status.ANSWERED else 0.0


class Answerer:
    """Answers questions from one generation; give it a new one when CURRENT changes."""

    def __init__(
        self,
        generation: Generation,
        *,
        encoder: Encoder,
        reader: Reader,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.generation = generation
        self.scope = scope_of(generation.reports)
        self._encoder = encoder
        searcher = Searcher(generation, encoder)
        self._searcher = searcher
        self._judge_evidence = Judge(searcher, reader, len(generation.passages)).judge
        self._finder = Finder(generation, self.scope, searcher)
        self._today = today

    def answer(self, text: str, *, previous: Answer | None = None, top: int = 1) -> Answer:
        """Answer one question.

        Args:
            text: the question as asked.
            previous: the answer to the turn before, when there is one; what the question leaves out comes from it.
            top: how many quotes at most, where the question does not ask for one of each committee.

        Returns:
            The answer; every quote was checked against the source's SHA-256 as it was sliced.

        Raises:
            IndexFault: a source is missing or damaged.
        """
        started = time.perf_counter()
        asked = self._understand(text)
        summed = self._summed(asked, previous)
        outcome = summed[1] if summed else None
        if summed and outcome and (isinstance(outcome.found, Sum) or len(summed[0].slots.named) != 1):
            return self._told_total(text, summed[0], outcome, started)
        standings = self._standings(asked)
        if standings is not None:
            return self._told_standings(text, asked, standings, started)
        verdict = self._decide(asked, previous)
        question, chosen = verdict.question, self._chosen(verdict, top)
        quotes = tuple(self._quote(question, evidence) for evidence in chosen)
        status, reason = verdict.status, verdict.reason
        if summed and not any(is_told_as_total(question, quote.text) for quote in quotes):
            if outcome:
                return self._told_total(text, summed[0], outcome, started)
            status = Status.NEAR_MISS if quotes else Status.NOT_FOUND
            reason = wording.NO_SUMMANDS
        if status is Status.ANSWERED:
            reason = reason or doubt_of(quotes, self.generation)
        rest = (one for one in (*verdict.evidence, *verdict.further) if one not in chosen)
        further = tuple(self._quote(question, evidence) for evidence in islice(rest, _MOST_FURTHER))
        choices = choices_of(question, _as_good(verdict.evidence)) if status is Status.ANSWERED else ()
        elapsed = (time.perf_counter() - started) * 1000
        return Answer(text, question.text, status, quotes, elapsed, reason=reason, further=further, choices=choices)

    def _summed(self, question: Question, previous: Answer | None) -> tuple[Question, Outcome | None] | None:
        """Return the question, written out after the turn before, that asks for a total, and what it comes to.

        None where it asks for none; the outcome is None where no figure is like what is asked for.
        """
        if not speaks_of_total(question):
            return None
        asked = [question]
        if previous is not None and request_of(question) is None:
            earlier = self._understand(previous.understood)
            written = [one.text for one in write_out(question, earlier, previous, self.scope) if not one.own]
            if speaks_of_all(question.text):  # 那全市呢 is of no committee that was spoken of
                written = [f"{earlier.slots.rest},{question.text}"]
            asked += map(self._understand, written)
        meant = next((one for one in asked if request_of(one)), None)
        return (meant, outcome_of(meant, self.generation, self.scope, self._encoder)) if meant else None

    def _told_total(self, text: str, question: Question, outcome: Outcome, started: float) -> Answer:
        check(outcome.rows, self.generation)
        quotes, found = tuple(map(quote_of, outcome.rows)), outcome.found
        if isinstance(found, Sum):
            elapsed = (time.perf_counter() - started) * 1000
            return Answer(text, question.text, Status.ANSWERED, quotes, elapsed, total=found)
        status = Status.NEAR_MISS if quotes else Status.NOT_FOUND
        elapsed = (time.perf_counter() - started) * 1000
        return Answer(text, question.text, status, quotes, elapsed, reason=found.reason)

    def _standings(self, question: Question) -> Standings | None:
        """Return who tells the most of what a question of the most asks; None where it asks none or too few tell it."""
        indicator = ranked_indicator(question.text)
        if indicator is None or question.slots.absent:
            return None
        lookup = lookup_of(indicator, self.generation, today=self._today())
        committees, years = lookup.committees or None, lookup.years or None
        found = look_up(lookup, self.generation, self._encoder)
        return standings_of(compare(found, self.generation, committees=committees, years=years))

    def _told_standings(self, text: str, question: Question, standings: Standings, started: float) -> Answer:
        rows = standings.rows if not asks_for_least(question.text) else standings.rows[::-1]
        check(rows, self.generation)
        gaps = "、".join(dict.fromkeys(line.committee for line in standings.gaps))
        reason = obstacles.ONE_LACKS.format(committees=gaps) if gaps else ""
        elapsed = (time.perf_counter() - started) * 1000
        return Answer(text, question.text, Status.ANSWERED, tuple(map(quote_of, rows)), elapsed, reason=reason)

    def _decide(self, question: Question, previous: Answer | None) -> _Verdict:
        if previous is None or question.idle:
            return self._judge(question)
        earlier = self._understand(previous.understood)
        wordings = write_out(question, earlier, previous, self.scope)
        spoken = self._spoken(previous)
        verdicts: list[_Verdict] = []
        for written in wordings:
            verdict = self._judge_wording(written, question, earlier, spoken)
            carried = not verdicts or not written.own
            if verdict.status is Status.ANSWERED and (carried or self._is_new(verdict, earlier)):
                return verdict
            if carried:
                verdicts.append(verdict)
        return next((one for one in verdicts if one.status is Status.NEAR_MISS), verdicts[0])

    def _is_new(self, alone: _Verdict, earlier: Question) -> bool:
        """Whether a turn that was answered without the one before turns to something else, by name.

        How many, when and who is asked of whom the talk was about; what has a name of its own may be anybody's.
        """
        if alone.status is not Status.ANSWERED or not alone.evidence:
            return False
        regions = earlier.slots.regions
        if not regions or alone.evidence[0].hit.passage.source.region in regions:
            return True
        return alone.question.want not in _ATTRIBUTES and alone.confidence >= _SURE

    def evidence(self, text: str) -> tuple[Question, list[Evidence]]:
        """Return a question, asked alone, as understood, and all that was read for it, the likeliest first."""
        question = self._understand(text)
        return question, self._judge_evidence(question, self._finder.find(question).hits)

    def _spoken(self, previous: Answer) -> frozenset[int]:
        """Return the rows that an answer was quoted from, as far as they are the same in this generation."""
        passages = self.generation.passages
        return frozenset(
            quote.passage
            for quote in previous.quotes
            if 0 <= quote.passage < len(passages) and passages[quote.passage].sha256 == quote.sha256
        )

    def _understand(self, text: str) -> Question:
        return understand(text, self.scope, today=self._today())

    def _judge_wording(self, written: Wording, turn: Question, earlier: Question, spoken: frozenset[int]) -> _Verdict:
        """Judge a turn written out.

        The kind of answer is what the turn itself wants; 调研课题呢 wants what the turn before wanted.
        """
        question = self._understand(written.text)
        wants = turn if turn.want is not Want.OTHER or turn.states else None if written.own else earlier
        if wants:
            question = replace(question, want=wants.want, units=wants.units, states=wants.states)
        return self._judge(question, frozenset() if written.own else spoken)

    def _judge(self, question: Question, spoken: frozenset[int] = frozenset()) -> _Verdict:
        """Read the evidence that agrees with the question's slots; what does not agree is an obstacle, told first."""
        if question.idle or asks_elsewhere(question.text):
            return _Verdict(question, Status.NOT_FOUND, ())
        parts = self._parts(question)
        if parts:
            return _Verdict(question, Status.ANSWERED, parts)
        found = self._finder.find(question, spoken)
        fitting = self._judge_evidence(question, found.hits)
        if found.told_of:
            named = [one for one in fitting if any(str(year) in _sentence(one) for year in question.slots.years)]
            if not named or named[0].confidence < ANSWERS:
                return self._near(question, fitting, self._obstacle(question))
            fitting = named
        if question.each:
            fitting = _best_of_each([evidence for evidence in fitting if evidence.hit.passage.source.committee])
        least = ANSWERS
        if fitting and question.each and not question.slots.named:
            least = max(ANSWERS, AS_GOOD * fitting[0].confidence)
        sound = tuple(evidence for evidence in fitting if evidence.confidence >= least)
        lacking = _lacking(question, sound, self.scope)
        if sound and not question.slots.absent and not lacking:
            weaker = tuple(one for one in fitting if one.confidence < least)
            return _Verdict(question, Status.ANSWERED, sound, () if question.each else weaker)
        if sound and question.each:
            return _Verdict(question, Status.NEAR_MISS, sound, reason=lacking or self._obstacle(question))
        return self._near(question, fitting, self._obstacle(question))

    def _near(self, question: Question, fitting: Sequence[Evidence], reason: str) -> _Verdict:
        """Return the nearest evidence of whom was asked, if it is near enough to be worth showing."""
        if fitting and fitting[0].confidence >= NEAR:
            return _Verdict(question, Status.NEAR_MISS, tuple(fitting[:1]), tuple(fitting[1:]), reason)
        return _Verdict(question, Status.NOT_FOUND, (), reason=reason)

    def _obstacle(self, question: Question) -> str:
        """Return why a question is not answered: whom or when the corpus lacks, or that nothing is told of it."""
        slots = question.slots
        if slots.absent:
            return obstacles.REGION_NOT_COVERED.format(regions="、".join(slots.absent))
        committees = [self.scope.committees[region] for region in slots.regions]
        if slots.years:
            covered = dict(self.generation.coverage())
            for committee in committees:
                years = covered.get(committee, ())
                if years and not set(years) & set(slots.years):
                    return obstacles.YEAR_NOT_COVERED.format(
                        committee=committee, covered="、".join(map(str, years)), asked="、".join(map(str, slots.years))
                    )
        if committees:
            return obstacles.NOT_TOLD.format(committees="、".join(committees))
        return obstacles.NOT_TOLD_ANYWHERE

    def _parts(self, question: Question) -> tuple[Evidence, ...]:
        part = asked_part(question)
        if part is None or question.slots.absent:
            return ()
        return tuple(Evidence.of_part(hit) for hit in find_part(question, part, self._searcher, self.generation))

    def _chosen(self, verdict: _Verdict, top: int) -> tuple[Evidence, ...]:
        """Return what is quoted: of a comparison everything, else `top`, and whatever answers about as well."""
        evidence = verdict.evidence
        if verdict.question.each or verdict.status is not Status.ANSWERED:
            return evidence
        rivals = _rivals(verdict.question, evidence)
        return (*rivals, *(one for one in evidence if one not in rivals))[: max(top, len(rivals))]

    def _quote(self, question: Question, evidence: Evidence) -> Quote:
        passage = evidence.hit.passage
        source = self.generation.source_text(passage.sha256)
        span = quote_span(question, evidence)
        figures = figures_of(passage, span)
        answers = leads_of(question, evidence)
        return quote_at(
            passage,
            evidence.hit.row,
            source,
            span,
            highlights=highlights(question, evidence, source, span, answers or figures),
            score=evidence.confidence,
            figures=figures,
            answering=answers,
        )


def _best_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Keep the best evidence of each committee and year, the most confident first."""
    best: dict[tuple[str, int | None], Evidence] = {}
    for one in evidence:
        best.setdefault(one.hit.place, one)
    return list(best.values())


def _as_good(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best evidence, and that of other committees and years that is about as good."""
    return _best_of_each([one for one in evidence if one.confidence >= AS_GOOD * evidence[0].confidence])


def _lacking(question: Question, sound: Sequence[Evidence], scope: Scope) -> str:
    """Return which of the named committees or years of a comparison no evidence is of; "" where none lacks."""
    if not question.each:
        return ""
    sources = [evidence.hit.passage.source for evidence in sound]
    named, years = question.slots.named, question.slots.years
    told = {source.region for source in sources}
    missing = [scope.committees[region] for region in named if region not in told] if len(named) > 1 else []
    if len(years) > 1:
        missing += [f"{year}年" for year in years if year not in {source.year for source in sources}]
    if not missing and question.many > len({source.committee for source in sources}):
        missing = [committee for region, committee in scope.committees.items() if region not in told]
    return obstacles.ONE_LACKS.format(committees="、".join(missing)) if missing else ""


def _rivals(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the best evidence and what answers as well for another committee or year that was left open.

    Of one committee the latest year comes first.
    """
    best, good = evidence[0], _as_good(evidence)
    if question.slots.regions and not question.slots.years:
        good.sort(key=lambda one: -(one.hit.passage.source.year or 0))
    elif question.slots.regions:
        return (best,)
    return tuple(good[:_MOST_ALTERNATIVES])


def _sentence(evidence: Evidence) -> str:
    passage = evidence.hit.passage
    return passage.text if evidence.sentence is None else evidence.hit.sentences[evidence.sentence]
