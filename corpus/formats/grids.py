"""Grids: tables of figures among the text of a printed page, each row made one line with the heads of its columns."""

import re
from collections.abc import Sequence

from corpus.formats import tables
from corpus.formats.columns import Piece, baselines_of

_FIGURE = re.compile(r"[约近超]?[0-9][0-9,，.．]*(?:[%％‰]|[\u4e00-\u9fff]{1,3})?|[-—–/]+")
_LEAST_CELLS, _LEAST_ROWS = 3, 2
_LONGEST_HEAD = 20
# Heads stand within so many font sizes above the first row of figures.
_HEADS = 7.0


def with_tables(rows: Sequence[Piece]) -> list[Piece]:
    """Return the rows of a page, the cells of each table of figures replaced by lines that stand alone.

    Args:
        rows: runs of text, those on one baseline apart where they are cells or columns.
    """
    lines = list(baselines_of(rows))
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
    same = len(line) == len(first) and all(
        cell.x < above.right and above.x < cell.right for cell, above in zip(line, first, strict=True)
    )
    return len(line) >= _LEAST_CELLS and same and 2 * figures >= len(line) and figures < len(line)


def _replaced(rows: Sequence[Piece], body: Sequence[Sequence[Piece]]) -> list[Piece]:
    size = body[0][0].size
    columns = [
        (min(cell.x for cell in column), max(cell.right for cell in column)) for column in zip(*body, strict=True)
    ]
    left, right = columns[0][0], columns[-1][1]
    heads = [row for row in rows if _is_head(row, body[0][0].y, (left - size, right + size), size)]
    grid = [[_head_of(column, level) for column in columns] for level in baselines_of(heads)]
    grid += [[cell.text.strip() for cell in line] for line in body]
    lines = tables.lines_of(grid)
    if not heads or lines is None:
        return list(rows)
    gone = {id(piece) for piece in (*heads, *(cell for line in body for cell in line))}
    top = max(piece.y for piece in heads)
    step = (top - body[-1][0].y) / max(1, len(lines) - 1)
    table = [Piece(text, left, top - step * at, size, right, alone=True) for at, text in enumerate(lines)]
    return [*(row for row in rows if id(row) not in gone), *table]


def _is_head(row: Piece, below: float, extent: tuple[float, float], size: float) -> bool:
    near = 0 < row.y - below <= _HEADS * size
    inside = extent[0] <= row.x <= extent[1]
    return near and inside and len(row.text.strip()) <= _LONGEST_HEAD and not row.text.rstrip().endswith("。")


def _head_of(column: tuple[float, float], level: Sequence[Piece]) -> str:
    """Return the head of a column on one level: what stands above it, or above it and its neighbours."""
    middle = (column[0] + column[1]) / 2
    over = [
        head for head in level if head.x <= middle <= head.right or column[0] <= (head.x + head.right) / 2 <= column[1]
    ]
    return over[0].text.strip() if over else ""
