"""Doc: a Word 97-2003 file (doc) or one by WPS Writer (wps), converted to docx and read as such."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import doc2docx
from doc2docx.errors import EncryptedDocumentError
from doc2docx.model import Document, Paragraph
from doc2docx.ooxml import write_docx
from PIL import Image

from corpus.errors import CorpusError
from corpus.formats import word
from corpus.formats.assembly import Extract
from corpus.formats.package import refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

# What the converter warns of that holds text, by words in the names of its warnings.
_LOST = {
    "PICTURE": Left.PICTURE,
    "SHAPE_TYPES": Left.EMBEDDED,
    "OLE_OBJECT": Left.EMBEDDED,
    "TEXTBOX": Left.DAMAGED,
    "HEADER_FOOTER": Left.DAMAGED,
}
_HOW = ("_DEFERRED", "_MALFORMED", "_MISSING", "_OMITTED", "_UNANCHORED", "_INVALID")


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a doc or wps file, as `word.extract` returns those of a docx file."""
    content, warnings = _converted(content, file=file)
    found = word.extract(content, file=file)
    codes = [warning for warning in warnings if warning.endswith(_HOW)]
    kinds = dict.fromkeys(kind for code in codes for words, kind in _LOST.items() if words in code)
    return replace(found, left_out=[*found.left_out, *(LeftOut(kind, places.IN_FILE, "") for kind in kinds)])


def picture_of(content: bytes, number: int, *, file: str) -> Image.Image | None:
    """Return the picture of this number, as `word.picture_of` does."""
    return word.picture_of(_converted(content, file=file)[0], number, file=file)


def _converted(content: bytes, *, file: str) -> tuple[bytes, list[str]]:
    """Return a doc or wps file as a docx file, and the names of the converter's warnings."""
    with refusing("doc", file), TemporaryDirectory() as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(content)
        try:
            result = doc2docx.convert(source, target)
        except EncryptedDocumentError as error:
            raise CorpusError(wording.ENCRYPTED.format(file=file, format="doc")) from error
        write_docx(_accepted(result.document), target)
        return target.read_bytes(), [warning.code for warning in result.report.warnings]


def _accepted(document: Document) -> Document:
    """Join each paragraph whose mark is deleted to the next one, as the converter does not say in docx that it is."""
    blocks: list[object] = []
    for block in document.body_blocks:
        above = blocks[-1] if blocks else None
        if isinstance(block, Paragraph) and isinstance(above, Paragraph) and above.mark_properties.revision_deleted:
            blocks[-1] = replace(block, inlines=above.inlines + block.inlines)
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))
