"""JSONL files of questions: one object to a line, each checked against a type."""

import gzip
from pathlib import Path
from typing import TypeVar

import msgspec

from index.errors import IndexFault

T = TypeVar("T")


def read_lines(path: Path, kind: type[T], form: str) -> list[T]:
    """Return the objects of a file in UTF-8, gzipped or not; blank lines and further keys of an object are ignored.

    IndexFault where the file cannot be read or is empty, or a line is no such object; it tells the form of a line.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise IndexFault(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise IndexFault(f"{path}: cannot be read ({reason}); name a JSONL file, gzipped or not") from error
    decoder, found = msgspec.json.Decoder(kind), []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(decoder.decode(line))
            except msgspec.MsgspecError as error:
                raise IndexFault(f"{path}:{number}: {error}; a line must be {form}") from error
    if not found:
        raise IndexFault(f"{path}: is empty; a line must be {form}")
    return found
