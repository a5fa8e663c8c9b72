"""Sources: the stored texts that quotes are sliced from, each beside what is known of the file it came from."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.model import Document, Paragraph, Settled, Span
from index.errors import Damaged
from index.store.layout import Layout
from prompts import storage as wording

_MANY = 32 if hasattr(os, "sync") else 1 << 30  # Windows has none


class Sources:
    """The stored texts of a home; a text never changes, so every generation shares them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def text(self, sha256: str) -> str:
        """Return a stored text, checked against its hash.

        Raises:
            Damaged: the file is missing or not what was stored.
        """
        path = self._layout.source(sha256)
        content = _read(path)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _damage(path, wording.WRONG_HASH)
        return content.decode("utf-8")

    def document(self, sha256: str) -> Document:
        """Return the document that was stored.

        Raises:
            Damaged: its text or its origin is missing or altered.
        """
        path = self._layout.origin(sha256)
        try:
            origin = json.loads(_read(path))
            paragraphs = tuple(Paragraph(Span(start, end), page) for start, end, page in origin["paragraphs"])
            settled = Settled(**origin.get("settled", {}))
            text = self.text(sha256)
            return Document(origin["name"], origin["file"], text, sha256, paragraphs, settled=settled)
        except (ValueError, TypeError, KeyError) as error:
            raise _damage(path, wording.WRONG_HASH) from error

    def store(self, documents: Sequence[Document]) -> None:
        """Store documents, or put right what is damaged of them."""
        self._layout.sources.mkdir(parents=True, exist_ok=True)
        unknown = [document for document in documents if not self._knows(document)]
        if len(unknown) < _MANY:
            for document in unknown:
                self._store(document, replace_file)
            return
        # A disk takes thousands of files at one stroke as fast as a few dozen one by one.
        for document in unknown:
            self._store(document, _replace)
        os.sync()

    def _knows(self, document: Document) -> bool:
        try:
            stored = self.document(document.sha256)
        except Damaged:
            return False
        # What was said of a text once holds until something else is said.
        return document in (stored, replace(stored, settled=Settled()))

    def _store(self, document: Document, write: Callable[[Path, bytes], None]) -> None:
        paragraphs = [(p.span.start, p.span.end, p.page) for p in document.paragraphs]
        origin: dict[str, Any] = {"name": document.name, "file": document.file, "paragraphs": paragraphs}
        origin["settled"] = {name: value for name, value in asdict(document.settled).items() if value is not None}
        write(self._layout.source(document.sha256), document.text.encode("utf-8"))
        write(self._layout.origin(document.sha256), json.dumps(origin, ensure_ascii=False).encode("utf-8"))

    def check(self, sha256: str) -> str | None:
        """Return what is wrong with a stored document; None if nothing is."""
        try:
            self.document(sha256)
        except Damaged as error:
            return str(error)
        return None

    def keep_only(self, wanted: set[str]) -> None:
        """Remove the texts that no generation uses, and what an interrupted writer left."""
        for path in list(self._layout.sources.iterdir()):
            sha256, _, suffix = path.name.partition(".")
            if sha256 not in wanted or suffix not in ("txt", "json"):
                path.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it holds the old content or the new, whole."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def _replace(path: Path, content: bytes) -> None:
    """Write a file that lasts only once the system is told so."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last; where a folder cannot be opened (Windows) there is nothing to do."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make every file below a folder last."""
    for parent, _, names in os.walk(folder):
        for name in names:
            handle = os.open(Path(parent, name), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        sync_folder(Path(parent))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _damage(path, wording.MISSING) from error
    except OSError as error:
        raise _damage(path, wording.UNREADABLE_FILE.format(reason=error.strerror)) from error


def _damage(path: Path, reason: str) -> Damaged:
    return Damaged(wording.DAMAGED_SOURCE.format(path=path, reason=reason))
