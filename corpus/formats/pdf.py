"""PDF: the paragraphs of a file in reading order, page by page, and what of the pages they do not hold."""

import ctypes
import math
import os
import re
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from corpus.errors import CorpusError
from corpus.formats import picture
from corpus.formats.assembly import Extract
from corpus.formats.characters import plausibility
from corpus.formats.columns import Piece
from corpus.formats.glyphs import glyphs_of, pieces_of
from corpus.formats.layout import LEAST_TEXT, extract_of, is_large, large_picture
from corpus.formats.package import refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_LEAST_PLAUSIBLE = 0.6
_LEAST_LETTERS = 6
_DEEPEST_FORM = 6
# Where a stream begins; its dictionary, within so many bytes, says whether it is packed with Flate alone. So many bytes
# of it are unpacked. And where the mark of the file's end stands.
_STREAM = re.compile(rb">>\s{0,9}stream\r?\n")
_PACKED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?:/(?!\w+Decode)|$)")
_DICTIONARY = 400
_MOST_UNPACKED, _END = 1 << 17, -1024
# Pages are drawn with 200 dots per inch for recognition.
_SCALE = 200 / 72
_SCALE_OF_VIEW, _MOST_PIXELS = 2.0, 16_000_000
# Held by whoever opens a file; PDFium is not made for several threads.
_PDFIUM = threading.Lock()
# Where it looks for fonts that a file does not have in it. Without any Chinese one it drops characters that have no
# shape; in the last, ours, each is a box.
_FOLDERS = (b"/usr/share/fonts", b"/usr/share/X11/fonts", b"/usr/local/share/fonts")
# PDFium keeps the pointer to them.
_OF_SYSTEM = (ctypes.c_char_p * 4)(*_FOLDERS, None)
_WITH_OURS = (ctypes.c_char_p * 5)(*_FOLDERS, os.fsencode(Path(__file__).parent), None)


def _look_for_fonts(paths: ctypes.Array[ctypes.c_char_p]) -> None:
    if sys.platform == "linux":
        fonts = ctypes.cast(paths, ctypes.POINTER(ctypes.POINTER(ctypes.c_char)))
        pdfium_c.FPDF_DestroyLibrary()
        pdfium_c.FPDF_InitLibraryWithConfig(pdfium_c.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=fonts))


_look_for_fonts(_WITH_OURS)


def picture_of(content: bytes, number: int, *, file: str) -> Image.Image:
    """Return a page for people, who shall see characters where a font of the system has them; CorpusError for none."""
    with _PDFIUM, refusing("pdf", file):
        _look_for_fonts(_OF_SYSTEM)
        try:
            with closing(pdfium.PdfDocument(content)) as document:
                page = document[number - 1]
                scale = min(_SCALE_OF_VIEW, (_MOST_PIXELS / max(1.0, math.prod(page.get_size()))) ** 0.5)
                image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
                return image
        finally:
            _look_for_fonts(_WITH_OURS)


def extract(content: bytes, *, file: str) -> Extract:
    """Return the paragraphs of each page of a PDF file; one of which hardly anything can be read is refused."""
    with _PDFIUM, refusing("pdf", file):
        try:
            with closing(pdfium.PdfDocument(content)) as document:
                found = extract_of(_pages(document, file), file=file, nothing=picture.nothing_read(wording.SCANNED))
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
                raise CorpusError(wording.ENCRYPTED.format(file=file, format="pdf")) from error
            raise
    damage = [LeftOut(Left.DAMAGED, places.IN_FILE, "")] if _is_damaged(content) else []
    return replace(found, left_out=[*found.left_out, *damage])


def _pages(document: pdfium.PdfDocument, file: str) -> Iterator[tuple[list[Piece], list[LeftOut]]]:
    """Yield the text of each page and what is left out of it; a scanned page is recognised."""
    for number in range(len(document)):
        where = places.PAGE.format(page=number + 1)
        with closing(document[number]) as page:
            glyphs, notes = _page(page, where)
            drawn = not glyphs or any(note.kind is Left.PICTURE for note in notes)
            if len(glyphs) < LEAST_TEXT and drawn and picture.is_installed():
                scale = min(_SCALE, picture.LONGEST_SIDE / max(1.0, *page.get_size()))
                yield picture.recognise(page.render(scale=scale).to_pil().convert("RGB"), file=file, where=where)
            else:
                yield pieces_of(glyphs), notes


def _is_damaged(content: bytes) -> bool:
    """Whether a file is cut short, or a packed stream does not unpack; PDFium shows what is left without a word."""
    if b"%%EOF" not in content[_END:]:
        return True
    start = None if b"/Encrypt" in content else _STREAM.search(content)
    while start:
        end = content.find(b"endstream", start.end())
        dictionary = content[max(0, start.start() - _DICTIONARY) : start.start()].rpartition(b"obj")[2]
        if _PACKED.search(dictionary):
            unpacker = zlib.decompressobj()
            try:
                # The line break in front of the word may belong to the stream.
                unpacker.decompress(content[start.end() : end] + b"\n", _MOST_UNPACKED)
            except zlib.error:
                return True
            if end < 0 or not (unpacker.eof or unpacker.unconsumed_tail):
                return True
        start = _STREAM.search(content, end) if end > 0 else None
    return False


def _page(page: pdfium.PdfPage, where: str) -> tuple[list[Piece], list[LeftOut]]:
    """Return the glyphs of a page that can be read, most of them upright, and notes of the others."""
    glyphs = glyphs_of(page)
    notes = [large_picture(share, where) for share in _pictures(page) if is_large(share)]
    fonts: dict[str, list[Piece]] = {}
    for glyph in glyphs:
        fonts.setdefault(glyph.font, []).append(glyph)
    unreadable = {font: len(shown) for font, shown in fonts.items() if not _is_readable(shown)}
    for font, count in unreadable.items():
        notes.append(LeftOut(Left.FONT, where, places.UNREADABLE_FONT.format(font=font or "?", count=count)))
    glyphs = [glyph for glyph in glyphs if glyph.font not in unreadable]
    if askew := "".join(glyph.text for glyph in glyphs if glyph.turn is None).strip():
        notes.append(LeftOut(Left.WATERMARK, where, askew))
    return [glyph for glyph in glyphs if glyph.turn is not None], notes


def _is_readable(shown: Sequence[Piece]) -> bool:
    """Whether a font says which characters it shows, and the text that it shows is plausible."""
    if 2 * sum(glyph.unknown for glyph in shown) > len(shown):
        return False
    text = "".join(glyph.text for glyph in shown)
    return sum(char > "\x7f" for char in text) < _LEAST_LETTERS or plausibility(text) >= _LEAST_PLAUSIBLE


def _pictures(page: pdfium.PdfPage) -> Iterator[float]:
    """Yield the share of the page that each picture covers."""
    width, height = page.get_size()
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST_FORM):
        left, bottom, right, top = image.get_bounds()
        across = min(right, width) - max(left, 0)
        yield across * (min(top, height) - max(bottom, 0)) / (width * height) if across > 0 else 0
