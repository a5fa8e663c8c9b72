"""Comparison: which committees, years and indicator a few words ask for, and their figures side by side.

One indicator is set across committees and years, with every gap; near indicators stand beside it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.model import Role
from corpus.regions import short_name
from index.answer import Row
from index.encoder import Encoder
from index.figures.rows import rows_of
from index.figures.similarity import Likeness, Match, closest, matches
from index.normal import normalise
from index.query.grammar import core_of
from index.query.scope import scope_of
from index.query.slots import find_slots
from index.store.generation import Generation

# Who has most of something, and what stands around the indicator where one asks so: the question grammar of it.
_RANKING = re.compile(
    r"谁[^,，]{0,8}最[多高大少低小]|最[多高大少低小]的?是?(?:哪|谁)|哪[个家一几][^,，]{0,8}最[多高大少低小]|"
    r"排名|排行|排个?序|前[三五十\d]+[名家]"
)
_AROUND = re.compile(
    r"各[家县](?:政协)?的?|政协|谁的?|哪[一几]?[个家县]的?[县区市旗]?|最[多高大少低小]的?|是|排名|排行|排个?序|前[三五十\d]+[名家]|"
    r"从[多高]到[少低]|[次个件]数|数量|开展|举办|[?？!！。]"
)
_LEAST = re.compile(r"最[少低小]")


def ranked_indicator(question: str) -> str | None:
    """Return what a question of the most is about, with whom and when it names; None where it asks for no ranking."""
    return _AROUND.sub(" ", question).strip() or None if _RANKING.search(question) else None


def asks_for_least(question: str) -> bool:
    """Whether the last is asked for."""
    return bool(_LEAST.search(question))


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked up.

    `committees` are those of the corpus that are named, none where all are meant; `absent` are named regions that it
    does not cover; `indicator` is "" where every figure is meant; `text` says the same in the fewest words.
    """

    committees: tuple[str, ...]
    absent: tuple[str, ...]
    years: tuple[int, ...]
    indicator: str
    text: str

    @property
    def asks_nothing(self) -> bool:
        """Whether it names neither a committee nor a year nor an indicator."""
        return not (self.committees or self.absent or self.years or self.indicator)


def lookup_of(text: str, generation: Generation, *, today: date) -> Lookup:
    """Return what a few words ask for; a committee may go by any of its usual names, and a city stands for its own."""
    scope = scope_of(generation.reports)
    # The space: a full name that ends the text (涟水县) is else taken for the beginning of a longer one.
    slots = find_slots(f"{normalise(text)} ", scope, today=today)
    indicator = core_of(slots.rest)
    shorts = [short_name(region) for region in (*slots.regions, *slots.absent)]
    short = " ".join((*shorts, *map(str, slots.years), indicator)).strip()
    again = find_slots(f"{normalise(short)} ", scope, today=today)
    is_same = (set(again.regions), again.absent, again.years) == (set(slots.regions), slots.absent, slots.years)
    return Lookup(
        committees=tuple(scope.committees[region] for region in slots.regions),
        absent=slots.absent,
        years=slots.years,
        indicator=indicator,
        text=short if is_same and len(short) < len(text) else " ".join(text.split()),
    )


def look_up(lookup: Lookup, generation: Generation, encoder: Encoder) -> tuple[Match, ...]:
    """Return the figures that are asked for; where no indicator is, every one, as the same."""
    if lookup.absent and not lookup.committees:
        return ()
    rows = rows_of(generation, committees=lookup.committees or None, years=lookup.years or None)
    if not lookup.indicator:
        return tuple(Match(row, Likeness.SAME, 1.0) for row in rows)
    return matches(rows, lookup.indicator, encoder)


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


def compare(found: Sequence[Match], lookup: Lookup, generation: Generation) -> Comparison:
    """Return the figures that were looked up side by side, of every committee and year that was meant."""
    found = [match for match in found if match.likeness is not Likeness.MENTIONED]
    best, coverage = closest(found), generation.coverage()
    meant = best if best in (Likeness.SAME, Likeness.PART) else None
    cells: dict[tuple[str, int | None], list[Match]] = {
        (committee, year): []
        for committee, covered in coverage
        if not lookup.committees or committee in lookup.committees
        for year in covered or (None,)
        if not lookup.years or year in lookup.years
    }
    for match in found:
        committee, year = match.row.place
        if committee:
            cells.setdefault((committee, year), []).append(match)
    order = {committee: number for number, (committee, _) in enumerate(coverage)}
    lines = []
    for committee, year in sorted(cells, key=lambda one: (order.get(one[0], len(order)), one[1] or 0)):
        cell = cells[committee, year]
        asked = tuple(match for match in cell if match.likeness is meant)
        lines.append(Line(committee, year, asked, tuple(match for match in cell if match.likeness is not meant)))
    likeness, cosines = list(Likeness), {column_of(match): match.cosine for match in found}
    pairs = dict.fromkeys((column_of(match), match.row.figure.committee) for match in found)
    having = Counter(column for column, _ in pairs)
    columns = sorted(having, key=lambda one: (likeness.index(one.likeness), -having[one], -cosines[one]))
    return Comparison(tuple(lines), tuple(columns))


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
    gaps = tuple(line for line in comparison.lines if (line.committee, line.year) not in most)
    return Ranking(tuple(ranked), gaps)
