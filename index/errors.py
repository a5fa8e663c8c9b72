"""What can go wrong with the index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from prompts import storage as wording


class IndexFault(Exception):  # noqa: N818 - "IndexError" is taken by the language
    """The index cannot do what was asked; the message is one line with place and remedy."""


class Damaged(IndexFault):
    """A file of the index is missing, truncated or altered; the message names the file and what is wrong."""


def damage(path: Path, reason: str) -> Damaged:
    """Return the error that says what is wrong with a file of a generation."""
    return Damaged(wording.DAMAGED_FILE.format(path=path, reason=reason))


@contextmanager
def naming_damage(path: Path, said: str = wording.DAMAGED_FILE) -> Iterator[None]:
    """Turn what goes wrong while a file is read into `Damaged`; `said` is the sentence for it."""
    try:
        yield
    except FileNotFoundError as error:
        raise Damaged(said.format(path=path, reason=wording.MISSING)) from error
    except OSError as error:
        reason = wording.UNREADABLE_FILE.format(reason=error.strerror)
        raise Damaged(said.format(path=path, reason=reason)) from error
    except (ValueError, TypeError, KeyError, AttributeError, msgspec.MsgspecError) as error:
        raise Damaged(said.format(path=path, reason=wording.WRONG_HASH)) from error
