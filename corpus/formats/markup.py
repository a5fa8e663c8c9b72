"""Markup: the lines of a saved e-paper page (html, mht), and what of the page is left out of them."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

from lxml import etree

from corpus import grammar
from corpus.errors import CorpusError
from corpus.formats import tables
from corpus.formats.assembly import Extract
from corpus.formats.characters import decode, without_garbage
from corpus.formats.package import refusing
from corpus.model import Left, LeftOut
from corpus.wordlists import words
from prompts import left_out as places
from prompts import storage as wording

# What holds paragraphs; a paragraph itself does not count, as old pages leave every <p> open.
_CONTAINERS = words(
    "html body main article section div center blockquote figure form fieldset table tbody tr td header founder-content"
)
_BLOCKS = _CONTAINERS | words(
    "title footer aside nav address h1 h2 h3 h4 h5 h6 p pre hr br figcaption ul ol li dl dt dd caption thead tfoot th "
    "legend details summary founder-title"
)
_UNSEEN = words("script style template head noscript map")
_CONTROLS = words("nav menu dialog button select input textarea")
_PICTURES = words("img svg canvas object embed image")
_HEADINGS = words("h1 h2 h3")
_ROLES = words("navigation banner contentinfo search menu menubar toolbar complementary")
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
_MOVED = re.compile(_MOVES)
# What is kept wherever it stands.
_OUTSIDE = (grammar.CREDITS, grammar.DATELINE, grammar.FULL_DATE, grammar.CAPTION)
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
_LONGEST_LEGAL = 120
# What is named like furniture and yet has so many sentences of its own is an article.
_ARTICLE = 4
# A picture with a side shorter than this, in pixels, holds no text.
_LEAST_PICTURE = 120
# Saved pages have some thousands; each takes a kilobyte in memory.
_MOST_TAGS = 200_000
_TEXTS = etree.XPath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]")


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


class _Page:
    """The lines of a page, which of them each container holds, innermost containers first, and what is left out where.

    `furniture` says whether navigation and the like are left out.
    """

    def __init__(self, root: etree._Element, *, furniture: bool) -> None:
        self.lines: list[_Line] = []
        self.extents: list[tuple[int, int]] = []
        self.told: list[tuple[int, Left, str]] = []
        # Of the line in hand its text, and how many links and headings are open.
        self._pieces: list[str] = []
        self._linked = self._anchors = self._headings = 0
        opened: list[int] = []
        skipped = None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, tag in walk:
            begins = event == "start"
            if begins and (self._is_left_out(tag, furniture=furniture) or self._is_table(tag)):
                walk.skip_subtree()
                skipped = tag
                continue
            if tag is not skipped:
                if tag.tag in _BLOCKS:
                    self._end_line()
                self._anchors += (tag.tag == "a") * (1 if begins else -1)
                self._headings += (tag.tag in _HEADINGS) * (1 if begins else -1)
                if begins:
                    opened.append(len(self.lines))
                else:
                    self._close(tag, opened.pop())
            if text := tag.text if begins else tag.tail:
                self._pieces.append(text)
                self._linked += len(text.strip()) if self._anchors else 0
        self._end_line()
        self.prose = sum(line.prose for line in self.lines)

    def _is_left_out(self, tag: etree._Element, *, furniture: bool) -> bool:
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
                kind, text = Left.PICTURE, tag.get("alt", "").strip() or name
        elif furniture and hidden:
            text = _text(tag, " ")
        elif tag.tag in _CONTROLS or (furniture and _is_furniture(tag)):
            kind, text = Left.NAVIGATION, _text(tag, " ")
        else:
            return False
        if (text := _flowed(text)) or kind in (Left.EMBEDDED, Left.PICTURE):
            self.told.append((len(self.lines) + bool("".join(self._pieces).strip()), kind, text))
        return True

    def _is_table(self, tag: etree._Element) -> bool:
        """Take a table of figures as a whole."""
        if tag.tag != "table" or tag.find(".//table") is not None:
            return False
        self._end_line()
        found = tables.lines_of(_grid(tag), self.lines[-1].text if self.lines else "")
        self.lines += map(_Line, found or ())
        return found is not None

    def _close(self, tag: etree._Element, first: int) -> None:
        """Note which lines a container holds; a row of a table whose cells hold a few words each is one line."""
        lines = self.lines[first:]
        short = all(len(line.text) <= _LONGEST_CELL for line in lines)
        if tag.tag == "tr" and short and 1 < len(lines) == sum(1 for _ in tag.iterchildren("td", "th")):
            self.extents = [extent for extent in self.extents if extent[0] < first]
            joined = " ".join(line.text for line in lines)
            self.lines[first:] = [_Line(joined, sum(line.linked for line in lines), lines[0].heading)]
        if tag.tag in _CONTAINERS:
            self.extents.append((first, len(self.lines)))

    def _end_line(self) -> None:
        if text := _flowed("".join(self._pieces)):
            self.lines.append(_Line(text, self._linked, self._headings > 0))
        self._pieces, self._linked = [], 0


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a saved web page's body as one page.

    Navigation, hidden parts, menus and the site's own lines are left out, and told. Of what stands outside the body
    only headings, bylines, dates and lines that speak of the report (政协, credits) are kept.
    """
    root = _parsed(content, file)
    _number_lists(root)
    page, everything = _Page(root, furniture=True), _Page(root, furniture=False)
    if 2 * page.prose < everything.prose:
        # The text itself stands in something that is named like furniture.
        page = everything
    _mark(page)
    kept, garbage = without_garbage([line.text for line in page.lines if not line.left_out], file=file)
    title = root.find(".//title")
    window = _flowed(_text(title)) if title is not None else ""
    notes = [LeftOut(Left.NAVIGATION, places.WINDOW_TITLE, window)] if window and window not in "\n".join(kept) else []
    return Extract([kept], [*notes, *_notes(page), *garbage])


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
        start = numbered.get("start", "1")
        first = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
        for number, item in enumerate(numbered.iterchildren("li"), first):
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


def _mark(page: _Page) -> None:
    """Mark each line that is not the page's own text.

    The body is the innermost container of several lines that has all running text in it. Of what stands outside,
    headings, bylines, dates, credits and lines about the CPPCC are kept.
    """
    sums = list(accumulate((line.prose for line in page.lines), initial=0))
    bodies = ((start, end) for start, end in page.extents if end - start > 1 and sums[end] - sums[start] == sums[-1])
    first, last = next(bodies, (0, len(page.lines)))
    for at, line in enumerate(page.lines):
        about = line.heading or "政协" in line.text or "政協" in line.text or grammar.BYLINE.match(line.text)
        kept = not (line.is_link or _MOVED.search(line.text)) and (
            about or any(one.match(line.text) for one in _OUTSIDE)
        )
        line.left_out = line.is_sites_own or not (first <= at < last or kept)
    for links, group in groupby(page.lines[first:last], lambda line: line.is_link and not _PROSE.search(line.text)):
        run = list(group)
        if links and len(run) >= _MENU and not any(line.heading for line in run):
            for line in run:
                line.left_out = True


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
        yield LeftOut(
            kind, places.FRAME if kind is Left.EMBEDDED else places.AFTER_PARAGRAPH.format(number=number), text
        )
