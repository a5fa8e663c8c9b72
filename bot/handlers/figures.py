"""Figures in Telegram: /figures and /compare, a page at a time, with a chart beside a comparison."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

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
from bot.figures_pages import (
    Entry,
    Kind,
    Turn,
    buttons,
    can_turn,
    compare_entries,
    figure_entries,
    mark_of,
    on_page,
    page_html,
    pages,
    turn_of,
)
from bot.handlers.addressing import question_of, thread_of
from bot.handlers.replies import edit, note, reply
from bot.render import text_messages
from index.encoder import Encoder
from index.engine import Engine
from index.errors import Damaged
from index.figures.comparison import Comparison, Lookup, compare, look_up, lookup_of
from index.figures.rows import check
from index.storage.generation import Generation
from prompts import figures as wording
from prompts.sources import coverage_line
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED

_LOG = logging.getLogger(__name__)
_KEPT = 64
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for some words in one generation."""

    lookup: Lookup
    generation: Generation
    entries: tuple[Entry, ...]
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Page:
    """A message and its buttons."""

    html: str
    keyboard: InlineKeyboardMarkup | None


class Figures:
    """Answers /figures and /compare, and turns their pages; what computes runs in `workers`, off the event loop."""

    def __init__(self, engine: Engine, *, encoder: Encoder, workers: Executor) -> None:
        self._engine = engine
        self._encoder = encoder
        self._workers = workers
        self._known: OrderedDict[tuple[int, Kind, str], Outcome] = OrderedDict()

    async def on_figures(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the figures of a committee, a year or an indicator."""
        await self._on_command(update, Kind.FIGURES)

    async def on_compare(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Set an indicator of all committees side by side."""
        await self._on_command(update, Kind.COMPARE)

    async def on_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn a page."""
        query = update.callback_query
        if query is None:
            return
        turn = turn_of(query.data or "")
        if not isinstance(query.message, Message):
            await note(query, wording.TOO_OLD)
        elif turn is None:
            await note(query, wording.STALE)
        else:
            await self._turn(query, query.message, turn)

    async def _on_command(self, update: Update, kind: Kind) -> None:
        message = update.effective_message
        if message is None:
            return
        outcome = await self._work(partial(self._find, kind, question_of(message)))
        refusal = _refusal(kind, outcome)
        if refusal is not None:
            await reply(message, text_messages(refusal))
            return
        try:
            page = await self._work(partial(_page, kind, outcome, 0))
            picture = await self._work(partial(_picture, outcome))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await reply(message, text_messages(CHECK_FAILED))
            return
        if picture is not None:
            await _send_picture(message, *picture)
        await reply(message, [page.html], keyboard=page.keyboard)

    async def _turn(self, query: CallbackQuery, message: Message, turn: Turn) -> None:
        outcome = await self._work(partial(self._find, turn.kind, turn.text))
        if not outcome.entries:
            await note(query, wording.GONE)
            return
        is_changed = mark_of(outcome.entries) != turn.mark
        number = 0 if is_changed else min(turn.number, pages(outcome.entries) - 1)
        try:
            page = await self._work(partial(_page, turn.kind, outcome, number))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await note(query, CHECK_FAILED)
            return
        await note(query, wording.CHANGED if is_changed else "")
        await edit(message.get_bot(), message.chat_id, message.message_id, page.html, keyboard=page.keyboard)

    def _find(self, kind: Kind, text: str) -> Outcome:
        """Return what is found for some words; the latest are kept, since a page is rarely turned once."""
        generation = self._engine.generation
        key = (generation.number, kind, text)
        outcome = self._known.pop(key, None)
        if outcome is None:
            outcome = self._looked_up(kind, text, generation)
        self._known[key] = outcome
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return outcome

    def _looked_up(self, kind: Kind, text: str, generation: Generation) -> Outcome:
        lookup = lookup_of(text, generation, today=date.today())
        if lookup.asks_nothing or (kind is Kind.COMPARE and not lookup.indicator):
            return Outcome(lookup, generation, (), None)
        found = look_up(lookup, generation, self._encoder)
        if kind is Kind.FIGURES:
            return Outcome(lookup, generation, figure_entries(found), None)
        committees, years = lookup.committees or None, lookup.years or None
        comparison = compare(found, generation, committees=committees, years=years)
        return Outcome(lookup, generation, compare_entries(comparison) if comparison.columns else (), comparison)

    async def _work(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, job)


def _refusal(kind: Kind, outcome: Outcome) -> str | None:
    """Return what is said instead of a page; None where there is one."""
    lookup, coverage = outcome.lookup, coverage_line(outcome.generation.coverage())
    if lookup.asks_nothing or (kind is Kind.COMPARE and not lookup.indicator):
        return wording.FIGURES_HOW if kind is Kind.FIGURES else wording.COMPARE_HOW
    if lookup.absent and not lookup.committees:
        return wording.ABSENT.format(regions="、".join(lookup.absent), coverage=coverage)
    if not outcome.entries:
        return wording.NOT_FOUND.format(coverage=coverage)
    return None if can_turn(kind, lookup.text) or pages(outcome.entries) == 1 else wording.TOO_LONG_TO_TURN


def _page(kind: Kind, outcome: Outcome, number: int) -> Page:
    """Return a page, counted from 0, its figures checked just now.

    Raises:
        Damaged: a source is missing or altered.
    """
    shown, count, text = on_page(outcome.entries, number), pages(outcome.entries), outcome.lookup.text
    check((entry.row for entry in shown if entry.row), outcome.generation)
    template = wording.FIGURES_TITLE if kind is Kind.FIGURES else wording.COMPARE_TITLE
    title = template.format(text=text, count=len(outcome.entries), page=number + 1, pages=count)
    turns = buttons(Turn(kind, number, mark_of(outcome.entries), text), count)
    row = [InlineKeyboardButton(says, callback_data=data) for says, data in turns]
    return Page(page_html(title, shown), InlineKeyboardMarkup([row]) if row else None)


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
