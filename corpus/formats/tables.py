"""Tables: rows of figures written out as lines in which each cell carries the head of its column."""

import re
from collections.abc import Sequence

Grid = Sequence[Sequence[str]]

_FIGURE = re.compile(r"[约近超]?[0-9０-９][0-9０-９,，.． ]*(?P<unit>[%％‰]|[余多]?[\u4e00-\u9fff]{1,3})?")
_NOTHING = re.compile(r"[-—–－/／\s]*")
# 专题协商(次)
_UNIT = re.compile(r"^(?P<head>.+?)\s*[(（](?:单位[:：])?(?P<unit>[%％‰\u4e00-\u9fff]{1,4})[)）]$")
_LONGEST_CELL = 40
_MOST_HEADS = 3


def lines_of(grid: Grid) -> list[str] | None:
    """Return the lines of a table of figures, heads first; None where it is no such table.

    A row becomes 汀溪县政协:专题协商6次,调研报告17篇。 A unit in the head goes behind the figure.

    Args:
        grid: the text of each cell, row by row; a cell over several columns or rows is repeated in each.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in grid if any(cell.strip() for cell in row)]
    heads = next((at for at, row in enumerate(rows) if any(map(_is_figure, row))), 0)
    width = min(map(len, rows), default=0)
    short = all(len(cell) <= _LONGEST_CELL for row in rows for cell in row)
    if not (short and width > 1 and len(set(map(len, rows))) == 1 and 0 < heads <= _MOST_HEADS):
        return None
    columns = _heads([row for row in rows[:heads] if len(set(row)) > 1], width)
    named = next((at for at in range(width) if not any(_is_figure(row[at]) for row in rows[heads:])), None)
    if named is None:
        return None
    return [*_new_cells(rows[:heads]), *(_line(row, columns, named) for row in rows[heads:])]


def _new_cells(heads: Grid) -> list[str]:
    """Return a line for each row of heads, without the cells that hang down from the row above."""
    above: Sequence[str] = [""] * len(heads[0])
    lines = []
    for row in heads:
        new = [cell for cell, over in zip(row, above, strict=True) if cell not in ("", over)]
        lines.append(" ".join(dict.fromkeys(new)))
        above = row
    return list(filter(None, lines))


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell))


def _heads(rows: Grid, width: int) -> list[str]:
    """Return the head of each column: its lowest line, or all of its lines where the lowest is not its alone."""
    levels = [list(dict.fromkeys(row[at] for row in rows if row[at])) for at in range(width)]
    lowest = [level[-1] if level else "" for level in levels]
    return [low if lowest.count(low) == 1 else "".join(level) for low, level in zip(lowest, levels, strict=True)]


def _line(row: Sequence[str], columns: Sequence[str], named: int) -> str:
    name = row[named]
    unit = _UNIT.match(name)
    cells = []
    for at, (head, cell) in enumerate(zip(columns, row, strict=True)):
        if at != named and not _NOTHING.fullmatch(cell):
            cells.append(_cell(head, cell, unit["unit"] if unit else ""))
    if not cells:
        return name
    name = unit["head"] if unit else name
    return f"{name}:{','.join(cells)}。" if name else f"{','.join(cells)}。"


def _cell(head: str, cell: str, unit: str) -> str:
    own = _UNIT.match(head)
    figure = _FIGURE.fullmatch(cell)
    if not figure:
        return f"{head}:{cell}" if head else cell
    if own:
        head, unit = own["head"], own["unit"]
    return f"{head}{cell}{'' if figure['unit'] else unit}"
