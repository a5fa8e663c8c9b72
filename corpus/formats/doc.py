"""Doc: a Word 97-2003 file (doc) or one by WPS Writer (wps), given to the reader of docx as the parts of such a file.

The layout is that of [MS-DOC]: a piece table says where the text lies, two bin tables how characters and paragraphs are
formatted, the list tables how paragraphs are numbered.
"""

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, groupby, islice, pairwise
from operator import itemgetter

import olefile
from lxml import etree
from lxml.builder import E

from corpus.errors import CorpusError
from corpus.formats import word
from corpus.formats.assembly import MOST_TEXT, Extract
from corpus.formats.package import Package, refusing
from prompts import storage as wording

_MAGICS = (0xA5EC, 0xA5DC)
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Places in the file information block.
_FLAGS, _COUNTS, _STYLES, _HEADERS, _CHARACTER_BINS, _PARAGRAPH_BINS = 0x0A, 0x4C, 0xA2, 0xF2, 0xFA, 0x102
_PIECES, _LISTS, _LIST_OVERRIDES = 0x1A2, 0x2E2, 0x2EA
_PAGE = 512
_COMPRESSED = 0x40000000
# Properties of characters that are not shown, and their elements in docx; of paragraphs, the list that numbers it, its
# level there, and its place in a table.
_UNSEEN = {"vanish": 0x083C, "del": 0x0800}
_LIST, _LEVEL, _IN_TABLE, _ENDS_ROW = 0x460B, 0x260A, 0x2416, 0x2417
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
# Marks of lines, pages and columns, hyphens and spaces; all others are no text.
_MARKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\t": " ", "\xa0": " "})
_NO_TEXT = re.compile("[\0-\x09\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_LABEL = 32

_Properties = Mapping[int, bytes]
_Format = tuple[int, _Properties]
"""The number of a style, and the properties that go beyond it."""
_Runs = Sequence[tuple[int, int, _Format]]
"""From where to where in the main stream each format goes, in order."""
_Character = tuple[str, str, int]
"""A character, the element that it is in where it is not shown, and its place in the main stream."""


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a file: page headers, text, footnotes and text boxes, page footers as they come."""
    with refusing("doc", file):
        return word.extract_of(_package(_opened(content, file)), file=file)


@dataclass(frozen=True, slots=True)
class _Streams:
    """The streams of a file."""

    main: bytes
    table: bytes

    def stored(self, at: int) -> tuple[int, bytes]:
        """Return what the table holds, and where, of which the information block says so at a place."""
        place, length = struct.unpack_from("<II", self.main, at)
        return place, self.table[place : place + length]


def _opened(content: bytes, file: str) -> _Streams:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        main = ole.openstream("WordDocument").read()
        flags = _u16(main, _FLAGS)
        if _u16(main, 0) not in _MAGICS:
            raise ValueError(main[:2])
        if flags & _ENCRYPTED:
            raise CorpusError(wording.ENCRYPTED.format(file=file, format="doc"))
        return _Streams(main, ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read())


def _package(streams: _Streams) -> Package:
    """Return the parts that a docx file of the same text would have."""
    runs, paragraphs = (sorted(_runs(streams, at), key=itemgetter(0)) for at in (_CHARACTER_BINS, _PARAGRAPH_BINS))
    characters = list(islice(_characters(streams, runs), MOST_TEXT + 1))
    if len(characters) > MOST_TEXT:
        raise ValueError(len(characters))
    blocks = partial(_blocks, paragraphs)
    bounds = accumulate(struct.unpack_from("<8I", streams.main, _COUNTS), initial=0)
    texts = [characters[first:end] for first, end in pairwise(bounds)]
    body, footnotes, margins, _, remarks, endnotes, boxes, boxes_of_pages = texts
    _, stored = streams.stored(_HEADERS)
    stories = pairwise(struct.unpack_from(f"<{len(stored) // 4}I", stored) if margins else ())
    # Six separators of notes come first; then for each section headers and footers of even, odd and first pages.
    edges = [margins[first:end] for first, end in islice(stories, 6, None)]
    above, under = ([edge for at, edge in enumerate(edges) if at % 6 in which] for which in ((0, 1, 4), (2, 3, 5)))
    references = E.sectPr(E.headerReference(id="header"), E.footerReference(id="footer"))
    parts = {
        "word/document.xml": E.document(E.body(*blocks(body, boxes, footnotes, endnotes), references)),
        "word/comments.xml": E.comments(*(E.comment(one, id=str(at)) for at, one in enumerate(blocks(remarks)))),
        "header": E.hdr(*blocks(*above)),
        "footer": E.ftr(*blocks(*under, boxes_of_pages)),
    }
    with suppress(struct.error, IndexError):
        parts |= {"word/styles.xml": _styles(streams), "word/numbering.xml": _numbering(streams)}
    stored_parts = {name: etree.tostring(root) for name, root in parts.items()}
    return Package(lambda name: stored_parts.get(name, b""))


def _blocks(formats: _Runs, *stories: Sequence[_Character]) -> list[etree._Element]:
    """Return the paragraphs and tables of some stretches of the text."""
    blocks: list[etree._Element] = []
    row: list[etree._Element] = []
    cell: list[etree._Element] = []
    for (mark, unseen, place), characters in chain.from_iterable(map(_parted, stories)):
        style, properties = _format_at(place, formats)
        if _is_on(properties, _ENDS_ROW):
            if not blocks or blocks[-1].tag != "tbl":
                blocks.append(E.tbl())
            blocks[-1].append(E.tr(*row))
            row = []
            continue
        paragraph = _paragraph(characters, _format_of("pStyle", style, properties))
        if unseen == "del":
            paragraph[0].append(E.rPr(E("del")))
        if mark == "\x07":
            row.append(E.tc(*cell, paragraph))
            cell = []
        else:
            (cell if _is_on(properties, _IN_TABLE) else blocks).append(paragraph)
    return [*blocks, *(one for part in row for one in part), *cell]


def _parted(story: Sequence[_Character]) -> Iterator[tuple[_Character, list[_Character]]]:
    """Yield the mark and the characters of each paragraph, without the instructions of its fields."""
    fields: list[bool] = []  # of each open one, whether its result has begun
    found: list[_Character] = []
    for one in story:
        if one[0] in "\r\x07":
            yield one, found
            fields, found = [], []
        elif one[0] == "\x13":
            fields.append(False)
        elif one[0] in "\x14\x15" and fields:
            fields[-1:] = [True] if one[0] == "\x14" else []
        elif all(fields):
            found.append(one)
    if found:
        yield ("\r", "", -1), found


def _paragraph(characters: Sequence[_Character], format_: etree._Element) -> etree._Element:
    paragraph = E.p(format_)
    for unseen, group in groupby(characters, key=itemgetter(1)):
        text = "".join(char for char, *_ in group)
        pictures = [E.imagedata() for char in text if char in "\x01\x08"]
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").translate(_MARKS)
        run = E.r(E.rPr(E.vanish()) if unseen == "vanish" else "", E.t(_NO_TEXT.sub("", text)), *pictures)
        paragraph.append(E("del", run) if unseen == "del" else run)
    return paragraph


def _format_of(name: str, style: int, properties: _Properties) -> etree._Element:
    """Return how a paragraph or a style is formatted: the style it has, the list it belongs to and its level there."""
    stored = ((tag, properties[code]) for tag, code in (("numId", _LIST), ("ilvl", _LEVEL)) if code in properties)
    numbers = ((tag, max(0, int.from_bytes(operand, "little", signed=True))) for tag, operand in stored)
    return E.pPr(E(name, val=str(style)), E.numPr(*(E(tag, val=str(number)) for tag, number in numbers)))


def _is_on(properties: _Properties, code: int) -> bool:
    return properties.get(code, b"")[:1] == b"\1"


def _characters(streams: _Streams, formats: _Runs) -> Iterator[_Character]:
    """Yield the characters in order."""
    _, table = streams.stored(_PIECES)
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
        raw = streams.main[start : start + size * (end - first)]
        for at in range(0, len(raw) - size + 1, size):
            char = raw[at : at + size].decode(encoding, "surrogatepass" if size == 2 else "replace")
            _, properties = _format_at(start + at, formats)
            yield char, next((kind for kind, code in _UNSEEN.items() if _is_on(properties, code)), ""), start + at


def _runs(streams: _Streams, bins_at: int) -> Iterator[tuple[int, int, _Format]]:
    """Yield the runs of characters, or the paragraphs, of the main stream, from where to where, and their formats."""
    _, bins = streams.stored(bins_at)
    count = max(0, (len(bins) - 4) // 8)
    pages = struct.unpack_from(f"<{count}I", bins, len(bins) - 4 * count)[: len(streams.main) // _PAGE]
    for page in (streams.main[number * _PAGE : (number + 1) * _PAGE] for number in pages):
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


def _format_at(place: int, runs: _Runs) -> _Format:
    at = bisect_right(runs, place, key=itemgetter(0)) - 1
    return runs[at][2] if at >= 0 and place < runs[at][1] else (0, {})


def _properties(stored: bytes) -> _Properties:
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


def _styles(streams: _Streams) -> etree._Element:
    """Return the styles of paragraphs, each of which is based on another one."""
    _, sheet = streams.stored(_STYLES)
    styles = E.styles()
    at = 2 + _u16(sheet, 0)
    for number in range(_u16(sheet, 2)):
        style = sheet[at + 2 : at + 2 + _u16(sheet, at)]
        at += 2 + len(style)
        if style and style[2] & 0xF == 1:
            name_at = _u16(sheet, 4)
            upx = name_at + 4 + 2 * _u16(style, name_at)
            own = _properties(style[upx + 4 : upx + 2 + _u16(style, upx)])
            based_on = E.basedOn(val=str(_u16(style, 2) >> 4))
            styles.append(E.style(based_on, _format_of("pStyle", number, own), styleId=str(number)))
    return styles


def _numbering(streams: _Streams) -> etree._Element:
    """Return the lists of a file, each level of which may be overridden where the list is used."""
    place, stored = streams.stored(_LISTS)
    at = place + len(stored)
    numbering = E.numbering()
    for start in range(2, 2 + 28 * _u16(stored, 0), 28):
        numbering.append(E.abstractNum(abstractNumId=str(_u32(stored, start))))
        for level in range(1 if stored[start + 26] & 1 else 9):
            at = _add_level(numbering[-1], level, streams.table, at)
    _, uses = streams.stored(_LIST_OVERRIDES)
    count = _u32(uses, 0)
    at = 4 + 16 * count
    for number in range(1, count + 1):
        use = 16 * number - 12
        numbering.append(E.num(E.abstractNumId(val=str(_u32(uses, use))), numId=str(number)))
        at += 4
        for _ in range(uses[use + 12]):
            start, flags = struct.unpack_from("<II", uses, at)
            at += 8
            override = E.lvlOverride(E.startOverride(val=str(start)) if flags & 0x10 else "", ilvl=str(flags & 0xF))
            numbering[-1].append(override)
            if flags & 0x20:
                at = _add_level(override, flags & 0xF, uses, at)
    return numbering


def _add_level(of: etree._Element, level: int, data: bytes, at: int) -> int:
    """Add the level of a list that is stored at a place, and return where it ends."""
    text_at = at + 28 + data[at + 24] + data[at + 25]
    end = text_at + 2 + 2 * _u16(data, text_at)
    stored = data[text_at + 2 : end].decode("utf-16-le", "replace")[:_LONGEST_LABEL]
    text = re.sub("[\0-\x08]", lambda match: f"%{ord(match.group()) + 1}", stored)
    shown = E.numFmt(val=str(data[at + 4])), E.lvlText(val=_NO_TEXT.sub("", text))
    of.append(E.lvl(*shown, E.start(val=str(_u32(data, at))), ilvl=str(level)))
    return end


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])
