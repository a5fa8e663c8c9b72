"""Doubts: what the parser is unsure of is asked on a terminal, taken at its best with --yes, refused elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

import click

from bot.previews import committee_of
from corpus.model import Document, Doubt, Settled
from index.errors import IndexFault
from index.store.preview import Preview, Standing
from prompts import index as wording

_FIRST, _LAST = 1949, 2099
Doubted = Sequence[tuple[Preview, Doubt]]


def open_doubts(previews: Sequence[Preview]) -> Doubted:
    """Return the doubts that need an answer: nothing was found, or something else is as likely."""
    fresh = [preview for preview in previews if preview.standing is not Standing.KNOWN]
    pairs = [(preview, doubt) for preview in fresh for doubt in preview.addition.doubts]
    return [(preview, doubt) for preview, doubt in pairs if doubt.alternatives or doubt.value is None]


def refuse(doubted: Doubted) -> None:
    """Raise the fault that names the files in doubt and the remedy.

    Raises:
        IndexFault: always.
    """
    nameless = _nameless(doubted)
    if nameless:
        raise IndexFault(wording.NEEDS_COMMITTEE.format(files=nameless))
    files = dict.fromkeys(preview.document.file for preview, _ in doubted)
    raise IndexFault(wording.NEEDS_ANSWER.format(files="、".join(files)))


def taken(doubted: Doubted) -> list[str]:
    """Return what to say where the best was taken."""
    nameless = _nameless(doubted)
    undated = [preview.document.file for preview, doubt in doubted if doubt.field == "year" and doubt.value is None]
    said = [wording.NO_YEAR_TAKEN.format(files="、".join(undated))] if undated else []
    said += [wording.NO_COMMITTEE_TAKEN.format(files=nameless)] if nameless else []
    return said + ([wording.TAKEN] if any(doubt.value is not None for _, doubt in doubted) else [])


def _nameless(doubted: Doubted) -> str:
    """Return the files that are of no committee."""
    files = [
        preview.document.file
        for preview, doubt in doubted
        if doubt.field == "committee" and doubt.value is None and not preview.addition.record.committees
    ]
    return "、".join(dict.fromkeys(files))


def ask(doubted: Doubted) -> dict[str, Settled]:
    """Ask for each doubt on the terminal.

    Returns:
        What was said of each document, by its hash; a file that is to be of no committee is left as it is.
    """
    settled: dict[str, Settled] = {}
    for preview, doubt in doubted:
        document = preview.document
        value = _answer(document, doubt)
        if value is not None:
            known = settled.get(document.sha256, document.settled)
            said = {"committee": str(value)} if doubt.field == "committee" else {"year": int(value)}
            settled[document.sha256] = replace(known, **said)
    return settled


def _answer(document: Document, doubt: Doubt) -> str | int | None:
    click.echo(wording.ASK[doubt.field].format(file=document.file))
    choices = [value for value in (doubt.value, *doubt.alternatives) if value is not None]
    for number, value in enumerate(choices, 1):
        click.echo(wording.CHOICE.format(number=number, value=value))
    while True:
        said = click.prompt(wording.CHOOSE, default="1" if choices else "", show_default=bool(choices)).strip()
        if not said:
            return None
        if said.isdecimal() and 1 <= int(said) <= len(choices):
            return choices[int(said) - 1]
        year = said.removesuffix("年")
        try:
            if doubt.field == "committee":
                return committee_of(said, document.text)
            if year.isdecimal() and _FIRST <= int(year) <= _LAST:
                return int(year)
            click.echo(wording.UNKNOWN_VALUE["year"].format(value=said))
        except ValueError as error:
            click.echo(str(error))
