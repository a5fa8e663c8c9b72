"""`xunli feedback`: quotes of which somebody said in Telegram that they are wrong."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.factory import Place, open_home
from bot.feedback import Feedback, Remark, lines_of, words_of
from bot.state import where_of
from index.store.generation import Generation
from prompts import feedback as wording
from prompts.terminal import HELP_JSON


@click.command(help=wording.HELP_FEEDBACK)
@click.option("--json", "as_json", is_flag=True, help=HELP_JSON)
def feedback(as_json: bool) -> None:
    """List the remarks, without saying who made them."""
    place = Place.from_environment()
    remarks = _remarks(place)
    home = open_home(place)
    generation = home.current() if remarks and home.exists() else None
    if as_json:
        fields = {"count": len(remarks), "remarks": [fields_of(remark, generation) for remark in remarks]}
        click.echo(json.dumps(fields, ensure_ascii=False))
    else:
        click.echo("\n".join(lines_of(remarks, generation)))


def fields_of(remark: Remark, generation: Generation | None) -> dict[str, Any]:
    """Return a remark as plain values, ready for JSON; `quote` is None where its report is searched no more."""
    where = asdict(remark.quote)
    return {
        "id": remark.id,
        "at": datetime.fromtimestamp(remark.at, UTC).isoformat(timespec="seconds"),
        "question": remark.question,
        "quote": words_of(remark.quote, generation) if generation else None,
        **{name: where[name] for name in ("report", "sha256", "start", "end", "score")},
    }


def _remarks(place: Place) -> list[Remark]:
    where = where_of(place.home, place.state_url)
    if isinstance(where, Path) and not where.exists():
        return []  # the bot never ran; whoever lists must not make a file that the bot cannot write
    with closing(Feedback(where)) as kept:
        return kept.remarks()
