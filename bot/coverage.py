"""Holdings: how much the current generation covers, and example questions that it was seen to answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from index.answer import Choice, Row, Status
from index.engine import Engine
from index.figures.rows import rows_of
from index.store.generation import Generation
from prompts import telegram as wording
from prompts.sources import coverage_line, holdings_line

_EXAMPLES = 3
_FROM = 4  # committees that examples are drawn from
_READ = 400  # passages that are looked at for examples
_TRIED = 12
_LONGEST_NAME, _LONGEST_INDICATOR = 14, 8
_NAME = re.compile(r"“([^“”,，。、]{2,8})”")
_MARKS = frozenset("“”‘’《》")
_FEW = 6  # committees that are named rather than counted


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a generation covers, in words, and up to three questions that it was seen to answer."""

    generation: int
    coverage: str
    examples: tuple[str, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The examples, to be asked at the press of a button."""
        return tuple(Choice(example, example) for example in self.examples)


class Catalogue:
    """The holdings of whatever generation is current, worked out once for each; may be asked in several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._latest: Holdings | None = None

    def holdings(self) -> Holdings:
        """Return the holdings of the current generation."""
        generation, latest = self._engine.generation, self._latest
        if latest is None or latest.generation != generation.number:
            answered = (text for text in _questions(generation) if self._is_answered(text))
            examples = tuple(islice(answered, _EXAMPLES))
            self._latest = latest = Holdings(generation.number, coverage_of(generation), examples)
        return latest

    def _is_answered(self, question: str) -> bool:
        return self._engine.answer(question).status is Status.ANSWERED


def coverage_of(generation: Generation) -> str:
    """Return in one line how many reports and committees there are, of which years; of a few, which they are."""
    years: dict[str, set[int]] = {}
    for report in generation.reports:
        for name in report.committees or (report.name,):
            years.setdefault(name, set()).update([report.year] if report.year else [])
    covered = [(name, sorted(known)) for name, known in years.items()]
    if len(covered) <= _FEW:
        return coverage_line(covered)
    return holdings_line(covered, reports=len(generation.reports))


def _questions(generation: Generation) -> Iterator[str]:
    """Yield questions as people ask them: of figures and of mechanisms by their name in turn, then of items."""
    kinds = (_of_figures(generation), _of_passages(generation, "name"))
    in_turn = (question for one_of_each in zip_longest(*kinds) for question in one_of_each if question)
    yield from islice(chain(in_turn, _of_passages(generation, "item")), _TRIED)


def _of_figures(generation: Generation) -> Iterator[str]:
    committees = list(dict.fromkeys(name for report in generation.reports for name in report.committees))[:_FROM]
    each = [filter(_is_plain, rows_of(generation, committees=[committee])) for committee in committees]
    for figure in (row.figure for one_of_each in zip_longest(*each) for row in one_of_each if row):
        yield wording.EXAMPLES["figure"].format(
            committee=figure.committee, year=figure.year, indicator=figure.indicator, unit=figure.unit
        )


def _is_plain(row: Row) -> bool:
    figure = row.figure
    named = figure.committee and figure.year and figure.indicator and figure.unit.isalpha()
    return bool(named) and 2 < len(figure.indicator or "") <= _LONGEST_INDICATOR


def _of_passages(generation: Generation, kind: str) -> Iterator[str]:
    """Yield questions of what passages name, one committee after another in turn."""
    names: dict[str, dict[str, None]] = {}
    for passage in islice(generation.passages, _READ):
        source = passage.source
        found = _NAME.findall(source.item or "")[:1] if kind == "name" else [source.item]
        for name in found if source.committee else ():
            if name and len(name) <= _LONGEST_NAME and not _MARKS & set(name):
                names.setdefault(str(source.committee), {})[name] = None
    rounds = zip_longest(*([(committee, name) for name in those] for committee, those in names.items()))
    for committee, name in (pair for one_of_each in rounds for pair in one_of_each if pair):
        yield wording.EXAMPLES[kind].format(committee=committee, name=name)
