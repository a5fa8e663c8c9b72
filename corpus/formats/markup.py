"""Markup: the lines of a saved e-paper page (html, mht), and what of the page is left out of them."""

import email
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, count, groupby

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from corpus import grammar
from corpus.bylines import is_byline
from corpus.errors import CorpusError
from corpus.formats import tables
from corpus.formats.assembly import Extract
from corpus.formats.characters import decode
from corpus.formats.package import refusing
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

# What holds paragraphs; a paragraph itself does not count, as old pages leave every <p> open.
_CONTAINERS = frozenset(
    (
        *("html", "body", "main", "article", "section", "div", "center", "blockquote", "figure", "form", "fieldset"),
        *("table", "tbody", "tr", "td", "header", "founder-content"),
    )
)
_BLOCKS = _CONTAINERS | frozenset(
    (
        *("title", "footer", "aside", "nav", "address", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "hr", "br"),
        *("figcaption", "ul", "ol", "li", "dl", "dt", "dd", "caption", "thead", "tfoot", "th"),
        *("legend", "details", "summary", "founder-title"),
    )
)
_UNSEEN = frozenset(("script", "style", "template", "head", "noscript", "map"))
_CONTROLS = frozenset(("nav", "menu", "dialog", "button", "select", "input", "textarea"))
_PICTURES = frozenset(("img", "svg", "canvas", "object", "embed", "image"))
_FRAMES = frozenset(("iframe", "frame"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "complementary"))
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|crumbs?|toolbar|share|sharing|comments?|related|"
    r"recommend|pagination|pager|copyright|footer|advert|ads?|hidden|login|search|qrcode)(?:$|[-_\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEGAL = re.compile(r"ICP备|公网安备|版权所有|copyright|©|未经.{0,12}(?:授权|许可)", re.IGNORECASE)
