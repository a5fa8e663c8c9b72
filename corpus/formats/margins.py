"""Margins: the running heads, imprints and page numbers that stand above and below the text of pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from corpus.formats.columns import Piece

_PAGE_NUMBER = re.compile(r"^[-—–·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–·•\s]*$")
# So many lines at the top and the bottom of a page may belong to its margins.
_MOST_LINES = 3
_SAME_PLACE = 3.0
_LONGEST = 60


def without_margins(pages: Sequence[Sequence[Piece]]) -> tuple[list[list[Piece]], list[str]]:
    """Take out what is repeated at the edges of pages, figures apart, and page numbers; return it as well.

    A file of one page has no running head: what stands at its edge may be the only sign of paper and date.
    """
    if len(pages) < 2:
        return [list(page) for page in pages], []
    edges = [_edges(page) for page in pages]
    often = Counter(key for edge in edges for key in {_key(piece) for piece in edge})
    repeated = {key for key, count in often.items() if count > 1 and 2 * count >= len(pages)}
    if 3 * _length(piece for edge in edges for piece in edge if _key(piece) in repeated) > _length(chain(*pages)):
        repeated = set()  # these are pages that are alike
    kept, left_out = [], []
    for page, edge in zip(pages, edges, strict=True):
        out = [piece for piece in edge if _key(piece) in repeated or _PAGE_NUMBER.match(piece.text.strip())]
        gone = set(map(id, out))
        kept.append([piece for piece in page if id(piece) not in gone])
        left_out += [piece.text.strip() for piece in out]
    return kept, list(dict.fromkeys(left_out))


def _length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _edges(page: Sequence[Piece]) -> list[Piece]:
    """Return the short pieces on the first and on the last few lines of a page."""
    heights = sorted({round(piece.y) for piece in page if piece.text.strip()})
    outer = {*heights[:_MOST_LINES], *heights[-_MOST_LINES:]}
    return [piece for piece in page if round(piece.y) in outer and 0 < len(piece.text.strip()) <= _LONGEST]


def _key(piece: Piece) -> tuple[str, int]:
    """Return what is the same of a running head on all pages: its words without figures, and its height."""
    words = re.sub(r"[0-9一二三四五六七八九十]+", "#", piece.text).split()
    return " ".join(sorted(words)), round(piece.y / _SAME_PLACE)
