"""Layout: from the pieces of text on the pages of a file to its paragraphs, without running heads and page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus import grammar
from corpus.errors import CorpusError
from corpus.formats.assembly import ENDED, MOST_TEXT, PAGE_NUMBER, Extract, NumberedLines, joined
from corpus.formats.columns import Piece, columns_of, rows_of, with_tables
from corpus.model import Left, LeftOut, RecognisedLine, Span
from prompts import left_out as places
from prompts import storage as wording

MOST_PAGES = 500
# A page with an image and less text than this is a scan with a page number.
LEAST_TEXT = 10
_LARGE_PICTURE = 0.08
# So many lines at the top and the bottom of a page may belong to its margins.
_MOST_LINES = 3
_SAME_PLACE = 3.0
_LONGEST = 60
# Shares of the font size.
_INDENT = 1.2
_SHORT = 2.5
_SHORT_AFTER_STOP = 1.0
_LEADING = 1.9
_SAME_ROW = 0.4
_OTHER_SIZE = 0.12
_HEADLINE = 1.25
# Of the distance between lines.
_GAP = 1.2
_OPENINGS = (grammar.NUMBERED, grammar.SUBNUMBERED, grammar.FULL_DATE, grammar.CAPTION, grammar.CREDITS)


def extract_of(
    pages: Iterable[tuple[list[Piece], list[LeftOut]]], *, file: str, nothing: str = wording.SCANNED
) -> Extract:
    """Return the paragraphs of pages in reading order; running heads are left out, and told last.

    Args:
        pages: the text of each page and what is left out of it; no more are asked for than are read.
        file: the file's name.
        nothing: the message where there is no text.

    Raises:
        CorpusError: too many pages, too much text, or as good as none.
    """
    found: list[list[Piece]] = []
    notes: list[LeftOut] = []
    length = 0
    for page, told in pages:
        found.append(page)
        notes += told
        length += sum(len(piece.text.strip()) for piece in page)
        if len(found) > MOST_PAGES:
            raise CorpusError(wording.TOO_MANY_PAGES.format(file=file, limit=MOST_PAGES))
        if length > MOST_TEXT:
            raise CorpusError(wording.TOO_MUCH_TEXT.format(file=file, limit=MOST_TEXT))
    kinds = {note.kind for note in notes}
    if Left.FONT in kinds and length < LEAST_TEXT:
        lost = dict.fromkeys(note.where for note in notes if note.kind is Left.FONT)
        raise CorpusError(wording.GARBLED.format(file=file, where="、".join(lost)))
    if not length or (length < LEAST_TEXT and Left.PICTURE in kinds and Left.RECOGNISED not in kinds):
        raise CorpusError(nothing.format(file=file))
    paragraphs, heads, lines = _laid_out(found)
    return Extract(paragraphs, [*notes, *heads], numbered=True, lines=lines)


def _laid_out(pages: Sequence[Sequence[Piece]]) -> tuple[list[list[str]], list[LeftOut], NumberedLines]:
    """Return the paragraphs of each page, a note of running heads, and `Extract.lines`."""
    kept, margins = _without_margins(pages)
    heads = [LeftOut(Left.RUNNING_HEAD, places.HEAD_OF_PAGES, " | ".join(margins))] if margins else []
    paragraphs, lines = _paragraphs_of([columns_of(with_tables(rows_of(page))) for page in kept])
    return paragraphs, heads, lines


class Scan(str):
    """The text of a picture that stands among the lines of a file, with its pieces and its number in the file."""

    pieces: Sequence[Piece]
    number: int

    def __new__(cls, pieces: Sequence[Piece], number: int) -> "Scan":
        """Return the text of the picture of this number."""
        scan = super().__new__(cls, "\n".join(piece.text for piece in pieces))
        scan.pieces, scan.number = pieces, number
        return scan


def extract_with_scans(lines: Iterable[str], left_out: Sequence[LeftOut]) -> Extract:
    """Return lines as one page; scans between which there is no text are laid out as pages that follow each other."""
    found = Extract([[]], list(left_out))
    [page], scans = found.pages, list[Scan]()
    for line in (*lines, None):
        if isinstance(line, Scan):
            scans.append(line)
        elif line is None or line.strip() or not scans:
            paragraphs, heads, recognised = _laid_out([scan.pieces for scan in scans])
            found.left_out.extend(heads)
            for at, one in recognised:
                found.lines.append((len(page) + at, replace(one, page=scans[one.page - 1].number)))
            page += [*(text for texts in paragraphs for text in texts), *([] if line is None else [line])]
            scans.clear()
    return found


def is_large(share: float) -> bool:
    """Whether a picture covers enough of a page to hold text."""
    return share >= _LARGE_PICTURE


def large_picture(share: float, where: str) -> LeftOut:
    """Return a note of a picture that covers this share of a page."""
    return LeftOut(Left.PICTURE, where, places.LARGE_PICTURE.format(share=min(share, 1.0)))


def _without_margins(pages: Sequence[Sequence[Piece]]) -> tuple[list[list[Piece]], list[str]]:
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
    out = [one for edge in edges for one in edge if _key(one) in repeated or PAGE_NUMBER.fullmatch(one.text)]
    gone = set(map(id, out))
    kept = [[piece for piece in page if id(piece) not in gone] for page in pages]
    # Symbols of a font of its own, such as the ornaments of Wingdings, cannot be quoted.
    return kept, [text for text in dict.fromkeys(one.text.strip() for one in out) if any(map(str.isprintable, text))]


def _key(piece: Piece) -> tuple[str, int]:
    """Return what is the same of a running head on all pages: its words without figures, and its height."""
    words = re.sub(r"[0-9一二三四五六七八九十]+", "#", piece.text).split()
    return " ".join(sorted(words)), round(piece.y / _SAME_PLACE)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a column: where its lines begin and end, how far apart they are, and whether any breaks off."""

    left: float
    right: float
    leading: float
    wrapped: bool

    def is_indented(self, row: Piece) -> bool:
        return row.x - self.left > _INDENT * row.size or row.text.startswith(("　", "  "))

    def ends_short(self, row: Piece) -> bool:
        # A line may be short by the length of a number that does not break, but hardly where a sentence ends.
        share = _SHORT_AFTER_STOP if ENDED.search(row.text) else _SHORT
        return row.right < self.right - share * row.size


