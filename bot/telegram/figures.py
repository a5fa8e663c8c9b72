"""Figures in Telegram: /figures and /compare, a page at a time, with a chart beside a comparison."""

import logging
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import partial

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.charts import draw, left_out, panels_of
from bot.commands.figure_table import total_line
from bot.commands.figures import summands
from bot.coverage import coverage_of
from bot.export import as_csv, as_xlsx, row_fields
from bot.telegram.addressing import question_of, thread_of
from bot.telegram.figure_pages import (
    Entry,
    Kind,
    Turn,
    buttons,
    can_turn,
    compare_entries,
    figure_entries,
    file_of,
    mark_of,
    on_page,
    page_html,
    pages,
    source_entries,
    turn_of,
)
from bot.telegram.render import text_messages
from bot.telegram.replies import edit, note, reply
from bot.telegram.services import Desk
from index.answer import Total
from index.errors import Damaged
from index.figures.additivity import total
from index.figures.comparison import Comparison, Lookup, compare, look_up, lookup_of, ranked_indicator
from index.figures.rows import check
from index.store.generation import Generation
from prompts import figures as wording
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED, SOURCES, SOURCES_FOUND, SOURCES_NONE

_LOG = logging.getLogger(__name__)
_KEPT = 64
_WORD = r"\w+"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for some words in one generation."""

    text: str
    generation: Generation
    entries: tuple[Entry, ...]
    refusal: str = ""
    comparison: Comparison | None = None
    total: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A message and its buttons."""

    html: str
    keyboard: InlineKeyboardMarkup | None


