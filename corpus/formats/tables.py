"""Tables: rows of figures written out as lines in which each cell carries the head of its column."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.measures import UNIT

Grid = Sequence[Sequence[str]]

_FIGURE = re.compile(r"[约近超]?[0-9０-９][0-9０-９,，.． ]*(?P<unit>[%％‰]|[余多]?[\u4e00-\u9fff]{1,3})?")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?)?")
_NOTHING = re.compile(r"[-—–－/／\s]*")
_MEASURE = re.compile(rf"[十百千万亿]*(?:{UNIT})|[%％‰万亿]")
# 专题协商(次), 专题协商/次
_UNIT = re.compile(
    r"^(?P<head>.+?)\s*(?:[(（](?:单位[:：])?(?P<unit>[%％‰\u4e00-\u9fff]{1,4})[)）]"
    rf"|[/／](?P<behind>{_MEASURE.pattern}))$"
)
# The unit of all figures, in the line above a table or in a corner of it; several are of no one column.
_CAPTION = re.compile(r"单位\s*[:：]\s*(?P<unit>[%％‰\u4e00-\u9fff]{1,4})[)）]?$")
_COUNTS_NOTHING = re.compile(r"(?:序号|编号|排名|名次|位次|年份|年度)$")
_RULE = re.compile(r"[\s|｜│+:\-—=─━┼├┤┬┴]*[-—=─━]{2}[\s|｜│+:\-—=─━┼├┤┬┴]*")
_BARS, _TAB, _GAPS = re.compile("[|｜│]"), re.compile("\t"), re.compile(r"[ \u3000]*\t[ \u3000\t]*|[ \u3000]{2,}")
_LONGEST_CELL = 40
_MOST_HEADS = 3


def lines_of(grid: Grid, caption: str = "") -> list[str] | None:
    """Return the lines of a table of figures, heads first; None where it is no such table.

    A row becomes 汀溪县政协:专题协商6次,调研报告17篇。 The unit of a figure may stand in the head of its column, in a
    column of units or in the caption.

    Args:
        grid: the text of each cell, row by row; a cell over several columns or rows is repeated in each.
        caption: the line above the table.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in grid if any(cell.strip() for cell in row)]
    heads = next((at for at, row in enumerate(rows) if any(_is_figure(cell, head=not at) for cell in row)), 0)
    width = min(map(len, rows), default=0)
    short = all(len(cell) <= _LONGEST_CELL for row in rows for cell in row)
    if not (short and width > 1 and len(set(map(len, rows))) == 1 and 0 < heads <= _MOST_HEADS):
        return None
    body = rows[heads:]
    columns = list(zip(*body, strict=True))
    named = next((at for at, cells in enumerate(columns) if not any(map(_is_figure, cells))), None)
    if named is None and all(map(_YEAR.fullmatch, columns[0])):
        named, body = 0, [[_YEAR.sub(r"\1年", row[0]), *row[1:]] for row in body]
    if named is None:
        return None
    units = next((at for at, cells in enumerate(columns) if at != named and all(map(_MEASURE.fullmatch, cells))), None)
    told = [match["unit"] for text in (caption, *rows[0]) if (match := _CAPTION.search(text))]
    levels = [[_CAPTION.sub("", cell) for cell in row] for row in rows[:heads] if len(set(row)) > 1]
    names = _heads(levels, width)
    return [
        # A line for each row of heads, without the cells that hang down from the row above.
        *filter(None, (_without_repeats(row, above) for above, row in pairwise([[""] * width, *rows[:heads]]))),
        *(_line(row, names, named, units, row[units] if units is not None else "".join(told[:1])) for row in body),
    ]


def span(attribute: object) -> int:
    """Return over how many columns or rows a cell is, by what its attribute says."""
    return max(1, min(int(str(attribute)), 50)) if re.fullmatch(r"[0-9]{1,3}", str(attribute)) else 1


def with_tables(lines: Sequence[str]) -> list[str]:
    """Return the lines of a plain text, those of each table of figures with their heads.

    Cells are apart by bars, by tabs or by wide gaps.
    """
    found: list[str] = []
    at, above = 0, ""
    while at < len(lines):
        end, table = next(_tables_at(lines, at, above), (at + 1, [lines[at]]))
        found += table
        at, above = end, table[-1].strip() or above
    return found


def _tables_at(lines: Sequence[str], start: int, above: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the tables that begin at a line, each with where it ends."""
    for apart in (_BARS, _TAB, _GAPS):
        if not apart.search(lines[start].strip()):
            continue
        grid: list[list[str]] = []
        end = start
        while end < len(lines) and (apart.search(lines[end].strip()) or _RULE.fullmatch(lines[end])):
            if not _RULE.fullmatch(lines[end]):
                line = lines[end].strip().strip("|｜│") if apart is _BARS else lines[end].strip("\r\n \u3000")
                cells = [cell.strip() for cell in apart.split(line)]
                if grid and len(cells) != len(grid[0]):
                    break
                grid.append(cells)
            end += 1
        table = lines_of(grid, above) if len(grid) > 1 else None
        if table is not None:
            yield end, table


def _without_repeats(row: Sequence[str], above: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(cell for cell, over in zip(row, above, strict=True) if cell not in ("", over)))


def _is_figure(cell: str, *, head: bool = False) -> bool:
    """Whether a cell is a quantity; 2023年 is none, nor is 2023 in a row of heads."""
    year = _YEAR.fullmatch(cell)
    return bool(_FIGURE.fullmatch(cell)) and not (year and (head or year.group() != year[1]))


def _heads(rows: Grid, width: int) -> list[str]:
    """Return the head of each column: its lowest line, or all of its lines where the lowest is not its alone."""
    levels = [list(dict.fromkeys(row[at] for row in rows if row[at])) for at in range(width)]
    lowest = [level[-1] if level else "" for level in levels]
    return [low if lowest.count(low) == 1 else "".join(level) for low, level in zip(lowest, levels, strict=True)]


def _line(row: Sequence[str], columns: Sequence[str], named: int, units: int | None, unit: str) -> str:
    """Return a row as a line; `named` is its column of names, `units` one of units, `unit` that of all its figures."""
    name, own = row[named], _UNIT.match(row[named])
    if own:
        name, unit = own["head"], own["unit"] or own["behind"]
    cells = enumerate(zip(columns, row, strict=True))
    filled = [pair for at, pair in cells if at not in (named, units) and not _NOTHING.fullmatch(pair[1])]
    if not filled:
        return row[named]
    # Under heads that do not say what is counted, the name of the row does: 2022年提案120件,2023年提案132件。
    is_named = units is not None or all(_YEAR.fullmatch(head) for head, _ in filled)
    told = ",".join(_cell(_behind(head, name) if is_named else head, cell, unit) for head, cell in filled)
    return f"{told}。" if is_named or not name else f"{name}:{told}。"


def _behind(head: str, name: str) -> str:
    if _COUNTS_NOTHING.search(head):
        return head
    return f"{head}{name}" if _YEAR.fullmatch(head) else f"{name}{head}"


def _cell(head: str, cell: str, unit: str) -> str:
    own = _UNIT.match(head)
    figure = _FIGURE.fullmatch(cell)
    if not figure:
        return f"{head}:{cell}" if head else cell
    if own:
        head, unit = own["head"], own["unit"] or own["behind"]
    return head + (cell if figure["unit"] or _COUNTS_NOTHING.search(head) else cell + unit)
