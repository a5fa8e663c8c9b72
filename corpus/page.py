"""Pages: the lines of a page's articles with what each of them names, and what stands around them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from corpus import grammar
from corpus.committees import Named, heads, kinds_in, may_be_name, named_in, region_of_row
from corpus.labels import Mark
from corpus.lines import AROUND, HEADS, Line
from corpus.regions import Level, are_siblings, regions_of
from corpus.wordlists import words_in

_SIGNS = 60  # lines around the articles that are looked at
_JOINING = 5  # characters between names that stand in a row
_COUNTED = re.compile(r"(?P<count>[两二三四五六])(?:[县区市旗州]{1,3}|[地家])政协")
_PAPER = re.compile(r"日报|晚报|商报|时报|新闻网|发布|文明网")
# What may stand before a region that a paragraph is about: a mark, a number, the day of the news.
_OPENS = re.compile(r"[^\u4e00-\u9fff]*(?:[^。，,]{0,14}(?:[年月日前午间来]|以来|期间)[，,]?|在[^。，,]{2,20}[，,])?")


@dataclass(frozen=True, slots=True)
class Signs:
    """What the page around its articles says of whose they are.

    `file` is the file's name in simplified characters, `lines` are all that stand around the articles, those that lead
    elsewhere last; `parent` is the city of the series.
    """

    file: str
    lines: tuple[Line, ...] = ()
    parent: str | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((self.file, *(line.text for line in self.lines[:_SIGNS])))


@dataclass(frozen=True)
class Page:
    """The lines of a page's articles in order, and what stands around them."""

    lines: Sequence[Line]
    signs: Signs

    @cached_property
    def texts(self) -> list[str]:
        """The lines, with words that are set wide closed up."""
        return [grammar.closed_up(line.text) for line in self.lines]

    @cached_property
    def text(self) -> str:
        """All that the page says, one line each."""
        return "\n".join((*self.texts, self.signs.text))

    @cached_property
    def named(self) -> list[list[Named]]:
        """For each line, the regions and committees that it names; the rows of a table stand for themselves."""
        strong = [line.mark in (*HEADS, Mark.HEADING, Mark.BYLINE) for line in self.lines]
        found = named_in(self.texts, strong, self.signs.text)
        return [[] if at in self.table else named for at, named in enumerate(found)]

    @cached_property
    def table(self) -> dict[int, str]:
        """The lines that are rows of a table of several committees, each with the region that heads it."""
        rows = {at: region for at, text in enumerate(self.texts) if (region := region_of_row(text))}
        return rows if len(set(rows.values())) > 1 else {}

    @cached_property
    def around(self) -> dict[str, set[str]]:
        """For each region that is named around the articles, the features of where and how it is."""
        first = next((line.number for line in self.lines), 0)
        places = [("file", self.signs.file)]
        for line in self.signs.lines[:_SIGNS]:
            side = (" above" if line.number < first else " below") if line.mark in AROUND else ""
            places.append((f"{line.mark}{side}", line.text))
        found: defaultdict[str, set[str]] = defaultdict(set)
        for place, written in places:
            text = grammar.closed_up(written)
            named = named_in([text], [True], self.text)[0]
            words = words_in(text) if named else []
            for one in named:
                behind = text[one.end + 2 * one.is_committee :]
                # 本溪日报 is of the city, not of the county of that name.
                same = regions_of(text[one.start : one.end]) if _PAPER.match(behind) else []
                city = next((region.name for region in same if region.level is Level.PREFECTURE), None)
                kind = f"{place} {one.kind}{one.form}"
                before = text[max(0, one.start - 2) : one.start]
                found[city or one.region] |= {
                    *(kind, f"{kind}>{behind[:2]}", f"{place}>{behind[:3]}"),
                    *(f"{place}<{before}", f"{place}^{one.start == 0}"),
                    *(f"{place}~{word}" for word in words),
                }
        return found

    def unlisted(self, at: int) -> list[Named]:
        """Return the regions that no list has and clauses of a line begin with: 石漕县地处三省交界."""
        found = []
        for match in grammar.REGION_AT_START.finditer(self.texts[at]):
            start, name = match.start(1), match[1]
            skipped = next((size for size in range(1, len(name) - 2) if name[:size] in grammar.LEADING), 0)
            if may_be_name(name[skipped:]) and not regions_of(name[skipped:]):
                found.append(Named(name[skipped:], start + skipped, match.end(1), is_committee=False, form="unlisted"))
        return found

    def count(self, start: int, end: int) -> int:
        """Return how many committees some lines say that they are about: 三县政协; 0 where they don't."""
        counted = _COUNTED.search("\n".join(self.texts[start:end]))
        return (grammar.han_number(counted["count"]) or 0) if counted else 0

    def rows(self, at: int) -> Iterator[list[Named]]:
        """Yield the regions that stand in a row in a line: 竹溪—平利, 涟水县政协、灌南县政协."""
        row: list[Named] = []
        for one in (*self.named[at], None):
            between = self.texts[at][row[-1].end : one.start].replace("政协", "") if row and one else "。"
            if one and len(between) <= _JOINING and not re.search("[。；]", between):
                row.append(one)
                continue
            if len({other.region for other in row}) > 1:
                yield row
            row = [one] if one else []

    def is_of_several(self, at: int) -> bool:
        """Whether a line says that several committees act together: 三县政协, 竹溪—平利."""
        rows = (pair for row in self.rows(at) for pair in pairwise(row))
        return bool(self.count(at, at + 1)) or any(are_siblings(one.region, other.region) for one, other in rows)

    def begins_with(self, at: int) -> str | None:
        """Return whose committee a line is about from its start: 涟水县政协…, 【涟水】…, or in 清江浦区,…区政协…."""
        text, first = self.texts[at], next(iter(self.named[at]), None)
        if first is None or self.is_of_several(at):
            return None
        if heads(text, first) and (first.is_committee or self.lines[at].mark in (*HEADS, Mark.HEADING)):
            return first.region
        called = first.is_committee or (first.form == "full" and kinds_in([text])[first.region[-1]])
        return first.region if called and _OPENS.fullmatch(text, 0, first.start) else None
