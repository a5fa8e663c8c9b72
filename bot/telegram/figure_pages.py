"""Pages of figures for Telegram: a few at a time, each with its quote and source, turned by buttons.

A button carries all that it needs, so that it works after a restart: the kind of page, the format's version, the page,
a mark of what was found, and the words asked; 64 bytes at most (https://core.telegram.org/bots/api#inlinekeyboardbutton).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from html import escape
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit

from bot.figures import ASIDE, committees_line
from bot.telegram.render import Block, markup, pack, report_line, stacked, text_blocks, units
from index.answer import Row
from index.figures.comparison import Comparison
from index.figures.similarity import Likeness, Match
from index.store.records import ReportRecord
from prompts import figures as wording
from prompts.answers import NEXT_PAGE, PREVIOUS_PAGE
from prompts.sources import NO_YEAR, YEAR, short_line

_VERSION = "1"
_LONGEST_DATA = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
_LAST_PAGE = 9999
_DATA = re.compile(rf"([fcs]){_VERSION}:([0-9]{{1,4}}):([0-9a-f]{{6}}):(.*)", re.DOTALL)
_FILE = re.compile(rf"e{_VERSION}:(xlsx|csv):([fc]):(.+)", re.DOTALL)
# UTF-16 units; so that a page, with heads of the rest, is one message.
_LONGEST_QUOTE = 350
_LONGEST_INDICATOR = 30
_CLAUSE_END = re.compile(r"[。！？!?；;，,：:]")
_FILES = (("Excel", "xlsx"), ("CSV", "csv"))
ANY_BUTTON = r"^[fcse]\d+:"  # of any version
_NO_MARK = "0" * 6
ALL_SOURCES = f"s{_VERSION}:0:{_NO_MARK}:"
_NAMED_GAPS = 12


class Kind(StrEnum):
    """What is paged."""

    FIGURES = "f"
    COMPARE = "c"
    SOURCES = "s"


PER_PAGE = {Kind.FIGURES: 5, Kind.COMPARE: 5, Kind.SOURCES: 10}
_MARKS = {Likeness.NEAR: wording.NEAR_MARK, Likeness.MENTIONED: wording.MENTIONED_MARK}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a button says: `number` counts pages from 0, `mark` is of what was found when it was made."""

    kind: Kind
    number: int
    mark: str
    text: str

    @property
    def data(self) -> str:
        """The button's data."""
        return f"{self.kind}{_VERSION}:{self.number}:{self.mark}:{self.text}"

    @property
    def is_first(self) -> bool:
        """Whether it opens a list, rather than turning a page of one."""
        return self.mark == _NO_MARK


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a page: a figure, or words alone where `row` is None."""

    head: str
    row: Row | None


def turn_of(data: str) -> Turn | None:
    """Return what a button says; None where another version made it."""
    match = _DATA.fullmatch(data)
    return Turn(Kind(match[1]), int(match[2]), match[3], match[4]) if match else None


def file_of(data: str) -> tuple[str, Kind, str] | None:
    """Return what a button brings as a file: its suffix, what is paged, and of which words."""
    match = _FILE.fullmatch(data)
    return (match[1], Kind(match[2]), match[3]) if match else None


def can_turn(kind: Kind, text: str) -> bool:
    """Whether the buttons for these words fit."""
    return len(Turn(kind, _LAST_PAGE, _NO_MARK, text).data.encode()) <= _LONGEST_DATA


def mark_of(entries: Sequence[Entry]) -> str:
    """Return six digits that change when what was found does."""
    told = [(one.head, one.row and (one.row.sha256, one.row.figure.start, one.row.figure.end)) for one in entries]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:6]


def pages(entries: Sequence[Entry], kind: Kind) -> int:
    """Return the number of pages."""
    return -(-len(entries) // PER_PAGE[kind])


def on_page(entries: tuple[Entry, ...], number: int, kind: Kind) -> tuple[Entry, ...]:
    """Return the entries of a page, counted from 0."""
    return entries[number * PER_PAGE[kind] : (number + 1) * PER_PAGE[kind]]


def page_html(title: str, entries: Sequence[Entry], kind: Kind) -> str:
    """Return one message: a title, then the entries of one page."""
    parts = [*text_blocks(title)]
    if kind is Kind.SOURCES:
        return pack([*parts, *(block for one in entries for block in text_blocks(one.head))], separator="\n")[0]
    parts += [stacked([*text_blocks(one.head, tag="b"), *_quote(one.row)]) for one in entries]
    return pack(parts, separator="\n\n")[0]


def keyboard_of(turn: Turn, count: int) -> InlineKeyboardMarkup | None:
    """Return the buttons under a page: those that turn it, where there are several, and those that bring a file."""
    last = count - 1
    wanted = (
        (wording.FIRST, 0, turn.number > 1),
        (PREVIOUS_PAGE, turn.number - 1, turn.number > 0),
        (NEXT_PAGE, turn.number + 1, turn.number < last),
        (wording.LAST, last, turn.number < last - 1),
    )
    turning = [(says, replace(turn, number=number).data) for says, number, is_there in wanted if is_there]
    files = [(says, f"e{_VERSION}:{suffix}:{turn.kind}:{turn.text}") for says, suffix in _FILES]
    if turn.kind is Kind.SOURCES or not can_turn(turn.kind, turn.text):
        files = []
    return markup(turning, files)


def figure_entries(found: Sequence[Match], *, is_sorted: bool) -> tuple[Entry, ...]:
    """Return figures as entries: what was asked for first, then what is only near it.

    They stay in the order of the reports, or, `is_sorted`, the largest of a unit stand first.
    """
    units_had = Counter(match.row.figure.unit for match in found)

    def order(match: Match) -> tuple[Any, ...]:
        figure = match.row.figure
        by_size = (-units_had[figure.unit], figure.unit, -figure.value) if is_sorted else ()
        return (match.likeness in ASIDE, *by_size)

    return tuple(Entry(_head(match), match.row) for match in sorted(found, key=order))


def compare_entries(comparison: Comparison) -> tuple[Entry, ...]:
    """Return a comparison as entries: what was asked for, the largest first, then who has none, then other figures."""
    asked = [match for line in comparison.lines for match in line.asked]
    beside = [match for line in comparison.lines for match in line.beside]
    gaps = comparison.gaps
    more = wording.MORE_COMMITTEES.format(count=len(gaps)) if len(gaps) > _NAMED_GAPS else ""
    told = [Entry(wording.GAPS.format(lines=committees_line(gaps[:_NAMED_GAPS]) + more), None)] if gaps else []
    return (*figure_entries(asked, is_sorted=True), *told, *figure_entries(beside, is_sorted=True))


def source_entries(reports: Sequence[ReportRecord], text: str) -> tuple[Entry, ...]:
    """Return the reports in which every one of some words stands: a committee, a year, a series; the latest first."""
    words = text.split()
    lines = {report: " ".join((report_line(report), *report.committees)) for report in reports}
    found = [report for report, line in lines.items() if all(word in line for word in words)]
    found.sort(key=lambda report: (-(report.year or 0), report.series or "", report.installment or 0))
    return tuple(Entry(report_line(report), None) for report in found)


def _head(match: Match) -> str:
    figure, source = match.row.figure, match.row.source
    indicator = figure.indicator or wording.UNNAMED
    if len(indicator) > _LONGEST_INDICATOR:
        indicator = f"{indicator[: _LONGEST_INDICATOR - 1]}…"
    return wording.FIGURE.format(
        committee=figure.committee or source.series or match.row.report,
        year=YEAR.format(year=figure.year) if figure.year else NO_YEAR,
        indicator=_MARKS.get(match.likeness, "") + indicator,
        text=figure.text,
    )


def _quote(row: Row | None) -> list[Block]:
    """Return a figure's sentence with the figure in bold, and its source; of a very long sentence, what stands near."""
    if row is None:
        return []
    start, end = _window(row)
    first, last = row.figure.start - start, row.figure.end - start
    text = row.quote[start - row.span.start : end - row.span.start]
    before, bold, after = (escape(part, quote=False) for part in (text[:first], text[first:last], text[last:]))
    block = Block(f"<blockquote>{before}<b>{bold}</b>{after}</blockquote>", units(text))
    return [block, *text_blocks(short_line(asdict(row.source)) or row.report, tag="i")]


def _window(row: Row) -> tuple[int, int]:
    """Return the span of a sentence, or of the clauses about its figure where the sentence is too long for a page."""
    if units(row.quote) <= _LONGEST_QUOTE:
        return row.span.start, row.span.end
    start = max(row.span.start, row.figure.start - _LONGEST_QUOTE // 5)
    end = min(row.span.end, row.figure.end + _LONGEST_QUOTE // 5)
    at = row.span.start
    clauses = [match.end() + at for match in _CLAUSE_END.finditer(row.quote, start - at, row.figure.start - at)]
    return (clauses[0] if clauses and start > at else start), end
