"""Figures in Telegram: /figures, /compare and /sources, a page at a time, with a chart beside a comparison."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from telegram import CallbackQuery, Message, ReplyParameters, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.charts import draw, left_out, panels_of
from bot.coverage import coverage_of
from bot.export import as_csv, as_xlsx, row_fields
from bot.figures import find_figures, nothing_found, total_line
from bot.telegram.conversation import question_of, thread_of
from bot.telegram.figure_pages import (
    Entry,
    Kind,
    Turn,
    can_turn,
    compare_entries,
    figure_entries,
    file_of,
    keyboard_of,
    mark_of,
    on_page,
    page_html,
    pages,
    source_entries,
    turn_of,
)
from bot.telegram.sending import edit, note, reply, say
from bot.telegram.services import Services
from bot.telegram.views import Page
from index.answer import Total
from index.errors import Damaged
from index.figures.comparison import Comparison, lookup_of, ranked_indicator
from index.figures.rows import check
from index.store.generation import Generation
from prompts import figures as wording
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED, SOURCES, SOURCES_FOUND, SOURCES_NONE

_LOG = logging.getLogger(__name__)
_MOST_OUTCOMES = 64
_TITLES = {Kind.FIGURES: wording.FIGURES_TITLE, Kind.COMPARE: wording.COMPARE_TITLE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for some words in one generation; `refusal` is what is said instead."""

    text: str
    generation: Generation
    entries: tuple[Entry, ...]
    refusal: str = ""
    comparison: Comparison | None = None
    total: str = ""

    def check(self, entries: tuple[Entry, ...] | None = None) -> None:
        """Check the figures of some entries, of all by default, against their sources now.

        Raises:
            Damaged: a source is missing or altered.
        """
        check((entry.row for entry in (self.entries if entries is None else entries) if entry.row), self.generation)


class Figures:
    """Answers /figures, /compare and /sources, and turns their pages."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._found = lru_cache(maxsize=_MOST_OUTCOMES)(self._looked_up)

    async def figures(self, message: Message) -> None:
        """List the figures of a committee, a year or an indicator."""
        await self._show(message, Kind.FIGURES, question_of(message))

    async def compare(self, message: Message) -> None:
        """Set an indicator of all committees side by side."""
        await self._show(message, Kind.COMPARE, question_of(message))

    async def sources(self, message: Message) -> None:
        """List the reports that answers come from, or those that some words name."""
        await self._show(message, Kind.SOURCES, question_of(message))

    async def on_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn a page, or bring it all as a file."""
        query = update.callback_query
        if query is None:
            return
        turn, file = turn_of(query.data or ""), file_of(query.data or "")
        if not isinstance(query.message, Message):
            await note(query, wording.TOO_OLD)
        elif file is not None:
            await note(query)
            await self._send_file(query.message, *file)
        elif turn is None:
            await note(query, wording.STALE)
        elif turn.is_first:
            await note(query)
            await self._show(query.message, turn.kind, turn.text)
        else:
            await self._turn(query, query.message, turn)

    async def rank(self, message: Message, question: str) -> bool:
        """Answer who has most of something from every figure of it; returns whether there was anything to compare."""
        outcome = await self._services.work(self._find, Kind.COMPARE, ranked_indicator(question) or question)
        lines = outcome.comparison.lines if outcome.comparison else ()
        if len(lines) < 2 or not any(line.asked for line in lines) or outcome.refusal:
            return False
        await self._show(message, Kind.COMPARE, outcome.text)
        return True

    async def _show(self, message: Message, kind: Kind, text: str) -> None:
        outcome = await self._services.work(self._find, kind, text)
        if outcome.refusal:
            await say(message, outcome.refusal)
            return
        try:
            page = await self._services.work(_page, kind, outcome, 0)
            picture = await self._services.work(_picture, outcome)
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await say(message, CHECK_FAILED)
            return
        if picture is not None:
            await _send_picture(message, *picture)
        await reply(message, [page.html], keyboard=page.keyboard)

    async def _send_file(self, message: Message, suffix: str, kind: Kind, text: str) -> None:
        """Send the figures of some words as a table, each with its quote and source, checked just now."""
        outcome = await self._services.work(self._find, kind, text)
        try:
            content = await self._services.work(_table, outcome, suffix)
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await say(message, CHECK_FAILED)
            return
        words = "-".join(re.findall(r"\w+", text))
        await message.get_bot().send_document(
            message.chat_id,
            content,
            filename=f"{wording.SHEET}-{words}.{suffix}",
            message_thread_id=thread_of(message),
            reply_parameters=_replied(message),
        )

    async def _turn(self, query: CallbackQuery, message: Message, turn: Turn) -> None:
        outcome = await self._services.work(self._find, turn.kind, turn.text)
        if not outcome.entries:
            await note(query, wording.GONE)
            return
        is_changed = mark_of(outcome.entries) != turn.mark
        number = 0 if is_changed else min(turn.number, pages(outcome.entries, turn.kind) - 1)
        try:
            page = await self._services.work(_page, turn.kind, outcome, number)
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await note(query, CHECK_FAILED)
            return
        await note(query, wording.CHANGED if is_changed else "")
        await edit(message.get_bot(), message.chat_id, message.message_id, page.html, keyboard=page.keyboard)

    def _find(self, kind: Kind, text: str) -> Outcome:
        """Return what is found for some words; the latest are kept, since a page is rarely turned once."""
        return self._found(kind, text, self._services.engine.generation)

    def _looked_up(self, kind: Kind, text: str, generation: Generation) -> Outcome:
        if kind is Kind.SOURCES:
            text = " ".join(text.split())
            entries = source_entries(generation.reports, text)
            refusal = "" if entries else SOURCES_NONE.format(text=text, coverage=coverage_of(generation))
            return Outcome(text, generation, entries, _unless_it_turns(kind, text, entries) or refusal)
        lookup = lookup_of(text, generation, today=date.today())
        if lookup.asks_nothing or (kind is Kind.COMPARE and not lookup.indicator):
            how = wording.FIGURES_HOW if kind is Kind.FIGURES else wording.COMPARE_HOW
            return Outcome(lookup.text, generation, (), how)
        found = find_figures(lookup, generation, self._services.home.encoder)
        comparison = found.comparison() if kind is Kind.COMPARE else None
        if comparison is None:
            entries = figure_entries(found.matches, is_sorted=bool(lookup.indicator))
        else:
            entries = compare_entries(comparison) if comparison.columns else ()
        refusal = _unless_it_turns(kind, lookup.text, entries) if entries else nothing_found(lookup, generation)
        outcome = found.total() if lookup.indicator else None
        said = total_line(outcome) if isinstance(outcome, Total) and len(outcome.summands) > 1 else ""
        return Outcome(lookup.text, generation, entries, refusal, comparison, said)


