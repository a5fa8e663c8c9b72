"""Word: the lines of a docx file, text boxes and table cells included, revisions as accepted."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from corpus.errors import CorpusError
from prompts import storage as wording

_MOST_UNPACKED = 200 * 1024**2
# Parsed XML takes many times its size in memory; a page of a newspaper has less than 1 MB of it.
_MOST_XML = 20 * 1024**2
_MOST_PARTS = 5_000
_TORN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError)
# What the libraries run into when the bytes lead them astray; a fault of XML is a SyntaxError.
_MALFORMED = (
    *_TORN,
    OpcError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    OSError,
    RuntimeError,
)
_PARAGRAPH, _RUN_TEXT, _TEXT_BOX = qn("w:p"), qn("w:t"), qn("w:txbxContent")
_ROW, _CELL = qn("w:tr"), qn("w:tc")
_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_MARKS = {qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A text box is stored twice, for old and new Word; moved and deleted text is stored where it was as well.
_SKIPPED = frozenset({_FALLBACK, qn("w:moveFrom"), qn("w:del"), qn("w:instrText"), qn("w:rPr"), qn("w:pPr")})


def pages(content: bytes, *, file: str) -> list[list[str]]:
    """Return the lines of a docx file as one page; Word sets pages only when it prints.

    Raises:
        CorpusError: the file is malformed, or would unpack to more than is reasonable.
    """
    try:
        _check_size(content, file)
        body = docx.Document(io.BytesIO(content)).element.body
        return [[line for text in _texts(body) for line in text.split("\n")]]
    except _MALFORMED as error:
        reason = wording.BROKEN_ARCHIVE if isinstance(error, _TORN) else wording.BROKEN_INSIDE
        raise CorpusError(wording.NOT_THIS_FORMAT.format(file=file, format="docx", reason=reason)) from error


def _check_size(content: bytes, file: str) -> None:
    """Refuse an archive by the sizes it declares; zipfile never unpacks more than those."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    markup = sum(part.file_size for part in parts if re.search(r"\.(?:xml|rels)$", part.filename, re.IGNORECASE))
    if total > _MOST_UNPACKED or markup > _MOST_XML or len(parts) > _MOST_PARTS:
        size = f"{max(total, markup) / 1024**2:.0f} MB"
        raise CorpusError(wording.BOMB.format(file=file, reason=size))


def _texts(root: BaseOxmlElement) -> Iterator[str]:
    """Yield the paragraphs below an element in order; a row of one-line cells is one line."""
    for child in root:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _PARAGRAPH:
            yield _text(child)
            for box in _boxes(child):
                yield from _texts(box)
        elif child.tag == _ROW:
            yield from _row(child)
        else:
            yield from _texts(child)


def _row(row: BaseOxmlElement) -> list[str]:
    cells = [[text for text in _texts(cell) if text.strip()] for cell in row if cell.tag == _CELL]
    if len(cells) > 1 and all(len(cell) <= 1 for cell in cells):
        return [" ".join(text for cell in cells for text in cell)]
    return [text for cell in cells for text in cell]


def _text(paragraph: BaseOxmlElement) -> str:
    """Return a paragraph's own text, without that of the text boxes anchored in it."""
    pieces = []
    for element in _inside(paragraph):
        if element.tag == _RUN_TEXT:
            pieces.append(element.text or "")
        elif element.tag in _BREAKS:
            pieces.append("\n")
        else:
            pieces.append(_MARKS.get(element.tag, ""))
    return "".join(pieces)


def _boxes(paragraph: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    return (element for element in _inside(paragraph) if element.tag == _TEXT_BOX)


def _inside(paragraph: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yield what a paragraph holds in order, text boxes as one element."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag not in _SKIPPED:
            yield element
            if element.tag != _TEXT_BOX:
                waiting.extend(reversed(element))
