"""Doc: the lines of a Word 97-2003 file (doc) or of one by WPS Writer (wps), without hidden and deleted text.

The layout is that of [MS-DOC]: a piece table says where the text lies, a bin table how its characters are formatted.
"""

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import olefile

from corpus.errors import CorpusError
from corpus.formats import tables
from corpus.formats.assembly import MOST_TEXT, Extract
from corpus.formats.package import refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MAGICS = (0xA5EC, 0xA5DC)
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Places in the file information block.
_FLAGS, _COUNTS, _HEADERS, _CHARACTER_BINS, _PARAGRAPH_BINS, _PIECES = 0x0A, 0x4C, 0xF2, 0xFA, 0x102, 0x1A2
_PAGE = 512
_COMPRESSED = 0x40000000
# Properties of characters: hidden, deleted in a revision.
_HIDDEN, _DELETED = 0x083C, 0x0800
# Of paragraphs: the list that numbers it.
_LIST = 0x460B
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
# Marks of fields, cells, pages, lines, notes, pictures and so on.
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_MARKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\t": " ", "\xa0": " "})
_UNSEEN = re.compile(r"[\x00-\x06\x08\x0f-\x1f]")
_PICTURE = re.compile(r"[\x01\x08]")
_PAGE_NUMBER = re.compile(r"[-—–\s第共页/0-9]*")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The streams of a file, and how many characters each part of its text has."""

    main: bytes
    table: bytes
    counts: tuple[int, ...]


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a file: page headers, text, footnotes and text boxes, page footers as they come.

    Raises:
        CorpusError: the file is malformed or has a password.
    """
    with refusing("doc", file):
        parts = _opened(content, file)
        text, notes = _visible(parts)
        if count := _numbered(parts):
            notes.append(LeftOut(Left.NUMBERING, places.IN_TEXT, places.PARAGRAPHS.format(count=count)))
        bounds = [0]
        for length in parts.counts:
            bounds.append(bounds[-1] + length)
        body, footnotes, headers, _, remarks, endnotes, boxes, _ = (text[a:b] for a, b in pairwise(bounds))
    lines = list(_lines("".join(body)))
    above, under = _margins(parts, headers, lines)
    notes += [LeftOut(Left.COMMENT, places.MARGIN, line) for line in _lines("".join(remarks)) if line.strip()]
    pictures = len(_PICTURE.findall("".join(body)))
    notes += [LeftOut(Left.PICTURE, places.PICTURE_IN_TEXT, "")] * min(pictures, 100)
    below = [line for part in (boxes, footnotes, endnotes) for line in _lines("".join(part))]
    return Extract([[*above, *lines, *below, *under]], notes)


def _opened(content: bytes, file: str) -> _Parts:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        main = ole.openstream("WordDocument").read()
        flags = _u16(main, _FLAGS)
        if _u16(main, 0) not in _MAGICS:
            raise ValueError(main[:2])
        if flags & _ENCRYPTED:
            raise CorpusError(wording.ENCRYPTED.format(file=file, format="doc"))
        table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    return _Parts(main, table, struct.unpack_from("<8I", main, _COUNTS))


def _visible(parts: _Parts) -> tuple[list[str], list[LeftOut]]:
    """Return each character of the text, "" for those that are not shown, and notes of them."""
    bins = list(_formatted(parts))
    starts = [start for start, _, _ in bins]
    characters: list[str] = []
    unseen: dict[Left, str] = {Left.HIDDEN: "", Left.DELETED: ""}
    for char, place in _characters(parts):
        at = bisect_right(starts, place) - 1
        why = bins[at][2] if at >= 0 and place < bins[at][1] else None
        # The mark of a hidden paragraph or cell parts what is around it; a deleted one does so no longer.
        gone = why is not None and char not in ("\x07" if why is Left.DELETED else "\r\x07")
        if gone and why is not None:
            unseen[why] += char
        characters.append("" if gone else char)
        if len(characters) > MOST_TEXT:
            raise ValueError(len(characters))
    notes = [
        LeftOut(kind, places.IN_TEXT, _UNSEEN.sub("", text).strip()) for kind, text in unseen.items() if text.strip()
    ]
    return characters, notes


