"""What can go wrong with the index."""

from pathlib import Path

from prompts import storage as wording


class IndexFault(Exception):  # noqa: N818 - "IndexError" is taken by the language
    """The index cannot do what was asked; the message is one line with place and remedy."""


class Damaged(IndexFault):
    """A file of the index is missing, truncated or altered; the message names the file and what is wrong."""


def damage(path: Path, reason: str) -> Damaged:
    """Return the error that says what is wrong with a file of a generation."""
    return Damaged(wording.DAMAGED_FILE.format(path=path, reason=reason))
