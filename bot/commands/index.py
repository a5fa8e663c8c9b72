"""`xunli index`: what is stored, and how it changes.

What the parser is unsure of is asked on a terminal, taken at its best with --yes, refused elsewhere.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from bot.coverage import coverage_of
from bot.factory import add_shipped, open_home, with_progress
from bot.previews import committee_of, fields_of, text_of
from corpus import formats
from corpus.model import Document, Doubt, Settled
from index.errors import IndexFault
from index.store.generation import Generation
from index.store.preview import Preview, Standing
from prompts import index as wording
from prompts.templates import filled
from prompts.terminal import HELP_JSON

_DAMAGED = 1  # the exit code
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_Doubts = Sequence[tuple[Preview, Doubt]]
json_option = click.option("--json", "as_json", is_flag=True, help=HELP_JSON)


def echo(value: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Print a value as JSON, or lines that say the same."""
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else "\n".join(lines))


@click.group(help=wording.HELP)
def index() -> None:
    """Hold the commands together."""


@index.command(help=wording.HELP_ADD)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=wording.HELP_YES)
@click.option("--dry-run", is_flag=True, help=wording.HELP_DRY_RUN)
@click.option("--committee", metavar="NAME", help=wording.HELP_COMMITTEE)
@click.option("--year", type=click.IntRange(_FIRST_YEAR, _LAST_YEAR), metavar="N", help=wording.HELP_YEAR)
@click.option("--series", metavar="NAME", help=wording.HELP_SERIES)
@click.option("--installment", type=click.IntRange(min=1), metavar="N", help=wording.HELP_INSTALLMENT)
@json_option
def add(paths: Sequence[Path], *, yes: bool, dry_run: bool, as_json: bool, **said: Any) -> None:
    """Add installments: say what they hold, ask what is unsure or would be replaced, publish.

    `said` are the fields of `Settled`.
    """
    home = open_home()
    documents = formats.read_all(paths)
    if said["committee"] is not None:
        try:
            said["committee"] = committee_of(said["committee"], "\n".join(one.text for one in documents))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--committee") from error
    documents = [replace(one, settled=Settled(**said)) for one in documents]
    previews = home.preview(documents)
    if not as_json:
        click.echo("\n".join(map(text_of, previews)))
    asking = may_ask() and not (as_json or yes or dry_run)
    # Those that need an answer: nothing was found, or something else is as likely.
    fresh = [preview for preview in previews if preview.standing is not Standing.KNOWN]
    pairs = [(preview, doubt) for preview in fresh for doubt in preview.addition.doubts]
    doubts = [(preview, doubt) for preview, doubt in pairs if doubt.alternatives or doubt.value is None]
    if doubts and asking:
        settled = {one.sha256: one for one in documents}
        for preview, doubt in doubts:
            settled[preview.document.sha256] = _ask(settled[preview.document.sha256], doubt)
        previews = home.preview(list(settled.values()))
    elif doubts and not (yes or dry_run):
        nameless, files = _lacking(doubts, "committee"), _files(preview for preview, _ in doubts)
        needed = wording.NEEDS_COMMITTEE if nameless else wording.NEEDS_ANSWER
        raise IndexFault(needed.format(files=nameless or files))
    changed = _files(preview for preview in previews if preview.standing is Standing.CHANGED)
    generation = None
    if dry_run:
        lines = [wording.DRY_RUN]
    elif changed and not (yes or asking):
        raise IndexFault(wording.NEEDS_YES.format(files=changed))
    elif changed and not yes and not click.confirm(wording.CONFIRM):
        lines = [wording.DECLINED]
    else:
        generation = with_progress(lambda progress: home.add(previews, progress=progress))
        names = "、".join(one.document.name for one in previews if one.standing is not Standing.KNOWN)
        lines = [wording.ADDED.format(names=names) if names else wording.NOTHING_NEW]
        lines += [wording.GENERATION.format(number=generation.number), *(_taken(doubts) if yes else ())]
    fields = {"generation": generation and generation.number, "files": [fields_of(preview) for preview in previews]}
    echo(fields, lines, as_json=as_json)


