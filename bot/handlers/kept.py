"""Kept: commands about what the bot keeps of a chat, its subscription and its declined questions."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.handlers.addressing import thread_of
from bot.handlers.replies import reply
from bot.misses import clusters_of, lines_of
from bot.render import pack, text_blocks, text_messages
from bot.sessions import KEPT_SECONDS
from bot.state import KEPT_DAYS, MOST_MISSES, Place, State
from index.answerer import scope_of
from index.engine import Engine
from prompts import notices as wording

_SHOWN_MISSES = 20
T = TypeVar("T")


class Kept:
    """Answers /subscribe, /unsubscribe, /privacy and /forget, and to administrators /misses."""

    def __init__(self, engine: Engine, *, state: State, workers: Executor, logs_questions: bool = False) -> None:
        """Look after a state; `logs_questions` is whether the log holds what is asked, which /privacy then says."""
        self._engine = engine
        self._state = state
        self._workers = workers
        self._logs_questions = logs_questions

    async def on_subscribe(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let a chat, or a forum topic, hear of new reports."""
        message = update.effective_message
        if message is not None:
            is_new = await self._work(partial(self._state.subscribe, _place_of(message)))
            await reply(message, text_messages(wording.SUBSCRIBED if is_new else wording.SUBSCRIBED_ALREADY))

    async def on_unsubscribe(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let it hear no more."""
        message = update.effective_message
        if message is not None:
            did = await self._work(partial(self._state.unsubscribe, _place_of(message)))
            await reply(message, text_messages(wording.UNSUBSCRIBED if did else wording.NOT_SUBSCRIBED))

    async def on_privacy(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is kept."""
        if update.effective_message is not None:
            text = wording.PRIVACY.format(days=KEPT_DAYS, most=MOST_MISSES, minutes=KEPT_SECONDS // 60)
            logged = wording.PRIVACY_LOGGED if self._logs_questions else ""
            await reply(update.effective_message, text_messages(text + logged))

    async def on_forget(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Delete what is kept of a chat."""
        message = update.effective_message
        if message is not None:
            removed = await self._work(partial(self._state.forget, message.chat_id))
            some = removed.questions or removed.subscriptions
            said = wording.FORGOTTEN if some else wording.NOTHING_KEPT
            text = said.format(questions=removed.questions, subscriptions=removed.subscriptions)
            await reply(message, text_messages(text))

    async def on_misses(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List what was not answered, in private only: others asked it."""
        message = update.effective_message
        if message is None:
            return
        if message.chat.type != ChatType.PRIVATE:
            await reply(message, text_messages(wording.IN_PRIVATE))
            return
        await reply(message, await self._work(self._misses))

    def _misses(self) -> list[str]:
        clusters = clusters_of(self._state.misses(), scope_of(self._engine.generation))
        lines = lines_of(clusters, most=_SHOWN_MISSES)
        return pack([block for line in lines for block in text_blocks(line)], separator="\n")

    async def _work(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, job)


def _place_of(message: Message) -> Place:
    return Place(message.chat_id, thread_of(message) or 0)
