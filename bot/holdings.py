"""Holdings: what the current generation covers, and example questions that it can answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest

from index.answer import Choice, Status
from index.engine import Engine
from index.storage.generation import Generation
from prompts import telegram as wording
from prompts.sources import coverage_line

_EXAMPLES = 3
_READ = 400  # passages that are looked at for examples
_TRIED = 12
# A name with quotation marks of its own, or a long one, makes a question that nobody would type.
_LONGEST_NAME = 14
_MARKS = frozenset("“”‘’《》")


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
    """Return the committees of a generation, or the name of a report without any, each with its years, in words."""
    years: dict[str, set[int]] = {}
    for report in generation.reports:
        for name in report.committees or (report.name,):
            years.setdefault(name, set()).update([report.year] if report.year else [])
    return coverage_line((name, sorted(known)) for name, known in years.items())


def _questions(generation: Generation) -> Iterator[str]:
    """Yield questions about the items that the reports name, one committee after another in turn."""
    items: dict[str, dict[str, None]] = {}
    for passage in islice(generation.passages, _READ):
        source = passage.source
        if source.committee and source.item and len(source.item) <= _LONGEST_NAME and not _MARKS & set(source.item):
            items.setdefault(source.committee, {})[source.item] = None
    rounds = zip_longest(*([(committee, item) for item in names] for committee, names in items.items()))
    pairs = (pair for one_of_each in rounds for pair in one_of_each if pair)
    for committee, item in islice(pairs, _TRIED):
        yield wording.EXAMPLE.format(committee=committee, item=item)
