"""Uploads: files that a maintainer sent, from a look at what they hold until they are published or dropped."""

import re
import secrets
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from bot.commands.doubts import committee_of
from corpus.formats.reading import read_bytes
from corpus.model import Document, Settled
from index.errors import IndexFault
from index.store.preview import Preview
from index.store.publish import Home
from prompts import web as wording

_MOST_WAITING = 16
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST_STEM, _LONGEST_SUFFIX = 80, 16
FIRST_YEAR, LAST_YEAR = 1949, 2099


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read: its document, its bytes, and its suffix."""

    document: Document
    content: bytes
    suffix: str


@dataclass(slots=True)
class Batch:
    """Files that wait for a decision, then are published.

    `refused` are the lines about files that cannot be read; `done` of `total` steps were made, `outcome` is what there
    is to say at the end, `failed` whether that is a fault.
    """

    uploads: tuple[Upload, ...]
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


def read(file_name: str, content: bytes) -> Upload:
    """Read a file; its name is for people only, never for a path.

    Raises:
        CorpusError: it cannot be read; the message is one line.
    """
    stem, suffix = name_of(file_name)
    document = read_bytes(content, name=stem, file=f"{stem}{suffix}", suffix=suffix)
    return Upload(document, content, suffix)


def name_of(file_name: str) -> tuple[str, str]:
    """Return the stem and the suffix of a name as its sender gave it, which may be anything."""
    given = unicodedata.normalize("NFC", file_name)
    seen = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in given)
    last = re.split(r"[\\/]", seen)[-1].strip()
    stem, dot, suffix = last.rpartition(".")
    clean = _FORBIDDEN.sub("_", " ".join((stem if dot else last).split())).strip(". ")[:_LONGEST_STEM].rstrip(". ")
    return clean or wording.NO_NAME, f".{suffix.lower()[:_LONGEST_SUFFIX]}" if dot else ""


def look(home: Home, uploads: Sequence[Upload], refused: Sequence[str]) -> Batch:
    """Return a batch with what its files would bring.

    Raises:
        IndexFault: two files of one name differ.
    """
    previews = home.preview([upload.document for upload in uploads]) if uploads else ()
    return Batch(tuple(uploads), previews, tuple(refused))


def corrected(upload: Upload, fields: dict[str, str]) -> Upload:
    """Return a file with what a maintainer said of it; an empty field leaves what was read.

    Raises:
        IndexFault: a value is not what the field takes.
    """
    bare = {name: value.strip()[:100] for name, value in fields.items()}
    said = Settled(
        committee=_committee(bare["committee"]) if bare["committee"] else None,
        year=_number(bare["year"], FIRST_YEAR, LAST_YEAR, wording.BAD_YEAR, suffix="年"),
        series=bare["series"] or None,
        installment=_number(bare["installment"], 1, 9_999, wording.BAD_INSTALLMENT),
    )
    return replace(upload, document=replace(upload.document, settled=said))


def _committee(said: str) -> str:
    try:
        return committee_of(said)
    except ValueError as error:
        raise IndexFault(str(error)) from error


def _number(said: str, first: int, last: int, wrong: str, *, suffix: str = "") -> int | None:
    if not said:
        return None
    digits = said.removesuffix(suffix)
    if not (digits.isascii() and digits.isdigit() and first <= int(digits[:9]) <= last):
        raise IndexFault(wrong.format(said=said))
    return int(digits)
