"""Figures in Telegram: /figures, /compare and /sources, a page at a time, with a chart beside a comparison.

A button carries all that it needs, so that it works after a restart: the kind of page, the format's version, the page,
a mark of what was found, and the words asked; 64 bytes at most (https://core.telegram.org/bots/api#inlinekeyboardbutton).
"""

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from telegram import CallbackQuery, Message
from telegram.constants import InlineKeyboardButtonLimit
from telegram.error import TelegramError

from bot.charts import chart_of
from bot.coverage import coverage_of
from bot.figures import ASIDE, committees_line, exported, find_figures, nothing_found, row_fields, total_line
from bot.telegram.conversation import question_of
from bot.telegram.render import markup, pack, quote_blocks, report_line, text_blocks, units
from bot.telegram.sending import edit, note, reply, say
from bot.telegram.services import Services
from bot.telegram.views import Page
from index.answer import Quote, Row
from index.figures.additivity import Declined
from index.figures.comparison import Comparison
from index.figures.rows import Likeness, Match
from index.query.figures import lookup_of, ranked_indicator
from index.query.scope import scope_of
from index.quoting import check
from index.store.generation import Generation
from index.store.publish import Home
from index.store.records import ReportRecord
from prompts import figures as wording
from prompts.answers import NEXT_PAGE, PREVIOUS_PAGE
from prompts.sources import NO_YEAR, YEAR, shortened
from prompts.telegram import SOURCES_NONE
from prompts.templates import filled

FILE = re.compile(r"e1:(xlsx|csv):([fc]):(.+)$", re.DOTALL)
PAGE = re.compile(r"([fcs])1:([0-9]{1,4}):([0-9a-f]{6}):(.*)$", re.DOTALL)
_LOG = logging.getLogger(__name__)
_NO_MARK = "0" * 6
_LONGEST_QUOTE = 350  # UTF-16 units; so that a page, with heads of the rest, is one message
_LONGEST_INDICATOR = 30
_NAMED_GAPS = 12
_CLAUSE_END = re.compile(r"[。！？!?；;，,：:]")
_MARKS = {Likeness.NEAR: wording.NEAR_MARK, Likeness.MENTIONED: wording.MENTIONED_MARK}


class Kind(StrEnum):
    """What is paged: figures of a committee, a year or an indicator, an indicator of all committees, reports."""

    FIGURES = "f"
    COMPARE = "c"
    SOURCES = "s"


Entry = tuple[str, Row | None]  # one line of a page: over a figure, or words alone
PER_PAGE = {Kind.FIGURES: 5, Kind.COMPARE: 5, Kind.SOURCES: 10}


