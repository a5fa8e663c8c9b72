"""Uploads: files that a maintainer sent, from a look at what they hold until they are published or dropped."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

from bot.previews import committee_of
from corpus.model import Document, Settled
from index.errors import IndexFault
from index.store.preview import Preview
from prompts import web as wording

_MOST_WAITING = 16
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
    is_publishing: bool = False
    done: int = 0
    total: int = 0
    outcome: str = ""
    failed: bool = False
    lock: Lock = field(default_factory=Lock)

    def start(self) -> bool:
        """Begin to publish; returns whether nobody did before."""
        with self.lock:
            began, self.is_publishing = self.is_publishing, True
        return not began

    def report(self, done: int, total: int) -> None:
        """Take note of the progress."""
        self.done, self.total = done, total


class Waiting:
    """The batches that wait, each under a token that cannot be guessed; the oldest are dropped."""

    def __init__(self) -> None:
        self._batches: OrderedDict[str, Batch] = OrderedDict()

    def put(self, batch: Batch) -> str:
        """Keep a batch, and return its token."""
        token = secrets.token_urlsafe(12)
        self._batches[token] = batch
        while len(self._batches) > _MOST_WAITING:
            self._batches.popitem(last=False)
        return token

    def get(self, token: str) -> Batch | None:
        """Return a batch; None where there is none any more."""
        return self._batches.get(token)

    def drop(self, token: str) -> None:
        """Forget a batch."""
        self._batches.pop(token, None)


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
