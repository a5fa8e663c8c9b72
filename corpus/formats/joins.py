"""Joins: which printed lines make up one paragraph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus import grammar
from corpus.bylines import is_byline
from corpus.formats.columns import Piece

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

# A footnote may be called behind the full stop.
_SENTENCE_END = re.compile(r"[。！？!?…：:][”’」』）)】》]*(?:\[\d+\])?$")
_WORD = re.compile(r"[A-Za-z]")
_OPENINGS = (grammar.NUMBERED, grammar.SUBNUMBERED, grammar.FULL_DATE, grammar.CAPTION, grammar.CREDITS)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a column: where its lines begin and end, how far apart they are, and whether any breaks off."""

    left: float
    right: float
    leading: float
    wrapped: bool = True


def paragraphs_of(pages: Sequence[Sequence[Sequence[Piece]]]) -> list[list[str]]:
    """Return the paragraphs of each page from its columns.

    Lines are joined without a space, unless an indent, a gap, another font size or a short line above begins a new
    paragraph. A paragraph that goes on in the next column or on the next page belongs to where it begins.

    Args:
        pages: for each page its columns in reading order, each a list of rows from top to bottom.
    """
    usual = median([row.size for page in pages for column in page for row in column] or [1.0])
    found: list[list[str]] = []
    last: tuple[Piece, _Measure] | None = None
    inside = False
    for columns in pages:
        found.append([])
        for column in columns:
            measures = _measures(column)
            for at, row in enumerate(column):
                measure = measures[round(row.size)]
                above = column[at - 1] if at else None
                if above:
                    mark = _between(above, row, measure, usual, inside=inside)
                else:
                    mark = _between_columns(last, row, measure)
                if _is_subhead(above, row, column[at + 1 : at + 2], measure):
                    mark = None
                home = next((page for page in reversed(found) if page), None)
                if mark is None or home is None:
                    found[-1].append(row.text.strip())
                    inside = _indented(row, measure)
                else:
                    home[-1] = _join(home[-1], mark, row)
                last = row, measure
    return found


def _between(above: Piece, row: Piece, measure: _Measure, usual: float, *, inside: bool) -> str | None:
    """Return what joins a row to the one above it: nothing, a space, or None where a paragraph begins.

    `inside` says that the paragraph in hand began with an indent, so that a line without one goes on with it.
    """
    if above.alone or row.alone or (above.text.strip().isdecimal() and row.text.strip().isdecimal()):
        return None
    step = above.y - row.y
    if step <= _SAME_ROW * row.size:
        return " "
    if abs(above.size - row.size) > _OTHER_SIZE * row.size:
        return None
    if row.size > _HEADLINE * usual and step < _LEADING * row.size:
        if grammar.SERIES.match(above.text):
            return None
        # A headline of two lines; one that is broken before the line is full is broken between phrases.
        return " " if _ends_short(above, measure) else ""
    goes_on = inside and not _SENTENCE_END.search(above.text)
    gap = step > _GAP * measure.leading or not measure.wrapped or (_ends_short(above, measure) and not goes_on)
    opening = _SENTENCE_END.search(above.text) and (
        is_byline(row.text) or any(mark.match(row.text) for mark in _OPENINGS)
    )
    return None if gap or opening or _indented(row, measure) else ""


def _is_subhead(above: Piece | None, row: Piece, below: Sequence[Piece], measure: _Measure) -> bool:
    """Whether a row below a finished sentence is a short line of its own above an indented paragraph."""
    if above is None or above.y - row.y <= _SAME_ROW * row.size or not _SENTENCE_END.search(above.text):
        return False
    ended = bool(re.search(r"[。！？!?；;，,、]$", row.text.strip()))
    return not ended and _ends_short(row, measure) and all(_indented(other, measure) for other in below)


def _between_columns(last: tuple[Piece, _Measure] | None, row: Piece, measure: _Measure) -> str | None:
    """Return what joins the first row of a column to the last row of the one before: nothing, or None."""
    if last is None or last[0].alone or row.alone:
        return None
    end, before = last
    same = abs(end.size - row.size) <= _OTHER_SIZE * row.size
    as_wide = abs((end.right - before.left) - (measure.right - measure.left)) <= _SHORT * row.size
    unfinished = not _SENTENCE_END.search(end.text) and not _ends_short(end, before)
    return "" if same and as_wide and unfinished and not _indented(row, measure) else None


def _measures(column: Sequence[Piece]) -> dict[int, _Measure]:
    """Return what is usual in a column for each size of type."""
    found = {}
    for size in {round(row.size) for row in column}:
        rows = [row for row in column if not row.alone and abs(row.size - size) <= 1 + _OTHER_SIZE * size] or column
        rights = sorted(row.right for row in rows)
        steps = [above.y - below.y for above, below in pairwise(rows) if above.y - below.y > _SAME_ROW * below.size]
        leading = sorted(steps)[len(steps) // 4] if len(steps) > 1 else _LEADING * rows[0].size
        right = rights[-2] if len(rights) > 3 else rights[-1]
        wrapped = any(row.right > right - row.size and not _SENTENCE_END.search(row.text) for row in rows[:-1])
        found[size] = _Measure(min(row.x for row in rows), right, leading, wrapped)
    return found


def _indented(row: Piece, measure: _Measure) -> bool:
    return row.x - measure.left > _INDENT * row.size or row.text.startswith(("　", "  "))


def _ends_short(row: Piece, measure: _Measure) -> bool:
    # A line may be short by the length of a number that does not break, but hardly where a sentence ends.
    share = _SHORT_AFTER_STOP if _SENTENCE_END.search(row.text) else _SHORT
    return row.right < measure.right - share * row.size


def _join(paragraph: str, mark: str, row: Piece) -> str:
    text = row.text.strip()
    between_words = bool(_WORD.match(paragraph[-1]) and _WORD.match(text))
    return f"{paragraph} {text}" if between_words else f"{paragraph}{mark}{text}"
