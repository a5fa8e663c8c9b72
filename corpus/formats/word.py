"""Word: the lines of a docx file as Word shows them, with revisions accepted, and what they leave out."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree
from PIL import Image

from corpus.errors import CorpusError
from corpus.formats import picture, tables
from corpus.formats.assembly import PAGE_NUMBER, Extract
from corpus.formats.layout import Scan, extract_with_scans
from corpus.formats.numbering import Numbering, number_of, value_of
from corpus.formats.package import Package, refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places

_MARKS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}
_SILENT = frozenset(("instrText", "delInstrText", "rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr"))
_DELETED = frozenset(("del", "moveFrom"))
# What wraps paragraphs, rows or runs, and what stands beside them in it; of two forms for new and old Word the new one.
_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "AlternateContent", "Choice")
_ASIDE = ("sdtPr", "sdtEndPr", "Fallback")
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
# What is told by an attribute of its own.
_TOLD = {"sym": (Left.FONT, "font"), "OLEObject": (Left.EMBEDDED, "ProgID")}
# What becomes of the text within a paragraph that is no kind of thing that is left out.
_SHOWN, _BELOW = "shown", "below"
_EQUATIONS = {"f": "({num})/({den})", "sSup": "{e}^{sup}", "rad": "√({e})"}
_EMU_PER_CM = 360_000
_LEAST_PICTURE_CM = 3.0
_DEEPEST_CHUNK = 3


def extract(content: bytes, *, file: str, depth: int = 0) -> Extract:
    """Return the lines of a docx file, within `depth` others, as one page; Word sets pages only when it prints."""
    with refusing("docx", file):
        reader = _Reader(Package(content, file=file), file=file, depth=depth)
        lines = reader.read()
        if reader.pictures and not any(map(str.strip, lines)):
            raise CorpusError(picture.nothing_read().format(file=file))
        return extract_with_scans(lines, reader.notes)


def picture_of(content: bytes, number: int, *, file: str) -> Image.Image | None:
    """Return the picture of this number in a docx file as it is shown; None where there is none that can be read."""
    with refusing("docx", file):
        return _Reader(Package(content, file=file), file=file, depth=0).picture(number)


class _Reader:
    """Reads the parts of one package, and gathers notes of what is left out."""

    def __init__(self, package: Package, *, file: str, depth: int) -> None:
        self._package, self._file, self._depth = package, file, depth
        _, kinds = _relations(package, "")
        self._base = kinds.get("officeDocument", "word/document.xml")
        self._targets, self._kinds = _relations(package, self._base)
        self._styles = {style.get("styleId", ""): style for style in self._part("styles").iterfind("style")}
        self._numbering = Numbering(self._part("numbering"))
        self._remarks: dict[str, dict[str, list[str]]] = {}
        self._lines = self._unknown = 0
        self._embedded = picture.Embedded(file)
        self._body = self._xml(self._base).find("body")
        if self._body is None:
            raise LookupError(self._base)
        self.pictures = [] if depth else self._number_pictures()
        self._is_scan = not any((text.text or "").strip() for text in self._body.iter("t"))
        self.notes: list[LeftOut] = []

    def _number_pictures(self) -> list[tuple[str, etree._Element]]:
        """Return the pictures of the body in their order, each once, and write their numbers where they stand."""
        parts: dict[str, etree._Element] = {}
        for one in self._body.iter("blip", "imagedata"):
            part = self._targets.get(one.get("embed") or one.get("id", ""))
            if part and part not in parts:
                parts[part] = one
                one.set("number", str(len(parts)))
        return list(parts.items())

    def picture(self, number: int) -> Image.Image | None:
        """Return a picture as it is shown, cut and turned; None where it is damaged or not there."""
        if not 0 < number <= len(self.pictures):
            return None
        part, blip = self.pictures[number - 1]
        image = picture.picture_of(self._package.read(part), file=self._file)
        if image is None:
            return None
        with suppress(ValueError):
            if (cut := blip.find("../srcRect")) is not None:
                left, top, right, bottom = (max(0, int(cut.get(side, 0))) / 100_000 for side in "ltrb")
                width, height = image.size
                image = image.crop((left * width, top * height, (1 - right) * width, (1 - bottom) * height))
            turned = blip.find("../../spPr/xfrm")
            angle = int(turned.get("rot", 0)) / 60_000 if turned is not None else 0
            return image.rotate(-angle, expand=True, fillcolor="white") if angle else image
        return None

    def read(self) -> list[str]:
        """Return the lines of the document: headers of its pages first, footers last."""
        above, below = (self._margins(self._body, name) for name in ("headerReference", "footerReference"))
        lines: list[str] = []
        for line in self._blocks(self._body):
            lines.append(line)
            self._lines += bool(line.strip())
        for remark in self._remarks_of("comment").values():
            self.notes.append(LeftOut(Left.COMMENT, places.MARGIN, " ".join(remark)))
        if self._unknown:
            self.notes.append(LeftOut(Left.NUMBERING, places.IN_TEXT, places.PARAGRAPHS.format(count=self._unknown)))
        above, below = ([line for line in margin if line not in lines] for margin in (above, below))
        return [*above, *lines, *below]

    def _xml(self, name: str) -> etree._Element:
        """Return a part's root element without wrappers."""
        root = self._package.xml(name)
        etree.strip_elements(root, *_ASIDE, with_tail=False)
        etree.strip_tags(root, *_WRAPPERS)
        return root

    def _part(self, kind: str) -> etree._Element:
        return self._xml(self._kinds.get(kind, f"word/{kind}.xml"))

    def _margins(self, body: etree._Element, name: str) -> list[str]:
        """Return the lines of the headers, or of the footers, each once and without page numbers."""
        roots = (self._xml(self._targets.get(number := one.get("id", ""), number)) for one in body.iter(name))
        lines = dict.fromkeys(line for root in roots for line in self._blocks(root))
        return [line for line in lines if not PAGE_NUMBER.fullmatch(line)]

    def _remarks_of(self, kind: str) -> dict[str, list[str]]:
        """Return the lines of each footnote, endnote or comment by its number."""
        if kind not in self._remarks:
            remarks = self._remarks[kind] = {}
            for one in self._part(f"{kind}s").iterfind(kind):
                if one.get("type", "normal") in ("", "normal"):
                    remarks[one.get("id", "")] = [line for line in self._blocks(one) if line.strip()]
        return self._remarks[kind]

    def _blocks(self, root: etree._Element) -> Iterator[str]:
        """Yield the lines below an element in order; a paragraph whose mark is deleted goes on in the next one."""
        waiting = above = ""
        for element in root:
            if element.tag in _SILENT or element.tag in _DELETED:
                continue
            if element.tag == "p":
                lines = self._paragraph(element)
                lines[0] = waiting + lines[0]
                waiting = lines.pop(0) if element.find("pPr/rPr/del") is not None else ""
            elif element.tag == "tbl":
                lines = self._table(element, above)
            elif element.tag == "altChunk":
                lines = self._chunk(element.get("id", ""))
            else:
                lines = list(self._blocks(element))
            above = lines[-1].strip() if lines else above
            yield from lines
        if waiting:
            yield waiting

    def _paragraph(self, element: etree._Element) -> list[str]:
        """Return the lines of a paragraph, and below it those of what is anchored in it."""
        found: dict[str, list[str]] = {}
        for kind, text in self._inline(element, hidden=self._is_hidden(element.find("pPr/pStyle"))):
            found.setdefault(kind, []).append(text)
        first, *others = "".join(found.get(_SHOWN, [])).split("\n")
        if first.strip():
            first = self._label(element) + first
        for kind in (Left.HIDDEN, Left.DELETED, Left.RUBY):
            if text := "".join(found.get(kind, [])).strip():
                self._tell(kind, text)
        return [first, *others, *found.get(_BELOW, [])]

    def _label(self, element: etree._Element) -> str:
        """Return the automatic number of a paragraph, whose list and level its style may say."""
        found = {"numId": "", "ilvl": ""}
        holder: etree._Element | None = element
        for _ in range(10):
            if holder is None:
                break
            found = {name: said or value_of(holder.find(f"pPr/numPr/{name}")) for name, said in found.items()}
            holder = self._styles.get(value_of(holder.find("pPr/pStyle" if holder is element else "basedOn")))
        label = self._numbering.label(found["numId"], number_of(found["ilvl"], 0))
        self._unknown += label is None and found["numId"] not in ("", "0")
        return label or ""

    def _is_hidden(self, style: etree._Element | None) -> bool:
        """Whether the style of a run or of a paragraph is that of hidden text."""
        named = self._styles.get(value_of(style))
        return named is not None and _is_on(named.find("rPr/vanish"))

    def _inline(self, root: etree._Element, *, hidden: bool) -> Iterator[tuple[str, str]]:
        """Yield each text within an element, and what becomes of it."""
        for element in root:
            name = element.tag
            if name == "t":
                yield Left.HIDDEN if hidden else _SHOWN, element.text or ""
            elif name in _DELETED:
                yield Left.DELETED, "".join(element.itertext())
            elif name in _MARKS and not hidden:
                yield _SHOWN, _MARKS[name]
            elif name == "ruby":
                yield Left.RUBY, "".join(text for part in element.iterfind("rt") for text in part.itertext())
                for part in element.iterfind("rubyBase"):
                    yield from self._inline(part, hidden=hidden)
            elif name == "txbxContent":
                yield from ((_BELOW, line) for line in self._blocks(element))
            elif name in _NOTES:
                yield from ((_BELOW, line) for line in self._remarks_of(_NOTES[name]).get(element.get("id", ""), []))
            elif name == "r":
                own = element.find("rPr/vanish")
                gone = _is_on(own) if own is not None else self._is_hidden(element.find("rPr/rStyle"))
                yield from self._inline(element, hidden=gone or hidden)
            elif name in _EQUATIONS and len(element):
                yield _SHOWN, _equation(element)
            elif name not in _SILENT:
                yield from self._inserted(element)
                yield from self._inline(element, hidden=hidden)

    def _tell(self, kind: Left, text: str) -> None:
        self.notes.append(LeftOut(kind, places.AFTER_PARAGRAPH.format(number=self._lines), text))

    def _inserted(self, element: etree._Element) -> Iterator[tuple[str, str]]:
        """Yield the text of pictures; tell of them, of charts, drawings and embedded objects."""
        if element.tag == "imagedata":
            yield from self._picture(element, element.get("title", ""))
        elif element.tag in _TOLD:
            kind, attribute = _TOLD[element.tag]
            self._tell(kind, element.get(attribute, ""))
        elif element.tag == "drawing":
            alt = next((one.get("descr", "") for one in element.iter("docPr")), "")
            sizes = [one.get(side, "") for one in element.iter("extent") for side in ("cx", "cy")]
            small = any(size.isdecimal() and int(size) < _LEAST_PICTURE_CM * _EMU_PER_CM for size in sizes)
            if (blip := next(element.iter("blip"), None)) is not None and not small:
                yield from self._picture(blip, alt)
            elif parts := list(element.iter("chart", "relIds")):
                # The words of a chart or a diagram stand in parts of their own.
                ids = [one.get(name, "") for one in parts for name in ("id", "dm")]
                roots = [self._package.xml(self._targets[one]) for one in ids if one in self._targets]
                words = " ".join(one.text for root in roots for one in root.iter("t", "v") if one.text)
                self._tell(Left.EMBEDDED, words or alt)

    def _picture(self, blip: etree._Element, alt: str) -> Iterator[tuple[str, str]]:
        """Yield the text of a picture of the body; tell of any other."""
        number = int(blip.get("number", 0))
        where = places.AFTER_PARAGRAPH.format(number=self._lines)
        if not number:
            self._tell(Left.PICTURE, alt)
            return
        pieces, notes = self._embedded.read(lambda: self.picture(number), where=where, alt=alt, is_scan=self._is_scan)
        self.notes += notes
        if pieces:
            yield _BELOW, Scan(pieces, number)

    def _table(self, table: etree._Element, above: str) -> list[str]:
        """Return the lines of a table: of figures with their heads, of short cells row by row, else cell by cell."""
        grid: list[list[str]] = []
        found: list[str] = []
        for row in table.iterfind("tr"):
            if row.find("trPr/del") is not None:
                continue
            texts: list[str] = []
            cells: list[list[str]] = []
            for cell in row.iterfind("tc"):
                lines = [line for line in self._blocks(cell) if line.strip()]
                merged = cell.find("tcPr/vMerge")
                over = grid[-1][len(texts)] if grid and len(texts) < len(grid[-1]) else ""
                continued = merged is not None and value_of(merged) != "restart" and not lines
                texts += [over if continued else "\n".join(lines)] * tables.span(value_of(cell.find("tcPr/gridSpan")))
                cells.append(lines)
            grid.append(texts)
            lines = [text for cell in cells for text in cell]
            short = len(cells) > 1 and all("\n" not in "\n".join(cell) for cell in cells)
            found += [" ".join(lines)] if short else lines
        several = any("\n" in text for row in grid for text in row)
        return (None if several else tables.lines_of(grid, above)) or found

    def _chunk(self, target: str) -> list[str]:
        """Return the lines of a file that is put in as a whole; one of a kind that is not read is told."""
        name = self._targets.get(target, "")
        content, suffix = self._package.read(name), posixpath.splitext(name)[1].lower()
        where = places.ATTACHMENT.format(name=posixpath.basename(name) or target)
        found = Extract([], [LeftOut(Left.EMBEDDED, where, "")])
        try:
            if suffix == ".docx" and self._depth + 1 < _DEEPEST_CHUNK:
                found = extract(content, file=self._file, depth=self._depth + 1)
            elif suffix in (".htm", ".html", ".xhtml", ".mht"):
                from corpus.formats import markup  # noqa: PLC0415 - few documents hold one

                read = markup.extract_mail if suffix == ".mht" else markup.extract
                found = read(content, file=self._file)
        except CorpusError as error:
            found = Extract([], [LeftOut(Left.EMBEDDED, where, str(error))])
        self.notes += found.left_out
        return [line for page in found.pages for line in page]


def _relations(package: Package, part: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parts that a part points to, by number and by kind; those that are not there are left out."""
    folder, name = posixpath.split(part)
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for one in package.xml(f"{folder}/_rels/{name}.rels"):
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
            targets[one.get("Id", "")] = target
            kinds.setdefault(posixpath.basename(one.get("Type", "")), target)
    return targets, kinds


def _is_on(switch: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not turned off."""
    return switch is not None and value_of(switch) not in ("0", "false", "off")


def _equation(element: etree._Element) -> str:
    """Return an equation on one line: (a)/(b), x^2, √(x)."""
    if element.tag == "t":
        return element.text or ""
    inner = [(one.tag, _equation(one)) for one in element]
    written = _EQUATIONS.get(element.tag)
    return written.format_map(defaultdict(str, inner)) if written else "".join(text for _, text in inner)
