"""Uploads: files that a maintainer sent, from a look at what they hold until they are published or dropped."""

from dataclasses import dataclass, replace

from bot.previews import committee_of
from corpus.model import Document, Settled
from index.errors import IndexFault
from index.store.preview import Preview
from prompts import web as wording

FIRST_YEAR, LAST_YEAR = 1949, 2099


@dataclass(slots=True)
class Batch:
    """Files that wait for a decision, then are published.

    `refused` are the lines about files that cannot be read; `done` of `total` steps were made, `outcome` is what there
    is to say at the end, `failed` whether that is a fault.
    """

    documents: tuple[Document, ...]
    previews: tuple[Preview, ...]
    refused: tuple[str, ...]
    is_corrected: bool = False
    is_publishing: bool = False
    done: int = 0
    total: int = 0
    outcome: str = ""
    failed: bool = False

    def report(self, done: int, total: int) -> None:
        """Take note of the progress."""
        self.done, self.total = done, total


def corrected(document: Document, fields: dict[str, str]) -> Document:
    """Return a file with what a maintainer said of it; an empty field leaves what was read.

    Raises:
        IndexFault: a value is not what the field takes.
    """
    bare = {name: value.strip()[:100] for name, value in fields.items()}
    said = Settled(
        committee=_committee(bare["committee"], document.text) if bare["committee"] else None,
        year=_number(bare["year"], FIRST_YEAR, LAST_YEAR, wording.BAD_YEAR, suffix="年"),
        series=bare["series"] or None,
        installment=_number(bare["installment"], 1, 9_999, wording.BAD_INSTALLMENT),
    )
    return replace(document, settled=said)


def _committee(said: str, text: str) -> str:
    try:
        return committee_of(said, text)
    except ValueError as error:
        raise IndexFault(str(error)) from error


def _number(said: str, first: int, last: int, wrong: str, *, suffix: str = "") -> int | None:
    if not said:
        return None
    digits = said.removesuffix(suffix)
    if not (digits.isascii() and digits.isdigit() and first <= int(digits[:9]) <= last):
        raise IndexFault(wrong.format(said=said))
    return int(digits)
