"""`xunli index`: what is stored, and how it changes."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.engine import add_shipped, open_home, with_progress
from bot.previews import fields_of, text_of
from corpus import formats
from index.errors import IndexFault
from index.storage.generation import Generation
from index.storage.preview import Standing
from index.storage.records import ReportRecord
from prompts import index as wording
from prompts.sources import coverage_line
from prompts.terminal import HELP_JSON

_json_option = click.option("--json", "as_json", is_flag=True, help=HELP_JSON)
DAMAGED = 1


@click.group(help=wording.HELP)
def index() -> None:
    """Hold the commands together."""


@index.command(help=wording.HELP_ADD)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=wording.HELP_YES)
@click.option("--dry-run", is_flag=True, help=wording.HELP_DRY_RUN)
@_json_option
def add(paths: Sequence[Path], yes: bool, dry_run: bool, as_json: bool) -> None:
    """Add installments: say what they hold, ask where one would replace another, publish."""
    home = open_home()
    previews = home.preview(formats.read_all(paths))
    if not as_json:
        click.echo("\n".join(map(text_of, previews)))
    changed = [preview for preview in previews if preview.standing is Standing.CHANGED]
    asked = bool(changed) and not yes
    if asked and not dry_run and (as_json or not sys.stdin.isatty()):
        raise IndexFault(wording.NEEDS_YES.format(files="、".join(preview.document.file for preview in changed)))
    said = wording.DRY_RUN if dry_run else wording.DECLINED if asked and not click.confirm(wording.CONFIRM) else None
    generation = with_progress(lambda progress: home.add(previews, progress=progress)) if said is None else None
    names = [preview.document.name for preview in previews if preview.standing is not Standing.KNOWN]
    if as_json:
        number = generation.number if generation else None
        click.echo(_dumps({"generation": number, "files": [fields_of(preview) for preview in previews]}))
    elif generation is None:
        click.echo(said)
    else:
        click.echo(wording.ADDED.format(names="、".join(names)) if names else wording.NOTHING_NEW)
        click.echo(wording.GENERATION.format(number=generation.number))


@index.command(help=wording.HELP_REMOVE)
@click.argument("report")
@_json_option
def remove(report: str, as_json: bool) -> None:
    """Remove a report."""
    home = open_home()
    name = home.current().report(report).name
    generation = home.remove(name)
    _say(generation, wording.REMOVED.format(report=name), {"removed": name}, as_json=as_json)


@index.command("list", help=wording.HELP_LIST)
@_json_option
def list_reports(as_json: bool) -> None:
    """List the reports that are searched."""
    reports = open_home().current().reports
    if as_json:
        click.echo(_dumps([asdict(record) for record in reports]))
        return
    for record in reports:
        click.echo(_line(record))


@index.command(help=wording.HELP_STATUS)
@_json_option
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
    if as_json:
        click.echo(_dumps({**figures, "coverage": dict(generation.coverage())}))
        return
    click.echo(wording.STATUS.format(**figures, coverage=coverage_line(generation.coverage())))


@index.command(help=wording.HELP_VERIFY)
@_json_option
def verify(as_json: bool) -> None:
    """Check every file against its checksum; exits 1 where something is damaged."""
    home = open_home()
    if not home.exists():
        home.current()  # says that there is nothing yet
    damage = home.verify()
    if as_json:
        click.echo(_dumps({"sound": not damage, "damage": damage}))
    elif damage:
        click.echo("\n".join(damage))
        click.echo(wording.REPAIR.format(count=len(damage)))
    else:
        click.echo(wording.SOUND.format(count=len(home.layout.numbers())))
    if damage:
        sys.exit(DAMAGED)


@index.command(help=wording.HELP_ROLLBACK)
@_json_option
def rollback(as_json: bool) -> None:
    """Make the generation before the current one current again."""
    generation = open_home().rollback()
    _say(generation, wording.ROLLED_BACK, {}, as_json=as_json)


@index.command(help=wording.HELP_REBUILD)
@_json_option
def rebuild(as_json: bool) -> None:
    """Make the index anew from the stored sources, or from the shipped reports where there is none."""
    home = open_home()
    if home.exists():
        generation = with_progress(lambda progress: home.rebuild(progress=progress))
    else:
        add_shipped(home)
        generation = home.current()
    _say(generation, wording.REBUILT, {}, as_json=as_json)


def _say(generation: Generation, said: str, fields: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(_dumps({"generation": generation.number, **fields}))
    else:
        click.echo(said)
        click.echo(wording.GENERATION.format(number=generation.number))


def _line(record: ReportRecord) -> str:
    fields = {**asdict(record), **asdict(record.counts)}
    fields["committees"] = "、".join(record.committees) or wording.NO_COMMITTEE
    return wording.REPORT_LINE.format(**fields)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
