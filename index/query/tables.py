"""Tables beside this module: the words and wordings of everyday questions, a key, a tab and its entry to a line."""

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, str], ...]:
    """Return the (key, entry) pairs of a table in their order; lines that begin with # say what is in it."""
    lines = (files("index") / "query" / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if not line.startswith("#"))
    return tuple((key, entry) for key, _, entry in pairs)
