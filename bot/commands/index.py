"""`xunli index`: what is stored, and how it changes."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from bot.commands.doubts import ask, open_doubts, refuse, taken
from bot.commands.output import echo, json_option
from bot.coverage import coverage_of
from bot.factory import add_shipped, open_home, with_progress
from bot.previews import committee_of, fields_of, text_of
from corpus import formats
from corpus.model import Settled
from index.errors import IndexFault
from index.store.generation import Generation
from index.store.preview import Preview, Standing
from index.store.records import ReportRecord
from prompts import index as wording
from prompts.sources import NO_YEAR

DAMAGED = 1


@click.group(help=wording.HELP)
def index() -> None:
    """Hold the commands together."""


@index.command(help=wording.HELP_ADD)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=wording.HELP_YES)
@click.option("--dry-run", is_flag=True, help=wording.HELP_DRY_RUN)
@click.option("--committee", metavar="NAME", help=wording.HELP_COMMITTEE)
@click.option("--year", type=click.IntRange(1949, 2099), metavar="N", help=wording.HELP_YEAR)
@click.option("--series", metavar="NAME", help=wording.HELP_SERIES)
@click.option("--installment", type=click.IntRange(min=1), metavar="N", help=wording.HELP_INSTALLMENT)
@json_option
def add(
    paths: Sequence[Path],
    *,
    yes: bool,
    dry_run: bool,
    committee: str | None,
    year: int | None,
    series: str | None,
    installment: int | None,
    as_json: bool,
) -> None:
    """Add installments: say what they hold, ask what is unsure or would be replaced, publish."""
    home = open_home()
    documents = formats.read_all(paths)
    try:
        named = committee_of(committee, "\n".join(one.text for one in documents)) if committee is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--committee") from error
    documents = [replace(one, settled=Settled(named, year, series, installment)) for one in documents]
    previews = home.preview(documents)
    if not as_json:
        click.echo("\n".join(map(text_of, previews)))
    asking = may_ask() and not (as_json or yes or dry_run)
    doubted = open_doubts(previews)
    if doubted and asking:
        said = ask(doubted)
        previews = home.preview([replace(one, settled=said.get(one.sha256, one.settled)) for one in documents])
    elif doubted and not (yes or dry_run):
        refuse(doubted)
    stopped = wording.DRY_RUN if dry_run else _refusal(previews, yes=yes, asking=asking)
    generation = with_progress(lambda progress: home.add(previews, progress=progress)) if stopped is None else None
    lines = [stopped or ""]
    if generation is not None:
        names = [preview.document.name for preview in previews if preview.standing is not Standing.KNOWN]
        added = wording.ADDED.format(names="、".join(names)) if names else wording.NOTHING_NEW
        lines = [added, wording.GENERATION.format(number=generation.number), *(taken(doubted) if yes else ())]
    fields = {"generation": generation and generation.number, "files": [fields_of(preview) for preview in previews]}
    echo(fields, lines, as_json=as_json)


def may_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty()


def _refusal(previews: Sequence[Preview], *, yes: bool, asking: bool) -> str | None:
    """Return what to say where nothing is published because stored reports would be replaced; None to go on.

    Raises:
        IndexFault: somebody would have to be asked, and nobody is there.
    """
    changed = [preview for preview in previews if preview.standing is Standing.CHANGED]
    if not changed or yes:
        return None
    if not asking:
        raise IndexFault(wording.NEEDS_YES.format(files="、".join(preview.document.file for preview in changed)))
    return None if click.confirm(wording.CONFIRM) else wording.DECLINED


@index.command(help=wording.HELP_REMOVE)
@click.argument("report")
@json_option
def remove(report: str, as_json: bool) -> None:
    """Remove a report."""
    home = open_home()
    name = home.current().report(report).name
    generation = home.remove(name)
    _say(generation, wording.REMOVED.format(report=name), as_json=as_json, removed=name)


@index.command("list", help=wording.HELP_LIST)
@json_option
def list_reports(as_json: bool) -> None:
    """List the reports that are searched."""
    reports = open_home().current().reports
    echo([asdict(record) for record in reports], map(_line, reports), as_json=as_json)


def _line(record: ReportRecord) -> str:
    fields = {**asdict(record), **asdict(record.counts), "year": record.year or NO_YEAR}
    return wording.REPORT_LINE.format_map(
        {**fields, "committees": "、".join(record.committees) or wording.NO_COMMITTEE}
    )


@index.command(help=wording.HELP_STATUS)
@json_option
def status(as_json: bool) -> None:
    """Say what serves."""
    home = open_home()
    generation = home.current()
    figures = {
        "home": str(home.layout.home),
        "generation": generation.number,
        "kept": home.layout.numbers(),
        "reports": len(generation.reports),
        "passages": len(generation.passages),
        "encoder": generation.manifest.encoder,
        "dimension": generation.manifest.dimension,
        "vectors": generation.vectors.kind,
    }
    line = wording.STATUS.format(**figures, coverage=coverage_of(generation))
    echo({**figures, "coverage": dict(generation.coverage())}, [line], as_json=as_json)


@index.command(help=wording.HELP_VERIFY)
@json_option
def verify(as_json: bool) -> None:
    """Check every file against its checksum; exits 1 where something is damaged."""
    home = open_home()
    if not home.exists():
        home.current()  # says that there is nothing yet
    damage = home.verify()
    lines = [*damage, wording.REPAIR.format(count=len(damage))]
    if not damage:
        lines = [wording.SOUND.format(count=len(home.layout.numbers()))]
    echo({"sound": not damage, "damage": damage}, lines, as_json=as_json)
    if damage:
        sys.exit(DAMAGED)


@index.command(help=wording.HELP_ROLLBACK)
@json_option
def rollback(as_json: bool) -> None:
    """Make the generation before the current one current again."""
    generation = open_home().rollback()
    _say(generation, wording.ROLLED_BACK, as_json=as_json)


@index.command(help=wording.HELP_REBUILD)
@json_option
def rebuild(as_json: bool) -> None:
    """Make the index anew from the stored sources, or from the shipped reports where there is none."""
    home = open_home()
    if home.exists():
        generation = with_progress(lambda progress: home.rebuild(progress=progress))
    else:
        add_shipped(home)
        generation = home.current()
    _say(generation, wording.REBUILT, as_json=as_json)


def _say(generation: Generation, said: str, *, as_json: bool, **fields: Any) -> None:
    lines = [said, wording.GENERATION.format(number=generation.number)]
    echo({"generation": generation.number, **fields}, lines, as_json=as_json)
