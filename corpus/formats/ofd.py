"""OFD: the paragraphs of a file in China's own page format (GB/T 33190), in reading order."""

import math
import posixpath
import re

import ofdkit
from PIL import Image

from corpus.formats import picture
from corpus.formats.assembly import Extract
from corpus.formats.columns import Piece
from corpus.formats.layout import extract_of, is_large, large_picture
from corpus.formats.package import Package, refusing
from corpus.model import LeftOut
from prompts import left_out as places
from prompts import storage as wording

# Pictures are drawn with 200 dots per inch for recognition; lengths in a file are in millimetres.
_SCALE = 200 / 25.4


def extract(content: bytes, *, file: str) -> Extract:
    """Return the paragraphs of each page of an OFD file; of its large pictures those that hold a page of text."""
    with refusing("ofd", file), ofdkit.open(content) as document:
        media, embedded = _Media(content, file=file), picture.Embedded(file)
        pages = (_page(page, media, embedded) for page in document.pages)
        return extract_of(pages, file=file, nothing=picture.nothing_read(wording.SCANNED))


def picture_of(content: bytes, number: int, *, file: str) -> Image.Image | None:
    """Return a page, counted from 1, with nothing but its large pictures on it; None where there are none."""
    with refusing("ofd", file), ofdkit.open(content) as document:
        return _Media(content, file=file).sheet(document.pages[number - 1])[0]


def _page(page: ofdkit.Page, media: "_Media", embedded: picture.Embedded) -> tuple[list[Piece], list[LeftOut]]:
    """Return the text of a page and of the pictures on it, and a note for each large one that is not read."""
    placed = [run for run in page.runs if all(map(math.isfinite, (run.x, run.y, run.size, run.width)))]
    pieces = [Piece(run.text, run.x, -run.y, run.size, run.x + run.width) for run in placed if run.size > 0]
    where = places.PAGE.format(page=page.index + 1)
    sheet, share, unread = media.sheet(page)
    notes = [large_picture(one, where) for one in unread]
    if sheet:
        alt = large_picture(share, where).text
        found, told = embedded.read(lambda: sheet, where=where, alt=alt, is_scan=not pieces)
        pieces += [piece.scaled(1 / _scale(page)) for piece in found]
        notes += told
    return pieces, notes


def _scale(page: ofdkit.Page) -> float:
    """Return the pixels of a millimetre."""
    return min(_SCALE, picture.LONGEST_SIDE / float(max(page.width, page.height)))


class _Media:
    """The pictures of a file, by their numbers in its resources."""

    def __init__(self, content: bytes, *, file: str) -> None:
        self._package, self._file = Package(content, file=file), file
        self._parts: dict[str, str] = {}
        for name in self._package.names:
            if name.endswith("res.xml"):
                resources = self._package.xml(name)
                folder = posixpath.join(posixpath.dirname(name), resources.get("BaseLoc", ""))
                for one in resources.iter("MultiMedia"):
                    part = posixpath.join(folder, one.findtext("MediaFile", "").strip())
                    self._parts[one.get("ID", "")] = posixpath.normpath(part)

    def sheet(self, page: ofdkit.Page) -> tuple[Image.Image | None, float, list[float]]:
        """Return a page with nothing but its large pictures on it, None where there are none.

        Also the share of the page that they cover, and the shares of those that are damaged or of an unknown kind.
        """
        sheet, covered, unread = None, 0.0, []
        scale = _scale(page)
        for element in self._package.xml(page.location or "").iter("ImageObject"):
            bounds = [float(at) for at in re.findall(r"-?[0-9.]+", element.get("Boundary", ""))]
            share = bounds[2] * bounds[3] / (page.width * page.height) if len(bounds) == 4 else 0.0
            if not is_large(share):
                continue
            content = self._package.read(self._parts.get(element.get("ResourceID", ""), ""))
            image = picture.picture_of(content, file=self._file)
            if image is None:
                unread.append(share)
                continue
            left, top, width, height = (round(min(at, max(page.width, page.height)) * scale) for at in bounds)
            sheet = sheet or Image.new("RGB", (round(page.width * scale), round(page.height * scale)), "white")
            sheet.paste(image.resize((max(1, width), max(1, height))), (left, top))
            covered += share
        return sheet, covered, unread
