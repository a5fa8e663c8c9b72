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
        chosen = verdict.evidence if verdict.question.each else verdict.evidence[: max(top, self._extent(verdict))]
        quotes = tuple(self._quote(verdict.question, evidence) for evidence in chosen)
        understood = verdict.question.text
        return Answer(text, understood, verdict.status, quotes, (time.perf_counter() - started) * 1000)

    def _decide(self, text: str, previous: Answer | None) -> _Verdict:
        question = self._understand(text)
        if previous is None:
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
        fitting = self._fitting(question)
        if question.each:
            fitting = _best_of_each(fitting)
        sound = tuple(evidence for evidence in fitting if evidence.confidence >= ANSWERS)
        if sound and not question.slots.absent:
            return _Verdict(question, Status.ANSWERED, sound)
        anywhere = self._evidence(question, committees=None, years=None)
        nearest = sorted((*fitting, *anywhere), key=lambda evidence: -evidence.confidence)[:1]
        if nearest and nearest[0].confidence >= NEAR:
            return _Verdict(question, Status.NEAR_MISS, tuple(nearest))
        return _Verdict(question, Status.NOT_FOUND, ())

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
        hits = self._searcher.search(question.search_text, committees=committees, years=years, k=depth)
        if question.kinds:
            hits = [hit for hit in hits if hit.passage.source.kind in question.kinds] or hits
        return judge(question, hits, encoder=self._encoder, reader=self._reader)

    def _extent(self, verdict: _Verdict) -> int:
        """Return how many quotes a question has that names no committee, where several answer it as well."""
        if verdict.status is not Status.ANSWERED or verdict.question.slots.regions:
            return 1
        best = verdict.evidence[0]
        good = [e for e in verdict.evidence if e.confidence >= _AS_GOOD * best.confidence]
        return min(len(good), _MOST_ALTERNATIVES)

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


def _best_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Keep the best evidence of each committee, the most confident committee first."""
    best: dict[str | None, Evidence] = {}
    for one in evidence:
        best.setdefault(one.hit.passage.source.committee, one)
    return [one for committee, one in best.items() if committee is not None]


def _sentence(evidence: Evidence) -> str:
    passage = evidence.hit.passage
    span = passage.sentences[evidence.sentence]
    return passage.text[span.start - passage.start : span.end - passage.start]
