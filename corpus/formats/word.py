"""Word: the lines of a docx file as Word shows them, with revisions accepted, and what they leave out."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.errors import CorpusError
from corpus.formats import tables
from corpus.formats.assembly import Extract
from corpus.formats.numbering import Numbering
from corpus.formats.ooxml import child, children, is_on, named, value
from corpus.formats.package import Package, opened, refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places

_MARKS = {"w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-", "w:br": "\n", "w:cr": "\n"}
_SILENT = frozenset(("w:instrText", "w:delInstrText", "w:rPr", "w:pPr", "w:sectPr", "w:tblPr", "w:trPr", "w:tcPr"))
_DELETED = frozenset(("w:del", "w:moveFrom"))
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
_PAGE_NUMBER = re.compile(r"[-—–\s第共页/0-9]*")
_EMU_PER_CM = 360_000
_LEAST_PICTURE_CM = 3.0
_DEEPEST_CHUNK = 3


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph as it is put together, and what is anchored in it."""

    pieces: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    ruby: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Reads the parts of one package."""

    package: Package
    file: str
    depth: int
    base: str
    targets: dict[str, str]
    kinds: dict[str, str]
    numbering: Numbering
    styles: dict[str, etree._Element]
    notes: list[LeftOut] = field(default_factory=list)
    lines: int = 0
    _remarks: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, *, file: str, depth: int) -> "_Reader":
        _, kinds = _relations(package, "")
        part = kinds.get("officeDocument", "word/document.xml")
        targets, kinds = _relations(package, part)
        styles = package.xml(kinds.get("styles", "word/styles.xml"))
        return cls(
            package,
            file,
            depth,
            part,
            targets,
            kinds,
            Numbering.of(package.xml(kinds.get("numbering", "word/numbering.xml"))),
            {value(style, "styleId"): style for style in children(styles, "style")} if styles is not None else {},
        )

    def read(self) -> list[str]:
        """Return the lines of the document: headers of its pages first, footers last."""
        root = self.package.xml(self.base)
        body = child(root, "body")
        if body is None:
            raise LookupError(self.base)
        above, below = (list(self._margins(body, name)) for name in ("headerReference", "footerReference"))
        lines = []
        for line in self._blocks(body):
            lines.append(line)
            self.lines += bool(line.strip())
        known = set(lines)
        for remark in self._part("comments", "comment").values():
            self.notes.append(LeftOut(Left.COMMENT, places.MARGIN, " ".join(remark)))
        return [*(line for line in above if line not in known), *lines, *(line for line in below if line not in known)]

    def _margins(self, body: etree._Element, name: str) -> Iterator[str]:
        """Yield the lines of the headers, or of the footers, each once and without page numbers."""
        seen: set[str] = set()
        for reference in body.iter():
            if named(reference) != f"w:{name}":
                continue
            root = self.package.xml(self.targets.get(value(reference, "id"), ""))
            for line in self._blocks(root) if root is not None else ():
                if line not in seen and not _PAGE_NUMBER.fullmatch(line):
                    seen.add(line)
                    yield line

    def _part(self, kind: str, name: str) -> dict[str, list[str]]:
        """Return the lines of each footnote, endnote or comment by its number."""
        if kind not in self._remarks:
            root = self.package.xml(self.kinds.get(kind, f"word/{kind}.xml"))
            self._remarks[kind] = {}
            for one in children(root, name) if root is not None else ():
                if value(one, "type") in ("", "normal"):
                    self._remarks[kind][value(one, "id")] = [line for line in self._blocks(one) if line.strip()]
        return self._remarks[kind]

    def _blocks(self, root: etree._Element) -> Iterator[str]:
        """Yield the lines below an element in order; a paragraph whose mark is deleted goes on in the next one."""
        waiting = above = ""
        for element in root:
            name = named(element)
            if name in _SILENT or name in _DELETED:
                continue
            if name == "w:p":
                lines = self._paragraph(element)
                lines[0] = waiting + lines[0]
                waiting = lines.pop(0) if child(element, "pPr", "rPr", "del") is not None else ""
            elif name == "w:tbl":
                lines = self._table(element, above)
            elif name == "w:altChunk":
                lines = self._chunk(value(element, "id"))
            else:
                lines = list(self._blocks(_chosen(element)))
            above = lines[-1].strip() if lines else above
            yield from lines
        if waiting:
            yield waiting

    def _paragraph(self, element: etree._Element) -> list[str]:
        found = _Paragraph()
        self._inline(element, found, hidden=self._is_hidden(child(element, "pPr"), "pStyle"))
        first, *others = "".join(found.pieces).split("\n")
        if first.strip():
            first = self._label(element) + first
        where = places.AFTER_PARAGRAPH.format(number=self.lines)
        for kind, pieces in ((Left.HIDDEN, found.hidden), (Left.DELETED, found.deleted), (Left.RUBY, found.ruby)):
            if "".join(pieces).strip():
                self.notes.append(LeftOut(kind, where, "".join(pieces).strip()))
        return [first, *others, *found.below]

    def _label(self, element: etree._Element) -> str:
        """Return the automatic number of a paragraph."""
        properties = child(element, "pPr")
        numbered = child(properties, "numPr")
        style = self.styles.get(value(child(properties, "pStyle")))
        for _ in range(10):
            if numbered is not None and child(numbered, "numId") is not None:
                break
            inherited = child(style, "pPr", "numPr")
            numbered = inherited if numbered is None else numbered
            style = self.styles.get(value(child(style, "basedOn"))) if style is not None else None
        level = value(child(numbered, "ilvl"))
        return self.numbering.label(value(child(numbered, "numId")), int(level) if level.isdecimal() else 0)

    def _is_hidden(self, properties: etree._Element | None, style: str) -> bool:
        """Whether a run, or all of a paragraph, is formatted as hidden text."""
        own = child(properties, "vanish") if style == "rStyle" else None
        if own is not None:
            return is_on(own)
        named_style = self.styles.get(value(child(properties, style)))
        return is_on(child(named_style, "rPr", "vanish"))

    def _inline(self, root: etree._Element, found: _Paragraph, *, hidden: bool) -> None:
        for element in root:
            name = named(element)
            if name in ("w:t", "m:t"):
                (found.hidden if hidden else found.pieces).append(element.text or "")
            elif name in _DELETED:
                found.deleted.append("".join(str(text) for text in element.itertext()))
            elif name in _MARKS and not hidden:
                found.pieces.append(_MARKS[name])
            elif name == "w:ruby":
                found.ruby += [str(text) for part in children(element, "rt") for text in part.itertext()]
                for part in children(element, "rubyBase"):
                    self._inline(part, found, hidden=hidden)
            elif name == "w:txbxContent":
                found.below += self._blocks(element)
            elif name in _NOTES:
                remarks = self._part(_NOTES[name], _NOTES[name].removesuffix("s"))
                found.below += remarks.get(value(element, "id"), [])
            elif name == "w:r":
                self._inline(element, found, hidden=self._is_hidden(child(element, "rPr"), "rStyle") or hidden)
            elif name in ("m:f", "m:sSup", "m:rad"):
                found.pieces.append(_equation(element))
            elif name not in _SILENT:
                self._tell(element, name)
                self._inline(_chosen(element), found, hidden=hidden)

    def _tell(self, element: etree._Element, name: str) -> None:
        """Tell of pictures, charts, drawings and embedded objects, whose text is not that of a paragraph."""
        where = places.AFTER_PARAGRAPH.format(number=self.lines)
        if name == "w:sym":
            self.notes.append(LeftOut(Left.FONT, where, value(element, "font")))
        elif name == "w:drawing":
            alt = next((value(one, "descr") for one in element.iter() if named(one) == "docPr"), "")
            sizes = [value(one, side) for one in element.iter() if named(one) == "extent" for side in ("cx", "cy")]
            small = any(size.isdecimal() and int(size) < _LEAST_PICTURE_CM * _EMU_PER_CM for size in sizes)
            shown = {named(one) for one in element.iter()}
            if "a:blip" in shown and not small:
                self.notes.append(LeftOut(Left.PICTURE, where, alt))
            elif shown & {"chart", "relIds"}:
                self.notes.append(LeftOut(Left.EMBEDDED, where, self._drawn(element) or alt))
        elif name == "v:imagedata":
            self.notes.append(LeftOut(Left.PICTURE, where, value(element, "title")))
        elif name == "OLEObject":
            self.notes.append(LeftOut(Left.EMBEDDED, where, value(element, "ProgID")))

    def _drawn(self, drawing: etree._Element) -> str:
        """Return the words of a chart or a diagram."""
        ids = [value(one, name) for one in drawing.iter() for name in ("id", "dm") if named(one) in ("chart", "relIds")]
        roots = [self.package.xml(self.targets[one]) for one in ids if one in self.targets]
        words = (one.text for root in roots if root is not None for one in root.iter() if named(one) in ("a:t", "v"))
        return " ".join(filter(None, words))

    def _table(self, table: etree._Element, above: str) -> list[str]:
        """Return the lines of a table: of figures with their heads, of short cells row by row, else cell by cell."""
        grid: list[list[str]] = []
        own: list[list[list[str]]] = []
        for row in _parts(table, "w:tr"):
            texts: list[str] = []
            own.append([])
            for cell in _parts(row, "w:tc"):
                properties = child(cell, "tcPr")
                merged, span = child(properties, "vMerge"), value(child(properties, "gridSpan"))
                lines = [line for line in self._blocks(cell) if line.strip()]
                over = grid[-1][len(texts)] if grid and len(texts) < len(grid[-1]) else ""
                continued = merged is not None and value(merged) != "restart" and not lines
                own[-1].append(lines)
                texts += [over if continued else "\n".join(lines)] * _count(span)
            grid.append(texts)
        figures = tables.lines_of(grid, above) if not any("\n" in text for row in grid for text in row) else None
        if figures is not None:
            return figures
        found: list[str] = []
        for cells in own:
            one_line = len(cells) > 1 and all(len(cell) <= 1 for cell in cells)
            texts = [text for cell in cells for text in cell]
            found += [" ".join(texts)] if one_line else texts
        return found

    def _chunk(self, target: str) -> list[str]:
        """Return the lines of a file that is put in as a whole; one of a kind that is not read is told."""
        name = self.targets.get(target, "")
        content, suffix = self.package.read(name) or b"", posixpath.splitext(name)[1].lower()
        where = places.ATTACHMENT.format(name=posixpath.basename(name) or target)
        try:
            if suffix == ".docx" and self.depth + 1 < _DEEPEST_CHUNK:
                found = extract(content, file=self.file, depth=self.depth + 1)
            elif suffix in (".htm", ".html", ".xhtml", ".mht"):
                from corpus.formats import mail, markup  # noqa: PLC0415 - few documents hold one

                read = mail.extract if suffix == ".mht" else markup.extract
                found = read(content, file=self.file)
            else:
                found = Extract([], [LeftOut(Left.EMBEDDED, where, "")])
        except CorpusError as error:
            found = Extract([], [LeftOut(Left.EMBEDDED, where, str(error))])
        self.notes += found.left_out
        return [line for page in found.pages for line in page]


def extract(content: bytes, *, file: str, depth: int = 0) -> Extract:
    """Return the lines of a docx file as one page; Word sets pages only when it prints.

    Args:
        content: the file.
        file: its name, for errors.
        depth: how many documents it is within.

    Raises:
        CorpusError: the file is malformed, or would unpack to more than is reasonable.
    """
    with refusing("docx", file):
        reader = _Reader.of(opened(content, file=file), file=file, depth=depth)
        lines = reader.read()
    return Extract([lines], reader.notes)


def _relations(package: Package, part: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parts that a part points to, by number and by kind; those that are not there are left out."""
    folder, name = posixpath.split(part)
    root = package.xml(f"{folder}/_rels/{name}.rels")
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for one in root if root is not None else ():
        target = posixpath.normpath(posixpath.join("/", folder, value(one, "Target")))
        if value(one, "TargetMode") != "External":
            targets[value(one, "Id")] = target
            kinds.setdefault(posixpath.basename(value(one, "Type")), target)
    return targets, kinds


