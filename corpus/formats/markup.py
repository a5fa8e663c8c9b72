"""Markup: the lines of a saved e-paper page (html, mht), and what of the page is left out of them."""

import base64
import email
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import PurePath
from urllib.parse import urljoin

from lxml import etree
from PIL import Image

from corpus.errors import CorpusError
from corpus.formats import picture, tables
from corpus.formats.assembly import Extract
from corpus.formats.characters import decode, without_garbage
from corpus.formats.layout import Scan, extract_with_scans
from corpus.formats.numbering import number_of
from corpus.formats.package import refusing
from corpus.labels import Mark, marks_of
from corpus.model import Left, LeftOut
from corpus.simplified import simplified
from corpus.wordlists import words
from prompts import left_out as places
from prompts import storage as wording

_BLOCKS = words(
    "html body main article section div center blockquote figure form fieldset table tbody tr td header title footer "
    "aside nav address h1 h2 h3 h4 h5 h6 p pre hr br figcaption ul ol li dl dt dd caption thead tfoot th legend "
    "details summary founder-content founder-title"
)
_UNSEEN = words("script style template head noscript map")
_CONTROLS = words("nav menu dialog button select input textarea")
_PICTURES = words("img svg canvas object embed image")
_ROLES = words("navigation banner contentinfo search menu menubar toolbar complementary")
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|crumbs?|toolbar|share|sharing|comments?|related|"
    r"recommend|pagination|pager|copyright|footer|advert|ads?|hidden|login|search|qrcode)(?:$|[-_\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PROSE = re.compile(r"[。！？;；]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# Office programs break the lines of a page only at spaces; web sites break them anywhere between Chinese characters.
_OFFICE = re.compile(r"<meta[^>]{0,80}generator[^>]{0,80}(?:LibreOffice|OpenOffice|Microsoft Word|WPS)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\r?\n")
# A line with this share of linked text is a link; several below each other are a menu.
_LINKED = 0.6
_MENU = 3
_LONGEST_CELL = 20
_MOST_COLUMNS = 100
# What is named like furniture and yet has so many sentences of its own is an article.
_ARTICLE = 4
# A picture with a side shorter than this, in pixels, holds no text. One whose longer side is shorter than the other may
# be a page of the paper, shown small beside its article.
_LEAST_PICTURE, _LEAST_SCAN = 120, 800
_DATA = re.compile(rb"data:image/[\w.+-]+;base64,([\w+/=]+)")
# Saved pages have some thousands; each takes a kilobyte in memory.
_MOST_TAGS = 200_000
_TEXTS = etree.XPath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]")


@dataclass(slots=True)
class _Line:
    """A line of text; `linked` counts its characters within links."""

    text: str
    linked: int = 0
    left_out: bool = False

    @property
    def is_prose(self) -> bool:
        return bool(_PROSE.search(self.text))


class _Pictures:
    """The pictures that travel in a page, or in the mail that it is saved as, by what pages call them; from 1."""

    def __init__(self, content: bytes, *, file: str) -> None:
        self.embedded = picture.Embedded(file, least=_LEAST_SCAN)
        contents: dict[str, bytes] = {}
        for part in email.message_from_bytes(content).walk():
            payload = part.get_payload(decode=True)
            if part.get_content_maintype() == "image" and isinstance(payload, bytes):
                name = part["Content-Location"] or f"cid:{str(part['Content-ID']).strip('<>')}"
                contents[str(name)] = payload
        for match in _DATA.finditer(content):
            with suppress(ValueError):
                contents[match[0].decode()] = base64.b64decode(match[1])
        self._numbers = {name: number for number, name in enumerate(contents, 1)}
        self._contents = list(contents.values())

    def take(self, source: str, base: str) -> int:
        """Return the number of what a page at `base` calls so; 0 where it does not travel, or was taken before."""
        with suppress(ValueError):
            source = source if source in self._numbers else urljoin(base, source)
        return self._numbers.pop(source, 0)

    def image(self, number: int) -> Image.Image | None:
        """Return a picture; None where there is none of this number, or it is damaged."""
        content = self._contents[number - 1] if 0 < number <= len(self._contents) else b""
        return picture.picture_of(content, file=self.embedded.file)


