"""Comparison: one indicator across committees and years, with every gap; near indicators stand beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Role
from index.answer import Row
from index.figures.rows import Likeness, Match
from index.query.figures import Lookup


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator as the reports name it, with its unit: figures of one column compare."""

    indicator: str | None
    unit: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Line:
    """What one committee says for one year; `year` is None where its report has none.

    `asked` are the figures asked for, none where the reports have none: a gap, never 0. `beside` are figures of
    other indicators that are like it.
    """

    committee: str
    year: int | None
    asked: tuple[Match, ...]
    beside: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines in the order of the reports; columns with the asked ones first, then by how many committees have them."""

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]

    @property
    def gaps(self) -> tuple[Line, ...]:
        """The committees and years without a figure of what was asked."""
        return tuple(line for line in self.lines if not line.asked)


def compare(found: Sequence[Match], lookup: Lookup, coverage: Mapping[str, Sequence[int]]) -> Comparison:
    """Return figures side by side, of every committee and year of `coverage`, in its order, that was meant."""
    found = [match for match in found if match.likeness is not Likeness.MENTIONED]
    closest = {match.likeness for match in meant(found)}
    covered = ((committee, year) for committee, years in coverage.items() for year in years or (None,))
    of = (one for one in covered if not lookup.committees or one[0] in lookup.committees)
    cells: dict[tuple[str, int | None], list[Match]]
    cells = {one: [] for one in of if not lookup.years or one[1] in lookup.years}
    for match in found:
        for committee, year in match.row.places:
            if committee:
                cells.setdefault((committee, year), []).append(match)
    order = {committee: number for number, committee in enumerate(coverage)}
    lines = []
    for committee, year in sorted(cells, key=lambda one: (order.get(one[0], len(order)), one[1] or 0)):
        cell = cells[committee, year]
        asked = tuple(match for match in cell if match.likeness in closest)
        lines.append(Line(committee, year, asked, tuple(match for match in cell if match.likeness not in closest)))
    likeness, cosines = list(Likeness), {column_of(match): match.cosine for match in found}
    pairs = dict.fromkeys((column_of(match), match.row.figure.committee) for match in found)
    having = Counter(column for column, _ in pairs)
    columns = sorted(having, key=lambda one: (likeness.index(one.likeness), -having[one], -cosines[one]))
    return Comparison(tuple(lines), tuple(columns))


def meant(found: Sequence[Match]) -> list[Match]:
    """Return the figures of the asked indicator, where there are none those of indicators that contain it."""
    there = {match.likeness for match in found}
    likeness = Likeness.SAME if Likeness.SAME in there else Likeness.PART
    return [match for match in found if match.likeness is likeness]


def column_of(match: Match) -> Column:
    """Return the column that a figure belongs to."""
    return Column(match.row.figure.indicator, match.row.figure.unit, match.likeness)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The figures of one indicator and unit, the largest first, and the committees and years without one."""

    rows: tuple[Row, ...]
    gaps: tuple[Line, ...]


def ranking_of(comparison: Comparison) -> Ranking | None:
    """Return who tells the most of what is compared; None where fewer than two committees or years tell it.

    Of several units the one counts that most committees tell. Parts, plans, changes and what was before are no
    figures of a committee's year. Of a range the lower bound counts, of several figures of a committee the first.
    """
    rows = [match.row for line in comparison.lines for match in line.asked if match.row.figure.role is Role.WHOLE]
    units = Counter(unit for unit, _ in dict.fromkeys((row.figure.unit, row.place) for row in rows))
    [(unit, count)] = units.most_common(1) or [("", 0)]
    if count < 2:
        return None
    most: dict[tuple[str | None, int | None], Row] = {}
    for row in rows:
        if row.figure.unit == unit:
            most.setdefault(row.place, row)
    ranked = sorted(most.values(), key=lambda row: -row.figure.value)
    told = {place for row in most.values() for place in row.places}
    gaps = tuple(line for line in comparison.lines if (line.committee, line.year) not in told)
    return Ranking(tuple(ranked), gaps)
