"""Columns: the rows of the pieces of text on a printed page, its tables of figures, and its reading order."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.formats import tables
from corpus.model import Box, around

# Shares of the font size.
_SAME_ROW = 0.4
_SAME_PLACE = 0.2
_WORD_GAP = 0.5
_COLUMN_GAP = 0.9
_HANGING = 0.5
# A column is no table cell: its lines are this long on average, in characters.
_COLUMN_WIDTH = 4
# Of the places where lines begin, columns begin at the commonest.
_MOST_EDGES = 60
_DEEPEST = 40

_FIGURE = re.compile(r"[约近超]?[0-9][0-9,，.．]*(?:[%％‰]|[\u4e00-\u9fff]{1,3})?|[-—–/]+")
_LEAST_CELLS, _LEAST_ROWS = 3, 2
_LONGEST_HEAD = 20
# Heads stand within so many font sizes above the first row of figures.
_HEADS = 7.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one baseline, from `x` to `right`; x grows to the right, y upwards, both in points.

    What stands `alone` is a paragraph of its own, such as a vertical headline. Of a single character `turn` counts the
    quarters by which its page was turned so that text runs to the right, None for text that is askew, such as a
    watermark; `unknown` says that its font does not tell which character it is. What was recognised in a picture has a
    `box` there.
    """

    text: str
    x: float
    y: float
    size: float
    right: float
    alone: bool = False
    turn: int | None = 0
    font: str = ""
    unknown: bool = False
    box: Box | None = None

    def scaled(self, factor: float) -> "Piece":
        """Return it where it stands on a page that is larger by a factor."""
        x, y, size, right = (at * factor for at in (self.x, self.y, self.size, self.right))
        return replace(self, x=x, y=y, size=size, right=right)


def rows_of(pieces: Iterable[Piece]) -> list[Piece]:
    """Join the pieces of a row that stand close together; bold type made by printing twice is read once."""
    rows: list[Piece] = []
    for row in _baselines_of(pieces):
        run: Piece | None = None
        for piece in row:
            if not piece.text.strip() and (run is None or piece.right - run.right > _COLUMN_GAP * piece.size):
                continue
            if run and run.text.endswith(piece.text) and abs(piece.right - run.right) < _SAME_PLACE * piece.size:
                continue
            # Widths are estimates, so a piece may seem to begin before the last one ends.
            if run and not (run.alone or piece.alone) and piece.x - run.right < _COLUMN_GAP * piece.size:
                size, box = max(run.size, piece.size), around((run.box, piece.box))
                rows[-1] = run = Piece(_joined(run, piece), run.x, run.y, size, piece.right, box=box)
            else:
                rows.append(piece)
                run = piece
    return rows


def _joined(run: Piece, piece: Piece) -> str:
    """Return the text of two neighbours, with one space where there are some or where they stand apart."""
    left, right = run.text.rstrip(" "), piece.text.lstrip(" ")
    shown = len(left) + len(right) < len(run.text) + len(piece.text)
    return f"{left} {right}" if shown or (piece.x - run.right) / piece.size > _WORD_GAP else left + right