class _Page:
    """The lines of a page, and what is left out where."""

    def __init__(self, root: etree._Element, pictures: "_Pictures", base: str) -> None:
        self._pictures, self._base = pictures, base
        self._sentences = _text(root).count("。")
        self.lines: list[_Line] = []
        self.told: list[tuple[int, Left, str]] = []
        # Of the line in hand its text, how much of it is linked, and how many links are open.
        self._pieces: list[str] = []
        self._linked = self._anchors = 0
        rows: list[int] = []
        skipped = None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, tag in walk:
            begins = event == "start"
            if begins and (self._is_left_out(tag) or self._is_table(tag)):
                walk.skip_subtree()
                skipped = tag
                continue
            if tag is not skipped:
                if tag.tag in _BLOCKS:
                    self._end_line()
                self._anchors += (tag.tag == "a") * (1 if begins else -1)
                if tag.tag == "tr" and begins:
                    rows.append(len(self.lines))
                elif tag.tag == "tr":
                    self._join_cells(tag, rows.pop())
            if text := tag.text if begins else tag.tail:
                self._pieces.append(text)
                self._linked += len(text.strip()) if self._anchors else 0
        self._end_line()

    def _is_left_out(self, tag: etree._Element) -> bool:
        """Whether an element is left out; what people see of it is told."""
        kind, text = Left.HIDDEN, ""
        hidden = "hidden" in tag.attrib or tag.get("aria-hidden") == "true" or _HIDDEN.search(tag.get("style", ""))
        if tag.tag in _UNSEEN:
            text = _text(tag, " ") if tag.tag == "noscript" else ""
        elif tag.tag in ("iframe", "frame"):
            kind, text = Left.EMBEDDED, tag.get("src", "")
        elif tag.tag in _PICTURES:
            # A side that is not told may be long.
            sides = [re.match(r"\d{1,5}", tag.get(side, "")) for side in ("width", "height")]
            if not any(side and int(side.group()) < _LEAST_PICTURE for side in sides):
                name = "" if tag.get("src", "").startswith("data:") else tag.get("src", "").rsplit("/", 1)[-1]
                self._read_picture(tag.get("src", ""), tag.get("alt", "").strip() or name)
        elif tag.tag in _CONTROLS or ((hidden or _is_furniture(tag)) and not self._is_main(tag)):
            kind, text = Left.HIDDEN if hidden else Left.NAVIGATION, _text(tag, " ")
        else:
            return False
        if (text := _flowed(text)) or kind is Left.EMBEDDED:
            self._tell(kind, text)
        return True

    def _tell(self, kind: Left, text: str) -> None:
        self.told.append((len(self.lines) + bool("".join(self._pieces).strip()), kind, text))

    def _read_picture(self, source: str, alt: str) -> None:
        number = self._pictures.take(source, self._base)
        if not number:
            self._tell(Left.PICTURE, _flowed(alt))
            return
        opening = partial(self._pictures.image, number)
        pieces, notes = self._pictures.embedded.read(opening, where="", alt=alt, is_scan=False)
        for note in notes:
            self._tell(note.kind, _flowed(note.text))
        if pieces:
            self._end_line()
            self.lines.append(_Line(Scan(pieces, number)))

    def _is_main(self, tag: etree._Element) -> bool:
        """Whether half of the page's text stands in an element, whatever it is named."""
        return 2 * _text(tag).count("。") >= self._sentences > 0

    def _is_table(self, tag: etree._Element) -> bool:
        """Take a table of figures as a whole."""
        if tag.tag != "table" or tag.find(".//table") is not None:
            return False
        self._end_line()
        found = tables.lines_of(_grid(tag), self.lines[-1].text if self.lines else "")
        self.lines += map(_Line, found or ())
        return found is not None

    def _join_cells(self, row: etree._Element, first: int) -> None:
        """Make one line of a row of a table whose cells hold a few words each."""
        lines = self.lines[first:]
        short = all(len(line.text) <= _LONGEST_CELL for line in lines)
        if short and 1 < len(lines) == sum(1 for _ in row.iterchildren("td", "th")):
            self.lines[first:] = [_Line(" ".join(line.text for line in lines), sum(line.linked for line in lines))]

    def _end_line(self) -> None:
        if text := _flowed("".join(self._pieces)):
            self.lines.append(_Line(text, self._linked))
        self._pieces, self._linked = [], 0


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a saved web page's body as one page.

    Navigation, hidden parts, menus and the site's own lines are left out, and told.
    """
    return extract_with_scans(*_read(content, _Pictures(content, file=file), "", file=file))


def picture_of(content: bytes, number: int, *, file: str) -> Image.Image | None:
    """Return the picture of this number in a page or a mail; None where there is none that can be read."""
    return _Pictures(content, file=file).image(number)


def _read(content: bytes, pictures: _Pictures, base: str, *, file: str) -> tuple[list[str], list[LeftOut]]:
    """Return the lines of a page, pictures of text among them, and what is left out; `base` is where it was."""
    root = _parsed(content, file)
    _number_lists(root)
    page = _Page(root, pictures, base)
    _mark_navigation(page, PurePath(file).stem)
    kept, garbage = without_garbage([line.text for line in page.lines if not line.left_out], file=file)
    title = root.find(".//title")
    window = _flowed(_text(title)) if title is not None else ""
    notes = [LeftOut(Left.NAVIGATION, places.WINDOW_TITLE, window)] if window and window not in "\n".join(kept) else []
    return kept, [*notes, *_notes(page), *garbage]


def extract_mail(content: bytes, *, file: str) -> Extract:
    """Return the lines of a web page saved as one file, encoded like an e-mail; its frames come last."""
    lines: list[str] = []
    notes: list[LeftOut] = []
    with refusing("mht", file):
        pictures, parts = _Pictures(content, file=file), list(email.message_from_bytes(content).walk())
        pages = [part for part in parts if part.get_content_type() == "text/html"]
        for part in pages:
            payload = part.get_payload(decode=True)
            page = payload if isinstance(payload, bytes) else b""
            found, told = _read(page, pictures, str(part["Content-Location"] or ""), file=file)
            lines += found
            notes += told
    if not pages:
        raise CorpusError(wording.NOT_THIS_FORMAT.format(file=file, format="mht", reason=wording.NO_PAGE_INSIDE))
    damage = [LeftOut(Left.DAMAGED, places.IN_FILE, "")] if any(part.defects for part in parts) else []
    return extract_with_scans(lines, [*notes, *damage])


def _parsed(content: bytes, file: str) -> etree._Element:
    """Parse a page, decoded by what its bytes are, and only where that is open by the encoding it declares."""
    declared = _CHARSET.search(content[:4096])
    name = declared.group(1).decode("ascii", "ignore").lower() if declared else "ascii"
    # Pages declare gb2312 and use characters beyond it; a page in UTF-8 is hardly ever valid by chance.
    markup = decode(content, file=file, declared=("utf-8", "gb18030" if name.startswith("gb") else name))
    if _OFFICE.search(markup):
        markup = _LINE_BREAK.sub(" ", markup)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    with refusing("html", file):
        root = etree.fromstring(markup.encode(), parser)
    too_deep = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    if too_deep or markup.count("<") > _MOST_TAGS:
        raise CorpusError(wording.TOO_MANY_TAGS.format(file=file, limit=_MOST_TAGS))
    return etree.Element("html") if root is None else root


def _number_lists(root: etree._Element) -> None:
    """Write the numbers that a browser shows in front of the items of lists."""
    for numbered in root.iter("ol"):
        for number, item in enumerate(numbered.iterchildren("li"), number_of(numbered.get("start", ""), 1)):
            holder = item
            while not (holder.text or "").strip() and len(holder) and holder[0].tag in _BLOCKS:
                holder = holder[0]
            holder.text = f"{number}. {(holder.text or '').lstrip()}"


def _is_furniture(tag: etree._Element) -> bool:
    if tag.tag in ("header", "footer", "aside"):
        # An article's own header holds its title.
        return next(tag.iter("h1", "h2"), None) is None
    names = f"{tag.get('class', '')} {tag.get('id', '')}".split()
    named = tag.tag not in ("html", "body") and any(map(_FURNITURE.search, names))
    if not named and tag.get("role") not in _ROLES:
        return False
    text = _text(tag)
    linked = sum(len(_text(link)) for link in tag.iterfind(".//a"))
    return not (text.count("。") >= _ARTICLE and linked < len(text) / 2)


def _grid(table: etree._Element) -> list[list[str]]:
    """Return the cells of a table, those over several rows or columns repeated in each; none of a table too wide."""
    tags = table.findall(".//tr")
    grid: list[dict[int, str]] = [{} for _ in tags]
    for at, tag in enumerate(tags):
        for cell in tag.iterchildren("td", "th"):
            first = next((column for column in range(_MOST_COLUMNS) if column not in grid[at]), None)
            if first is None:
                return []
            over = range(first, first + tables.span(cell.get("colspan")))
            for row in grid[at : at + tables.span(cell.get("rowspan"))]:
                row.update(dict.fromkeys(over, _flowed(_text(cell))))
    return [[row[column] for column in sorted(row)] for row in grid]


def _text(tag: etree._Element, between: str = "") -> str:
    return between.join(_TEXTS(tag))


def _flowed(text: str) -> str:
    """Return text as a browser flows it, but without the space it makes of a line break between Chinese characters."""
    text = re.sub(r"(?<=[^\x00-\xff])[ \t]*[\r\n]+[ \t]*(?=[^\x00-\xff])", "", text)
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip()


def _mark_navigation(page: _Page, stem: str) -> None:
    """Mark each line that is navigation or the site's own, as learned, and menus: links below each other."""
    lines = page.lines
    marks = marks_of([simplified(line.text, share=0) for line in lines], [1] * len(lines), stem)
    for line, mark in zip(lines, marks, strict=True):
        line.left_out = mark is Mark.NAVIGATION and not isinstance(line.text, Scan)
    if not any(line.is_prose and not line.left_out for line in lines):
        for line in lines:
            line.left_out = False  # so short a text is not told apart
    for is_menu, group in groupby(lines, lambda line: line.linked >= _LINKED * len(line.text) and not line.is_prose):
        run = list(group)
        for line in run:
            line.left_out |= is_menu and len(run) >= _MENU


def _notes(page: _Page) -> Iterator[LeftOut]:
    """Yield what is left out in the order of the page, a run of lines as one."""
    told = list(page.told)
    for left_out, group in groupby(enumerate(page.lines), lambda numbered: numbered[1].left_out):
        run = list(group)
        if left_out:
            told.append((run[0][0], Left.NAVIGATION, " | ".join(line.text for _, line in run)))
    stored = list(accumulate((not line.left_out for line in page.lines), initial=0))
    for at, kind, text in sorted(told, key=itemgetter(0)):
        number = stored[min(at, len(page.lines))]
        where = places.FRAME if kind is Left.EMBEDDED else places.AFTER_PARAGRAPH.format(number=number)
        yield LeftOut(kind, where, text)
