"""Lookups: which committees, years and indicator a few words ask for (涟水 2023 专题协商)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.regions import short_name
from index.answerer import scope_of
from index.encoder import Encoder
from index.figures.ledger import Row, rows_of
from index.figures.likeness import Likeness, Match, matches
from index.question import normalise
from index.storage.generation import Generation
from index.understanding.asking import core_of
from index.understanding.scope import Scope
from index.understanding.slots import Slots, find_slots


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
    scope = scope_of(generation)
    slots = _slots(text, scope, today)
    indicator = core_of(slots.rest)
    shorts = [short_name(region) for region in (*slots.regions, *slots.absent)]
    short = " ".join((*shorts, *map(str, slots.years), indicator)).strip()
    again = _slots(short, scope, today)
    is_same = (set(again.regions), again.absent, again.years) == (set(slots.regions), slots.absent, slots.years)
    return Lookup(
        committees=tuple(scope.committees[region] for region in slots.regions),
        absent=slots.absent,
        years=slots.years,
        indicator=indicator,
        text=short if is_same and len(short) < len(text) else " ".join(text.split()),
    )


def _slots(text: str, scope: Scope, today: date) -> Slots:
    # The space: a full name that ends the text (涟水县) is else taken for the beginning of a longer one.
    return find_slots(f"{normalise(text)} ", scope, today=today)


def look_up(lookup: Lookup, generation: Generation, encoder: Encoder) -> tuple[Match, ...]:
    """Return the figures that are asked for; where no indicator is, every one, as the same."""
    if lookup.absent and not lookup.committees:
        return ()
    rows = rows_of(generation, committees=lookup.committees or None, years=lookup.years or None)
    return find(rows, lookup.indicator, encoder)


def find(rows: Sequence[Row], indicator: str, encoder: Encoder) -> tuple[Match, ...]:
    """Return the figures of an indicator and those near it; all of them for ""."""
    if not indicator:
        return tuple(Match(row, Likeness.SAME, 1.0) for row in rows)
    return matches(rows, indicator, encoder)
