"""Doc: the lines of a Word 97-2003 file (doc) or of one by WPS Writer (wps), without hidden and deleted text.

The layout is that of [MS-DOC]: a piece table says where the text lies, two bin tables how characters and paragraphs are
formatted, the list tables how paragraphs are numbered.
"""

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import itemgetter

import olefile

from corpus.errors import CorpusError
from corpus.formats import tables
from corpus.formats.assembly import MOST_TEXT, PAGE_NUMBER, Extract
from corpus.formats.numbering import Level, Numbering
from corpus.formats.package import refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MAGICS = (0xA5EC, 0xA5DC)
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Places in the file information block.
_FLAGS, _COUNTS, _STYLES, _HEADERS, _CHARACTER_BINS, _PARAGRAPH_BINS = 0x0A, 0x4C, 0xA2, 0xF2, 0xFA, 0x102
_PIECES, _LISTS, _LIST_OVERRIDES = 0x1A2, 0x2E2, 0x2EA
_PAGE = 512
_COMPRESSED = 0x40000000
# Properties of characters that are not shown; of paragraphs, the list that numbers it and its level there.
_UNSHOWN = {0x083C: Left.HIDDEN, 0x0800: Left.DELETED}
_LIST, _LEVEL = 0x460B, 0x260A
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
# Number formats by their code (MSONFC, [MS-OSHARED] 2.2.1.3); all others are written as decimal.
_FORMATS = {
    **{1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital"},
    **{11: "japaneseCounting", 17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle", 22: "decimalZero"},
    **{23: "bullet", 26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese"},
    **{30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting", 35: "taiwaneseCountingThousand"},
    **{37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 41: "koreanCounting"},
    255: "none",
}
# Marks of fields, cells, pages, lines, notes, pictures and so on.
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_MARKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\t": " ", "\xa0": " "})
_UNSEEN = re.compile(r"[\x00-\x06\x08\x0f-\x1f]")
_PICTURE = re.compile(r"[\x01\x08]")


_LONGEST_LABEL = 32

_Format = tuple[int, Mapping[int, bytes]]
"""The number of a style, and the properties that go beyond it."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """The streams of a file."""

    main: bytes
    table: bytes

    def stored(self, at: int) -> tuple[int, bytes]:
        """Return what the table holds, and where, of which the information block says so at a place."""
        place, length = struct.unpack_from("<II", self.main, at)
        return place, self.table[place : place + length]


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a file: page headers, text, footnotes and text boxes, page footers as they come."""
    with refusing("doc", file):
        parts = _opened(content, file)
        characters, notes = _visible(parts)
        bounds = accumulate(struct.unpack_from("<8I", parts.main, _COUNTS), initial=0)
        texts = [characters[first:end] for first, end in pairwise(bounds)]
        body, footnotes, _, _, remarks, endnotes, boxes, boxes_of_pages = map("".join, texts)
        lines = list(_lines(body))
        above, under = _margins(parts, texts[2], lines)
    notes += [LeftOut(Left.COMMENT, places.MARGIN, line) for line in _lines(remarks) if line.strip()]
    notes += [LeftOut(Left.PICTURE, places.PICTURE_IN_TEXT, "")] * min(len(_PICTURE.findall(body)), 100)
    below = [line for part in (boxes, footnotes, endnotes) for line in _lines(part)]
    under += [line for line in _lines(boxes_of_pages) if not PAGE_NUMBER.fullmatch(line)]
    return Extract([[*above, *lines, *below, *under]], notes)


def _opened(content: bytes, file: str) -> _Parts:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        main = ole.openstream("WordDocument").read()
        flags = _u16(main, _FLAGS)
        if _u16(main, 0) not in _MAGICS:
            raise ValueError(main[:2])
        if flags & _ENCRYPTED:
            raise CorpusError(wording.ENCRYPTED.format(file=file, format="doc"))
        return _Parts(main, ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read())


def _visible(parts: _Parts) -> tuple[list[str], list[LeftOut]]:
    """Return each character of the text, "" for those that are not shown, numbers in front, and notes of the others."""
    runs, paragraphs = (sorted(_runs(parts, at), key=itemgetter(0)) for at in (_CHARACTER_BINS, _PARAGRAPH_BINS))
    labels = _Labels(parts)
    characters: list[str] = []
    unseen = dict.fromkeys(_UNSHOWN.values(), "")
    begins: int | None = None
    for char, place in _characters(parts):
        _, properties = _format_at(place, runs)
        why = next((kind for code, kind in _UNSHOWN.items() if properties.get(code, b"")[:1] == b"\1"), None)
        # The mark of a hidden paragraph or cell parts what is around it; a deleted one does so no longer.
        gone = why is not None and char not in ("\x07" if why is Left.DELETED else "\r\x07")
        if gone and why is not None:
            unseen[why] += char
        elif char in "\r\x07":
            if begins is not None:
                characters[begins] = labels.of(*_format_at(place, paragraphs)) + characters[begins]
            begins = None
        elif begins is None and (char == "\x13" or (char.isprintable() and not char.isspace())):
            begins = len(characters)
        characters.append("" if gone else char)
        if len(characters) > MOST_TEXT:
            raise ValueError(len(characters))
    notes = [
        LeftOut(kind, places.IN_TEXT, _UNSEEN.sub("", text).strip()) for kind, text in unseen.items() if text.strip()
    ]
    if labels.unknown:
        notes.append(LeftOut(Left.NUMBERING, places.IN_TEXT, places.PARAGRAPHS.format(count=labels.unknown)))
    return characters, notes


def _margins(parts: _Parts, text: list[str], body: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of page headers and of footers that the body does not hold, each once."""
    _, stored = parts.stored(_HEADERS)
    bounds = struct.unpack_from(f"<{len(stored) // 4}I", stored) if text else ()
    found: tuple[list[str], list[str]] = ([], [])
    for number, (first, end) in enumerate(pairwise(bounds)):
        # Six separators of notes come first; then for each section headers and footers of even, odd and first pages.
        lines = found[number % 6 in (2, 3, 5)]
        for line in _lines("".join(text[first:end])) if number >= 6 else ():
            if not PAGE_NUMBER.fullmatch(line) and line not in (*body, *lines):
                lines.append(line)
    return found


def _characters(parts: _Parts) -> Iterator[tuple[str, int]]:
    """Yield the characters in order, each with its place in the main stream."""
    _, table = parts.stored(_PIECES)
    at = 0
    while table[at] == 1:  # properties that pieces share
        at += 3 + _u16(table, at + 1)
    if table[at] != 2:
        raise ValueError(table[at])
    pieces = table[at + 5 : at + 5 + _u32(table, at + 1)]
    count = (len(pieces) - 4) // 12
    for number, (first, end) in enumerate(pairwise(struct.unpack_from(f"<{count + 1}I", pieces))):
        start, size, encoding = _u32(pieces, 4 * (count + 1) + 8 * number + 2), 2, "utf-16-le"
        if start & _COMPRESSED:
            start, size, encoding = (start & ~_COMPRESSED) // 2, 1, "cp1252"
        raw = parts.main[start : start + size * (end - first)]
        for at in range(0, len(raw), size):
            yield raw[at : at + size].decode(encoding, "replace"), start + at


def _runs(parts: _Parts, bins_at: int) -> Iterator[tuple[int, int, _Format]]:
    """Yield the runs of characters, or the paragraphs, of the main stream, from where to where, and their formats."""
    _, bins = parts.stored(bins_at)
    count = max(0, (len(bins) - 4) // 8)
    pages = struct.unpack_from(f"<{count}I", bins, len(bins) - 4 * count)[: len(parts.main) // _PAGE]
    for page in (parts.main[number * _PAGE : (number + 1) * _PAGE] for number in pages):
        size = page[_PAGE - 1]
        for at, (first, end) in enumerate(pairwise(struct.unpack_from(f"<{size + 1}I", page))):
            if bins_at == _CHARACTER_BINS:
                offset = 2 * page[4 * (size + 1) + at]
                yield first, end, (0, _properties(page[offset + 1 : offset + 1 + page[offset]] if offset else b""))
                continue
            offset = 2 * page[4 * (size + 1) + 13 * at]
            # Half the length, less one byte; or 0 and then half the length. The number of the style comes first.
            start, length = (offset + 1, 2 * page[offset] - 1) if page[offset] else (offset + 2, 2 * page[offset + 1])
            stored = page[start : start + length] if offset else b""
            yield first, end, (int.from_bytes(stored[:2], "little"), _properties(stored[2:]))


def _format_at(place: int, runs: Sequence[tuple[int, int, _Format]]) -> _Format:
    """Return the format at a place of the main stream; the runs are in their order there."""
    at = bisect_right(runs, place, key=itemgetter(0)) - 1
    return runs[at][2] if at >= 0 and place < runs[at][1] else (0, {})


def _properties(stored: bytes) -> dict[int, bytes]:
    """Return the operand of each property by its code."""
    found = {}
    at = 0
    while at + 2 < len(stored):
        code = _u16(stored, at)
        size = _OPERAND_SIZES.get(code >> 13)
        length = size if size is not None else 1 + stored[at + 2]
        found[code] = stored[at + 2 : at + 2 + length]
        at += 2 + length
    return found


class _Labels:
    """Tells the automatic number of each paragraph, and counts those whose list is `unknown`."""

    def __init__(self, parts: _Parts) -> None:
        try:
            self._styles, self._numbering = _styles(parts), _numbering(parts)
        except (struct.error, IndexError):
            self._styles, self._numbering = {}, Numbering()
        self.unknown = 0

    def of(self, style: int, properties: Mapping[int, bytes]) -> str:
        """Return the number in front of a paragraph of this format."""
        for _ in range(10):
            style, inherited = self._styles.get(style, (style, {}))
            properties = {**inherited, **properties}
        number, level = (int.from_bytes(properties.get(code, b""), "little", signed=True) for code in (_LIST, _LEVEL))
        if number <= 0:
            return ""
        label = self._numbering.label(str(number), level)
        self.unknown += label is None
        return label or ""


def _styles(parts: _Parts) -> dict[int, _Format]:
    """Return the format of each style of paragraphs, which is based on that of another style."""
    _, sheet = parts.stored(_STYLES)
    found: dict[int, _Format] = {}
    at = 2 + _u16(sheet, 0)
    for number in range(_u16(sheet, 2)):
        style = sheet[at + 2 : at + 2 + _u16(sheet, at)]
        at += 2 + len(style)
        if style and style[2] & 0xF == 1:
            name_at = _u16(sheet, 4)
            upx = name_at + 4 + 2 * _u16(style, name_at)
            found[number] = _u16(style, 2) >> 4, _properties(style[upx + 4 : upx + 2 + _u16(style, upx)])
    return found


def _numbering(parts: _Parts) -> Numbering:
    """Return the lists of a file, each level of which may be overridden where the list is used."""
    place, stored = parts.stored(_LISTS)
    at = place + len(stored)
    lists: dict[str, dict[int, Level]] = {}
    for start in range(2, 2 + 28 * _u16(stored, 0), 28):
        levels = lists[str(_u32(stored, start))] = {}
        for level in range(1 if stored[start + 26] & 1 else 9):
            levels[level], at = _level(parts.table, at)
    numbering = Numbering(lists)
    _, uses = parts.stored(_LIST_OVERRIDES)
    count = _u32(uses, 0)
    at = 4 + 16 * count
    for number in range(1, count + 1):
        use = 16 * number - 12
        overrides: list[tuple[int, Level | int]] = []
        at += 4
        for _ in range(uses[use + 12]):
            begin, flags = struct.unpack_from("<II", uses, at)
            at += 8
            other: Level | int = begin
            if flags & 0x20:
                other, at = _level(uses, at)
            if flags & 0x30:
                overrides.append((flags & 0xF, other))
        numbering.use(str(number), str(_u32(uses, use)), overrides)
    return numbering


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """Return the level of a list that is stored at a place, and where it ends."""
    text_at = at + 28 + data[at + 24] + data[at + 25]
    end = text_at + 2 + 2 * _u16(data, text_at)
    text = data[text_at + 2 : end].decode("utf-16-le", "replace")
    shown = re.sub("[\0-\x08]", lambda match: f"%{ord(match.group()) + 1}", text[:_LONGEST_LABEL])
    return Level(_FORMATS.get(data[at + 4], "decimal"), shown, _u32(data, at)), end


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


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])
