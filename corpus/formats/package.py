"""Packages: the parts of a zip file, unpacked one by one and never to more than is reasonable."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lxml import etree

from corpus.errors import CorpusError
from prompts import storage as wording

MOST_UNPACKED = 200 * 1024**2
# Parsed XML takes many times its size in memory; a page of a newspaper has less than 1 MB of it.
_MOST_XML = 20 * 1024**2
_MOST_PARTS = 5_000
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
# What libraries run into when the bytes lead them astray; a fault of XML is a SyntaxError.
_ASTRAY = (
    struct.error,
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)


@contextmanager
def refusing(kind: str, file: str, *others: type[Exception]) -> Iterator[None]:
    """Make one line for people of what a library raises when a file is malformed.

    Args:
        kind: the format, as the line names it.
        file: the file's name.
        others: errors of the library's own.

    Raises:
        CorpusError: the file is malformed.
    """
    known: tuple[type[Exception], ...] = (*_TORN, *_ASTRAY, *others)
    try:
        yield
    except known as error:
        reason = wording.BROKEN_ARCHIVE if isinstance(error, _TORN) else wording.BROKEN_INSIDE
        raise CorpusError(wording.NOT_THIS_FORMAT.format(file=file, format=kind, reason=reason)) from error


@dataclass(slots=True)
class Package:
    """An opened zip file."""

    archive: zipfile.ZipFile
    names: dict[str, str] = field(default_factory=dict)

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes; None where there is no such part. Names are compared as Windows compares them."""
        found = self.names.get(name.lstrip("/").lower())
        return self.archive.read(found) if found is not None else None

    def xml(self, name: str) -> etree._Element | None:
        """Return a part's root element; None where there is no such part. Entities are not expanded."""
        content = self.read(name)
        if not content:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(content, parser)


def opened(content: bytes, *, file: str) -> Package:
    """Open a package, and refuse one by the sizes it declares; zipfile never unpacks more than those.

    Raises:
        CorpusError: it would unpack to more than is reasonable.
        zipfile.BadZipFile: it is no zip file.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    markup = sum(part.file_size for part in parts if re.search(r"\.(?:xml|rels)$", part.filename, re.IGNORECASE))
    if total > MOST_UNPACKED or markup > _MOST_XML or len(parts) > _MOST_PARTS:
        raise CorpusError(wording.BOMB.format(file=file, reason=f"{max(total, markup) / 1024**2:.0f} MB"))
    return Package(archive, {part.filename.replace("\\", "/").lstrip("/").lower(): part.filename for part in parts})
