"""`xunli figures`: figures looked up, added up, exported and drawn."""

import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from bot.export import as_csv, as_json, as_xlsx, fields_of, row_fields
from bot.factory import add_shipped, open_home
from bot.figure_text import conflict_lines
from index.answer import Total
from index.figures.additivity import Declined, total
from index.figures.comparison import Comparison, Lookup, compare, look_up, lookup_of
from index.figures.conflicts import Conflict, conflicts_in
from index.figures.rows import check
from index.figures.similarity import Likeness, Match, closest
from index.store.generation import Generation
from prompts import figures as wording
from prompts.sources import coverage_line

_PLAIN: dict[str, Any] = {"width": 120, "no_color": True, "force_terminal": False}


class Format(StrEnum):
    """What figures are written as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@click.command(help=wording.HELP)
@click.option("--committee", metavar="C", help=wording.HELP_COMMITTEE)
@click.option("--year", type=click.IntRange(1900, 2199), metavar="Y", help=wording.HELP_YEAR)
@click.option("--indicator", metavar="TEXT", default="", help=wording.HELP_INDICATOR)
@click.option("--format", "form", type=click.Choice([str(form) for form in Format]), help=wording.HELP_FORMAT)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=wording.HELP_OUT)
@click.option("--total", "with_total", is_flag=True, help=wording.HELP_TOTAL)
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE.png", help=wording.HELP_CHART)
@click.option("--conflicts", is_flag=True, help=wording.HELP_CONFLICTS)
@click.option("--yes", is_flag=True, help=wording.HELP_YES)
def figures(
    *,
    committee: str | None,
    year: int | None,
    indicator: str,
    form: str | None,
    out: Path | None,
    with_total: bool,
    chart: Path | None,
    conflicts: bool,
    yes: bool,
) -> None:
    """List figures, each with its quote, its source and its offsets."""
    indicator = indicator.strip()
    wanted = Format(form) if form else _form_of(out)
    _check_options(wanted, indicator, out, chart, with_total=with_total)
    for file in filter(None, (out, chart)):
        _check_writable(file, yes=yes)
    home = open_home()
    if not home.exists():
        add_shipped(home)
    generation = home.current()
    lookup = _lookup(committee, year, indicator, generation)
    found = look_up(lookup, generation, home.encoder)
    check([match.row for match in found], generation)
    if conflicts:
        _deliver(_conflicting(conflicts_in(match.row for match in found), wanted), out, count=len(found))
        return
    comparison = compare(found, generation, committees=lookup.committees or None, years=lookup.years or None)
    outcome = total(summands(found)) if with_total else None
    if wanted is Format.TABLE and found:
        content = _table(found, comparison if indicator else None, outcome, is_file=out is not None)
    elif wanted is Format.TABLE:
        content = f"{_nothing(lookup, generation)}\n".encode()
    else:
        content = _exported(wanted, [fields_of(match, asked=indicator) for match in found], outcome)
    _deliver(content, out, count=len(found))
    if not found and (wanted is not Format.TABLE or out is not None):
        click.echo(_nothing(lookup, generation), err=True)
    if chart is not None:
        _draw(comparison, chart)


def summands(found: Sequence[Match]) -> list[Any]:
    """Return the figures that a total is asked of: the same as the asked indicator, else those that contain it."""
    best = closest(found)
    meant = best if best in (Likeness.SAME, Likeness.PART) else None
    return [match.row for match in found if match.likeness is meant]


def _form_of(out: Path | None) -> Format:
    """Return the format that a file's suffix names, else a table."""
    suffix = out.suffix.lower().removeprefix(".") if out else ""
    return Format(suffix) if suffix in set(Format) else Format.TABLE


def _check_options(form: Format, indicator: str, out: Path | None, chart: Path | None, *, with_total: bool) -> None:
    if with_total and form not in (Format.TABLE, Format.JSON):
        raise click.UsageError(wording.TOTAL_NEEDS_TEXT)
    if chart is not None and not indicator:
        raise click.UsageError(wording.CHART_NEEDS_INDICATOR)
    if out is not None and out == chart:
        raise click.UsageError(wording.SAME_FILE)
    if form is Format.XLSX and out is None and sys.stdout.isatty():
        raise click.UsageError(wording.NEEDS_OUT)


