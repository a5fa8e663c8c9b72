"""OFD: the paragraphs of a file in China's own page format (GB/T 33190), in reading order."""

import math
import re

import ofdkit

from corpus.formats.assembly import Extract
from corpus.formats.columns import Piece
from corpus.formats.layout import extract_of, large_pictures
from corpus.formats.package import Package, refusing
from corpus.model import LeftOut
from prompts import left_out as places


def extract(content: bytes, *, file: str) -> Extract:
    """Return the paragraphs of each page of an OFD file."""
    with refusing("ofd", file, ofdkit.OFDError):
        package = Package(content, file=file)
        with ofdkit.open(content) as document:
            return extract_of((_page(page, package) for page in document.pages), file=file)


def _page(page: ofdkit.Page, package: Package) -> tuple[list[Piece], list[LeftOut]]:
    """Return the text of a page, and a note for each large picture."""
    pieces = [
        Piece(run.text, run.x, -run.y, run.size, run.x + run.width)
        for run in page.runs
        if all(map(math.isfinite, (run.x, run.y, run.size, run.width))) and run.size > 0
    ]
    pictures = package.xml(page.location or "").iter("ImageObject")
    bounds = (re.findall(r"-?[0-9.]+", one.get("Boundary") or "") for one in pictures)
    shares = (float(at[2]) * float(at[3]) / (page.width * page.height) for at in bounds if len(at) == 4)
    return pieces, large_pictures(shares, places.PAGE.format(page=page.index + 1))
