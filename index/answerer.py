"""The answerer: from a question, alone or after another, to quotes from the current generation.

A question is understood once (`index.query`), then searched, read (`index.answering`), decided (`index.verdict`) and
made an answer (`index.quoting`); totals and rankings are worked out of figures instead (`index.figures`).
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from index.answer import Answer, Status
from index.answering.evidence import Evidence, judge
from index.answering.reader import Reader
from index.encoder import Encoder
from index.figures.additivity import Declined, total_of
from index.figures.comparison import compare, ranking_of
from index.figures.rows import look_up
from index.query.question import Question, understand
from index.query.rewrite import Turn, turn_of
from index.query.scope import scope_of
from index.quoting import answer_of, answer_of_figures
from index.retrieval.search import Searcher, asked_parts, find
from index.store.generation import Generation
from index.verdict import Verdict, decide
from prompts.answers import COURTESIES


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
        self._coverage = generation.coverage()
        self._encoder = encoder
        self._searcher = Searcher(generation, encoder)
        self._reader = reader
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
        started, day = time.perf_counter(), self._today()
        text = text.encode(errors="replace").decode()  # a terminal may give half of a surrogate pair
        question = understand(text, self.scope, today=day)
        if question.courtesy:
            reason = COURTESIES[question.courtesy]
            return Answer(text, question.text, Status.NOT_FOUND, (), 0.0, reason=reason, is_courtesy=True)
        earlier = understand(previous.understood, self.scope, today=day) if previous else None
        turn = turn_of(question, earlier, previous, self.scope, today=day)
        lookup, asked = turn.lookup, turn.of_total
        found = look_up(lookup, self.generation, self._encoder) if lookup else ()
        total = total_of(asked, found) if asked else None
        ranking = ranking_of(compare(found, lookup, self._coverage)) if lookup and not asked else None
        # A total of one committee's that cannot be added up may stand in a sentence.
        declined = total if isinstance(total, Declined) and asked and len(asked.slots.named) == 1 else None
        if declined or not (figures := total or ranking):
            verdict = self._decide(turn, previous, top)
            answer = answer_of(verdict, self.generation, asked=asked, declined=declined)
        else:
            answer = answer_of_figures(asked or question, figures, self.generation)
        return replace(answer, question=text, spoken=turn.spoken, elapsed_ms=(time.perf_counter() - started) * 1000)

    def _decide(self, turn: Turn, previous: Answer | None, top: int) -> Verdict:
        """Judge each question that a turn may mean, until one is answered."""
        passages = self.generation.passages
        spoken = frozenset(  # the rows of the answer before, as far as they are the same in this generation
            quote.passage
            for quote in (previous.quotes if previous else ())
            if 0 <= quote.passage < len(passages) and passages[quote.passage].sha256 == quote.sha256
        )
        verdicts: list[Verdict] = []
        for question in turn.meant:
            is_carried = question is not turn.question
            verdict = self._judge(question, spoken if is_carried else frozenset(), top)
            if verdict.status is Status.ANSWERED and (is_carried or not verdicts or verdict.is_new(turn)):
                return verdict
            if is_carried or not verdicts:
                verdicts.append(verdict)
        return next((one for one in verdicts if one.status is Status.NEAR_MISS), verdicts[0])

    def _judge(self, question: Question, spoken: frozenset[int], top: int) -> Verdict:
        """Search, read and decide; a part of the page that is asked for by name needs no reading."""
        if question.elsewhere:
            return Verdict(question, Status.NOT_FOUND)
        hits = find(question, self._searcher, self.scope, spoken)
        parts = asked_parts(question, self._searcher, hits)
        evidence = list(map(Evidence.of_part, parts)) or judge(self._reader, question, hits, least=top)
        return decide(question, evidence, self.scope, self._coverage, top=top)

    def evidence(self, text: str, *, least: int = 1) -> tuple[Question, list[Evidence]]:
        """Return a question, asked alone, as understood, and what was found for it, the likeliest first.

        See `judge` for how much of it is read.
        """
        question = understand(text, self.scope, today=self._today())
        hits = find(question, self._searcher, self.scope)
        return question, judge(self._reader, question, hits, least=least)
