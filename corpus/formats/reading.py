"""Reading: files, folders and zip files of any accepted format to documents, or one line that says what is wrong.

A member of a zip file is read in memory; its name is never used as a path.
"""

import io
import pkgutil
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from email.parser import BytesHeaderParser
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, TYPE_CHECKING

from corpus.errors import CorpusError
from corpus.formats import plain
from corpus.formats.assembly import UNPRINTABLE, document_of_pages, document_of_text
from corpus.formats.package import MOST_UNPACKED, refusing
from corpus.model import Document, Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

if TYPE_CHECKING:
    from PIL import Image

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
ACCEPTED = (*SUFFIXES, ".zip")  # what may be added: a report, or a zip file of reports
MOST_BYTES = 20 * 1024 * 1024
_MOST_FILES = 1_000
# What programs leave behind, and the pictures and scripts of saved pages.
_LEFT_BEHIND = ("thumbs.db", "desktop.ini", "__macosx")
_SAVED_WITH_PAGE = ("_files", ".files")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Word wraps a document with a password in the container of the old format.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|\?xml)", re.IGNORECASE)
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


def read_all(paths: Sequence[Path]) -> list[Document]:
    """Read files, and all that can be read in folders and zip files.

    Files of other kinds in them are told in `left_out` of the first document of the bundle.

    Raises:
        CorpusError: a file cannot be read, or a bundle holds none that could.
    """
    documents: list[Document] = []
    for path in paths:
        if path.is_dir():
            documents += _bundle(path.name, _in_folder(path), places.IN_FOLDER)
        elif path.suffix.lower() == ".zip" and path.is_file():
            documents += _bundle(path.name, _in_archive(path, _shown(path)[1]), places.IN_ARCHIVE)
        else:
            documents.append(read(path))
    return documents


def read_archive(content: bytes, *, file: str) -> list[Document]:
    """Read all that can be read in a zip file; raises as `read_all` does."""
    return _bundle(file, _in_archive(io.BytesIO(content), file), places.IN_ARCHIVE)


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
    name, file = _shown(path)
    document = read_bytes(content, name=name, file=file, suffix=path.suffix.lower())
    return replace(document, original=path.absolute())  # many large files do not stay in memory


def read_bytes(content: bytes, *, name: str, file: str, suffix: str) -> Document:
    """Read the bytes of a report's file, which the document holds as its `original`; raises as `read` does."""
    if suffix not in SUFFIXES:
        raise CorpusError(wording.UNKNOWN_SUFFIX.format(file=file, suffix=suffix, known=" ".join(ACCEPTED)))
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


def picture_of(content: bytes, number: int, *, file: str, suffix: str) -> "Image.Image | None":
    """Return a page of a scan or a PDF, all pictures on a page of an OFD, or one of a Word file or a web page, from 1.

    None where there is no such page or picture.
    """
    if suffix in (".txt", ".md"):
        return None
    module = _READERS[_suffix_of(content, suffix)].partition(":")[0]
    with suppress(CorpusError):
        find: Callable[..., Image.Image | None] = pkgutil.resolve_name(f"corpus.formats.{module}:picture_of")
        return find(content, number, file=file)
    return None


def _suffix_of(content: bytes, suffix: str) -> str:
    """Return the suffix that fits a file's content: web pages are saved as mht under any name, and sent as .doc."""
    if suffix not in (".html", ".htm", ".doc", ".wps"):
        return suffix
    header = BytesHeaderParser().parsebytes(content[:8192].lstrip())
    if "MIME-Version" in header and "Content-Type" in header:
        return ".mht"
    if suffix in (".doc", ".wps") and content.startswith(_ZIP):
        return ".docx"
    return ".html" if suffix in (".doc", ".wps") and _PAGE.match(content[:1024]) else suffix


def _content(path: Path) -> bytes:
    """Return a file's bytes; what is wrong is said with the path as given, so that it can be put right."""
    given = " ".join(str(path).encode("utf-8", "replace").decode("utf-8").split())
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            wrong = wording.IS_FOLDER if stat.S_ISDIR(status.st_mode) else wording.NO_ORDINARY_FILE
            raise CorpusError(wrong.format(file=given))
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


def _bundle(name: str, members: Iterator[Document | str], where: str) -> list[Document]:
    found = list(members)
    documents = [one for one in found if isinstance(one, Document)]
    if not documents:
        raise CorpusError(wording.NOTHING_TO_READ.format(file=name, known=" ".join(SUFFIXES)))
    notes = tuple(LeftOut(Left.FILE, where, one) for one in found if isinstance(one, str))
    return [replace(documents[0], left_out=documents[0].left_out + notes), *documents[1:]]


def _in_folder(folder: Path) -> Iterator[Document | str]:
    """Yield the documents of a folder and of those in it, and the names of files that are of another kind."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_left_behind(path.parts))
    for number, path in enumerate(files):
        if number >= _MOST_FILES:
            raise CorpusError(wording.TOO_MANY_FILES.format(file=folder.name, limit=_MOST_FILES))
        yield read(path) if path.suffix.lower() in SUFFIXES else path.name


def _in_archive(place: Path | IO[bytes], archive_name: str) -> Iterator[Document | str]:
    """Yield the documents of a zip file, and the names of members that are of another kind."""
    with refusing("zip", archive_name), _archive(place) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        size = sum(info.file_size for info in members)
        if len(members) > _MOST_FILES:
            raise CorpusError(wording.TOO_MANY_FILES.format(file=archive_name, limit=_MOST_FILES))
        if size > MOST_UNPACKED:
            raise CorpusError(wording.BOMB.format(file=archive_name, reason=f"{size / 1024**2:.0f} MB"))
        if any(info.flag_bits & 1 for info in members):
            raise CorpusError(wording.ENCRYPTED.format(file=archive_name, format="zip"))
        for info in sorted(members, key=lambda info: info.filename.replace("\\", "/")):
            member = PurePosixPath(info.filename.replace("\\", "/"))
            name, file = _shown(member)
            suffix = member.suffix.lower()
            if _is_left_behind(member.parts):
                continue
            if suffix not in SUFFIXES or info.file_size > MOST_BYTES:
                yield file
                continue
            try:
                yield read_bytes(archive.read(info), name=name, file=file, suffix=suffix)
            except CorpusError as error:
                raise CorpusError(wording.MEMBER.format(file=archive_name, error=error)) from error


def _archive(place: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open a zip file; Chinese programs write names in UTF-8 or GBK without saying so."""
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return zipfile.ZipFile(place, metadata_encoding=encoding)
    return zipfile.ZipFile(place)


def _is_left_behind(parts: Sequence[str]) -> bool:
    lower = [part.lower() for part in parts]
    hidden = any(part.startswith((".", "~$")) and part not in (".", "..") for part in lower[-1:])
    return hidden or any(part in _LEFT_BEHIND or part.endswith(_SAVED_WITH_PAGE) for part in lower)


def _shown(path: PurePath) -> tuple[str, str]:
    """Return a file's name without and with its suffix, in characters that can be shown and stored on one line."""
    file = path.name.encode("utf-8", "surrogateescape")
    try:
        text = file.decode("utf-8")
    except UnicodeDecodeError:
        text = file.decode("gb18030", "replace")  # names out of a zip file from an older Windows
    clean = " ".join(UNPRINTABLE.sub(" ", text).split()) or "?"
    return Path(clean).stem, clean
