"""Markup: the lines of a saved e-paper page (html) or of a Markdown file, without what is not the page's text."""

import re
import warnings
from dataclasses import dataclass, field
from itertools import accumulate

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from corpus import grammar
from corpus.errors import CorpusError
from corpus.formats.encoding import decode
from prompts import storage as wording

_BLOCKS = frozenset(
    (
        *("html", "body", "title", "main", "article", "section", "header", "footer", "aside", "nav", "address"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "center", "blockquote", "pre", "hr", "figure", "figcaption"),
        *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
        *("form", "fieldset", "legend", "details", "summary", "founder-content", "founder-title"),
    )
)
_NO_TEXT = frozenset(
    (
        *("head", "script", "style", "noscript", "template", "nav", "menu", "dialog"),
        *("button", "select", "input", "textarea", "iframe", "object", "svg", "canvas", "audio", "video", "map"),
    )
)
_HEADINGS = frozenset({"h1", "h2", "h3"})
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "complementary"))
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|crumbs?|toolbar|share|sharing|comments?|related|"
    r"recommend|pagination|pager|copyright|footer|advert|ads?|hidden|login|search|qrcode)(?:$|[-_\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"ICP备|公网安备|版权所有|copyright|©|上一[篇版期页]|下一[篇版期页]|返回(?:目录|首页|顶部)|^(?:放大|缩小|默认|打印|分享|收藏)"
    r"|^(?:当前位置|您的位置|您现在的位置)|未经.{0,12}(?:授权|许可)|扫一扫|浏览器",
    re.IGNORECASE,
)
_PROSE = re.compile(r"[。！？;；]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# A line of links is a menu; a line with this share of linked text is none of the page's own.
_LINKED = 0.6
_LONGEST_CELL = 20
# Saved pages have some thousands; each takes a kilobyte in memory.
_MOST_TAGS = 200_000
# Old pages leave every <p> open, so that each holds the next.
_DEEPEST = 2_000
_STRONG = re.compile(r"(\*\*\*|\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1")
_FRONT_MATTER = re.compile(r"\A---\s*\n(?:[\w-]+:.*\n|\s+.*\n|\s*\n)*?---\s*\n")


@dataclass(slots=True)
class _Line:
    """A line of text; `linked` counts its characters within links."""

    text: str
    linked: int
    heading: bool


@dataclass(slots=True)
class _Gatherer:
    """Gathers the lines of a page, and which of them each element holds, innermost elements first."""

    lines: list[_Line] = field(default_factory=list)
    extents: list[tuple[int, int]] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _linked: int = 0
    _anchors: int = 0
    _headings: int = 0
    _opened: list[int] = field(default_factory=list)
    _next: list[int] = field(default_factory=list)

    def gather(self, root: Tag, *, furniture: bool) -> None:
        """Walk an element, without recursion; `furniture` says whether navigation and the like are left out.

        Raises:
            RecursionError: the elements are nested too deep.
        """
        waiting: list[tuple[PageElement, bool]] = [(root, True)]
        while waiting:
            element, opens = waiting.pop()
            if isinstance(element, Tag):
                if opens and (element.name in _NO_TEXT or (furniture and _is_furniture(element))):
                    continue
                if len(self._opened) > _DEEPEST:
                    raise RecursionError
                if opens:
                    self._open(element)
                    waiting.append((element, False))
                    waiting.extend((child, True) for child in reversed(element.contents))
                else:
                    self._close(element)
            elif type(element) is NavigableString:
                self._pieces.append(element)
                self._linked += len(element.strip()) if self._anchors else 0
        self._end_line()

    def _open(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self._end_line()
        self._opened.append(len(self.lines))
        self._anchors += tag.name == "a"
        self._headings += tag.name in _HEADINGS
        if tag.name in ("ol", "ul"):
            self._next.append(_start(tag) if tag.name == "ol" else 0)
        elif tag.name == "li" and self._next and self._next[-1]:
            # The number that a browser shows.
            self._pieces.append(f"{self._next[-1]}. ")
            self._next[-1] += 1

    def _close(self, tag: Tag) -> None:
        if tag.name in _BLOCKS or tag.name == "br":
            self._end_line()
        self._anchors -= tag.name == "a"
        self._headings -= tag.name in _HEADINGS
        first = self._opened.pop()
        if tag.name in ("ol", "ul"):
            self._next.pop()
        if tag.name == "tr":
            self._join_cells(tag, first)
        self.extents.append((first, len(self.lines)))

    def _end_line(self) -> None:
        text = _flowed("".join(self._pieces))
        if text:
            self.lines.append(_Line(text, self._linked, self._headings > 0))
        self._pieces.clear()
        self._linked = 0

    def _join_cells(self, row: Tag, first: int) -> None:
        """Make one line of a row whose cells hold a few words each."""
        lines = self.lines[first:]
        cells = len(row.find_all(["td", "th"], recursive=False))
        if 1 < len(lines) == cells and all(len(line.text) <= _LONGEST_CELL for line in lines):
            while self.extents and self.extents[-1][0] >= first:
                self.extents.pop()
            joined = " ".join(line.text for line in lines)
            self.lines[first:] = [_Line(joined, sum(line.linked for line in lines), lines[0].heading)]


def pages_of_html(content: bytes, *, file: str) -> list[list[str]]:
    """Return the lines of a saved web page's body as one page.

    Navigation, scripts, hidden parts, lines of links and the site's boilerplate are left out. Of what stands outside
    the body only headings and lines that speak of the report (政协, credits) are kept.

    Raises:
        CorpusError: the encoding cannot be told, or the markup is beyond reading.
    """
    soup = _soup(_decoded(content, file), file)
    page, everything = (_gathered(soup, file, furniture=furniture) for furniture in (True, False))
    if 2 * sum(_prose(page)) < sum(_prose(everything)):
        # The text itself stands in something that is named like furniture.
        page = everything
    first, last = _body(page)
    return [[line.text for at, line in enumerate(page.lines) if _is_kept(line, inside=first <= at < last)]]


def pages_of_markdown(content: bytes, *, file: str) -> list[list[str]]:
    """Return the lines of a Markdown file as one page; every line of a paragraph stays a line.

    Raises:
        CorpusError: the encoding cannot be told, or the markup is beyond reading.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - html files do without it

    text = _FRONT_MATTER.sub("", "\n".join(decode(content, file=file).splitlines()) + "\n")
    # CommonMark does not close **动摇。**始终 before a Chinese character, so strong text is unmarked here.
    rendered = MarkdownIt("commonmark", {"breaks": True}).enable("table").render(_STRONG.sub(r"\2", text))
    page = _gathered(_soup(rendered, file), file, furniture=False)
    return [[line.text for line in page.lines]]


def _decoded(content: bytes, file: str) -> str:
    """Decode a page by the encoding it declares where that works, else as any text file."""
    declared = _CHARSET.search(content[:4096])
    name = declared.group(1).decode("ascii", "ignore").lower() if declared else "ascii"
    try:
        # Pages declare gb2312 and use characters beyond it.
        return content.decode("gb18030" if name.startswith("gb") else name)
    except (UnicodeError, LookupError):
        return decode(content, file=file)


def _soup(markup: str, file: str) -> BeautifulSoup:
    if markup.count("<") > _MOST_TAGS:
        raise CorpusError(wording.TOO_MANY_TAGS.format(file=file, limit=_MOST_TAGS))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return BeautifulSoup(markup, "html.parser")
    except (ParserRejectedMarkup, RecursionError, AssertionError, ValueError) as error:
        message = wording.NOT_THIS_FORMAT.format(file=file, format="html", reason=wording.BROKEN_INSIDE)
        raise CorpusError(message) from error


def _gathered(soup: BeautifulSoup, file: str, *, furniture: bool) -> _Gatherer:
    page = _Gatherer()
    try:
        page.gather(soup, furniture=furniture)
    except RecursionError as error:
        raise CorpusError(wording.TOO_MANY_TAGS.format(file=file, limit=_MOST_TAGS)) from error
    return page


def _is_furniture(tag: Tag) -> bool:
    if tag.name in ("header", "footer", "aside"):
        # An article's own header holds its title.
        return tag.find(["h1", "h2"]) is None
    if tag.get("role") in _ROLES or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(str(tag.get("style") or "")):
        return True
    names = (*tag.get_attribute_list("class"), *tag.get_attribute_list("id"))
    return tag.name not in ("html", "body") and any(name and _FURNITURE.search(str(name)) for name in names)


def _start(numbered: Tag) -> int:
    start = str(numbered.get("start") or "1")
    return int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1


def _flowed(text: str) -> str:
    """Return text as a browser flows it, but without the space it makes of a line break between Chinese characters."""
    text = re.sub(r"(?<=[^\x00-\xff])[ \t]*[\r\n]+[ \t]*(?=[^\x00-\xff])", "", text)
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip()


def _body(page: _Gatherer) -> tuple[int, int]:
    """Return which lines the body holds: the innermost element of several lines with all running text in it."""
    sums = [0, *accumulate(_prose(page))]
    for first, last in page.extents:
        if last - first > 1 and sums[last] - sums[first] == sums[-1]:
            return first, last
    return 0, len(page.lines)


def _prose(page: _Gatherer) -> list[int]:
    """Return, for each line, how many characters of running text it has."""
    return [len(line.text) if _PROSE.search(line.text) and _is_kept(line, inside=True) else 0 for line in page.lines]


def _is_kept(line: _Line, *, inside: bool) -> bool:
    if _BOILERPLATE.search(line.text):
        return False
    own = line.linked < _LINKED * len(line.text)
    if inside:
        return own or line.heading
    return own and (line.heading or "政协" in line.text or bool(grammar.CREDITS.match(line.text)))
