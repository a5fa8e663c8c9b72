"""Sources: the stored texts that quotes are sliced from, what is known of them, and the files they were read from."""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePath

import msgspec

from corpus.model import Document, Paragraph, RecognisedLine, Settled, Span
from index.errors import Damaged, naming_damage
from index.store.files import replace_file
from index.store.layout import Layout
from prompts import storage as wording

# A disk takes thousands of files at one stroke as fast as a few dozen one by one; Windows has no such stroke.
_MANY = 32 if hasattr(os, "sync") else 1 << 30


@dataclass(frozen=True, slots=True)
class _Origin:
    """What is stored beside a text: the rest of its document; paragraphs are (start, end, page).

    `original` is the SHA-256 of the file that it was read from; None where that is not kept, or was before this was.
    `lines` are those of its text that were recognised in that file.
    """

    name: str
    file: str
    paragraphs: tuple[tuple[int, int, int | None], ...]
    settled: Settled = field(default_factory=Settled)
    original: str | None = None
    lines: tuple[RecognisedLine, ...] = ()


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
        origin = self._origin(sha256)
        path = self._layout.source(sha256)
        with naming_damage(path, wording.DAMAGED_SOURCE):
            text = _checked_text(path, sha256)
        paragraphs = tuple(Paragraph(Span(start, end), page) for start, end, page in origin.paragraphs)
        return Document(origin.name, origin.file, text, sha256, paragraphs, settled=origin.settled, lines=origin.lines)

    def original(self, sha256: str) -> Path | None:
        """Return the file that a text was read from, so that people can compare the two; None where it is not kept."""
        return next(self._layout.originals.glob(f"{sha256}.*"), None)

    def store(self, documents: Sequence[Document]) -> None:
        """Store documents and the files they were read from, or put right what is damaged of them.

        A file that is not where it was read from any more is passed over. What was said of a text once holds until
        something else is said.
        """
        self._layout.sources.mkdir(parents=True, exist_ok=True)
        one_by_one = len(documents) < _MANY
        for document in documents:
            before: _Origin | None = None
            with suppress(Damaged):
                before = self._origin(document.sha256)
            path = self._layout.source(document.sha256)
            try:
                _checked_text(path, document.sha256)
            except (OSError, ValueError):
                replace_file(path, document.text.encode("utf-8"), sync=one_by_one)
            original = self._store_original(document, sync=one_by_one)
            kept = before if before and original is None else None
            origin = _Origin(
                document.name,
                document.file,
                tuple((one.span.start, one.span.end, one.page) for one in document.paragraphs),
                before.settled if before and document.settled == Settled() else document.settled,
                kept.original if kept else original,
                kept.lines if kept else document.lines,
            )
            if origin != before:
                replace_file(self._layout.origin(document.sha256), msgspec.json.encode(origin), sync=one_by_one)
        if not one_by_one:
            os.sync()

    def _store_original(self, document: Document, *, sync: bool) -> str | None:
        """Keep the file of a document under the hash of its text; return the file's own hash, None where it is gone."""
        content = document.original
        if isinstance(content, Path):
            with suppress(OSError):
                content = content.read_bytes()
        if not isinstance(content, bytes):
            return None
        path = self._layout.originals / f"{document.sha256}{PurePath(document.file).suffix.lower()}"
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content, sync=sync)
        for other in path.parent.glob(f"{document.sha256}.*"):
            if other != path:  # the same text, from a file of another format
                other.unlink()
        return hashlib.sha256(content).hexdigest()

    def check(self, sha256: str) -> Iterator[str]:
        """Yield one line for each thing that is wrong with a stored document and the file that it was read from."""
        try:
            self.document(sha256)
            stated = self._origin(sha256).original
            path = self.original(sha256) or self._layout.originals / f"{sha256}.*"
            with naming_damage(path, wording.DAMAGED_ORIGINAL):
                if stated and hashlib.sha256(path.read_bytes()).hexdigest() != stated:
                    raise ValueError
        except Damaged as error:
            yield str(error)

    def keep_only(self, used: Collection[str]) -> None:
        """Remove the texts and files that no generation uses, and what an interrupted writer left."""
        for path in [*self._layout.sources.glob("*"), *self._layout.originals.glob("*")]:
            if path.name.partition(".")[0] not in used or path.suffix == ".new":
                with suppress(OSError):
                    path.unlink()

    def _origin(self, sha256: str) -> _Origin:
        path = self._layout.origin(sha256)
        with naming_damage(path, wording.DAMAGED_SOURCE):
            origin = msgspec.json.decode(path.read_bytes(), type=_Origin)
            if not all(0 <= one.box[at] <= one.box[at + 2] <= 1 for one in origin.lines for at in (0, 1)):
                raise ValueError
        return origin


@lru_cache(maxsize=16)
def _unchanged_text(path: Path, sha256: str, _version: tuple[int, int, int]) -> str:
    """Return a text, checked once for each version (time, size and number) of its file."""
    return _checked_text(path, sha256)


def _checked_text(path: Path, sha256: str) -> str:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError
    return content.decode("utf-8")
