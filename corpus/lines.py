"""Lines: what each paragraph of a page is by its own looks, before its neighbours are asked."""

from dataclasses import dataclass
from enum import StrEnum

from corpus import grammar
from corpus.model import Document, Paragraph, Span
from corpus.sentences import split

_LONGEST_HEADLINE = 50
_LONGEST_CAPTION = 160
_LONGEST_ITEM_LEAD = 30


class Mark(StrEnum):
    """The looks of a line."""

    HEADLINE = "headline"
    SUBTITLE = "subtitle"
    SERIES = "series"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDITS = "credits"
    DATELINE = "dateline"
    PROSE = "prose"


_BY_PATTERN = ((grammar.CREDITS, Mark.CREDITS), (grammar.DATELINE, Mark.DATELINE), (grammar.BYLINE, Mark.BYLINE))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph with its looks; `blank_after` counts the line breaks up to the next paragraph."""

    mark: Mark
    text: str
    span: Span
    sentences: tuple[Span, ...]
    page: int | None
    blank_after: int

    @property
    def numbered(self) -> bool:
        """Whether the line starts with 一、 or the like."""
        return bool(grammar.NUMBERED.match(self.text))

    @property
    def subnumbered(self) -> bool:
        """Whether the line starts with (一) or the like."""
        return bool(grammar.SUBNUMBERED.match(self.text))

    @property
    def has_item_lead(self) -> bool:
        """Whether prose opens with a short sentence of its own, as the items of these reports do."""
        first = self.sentences[0]
        return len(self.sentences) > 1 and first.end - first.start <= _LONGEST_ITEM_LEAD


def lines_of(document: Document) -> list[Line]:
    """Return the lines of a document in order, each with its mark."""
    lines = []
    paragraphs = document.paragraphs
    for number, paragraph in enumerate(paragraphs):
        until = paragraphs[number + 1].span.start if number + 1 < len(paragraphs) else len(document.text)
        breaks = document.text.count("\n", paragraph.span.end, until)
        lines.append(_line(document.text, paragraph, breaks))
    return lines


def _line(text: str, paragraph: Paragraph, breaks: int) -> Line:
    span = paragraph.span
    sentences = split(text, span.start, span.end)
    content = span.of(text)
    return Line(_mark(content, len(sentences)), content, span, sentences, paragraph.page, breaks)


def _mark(text: str, sentences: int) -> Mark:
    for pattern, mark in _BY_PATTERN:
        if pattern.match(text):
            return mark
    if _is_caption(text, sentences):
        return Mark.CAPTION
    if len(text) > _LONGEST_HEADLINE or sentences > 1 or grammar.SENTENCE_END.search(text):
        return Mark.PROSE
    if grammar.SUBTITLE.match(text):
        return Mark.SUBTITLE
    return Mark.SERIES if _is_series(text) else Mark.HEADLINE


def _is_caption(text: str, sentences: int) -> bool:
    if len(text) > _LONGEST_CAPTION:
        return False
    dated = sentences == 1 and bool(grammar.FULL_DATE.match(text)) and bool(grammar.SENTENCE_END.search(text))
    return dated or bool(grammar.CAPTION.match(text)) or bool(grammar.CREDITED.search(text))


def _is_series(text: str) -> bool:
    about = bool(grammar.SERIES_WORD.search(text))
    dated = bool(grammar.years_in(text))
    if grammar.SERIES.match(text):
        return about or dated or "政协" in text
    return dated and about and "政协" in text


def names_only(text: str) -> bool:
    """Whether a line is nothing but people's names: a byline without the word 通讯员."""
    words = text.split()
    return 0 < len(words) <= 6 and all(2 <= len(word) <= 3 and word[0] in grammar.SURNAMES for word in words)
