"""OFD: the paragraphs of a file in China's own page format (GB/T 33190), in reading order."""

import math
import re
from collections.abc import Iterator

import ofdkit

from corpus.errors import CorpusError
from corpus.formats.assembly import MOST_TEXT, Extract
from corpus.formats.columns import Piece
from corpus.formats.layout import extract_of
from corpus.formats.package import Package, opened, refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MOST_PAGES = 500
_LARGE_PICTURE = 0.08


def extract(content: bytes, *, file: str) -> Extract:
    """Return the paragraphs of each page of an OFD file."""
    with refusing("ofd", file, ofdkit.OFDError):
        package = opened(content, file=file)
        with ofdkit.open(content) as document:
            if len(document.pages) > _MOST_PAGES:
                raise CorpusError(wording.TOO_MANY_PAGES.format(file=file, limit=_MOST_PAGES))
            pages = [list(_pieces(page)) for page in document.pages]
            notes = [note for page in document.pages for note in _pictures(page, package)]
    length = sum(len(piece.text) for page in pages for piece in page)
    if length > MOST_TEXT:
        raise CorpusError(wording.TOO_MUCH_TEXT.format(file=file, limit=MOST_TEXT))
    if not length:
        raise CorpusError(wording.SCANNED.format(file=file))
    return extract_of(pages, notes)


def _pieces(page: ofdkit.Page) -> Iterator[Piece]:
    for run in page.runs:
        if all(map(math.isfinite, (run.x, run.y, run.size, run.width))) and run.size > 0:
            yield Piece(run.text, run.x, -run.y, run.size, run.x + run.width)


def _pictures(page: ofdkit.Page, package: Package) -> Iterator[LeftOut]:
    """Yield a note for each large picture of a page."""
    for element in package.xml(page.location or "").iter("ImageObject"):
        numbers = re.findall(r"-?[0-9.]+", element.get("Boundary") or "")
        if len(numbers) == 4:
            share = float(numbers[2]) * float(numbers[3]) / (page.width * page.height)
            if share >= _LARGE_PICTURE:
                text = places.LARGE_PICTURE.format(share=min(share, 1.0))
                yield LeftOut(Left.PICTURE, places.PAGE.format(page=page.index + 1), text)
