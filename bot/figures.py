"""Figures as every face shows them: looked up, compared, added up, put in words, and exported with their sources."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.coverage import coverage_of
from corpus.model import each_of
from index.answer import Answer, Quote, Row, Status, Total
from index.encoder import Encoder
from index.errors import IndexFault
from index.figures.additivity import Declined, total
from index.figures.comparison import Comparison, Line, compare, meant
from index.figures.rows import Likeness, Match, look_up
from index.query.figures import Lookup, lookup_of
from index.query.scope import scope_of
from index.store.generation import Generation
from prompts import figures as wording
from prompts.sources import NO_YEAR, SEPARATOR, source_line

Fields = dict[str, Any]
# Spreadsheets take a text that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML 1.0
_WIDTHS = {"indicator": 22, "committee": 16, "quote": 60, "source": 50, "report": 30, "text": 12}
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
        """Add up what is the same as the asked indicator, else what contains it: of one year and city, or as named."""
        found = total([match.row for match in meant(self.matches)])
        if isinstance(found, Declined):
            return found
        places = [place for row in found.summands for place in row.places]
        years = sorted({year for _, year in places if year})
        if len(years) > 1 and not self.lookup.years:
            return Declined(wording.WHICH_YEAR.format(years="、".join(map(str, years))))
        scope, told = scope_of(self.generation.reports), {committee for committee, _ in places}
        regions = {region for region, committee in scope.committees.items() if committee in told}
        cities = scope.parents.values()
        if cities and not self.lookup.committees and not any(regions <= city for city in cities):
            return Declined(wording.WHICH_CITY)
        return found


def find_figures(lookup: Lookup, generation: Generation, encoder: Encoder, *, unit: str = "") -> Found:
    """Look figures up, of one unit where one is given."""
    found = look_up(lookup, generation, encoder)
    return Found(lookup, tuple(one for one in found if unit in ("", one.row.figure.unit)), generation)


def lookup_by(committee: str | None, year: int | None, indicator: str, generation: Generation) -> Lookup:
    """Return what is looked up; None, and "" as indicator, stand for anything. Raises IndexFault for no committee."""
    named = lookup_of(committee or "", scope_of(generation.reports), today=date.today())
    if committee is not None and not (named.committees or named.absent):
        raise IndexFault(wording.UNCLEAR_COMMITTEE.format(committee=committee, coverage=coverage_of(generation)))
    return Lookup(named.committees, named.absent, named.years if year is None else (year,), indicator, named.text)


def nothing_found(lookup: Lookup, generation: Generation) -> str:
    """Return what is said where no figure was found."""
    coverage = coverage_of(generation)
    if lookup.absent and not lookup.committees:
        return wording.ABSENT.format(regions="、".join(lookup.absent), coverage=coverage)
    return wording.NOT_FOUND.format(coverage=coverage)


def total_line(outcome: Total | Declined) -> str:
    """Return a total in one line, or why there is none."""
    if isinstance(outcome, Declined):
        return wording.NO_TOTAL.format(reason=outcome.reason)
    text = wording.total_text(outcome.value, outcome.unit, outcome.qualifier)
    return wording.TOTAL.format(indicator=outcome.indicator, count=len(outcome.summands), text=text)


def committees_line(lines: Iterable[Line]) -> str:
    """Return the committees of some lines, each with its year: 涟水县政协(2023)、清江浦区政协(2023)."""
    return "、".join(_whose(line.committee, line.year) for line in lines)


def sum_lines(found: Total) -> tuple[str, str]:
    """Return a total that answers, and of what and of how many committees it is, a line each."""
    who = list(dict.fromkeys(committee for row in found.summands for committee in each_of(row.figure.committee)))
    when = sorted({row.figure.year for row in found.summands if row.figure.year})
    template, count = (wording.SUM_OF, len(who)) if len(who) > 1 else (wording.SUM_OF_YEARS, len(when))
    told = template.format(indicator=found.indicator, committee=who[0], count=count, years="、".join(map(str, when)))
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
    if answer.status is not Status.ANSWERED and not answer.is_partial:
        return []
    is_one = len(answer.quotes) == 1 and not answer.is_partial
    lines = []
    for figure in quote.answering:
        beside = (figure.indicator, "" if is_one else _whose(quote.source.committee, figure.year))
        lines.append((figure.text, "".join(f"{SEPARATOR}{part}" for part in beside if part)))
    return lines


def _whose(committee: str | None, year: int | None) -> str:
    return wording.LINE.format(committee=committee, year=year or NO_YEAR)


def fields_of(match: Match, *, asked: str) -> Fields:
    """Return a figure as plain values: `source` is one line, `start` and `end` are of the figure in the stored text."""
    return {**row_fields(match.row), "match": str(match.likeness) if asked else None}


def row_fields(row: Row) -> Fields:
    """Return a row as plain values."""
    figure = row.figure
    names = ("text", "value", "unit", "qualifier", "indicator", "committee", "year")
    return {
        **{name: getattr(figure, name) for name in names},
        "quote": row.quote,
        "source": source_line(row.source),
        "report": row.report,
        "sha256": row.sha256,
        "start": figure.start,
        "end": figure.end,
        "quote_start": row.span.start,
        "quote_end": row.span.end,
    }


def total_fields(outcome: Total | Declined) -> Fields:
    """Return a total with its summands as plain values, or why there is none."""
    if isinstance(outcome, Declined):
        return {"value": None, "reason": outcome.reason}
    text = wording.total_text(outcome.value, outcome.unit, outcome.qualifier)
    fields = {name: getattr(outcome, name) for name in ("value", "unit", "qualifier", "indicator")}
    return {"text": text, **fields, "summands": [row_fields(row) for row in outcome.summands], "reason": None}


def exported(rows: Sequence[Fields], suffix: str, outcome: Total | Declined | None = None) -> bytes:
    """Return rows, and a total if there is one, as indented JSON, or rows alone as a file for spreadsheets."""
    if suffix == "json":
        value = rows if outcome is None else {"rows": rows, "total": total_fields(outcome)}
        return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
    return as_csv(rows) if suffix == "csv" else as_xlsx(rows)


def as_csv(rows: Sequence[Fields]) -> bytes:
    """Return rows as CSV for spreadsheets: UTF-8 with a BOM; a text that would be a formula stands after a '."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(wording.HEADINGS.values())
    for row in rows:
        values = [_shown(key, row[key]) for key in wording.HEADINGS]
        writer.writerow([f"'{value}" if _is_formula(value) else value for value in values])
    return table.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(rows: Sequence[Fields]) -> bytes:
    """Return rows as an Excel workbook; a text is stored as a text, whatever it begins with."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and only needed here
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = wording.HEADINGS["text"]
    for column, (key, heading) in enumerate(wording.HEADINGS.items(), start=1):
        sheet.cell(1, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(key, 10)
        for number, row in enumerate(rows, start=2):
            value = _shown(key, row[key])
            is_text = isinstance(value, str)
            cell = sheet.cell(number, column, _UNSTORABLE.sub(" ", value) if is_text else value)
            cell.alignment = Alignment(vertical="top", wrap_text=key in {"quote", "source"})
            if is_text:  # stays a text, also when somebody edits it
                cell.data_type, cell.quotePrefix = "s", _is_formula(value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _shown(key: str, value: Any) -> Any:
    """Return what stands in a column: whole numbers without a point, the likeness in words."""
    if key == "match":
        return wording.LIKENESS.get(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and bool(_FORMULA.match(value))
