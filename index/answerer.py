"""The answerer: from a question, alone or after another, to quotes from the current generation."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.answer import Answer, Choice, Quote, Row, Status, Sum
from index.answering.decision import ANSWERS, AS_GOOD, NEAR
from index.answering.evidence import Evidence, Judge
from index.answering.reader import Reader
from index.encoder import Encoder
from index.figures.additivity import Declined
from index.figures.comparison import asks_for_least, compare, look_up, lookup_of, ranked_indicator, ranking_of
from index.figures.conflicts import doubt_of
from index.figures.rows import check
from index.figures.totals import is_told_as_total, request_of, speaks_of_all, speaks_of_total, total_of
from index.metadata import asked_part, find_part
from index.query.courtesy import Courtesy
from index.query.grammar import Want, asks_elsewhere
from index.query.question import Question, understand
from index.query.rewrite import Wording, write_out
from index.query.scope import scope_of
from index.quoting import quote_of, quote_of_row
from index.retrieval.search import Searcher, find
from index.store.generation import Generation
from prompts import answers as obstacles
from prompts import figures as wording
from prompts.sources import YEAR

_SURE = 0.8
_MOST_ALTERNATIVES = 5
_MOST_FURTHER = 5
_ATTRIBUTES = frozenset({Want.FIGURE, Want.DATE, Want.PERSON})


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a question comes to: the evidence that answers or is near, and the next best after it."""

    question: Question
    status: Status
    evidence: tuple[Evidence, ...] = ()
    further: tuple[Evidence, ...] = ()
    reason: str = ""


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
        self._searcher = Searcher(generation, encoder)
        self._judge_evidence = Judge(reader).judge
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
        question = self._understand(text)
        if question.courtesy:
            return _in_kind(text, question, question.courtesy)
        asked = self._asks_for_total(question, previous)
        total = total_of(asked, self.generation, self.scope, self._encoder) if asked else None
        if asked and total and (isinstance(total, Sum) or len(asked.slots.named) != 1):
            answer = self._told_total(text, asked, total)
        else:
            answer = self._told_ranking(text, question) or self._told(
                text, self._decide(question, previous), top, asked, total
            )
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def evidence(self, text: str) -> tuple[Question, list[Evidence]]:
        """Return a question, asked alone, as understood, and all that was read for it, the likeliest first."""
        question = self._understand(text)
        hits, _ = find(question, self._searcher, self.generation, self.scope)
        return question, self._judge_evidence(question, hits)

    def _understand(self, text: str) -> Question:
        return understand(text, self.scope, today=self._today())

    # Totals and rankings: what is worked out of figures.

    def _asks_for_total(self, question: Question, previous: Answer | None) -> Question | None:
        """Return the question, written out after the turn before, that asks for a total; None where none does."""
        if not speaks_of_total(question):
            return None
        asked = [question]
        if previous is not None and request_of(question) is None:
            earlier = self._understand(previous.understood)
            written = [one.text for one in write_out(question, earlier, previous, self.scope) if not one.own]
            if speaks_of_all(question.text):  # 那全市呢 is of no committee that was spoken of
                written = [f"{earlier.slots.rest},{question.text}"]
            asked += map(self._understand, written)
        return next((one for one in asked if request_of(one)), None)

    def _told_total(self, text: str, question: Question, total: Sum | Declined) -> Answer:
        rows = total.total.summands if isinstance(total, Sum) else total.rows
        quotes = self._quotes_of(rows)
        if isinstance(total, Sum):
            return Answer(text, question.text, Status.ANSWERED, quotes, 0.0, total=total)
        return Answer(text, question.text, _status_of(quotes), quotes, 0.0, reason=total.reason)

    def _told_ranking(self, text: str, question: Question) -> Answer | None:
        """Return who tells the most of what a question of the most asks; None where it asks none or too few tell it."""
        indicator = ranked_indicator(question.text)
        if indicator is None or question.slots.absent:
            return None
        lookup = lookup_of(indicator, self.generation, today=self._today())
        found = look_up(lookup, self.generation, self._encoder)
        ranking = ranking_of(compare(found, lookup, self.generation))
        if ranking is None:
            return None
        rows = ranking.rows if not asks_for_least(question.text) else ranking.rows[::-1]
        gaps = "、".join(dict.fromkeys(line.committee for line in ranking.gaps))
        reason = obstacles.ONE_LACKS.format(committees=gaps) if gaps else ""
        return Answer(text, question.text, Status.ANSWERED, self._quotes_of(rows), 0.0, reason=reason)

    def _quotes_of(self, rows: Sequence[Row]) -> tuple[Quote, ...]:
        check(rows, self.generation)
        return tuple(quote_of_row(row, self.generation) for row in rows)

    # What a sentence says.

    def _told(
        self, text: str, verdict: _Verdict, top: int, asked: Question | None, total: Sum | Declined | None
    ) -> Answer:
        """Answer with what was read; where a total was asked for, only with a sentence that tells one."""
        question, chosen = verdict.question, _chosen(verdict, top)
        quotes = tuple(self._quote(question, evidence) for evidence in chosen)
        status, reason = verdict.status, verdict.reason
        if asked and not any(is_told_as_total(question, quote.text) for quote in quotes):
            if total:
                return self._told_total(text, asked, total)
            status, reason = _status_of(quotes), wording.NO_SUMMANDS
        is_answered = status is Status.ANSWERED
        if is_answered:
            reason = reason or doubt_of(quotes, self.generation)
        rest = [one for one in (*verdict.evidence, *verdict.further) if one not in chosen]
        further = tuple(self._quote(question, evidence) for evidence in rest[:_MOST_FURTHER])
        choices = _choices(question, _as_good(verdict.evidence)) if is_answered else ()
        return Answer(text, question.text, status, quotes, 0.0, reason=reason, further=further, choices=choices)

    def _quote(self, question: Question, evidence: Evidence) -> Quote:
        return quote_of(question, evidence, self.generation.source_text(evidence.hit.passage.sha256))

    def _decide(self, question: Question, previous: Answer | None) -> _Verdict:
        """Judge a question in each wording that it may have after the turn before, until one is answered."""
        if previous is None:
            return self._judge(question)
        earlier = self._understand(previous.understood)
        passages = self.generation.passages
        spoken = frozenset(  # the rows of the answer before, as far as they are the same in this generation
            quote.passage
            for quote in previous.quotes
            if 0 <= quote.passage < len(passages) and passages[quote.passage].sha256 == quote.sha256
        )
        verdicts: list[_Verdict] = []
        for written in write_out(question, earlier, previous, self.scope):
            verdict = self._judge_wording(written, question, earlier, spoken)
            carried = not verdicts or not written.own
            if verdict.status is Status.ANSWERED and (carried or _is_new(verdict, earlier)):
                return verdict
            if carried:
                verdicts.append(verdict)
        return next((one for one in verdicts if one.status is Status.NEAR_MISS), verdicts[0])

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
        slots, each = question.slots, question.each
        if asks_elsewhere(question.text):
            return _Verdict(question, Status.NOT_FOUND)
        part = None if slots.absent else asked_part(question)
        if part and (hits := find_part(question, part, self._searcher, self.generation)):
            return _Verdict(question, Status.ANSWERED, tuple(map(Evidence.of_part, hits)))
        hits, must_name_year = find(question, self._searcher, self.generation, self.scope, spoken)
        fitting = self._judge_evidence(question, hits)
        if must_name_year:
            named = [one for one in fitting if any(str(year) in _sentence(one) for year in slots.years)]
            if not named or named[0].confidence < ANSWERS:
                return self._near(question, fitting)
            fitting = named
        if each:
            fitting = _best_of_each([one for one in fitting if one.hit.passage.source.committee])
        least = ANSWERS
        if fitting and each and not slots.named:
            least = max(ANSWERS, AS_GOOD * fitting[0].confidence)
        sound = tuple(one for one in fitting if one.confidence >= least)
        lacking = self._lacking(question, sound)
        if sound and not slots.absent and not lacking:
            weaker = () if each else tuple(one for one in fitting if one.confidence < least)
            return _Verdict(question, Status.ANSWERED, sound, weaker)
        if sound and each:
            return _Verdict(question, Status.NEAR_MISS, sound, reason=lacking or self._obstacle(question))
        return self._near(question, fitting)

    def _near(self, question: Question, fitting: Sequence[Evidence]) -> _Verdict:
        """Return the nearest evidence of whom was asked, if it is near enough to be worth showing."""
        reason = self._obstacle(question)
        if fitting and fitting[0].confidence >= NEAR:
            return _Verdict(question, Status.NEAR_MISS, tuple(fitting[:1]), tuple(fitting[1:]), reason)
        return _Verdict(question, Status.NOT_FOUND, reason=reason)

    def _obstacle(self, question: Question) -> str:
        """Return why a question is not answered: whom or when the corpus lacks, or that nothing is told of it."""
        slots, covered = question.slots, dict(self.generation.coverage())
        if slots.absent:
            return obstacles.REGION_NOT_COVERED.format(regions="、".join(slots.absent))
        committees = [self.scope.committees[region] for region in slots.regions]
        for committee in committees if slots.years else ():
            years = covered.get(committee, ())
            if years and not set(years) & set(slots.years):
                told, asked = ("、".join(map(str, some)) for some in (years, slots.years))
                return obstacles.YEAR_NOT_COVERED.format(committee=committee, covered=told, asked=asked)
        if committees:
            return obstacles.NOT_TOLD.format(committees="、".join(committees))
        return obstacles.NOT_TOLD_ANYWHERE

    def _lacking(self, question: Question, sound: Sequence[Evidence]) -> str:
        """Return which of the named committees or years of a comparison no evidence is of; "" where none lacks."""
        if not question.each:
            return ""
        sources = [evidence.hit.passage.source for evidence in sound]
        named, years, committees = question.slots.named, question.slots.years, self.scope.committees
        told = {source.region for source in sources}
        missing = [committees[region] for region in named if region not in told] if len(named) > 1 else []
        if len(years) > 1:
            missing += [f"{year}年" for year in years if year not in {source.year for source in sources}]
        if not missing and question.many > len({source.committee for source in sources}):
            missing = [committee for region, committee in committees.items() if region not in told]
        return obstacles.ONE_LACKS.format(committees="、".join(missing)) if missing else ""


