"""Originals: the files that reports were read from, kept beside the stored texts, and their pages as pictures."""

import io
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from index.store.files import replace_file

_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_SCALE = 2.0  # of 72 dots per inch
_MOST_PIXELS = 16_000_000


class Originals:
    """The folder XUNLI_HOME/originals; a file is named by the SHA-256 of the text that was read from it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "originals"

    def store(self, sha256: str, suffix: str, content: bytes) -> None:
        """Keep a file; `suffix` is one of the formats that are read.

        Raises:
            OSError: there is no room for it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / f"{sha256}{suffix}", content)

    def keep_only(self, hashes: Iterable[str]) -> None:
        """Remove the files of texts that are not stored any more."""
        kept = set(hashes)
        for path in self._folder.glob("*") if self._folder.exists() else ():
            if path.name.partition(".")[0] not in kept:
                with suppress(OSError):
                    path.unlink()

    def find(self, sha256: str) -> Path | None:
        """Return the file of a text; None where it is not kept."""
        return next(iter(sorted(self._folder.glob(f"{sha256}.*"))), None)


def pages_of(original: Path | None, page: int | None) -> tuple[int, ...]:
    """Return the pages to show beside a text: the one that a slice is on, else the first."""
    if original is None or original.suffix.lower() not in (".pdf", *_PICTURES):
        return ()
    return (page or 1,)


def picture_of(original: Path | None, number: int) -> tuple[bytes, str] | None:
    """Return a page of an original, counted from 1, as a picture with its media type; None where there is none."""
    if original is None:
        return None
    suffix = original.suffix.lower()
    if suffix in _PICTURES:
        return (original.read_bytes(), _PICTURES[suffix]) if number == 1 else None
    if suffix != ".pdf":
        return None
    import pypdfium2  # noqa: PLC0415 - seldom needed

    from corpus.formats.pdf import PDFIUM  # noqa: PLC0415 - as above

    with PDFIUM, pypdfium2.PdfDocument(original) as document:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        content = io.BytesIO()
        page.render(scale=scale).to_pil().save(content, format="PNG")
    return content.getvalue(), "image/png"
