"""Characters: tables of what is known of each Chinese character, searched where they stand, without being read."""

from bisect import bisect_right
from functools import cache
from importlib.resources import files

_PAGE = 2048


def entry(table: str, char: str) -> str:
    """Return what a table has of a character; "" of one that it lacks.

    Args:
        table: the name of a file beside this one: characters, ascending, each with a tab and its entry, one a line;
            lines that begin with # are notes.
        char: one character.
    """
    text, firsts, starts = _text(table), *_pages(table)
    page = bisect_right(firsts, char)
    at = text.find(f"\n{char}\t", starts[page - 1] if page else 0, starts[page])
    return text[at + 3 : text.index("\n", at + 1)] if at >= 0 else ""


@cache
def _pages(table: str) -> tuple[list[str], list[int]]:
    """Return the first characters of a table's pages, ascending, and where the pages begin and the last one ends."""
    text = _text(table)
    starts = [0]
    while (at := text.find("\n", starts[-1] + _PAGE, len(text) - 1)) >= 0:
        starts.append(at)
    return [text[at + 1] for at in starts], [*starts, len(text)]


@cache
def _text(table: str) -> str:
    return "\n" + (files("index") / "understanding" / table).read_text(encoding="utf-8")
