"""Layout: from the pieces of text on the pages of a file to its paragraphs, without running heads and page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.formats.assembly import Extract
from corpus.formats.columns import Piece, columns_of, rows_of
from corpus.formats.grids import with_tables
from corpus.formats.joins import paragraphs_of
from corpus.model import Left, LeftOut
from prompts import left_out as places

_PAGE_NUMBER = re.compile(r"^[-—–·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–·•\s]*$")
# So many lines at the top and the bottom of a page may belong to its margins.
_MOST_LINES = 3
_SAME_PLACE = 3.0
_LONGEST = 60


def extract_of(pages: Sequence[Sequence[Piece]], notes: Sequence[LeftOut]) -> Extract:
    """Return the paragraphs of pages in reading order; running heads are left out, and told after the notes."""
    kept, margins = without_margins(pages)
    told = [LeftOut(Left.RUNNING_HEAD, places.HEAD_OF_PAGES, " | ".join(margins))] if margins else []
    return Extract(paragraphs_of([columns_of(with_tables(rows_of(page))) for page in kept]), [*notes, *told])


def without_margins(pages: Sequence[Sequence[Piece]]) -> tuple[list[list[Piece]], list[str]]:
    """Take out what is repeated at the edges of pages, figures apart, and page numbers; return it as well.

    A file of one page has no running head: what stands at its edge may be the only sign of paper and date.
    """
    if len(pages) < 2:
        return [list(page) for page in pages], []
    edges: list[list[Piece]] = []
    for page in pages:
        heights = sorted({round(piece.y) for piece in page if piece.text.strip()})
        outer = {*heights[:_MOST_LINES], *heights[-_MOST_LINES:]}
        edges.append([one for one in page if round(one.y) in outer and 0 < len(one.text.strip()) <= _LONGEST])
    often = Counter(key for edge in edges for key in {_key(piece) for piece in edge})
    repeated = {key for key, count in often.items() if count > 1 and 2 * count >= len(pages)}
    at_edges = sum(len(piece.text) for edge in edges for piece in edge if _key(piece) in repeated)
    if 3 * at_edges > sum(len(piece.text) for page in pages for piece in page):
        repeated = set()  # these are pages that are alike
    kept, left_out = [], []
    for page, edge in zip(pages, edges, strict=True):
        out = [piece for piece in edge if _key(piece) in repeated or _PAGE_NUMBER.match(piece.text.strip())]
        gone = set(map(id, out))
        kept.append([piece for piece in page if id(piece) not in gone])
        left_out += [piece.text.strip() for piece in out]
    return kept, list(dict.fromkeys(left_out))


def _key(piece: Piece) -> tuple[str, int]:
    """Return what is the same of a running head on all pages: its words without figures, and its height."""
    words = re.sub(r"[0-9一二三四五六七八九十]+", "#", piece.text).split()
    return " ".join(sorted(words)), round(piece.y / _SAME_PLACE)