def may_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty()


def _files(previews: Iterable[Preview]) -> str:
    return "、".join(dict.fromkeys(preview.document.file for preview in previews))


def _lacking(doubts: _Doubts, field: str) -> str:
    """Return the files of which a field was not found at all."""
    unknown = [preview for preview, doubt in doubts if doubt.field == field and doubt.value is None]
    return _files(one for one in unknown if field != "committee" or not one.addition.record.committees)


def _taken(doubts: _Doubts) -> list[str]:
    """Return what to say where the best was taken."""
    undated, nameless = _lacking(doubts, "year"), _lacking(doubts, "committee")
    said = [wording.NO_YEAR_TAKEN.format(files=undated)] if undated else []
    said += [wording.NO_COMMITTEE_TAKEN.format(files=nameless)] if nameless else []
    return said + ([wording.TAKEN] if any(doubt.value is not None for _, doubt in doubts) else [])


def _ask(document: Document, doubt: Doubt) -> Document:
    """Ask for a doubt on the terminal; returns the document with what was said of it, if anything was."""
    click.echo(wording.ASK[doubt.field].format(file=document.file))
    choices = [value for value in (doubt.value, *doubt.alternatives) if value is not None]
    for number, choice in enumerate(choices, 1):
        click.echo(wording.CHOICE.format(number=number, value=choice))
    while True:
        said = click.prompt(wording.CHOOSE, default="1" if choices else "", show_default=bool(choices)).strip()
        if not said:
            return document
        try:
            chosen = choices[int(said) - 1] if said.isdecimal() and 1 <= int(said) <= len(choices) else None
            value = chosen or (committee_of(said, document.text) if doubt.field == "committee" else _year(said))
        except ValueError as error:
            click.echo(str(error))
        else:
            said_of_it: dict[str, Any] = {doubt.field: value}
            return replace(document, settled=replace(document.settled, **said_of_it))


def _year(said: str) -> int:
    """Return the year that somebody names; raises ValueError, in words for people, for none."""
    year = said.removesuffix("年")
    if not (year.isdecimal() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        raise ValueError(wording.UNKNOWN_VALUE["year"].format(value=said))
    return int(year)


@index.command(help=wording.HELP_REMOVE)
@click.argument("report")
@json_option
def remove(report: str, as_json: bool) -> None:
    """Remove a report."""
    home = open_home()
    name = home.current().report(report).name
    _say(home.remove(name), wording.REMOVED.format(report=name), as_json=as_json, removed=name)


@index.command("list", help=wording.HELP_LIST)
@json_option
def list_reports(as_json: bool) -> None:
    """List the reports that are searched."""
    reports = open_home().current().reports
    echo([asdict(record) for record in reports], [filled("reports", reports=reports)], as_json=as_json)


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
    said = filled("status", **figures, coverage=coverage_of(generation))
    echo({**figures, "coverage": generation.coverage()}, [said], as_json=as_json)


@index.command(help=wording.HELP_VERIFY)
@json_option
def verify(as_json: bool) -> None:
    """Check every file against its checksum; exits 1 where something is damaged."""
    home = open_home()
    damage = home.verify()
    lines = [*damage, wording.REPAIR.format(count=len(damage))]
    if not damage:
        lines = [wording.SOUND.format(count=len(home.layout.numbers()))]
    echo({"sound": not damage, "damage": damage}, lines, as_json=as_json)
    if damage:
        sys.exit(_DAMAGED)


@index.command(help=wording.HELP_ROLLBACK)
@json_option
def rollback(as_json: bool) -> None:
    """Make the generation before the current one current again."""
    _say(open_home().rollback(), wording.ROLLED_BACK, as_json=as_json)


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
