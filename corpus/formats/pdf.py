"""PDF: the paragraphs of a file with text, in reading order, page by page."""

import io
import logging
import math
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from corpus.errors import CorpusError
from corpus.formats.assembly import MOST_TEXT
from corpus.formats.columns import Piece, columns_of, piece_at
from corpus.formats.encoding import plausibility
from corpus.formats.joins import paragraphs_of
from prompts import storage as wording

# Its remarks on slightly damaged files are nothing a reader can act on.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MOST_PAGES = 500
# A page with an image and less text than this is a scan with a page number.
_LEAST_TEXT = 10
_LEAST_PLAUSIBLE = 0.6
# What the library runs into when the bytes lead it astray.
_MALFORMED = (
    PyPdfError,
    DependencyError,
    zlib.error,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
)
_SHOWS = frozenset((b"Tj", b"TJ", b"'", b'"'))


def pages(content: bytes, *, file: str) -> list[list[str]]:
    """Return the paragraphs of each page of a PDF file.

    Raises:
        CorpusError: the file is malformed or encrypted, a page is a scan without text, or its fonts do not say
            which characters they show.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise CorpusError(wording.ENCRYPTED.format(file=file, format="pdf"))
            sheets = list(islice(reader.pages, _MOST_PAGES + 1))
            pieces = _pages_of_pieces(sheets, reader, file)
            scans = [number for number, page in enumerate(sheets, 1) if _is_scan(page, pieces[number - 1])]
    except (DependencyError, FileNotDecryptedError) as error:
        raise CorpusError(wording.ENCRYPTED.format(file=file, format="pdf")) from error
    except LimitReachedError as error:
        raise CorpusError(wording.BOMB.format(file=file, reason=wording.OVER_LIMIT)) from error
    except _MALFORMED as error:
        message = wording.NOT_THIS_FORMAT.format(file=file, format="pdf", reason=wording.BROKEN_INSIDE)
        raise CorpusError(message) from error
    if len(sheets) > _MOST_PAGES:
        raise CorpusError(wording.TOO_MANY_PAGES.format(file=file, limit=_MOST_PAGES))
    _check(pieces, scans, file)
    return paragraphs_of([columns_of(page) for page in pieces])


def _check(pages: Sequence[Sequence[Piece]], scans: Sequence[int], file: str) -> None:
    texts = ["".join(piece.text for piece in page) for page in pages]
    if not "".join(texts).strip():
        scans = range(1, len(pages) + 1)
    if scans:
        raise CorpusError(wording.SCANNED_PAGE.format(file=file, pages="、".join(map(str, scans))))
    garbled = [number for number, text in enumerate(texts, 1) if plausibility(text) < _LEAST_PLAUSIBLE]
    if garbled:
        raise CorpusError(wording.GARBLED.format(file=file, pages="、".join(map(str, garbled))))


def _pages_of_pieces(sheets: Sequence[PageObject], reader: PdfReader, file: str) -> list[list[Piece]]:
    """Return the pieces of each page; many pages may show one stream, so the text is counted as it comes."""
    pages: list[list[Piece]] = []
    length = 0
    for sheet in sheets:
        pages.append(_pieces(sheet, reader))
        length += sum(len(piece.text) for piece in pages[-1])
        if length > MOST_TEXT:
            raise CorpusError(wording.TOO_MUCH_TEXT.format(file=file, limit=MOST_TEXT))
    return pages


def _pieces(page: PageObject, reader: PdfReader) -> list[Piece]:
    """Return the pieces of text on a page as they are shown, each with its place."""
    _show_one_by_one(page, reader)
    pieces: list[Piece] = []
    start: tuple[float, float] | None = None

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], _: object, size: float) -> None:
        nonlocal start
        text = text.strip("\n")
        if not text.strip():
            if text and pieces:
                # A space that is shown on its own stays with the word before it.
                pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text} ")
            return
        x, y, height = _place(tm, cm, abs(size))
        if not all(map(math.isfinite, (x, y, height))) or height <= 0:
            x, y, height = 0.0, 0.0, 1.0
        # A second text shown without a move in between goes on where the first ended.
        place = pieces[-1].right if pieces and start == (x, y) else x
        start = x, y
        pieces.append(piece_at(text, place, y, height))

    page.extract_text(visitor_text=visit)
    return pieces


def _place(tm: Sequence[float], cm: Sequence[float], size: float) -> tuple[float, float, float]:
    """Return where a text begins and how high it is, on a page turned so that its lines run from left to right.

    Args:
        tm: the text matrix.
        cm: the current transformation matrix.
        size: the font size before both.
    """
    right, up = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
    x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    height = size * math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
    length = math.hypot(right, up)
    if not length:
        return x, y, height
    return (x * right + y * up) / length, (y * right - x * up) / length, height


def _show_one_by_one(page: PageObject, reader: PdfReader) -> None:
    """Set the font anew before each text of a page, so that the texts of neighbouring columns are reported apart."""
    contents = page.get_contents()
    if contents is None:
        return
    stream = ContentStream(contents, reader, "bytes")
    stream.operations = list(_with_fonts(stream.operations))
    page[NameObject("/Contents")] = stream


def _with_fonts(operations: Sequence[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes]]:
    font: Any = None
    saved: list[Any] = []
    for operands, operator in operations:
        if operator == b"Tf":
            font = operands
        elif operator == b"q":
            saved.append(font)
        elif operator == b"Q" and saved:
            font = saved.pop()
        elif operator in _SHOWS and font is not None:
            yield font, b"Tf"
        yield operands, operator


def _is_scan(page: PageObject, pieces: Sequence[Piece]) -> bool:
    return sum(len(piece.text.strip()) for piece in pieces) < _LEAST_TEXT and _has_image(page)


def _has_image(page: PageObject) -> bool:
    """Whether a page draws an image, at once or in a form."""
    waiting: list[Any] = [page.get("/Resources")]
    for _ in range(1_000):
        if not waiting:
            return False
        resources = waiting.pop()
        resources = resources.get_object() if resources is not None else None
        drawn = resources.get("/XObject") if isinstance(resources, DictionaryObject) else None
        drawn = drawn.get_object() if drawn is not None else None
        for reference in drawn.values() if isinstance(drawn, DictionaryObject) else ():
            thing = reference.get_object()
            if isinstance(thing, DictionaryObject):
                if thing.get("/Subtype") == "/Image":
                    return True
                waiting.append(thing.get("/Resources"))
    return False
