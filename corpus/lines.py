"""Lines: what each paragraph of a page is, by its own looks and then by its neighbours."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from corpus import grammar
from corpus.bylines import is_byline, is_signature, names_only
from corpus.model import Document, Paragraph, Span
from corpus.sentences import split
from corpus.simplified import simplified
from corpus.wordlists import tagged

_LONGEST_HEADLINE = 50
_LONGEST_EXCLAMATION = 30
_LONGEST_LABEL = 12
_LONGEST_CAPTION = 160
_LONGEST_ITEM_LEAD = 30
_LONGEST_CREDITS = 120
# A line of so many characters may be a page whose line ends are lost.
_ONE_LINE = 150
_ONE_NEWS = 50  # characters that a piece of news with its title has, at least
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
_DISPATCH = re.compile(r"[讯电]$|[讯电]\W|记者|通讯员|报道")
_GLUED = re.compile(
    r"(?P<title>[^。，,；;！？!?…\n]{8,40}?)(?<![在于自从至到截和年月日今去明每当次\d])"
    r"(?:\d{1,2}月\d{1,2}日(?:[至到—-](?:\d{1,2}月)?\d{1,2}日)?|近日|日前)[，,]"
)
# Subheads of one article differ in length by few characters.
_NEAR = 2
_LONGEST_BARE_CAPTION = 60
# How many characters a date has.
_DATE = 12
# How far above a line its headline is looked for, across captions.
_REACH = 6


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


_HEADS = (Mark.HEADLINE, Mark.SUBTITLE)
_HEAD_OF_NEWS = re.compile(r"^[▲△](?!.*[图摄])[^。！？]{6,40}$")


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
    titles = {title for title, _ in grammar.entries_in(plain)}
    pieces = [
        piece
        for paragraph in document.paragraphs
        for whole in _pieces(plain, paragraph, gaps)
        for piece in _without_title(plain, whole, titles)
    ]
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


def _without_title(text: str, paragraph: Paragraph, titles: Collection[str]) -> Iterator[Paragraph]:
    """Cut off a title that runs into its text: one of the table of contents, or one in front of the day of the news."""
    start, end = paragraph.span.start, paragraph.span.end
    at = next((start + len(title) for title in titles if text.startswith((f"{title} ", f"{title}\u3000"), start)), 0)
    glued = None if at or end - start < _ONE_NEWS else _GLUED.match(text, start, end)
    if glued:
        # 县政协3月5日,召开会议 is one sentence: what follows the day of the news names who acts.
        subject = tagged(text[glued.end() : glued.end() + _DATE])[0][1].startswith(("n", "j", "r", "eng"))
        at = glued.end("title") if subject and not _DISPATCH.search(glued["title"]) else 0
    if at and at < end:
        yield Paragraph(Span(start, at), paragraph.page)
        start = next(place for place in range(at, end) if not text[place].isspace())
    yield Paragraph(Span(start, end), paragraph.page)


def _marks(text: str, sentences: int) -> Iterator[Mark]:
    """Yield the marks that a line may bear, the surest first."""
    short, ended = len(text) <= _LONGEST_CREDITS, bool(grammar.SENTENCE_END.search(text))
    if short and grammar.CREDITS.match(text):
        yield Mark.CREDITS
    if short and grammar.DATELINE.match(text):
        yield Mark.DATELINE
    if grammar.PREFACE.match(text):
        yield Mark.PREFACE
    if is_byline(text):
        yield Mark.BYLINE
    opened = grammar.FULL_DATE.match(text) or grammar.POINTER.match(text)
    pictured = (sentences == 1 and ended and opened) or grammar.CAPTION.match(text) or grammar.is_credited(text)
    if len(text) <= _LONGEST_CAPTION and pictured:
        yield Mark.CAPTION
    if grammar.KICKER.match(text):
        yield Mark.HEADLINE
    if grammar.OF_MINUTES.match(text):
        yield Mark.PROSE
    ended = ended and not (len(text) <= _LONGEST_EXCLAMATION and grammar.EXCLAIMED.search(text))
    if len(text) > _LONGEST_HEADLINE or ended or (sentences > 1 and len(text) > _LONGEST_LABEL):
        yield Mark.PROSE
    about, dated = bool(grammar.SERIES_WORD.search(text)), bool(grammar.years_in(text))
    if match := grammar.SERIES.match(text):
        series = about or (match["bare"] is None and (dated or "政协" in text))
    else:
        many = dated or grammar.MANY.search(text)
        series = bool(about and "政协" in text and many and not grammar.SUBTITLE.match(text))
    if series:
        yield Mark.SERIES
    yield Mark.SUBTITLE if grammar.SUBTITLE.match(text) else Mark.HEADLINE


def remarked(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with their marks put right by their neighbours.

    Below a headline, or at the very end, names are a byline; a sentence between headline and byline is a caption;
    a dated sentence within running text, or with no other text below its subhead, is an item and no caption.
    """
    named = [
        replace(line, mark=Mark.BYLINE) if line.mark == Mark.HEADLINE and _names_below(lines, at) else line
        for at, line in enumerate(lines)
    ]
    end = next((at for at in range(len(named), 0, -1) if named[at - 1].mark != Mark.CAPTION), 0)
    signing = (Mark.HEADLINE, Mark.BYLINE)
    first = next((at for at in range(end, 0, -1) if named[at - 1].mark not in signing), end)
    if first and named[first - 1].mark == Mark.PROSE and all(is_signature(line.text) for line in named[first:end]):
        named[first:end] = [replace(line, mark=Mark.BYLINE) for line in named[first:end]]
    # ▲ marks captions, and the heads of a bulletin's news.
    marked = [
        at
        for at, (line, below) in enumerate(pairwise(named))
        if line.mark == Mark.CAPTION and below.mark == Mark.PROSE and _HEAD_OF_NEWS.match(line.text)
    ]
    for at in marked if len(marked) > 1 else ():
        named[at] = replace(named[at], mark=Mark.HEADLINE)
    captioned = [
        replace(line, mark=Mark.CAPTION) if line.mark == Mark.PROSE and _is_caption(named, at) else line
        for at, line in enumerate(named)
    ]
    return [
        replace(line, mark=Mark.PROSE) if line.mark == Mark.CAPTION and _is_item(captioned, at) else line
        for at, line in enumerate(captioned)
    ]


