"""Links: /start with a payload opens the passage that the payload names."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from telegram import Update
from telegram.ext import ContextTypes

from bot.answers import Content
from bot.handlers.outbox import Letter, Outbox
from bot.links import Target, target_of
from bot.obstacles import Told
from bot.render import text_messages
from bot.views import Views
from index.answer import Answer, Status
from index.engine import Engine
from index.errors import Damaged
from index.surroundings import site_of
from prompts import buttons as wording
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Links:
    """Opens passages, with the buttons that answers have."""

    def __init__(self, engine: Engine, *, views: Views, outbox: Outbox, workers: Executor) -> None:
        self._engine = engine
        self._views = views
        self._outbox = outbox
        self._workers = workers

    async def on_link(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what a link opens, or say kindly why it opens nothing."""
        message = update.effective_message
        if message is None:
            return
        target = target_of((message.text or "").split()[-1])
        if target is None:
            await self._outbox.send(message, Letter(text_messages(wording.LINK_BAD)))
            return
        try:
            letter = await self._work(partial(self._opened, target))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            letter = Letter(text_messages(CHECK_FAILED))
        await self._outbox.send(message, letter)

    def _opened(self, target: Target) -> Letter:
        site = site_of(self._engine.generation, target.sha256, target.span)
        if site is None:
            return Letter(text_messages(wording.LINK_GONE))
        answer = Answer("", "", Status.ANSWERED, (site.quote(site.whole(target.span)),), elapsed_ms=0.0)
        return Letter(self._views.texts(Told(answer)), Content.of(answer))

    async def _work(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, job)
