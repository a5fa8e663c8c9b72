"""The answerer: from a question, alone or after another, to quotes from the current generation."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.figures import figures_in
from corpus.model import Kind, Span
from index.answer import Answer, Quote, Status
from index.encoder import Encoder
from index.evidence import Evidence, judge
from index.followup import Wording, write_out
from index.pages import asked_part
from index.pages import find as find_part
from index.publish import Generation
from index.question import Question, Want, understand
from index.quoting import highlights, quote_span
from index.reader import Reader
from index.search import Searcher
from index.slots import Scope

# Evidence at or above the first is an answer, at or above the second worth showing as a near miss; fitted with
# the weights of index/weights/confidence.json on the tuning half of tests/eval.
ANSWERS = 0.5
NEAR = 0.12
# Another committee's evidence stands beside the best when the question names none and it is nearly as good.
_AS_GOOD = 0.85
_MOST_ALTERNATIVES = 5
_READ = 8
_READ_EACH = 60
_CITY = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:市|州|盟|地区)")


@dataclass(frozen=True, slots=True)
class _Verdict:
    question: Question
    status: Status
    evidence: tuple[Evidence, ...]

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
        self.scope = scope_of(generation)
        self._encoder = encoder
        self._reader = reader
        self._searcher = Searcher(generation, encoder)
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
        verdict = self._decide(text, previous)
        quotes = tuple(self._quote(verdict.question, evidence) for evidence in self._chosen(verdict, top))
        understood = verdict.question.text
        return Answer(text, understood, verdict.status, quotes, (time.perf_counter() - started) * 1000)

    def _decide(self, text: str, previous: Answer | None) -> _Verdict:
        question = self._understand(text)
        if previous is None or question.idle:
            return self._judge(question)
        earlier = self._understand(previous.understood)
        wordings = write_out(question, earlier, previous, self.scope)
        verdicts = [self._judge(self._understand(wording.text)) for wording in wordings]
        carried = [verdict for verdict, wording in zip(verdicts, wordings, strict=True) if not wording.own]
        best = max(carried, key=lambda verdict: verdict.confidence, default=None)
        alone = next((v for v, wording in zip(verdicts, wordings, strict=True) if wording.own), None)
        if best is None or (best.status is not Status.ANSWERED and alone and alone.status is Status.ANSWERED):
            return alone or verdicts[0]
        return best if best.status is Status.ANSWERED else verdicts[0]

    def _understand(self, text: str) -> Question:
        return understand(text, self.scope, today=self._today())

    def _judge(self, question: Question) -> _Verdict:
        """Weigh the evidence that agrees with the question's slots, then, failing that, the nearest that does not."""
        if question.idle:
            return _Verdict(question, Status.NOT_FOUND, ())
        parts = self._parts(question)
        if parts:
            return _Verdict(question, Status.ANSWERED, parts)
        fitting = self._fitting(question)
        if question.each:
            fitting = _best_of_each([evidence for evidence in fitting if evidence.hit.passage.source.committee])
        least = max(ANSWERS, _AS_GOOD * fitting[0].confidence) if question.each and fitting else ANSWERS
        sound = tuple(evidence for evidence in fitting if evidence.confidence >= least)
        if sound and not question.slots.absent and not _lacks_one(question, sound):
            return _Verdict(question, Status.ANSWERED, sound)
        anywhere = self._evidence(question, committees=None, years=None)
        nearest = sorted((*fitting, *anywhere), key=lambda evidence: -evidence.confidence)[:1]
        if nearest and nearest[0].confidence >= NEAR:
            return _Verdict(question, Status.NEAR_MISS, tuple(nearest))
        return _Verdict(question, Status.NOT_FOUND, ())

    def _parts(self, question: Question) -> tuple[Evidence, ...]:
        part = asked_part(question)
        if part is None or question.slots.absent:
            return ()
        return tuple(Evidence.of_part(hit) for hit in find_part(question, part, self._searcher, self.generation))

    def _fitting(self, question: Question) -> list[Evidence]:
        slots = question.slots
        if slots.absent and not slots.regions:
            return []
        committees = [self.scope.committees[region] for region in slots.regions] or None
        found = self._evidence(question, committees=committees, years=slots.years or None)
        if found or not slots.years:
            return found
        # A report of one year may tell of another: then the sentence itself must name it.
        found = self._evidence(question, committees=committees, years=None)
        return [evidence for evidence in found if any(str(year) in _sentence(evidence) for year in slots.years)]

    def _evidence(
        self, question: Question, *, committees: Sequence[str] | None, years: Sequence[int] | None
    ) -> list[Evidence]:
        depth = _READ_EACH if question.each else _READ
        hits = self._searcher.search(question.core or question.slots.rest, committees=committees, years=years, k=depth)
        return judge(question, hits, encoder=self._encoder, reader=self._reader)

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
        span = quote_span(question, passage, evidence.sentence)
        figures = tuple(
            figure
            for sentence in passage.sentences
            if span.start <= sentence.start and sentence.end <= span.end
            for figure in figures_in(
                sentence.of(source), start=sentence.start, year=passage.source.year, committee=passage.source.committee
            )
        )
        return Quote(
            text=span.of(source),
            report=passage.report,
            sha256=passage.sha256,
            start=span.start,
            end=span.end,
            source=passage.source,
            figures=figures,
            highlights=highlights(question, source, span, figures),
            score=round(evidence.confidence, 4),
            passage=evidence.hit.row,
        )


def scope_of(generation: Generation) -> Scope:
    """Return what a generation covers."""
    committees: dict[str, str] = {}
    parents: dict[str, set[str]] = {}
    for report in generation.reports:
        committees.update(zip(report.regions, report.committees, strict=True))
        city = _CITY.match(report.series or "")
        if city:
            parents.setdefault(city[0], set()).update(report.regions)
    years = frozenset(report.year for report in generation.reports if report.year)
    return Scope(committees, {city: frozenset(names) for city, names in parents.items()}, years)


def _place(evidence: Evidence) -> tuple[str, int | None]:
    """Return whose evidence it is, a committee's or else a whole report's, and of which year."""
    source = evidence.hit.passage.source
    return source.committee or evidence.hit.passage.report, source.year


def _best_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Keep the best evidence of each committee and year, the most confident first."""
    best: dict[tuple[str, int | None], Evidence] = {}
    for one in evidence:
        best.setdefault(_place(one), one)
    return list(best.values())


def _lacks_one(question: Question, sound: Sequence[Evidence]) -> bool:
    """Whether a comparison of named committees or years has no evidence for one of them."""
    if not question.each:
        return False
    found = {evidence.hit.passage.source.region for evidence in sound}, {e.hit.passage.source.year for e in sound}
    return any(
        len(asked) > 1 and not set(asked) <= had
        for asked, had in zip((question.slots.named, question.slots.years), found, strict=True)
    )


def _rivals(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the best evidence and what answers as well for another committee or year that was left open.

    Of one committee the latest year comes first.
    """
    best = evidence[0]
    good = _best_of_each([one for one in evidence if one.confidence >= _AS_GOOD * best.confidence])
    if question.slots.regions and not question.slots.years:
        good.sort(key=lambda one: -(one.hit.passage.source.year or 0))
    elif question.slots.regions:
        return (best,)
    return tuple(good[:_MOST_ALTERNATIVES])


def _sentence(evidence: Evidence) -> str:
    passage = evidence.hit.passage
    if evidence.sentence is None:
        return passage.text
    span = passage.sentences[evidence.sentence]
    return passage.text[span.start - passage.start : span.end - passage.start]
