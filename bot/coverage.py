"""Coverage: how much the current generation covers, and example questions that it was seen to answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, zip_longest

from index.answer import Choice, Status
from index.engine import Engine
from index.figures.rows import rows_of
from index.store.generation import Generation
from index.store.table import Filters
from prompts import telegram as wording
from prompts.sources import counts_line, coverage_line

_EXAMPLES = 3
_FROM = 4  # committees that examples are drawn from
_READ = 100  # passages of each that are looked at
_TRIED = 12
_LONGEST_NAME, _LONGEST = 14, 8  # of what passages name, of indicators
_NAME = re.compile(r"“([^“”,，。、]{2,8})”")
_MARKS = frozenset("“”‘’《》")
_FEW = 6  # committees that are named rather than counted


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a generation covers, in words, and up to three questions that it was seen to answer."""

    coverage: str
    examples: tuple[str, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The examples, to be asked at the press of a button."""
        return tuple(Choice(example, example) for example in self.examples)


def coverage_now(engine: Engine) -> Coverage:
    """Return what the current generation covers, worked out once for each; may be asked in several threads."""
    return _worked_out(engine, engine.generation)


@lru_cache(maxsize=1)
def _worked_out(engine: Engine, generation: Generation) -> Coverage:
    answered = (text for text in _questions(generation) if engine.answer(text).status is Status.ANSWERED)
    return Coverage(coverage_of(generation), tuple(islice(answered, _EXAMPLES)))


def coverage_of(generation: Generation) -> str:
    """Return in one line how many reports and committees there are, of which years; of a few, which they are."""
    covered = list(generation.coverage().items())
    covered += [(one.name, (one.year,) if one.year else ()) for one in generation.reports if not one.committees]
    if len(covered) <= _FEW:
        return coverage_line(covered)
    return counts_line(covered, reports=len(generation.reports))


def _questions(generation: Generation) -> Iterator[str]:
    """Yield questions of figures and of mechanisms in turn, then of items; committees take turns."""
    asked: dict[str, list[list[str]]] = {"figure": [], "name": [], "item": []}  # of each kind, those of each committee
    for committee in islice(generation.coverage(), _FROM):
        figures = [row.figure for row in rows_of(generation, committees=[committee])]
        plain = [one for one in figures if one.year and one.unit.isalpha() and 2 < len(one.indicator or "") <= _LONGEST]
        asked["figure"].append([wording.EXAMPLES["figure"].format(committee=committee, figure=one) for one in plain])
        rows = generation.passages.rows_of(Filters(generation.stored.get(committee, ())))
        items = [generation.passages[int(row)].source.item or "" for row in (() if rows is None else rows[:_READ])]
        names = [name for item in items for name in _NAME.findall(item)[:1]]
        for kind, found in (("name", names), ("item", items)):
            short = [one for one in dict.fromkeys(found) if one and len(one) <= _LONGEST_NAME and not _MARKS & set(one)]
            asked[kind].append([wording.EXAMPLES[kind].format(committee=committee, name=one) for one in short])
    figures_of, names_of, items_of = (_in_turn(*each) for each in asked.values())
    yield from islice(chain(_in_turn(figures_of, names_of), items_of), _TRIED)


def _in_turn(*each: Iterable[str]) -> Iterator[str]:
    """Yield the first of each, then the second of each, and so on."""
    yield from (one for row in zip_longest(*each) for one in row if one is not None)
