"""Lines: the paragraphs of a page, cut where several stand on one, and what each of them is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus import grammar
from corpus.breaks import breaks_of
from corpus.labels import Mark, marks_of
from corpus.model import Document, Left, Paragraph, Span
from corpus.sentences import split
from corpus.simplified import simplified
from corpus.wordlists import tagged

_ONE_NEWS = 50  # characters that a piece of news with its title has, at least
_DISPATCH = re.compile(r"[讯电]$|[讯电]\W|记者|通讯员|报道")
_GLUED = re.compile(
    r"(?P<title>[^。，,；;！？!?…\n]{8,40}?)(?<![在于自从至到截和年月日今去明每当次\d])"
    r"(?:\d{1,2}月\d{1,2}日(?:[至到—-](?:\d{1,2}月)?\d{1,2}日)?|近日|日前)[，,]"
)
_DATE = 12  # characters that a date has
# Letters in a date that a scan was read with: 2O17年7月l8日.
_MISREAD = re.compile(r"(?<=[\d年月])[OolI](?=[\d年月日])")

# What tells of a page that stands beside its text: when it appeared, who wrote it, whose site it is.
_TELLING = re.compile(
    r"(?:时间|日期|来源|作者|稿源|供稿|撰稿|主办|主管|承办|版权所有|ICP备).*[\u4e00-\u9fff\d]|^(?:19|20)\d\d\s?[年./\-][\s\d:月日./\-]*$"
    r"|(?:人民政府|政府门户|政协)网?站?$|(?:当前|所在的?)位置"
)
_LONGEST_NOTE = 160

HEADS = (Mark.COLUMN, Mark.KICKER, Mark.HEADLINE, Mark.GOES_ON, Mark.SUBTITLE)
"""What may stand above an article's text."""
DATELINES = (Mark.DATELINE, Mark.MASTHEAD)
"""What says when and where a page appeared."""
AROUND = (Mark.CREDITS, *DATELINES, Mark.NAVIGATION)
"""What is of the page and of no article."""


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
    def subnumbered(self) -> bool:
        """Whether the line starts with (一) or the like."""
        return bool(grammar.SUBNUMBERED.match(self.text))


def lines_of(document: Document) -> list[Line]:
    """Return the lines of a document in order, each with its mark."""
    lines = unmarked(document)
    texts, breaks = [line.text for line in lines], [line.blank_after for line in lines]
    return with_marks(lines, marks_of(texts, breaks, simplified(document.name)))


def with_marks(lines: Sequence[Line], marks: Sequence[Mark]) -> list[Line]:
    """Return lines as what they are said to be, as far as that holds of the whole page."""
    if Mark.PROSE not in marks:  # a page of nothing but a few words and a sentence
        marks = [Mark.PROSE if "。" in line.text else mark for line, mark in zip(lines, marks, strict=True)]
    if Mark.HEADLINE not in marks:  # a list of titles is all that a page may hold
        bullets = [bool(grammar.BULLET.match(line.text)) for line in lines]
        listed = [one and mark is Mark.NAVIGATION for one, mark in zip(bullets, marks, strict=True)]
        marks = [Mark.HEADLINE if one and sum(listed) > 1 else mark for one, mark in zip(listed, marks, strict=True)]
    marks = [Mark.PROSE if mark is Mark.SALUTATION else mark for mark in marks]
    return _once([replace(line, mark=mark) for line, mark in zip(lines, marks, strict=True)])


def unmarked(document: Document) -> list[Line]:
    """Return the lines of a document in order, cut where ends were lost, before it is said what each of them is."""
    plain = _MISREAD.sub(lambda match: "1" if match[0] in "lI" else "0", simplified(document.text))
    breaks = breaks_of([paragraph.span.of(plain) for paragraph in document.paragraphs])
    pairs = zip(document.paragraphs, breaks, strict=True)
    pieces = [piece for paragraph, places in pairs for piece in _pieces(plain, paragraph, places)]
    ends = [*(piece.span.start for piece in pieces[1:]), len(plain)]
    lines = []
    for number, (piece, until) in enumerate(zip(pieces, ends, strict=True)):
        span, text = piece.span, piece.span.of(plain)
        sentences = split(plain, span.start, span.end)
        breaks_below = max(plain.count(mark, span.end, until) for mark in "\n\r")
        lines.append(Line(number, Mark.PROSE, text, span.of(document.text), span, sentences, piece.page, breaks_below))
    return lines


def _pieces(text: str, paragraph: Paragraph, places: Sequence[int]) -> Iterator[Paragraph]:
    """Cut a paragraph at places in it, white space in front of them left out, and titles from their news."""
    whole = paragraph.span
    for start, end in pairwise([whole.start, *(whole.start + place for place in places), whole.end]):
        yield from _without_title(text, Paragraph(Span(start, start + len(text[start:end].rstrip())), paragraph.page))


def _without_title(text: str, paragraph: Paragraph) -> Iterator[Paragraph]:
    """Cut off a title in front of the day of the news, which is surer than what is learned."""
    start, end = paragraph.span.start, paragraph.span.end
    glued = _GLUED.match(text, start, end) if end - start >= _ONE_NEWS else None
    if glued:
        # 县政协3月5日,召开会议 is one sentence: what follows the day of the news names who acts.
        subject = tagged(text[glued.end() : glued.end() + _DATE])[0][1].startswith(("n", "j", "r", "eng"))
        if subject and not _DISPATCH.search(glued["title"]):
            yield Paragraph(Span(start, glued.end("title")), paragraph.page)
            start = glued.end("title")
            start += len(text[start:end]) - len(text[start:end].lstrip())
    yield Paragraph(Span(start, end), paragraph.page)


def _once(lines: Sequence[Line]) -> list[Line]:
    """Return lines with a headline that stands twice above its text, as that of the page, too, marked as one once."""
    found = list(lines)
    below: dict[str, int] = {}  # the headlines between here and the text, and where each stands last
    for at, line in reversed(list(enumerate(lines))):
        bare = "".join(line.text.split())
        if line.mark not in (*HEADS, *AROUND):
            below = {}
        elif line.mark in HEADS and bare in below:
            found[at] = replace(line, mark=Mark.MASTHEAD)
            found[below[bare]] = replace(lines[below[bare]], mark=Mark.HEADLINE)
        elif line.mark in HEADS:
            below[bare] = at
    return found


def notes_of(document: Document) -> list[Line]:
    """Return what a file held around its text: what tells of the page, and what leads elsewhere."""
    lines = []
    for note in document.left_out:
        behind = re.search(r"\d+", note.where)  # of which paragraph
        for piece in re.split(r"\s[|｜]\s|\n", note.text) if note.kind is Left.NAVIGATION else ():
            text = piece.strip()
            if 0 < len(text) <= _LONGEST_NOTE:
                mark = Mark.DATELINE if _TELLING.search(text) else Mark.NAVIGATION
                number = int(behind[0]) - 1 if behind else -1
                lines.append(Line(number, mark, simplified(text), text, Span(0, 0), (), None, 0))
    return lines
