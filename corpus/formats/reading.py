"""Reading: a file of any accepted format to a document, or one line that says what is wrong with it."""

import pkgutil
import re
import stat
from dataclasses import replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.formats import plain
from corpus.formats.assembly import document_of_pages, document_of_text, shown
from corpus.model import Document
from prompts import storage as wording

PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
# A library is loaded only for the format that needs it.
_READERS: dict[str, str] = {
    ".docx": "word:extract",
    **dict.fromkeys((".doc", ".wps"), "doc:extract"),
    ".pdf": "pdf:extract",
    ".ofd": "ofd:extract",
    **dict.fromkeys((".html", ".htm"), "markup:extract"),
    **dict.fromkeys((".mht", ".mhtml"), "markup:extract_mail"),
    ".md": "markdown:extract",
    **dict.fromkeys(PICTURES, "picture:extract"),
}
SUFFIXES = (".txt", *_READERS)
MOST_BYTES = 20 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Word wraps a document with a password in the container of the old format.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIL_HEADER = re.compile(rb"\A\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,30}")
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|\?xml)", re.IGNORECASE)
_MAIL_FIELD = re.compile(rb"^(?:MIME-Version|Content-Type)\s*:", re.IGNORECASE | re.MULTILINE)
# The first bytes of files that are known by them, and which suffix each may have.
_MAGIC = (
    (b"%PDF-", "PDF", (".pdf",)),
    (_ZIP, "Word/ZIP", (".docx", ".doc", ".wps", ".ofd")),
    (_OLE, "Word 97-2003(.doc)", (".doc", ".wps")),
    (b"{\\rtf", "RTF", ()),
    (b"\x89PNG\r\n", "PNG", PICTURES),
    (b"\xff\xd8\xff", "JPEG", PICTURES),
    (b"Rar!\x1a\x07", "RAR", ()),
    (b"\x1f\x8b", "GZIP", ()),
)


def read(path: Path) -> Document:
    """Read a report's file, which has one of `SUFFIXES` and 20 MB at most.

    Returns:
        The document. A text file is stored as decoded; the other formats are stored as their lines, and paragraphs
        of a PDF know their page. What the file held and the text does not is told in `left_out`.

    Raises:
        CorpusError: the file is missing, unreadable, too large, empty, damaged, encrypted or of another format;
            the message is one line. Readers of formats raise the same.
    """
    content = _content(path)
    name, file = shown(path)
    document = read_bytes(content, name=name, file=file, suffix=path.suffix.lower())
    return replace(document, original=path.absolute())  # many large files do not stay in memory


def read_bytes(content: bytes, *, name: str, file: str, suffix: str) -> Document:
    """Read the bytes of a report's file, which the document holds as its `original`; raises as `read` does."""
    if suffix not in SUFFIXES:
        raise CorpusError(wording.UNKNOWN_SUFFIX.format(file=file, suffix=suffix, known=" ".join(SUFFIXES)))
    if not content.strip():
        raise CorpusError(wording.EMPTY.format(file=file))
    if suffix == ".docx" and content.startswith(_OLE) and _ENCRYPTED in content:
        raise CorpusError(wording.ENCRYPTED.format(file=file, format="docx"))
    for magic, looks, suffixes in _MAGIC:
        if content.startswith(magic) and suffix not in suffixes:
            raise CorpusError(wording.WRONG_SUFFIX.format(file=file, suffix=suffix, looks=looks))
    if suffix == ".txt":
        text, left_out = plain.text_of(content, file=file)
        document = document_of_text(text, name=name, file=file, left_out=left_out)
    else:
        extract = pkgutil.resolve_name(f"corpus.formats.{_READERS[_suffix_of(content, suffix)]}")
        document = document_of_pages(extract(content, file=file), name=name, file=file)
    return replace(document, original=content)


def _suffix_of(content: bytes, suffix: str) -> str:
    """Return the suffix that fits a file's content: web pages are saved as mht under any name, and sent as .doc."""
    header = _MAIL_HEADER.match(content[:8192])
    if suffix in (".html", ".htm", ".doc", ".wps") and header and len(_MAIL_FIELD.findall(header.group())) > 1:
        return ".mht"
    if suffix in (".doc", ".wps") and content.startswith(_ZIP):
        return ".docx"
    return ".html" if suffix in (".doc", ".wps") and _PAGE.match(content[:1024]) else suffix


def _content(path: Path) -> bytes:
    """Return a file's bytes; what is wrong is said with the path as given, so that it can be put right."""
    given = " ".join(str(path).encode("utf-8", "replace").decode("utf-8").split())
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise CorpusError(wording.IS_FOLDER.format(file=given))
        if not stat.S_ISREG(status.st_mode):
            raise CorpusError(wording.NO_ORDINARY_FILE.format(file=given))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise CorpusError(wording.NO_FILE.format(file=given)) from error
    except PermissionError as error:
        raise CorpusError(wording.NO_PERMISSION.format(file=given)) from error
    except OSError as error:
        raise CorpusError(wording.UNREADABLE.format(file=given, reason=error.strerror)) from error
    if len(content) > MOST_BYTES:
        size = max(status.st_size, len(content)) / 1024**2
        raise CorpusError(wording.TOO_LARGE.format(file=given, size=size, limit=MOST_BYTES / 1024**2))
    return content
