"""Glyphs: the characters of a printed page with their places, as PDFium finds them, and runs of those that go on."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import compress, pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.formats.characters import folded
from corpus.formats.columns import Piece

# Shares of the font size.
_SAME_LINE = 0.6
_GOES_ON = 1.1
_OVERLAP = 0.3
_SPACE = 0.15
_NO_SPACE = 0.4
_STEP_DOWN = (0.6, 1.7)
_STEP_OVER_SPACE = 4.0
_SAME_COLUMN = 0.4
# So many characters below each other are vertical writing.
_LEAST_VERTICAL = 4
# A small raised figure behind a letter is an exponent (m²), elsewhere the number of a footnote.
_SMALL = 0.8
_UNIT = re.compile(r"[A-Za-z]$")
_LEAST_GAPS = 4
_QUARTERS = 4
# In vertical lines Latin letters and figures lie on their side, their middle so far above the baseline; up to so many
# figures are set upright in the place of one character.
_ON_SIDE, _MIDDLE, _MOST_UPRIGHT = 3, 0.38, 3
_SKEW = 0.03


def glyphs_of(page: pdfium.PdfPage) -> list[Piece]:
    """Return the characters of a page in the order in which they are drawn."""
    with closing(page.get_textpage()) as text:
        count = pdfium_c.FPDFText_CountChars(text)
        found = (_glyph(text, at) for at in range(max(count, 0)) if not pdfium_c.FPDFText_IsGenerated(text, at))
        return [glyph for glyph in found if glyph is not None]


def _glyph(text: pdfium.PdfTextPage, at: int) -> Piece | None:
    code = pdfium_c.FPDFText_GetUnicode(text, at)
    char = folded(chr(code)) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    matrix, box = pdfium_c.FS_MATRIX(), pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    known = (
        pdfium_c.FPDFText_GetMatrix(text, at, matrix)
        and pdfium_c.FPDFText_GetLooseCharBox(text, at, box)
        and pdfium_c.FPDFText_GetCharOrigin(text, at, x, y)
    )
    unscaled = pdfium_c.FPDFText_GetFontSize(text, at)
    em, size = unscaled * math.hypot(matrix.a, matrix.b), unscaled * math.hypot(matrix.c, matrix.d)
    places = (x.value, y.value, box.left, box.right, box.top, box.bottom, size, em)
    if not char or not known or not all(map(math.isfinite, places)) or size <= 0:
        return None
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(quarters) % _QUARTERS if abs(quarters - round(quarters)) < _SKEW else None
    # Where the pen begins, the baseline, and where the box begins and ends, on the page turned upright.
    pen, baseline, left, right = (
        (x.value, y.value, box.left, box.right),
        (y.value, -x.value, box.bottom, box.top),
        (-x.value, -y.value, -box.right, -box.left),
        (-y.value, x.value, -box.top, -box.bottom),
    )[turn or 0]
    if char.isalnum() and unicodedata.east_asian_width(char[0]) in "WF":
        # Of some fonts the box is that of the ink: narrow characters such as 口 would stand apart.
        left = min(left, pen)
        right = max(right, left + em)
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(text, at, buffer, len(buffer), flags)
    font = buffer.raw[: max(0, length - 1)].decode("utf-8", "replace") if length <= len(buffer) else ""
    unknown = pdfium_c.FPDFText_HasUnicodeMapError(text, at) == 1 or char == "\ufffd"
    return Piece(char, left, baseline, size, right, turn=turn, font=font, unknown=unknown)


def pieces_of(glyphs: Sequence[Piece]) -> list[Piece]:
    """Return the runs of text of a page; vertical writing is turned so that its lines become rows.

    On a page that is mostly vertical every line is. Elsewhere a block of vertical lines, such as a headline beside
    the text, becomes one piece that stands alone.
    """
    runs = _parted(_runs(glyphs))
    vertical = [_is_vertical(run) for run in runs]
    if 2 * sum(map(len, compress(runs, vertical))) > sum(glyph.turn != _ON_SIDE for glyph in glyphs):
        return list(map(_vertical_piece, runs))
    pieces: list[Piece] = []
    block: list[Piece] = []
    for at, run in enumerate(runs):
        if vertical[at] or (block and len(run) < _LEAST_VERTICAL and _goes_down(run) and vertical[at - 1]):
            block.append(_piece(list(map(_as_row, run))))
            continue
        pieces += _block(block)
        block = []
        # Figures below each other are the column of a table.
        pieces += [_piece([glyph]) for glyph in run] if _goes_down(run) else [_piece(run)]
    return pieces + _block(block)


def _runs(glyphs: Sequence[Piece]) -> list[list[Piece]]:
    """Return the runs of glyphs that follow each other to the right, or downwards."""
    runs: list[list[Piece]] = []
    down: bool | None = None
    for glyph in glyphs:
        step = _step(runs[-1][-1], glyph, down=down) if runs else None
        if step is None or (down is not None and step != down):
            runs.append([])
            step = None
        runs[-1].append(glyph)
        down = step
    return runs


def _step(last: Piece, glyph: Piece, *, down: bool | None) -> bool | None:
    """Return how a glyph follows the last: False to the right, True below it, None elsewhere."""
    size = max(last.size, glyph.size)
    if last.turn != glyph.turn:
        return None
    if abs(last.y - glyph.y) <= _SAME_LINE * size:
        return False if -_OVERLAP * size <= glyph.x - last.right <= _GOES_ON * size else None
    furthest = _STEP_OVER_SPACE if down else _STEP_DOWN[1]
    below = _STEP_DOWN[0] * size <= last.y - glyph.y <= furthest * size
    beneath = min(abs(last.x - glyph.x), abs(last.x + last.right - glyph.x - glyph.right) / 2) <= _SAME_COLUMN * size
    return True if below and beneath else None


def _parted(runs: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Part runs where another was drawn into a gap: some programs draw all quotation marks after the text."""
    starts: dict[tuple[int, int | None], list[float]] = {}
    for run in runs:
        starts.setdefault((round(run[0].y), run[0].turn), []).append(run[0].x)
    parted: list[list[Piece]] = []
    for run in runs:
        places = starts[round(run[0].y), run[0].turn]
        parted.append(run[:1])
        for last, glyph in pairwise(run):
            first, end = last.right - _OVERLAP * glyph.size, glyph.x - _OVERLAP * glyph.size
            if end > last.right and any(first <= place < end for place in places):
                parted.append([])
            parted[-1].append(glyph)
    return parted