def _margins(parts: _Parts, text: list[str], body: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of page headers and of footers that the body does not hold, each once."""
    place, length = struct.unpack_from("<II", parts.main, _HEADERS)
    bounds = struct.unpack_from(f"<{length // 4}I", parts.table, place) if text else ()
    found: tuple[list[str], list[str]] = ([], [])
    for number, (first, end) in enumerate(pairwise(bounds)):
        # Six separators of notes come first; then for each section headers and footers of even, odd and first pages.
        lines = found[number % 6 in (2, 3, 5)]
        for line in _lines("".join(text[first:end])) if number >= 6 else ():
            if not _PAGE_NUMBER.fullmatch(line) and line not in (*body, *lines):
                lines.append(line)
    return found


def _characters(parts: _Parts) -> Iterator[tuple[str, int]]:
    """Yield the characters in order, each with its place in the main stream."""
    pieces = _piece_table(parts)
    count = (len(pieces) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", pieces)
    for number, (first, end) in enumerate(pairwise(bounds)):
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)[0]
        if place & _COMPRESSED:
            start, size, encoding = (place & ~_COMPRESSED) // 2, 1, "cp1252"
        else:
            start, size, encoding = place, 2, "utf-16-le"
        raw = parts.main[start : start + size * (end - first)]
        for at in range(0, len(raw), size):
            yield raw[at : at + size].decode(encoding, "replace"), start + at


def _piece_table(parts: _Parts) -> bytes:
    place, length = struct.unpack_from("<II", parts.main, _PIECES)
    clx = parts.table[place : place + length]
    at = 0
    while clx[at] == 1:
        # Properties that pieces share.
        at += 3 + _u16(clx, at + 1)
    if clx[at] != 2:
        raise ValueError(clx[at])
    size = struct.unpack_from("<I", clx, at + 1)[0]
    return clx[at + 5 : at + 5 + size]


def _formatted(parts: _Parts) -> Iterator[tuple[int, int, Left | None]]:
    """Yield the runs of the main stream, from where to where, and why one is not shown."""
    place, length = struct.unpack_from("<II", parts.main, _CHARACTER_BINS)
    bins = parts.table[place : place + length]
    count = max(0, (len(bins) - 4) // 8)
    runs = []
    for number in struct.unpack_from(f"<{count}I", bins, 4 * (count + 1)) if count else ():
        page = parts.main[number * _PAGE : (number + 1) * _PAGE]
        size = page[_PAGE - 1]
        bounds = struct.unpack_from(f"<{size + 1}I", page)
        for at, (first, end) in enumerate(pairwise(bounds)):
            offset = 2 * page[4 * (size + 1) + at]
            properties = page[offset + 1 : offset + 1 + page[offset]] if offset else b""
            runs.append((first, end, _why_unseen(properties)))
    return iter(sorted(runs, key=lambda run: run[0]))


def _why_unseen(properties: bytes) -> Left | None:
    on = {code for code, operand in _properties(properties) if operand[:1] == b"\1"}
    return Left.HIDDEN if _HIDDEN in on else Left.DELETED if _DELETED in on else None


def _properties(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the code and the operand of each property."""
    at = 0
    while at + 2 < len(properties):
        code = _u16(properties, at)
        size = _OPERAND_SIZES.get(code >> 13)
        length = size if size is not None else 1 + properties[at + 2]
        yield code, properties[at + 2 : at + 2 + length]
        at += 2 + length


def _numbered(parts: _Parts) -> int:
    """Return how many paragraphs have an automatic number, which is not in their text."""
    place, length = struct.unpack_from("<II", parts.main, _PARAGRAPH_BINS)
    bins = parts.table[place : place + length]
    count = max(0, (len(bins) - 4) // 8)
    numbered = 0
    for number in struct.unpack_from(f"<{count}I", bins, 4 * (count + 1)) if count else ():
        page = parts.main[number * _PAGE : (number + 1) * _PAGE]
        size = page[_PAGE - 1]
        for at in range(size):
            offset = 2 * page[4 * (size + 1) + 13 * at]
            # Half the length, less one byte; or 0 and then half the length. The number of the style comes first.
            start, length = (offset + 1, 2 * page[offset] - 1) if page[offset] else (offset + 2, 2 * page[offset + 1])
            properties = page[start + 2 : start + length] if offset else b""
            numbered += any(code == _LIST and any(operand) for code, operand in _properties(properties))
    return numbered


def _lines(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text and the rows of its tables."""
    while (shown := _FIELD.sub(lambda match: match[1] or "", text)) != text:
        text = shown
    grid: list[list[str]] = []
    above = ""
    for paragraph in _UNSEEN.sub("", text.translate(_MARKS)).split("\r"):
        # A row's cells end with a mark each, the row with one more.
        *rows, rest = paragraph.split("\x07\x07")
        grid += [row.split("\x07") for row in rows]
        if rows and not rest:
            continue
        if "\x07" in rest:
            grid.append(rest.split("\x07"))
            continue
        yield from _rows(grid, above)
        grid = []
        above = rest
        yield from rest.split("\n")
    yield from _rows(grid, above)


def _rows(grid: list[list[str]], above: str) -> list[str]:
    return tables.lines_of(grid, above.strip()) or [" ".join(filter(None, map(str.strip, row))) for row in grid]


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])