def _chosen(element: etree._Element) -> etree._Element:
    """Return an element, or of one that is stored for new and for old Word the new one."""
    if named(element) != "mc:AlternateContent":
        return element
    return next((one for one in element if named(one) == "mc:Choice"), element)


def _parts(of: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, those in content controls and insertions as well."""
    for one in of:
        if named(one) == name:
            if child(one, "trPr", "del") is None:
                yield one
        elif named(one) in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins"):
            yield from _parts(one, name)


def _count(span: str) -> int:
    return max(1, min(int(span), 50)) if re.fullmatch(r"[0-9]{1,3}", span) else 1


def _equation(element: etree._Element) -> str:
    """Return an equation on one line: (a)/(b), x^2, √(x)."""
    parts = {named(one): "".join(map(_term, one)) for one in element}
    name = named(element)
    if name == "m:f":
        return f"({parts.get('m:num', '')})/({parts.get('m:den', '')})"
    if name == "m:sSup":
        return f"{parts.get('m:e', '')}^{parts.get('m:sup', '')}"
    return f"√({parts.get('m:e', '')})"


def _term(element: etree._Element) -> str:
    if named(element) in ("m:f", "m:sSup", "m:rad"):
        return _equation(element)
    return (element.text or "") if named(element) in ("m:t", "w:t") else "".join(map(_term, element))