def _in_kind(text: str, question: Question, courtesy: Courtesy) -> Answer:
    """Return a greeting, thanks and the like; nothing is looked for."""
    reason = obstacles.COURTESIES[courtesy]
    return Answer(text, question.text, Status.NOT_FOUND, (), 0.0, reason=reason, is_courtesy=True)


def _status_of(quotes: Sequence[Quote]) -> Status:
    """Return the status of what does not answer."""
    return Status.NEAR_MISS if quotes else Status.NOT_FOUND


def _is_new(alone: _Verdict, earlier: Question) -> bool:
    """Whether a turn that was answered without the one before turns to something else, by name.

    How many, when and who is asked of whom the talk was about; what has a name of its own may be anybody's.
    """
    if not alone.evidence:
        return False
    regions, best = earlier.slots.regions, alone.evidence[0]
    if not regions or best.hit.passage.source.region in regions:
        return True
    return alone.question.want not in _ATTRIBUTES and best.confidence >= _SURE


def _best_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Keep the best evidence of each committee and year, the most confident first."""
    best: dict[tuple[str, int | None], Evidence] = {}
    for one in evidence:
        best.setdefault(one.hit.place, one)
    return list(best.values())


def _as_good(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best evidence, and that of other committees and years that is about as good."""
    return _best_of_each([one for one in evidence if one.confidence >= AS_GOOD * evidence[0].confidence])


