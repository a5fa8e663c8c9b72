"""Coverage: how much the current generation covers, and example questions that it was seen to answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TypeVar

from index.answer import Choice, Row, Status
from index.engine import Engine
from index.figures.rows import rows_of
from index.store.generation import Generation
from prompts import telegram as wording
from prompts.sources import counts_line, coverage_line

T = TypeVar("T")
_EXAMPLES = 3
_FROM = 4  # committees that examples are drawn from
_READ = 400  # passages that are looked at for examples
_TRIED = 12
_LONGEST_NAME, _LONGEST_INDICATOR = 14, 8
_NAME = re.compile(r"“([^“”,，。、]{2,8})”")
_MARKS = frozenset("“”‘’《》")
_FEW = 6  # committees that are named rather than counted


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a generation covers, in words, and up to three questions that it was seen to answer."""

    generation: int
    coverage: str
    examples: tuple[str, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The examples, to be asked at the press of a button."""
        return tuple(Choice(example, example) for example in self.examples)


class CoverageCache:
    """The coverage of whatever generation is current, worked out once for each; may be asked in several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._latest: Coverage | None = None

    def current(self) -> Coverage:
        """Return the coverage of the current generation."""
        generation, latest = self._engine.generation, self._latest
        if latest is None or latest.generation != generation.number:
            asked = _questions(generation)
            answered = (text for text in asked if self._engine.answer(text).status is Status.ANSWERED)
            examples = tuple(islice(answered, _EXAMPLES))
            self._latest = latest = Coverage(generation.number, coverage_of(generation), examples)
        return latest


def coverage_of(generation: Generation) -> str:
    """Return in one line how many reports and committees there are, of which years; of a few, which they are."""
    years: dict[str, set[int]] = {}
    for report in generation.reports:
        for name in report.committees or (report.name,):
            years.setdefault(name, set()).update([report.year] if report.year else [])
    covered = [(name, sorted(known)) for name, known in years.items()]
    if len(covered) <= _FEW:
        return coverage_line(covered)
    return counts_line(covered, reports=len(generation.reports))


def _questions(generation: Generation) -> Iterator[str]:
    """Yield questions as people ask them: of figures and of mechanisms by their name in turn, then of items."""
    kinds = (_of_figures(generation), _of_passages(generation, "name"))
    yield from islice(chain(_in_turn(*kinds), _of_passages(generation, "item")), _TRIED)


def _in_turn(*each: Iterable[T]) -> Iterator[T]:
    """Yield the first of each, then the second of each, and so on."""
    yield from (one for row in zip_longest(*each) for one in row if one is not None)


def _of_figures(generation: Generation) -> Iterator[str]:
    """Yield questions of figures with a short indicator and a unit, one committee after another in turn."""
    committees = list(dict.fromkeys(name for report in generation.reports for name in report.committees))[:_FROM]
    each = [filter(_is_plain, rows_of(generation, committees=[committee])) for committee in committees]
    for figure in (row.figure for row in _in_turn(*each)):
        yield wording.EXAMPLES["figure"].format(
            committee=figure.committee, year=figure.year, indicator=figure.indicator, unit=figure.unit
        )


def _is_plain(row: Row) -> bool:
    figure, indicator = row.figure, row.figure.indicator or ""
    is_named = figure.committee and figure.year and figure.unit.isalpha()
    return bool(is_named) and 2 < len(indicator) <= _LONGEST_INDICATOR


def _of_passages(generation: Generation, kind: str) -> Iterator[str]:
    """Yield questions of what passages name, one committee after another in turn."""
    names: dict[str, dict[str, None]] = {}
    for passage in islice(generation.passages, _READ):
        source = passage.source
        found = _NAME.findall(source.item or "")[:1] if kind == "name" else [source.item]
        for name in found if source.committee else ():
            if name and len(name) <= _LONGEST_NAME and not _MARKS & set(name):
                names.setdefault(str(source.committee), {})[name] = None
    for committee, name in _in_turn(*([(committee, name) for name in those] for committee, those in names.items())):
        yield wording.EXAMPLES[kind].format(committee=committee, name=name)
