"""What commands print: one JSON value with --json, else lines for people."""

import json
from collections.abc import Iterable
from typing import Any

import click

from prompts.terminal import HELP_JSON

json_option = click.option("--json", "as_json", is_flag=True, help=HELP_JSON)


def echo(value: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Print a value as JSON, or lines that say the same."""
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else "\n".join(lines))