def _goes_down(run: Sequence[Piece]) -> bool:
    return len(run) == 1 or run[0].y - run[-1].y > _STEP_DOWN[0] * run[0].size


def _is_vertical(run: Sequence[Piece]) -> bool:
    chinese = sum("\u3400" <= glyph.text <= "\u9fff" for glyph in run)
    return len(run) >= _LEAST_VERTICAL and _goes_down(run) and 2 * chinese >= len(run)


def _as_row(glyph: Piece) -> Piece:
    """Turn a glyph of a vertical line, so that top is left and right is top."""
    return replace(glyph, x=-glyph.y - glyph.size, right=-glyph.y, y=(glyph.x + glyph.right) / 2)


def _vertical_piece(run: Sequence[Piece]) -> Piece:
    """Return a run on a page of vertical lines as one piece: it goes down, or its figures lie on their side.

    A few figures may be set upright; a longer run, such as the page's header, stands alone.
    """
    if run[0].turn == _ON_SIDE:
        return _piece([replace(glyph, y=glyph.y + _MIDDLE * glyph.size) for glyph in run])
    if _goes_down(run):
        return _piece(list(map(_as_row, run)))
    return replace(_as_row(_piece(run)), alone=len(run) > _MOST_UPRIGHT)


def _piece(run: Sequence[Piece]) -> Piece:
    """Return a run as one piece; its baseline is that of most of its characters, so that m² stays on the line."""
    gaps = [(glyph.x - last.right) / glyph.size for last, glyph in pairwise(run)]
    usual = max(0.0, median(gaps)) if len(gaps) >= _LEAST_GAPS else 0.0
    size, _ = Counter(round(glyph.size, 1) for glyph in run).most_common(1)[0]
    baseline, _ = Counter(round(glyph.y, 1) for glyph in run).most_common(1)[0]
    text = ""
    for gap, glyph in zip([0.0, *gaps], run, strict=True):
        if glyph.text.isdecimal() and glyph.size < _SMALL * size and glyph.y > baseline and not _UNIT.search(text):
            text += f"[{glyph.text}]"
        else:
            text += f" {glyph.text}" if text and _is_space(text[-1], glyph.text[0], gap - usual) else glyph.text
    return Piece(text.replace("][", ""), run[0].x, baseline, size, max(glyph.right for glyph in run))


def _is_space(left: str, right: str, gap: float) -> bool:
    """Whether a gap stands for a space; beside figures typesetters leave a little room that is none."""
    if not (left.isalnum() and right.isalnum()):
        return gap > _NO_SPACE and not (left.isspace() or right.isspace())
    return gap > (_SPACE if left.isascii() == right.isascii() else _NO_SPACE)


def _block(lines: Sequence[Piece]) -> list[Piece]:
    """Return one piece for some vertical lines beside each other, where they stand on the page."""
    if not lines:
        return []
    text = "".join(line.text.strip() for line in sorted(lines, key=lambda line: -line.y))
    left, right = min(line.y for line in lines), max(line.y for line in lines)
    size = lines[0].size
    return [Piece(text, left - size / 2, max(-line.x for line in lines) - size, size, right + size / 2, alone=True)]
