"""`xunli figures`: figures looked up, added up, exported and drawn."""

import sys
from enum import StrEnum
from pathlib import Path

import click

from bot.charts import chart_of
from bot.factory import open_built
from bot.figures import Found, exported, fields_of, find_figures, lookup_by, nothing_found, row_fields
from index.figures.conflicts import conflicts_in
from index.quoting import check
from prompts import figures as wording
from prompts.storage import NO_SUCH_FOLDER
from prompts.templates import filled


class Format(StrEnum):
    """What figures are written as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_AS_TABLE = ("", "txt")  # the suffixes of a table


@click.command(help=wording.HELP)
@click.option("--committee", metavar="C", help=wording.HELP_COMMITTEE)
@click.option("--year", type=click.IntRange(1900, 2199), metavar="Y", help=wording.HELP_YEAR)
@click.option("--indicator", metavar="TEXT", default="", help=wording.HELP_INDICATOR)
@click.option("--format", "format_", type=click.Choice([str(form) for form in Format]), help=wording.HELP_FORMAT)
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
    format_: str | None,
    out: Path | None,
    with_total: bool,
    chart: Path | None,
    conflicts: bool,
    yes: bool,
) -> None:
    """List figures, each with its quote, its source and its offsets."""
    indicator = indicator.strip()
    suffix = (out.suffix if out else "").lower().removeprefix(".")
    if format_ is None and suffix not in {*Format, *_AS_TABLE}:
        raise click.UsageError(wording.UNKNOWN_FORMAT.format(file=out, suffix=suffix))
    form = Format(format_ or (Format.TABLE if suffix in _AS_TABLE else suffix))
    _check(form, indicator, out, chart, with_total=with_total, yes=yes)
    home = open_built()
    generation = home.current()
    lookup = lookup_by(committee, year, indicator, generation)
    found = find_figures(lookup, generation, home.encoder)
    check([match.row for match in found.matches], generation)
    if conflicts:
        _deliver(_conflicts(found, form), out, count=len(found.matches))
        return
    outcome = found.total() if with_total else None
    nothing = "" if found.matches else f"{nothing_found(lookup, generation)}\n"
    if form is not Format.TABLE:
        content = exported([fields_of(match, asked=indicator) for match in found.matches], form, outcome)
    elif nothing:
        content = nothing.encode()
    else:
        from bot.commands.terminal import figures_text  # noqa: PLC0415 - an export starts without rich

        content = figures_text(found, outcome, is_file=out is not None).encode()
    _deliver(content, out, count=len(found.matches))
    if nothing and (form is not Format.TABLE or out is not None):
        click.echo(nothing, err=True, nl=False)
    if chart is not None:
        drawn = chart_of(found.comparison())
        if drawn is None:
            click.echo(wording.NOT_DRAWN.format(file=chart), err=True)
        else:
            _write(chart, drawn[0])
            click.echo(f"{wording.DRAWN.format(file=chart)}{drawn[1]}", err=True)


def _check(form: Format, indicator: str, out: Path | None, chart: Path | None, *, with_total: bool, yes: bool) -> None:
    """Say now, not after the work, that options are at odds, or a file cannot be written or would be lost."""
    if with_total and form not in (Format.TABLE, Format.JSON):
        raise click.UsageError(wording.TOTAL_NEEDS_TEXT)
    if chart is not None and not indicator:
        raise click.UsageError(wording.CHART_NEEDS_INDICATOR)
    if chart is not None and chart.suffix.lower() not in ("", ".png"):
        raise click.UsageError(wording.CHART_IS_PNG.format(file=chart))
    if out is not None and out == chart:
        raise click.UsageError(wording.SAME_FILE)
    if form is Format.XLSX and out is None and sys.stdout.isatty():
        raise click.UsageError(wording.NEEDS_OUT)
    for file in filter(None, (out, chart)):
        if file.is_dir() or not file.parent.is_dir():
            reason = wording.IS_FOLDER if file.is_dir() else NO_SUCH_FOLDER
            raise click.UsageError(wording.CANNOT_WRITE.format(file=file, reason=reason))
        if file.is_file() and file.stat().st_size and not yes:
            raise click.UsageError(wording.EXISTS.format(file=file))


def _conflicts(found: Found, form: Format) -> bytes:
    """Return the conflicts: in lines, or as rows one after the other in the other formats."""
    conflicts = conflicts_in(match.row for match in found.matches)
    if form is Format.TABLE:
        return f"{filled('conflicts', conflicts=conflicts)}\n".encode()
    return exported([{**row_fields(row), "match": None} for conflict in conflicts for row in conflict], form)


def _deliver(content: bytes, out: Path | None, *, count: int) -> None:
    if out is None:
        click.echo(content, nl=False)
    else:
        _write(out, content)
        click.echo(wording.WRITTEN.format(file=out, count=count), err=True)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.UsageError(wording.CANNOT_WRITE.format(file=file, reason=error.strerror)) from error
