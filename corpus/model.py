"""The shape of a report: what a careful reader of a newspaper page sees, with code-point offsets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What part of a page a passage is."""

    ITEM = "item"
    LEAD = "lead"
    CAPTION = "caption"
    BYLINE = "byline"
    TITLE = "title"
    BANNER = "banner"
    PREFACE = "preface"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points `[start, end)` in a stored text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the slice of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A non-empty paragraph of a document, without surrounding white space; `page` counts from 1."""

    span: Span
    page: int | None = None


Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a place on a page, from its top left, as shares of its width and height."""


def around(boxes: Iterable[Box | None]) -> Box | None:
    """Return the smallest box around others; None where there are none."""
    known = [box for box in boxes if box]
    if not known:
        return None
    left, top, right, bottom = zip(*known, strict=True)
    return min(left), min(top), max(right), max(bottom)


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of text that was recognised in a picture, where it stands in the text, and where on which page.

    Of a file without pages, such as of Word, `page` is the number of the picture in it.
    """

    span: Span
    page: int
    box: Box


class Left(StrEnum):
    """What kind of thing a file held that its stored text does not hold as it was."""

    HIDDEN = "hidden"
    DELETED = "deleted"
    COMMENT = "comment"
    PICTURE = "picture"
    NAVIGATION = "navigation"
    RUNNING_HEAD = "running_head"
    FONT = "font"
    WATERMARK = "watermark"
    GARBLED = "garbled"
    EMBEDDED = "embedded"
    RUBY = "ruby"
    NUMBERING = "numbering"
    FILE = "file"
    RECOGNISED = "recognised"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that a file held and the stored text does not, or holds only as it was recognised in a picture.

    `where` is a place that people can find (第 2 页); `text` is what stood there, as far as it can be told.
    """

    kind: Left
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What a maintainer said of a file when it was added, which the parser does not question."""

    committee: str | None = None
    year: int | None = None
    series: str | None = None
    installment: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the parser is unsure of, or was told and reads otherwise.

    A field, the best value for it or what the maintainer said, the reason, and what else it may be.
    """

    field: str
    value: str | int | None
    why: str
    alternatives: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file after decoding: `text` is what is stored, and every offset anywhere points into it.

    `name` is the file's name without its suffix; `sha256` is of `text` in UTF-8;
    `file` is the file's name as the maintainer gave it; `settled` is what the maintainer said of it; `left_out` is what
    the file held and `text` does not; `lines` are those of its text that were recognised, in the order of the text.
    `original` is the file itself, or where it is; None where the text was stored.
    """

    name: str
    file: str
    text: str
    sha256: str
    paragraphs: tuple[Paragraph, ...]
    settled: Settled = Settled()
    left_out: tuple[LeftOut, ...] = field(default=(), compare=False)
    lines: tuple[RecognisedLine, ...] = field(default=(), compare=False, repr=False)
    original: bytes | Path | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a report and its sentences; an item's first sentence is its bold lead."""

    kind: Kind
    span: Span
    sentences: tuple[Span, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A subhead and the items below it; the items may be none."""

    heading: Span
    items: tuple[Block, ...]


# What stands between the names of several committees that an article is of.
_BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Article:
    """An article of one committee, or of several together; `regions` may be known where it is of none.

    `name` is its title as it is shown: on one line, without the marks around it.
    """

    name: str | None
    title: Block | None
    subtitles: tuple[Block, ...]
    committees: tuple[str, ...]
    regions: tuple[str, ...]
    bylines: tuple[Block, ...]
    authors: tuple[str, ...]
    captions: tuple[Block, ...]
    leads: tuple[Block, ...]
    sections: tuple[Section, ...]

    @property
    def committee(self) -> str | None:
        """涟水县政协, or 涟水县政协、灌南县政协; None where the text names none."""
        return _BETWEEN.join(self.committees) or None

    @property
    def region(self) -> str | None:
        """涟水县, or 涟水县、灌南县."""
        return _BETWEEN.join(self.regions) or None


def each_of(names: str | None) -> tuple[str, ...]:
    """Return the committees, or the regions, that a name is of: two of 涟水县政协、灌南县政协."""
    return tuple(names.split(_BETWEEN)) if names else ()


@dataclass(frozen=True, slots=True)
class Report:
    """One installment: its articles, and what belongs to the page and to no article.

    `installment` is the number as an integer (一 is 1); `series` has neither the year nor the number;
    `unplaced` holds paragraphs the parser could not assign; `doubts` is what it is unsure of; `written` is the year
    that 今年 is in its text, None where nothing tells.
    """

    document: Document
    title: str | None
    series: str | None
    installment: int | None
    year: int | None
    banner: tuple[Block, ...]
    preface: tuple[Block, ...]
    credits: tuple[Block, ...]
    articles: tuple[Article, ...]
    unplaced: tuple[Block, ...]
    doubts: tuple[Doubt, ...] = ()
    written: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quote stands, in words: what is shown under it.

    `committee` and `region` name several where the article is of several: 涟水县政协、灌南县政协.
    """

    series: str | None
    installment: int | None
    report_title: str | None
    article: str | None
    committee: str | None
    region: str | None
    kind: Kind
    section: str | None
    item: str | None
    authors: tuple[str, ...]
    year: int | None

    @property
    def committees(self) -> tuple[str, ...]:
        """The committees that it is of."""
        return each_of(self.committee)

    @property
    def regions(self) -> tuple[str, ...]:
        """Their regions."""
        return each_of(self.region)

    @property
    def owner(self) -> str | None:
        """Whose it is: a committee's, or else a region's."""
        return self.committee or self.region


class Role(StrEnum):
    """What a figure tells of the thing that it counts: all of it, or something else, which never stands for all."""

    WHOLE = "whole"
    PART = "part"  # 其中村级26个
    CHANGE = "change"  # 比上年增加12件
    BASE = "base"  # what it was compared with, or before: 由3次增至5次
    EACH = "each"  # 人均3户, 每季度1次
    PLAN = "plan"  # 计划6次


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in running text, as written and as a number.

    `text` is the exact slice `[start, end)` of the stored text, qualifier and unit included (近600人次);
    `value` is the number (600.0), `unit` 人次, `qualifier` 近; `indicator` is what is counted (教育培训).
    Of a range (5至8次) `value` is the lower bound and `high` the upper one; `role` tells what a derived quantity is.
    """

    text: str
    value: float
    unit: str
    qualifier: str | None
    indicator: str | None
    start: int
    end: int
    year: int | None = None
    committee: str | None = None
    sentence: Span | None = None
    high: float | None = None
    role: Role = Role.WHOLE
