"""Doubts: what the parser is unsure of is asked on a terminal, taken at its best with --yes, refused elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

import click

from corpus.model import Document, Doubt, Settled
from corpus.regions import full_name
from index.errors import IndexFault
from index.store.preview import Preview, Standing
from prompts import index as wording

_FIRST, _LAST = 1949, 2099


def open_doubts(previews: Sequence[Preview]) -> list[tuple[Preview, Doubt]]:
    """Return the doubts that need an answer: nothing was found, or something else is as likely."""
    fresh = [preview for preview in previews if preview.standing is not Standing.KNOWN]
    pairs = [(preview, doubt) for preview in fresh for doubt in preview.doubts]
    return [(preview, doubt) for preview, doubt in pairs if doubt.alternatives or doubt.value is None]


def refuse(doubted: Sequence[tuple[Preview, Doubt]]) -> None:
    """Raise the fault that names the files in doubt and the remedy.

    Raises:
        IndexFault: always.
    """
    nameless = _files(doubted, nameless=True)
    if nameless:
        raise IndexFault(wording.NEEDS_COMMITTEE.format(files=nameless))
    raise IndexFault(wording.NEEDS_ANSWER.format(files=_files(doubted, nameless=False)))


def taken(doubted: Sequence[tuple[Preview, Doubt]]) -> list[str]:
    """Return what to say where the best was taken."""
    nameless = _files(doubted, nameless=True)
    said = [wording.NO_COMMITTEE_TAKEN.format(files=nameless)] if nameless else []
    return said + ([wording.TAKEN] if any(doubt.value is not None for _, doubt in doubted) else [])


def _files(doubted: Sequence[tuple[Preview, Doubt]], *, nameless: bool) -> str:
    pairs = [(preview, doubt) for preview, doubt in doubted if not nameless or _is_nameless(preview, doubt)]
    return "、".join(dict.fromkeys(preview.document.file for preview, _ in pairs))


def _is_nameless(preview: Preview, doubt: Doubt) -> bool:
    return doubt.field == "committee" and doubt.value is None and not preview.addition.record.committees


def ask(doubted: Sequence[tuple[Preview, Doubt]]) -> dict[str, Settled]:
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
        try:
            return committee_of(said) if doubt.field == "committee" else _year_of(said)
        except ValueError as error:
            click.echo(str(error))


def _year_of(said: str) -> int:
    digits = said.removesuffix("年")
    if digits.isdecimal() and _FIRST <= int(digits) <= _LAST:
        return int(digits)
    raise ValueError(wording.UNKNOWN_VALUE["year"].format(value=said))


def committee_of(said: str) -> str:
    """Return the committee that somebody names: 涟水, 涟水县 or 涟水县政协.

    Raises:
        ValueError: it is of no region, or of several; the message says so.
    """
    names = full_name(said.strip().removesuffix("政协"))
    if len(names) > 1:
        raise ValueError(wording.SEVERAL_REGIONS.format(value=said, names="、".join(names)))
    if not names:
        raise ValueError(wording.UNKNOWN_VALUE["committee"].format(value=said))
    return f"{names[0]}政协"