def _names_below(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is nothing but names, below a headline and perhaps its captions."""
    above = (other.mark for other in reversed(lines[max(0, at - _REACH) : at]) if other.mark != Mark.CAPTION)
    return next(above, None) in _HEADS and names_only(lines[at].text)


def _is_caption(lines: Sequence[Line], at: int) -> bool:
    """Whether a sentence stands between a headline and the byline above the text."""
    line, above = lines[at], lines[at - 1].mark if at else None
    if len(line.sentences) > 1 or len(line.text) > _LONGEST_BARE_CAPTION or above not in (*_HEADS, Mark.CAPTION):
        return False
    below = [other.mark for other in lines[at + 1 : at + 1 + _REACH] if other.mark != Mark.CAPTION]
    # A byline with no text below it closes an article, and the sentence above it is text.
    return below[:2] == [Mark.BYLINE, Mark.PROSE]


def _is_item(lines: Sequence[Line], at: int) -> bool:
    """Whether what looks like a dated caption is an item of the text, or begins a piece of news."""
    line, below = lines[at], lines[at + 1].mark if at + 1 < len(lines) else None
    if at == 0 or below == Mark.CAPTION or not grammar.FULL_DATE.match(line.text) or grammar.is_credited(line.text):
        return False
    above = lines[at - 1]
    if above.mark == Mark.HEADLINE and above.numbered:
        return True
    if grammar.years_in(line.text[:_DATE]):
        return False
    if above.mark != Mark.HEADLINE:
        # Below a picture that says who took it, what does not is text.
        pictured = above.mark == Mark.CAPTION and not grammar.FULL_DATE.match(above.text)
        return below == Mark.PROSE and (above.mark == Mark.PROSE or pictured)
    # A day without its year, below the title and above text, begins a piece of news.
    return below in (Mark.PROSE, None) or (at > 1 and below in (Mark.HEADLINE, Mark.SERIES))