def _paragraphs_of(pages: Sequence[Sequence[Sequence[Piece]]]) -> tuple[list[list[str]], NumberedLines]:
    """Return the paragraphs of each page from its columns, each a list of rows from top to bottom, and `Extract.lines`.

    Lines are joined without a space, unless an indent, a gap, another font size or a short line above begins a new
    paragraph. A paragraph that goes on in the next column or on the next page belongs to where it begins.
    """
    usual = median([row.size for page in pages for column in page for row in column] or [1.0])
    found: list[list[str]] = []
    lines: NumberedLines = []
    last: tuple[Piece, _Measure] | None = None
    inside = False
    for number, columns in enumerate(pages, 1):
        found.append([])
        for column in columns:
            measures = _measures(column)
            for at, row in enumerate(column):
                measure = measures[round(row.size)]
                if at:
                    mark = _between(column[at - 1], row, column[at + 1 : at + 2], measure, usual, inside=inside)
                else:
                    mark = _between_columns(last, row, measure)
                home = next((page for page in reversed(found) if page), None)
                text = row.text.strip()
                if mark is None or home is None:
                    home = found[-1]
                    home.append(text)
                    inside = measure.is_indented(row)
                else:
                    home[-1] = joined(home[-1], text, mark)
                if row.box:
                    span = Span(len(home[-1]) - len(text), len(home[-1]))
                    lines.append((sum(map(len, found)) - 1, RecognisedLine(span, number, row.box)))
                last = row, measure
    return found, lines


def _measures(column: Sequence[Piece]) -> dict[int, _Measure]:
    """Return what is usual in a column for each size of type."""
    found = {}
    for size in {round(row.size) for row in column}:
        rows = [row for row in column if not row.alone and abs(row.size - size) <= 0.5 + _OTHER_SIZE * size] or column
        rights = sorted(row.right for row in rows)
        steps = [above.y - below.y for above, below in pairwise(rows) if above.y - below.y > _SAME_ROW * below.size]
        leading = sorted(steps)[len(steps) // 4] if len(steps) > 1 else _LEADING * rows[0].size
        right = rights[-2] if len(rights) > 3 else rights[-1]
        wrapped = any(row.right > right - row.size and not ENDED.search(row.text) for row in rows[:-1])
        found[size] = _Measure(min(row.x for row in rows), right, leading, wrapped)
    return found


def _between(
    above: Piece, row: Piece, below: Sequence[Piece], measure: _Measure, usual: float, *, inside: bool
) -> str | None:
    """Return what joins a row to the one above it: nothing, a space, or None where a paragraph begins.

    `inside` says that the paragraph in hand began with an indent, so that a line without one goes on with it.
    """
    if above.alone or row.alone or (above.text.strip().isdecimal() and row.text.strip().isdecimal()):
        return None
    step = above.y - row.y
    if step <= _SAME_ROW * row.size:
        return " "
    ended = bool(ENDED.search(above.text))
    if abs(above.size - row.size) > _OTHER_SIZE * row.size or (ended and _is_subhead(row, below, measure)):
        return None
    if row.size > _HEADLINE * usual and step < _LEADING * row.size:
        if grammar.SERIES.match(above.text):
            return None
        # A headline of two lines; one that is broken before the line is full is broken between phrases.
        return " " if measure.ends_short(above) else ""
    goes_on = inside and not ended
    gap = step > _GAP * measure.leading or not measure.wrapped or (measure.ends_short(above) and not goes_on)
    opening = ended and (grammar.BYLINE.match(row.text) or any(mark.match(row.text) for mark in _OPENINGS))
    return None if gap or opening or measure.is_indented(row) else ""


def _is_subhead(row: Piece, below: Sequence[Piece], measure: _Measure) -> bool:
    """Whether a row below a finished sentence is a short line of its own above an indented paragraph."""
    ended = re.search(r"[。！？!?；;，,、]$", row.text.strip())
    return not ended and measure.ends_short(row) and all(map(measure.is_indented, below))


def _between_columns(last: tuple[Piece, _Measure] | None, row: Piece, measure: _Measure) -> str | None:
    """Return what joins the first row of a column to the last row of the one before: nothing, or None."""
    if last is None or last[0].alone or row.alone:
        return None
    end, before = last
    same = abs(end.size - row.size) <= _OTHER_SIZE * row.size
    as_wide = abs((end.right - before.left) - (measure.right - measure.left)) <= _SHORT * row.size
    unfinished = not ENDED.search(end.text) and not before.ends_short(end)
    return "" if same and as_wide and unfinished and not measure.is_indented(row) else None
