"""Figures as every face shows them: looked up, compared, added up, and put in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.coverage import coverage_of
from corpus.model import each_of
from index.answer import Answer, Quote, Status, Total
from index.encoder import Encoder
from index.errors import IndexFault
from index.figures.additivity import Declined, total
from index.figures.comparison import Comparison, Line, compare, meant
from index.figures.rows import Likeness, Match, look_up
from index.query.figures import Lookup, lookup_of
from index.query.scope import scope_of
from index.store.generation import Generation
from prompts import figures as wording
from prompts.sources import NO_YEAR, SEPARATOR

ASIDE = (Likeness.NEAR, Likeness.MENTIONED)
_MOST_ASIDE = 12  # figures that are only near; who tells nothing is named in full


@dataclass(frozen=True, slots=True)
class Found:
    """Figures of a generation that were looked up: those asked for, and those only near."""

    lookup: Lookup
    matches: tuple[Match, ...]
    generation: Generation

    @property
    def asked(self) -> list[Match]:
        """The figures that were asked for."""
        return [match for match in self.matches if match.likeness not in ASIDE]

    @property
    def aside(self) -> list[Match]:
        """The figures that are only near."""
        return [match for match in self.matches if match.likeness in ASIDE]

    def comparison(self) -> Comparison:
        """Set them side by side, each committee and year in a line, also those that have none."""
        return compare(self.matches, self.lookup, self.generation.coverage())

    def total(self) -> Total | Declined:
        """Add up what is the same as the asked indicator, else what contains it."""
        return total([match.row for match in meant(self.matches)])


def find_figures(lookup: Lookup, generation: Generation, encoder: Encoder, *, unit: str = "") -> Found:
    """Look figures up, of one unit where one is given."""
    found = look_up(lookup, generation, encoder)
    return Found(lookup, tuple(one for one in found if unit in ("", one.row.figure.unit)), generation)


def lookup_by(committee: str | None, year: int | None, indicator: str, generation: Generation) -> Lookup:
    """Return what is looked up; None, and "" as indicator, stand for anything. Raises IndexFault for no committee."""
    named = lookup_of(committee or "", scope_of(generation.reports), today=date.today())
    if committee is not None and not (named.committees or named.absent):
        raise IndexFault(wording.UNCLEAR_COMMITTEE.format(committee=committee, coverage=coverage_of(generation)))
    years = named.years if year is None else (year,)
    return Lookup(named.committees, named.absent, years, indicator, named.text)


def nothing_found(lookup: Lookup, generation: Generation) -> str:
    """Return what is said where no figure was found."""
    coverage = coverage_of(generation)
    if lookup.absent and not lookup.committees:
        return wording.ABSENT.format(regions="、".join(lookup.absent), coverage=coverage)
    return wording.NOT_FOUND.format(coverage=coverage)


def total_line(outcome: Total) -> str:
    """Return a total in one line."""
    text = wording.total_text(outcome.value, outcome.unit, outcome.qualifier)
    return wording.TOTAL.format(indicator=outcome.indicator, count=len(outcome.summands), text=text)


def committees_line(lines: Iterable[Line]) -> str:
    """Return the committees of some lines, each with its year: 涟水县政协(2023)、清江浦区政协(2023)."""
    return "、".join(_whose(line.committee, line.year) for line in lines)


def sum_lines(found: Total) -> tuple[str, str]:
    """Return a total that answers, and of what and of how many committees it is, a line each."""
    who = list(dict.fromkeys(committee for row in found.summands for committee in each_of(row.figure.committee)))
    when = sorted({row.figure.year for row in found.summands if row.figure.year})
    is_of_many = len(who) > 1
    told = (wording.SUM_OF if is_of_many else wording.SUM_OF_YEARS).format(
        indicator=found.indicator,
        committee=who[0],
        count=len(who if is_of_many else when),
        years="、".join(map(str, when)),
    )
    return wording.SUM.format(text=wording.total_text(found.value, found.unit, found.qualifier)), told


def missing_lines(found: Total) -> list[str]:
    """Return what is not in a total, a line each: who tells no such figure, and figures that are only near it."""
    lines = []
    if found.gaps:
        lines.append(wording.GAPS.format(lines="、".join(_whose(*gap) for gap in found.gaps)))
    figures = [row.figure for row in found.aside[:_MOST_ASIDE]]
    told = [wording.ASIDE_FIGURE.format(figure=one, indicator=one.indicator or wording.UNNAMED) for one in figures]
    if told:
        more = wording.MORE.format(count=len(found.aside)) if len(found.aside) > _MOST_ASIDE else ""
        lines.append(wording.ASIDE.format(figures="、".join(told) + more))
    return lines


def figure_lines(answer: Answer, quote: Quote) -> list[tuple[str, str]]:
    """Return the figures of a quote that answer, each with what it counts, and whose it is where there are several."""
    if answer.status is not Status.ANSWERED:
        return []
    is_one = len(answer.quotes) == 1
    lines = []
    for figure in quote.answering:
        beside = (figure.indicator, "" if is_one else _whose(quote.source.committee, figure.year))
        lines.append((figure.text, "".join(f"{SEPARATOR}{part}" for part in beside if part)))
    return lines


def _whose(committee: str | None, year: int | None) -> str:
    return wording.LINE.format(committee=committee, year=year or NO_YEAR)
