"""Totals on request: what all committees, or those that are named, tell of one indicator for one year, added up.

A wrong total is worse than none, so there is one only where every summand is told as a whole, by an indicator of the
very words that are asked for, in one unit; otherwise the reason is told, and what comes nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.figures import figures_in
from index.answer import Quote
from index.encoder import Encoder
from index.figures.ledger import Declined, Row, Sum, Total, rows_of, total
from index.figures.likeness import bare, matches
from index.figures.requests import Request, request_of
from index.figures.wholes import is_whole
from index.question import Question
from index.storage.generation import Generation
from index.understanding.scope import Scope
from prompts import figures as wording

_SHOWN = 5  # figures that a refusal shows
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request for a total comes to: `rows` are the summands, or for a refusal what comes nearest."""

    found: Sum | Declined
    rows: tuple[Row, ...]


def outcome_of(question: Question, generation: Generation, scope: Scope, encoder: Encoder) -> Outcome | None:
    """Return the total that a question asks for, or why there is none; None where it asks for no total.

    Also None where no figure is like what is asked for: then what the reports say in words may be near.
    """
    request = request_of(question)
    if request is None:
        return None
    if request.is_exceptive:
        return Outcome(Declined(wording.NO_EXCEPTIONS), ())
    if request.is_citywide and not (
        len(scope.parents) == 1 and set(scope.committees) in map(set, scope.parents.values())
    ):
        return Outcome(Declined(wording.WHICH_CITY), ())
    committees = [scope.committees[region] for region in question.slots.regions] or list(scope.committees.values())
    rows = rows_of(generation, committees=committees, years=request.years or None)
    return _Asked(question, request, committees, rows, encoder).outcome()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, the committees that it is about, and their figures."""

    question: Question
    request: Request
    committees: Sequence[str]
    rows: tuple[Row, ...]
    encoder: Encoder

    def outcome(self) -> Outcome | None:
        names, units = self.request.names, self.question.units
        fitting = [row for row in self.rows if not units or row.figure.unit in units]
        same = [row for row in fitting if row.figure.indicator and bare(row.figure.indicator) in names]
        near = [one.row for one in matches(self.rows, names[-1], self.encoder) if one.cosine]
        if not same:
            near = [row for row in near if row in fitting] or near
            return self._none_so_called(near) if near else None
        if self.question.slots.absent:
            absent = wording.NOT_COVERED.format(regions="、".join(self.question.slots.absent))
            return _declined(absent, same)
        whole = [row for row in same if is_whole(row)]
        if not self.request.years and not self.request.several_years:
            years = sorted({row.figure.year for row in whole if row.figure.year == row.source.year and row.figure.year})
            if len(years) > 1:
                return _declined(wording.WHICH_YEAR.format(years="、".join(map(str, years))), whole)
            whole = [row for row in whole if row.figure.year in years]
        if not whole:
            return _declined(wording.NOT_WHOLE.format(figure=same[0].figure.text, quote=same[0].quote), same)
        found = total(whole)
        if isinstance(found, Declined):
            return _declined(found.reason, whole)
        return self._lacking(found) or Outcome(self._sum(found, same, near), found.summands)

    def _none_so_called(self, near: Sequence[Row]) -> Outcome:
        kinds = dict.fromkeys((row.figure.indicator or "", row.figure.unit) for row in near)
        named = [wording.INDICATOR.format(indicator=name, unit=unit or wording.NO_UNIT) for name, unit in kinds]
        more = wording.MORE.format(count=len(named)) if len(named) > _NAMED else ""
        asked = self.request.names[-1]
        return _declined(wording.NONE_SO_CALLED.format(asked=asked, kinds="、".join(named[:_NAMED]) + more), near)

    def _lacking(self, found: Total) -> Outcome | None:
        """Return a refusal where a committee or a year that the question counts on tells nothing."""
        told = {(row.figure.committee, row.figure.year) for row in found.summands}
        having = list(dict.fromkeys(row.figure.committee for row in found.summands if row.figure.committee))
        named, many = self.question.slots.named, self.question.many
        years = self.request.years or sorted({year for _, year in told if year})
        is_counted = bool(named) or (len(years) > 1 and len(self.committees) == 1)
        missing = [
            wording.LINE.format(committee=committee, year=year)
            for committee in self.committees
            for year in years
            if is_counted and (committee, year) not in told
        ]
        if missing:
            return _declined(wording.ONE_LACKS.format(lines="、".join(missing)), found.summands)
        if len(told) < 2:
            others = [one for one in self.committees if one not in having]
            more = wording.MORE_COMMITTEES.format(count=len(others)) if len(others) > _NAMED else ""
            lacking = "、".join(others[:_NAMED]) + more
            return _declined(wording.ONLY_ONE.format(committee=having[0], others=lacking), found.summands)
        without = [str(year) for year in years if year not in {year for _, year in told}]
        if without:
            return _declined(wording.YEAR_LACKS.format(years="、".join(without)), found.summands)
        if many and many != len(having):
            return _declined(wording.NOT_SO_MANY.format(asked=many, count=len(having)), found.summands)
        return None

    def _sum(self, found: Total, same: Sequence[Row], near: Sequence[Row]) -> Sum:
        told = {(row.figure.committee, row.figure.year) for row in found.summands}
        years = {*self.request.years, *(year for _, year in told)}
        further = [
            row
            for row in (*same, *near)
            if row.figure.year in years and (row.figure.committee, row.figure.year) not in told
        ]
        aside = {(row.figure, row.sha256): row for row in further}
        told |= {(row.figure.committee, row.figure.year) for row in same}
        gaps = [
            (one, year) for one in self.committees for year in sorted(filter(None, years)) if (one, year) not in told
        ]
        return Sum(found, tuple(gaps), tuple(aside.values()))


def _declined(reason: str, rows: Sequence[Row]) -> Outcome:
    """Return a refusal that shows one figure of each committee."""
    first: dict[tuple[str | None, int | None], Row] = {}
    for row in rows:
        first.setdefault((row.figure.committee, row.figure.year), row)
    return Outcome(Declined(reason), tuple(first.values())[:_SHOWN])


def quote_of(row: Row) -> Quote:
    """Return the sentence of a figure as a quote that the figure answers."""
    source, figure = row.source, row.figure
    figures = figures_in(row.quote, start=row.span.start, year=source.year, committee=source.committee)
    return Quote(
        text=row.quote,
        report=row.report,
        sha256=row.sha256,
        start=row.span.start,
        end=row.span.end,
        source=source,
        figures=figures,
        highlights=((figure.start, figure.end),),
        score=1.0,
        passage=row.passage,
        answering=(figure,),
    )
