"""Conflicts: passages that tell different values of one indicator, for the same committee and year."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import combinations, permutations, starmap, zip_longest

from corpus.figures import figures_in
from corpus.model import Figure, Role
from index.answer import Quote, Row
from index.figures.additivity import is_whole
from index.figures.rows import rows_of
from index.store.generation import Generation
from prompts import figures as wording

# A vague figure (近600, 580余) agrees with another that is no further away than this share of it.
_VAGUE = 0.1


def conflicts_in(rows: Iterable[Row]) -> tuple[tuple[Row, ...], ...]:
    """Return the rows of one committee, year, indicator and unit wherever two of them differ in value.

    Only what is told as the whole of a year is compared: a part, a plan or a change of it may well have another value.
    """
    groups: dict[tuple[str, int, str, str], list[Row]] = {}
    for row in rows:
        figure = row.figure
        if figure.committee and figure.year and figure.indicator and figure.role is Role.WHOLE and is_whole(row):
            groups.setdefault((figure.committee, figure.year, row.counted, figure.unit), []).append(row)
    found = map(tuple, groups.values())
    return tuple(one for one in found if not all(starmap(_agree, combinations(one, 2))))


def doubt_of(quotes: Iterable[Quote], generation: Generation) -> str:
    """Return, as a clause, where reports tell another value than a figure that answers; "" where none does."""
    for quote, figure in ((one, figure) for one in quotes for figure in one.answering):
        committee, year = figure.committee, figure.year
        if not (committee and year and figure.role is Role.WHOLE):
            continue
        # The reports on the next year look back on it.
        rows = rows_of(generation, committees=[committee], years=[year], told_in=[year, year + 1])
        conflicts = conflicts_in(row for row in rows if row.figure.unit == figure.unit)
        pairs = (pair for conflict in conflicts for pair in permutations(conflict, 2) if not _agree(*pair))
        others = [other for own, other in pairs if (own.sha256, own.figure.start) == (quote.sha256, figure.start)]
        told = [wording.TOLD_ELSEWHERE.format(text=one.figure.text, report=one.report) for one in others]
        if told:
            return wording.TOLD_OTHERWISE.format(figure=figure.text, others="、".join(dict.fromkeys(told)))
    return ""


def _agree(one: Row, other: Row) -> bool:
    """Whether two figures may be of one fact; those of one sentence are of two."""
    if (one.sha256, one.span) == (other.sha256, other.span):
        return True
    low, high = sorted((one.figure.value, other.figure.value))
    if one.figure.qualifier is None and other.figure.qualifier is None:
        return low == high
    top = max(figure.high or figure.value for figure in (one.figure, other.figure))
    return high - low <= _VAGUE * top


def changed_figures(before: str, after: str) -> tuple[tuple[Figure | None, Figure | None], ...]:
    """Return the figures that differ between two versions of a paragraph, side by side; None where there is none."""
    old, new = figures_in(before), figures_in(after)
    first, second = ([(figure.text, figure.indicator) for figure in figures] for figures in (old, new))
    changes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return tuple(pair for tag, i, j, k, m in changes if tag != "equal" for pair in zip_longest(old[i:j], new[k:m]))