@dataclass(frozen=True)
class Outcome:
    """What was found for some words in one generation; `total` is said above the first, or why there is none."""

    kind: Kind
    text: str
    generation: Generation
    entries: tuple[Entry, ...]
    comparison: Comparison | None = None
    total: str = ""

    @property
    def pages(self) -> int:
        """The number of pages."""
        return -(-len(self.entries) // PER_PAGE[self.kind])

    @cached_property
    def mark(self) -> str:
        """Six digits that change when what was found does."""
        told = [(head, row and (row.sha256, row.figure.start)) for head, row in self.entries]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:6]

    def button(self, number: int) -> str:
        """Return the data of the button that turns to a page, counted from 0."""
        return f"{self.kind}1:{number}:{self.mark}:{self.text}"

    @property
    def fits_buttons(self) -> bool:
        """Whether the words are short enough for the buttons that turn pages."""
        return len(self.button(9999).encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA

    def check(self) -> None:
        """Check every figure against its source now; raises Damaged."""
        check((row for _, row in self.entries if row), self.generation)

    def page(self, number: int) -> Page:
        """Return a page, counted from 0, its figures checked just now (raises Damaged)."""
        is_list = self.kind is Kind.SOURCES
        shown = self.entries[number * PER_PAGE[self.kind] : (number + 1) * PER_PAGE[self.kind]]
        check((row for _, row in shown if row), self.generation)
        coverage = coverage_of(self.generation) if is_list else ""
        blocks = text_blocks(filled("page_title", outcome=self, page=number + 1, coverage=coverage))
        for head, row in shown:  # over the figure's sentence, with the figure in bold, and its source
            led = text_blocks(head, tag="" if is_list else "b")
            blocks.append("\n".join(quote_blocks(_quote(row), led=led) if row else led))
        last = self.pages - 1
        turns = {0: wording.FIRST, last: wording.LAST, number - 1: PREVIOUS_PAGE, number + 1: NEXT_PAGE}
        turning = [(turns[to], self.button(to)) for to in sorted(turns) if 0 <= to <= last and to != number]
        files = [(says, f"e1:{suffix}:{self.kind}:{self.text}") for says, suffix in (("Excel", "xlsx"), ("CSV", "csv"))]
        [html, *_] = pack(blocks, separator="\n" if is_list else "\n\n")
        return Page(html, markup(turning, files if not is_list and self.fits_buttons else ()))

    def table(self, suffix: str) -> bytes:
        """Return every figure as a file, checked just now (raises Damaged)."""
        self.check()
        return exported([{**row_fields(row), "match": None} for _, row in self.entries if row], suffix)

    def picture(self) -> tuple[bytes, str] | None:
        """Return the chart of a comparison, checked just now, and what it leaves out in words; None without any."""
        if self.comparison is None:
            return None
        self.check()
        return chart_of(self.comparison)


async def answer(message: Message, services: Services, kind: Kind, text: str | None = None) -> None:
    """Answer a command that lists figures, compares committees, or lists reports, or what finds some other words."""
    outcome = await services.work(find, services, kind, question_of(message) if text is None else text)
    if isinstance(outcome, str):
        await say(message, outcome)
        return
    page, picture = await services.work(lambda: (outcome.page(0), outcome.picture()))
    if picture is not None:
        content, caption = picture
        try:
            await message.reply_photo(content, caption=caption or None)
        except TelegramError as error:  # the page says the same, and says itself whether it arrives
            _LOG.warning(wording.PHOTO_FAILED.format(error=error))
    await reply(message, [page.html], keyboard=page.keyboard)


async def on_page(query: CallbackQuery, message: Message, match: re.Match[str], services: Services) -> None:
    """Turn a page; a button without a mark opens a list."""
    kind, text = Kind(match[1]), match[4]
    outcome = await services.work(find, services, kind, text)
    if match[3] == _NO_MARK:
        await note(query)
        await answer(message, services, kind, text)
    elif isinstance(outcome, str):
        await note(query, wording.GONE)
    else:
        is_changed = outcome.mark != match[3]
        number = 0 if is_changed else min(int(match[2]), outcome.pages - 1)
        page = await services.work(outcome.page, number)
        await note(query, wording.CHANGED if is_changed else "")
        await edit(message.get_bot(), message.chat_id, message.message_id, page.html, reply_markup=page.keyboard)


async def on_file(query: CallbackQuery, message: Message, match: re.Match[str], services: Services) -> None:
    """Send every figure of a page's words as a table, each with its quote and source."""
    suffix, text = match[1], match[3]
    outcome = await services.work(find, services, Kind(match[2]), text)
    if isinstance(outcome, str):
        await note(query, wording.GONE)
        return
    content = await services.work(outcome.table, suffix)
    await note(query)
    name = "-".join([wording.HEADINGS["text"], *re.findall(r"\w+", text)])
    await message.reply_document(content, filename=f"{name}.{suffix}")


async def rank(message: Message, services: Services, question: str) -> bool:
    """Answer who has most of something from every figure of it; returns whether there was anything to compare."""
    outcome = await services.work(find, services, Kind.COMPARE, ranked_indicator(question) or question)
    lines = () if isinstance(outcome, str) or outcome.comparison is None else outcome.comparison.lines
    if isinstance(outcome, str) or len(lines) < 2 or not any(line.asked for line in lines):
        return False
    await answer(message, services, Kind.COMPARE, outcome.text)
    return True


def find(services: Services, kind: Kind, text: str) -> Outcome | str:
    """Return what is found for some words now, or what is said instead."""
    return _find(kind, text, services.engine.generation, services.home)


@lru_cache(maxsize=64)  # a page is rarely turned once
def _find(kind: Kind, text: str, generation: Generation, home: Home) -> Outcome | str:
    if kind is Kind.SOURCES:
        text = " ".join(text.split())
        outcome = Outcome(kind, text, generation, source_entries(generation.reports, text))
        nothing = SOURCES_NONE.format(text=text, coverage=coverage_of(generation))
    else:
        lookup = lookup_of(text, scope_of(generation.reports), today=date.today())
        named = lookup.indicator or (kind is not Kind.COMPARE and (lookup.committees or lookup.absent or lookup.years))
        if not named:
            return wording.FIGURES_HOW if kind is Kind.FIGURES else wording.COMPARE_HOW
        found = find_figures(lookup, generation, home.encoder)
        comparison = found.comparison() if kind is Kind.COMPARE else None
        if comparison is None:
            entries = _figure_entries(found.matches, is_sorted=bool(lookup.indicator))
        else:
            entries = _compare_entries(comparison) if comparison.columns else ()
        total = found.total() if lookup.indicator and len(found.asked) > 1 else None
        said = total_line(total) if isinstance(total, Declined) or (total and len(total.summands) > 1) else ""
        outcome = Outcome(kind, lookup.text, generation, entries, comparison, said)
        nothing = nothing_found(lookup, generation)
    if outcome.pages > 1 and not outcome.fits_buttons:
        return wording.TOO_LONG_TO_TURN
    return outcome if outcome.entries else nothing


def source_entries(reports: Sequence[ReportRecord], text: str) -> tuple[Entry, ...]:
    """Return the reports in which every one of some words stands: a committee, a year, a series; the latest first."""
    lines = {report: " ".join((report_line(report), *report.committees)) for report in reports}
    found = [report for report, line in lines.items() if all(word in line for word in text.split())]
    found.sort(key=lambda report: (-(report.year or 0), report.series or "", report.installment or 0))
    return tuple((report_line(report), None) for report in found)


def _figure_entries(found: Sequence[Match], *, is_sorted: bool) -> tuple[Entry, ...]:
    """Return figures as entries, those asked for first; in the order of the reports, or the largest of a unit first."""
    counts = Counter(match.row.figure.unit for match in found)

    def order(match: Match) -> tuple[Any, ...]:
        figure = match.row.figure
        return (match.likeness in ASIDE, *((-counts[figure.unit], figure.unit, -figure.value) if is_sorted else ()))

    return tuple((_head(match), match.row) for match in sorted(found, key=order))


def _compare_entries(comparison: Comparison) -> tuple[Entry, ...]:
    """Return a comparison as entries: what was asked for, the largest first, then who has none, then other figures."""
    asked = [match for line in comparison.lines for match in line.asked]
    beside = [match for line in comparison.lines for match in line.beside]
    gaps = comparison.gaps
    more = wording.MORE_COMMITTEES.format(count=len(gaps)) if len(gaps) > _NAMED_GAPS else ""
    told = [(wording.GAPS.format(lines=committees_line(gaps[:_NAMED_GAPS]) + more), None)] if gaps else []
    return (*_figure_entries(asked, is_sorted=True), *told, *_figure_entries(beside, is_sorted=True))


def _head(match: Match) -> str:
    figure, source = match.row.figure, match.row.source
    indicator = figure.indicator or wording.UNNAMED
    return wording.FIGURE.format(
        committee=figure.committee or source.series or match.row.report,
        year=YEAR.format(year=figure.year) if figure.year else NO_YEAR,
        indicator=_MARKS.get(match.likeness, "") + shortened(indicator, _LONGEST_INDICATOR),
        text=figure.text,
    )


def _quote(row: Row) -> Quote:
    """Return a sentence as a quote, or the clauses about its figure where the sentence is too long for a page."""
    figure, at, start, end = row.figure, row.span.start, row.span.start, row.span.end
    if units(row.quote) > _LONGEST_QUOTE:
        start = max(start, figure.start - _LONGEST_QUOTE // 5)
        end = min(end, figure.end + _LONGEST_QUOTE // 5)
        clauses = [match.end() + at for match in _CLAUSE_END.finditer(row.quote, start - at, figure.start - at)]
        start = clauses[0] if clauses and start > at else start
    text, pointed_at = row.quote[start - at : end - at], ((figure.start, figure.end),)
    return Quote(text, row.report, row.sha256, start, end, row.source, (figure,), pointed_at, 1.0, row.passage)
