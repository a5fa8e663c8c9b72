"""Incoming files: what is refused before it is fetched, and how a file of any name is read."""

import re
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import Document
from telegram.error import BadRequest, TelegramError

from corpus import formats, model
from corpus.errors import CorpusError
from corpus.formats.reading import MOST_BYTES
from prompts import uploads as wording
from prompts.storage import UNKNOWN_SUFFIX

_DOWNLOAD_SECONDS = 30
# What some file system refuses in a name.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST_STEM, _LONGEST_SUFFIX = 80, 16


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: `stem` and `suffix` make its name, for people only, never for a path."""

    stem: str
    suffix: str

    @property
    def name(self) -> str:
        """The name that is shown."""
        return f"{self.stem}{self.suffix}"

    @classmethod
    def of(cls, file_name: str | None) -> "Upload":
        """Return the upload of a name as its sender gave it, which may be anything."""
        given = unicodedata.normalize("NFC", file_name or "")
        seen = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in given)
        last = re.split(r"[\\/]", seen)[-1].strip()
        stem, dot, suffix = last.rpartition(".")
        clean = _FORBIDDEN.sub("_", " ".join((stem if dot else last).split())).strip(". ")[:_LONGEST_STEM].rstrip(". ")
        return cls(clean or wording.NO_NAME, f".{suffix.lower()[:_LONGEST_SUFFIX]}" if dot else "")


def check(upload: Upload, size: int | None) -> None:
    """Refuse what need not be downloaded.

    Raises:
        CorpusError: the file is of another format, or too large.
    """
    if upload.suffix not in formats.SUFFIXES:
        known = " ".join(formats.SUFFIXES)
        raise CorpusError(UNKNOWN_SUFFIX.format(file=upload.name, suffix=upload.suffix, known=known))
    if size is not None and size > MOST_BYTES:
        sizes = {"size": size / 1024**2, "limit": MOST_BYTES / 1024**2}
        raise CorpusError(wording.TOO_LARGE.format(file=upload.name, **sizes))


async def download(upload: Upload, document: Document) -> bytes:
    """Fetch a file into memory.

    Raises:
        CorpusError: it is too large after all, or did not come.
    """
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray(read_timeout=_DOWNLOAD_SECONDS))
    except TelegramError as error:
        refused = isinstance(error, BadRequest) and "too big" in error.message
        said = wording.TOO_LARGE_FOR_BOTS if refused else wording.NOT_DOWNLOADED
        raise CorpusError(said.format(file=upload.name)) from error


def read_upload(upload: Upload, content: bytes) -> model.Document:
    """Read a file in a folder of its own, under a name of our own.

    Raises:
        CorpusError: it cannot be read, or there is no room for it; the message is one line with the name that its
            sender gave it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="xunli-") as folder:
            path = Path(folder, f"upload{upload.suffix}")
            path.write_bytes(content)
            document = formats.read(path)
    except CorpusError as error:
        said = str(error).replace(str(path), upload.name).replace(path.name, upload.name, 1)
        raise CorpusError(said) from error
    except OSError as error:
        raise CorpusError(wording.NO_ROOM.format(file=upload.name, reason=error.strerror)) from error
    return replace(document, name=upload.stem, file=upload.name)
