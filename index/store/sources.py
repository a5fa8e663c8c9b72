"""Sources: the stored texts that quotes are sliced from, each beside what is known of the file it came from."""

import hashlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import msgspec

from corpus.model import Document, Paragraph, Settled, Span
from index.errors import Damaged, naming_damage
from index.store.files import replace_file
from index.store.layout import Layout
from prompts import storage as wording

# A disk takes thousands of files at one stroke as fast as a few dozen one by one; Windows has no such stroke.
_MANY = 32 if hasattr(os, "sync") else 1 << 30


@dataclass(frozen=True, slots=True)
class _Origin:
    """What is stored beside a text: the rest of its document; paragraphs are (start, end, page)."""

    name: str
    file: str
    paragraphs: tuple[tuple[int, int, int | None], ...]
    settled: Settled = field(default_factory=Settled)


class Sources:
    """The stored texts of a home; a text never changes, so every generation shares them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def text(self, sha256: str) -> str:
        """Return a stored text, checked against its hash; a file that was not touched since is not read again.

        Damaged where the file is missing or not what was stored.
        """
        path = self._layout.source(sha256)
        with naming_damage(path, wording.DAMAGED_SOURCE):
            found = path.stat()
            return _unchanged_text(path, sha256, (found.st_mtime_ns, found.st_size, found.st_ino))

    def document(self, sha256: str) -> Document:
        """Return the document that was stored; Damaged where its text or its origin is missing or altered."""
        path = self._layout.origin(sha256)
        with naming_damage(path, wording.DAMAGED_SOURCE):
            origin = msgspec.json.decode(path.read_bytes(), type=_Origin)
        path = self._layout.source(sha256)
        with naming_damage(path, wording.DAMAGED_SOURCE):
            text = _checked_text(path, sha256)
        paragraphs = tuple(Paragraph(Span(start, end), page) for start, end, page in origin.paragraphs)
        return Document(origin.name, origin.file, text, sha256, paragraphs, settled=origin.settled)

    def store(self, documents: Sequence[Document]) -> None:
        """Store documents, or put right what is damaged of them."""
        self._layout.sources.mkdir(parents=True, exist_ok=True)
        unknown = [document for document in documents if not self._knows(document)]
        one_by_one = len(unknown) < _MANY
        for document in unknown:
            paragraphs = tuple((one.span.start, one.span.end, one.page) for one in document.paragraphs)
            origin = _Origin(document.name, document.file, paragraphs, document.settled)
            replace_file(self._layout.source(document.sha256), document.text.encode("utf-8"), sync=one_by_one)
            replace_file(self._layout.origin(document.sha256), msgspec.json.encode(origin), sync=one_by_one)
        if not one_by_one:
            os.sync()

    def _knows(self, document: Document) -> bool:
        """Whether a document is stored; what was said of a text once holds until something else is said."""
        try:
            stored = self.document(document.sha256)
        except Damaged:
            return False
        return document in (stored, replace(stored, settled=Settled()))

    def check(self, sha256: str) -> str | None:
        """Return what is wrong with a stored document; None if nothing is."""
        try:
            self.document(sha256)
        except Damaged as error:
            return str(error)
        return None

    def keep_only(self, used: Collection[str]) -> None:
        """Remove the texts that no generation uses, and what an interrupted writer left."""
        for path in list(self._layout.sources.iterdir()):
            sha256, _, suffix = path.name.partition(".")
            if sha256 not in used or suffix not in ("txt", "json"):
                path.unlink(missing_ok=True)


@lru_cache(maxsize=16)
def _unchanged_text(path: Path, sha256: str, _version: tuple[int, int, int]) -> str:
    """Return a text, checked once for each version (time, size and number) of its file."""
    return _checked_text(path, sha256)


def _checked_text(path: Path, sha256: str) -> str:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError
    return content.decode("utf-8")
