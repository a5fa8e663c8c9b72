"""Columns: the reading order of the pieces of text on a printed page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

# Shares of the font size.
_SAME_ROW = 0.4
_SAME_PLACE = 0.2
_WORD_GAP = 0.5
_COLUMN_GAP = 1.2
_HANGING = 0.5
# A column is no table cell: its lines are this long on average, in characters.
_COLUMN_WIDTH = 4
# Of the places where lines begin, columns begin at the commonest.
_MOST_EDGES = 60
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one baseline, from `x` to `right`; x grows to the right, y upwards, both in points.

    What stands `alone` is a paragraph of its own, such as a vertical headline.
    """

    text: str
    x: float
    y: float
    size: float
    right: float
    alone: bool = False


def columns_of(rows: Iterable[Piece]) -> list[list[Piece]]:
    """Return the columns of a page in reading order, each a list of rows from top to bottom.

    The page is cut where a gutter runs between lines, again and again (recursive XY-cut, Nagy and Seth 1984); a line
    across the gutter, such as a headline over two columns, closes what stands above it.
    """
    return _ordered(list(rows), 0)


def rows_of(pieces: Iterable[Piece]) -> list[Piece]:
    """Join the pieces of a row that stand close together; bold type made by printing twice is read once."""
    rows: list[Piece] = []
    for row in baselines_of(pieces):
        run: Piece | None = None
        for piece in row:
            if not piece.text.strip() and (run is None or piece.right - run.right > _COLUMN_GAP * piece.size):
                continue
            if run is not None and _repeats(run, piece):
                continue
            # Widths are estimates, so a piece may seem to begin before the last one ends.
            apart = run is None or run.alone or piece.alone
            if run is not None and not apart and piece.x - run.right < _COLUMN_GAP * piece.size:
                run = Piece(_joined(run, piece), run.x, run.y, max(run.size, piece.size), piece.right)
                continue
            rows += [run] if run else []
            run = piece
        rows += [run] if run else []
    return rows


def _joined(run: Piece, piece: Piece) -> str:
    """Return the text of two neighbours, with one space where there are some or where they stand apart."""
    left, right = run.text.rstrip(" "), piece.text.lstrip(" ")
    shown = len(left) + len(right) < len(run.text) + len(piece.text)
    return f"{left} {right}" if shown or (piece.x - run.right) / piece.size > _WORD_GAP else left + right


def baselines_of(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces on each baseline from left to right, from the top of the page to its bottom."""
    row: list[Piece] = []
    for piece in sorted((piece for piece in pieces if piece.text), key=lambda piece: -piece.y):
        if row and row[0].y - piece.y > _SAME_ROW * max(row[0].size, piece.size):
            yield sorted(row, key=lambda piece: piece.x)
            row = []
        row.append(piece)
    yield sorted(row, key=lambda piece: piece.x)


def _repeats(run: Piece, piece: Piece) -> bool:
    begins = run.right - (piece.right - piece.x)
    return run.text.endswith(piece.text) and abs(piece.x - begins) < _SAME_PLACE * piece.size


def _ordered(rows: list[Piece], depth: int) -> list[list[Piece]]:
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None:
        return [sorted(rows, key=lambda row: (-row.y, row.x))] if rows else []
    columns: list[list[Piece]] = []
    from_top = sorted(rows, key=lambda row: -row.y)
    for across, group in groupby(from_top, key=lambda row: _crosses(row, gutter)):
        band = list(group)
        parts = (
            [band] if across else [[row for row in band if _is_right(row, gutter) == right] for right in (False, True)]
        )
        for part in parts:
            columns += _ordered(part, depth + 1)
    return columns


def _is_right(row: Piece, gutter: float) -> bool:
    return row.x >= gutter - _HANGING * row.size


def _crosses(row: Piece, gutter: float) -> bool:
    # A line may reach a little into the gutter with a mark at its end.
    return not _is_right(row, gutter) and row.right > gutter + row.size


def _gutter(rows: Sequence[Piece]) -> float | None:
    """Return where a gutter ends, that is, where a column of at least two lines begins; None without columns."""
    best: tuple[tuple[float, int], float] | None = None
    edges = Counter(round(row.x) for row in rows)
    for edge, _ in edges.most_common(_MOST_EDGES):
        gutter = edge - 1.0
        across = [row for row in rows if _crosses(row, gutter)]
        right = [row for row in rows if _is_right(row, gutter)]
        left = [row for row in rows if not _is_right(row, gutter) and not _crosses(row, gutter)]
        if len(across) * 3 > len(rows) or not _side_by_side(left, right):
            continue
        worth = (len(across) / len(rows), -min(len(left), len(right)))
        if best is None or (worth, gutter) < best:
            best = worth, gutter
    return best[1] if best else None


def _side_by_side(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    if min(len(left), len(right)) < 2:
        return False
    if any(sum(len(row.text) for row in side) < _COLUMN_WIDTH * len(side) for side in (left, right)):
        return False
    top = min(max(row.y for row in side) for side in (left, right))
    bottom = max(min(row.y for row in side) for side in (left, right))
    return sum(bottom <= row.y <= top for row in (*left, *right)) >= 4
