"""Exports: figures as JSON, CSV and Excel workbooks, with quote, source and offsets in every row."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from index.answer import Row, Total
from index.figures.additivity import Declined
from index.figures.rows import Match
from prompts import figures as wording
from prompts.sources import source_line

Fields = dict[str, Any]
# Spreadsheets take a text that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML 1.0
_WIDTHS = {"indicator": 22, "committee": 16, "quote": 60, "source": 50, "report": 30, "text": 12}


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


def as_json(value: object) -> bytes:
    """Return a value as indented JSON."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


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
