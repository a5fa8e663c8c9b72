"""Bundles: folders and zip files of reports, read file by file; a member's name is never used as a path."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from corpus.errors import CorpusError
from corpus.formats.assembly import shown
from corpus.formats.package import MOST_UNPACKED, refusing
from corpus.formats.reading import MOST_BYTES, SUFFIXES, read, read_bytes
from corpus.model import Document, Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MOST_FILES = 1_000
_ENCRYPTED = 0x1
# What programs leave behind, and the pictures and scripts of saved pages.
_LEFT_BEHIND = ("thumbs.db", "desktop.ini", "__macosx")
_SAVED_WITH_PAGE = ("_files", ".files")


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
            documents += _bundle(path.name, _in_archive(path, shown(path)[1]), places.IN_ARCHIVE)
        else:
            documents.append(read(path))
    return documents


def read_archive(content: bytes, *, file: str) -> list[Document]:
    """Read all that can be read in a zip file; raises as `read_all` does."""
    return _bundle(file, _in_archive(io.BytesIO(content), file), places.IN_ARCHIVE)


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
        if any(info.flag_bits & _ENCRYPTED for info in members):
            raise CorpusError(wording.ENCRYPTED.format(file=archive_name, format="zip"))
        for info in sorted(members, key=lambda info: info.filename.replace("\\", "/")):
            member = PurePosixPath(info.filename.replace("\\", "/"))
            name, file = shown(member)
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
        try:
            return zipfile.ZipFile(place, metadata_encoding=encoding)
        except UnicodeDecodeError:
            continue
    return zipfile.ZipFile(place)


def _is_left_behind(parts: Sequence[str]) -> bool:
    lower = [part.lower() for part in parts]
    hidden = any(part.startswith((".", "~$")) and part not in (".", "..") for part in lower[-1:])
    return hidden or any(part in _LEFT_BEHIND or part.endswith(_SAVED_WITH_PAGE) for part in lower)
