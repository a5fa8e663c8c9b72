"""Reading: a file of any accepted format to a document, or one line that says what is wrong with it."""

import stat
from pathlib import Path

from corpus.errors import CorpusError
from corpus.formats.assembly import document_of_pages, document_of_text, shown
from corpus.formats.encoding import decode
from corpus.model import Document
from prompts import storage as wording

SUFFIXES = (".txt", ".docx", ".pdf", ".html", ".htm", ".md")
MOST_BYTES = 20 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Word wraps a document with a password in the container of the old format.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The first bytes of files that are known by them, and which suffix each may have.
_MAGIC = (
    (b"%PDF-", "PDF", (".pdf",)),
    (b"PK\x03\x04", "Word/ZIP", (".docx",)),
    (_OLE, "Word 97-2003(.doc)", ()),
    (b"{\\rtf", "RTF", ()),
    (b"\x89PNG\r\n", "PNG", ()),
    (b"\xff\xd8\xff", "JPEG", ()),
    (b"Rar!\x1a\x07", "RAR", ()),
    (b"\x1f\x8b", "GZIP", ()),
)


def read(path: Path) -> Document:
    """Read a report's file.

    Args:
        path: a file with one of `SUFFIXES`, of 20 MB at most.

    Returns:
        The document. A text file without a byte order mark is stored exactly as decoded, line ends included;
        the other formats are stored as their lines, and paragraphs of a PDF know their page.

    Raises:
        CorpusError: the file is missing, unreadable, too large, empty, damaged, encrypted or of another format;
            the message is one line.
    """
    content = _content(path)
    name, file = shown(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise CorpusError(wording.UNKNOWN_SUFFIX.format(file=file, suffix=suffix, known=" ".join(SUFFIXES)))
    if not content.strip():
        raise CorpusError(wording.EMPTY.format(file=file))
    _check_magic(content, suffix, file)
    if suffix == ".txt":
        return document_of_text(decode(content, file=file), name=name, file=file)
    pages = _pages(content, suffix, file)
    return document_of_pages(pages, name=name, file=file, numbered=suffix == ".pdf")


def _pages(content: bytes, suffix: str, file: str) -> list[list[str]]:
    """Return the lines of each page; a library is loaded only for the format that needs it."""
    if suffix == ".pdf":
        from corpus.formats import pdf  # noqa: PLC0415

        return pdf.pages(content, file=file)
    if suffix == ".docx":
        from corpus.formats import word  # noqa: PLC0415

        return word.pages(content, file=file)
    from corpus.formats import markup  # noqa: PLC0415

    of = markup.pages_of_markdown if suffix == ".md" else markup.pages_of_html
    return of(content, file=file)


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


def _check_magic(content: bytes, suffix: str, file: str) -> None:
    if suffix == ".docx" and content.startswith(_OLE) and _ENCRYPTED in content:
        raise CorpusError(wording.ENCRYPTED.format(file=file, format="docx"))
    for magic, looks, suffixes in _MAGIC:
        if content.startswith(magic) and suffix not in suffixes:
            raise CorpusError(wording.WRONG_SUFFIX.format(file=file, suffix=suffix, looks=looks))