class Figures:
    """Answers /figures and /compare, and turns their pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: OrderedDict[tuple[int, Kind, str], Outcome] = OrderedDict()

    async def on_figures(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the figures of a committee, a year or an indicator."""
        await self._on_command(update, Kind.FIGURES)

    async def on_compare(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Set an indicator of all committees side by side."""
        await self._on_command(update, Kind.COMPARE)

    async def on_sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the reports that answers come from, or those that some words name."""
        await self._on_command(update, Kind.SOURCES)

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
        text = ranked_indicator(question) or question
        outcome = await self._desk.work(partial(self._find, Kind.COMPARE, text))
        lines = outcome.comparison.lines if outcome.comparison else ()
        if len(lines) < 2 or not any(line.asked for line in lines) or outcome.refusal:
            return False
        await self._show(message, Kind.COMPARE, outcome.text)
        return True

    async def _on_command(self, update: Update, kind: Kind) -> None:
        message = update.effective_message
        if message is not None:
            await self._show(message, kind, question_of(message))

    async def _show(self, message: Message, kind: Kind, text: str) -> None:
        outcome = await self._desk.work(partial(self._find, kind, text))
        if outcome.refusal:
            await reply(message, text_messages(outcome.refusal))
            return
        try:
            page = await self._desk.work(partial(_page, kind, outcome, 0))
            picture = await self._desk.work(partial(_picture, outcome))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await reply(message, text_messages(CHECK_FAILED))
            return
        if picture is not None:
            await _send_picture(message, *picture)
        await reply(message, [page.html], keyboard=page.keyboard)

    async def _send_file(self, message: Message, suffix: str, kind: Kind, text: str) -> None:
        """Send the figures of some words as a table, each with its quote and source, checked just now."""
        outcome = await self._desk.work(partial(self._find, kind, text))
        try:
            content = await self._desk.work(partial(_table, outcome, suffix))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await reply(message, text_messages(CHECK_FAILED))
            return
        await message.get_bot().send_document(
            message.chat_id,
            content,
            filename=f"{wording.SHEET}-{'-'.join(re.findall(_WORD, text))}.{suffix}",
            message_thread_id=thread_of(message),
            reply_parameters=_replied(message),
        )

    async def _turn(self, query: CallbackQuery, message: Message, turn: Turn) -> None:
        outcome = await self._desk.work(partial(self._find, turn.kind, turn.text))
        if not outcome.entries:
            await note(query, wording.GONE)
            return
        is_changed = mark_of(outcome.entries) != turn.mark
        number = 0 if is_changed else min(turn.number, pages(outcome.entries, turn.kind) - 1)
        try:
            page = await self._desk.work(partial(_page, turn.kind, outcome, number))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await note(query, CHECK_FAILED)
            return
        await note(query, wording.CHANGED if is_changed else "")
        await edit(message.get_bot(), message.chat_id, message.message_id, page.html, keyboard=page.keyboard)

    def _find(self, kind: Kind, text: str) -> Outcome:
        """Return what is found for some words; the latest are kept, since a page is rarely turned once."""
        generation = self._desk.engine.generation
        key = (generation.number, kind, text)
        outcome = self._known.pop(key, None)
        if outcome is None:
            outcome = self._looked_up(kind, text, generation)
        self._known[key] = outcome
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return outcome

    def _looked_up(self, kind: Kind, text: str, generation: Generation) -> Outcome:
        if kind is Kind.SOURCES:
            text = " ".join(text.split())
            entries = source_entries(generation.reports, text)
            nothing = SOURCES_NONE.format(text=text, coverage=coverage_of(generation))
            is_too_long = pages(entries, kind) > 1 and not can_turn(kind, text)
            return Outcome(
                text, generation, entries, wording.TOO_LONG_TO_TURN if is_too_long else "" if entries else nothing
            )
        lookup = lookup_of(text, generation, today=date.today())
        refusal = _refusal(kind, lookup, generation)
        if refusal:
            return Outcome(lookup.text, generation, (), refusal)
        found = look_up(lookup, generation, self._desk.home.encoder)
        comparison, entries = None, figure_entries(found, is_sorted=bool(lookup.indicator))
        if kind is Kind.COMPARE:
            committees, years = lookup.committees or None, lookup.years or None
            comparison = compare(found, generation, committees=committees, years=years)
            entries = compare_entries(comparison) if comparison.columns else ()
        if not entries:
            refusal = wording.NOT_FOUND.format(coverage=coverage_of(generation))
        elif pages(entries, kind) > 1 and not can_turn(kind, lookup.text):
            refusal = wording.TOO_LONG_TO_TURN
        outcome = total(summands(found)) if lookup.indicator else None
        said = total_line(outcome) if isinstance(outcome, Total) and len(outcome.summands) > 1 else ""
        return Outcome(lookup.text, generation, entries, refusal, comparison, said)


def _refusal(kind: Kind, lookup: Lookup, generation: Generation) -> str:
    """Return what is said instead of looking anything up; "" where that is no use."""
    if lookup.asks_nothing or (kind is Kind.COMPARE and not lookup.indicator):
        return wording.FIGURES_HOW if kind is Kind.FIGURES else wording.COMPARE_HOW
    if lookup.absent and not lookup.committees:
        return wording.ABSENT.format(regions="、".join(lookup.absent), coverage=coverage_of(generation))
    return ""


def _page(kind: Kind, outcome: Outcome, number: int) -> Page:
    """Return a page, counted from 0, its figures checked just now.

    Raises:
        Damaged: a source is missing or altered.
    """
    shown, count, text = on_page(outcome.entries, number, kind), pages(outcome.entries, kind), outcome.text
    check((entry.row for entry in shown if entry.row), outcome.generation)
    template = {Kind.FIGURES: wording.FIGURES_TITLE, Kind.COMPARE: wording.COMPARE_TITLE}.get(
        kind, SOURCES_FOUND if text else SOURCES
    )
    title = template.format(
        text=text,
        count=len(outcome.entries),
        page=number + 1,
        pages=count,
        holdings=coverage_of(outcome.generation) if kind is Kind.SOURCES else "",
    )
    title = title if count > 1 else title.replace(wording.PAGE_OF.format(page=1, pages=1), "")
    if outcome.total and number == 0:
        title = f"{title}\n{outcome.total}"
    turn = Turn(kind, number, mark_of(outcome.entries), text)
    rows = [buttons(turn, count), turn.files() if can_turn(kind, text) else []]
    keyboard = [[InlineKeyboardButton(says, callback_data=data) for says, data in row] for row in rows if row]
    return Page(page_html(title, shown, kind), InlineKeyboardMarkup(keyboard) if keyboard else None)


def _table(outcome: Outcome, suffix: str) -> bytes:
    """Return every figure of what was found as a file.

    Raises:
        Damaged: a source is missing or altered.
    """
    rows = [entry.row for entry in outcome.entries if entry.row]
    check(rows, outcome.generation)
    fields = [{**row_fields(row), "match": None} for row in rows]
    return as_xlsx(fields) if suffix == "xlsx" else as_csv(fields)


def _picture(outcome: Outcome) -> tuple[bytes, str] | None:
    """Return the chart of a comparison, its figures checked just now, and what it leaves out; None without any."""
    comparison = outcome.comparison
    panels = panels_of(comparison) if comparison else ()
    if comparison is None or not panels:
        return None
    check((entry.row for entry in outcome.entries if entry.row), outcome.generation)
    more = left_out(comparison)
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
