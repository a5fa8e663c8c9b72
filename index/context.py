"""Context: where a quote stands in a report, what stands beside it, and the section that it is in."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

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

    @property
    def has_section(self) -> bool:
        """Whether the passage stands under a subhead."""
        return self.passage.section is not None

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
        source = self.generation.source_text(self.passage.sha256)
        figures = figures_of(self.passage, span)
        answers = tuple(figure for figure in figures if (figure.start, figure.end) in answering)
        row = self.rows[self.at]
        return quote_at(
            self.passage, row, source, span, highlights=highlights, score=score, figures=figures, answering=answers
        )

    def before(self) -> Passage | None:
        """Return the paragraph before it in the same article."""
        return self._nearest(range(self.at - 1, -1, -1))

    def after(self) -> Passage | None:
        """Return the paragraph after it in the same article."""
        return self._nearest(range(self.at + 1, len(self.rows)))

    def section(self) -> tuple[Span, ...]:
        """Return the spans of its section: one, more where captions interrupt it, none outside sections."""
        if not self.has_section:
            return ()
        first = last = self.at
        while first > 0 and self._is_fellow(first - 1):
            first -= 1
        while last + 1 < len(self.rows) and self._is_fellow(last + 1):
            last += 1
        spans: list[Span] = []
        is_going_on = False
        for at in range(first, last + 1):
            passage = self._passage(at)
            is_part = passage.section is not None
            if is_part and is_going_on:
                spans[-1] = Span(spans[-1].start, passage.end)
            elif is_part:
                spans.append(Span(passage.start, passage.end))
            is_going_on = is_part
        return tuple(spans)

    def _is_fellow(self, at: int) -> bool:
        """Whether a passage is of the same section, or set between its paragraphs."""
        passage = self._passage(at)
        if passage.article != self.passage.article:
            return False
        return passage.section == self.passage.section or passage.source.kind in _BESIDE

    def _nearest(self, places: range) -> Passage | None:
        for passage in self._of_article(places):
            if passage.source.kind not in _BESIDE:
                return passage
        return None

    def _of_article(self, places: range) -> Iterator[Passage]:
        for at in places:
            passage = self._passage(at)
            if passage.article != self.passage.article:
                return
            yield passage

    def _passage(self, at: int) -> Passage:
        return self.generation.passages[self.rows[at]]


def context_of(generation: Generation, sha256: str, span: Span) -> Context | None:
    """Return where a span of a source stands; None where the generation has no such source, or no passage there.

    Args:
        generation: where to look.
        sha256: of the source, or the beginning of it.
        span: code points in its text.
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