def _check_writable(file: Path, *, yes: bool) -> None:
    """Say now, not after the work, that a file cannot be written, or would be lost."""
    reason = wording.IS_FOLDER if file.is_dir() else "" if file.parent.is_dir() else wording.NO_SUCH_FOLDER
    if reason:
        raise click.UsageError(wording.CANNOT_WRITE.format(file=file, reason=reason))
    if file.is_file() and file.stat().st_size and not yes:
        raise click.UsageError(wording.EXISTS.format(file=file))


def _lookup(committee: str | None, year: int | None, indicator: str, generation: Generation) -> Lookup:
    """Return what the options ask for.

    Raises:
        click.UsageError: what is given as a committee names none.
    """
    named = lookup_of(committee or "", generation, today=date.today())
    if committee is not None and not (named.committees or named.absent):
        coverage = coverage_line(generation.coverage())
        raise click.UsageError(wording.UNCLEAR_COMMITTEE.format(committee=committee, coverage=coverage))
    years = named.years if year is None else (year,)
    return Lookup(named.committees, named.absent, years, indicator, named.text)


def _table(
    found: Sequence[Match], comparison: Comparison | None, outcome: Total | Declined | None, *, is_file: bool
) -> bytes:
    """Return a table: as wide and coloured as the terminal is, or plain for a file."""
    from rich.console import Console  # noqa: PLC0415 - an export starts without it

    from bot.commands.figure_table import show, show_total  # noqa: PLC0415

    console = Console(highlight=False, **(_PLAIN if is_file else {}))
    with console.capture() as capture:
        show(found, comparison, console=console)
        if outcome is not None:
            show_total(outcome, comparison.gaps if comparison else (), console=console)
    return capture.get().encode()


def _conflicting(found: Sequence[Conflict], form: Format) -> bytes:
    """Return the conflicts: in lines, or as rows one after the other in the other formats."""
    if form is Format.TABLE:
        lines = [line for conflict in found for line in conflict_lines(conflict)] or [wording.NO_CONFLICTS]
        return "".join(f"{line}\n" for line in lines).encode()
    rows = [{**row_fields(row), "match": None} for conflict in found for row in conflict.rows]
    return _exported(form, rows, None)


def _exported(form: Format, rows: list[dict[str, Any]], outcome: Total | Declined | None) -> bytes:
    if form is Format.CSV:
        return as_csv(rows)
    if form is Format.XLSX:
        return as_xlsx(rows)
    return as_json(rows if outcome is None else {"rows": rows, "total": _total_fields(outcome)})


def _deliver(content: bytes, out: Path | None, *, count: int) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _write(out, content)
        click.echo(wording.WRITTEN.format(file=out, count=count), err=True)


def _total_fields(outcome: Total | Declined) -> dict[str, Any]:
    if isinstance(outcome, Declined):
        return {"value": None, "reason": outcome.reason}
    return {
        "text": wording.total_text(outcome.value, outcome.unit, outcome.qualifier),
        "value": outcome.value,
        "unit": outcome.unit,
        "qualifier": outcome.qualifier,
        "indicator": outcome.indicator,
        "summands": [row_fields(row) for row in outcome.summands],
        "reason": None,
    }


def _draw(comparison: Comparison, file: Path) -> None:
    from bot.charts import draw, left_out, panels_of  # noqa: PLC0415 - seldom needed

    panels = panels_of(comparison)
    if not panels:
        click.echo(wording.NOT_DRAWN.format(file=file), err=True)
        return
    more = left_out(comparison)
    _write(file, draw(panels, left_out=more))
    click.echo(f"{wording.DRAWN.format(file=file)}{more}", err=True)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.UsageError(wording.CANNOT_WRITE.format(file=file, reason=error.strerror)) from error


def _nothing(lookup: Lookup, generation: Generation) -> str:
    coverage = coverage_line(generation.coverage())
    if lookup.absent and not lookup.committees:
        return wording.ABSENT.format(regions="、".join(lookup.absent), coverage=coverage)
    return wording.NOT_FOUND.format(coverage=coverage)
