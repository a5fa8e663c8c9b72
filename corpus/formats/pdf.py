"""PDF: the paragraphs of a file in reading order, page by page, and what of the pages they do not hold."""

import ctypes
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.errors import CorpusError
from corpus.formats import picture
from corpus.formats.assembly import MOST_TEXT, Extract
from corpus.formats.characters import plausibility
from corpus.formats.columns import Piece
from corpus.formats.glyphs import Glyph, glyphs_of, pieces_of
from corpus.formats.layout import extract_of
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MOST_PAGES = 500
# A page with an image and less text than this is a scan with a page number.
_LEAST_TEXT = 10
_LEAST_PLAUSIBLE = 0.6
_LEAST_LETTERS = 6
# A picture that covers this share of a page may hold text.
_LARGE_PICTURE = 0.08
_DEEPEST_FORM = 6
# Pages are drawn with 200 dots per inch for recognition.
_SCALE = 200 / 72
PDFIUM = threading.Lock()
"""Held by whoever opens a file; PDFium is not made for several threads."""
# Where it looks for fonts that a file does not have in it. Without any Chinese one it drops characters that have no
# shape; in the last, ours, each is a box.
_FONTS = ("/usr/share/fonts", "/usr/share/X11/fonts", "/usr/local/share/fonts", str(Path(__file__).parent))
_FONT_PATHS = (ctypes.c_char_p * (len(_FONTS) + 1))(*map(os.fsencode, _FONTS), None)
if sys.platform == "linux":
    pdfium_c.FPDF_DestroyLibrary()
    pdfium_c.FPDF_InitLibraryWithConfig(
        pdfium_c.FPDF_LIBRARY_CONFIG(
            version=2,
            m_pUserFontPaths=ctypes.cast(_FONT_PATHS, ctypes.POINTER(ctypes.POINTER(ctypes.c_char))),
            m_pIsolate=None,
            m_v8EmbedderSlot=0,
        )
    )


def extract(content: bytes, *, file: str) -> Extract:
    """Return the paragraphs of each page of a PDF file.

    Raises:
        CorpusError: the file is malformed, encrypted or too long, it has no text, or most of its text is in fonts
            that do not say which characters they show.
    """
    with PDFIUM:
        try:
            with closing(pdfium.PdfDocument(content)) as document:
                return _extract(document, file)
        except pdfium.PdfiumError as error:
            raise CorpusError(_refusal(error, file)) from error


def _refusal(error: pdfium.PdfiumError, file: str) -> str:
    if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
        return wording.ENCRYPTED.format(file=file, format="pdf")
    return wording.NOT_THIS_FORMAT.format(file=file, format="pdf", reason=wording.BROKEN_INSIDE)


def _extract(document: pdfium.PdfDocument, file: str) -> Extract:
    if len(document) > _MOST_PAGES:
        raise CorpusError(wording.TOO_MANY_PAGES.format(file=file, limit=_MOST_PAGES))
    notes: list[LeftOut] = []
    pages: list[list[Piece]] = []
    length = 0
    for number in range(len(document)):
        glyphs, found = _page(document, number)
        length += len(glyphs)
        if length > MOST_TEXT:
            raise CorpusError(wording.TOO_MUCH_TEXT.format(file=file, limit=MOST_TEXT))
        pieces = pieces_of(glyphs)
        drawn = not glyphs or any(note.kind is Left.PICTURE for note in found)
        if len(glyphs) < _LEAST_TEXT and drawn and picture.is_installed():
            pieces, found = _recognised(document, number, file)
        notes += found
        pages.append(pieces)
    _check(pages, notes, file)
    return extract_of(pages, notes)


def _recognised(document: pdfium.PdfDocument, number: int, file: str) -> tuple[list[Piece], list[LeftOut]]:
    """Return the text that is recognised in the picture of a page."""
    with closing(document[number]) as page:
        scale = min(_SCALE, picture.LONGEST_SIDE / max(1.0, *page.get_size()))
        image = page.render(scale=scale).to_pil().convert("RGB")
    return picture.recognise(image, file=file, where=places.PAGE.format(page=number + 1))


def _page(document: pdfium.PdfDocument, number: int) -> tuple[list[Glyph], list[LeftOut]]:
    """Return the glyphs of a page that can be read, most of them upright, and notes of the others."""
    where = places.PAGE.format(page=number + 1)
    with closing(document[number]) as page:
        glyphs = glyphs_of(page)
        pictures = list(_pictures(page))
    notes = [LeftOut(Left.PICTURE, where, places.LARGE_PICTURE.format(share=share)) for share in pictures]
    unreadable = _unreadable_fonts(glyphs)
    for font, count in unreadable.items():
        notes.append(LeftOut(Left.FONT, where, places.UNREADABLE_FONT.format(font=font or "?", count=count)))
    glyphs = [glyph for glyph in glyphs if glyph.font not in unreadable]
    askew = "".join(glyph.text for glyph in glyphs if glyph.turn is None)
    if askew.strip():
        notes.append(LeftOut(Left.WATERMARK, where, askew))
    return [glyph for glyph in glyphs if glyph.turn is not None], notes


def _unreadable_fonts(glyphs: Sequence[Glyph]) -> dict[str, int]:
    """Return the fonts of a page that do not say which characters they show, each with how many it shows."""
    texts: dict[str, list[Glyph]] = {}
    for glyph in glyphs:
        texts.setdefault(glyph.font, []).append(glyph)
    return {font: len(shown) for font, shown in texts.items() if not _is_readable(shown)}


def _is_readable(shown: Sequence[Glyph]) -> bool:
    if 2 * sum(glyph.unknown for glyph in shown) > len(shown):
        return False
    text = "".join(glyph.text for glyph in shown)
    beyond = sum(char > "\x7f" for char in text)
    return beyond < _LEAST_LETTERS or plausibility(text) >= _LEAST_PLAUSIBLE


def _pictures(page: pdfium.PdfPage) -> Iterator[float]:
    """Yield the share of the page that each large picture covers."""
    width, height = page.get_size()
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST_FORM):
        left, bottom, right, top = image.get_bounds()
        across = min(right, width) - max(left, 0)
        share = across * (min(top, height) - max(bottom, 0)) / (width * height) if across > 0 else 0
        if share >= _LARGE_PICTURE:
            yield min(share, 1.0)


def _check(pages: Sequence[Sequence[Piece]], notes: Sequence[LeftOut], file: str) -> None:
    """Refuse a file of which hardly anything can be read."""
    read = sum(len(piece.text.strip()) for page in pages for piece in page)
    lost = Counter(note.where for note in notes if note.kind is Left.FONT)
    if lost and read < _LEAST_TEXT:
        raise CorpusError(wording.GARBLED.format(file=file, where="、".join(lost)))
    recognised = any(note.kind is Left.RECOGNISED for note in notes)
    if not read or (read < _LEAST_TEXT and not recognised and any(note.kind is Left.PICTURE for note in notes)):
        raise CorpusError((wording.NOTHING_RECOGNISED if picture.is_installed() else wording.SCANNED).format(file=file))
