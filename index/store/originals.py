"""Originals: the files that texts were read from, kept beside the stored texts so that people can compare the two."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from corpus.model import Document
from index.store.files import replace_file


class Originals:
    """The folder XUNLI_HOME/originals; a file is named by the SHA-256 of the text that was read from it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "originals"

    def store(self, documents: Sequence[Document]) -> None:
        """Keep the files of documents; one that is not where it was read from any more is passed over.

        Raises:
            OSError: there is no room for it.
        """
        for document in documents:
            content = document.original
            if isinstance(content, Path):
                try:
                    content = content.read_bytes()
                except OSError:
                    continue
            if content is None:
                continue
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{document.sha256}{PurePath(document.file).suffix.lower()}"
            replace_file(path, content)
            for other in self._folder.glob(f"{document.sha256}.*"):
                if other != path:  # the same text, from a file of another format
                    other.unlink()

    def keep_only(self, used: Collection[str]) -> None:
        """Remove the files of texts that no generation uses."""
        for path in self._folder.glob("*"):
            if path.name.partition(".")[0] not in used:
                with suppress(OSError):
                    path.unlink()

    def find(self, sha256: str) -> Path | None:
        """Return the file of a text; None where it is not kept."""
        return next(self._folder.glob(f"{sha256}.*"), None)