def _unless_it_turns(kind: Kind, text: str, entries: Sequence[Entry]) -> str:
    """Return what is said where there are several pages, and the words are too long for the buttons that turn them."""
    return wording.TOO_LONG_TO_TURN if pages(entries, kind) > 1 and not can_turn(kind, text) else ""


def _page(kind: Kind, outcome: Outcome, number: int) -> Page:
    """Return a page, counted from 0, its figures checked just now.

    Raises:
        Damaged: a source is missing or altered.
    """
    shown, count, text = on_page(outcome.entries, number, kind), pages(outcome.entries, kind), outcome.text
    outcome.check(shown)
    covered = coverage_of(outcome.generation) if kind is Kind.SOURCES else ""
    title = _TITLES.get(kind, SOURCES_FOUND if text else SOURCES).format(
        text=text, count=len(outcome.entries), page=number + 1, pages=count, coverage=covered
    )
    title = title if count > 1 else title.replace(wording.PAGE_OF.format(page=1, pages=1), "")
    if outcome.total and number == 0:
        title = f"{title}\n{outcome.total}"
    turn = Turn(kind, number, mark_of(outcome.entries), text)
    return Page(page_html(title, shown, kind), keyboard_of(turn, count))


def _table(outcome: Outcome, suffix: str) -> bytes:
    """Return every figure of what was found as a file, checked just now."""
    outcome.check()
    rows = [{**row_fields(entry.row), "match": None} for entry in outcome.entries if entry.row]
    return as_xlsx(rows) if suffix == "xlsx" else as_csv(rows)


def _picture(outcome: Outcome) -> tuple[bytes, str] | None:
    """Return the chart of a comparison, its figures checked just now, and what it leaves out; None without any."""
    panels = panels_of(outcome.comparison) if outcome.comparison else ()
    if outcome.comparison is None or not panels:
        return None
    outcome.check()
    more = left_out(outcome.comparison)
    return draw(panels, left_out=more), more


async def _send_picture(message: Message, picture: bytes, caption: str) -> None:
    try:
        await message.get_bot().send_photo(
            message.chat_id,
            picture,
            caption=caption or None,
            message_thread_id=thread_of(message),
            reply_parameters=_replied(message),
        )
    except TelegramError as error:  # the page says the same, and says itself whether it arrives
        _LOG.warning(wording.PHOTO_FAILED.format(error=error))


def _replied(message: Message) -> ReplyParameters | None:
    is_private = message.chat.type == ChatType.PRIVATE
    return None if is_private else ReplyParameters(message.message_id, allow_sending_without_reply=True)