def _baselines_of(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces on each baseline from left to right, from the top of the page to its bottom."""
    row: list[Piece] = []
    for piece in sorted((piece for piece in pieces if piece.text), key=lambda piece: -piece.y):
        if row and row[0].y - piece.y > _SAME_ROW * max(row[0].size, piece.size):
            yield sorted(row, key=lambda piece: piece.x)
            row = []
        row.append(piece)
    yield sorted(row, key=lambda piece: piece.x)


def columns_of(rows: Sequence[Piece], depth: int = 0) -> list[list[Piece]]:
    """Return the columns of a page in reading order, each a list of rows from top to bottom.

    The page is cut where a gutter runs between lines, again and again (recursive XY-cut, Nagy and Seth 1984); a line
    across the gutter, such as a headline over two columns, closes what stands above it.
    """
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None:
        return [sorted(rows, key=lambda row: (-row.y, row.x))] if rows else []
    columns: list[list[Piece]] = []
    for _, group in groupby(sorted(rows, key=lambda row: -row.y), key=lambda row: _side(row, gutter) == 0):
        band = list(group)
        for side in (-1, 0, 1):
            columns += columns_of([row for row in band if _side(row, gutter) == side], depth + 1)
    return columns


def _side(row: Piece, gutter: float) -> int:
    """Return 1 for a row to the right of a gutter, -1 to its left, 0 across it."""
    if row.x >= gutter - _HANGING * row.size:
        return 1
    # A line may reach a little into the gutter with a mark at its end.
    return 0 if row.right > gutter + row.size else -1


def _gutter(rows: Sequence[Piece]) -> float | None:
    """Return where a gutter ends, that is, where a column of at least two lines begins; None without columns."""
    best: tuple[tuple[float, int], float] | None = None
    for edge, _ in Counter(round(row.x) for row in rows).most_common(_MOST_EDGES):
        gutter = edge - 1.0
        left, across, right = ([row for row in rows if _side(row, gutter) == side] for side in (-1, 0, 1))
        narrow = any(sum(len(row.text) for row in side) < _COLUMN_WIDTH * len(side) for side in (left, right))
        if len(across) * 3 > len(rows) or min(len(left), len(right)) < 2 or narrow:
            continue
        top = min(max(row.y for row in side) for side in (left, right))
        bottom = max(min(row.y for row in side) for side in (left, right))
        worth = (len(across) / len(rows), -min(len(left), len(right)))
        beside = sum(bottom <= row.y <= top for row in (*left, *right))
        if beside >= 4 and (best is None or (worth, gutter) < best):
            best = worth, gutter
    return best[1] if best else None


def with_tables(rows: Sequence[Piece]) -> list[Piece]:
    """Return the rows of a page, each row of a table of figures made one line with the heads of its columns."""
    lines = list(_baselines_of(rows))
    kept = list(rows)
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _continues(lines[at], lines[end]):
            end += 1
        if end - at >= _LEAST_ROWS:
            kept = _replaced(kept, lines[at:end])
        at = max(end, at + 1)
    return kept


def _continues(first: Sequence[Piece], line: Sequence[Piece]) -> bool:
    """Whether a line is a row of a table of figures that begins with the first one."""
    figures = sum(bool(_FIGURE.fullmatch(cell.text.strip())) for cell in line)
    below = all(cell.x < above.right and above.x < cell.right for cell, above in zip(line, first, strict=False))
    same = len(line) == len(first) and below
    return len(line) >= _LEAST_CELLS and same and 2 * figures >= len(line) and figures < len(line)


def _replaced(rows: Sequence[Piece], body: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the rows of a page with a table, and what stands close above it, as lines that stand alone."""
    size = body[0][0].size
    columns = [(min(cell.x for cell in cells), max(cell.right for cell in cells)) for cells in zip(*body, strict=True)]
    left, right = columns[0][0], columns[-1][1]
    near = [row for row in rows if 0 < row.y - body[0][0].y <= _HEADS * size and left - size <= row.x <= right + size]
    heads = [row for row in near if len(row.text.strip()) <= _LONGEST_HEAD and not row.text.rstrip().endswith("。")]
    grid = [[_head_of(column, level) for column in columns] for level in _baselines_of(heads)]
    grid += [[cell.text.strip() for cell in line] for line in body]
    lines = tables.lines_of(grid)
    if not heads or lines is None:
        return list(rows)
    table_pieces = [*heads, *(cell for line in body for cell in line)]
    gone, box = set(map(id, table_pieces)), around(piece.box for piece in table_pieces)
    top = max(piece.y for piece in heads)
    step = (top - body[-1][0].y) / max(1, len(lines) - 1)
    table = [Piece(text, left, top - step * at, size, right, alone=True, box=box) for at, text in enumerate(lines)]
    return [*(row for row in rows if id(row) not in gone), *table]


def _head_of(column: tuple[float, float], level: Sequence[Piece]) -> str:
    """Return the head of a column on one level: what stands above it, or above it and its neighbours."""
    middle = sum(column) / 2
    over = (one for one in level if one.x <= middle <= one.right or column[0] <= (one.x + one.right) / 2 <= column[1])
    return next((one.text.strip() for one in over), "")
