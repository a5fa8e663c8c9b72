"""Packages: the parts of a zip file, unpacked one by one and never to more than is reasonable."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.errors import CorpusError
from prompts import storage as wording

if TYPE_CHECKING:
    from lxml import etree

MOST_UNPACKED = 200 * 1024**2
# Parsed XML takes many times its size in memory; a page of a newspaper has less than 1 MB of it.
_MOST_XML = 20 * 1024**2
_MOST_PARTS = 5_000
# What zipfile raises of an archive that is not whole.
_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


@contextmanager
def refusing(kind: str, file: str) -> Iterator[None]:
    """Raise CorpusError, one line for people, for whatever a library raises when a file is malformed."""
    try:
        yield
    except CorpusError:
        raise
    except Exception as error:
        reason = wording.BROKEN_ARCHIVE if isinstance(error, _TORN) else wording.BROKEN_INSIDE
        raise CorpusError(wording.NOT_THIS_FORMAT.format(file=file, format=kind, reason=reason)) from error


class Package:
    """The parts of a zip file, which is refused by the sizes it declares; zipfile never unpacks more than those.

    `names` are theirs as they are stored, by those in lower case.
    """

    def __init__(self, content: bytes, *, file: str) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        parts = self._archive.infolist()
        total = sum(part.file_size for part in parts)
        markup = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
        if total > MOST_UNPACKED or markup > _MOST_XML or len(parts) > _MOST_PARTS:
            raise CorpusError(wording.BOMB.format(file=file, reason=f"{max(total, markup) / 1024**2:.0f} MB"))
        # Names are compared as Windows compares them.
        self.names = {part.filename.replace("\\", "/").lstrip("/").lower(): part.filename for part in parts}

    def read(self, name: str) -> bytes:
        """Return a part, b"" where there is no such part."""
        found = self.names.get(name.lstrip("/").lower())
        return self._archive.read(found) if found is not None else b""

    def xml(self, name: str) -> "etree._Element":
        """Return a part's root element, an empty one where there is no such part; entities are not expanded.

        Elements and attributes have their local names, so that Word's transitional and Strict files are alike.
        """
        from lxml import etree  # noqa: PLC0415 - not for bundles

        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        content = self.read(name)
        root = etree.fromstring(content, parser) if content else etree.Element("none")
        for element in root.iter("*"):
            element.tag = element.tag.rpartition("}")[2]
            for key in element.keys():  # noqa: SIM118 - the attributes change
                element.set(key.rpartition("}")[2], element.attrib.pop(key))
        return root
