"""Context: where a quote stands in a report, what stands beside it, and the section that it is in."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice, takewhile

from corpus.model import Kind, Span
from index.answer import Quote
from index.passages import Passage
from index.quoting import figures_of, quote_at
from index.store.generation import Generation

# Set beside the text on a page rather than in it.
_BESIDE = frozenset({Kind.CAPTION, Kind.BYLINE, Kind.CREDITS})


@dataclass(frozen=True, slots=True)
class Context:
    """A passage in its report: `rows` are those of the report's passages in the order of the text, `at` is its own."""

    generation: Generation
    rows: tuple[int, ...]
    at: int
    passage: Passage

    def whole(self, span: Span) -> Span:
        """Return the whole sentences that a span touches, so that no qualifier is cut off."""
        touched = [one for one in self.passage.sentences if one.start < span.end and span.start < one.end]
        return Span(touched[0].start, touched[-1].end) if touched else Span(self.passage.start, self.passage.end)

    def quote(
        self,
        span: Span,
        *,
        highlights: tuple[tuple[int, int], ...] = (),
        answering: Collection[tuple[int, int]] = (),
        score: float = 1.0,
    ) -> Quote:
        """Return a span as it stands in the source now; `answering` are the spans of the figures that answer.

        Raises:
            Damaged: the source is missing or altered.
        """
        row = self.rows[self.at]
        answers = tuple(one for one in figures_of(self.passage, span) if (one.start, one.end) in answering)
        return quote_at(self.passage, row, self.generation, span, score=score, highlights=highlights, answering=answers)

    def neighbours(self) -> list["Context"]:
        """Return the paragraphs before and after it in the same article, as far as there are any."""
        texts = ((one for one in self._beside(step) if one.passage.source.kind not in _BESIDE) for step in (-1, 1))
        return [one for beside in texts for one in islice(beside, 1)]

    def section(self) -> tuple[Span, ...]:
        """Return the spans of its section: one, more where captions interrupt it, none outside sections."""
        if self.passage.section is None:
            return ()

        def is_fellow(one: Context) -> bool:
            return one.passage.section == self.passage.section or one.passage.source.kind in _BESIDE

        before, after = (list(takewhile(is_fellow, self._beside(step))) for step in (-1, 1))
        passages = [one.passage for one in (*reversed(before), self, *after)]
        runs = [list(run) for is_part, run in groupby(passages, lambda one: one.section is not None) if is_part]
        return tuple(Span(run[0].start, run[-1].end) for run in runs)

    def _beside(self, step: int) -> Iterator["Context"]:
        """Yield the other passages of the article, the nearest first: backwards (-1) or forwards (1)."""
        numbers = range(self.at + 1, len(self.rows)) if step > 0 else range(self.at - 1, -1, -1)
        found = (replace(self, at=at, passage=self.generation.passages[self.rows[at]]) for at in numbers)
        return takewhile(lambda one: one.passage.article == self.passage.article, found)


def context_of(generation: Generation, sha256: str, span: Span) -> Context | None:
    """Return where a span (code points) of a source stands, whose SHA-256 is this or begins so.

    None where the generation has no such source, or no passage there.
    """
    number = next((at for at, one in enumerate(generation.reports) if one.sha256.startswith(sha256)), None)
    if number is None or not sha256:
        return None
    passages = generation.passages
    rows = tuple(passages.rows_of_report(number).tolist())
    at = bisect_right(rows, span.start, key=lambda row: passages[row].start) - 1
    if at < 0 or span.end <= span.start:
        return None
    passage = passages[rows[at]]
    return Context(generation, rows, at, passage) if span.end <= passage.end else None
