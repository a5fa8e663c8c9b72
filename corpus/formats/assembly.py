"""Assembly: a document from the text, or from the lines of the pages, that a reader found in a file."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import CorpusError
from corpus.formats.characters import folded
from corpus.model import Document, LeftOut, Paragraph, RecognisedLine, Span
from prompts import storage as wording
from prompts.left_out import KINDS

MOST_TEXT = 2_000_000
PAGE_NUMBER = re.compile(r"[-—–·•\s]*第?\s*(?:\d{1,4})?\s*页?\s*[/,，]?\s*共?\s*(?:\d{1,4})?\s*页?[-—–·•\s]*")
"""What stands in a header or a footer that is no more than the number of the page."""
ENDED = re.compile(r"[。！？!?…：:][”’」』）)】》]*(?:\[\d+\])?\s*$")
"""How a line ends that the next one does not go on; a footnote may be called behind the full stop."""
_BETWEEN_WORDS = re.compile(r"[A-Za-z]\n[A-Za-z]")
# A line without surrounding white space; it ends where it does for str.splitlines.
_LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
UNPRINTABLE = re.compile(r"[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

NumberedLines = list[tuple[int, RecognisedLine]]
"""Recognised lines in their order, each with the number of its paragraph and its span in there."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader found in a file: the lines of each page in reading order, and what they do not hold.

    `numbered` says that the file itself has pages, so that paragraphs know theirs; paragraphs that `lines` stand in are
    counted from 0 through all pages.
    """

    pages: list[list[str]]
    left_out: list[LeftOut] = field(default_factory=list)
    numbered: bool = False
    lines: NumberedLines = field(default_factory=list)


def document_of_text(text: str, *, name: str, file: str, left_out: Sequence[LeftOut] = ()) -> Document:
    """Return the document of a plain text, which is stored exactly as it is; control characters are refused."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise CorpusError(wording.CONTROL.format(file=file, line=line, code=f"U+{ord(control.group()):04X}"))
    paragraphs = tuple(Paragraph(Span(*match.span())) for match in _LINE.finditer(text))
    return _document(text, paragraphs, left_out, name=name, file=file)


def document_of_pages(extract: Extract, *, name: str, file: str) -> Document:
    """Return the document of the lines of a file's pages; a blank line is kept as the sign of a gap."""
    text = ""
    paragraphs: list[Paragraph] = []
    written: list[tuple[int, str]] = []
    for number, line in ((number, line) for number, lines in enumerate(extract.pages, 1) for line in lines):
        written.append((len(text), line))
        if clean := _clean(line):
            span = Span(len(text), len(text) + len(clean))
            paragraphs.append(Paragraph(span, number if extract.numbered else None))
        text += f"{clean}\n"
        if len(text) > MOST_TEXT:
            break
    document = _document(text, tuple(paragraphs), extract.left_out, name=name, file=file)
    return replace(document, lines=tuple(_placed(line, *written[number]) for number, line in extract.lines))


def _placed(line: RecognisedLine, start: int, paragraph: str) -> RecognisedLine:
    """Return a recognised line of a paragraph, as the reader found it, with its span in the whole text."""
    first, last = (start + len(_clean(paragraph[:at])) for at in (line.span.start, line.span.end))
    return replace(line, span=Span(first, last))


def _clean(line: str) -> str:
    return UNPRINTABLE.sub("", folded(" ".join(line.splitlines()))).strip()


def joined(above: str, line: str, mark: str = "") -> str:
    """Return two lines of one paragraph as one, with a mark between them, or a space between Latin words."""
    return above + (" " if _BETWEEN_WORDS.fullmatch(f"{above[-1:]}\n{line[:1]}") else mark) + line


def _document(
    text: str, paragraphs: tuple[Paragraph, ...], left_out: Sequence[LeftOut], *, name: str, file: str
) -> Document:
    if not paragraphs and left_out:
        held = "、".join(dict.fromkeys(KINDS[one.kind] for one in left_out))
        raise CorpusError(wording.NOTHING_TO_STORE.format(file=file, held=held, where=left_out[0].where))
    if not paragraphs:
        raise CorpusError(wording.EMPTY.format(file=file))
    if len(text) > MOST_TEXT:
        raise CorpusError(wording.TOO_MUCH_TEXT.format(file=file, limit=MOST_TEXT))
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(name, file, text, sha256, paragraphs, left_out=tuple(left_out))