_MOVES = r"上一[篇版期页]|下一[篇版期页]|返回(?:目录|首页|顶部|列表)|当前位置|您的位置|您现在的位置"
_BUTTON = (
    rf"{_MOVES}|放大|缩小|默认|打印|分享[到至]?|收藏|字[号体]|[大中小]|关闭(?:窗口)?|首页|目录|微信|微博|朋友圈|QQ空间"
)
# A line of nothing but buttons, or one that begins with where a link leads.
_BUTTONS = re.compile(
    rf"(?:(?:{_BUTTON})[\s|｜/·:：>＞\[\]【】+-]*)+|(?:{_MOVES})\s*[:：].*|(?:用?微信)?扫[一描][^,，]{{0,16}}"
)
_PROSE = re.compile(r"[。！？;；]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# Office programs break the lines of a page only at spaces; web sites break them anywhere between Chinese characters.
_OFFICE = re.compile(r"<meta[^>]{0,80}generator[^>]{0,80}(?:LibreOffice|OpenOffice|Microsoft Word|WPS)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\r?\n")
# A line with this share of linked text is a link; several below each other are a menu.
_LINKED = 0.6
_MENU = 3
_LONGEST_CELL = 20
_LONGEST_LEGAL = 120
# What is named like furniture and yet has so many sentences of its own is an article.
_ARTICLE = 4
# A picture with a side shorter than this, in pixels, holds no text.
_LEAST_PICTURE = 120
# Saved pages have some thousands; each takes a kilobyte in memory.
_MOST_TAGS = 200_000
# Old pages leave every <p> open, so that each holds the next.
_DEEPEST = 2_000


@dataclass(slots=True)
class _Line:
    """A line of text; `linked` counts its characters within links."""

    text: str
    linked: int = 0
    heading: bool = False
    left_out: bool = False

    @property
    def is_link(self) -> bool:
        return self.linked >= _LINKED * len(self.text)

    @property
    def is_sites_own(self) -> bool:
        legal = len(self.text) <= _LONGEST_LEGAL and _LEGAL.search(self.text)
        return bool(legal or (not _PROSE.search(self.text) and _BUTTONS.fullmatch(self.text)))

    @property
    def prose(self) -> int:
        """How many characters of running text it has."""
        return len(self.text) if _PROSE.search(self.text) and not self.is_sites_own else 0


@dataclass(slots=True)
class _Gatherer:
    """Gathers the lines of a page, and which of them each container holds, innermost containers first."""

    lines: list[_Line] = field(default_factory=list)
    extents: list[tuple[int, int]] = field(default_factory=list)
    notes: list[LeftOut] = field(default_factory=list)
    # Of the line in hand; then how many links and headings are open, where each open element began, the next number
    # of each open list.
    _pieces: list[str] = field(default_factory=list)
    _number: str = ""
    _linked: int = 0
    _anchors: int = 0
    _headings: int = 0
    _opened: list[int] = field(default_factory=list)
    _next: list[int] = field(default_factory=list)

    def gather(self, root: Tag, *, furniture: bool) -> None:
        """Walk an element, without recursion; `furniture` says whether navigation and the like are left out."""
        waiting: list[tuple[PageElement, bool]] = [(root, True)]
        while waiting:
            element, opens = waiting.pop()
            if isinstance(element, Tag):
                if opens and self._is_left_out(element, furniture=furniture):
                    continue
                if len(self._opened) > _DEEPEST:
                    raise RecursionError(len(self._opened))
                if not opens:
                    self._close(element)
                elif not self._is_table(element):
                    self._open(element)
                    waiting.append((element, False))
                    waiting.extend((child, True) for child in reversed(element.contents))
            elif type(element) is NavigableString:  # no remark, which is one of its subclasses
                self._pieces.append(element)
                self._linked += len(element.strip()) if self._anchors else 0
        self._end_line()

    def _is_left_out(self, tag: Tag, *, furniture: bool) -> bool:
        """Whether an element is left out; a note tells of it where it holds something that people see."""
        where = places.AFTER_PARAGRAPH.format(number=len(self.lines) + bool("".join(self._pieces).strip()))
        kind, text = Left.HIDDEN, ""
        if tag.name in _UNSEEN:
            text = tag.get_text(" ") if tag.name == "noscript" else ""
        elif tag.name in _FRAMES:
            self.notes.append(LeftOut(Left.EMBEDDED, places.FRAME, str(tag.get("src") or "")))
        elif tag.name in _PICTURES:
            # A side that is not told may be long.
            sides = [re.match(r"\d{1,5}", str(tag.get(side) or "")) for side in ("width", "height")]
            if not any(side and int(side.group()) < _LEAST_PICTURE for side in sides):
                source = str(tag.get("src") or "")
                name = "" if source.startswith("data:") else source.rsplit("/", 1)[-1]
                self.notes.append(LeftOut(Left.PICTURE, where, str(tag.get("alt") or "").strip() or name))
        elif furniture and _is_hidden(tag):
            text = tag.get_text(" ")
        elif tag.name in _CONTROLS or (furniture and _is_furniture(tag)):
            kind, text = Left.NAVIGATION, tag.get_text(" ")
        else:
            return False
        if text := _flowed(text):
            self.notes.append(LeftOut(kind, where, text))
        return True

    def _is_table(self, tag: Tag) -> bool:
        """Take a table of figures as a whole."""
        if tag.name != "table" or tag.find("table") is not None:
            return False
        self._end_line()
        found = tables.lines_of(_grid(tag), self.lines[-1].text if self.lines else "")
        self.lines += map(_Line, found or ())
        return found is not None

    def _open(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self._end_line()
        self._opened.append(len(self.lines))
        self._anchors += tag.name == "a"
        self._headings += tag.name in _HEADINGS
        if tag.name in ("ol", "ul"):
            start = str(tag.get("start") or "1")
            first = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
            self._next.append(first if tag.name == "ol" else 0)
        elif tag.name == "li" and self._next and self._next[-1]:
            # The number that a browser shows.
            self._number = f"{self._next[-1]}. "
            self._next[-1] += 1

    def _close(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self._end_line()
        self._anchors -= tag.name == "a"
        self._headings -= tag.name in _HEADINGS
        first = self._opened.pop()
        if tag.name in ("ol", "ul"):
            self._next.pop()
        lines = self.lines[first:]
        short = all(len(line.text) <= _LONGEST_CELL for line in lines)
        if tag.name == "tr" and short and 1 < len(lines) == len(_cells(tag)):
            # A row whose cells hold a few words each is one line.
            self.extents = [extent for extent in self.extents if extent[0] < first]
            joined = " ".join(line.text for line in lines)
            self.lines[first:] = [_Line(joined, sum(line.linked for line in lines), lines[0].heading)]
        if tag.name in _CONTAINERS:
            self.extents.append((first, len(self.lines)))

    def _end_line(self) -> None:
        text = _flowed("".join(self._pieces))
        if text:
            self.lines.append(_Line(self._number + text, self._linked, self._headings > 0))
            self._number = ""
        self._pieces.clear()
        self._linked = 0

    @property
    def prose(self) -> int:
        return sum(line.prose for line in self.lines)


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a saved web page's body as one page.

    Navigation, hidden parts, menus and the site's own lines are left out, and told. Of what stands outside the body
    only headings, bylines, dates and lines that speak of the report (政协, credits) are kept.
    """
    soup = _soup(content, file)
    page, everything = _Gatherer(), _Gatherer()
    try:
        page.gather(soup, furniture=True)
        everything.gather(soup, furniture=False)
    except RecursionError as error:
        raise CorpusError(wording.TOO_MANY_TAGS.format(file=file, limit=_MOST_TAGS)) from error
    if 2 * page.prose < everything.prose:
        # The text itself stands in something that is named like furniture.
        page = everything
    _mark(page)
    kept = [line.text for line in page.lines if not line.left_out]
    title = _flowed(soup.title.get_text()) if soup.title is not None else ""
    unseen = [LeftOut(Left.NAVIGATION, places.WINDOW_TITLE, title)] if title and title not in "\n".join(kept) else []
    return Extract([kept], [*unseen, *_notes(page), *page.notes])


def extract_mail(content: bytes, *, file: str) -> Extract:
    """Return the lines of a web page saved as one file, encoded like an e-mail; its frames come last."""
    with refusing("mht", file):
        parts = list(email.message_from_bytes(content).walk())
        payloads = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
        pages = [extract(part if isinstance(part, bytes) else b"", file=file) for part in payloads]
    if not pages:
        raise CorpusError(wording.NOT_THIS_FORMAT.format(file=file, format="mht", reason=wording.NO_PAGE_INSIDE))
    lines = [line for page in pages for lines in page.pages for line in lines]
    damage = [LeftOut(Left.DAMAGED, places.IN_FILE, "")] if any(part.defects for part in parts) else []
    return Extract([lines], [*(note for page in pages for note in page.left_out), *damage])


def _soup(content: bytes, file: str) -> BeautifulSoup:
    """Parse a page, decoded by what its bytes are, and only where that is open by the encoding it declares."""
    declared = _CHARSET.search(content[:4096])
    name = declared.group(1).decode("ascii", "ignore").lower() if declared else "ascii"
    # Pages declare gb2312 and use characters beyond it; a page in UTF-8 is hardly ever valid by chance.
    markup = decode(content, file=file, declared=("utf-8", "gb18030" if name.startswith("gb") else name))
    if markup.count("<") > _MOST_TAGS:
        raise CorpusError(wording.TOO_MANY_TAGS.format(file=file, limit=_MOST_TAGS))
    with refusing("html", file, ParserRejectedMarkup, AssertionError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BeautifulSoup(_LINE_BREAK.sub(" ", markup) if _OFFICE.search(markup) else markup, "html.parser")


def _is_hidden(tag: Tag) -> bool:
    hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true"
    return hidden or bool(_HIDDEN.search(str(tag.get("style") or "")))


def _is_furniture(tag: Tag) -> bool:
    if tag.name in ("header", "footer", "aside"):
        # An article's own header holds its title.
        return tag.find(["h1", "h2"]) is None
    names = (*tag.get_attribute_list("class"), *tag.get_attribute_list("id"))
    named = tag.name not in ("html", "body") and any(name and _FURNITURE.search(str(name)) for name in names)
    if not named and tag.get("role") not in _ROLES:
        return False
    text = tag.get_text()
    linked = sum(len(link.get_text()) for link in tag.find_all("a"))
    return not (text.count("。") >= _ARTICLE and linked < len(text) / 2)


def _grid(table: Tag) -> list[list[str]]:
    """Return the cells of a table, those over several rows or columns repeated in each."""
    tags = table.find_all("tr")
    grid: list[dict[int, str]] = [{} for _ in tags]
    for at, tag in enumerate(tags):
        for cell in _cells(tag):
            first = next(column for column in count() if column not in grid[at])
            over = range(first, first + tables.span(cell.get("colspan")))
            for row in grid[at : at + tables.span(cell.get("rowspan"))]:
                row.update(dict.fromkeys(over, _flowed(cell.get_text())))
    return [[row[column] for column in sorted(row)] for row in grid]


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _flowed(text: str) -> str:
    """Return text as a browser flows it, but without the space it makes of a line break between Chinese characters."""
    text = re.sub(r"(?<=[^\x00-\xff])[ \t]*[\r\n]+[ \t]*(?=[^\x00-\xff])", "", text)
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip()


def _mark(page: _Gatherer) -> None:
    """Mark each line that is not the page's own text.

    The body is the innermost container of several lines that has all running text in it.
    """
    sums = [0, *accumulate(line.prose for line in page.lines)]
    bodies = ((start, end) for start, end in page.extents if end - start > 1 and sums[end] - sums[start] == sums[-1])
    first, last = next(bodies, (0, len(page.lines)))
    for at, line in enumerate(page.lines):
        line.left_out = line.is_sites_own or not (first <= at < last or _is_kept_outside(line))
    for links, group in groupby(page.lines[first:last], lambda line: line.is_link and not _PROSE.search(line.text)):
        run = list(group)
        if links and len(run) >= _MENU and not any(line.heading for line in run):
            for line in run:
                line.left_out = True


def _is_kept_outside(line: _Line) -> bool:
    if line.is_link or re.search(_MOVES, line.text):
        return False
    marks = (grammar.CREDITS, grammar.DATELINE, grammar.FULL_DATE, grammar.CAPTION)
    about = line.heading or "政协" in line.text or "政協" in line.text or is_byline(line.text)
    return about or any(mark.match(line.text) for mark in marks)


def _notes(page: _Gatherer) -> Iterator[LeftOut]:
    """Yield a note for each run of lines that are left out."""
    number = 0
    for left_out, group in groupby(page.lines, lambda line: line.left_out):
        texts = [line.text for line in group]
        if left_out:
            yield LeftOut(Left.NAVIGATION, places.AFTER_PARAGRAPH.format(number=number), " | ".join(texts))
        else:
            number += len(texts)
