"""JSONL files of questions: one object to a line, each checked against a type."""

import gzip
import re
import zlib
from pathlib import Path
from typing import TypeVar

import msgspec

from index.errors import IndexFault
from prompts import storage, terminal

T = TypeVar("T")


def read_lines(path: Path, kind: type[T], form: str) -> list[T]:
    """Return the objects of a file in UTF-8, gzipped or not; blank lines and further keys of an object are ignored.

    IndexFault where the file cannot be read or is empty, or a line is no such object; it tells the form of a line.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        place = error.object.count(b"\n", 0, error.start) + 1
        raise IndexFault(storage.BAD_BYTES.format(file=path, line=place, encoding="UTF-8")) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or storage.BROKEN_ARCHIVE
        said = storage.IS_FOLDER if path.is_dir() else storage.UNREADABLE if path.exists() else storage.NO_FILE
        raise IndexFault(said.format(file=path, reason=reason)) from error
    decoder, found = msgspec.json.Decoder(kind), []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(decoder.decode(line))
            except msgspec.MsgspecError as error:
                field = re.search(r"required field `(.+?)`|at `\$\.(.+)`", str(error))
                wrong = terminal.WRONG_FIELD.format(field=field[1] or field[2]) if field else terminal.NOT_JSON
                reason = error.__cause__ or wrong  # what the type itself says
                said = terminal.BAD_LINE.format(file=path, line=number, reason=reason, form=form)
                raise IndexFault(said) from error
    if not found:
        raise IndexFault(terminal.NO_LINES.format(file=path, form=form))
    return found
