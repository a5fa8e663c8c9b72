"""Texts of several lines, each filled from a template of its name (`*.j2`, https://jinja.palletsprojects.com)."""

from collections.abc import Mapping
from functools import cache
from os.path import commonprefix
from pathlib import Path
from typing import Any


def filled(template: str, /, **fields: Any) -> str:
    """Return the text of a template, which says what fields it takes."""
    return str(_environment().get_template(f"{template}.j2").render(fields)).removesuffix("\n")


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - most commands start without it

    made = Environment(loader=FileSystemLoader(Path(__file__).parent), trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    made.filters |= {"cut": _cut, "same": _same}
    return made


def _cut(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[:width]}…"


def _same(change: Mapping[str, Any]) -> int:
    """Return how many characters a paragraph begins with before and after."""
    return len(commonprefix([change["before"], change["after"]]))  # noqa: RUF071 - of strings, as is meant
