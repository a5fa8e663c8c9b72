"""Lines: what each paragraph of a page is by its own looks, before its neighbours are asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus import grammar
from corpus.bylines import is_byline
from corpus.model import Document, Paragraph, Span
from corpus.sentences import split
from corpus.simplified import simplified

_LONGEST_HEADLINE = 50
_LONGEST_EXCLAMATION = 30
_LONGEST_LABEL = 12
_LONGEST_CAPTION = 160
_LONGEST_ITEM_LEAD = 30
_LONGEST_CREDITS = 120
# A line of so many characters may be a page whose line ends are lost.
_ONE_LINE = 150
_GAP = re.compile(r"(?<=[。！？”）])[ \u3000]+(?=[\u4e00-\u9fff“（])|[ \u3000]{2,}(?=\S)")
_FEW_LINES = 3
_YEAR = r"[12一二][0-9〇○零一二三四五六七八九]{3}年"
# Where a line began whose end is lost: a dated caption, a byline and the text below it, the line of the series.
_LOST_END = re.compile(
    rf"{_GAP.pattern}|(?<=[\u4e00-\u9fff）)])(?<![在于自从至到截和])(?={_YEAR}\d{{1,2}}月\d{{1,2}}日[,，])"
    r"|(?<=[。！？])(?=(?:本报|特约)?(?:通讯员|记者)\s?[\u4e00-\u9fff]{2})"
    rf"|(?<=[\u4e00-\u9fff])(?=(?:{_YEAR}(?:以来)?|[近一]年来|今年以来|日前|近日)[,，])"
    rf"|(?<=[。！？])(?={_YEAR}[^。，,]{{4,30}}[（(][一二三四五六七八九十]+[)）])|(?<=[一二三四五六七八九十][)）])(?=[\u4e00-\u9fff])"
)
# Subheads of one article differ in length by few characters.
_NEAR = 2


class Mark(StrEnum):
    """The looks of a line."""

    HEADLINE = "headline"
    SUBTITLE = "subtitle"
    SERIES = "series"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDITS = "credits"
    DATELINE = "dateline"
    PREFACE = "preface"
    ELSEWHERE = "elsewhere"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph with its looks; `text` is in simplified characters, as the rules are, `written` as stored.

    `number` counts the document's paragraphs from 0; `blank_after` counts the line breaks up to the next paragraph.
    """

    number: int
    mark: Mark
    text: str
    written: str
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


def alike(line: Line, others: Sequence[Line]) -> bool:
    """Whether a headline looks like the others: all numbered, all of two phrases, all about as long."""
    if not others:
        return False
    lengths = [len(other.text) for other in others]
    near = min(lengths) - _NEAR <= len(line.text) <= max(lengths) + _NEAR
    return near and all(_looks(line) == _looks(other) for other in others)


def _looks(line: Line) -> tuple[bool, bool, bool, bool]:
    numbered, phrases = line.numbered or line.subnumbered, len(line.text.split()) > 1
    return numbered, phrases, bool(grammar.BULLET.match(line.text)), bool(grammar.EXCLAIMED.search(line.text))


def lines_of(document: Document) -> list[Line]:
    """Return the lines of a document in order, each with its mark."""
    plain = simplified(document.text)
    gaps = _LOST_END if len(document.paragraphs) <= _FEW_LINES else _GAP
    pieces = [piece for paragraph in document.paragraphs for piece in _pieces(plain, paragraph, gaps)]
    ends = [*(piece.span.start for piece in pieces[1:]), len(plain)]
    lines = []
    for number, (piece, until) in enumerate(zip(pieces, ends, strict=True)):
        span, text = piece.span, piece.span.of(plain)
        sentences = split(plain, span.start, span.end)
        breaks = max(plain.count(mark, span.end, until) for mark in "\n\r")
        mark = next(_marks(text, len(sentences)))
        lines.append(Line(number, mark, text, span.of(document.text), span, sentences, piece.page, breaks))
    return lines


def _pieces(text: str, paragraph: Paragraph, gaps: re.Pattern[str]) -> Iterator[Paragraph]:
    """Cut a paragraph that holds several: at wide gaps, and where a space follows a sentence."""
    start, end = paragraph.span.start, paragraph.span.end
    if end - start >= _ONE_LINE:
        for gap in gaps.finditer(text, start, end):
            if gap.start() > start:
                yield Paragraph(Span(start, gap.start()), paragraph.page)
            start = gap.end()
    yield Paragraph(Span(start, end), paragraph.page)


def _marks(text: str, sentences: int) -> Iterator[Mark]:
    """Yield the marks that a line may bear, the surest first."""
    if len(text) <= _LONGEST_CREDITS and grammar.CREDITS.match(text):
        yield Mark.CREDITS
    if len(text) <= _LONGEST_CREDITS and grammar.DATELINE.match(text):
        yield Mark.DATELINE
    if grammar.PREFACE.match(text):
        yield Mark.PREFACE
    if is_byline(text):
        yield Mark.BYLINE
    if _is_caption(text, sentences):
        yield Mark.CAPTION
    if grammar.KICKER.match(text):
        yield Mark.HEADLINE
    several = sentences > 1 and (len(text) > _LONGEST_LABEL or _ends_sentence(text))
    if len(text) > _LONGEST_HEADLINE or several or _ends_sentence(text):
        yield Mark.PROSE
    if _is_series(text):
        yield Mark.SERIES
    if grammar.SUBTITLE.match(text):
        yield Mark.SUBTITLE
    yield Mark.HEADLINE


def _ends_sentence(text: str) -> bool:
    if len(text) <= _LONGEST_EXCLAMATION and grammar.EXCLAIMED.search(text):
        return False
    return bool(grammar.SENTENCE_END.search(text))


def _is_caption(text: str, sentences: int) -> bool:
    if len(text) > _LONGEST_CAPTION:
        return False
    ended = bool(grammar.SENTENCE_END.search(text))
    dated = sentences == 1 and ended and bool(grammar.FULL_DATE.match(text))
    pointed = sentences == 1 and ended and bool(grammar.POINTER.match(text))
    return dated or pointed or bool(grammar.CAPTION.match(text)) or grammar.is_credited(text)


def _is_series(text: str) -> bool:
    about = bool(grammar.SERIES_WORD.search(text))
    dated = bool(grammar.years_in(text))
    match = grammar.SERIES.match(text)
    if match:
        return about or (match["bare"] is None and (dated or "政协" in text))
    alone = grammar.SUBTITLE.match(text) is None
    return alone and about and "政协" in text and (dated or bool(grammar.MANY.search(text)))