def _chosen(verdict: _Verdict, top: int) -> tuple[Evidence, ...]:
    """Return what is quoted: of a comparison everything, else `top`, and what answers as well where that is left open.

    Of one committee the latest year comes first.
    """
    evidence, slots = verdict.evidence, verdict.question.slots
    if verdict.question.each or verdict.status is not Status.ANSWERED:
        return evidence
    rivals = _as_good(evidence)
    if slots.regions and slots.years:
        rivals = [evidence[0]]
    elif slots.regions:
        rivals.sort(key=lambda one: -(one.hit.passage.source.year or 0))
    rivals = rivals[:_MOST_ALTERNATIVES]
    return (*rivals, *(one for one in evidence if one not in rivals))[: max(top, len(rivals))]


def _choices(question: Question, evidence: Sequence[Evidence]) -> tuple[Choice, ...]:
    """Return the readings of a question that leaves open of which committee, or of which year, it is.

    `evidence` is the best and what is about as good. A question that asks for each committee, or for which committee
    or when, leaves nothing open.
    """
    sources = [one.hit.passage.source for one in evidence]
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


def _sentence(evidence: Evidence) -> str:
    passage = evidence.hit.passage
    return passage.text if evidence.sentence is None else evidence.hit.sentences[evidence.sentence]
