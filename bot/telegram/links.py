"""Links: /start with a payload opens the passage that the payload names."""

import logging
from functools import partial

from telegram import Update
from telegram.ext import ContextTypes

from bot.answers import Content
from bot.telegram.deep_links import Target, target_of
from bot.telegram.obstacles import Told
from bot.telegram.render import text_messages
from bot.telegram.sending import Letter, Outbox
from bot.telegram.services import Desk
from index.answer import Answer, Status
from index.context import context_of
from index.errors import Damaged
from prompts import buttons as wording
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED

_LOG = logging.getLogger(__name__)


class Links:
    """Opens passages, with the buttons that answers have."""

    def __init__(self, desk: Desk, outbox: Outbox) -> None:
        self._desk = desk
        self._outbox = outbox

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
            letter = await self._desk.work(partial(self._opened, target))
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            letter = Letter(text_messages(CHECK_FAILED))
        await self._outbox.send(message, letter)

    def _opened(self, target: Target) -> Letter:
        site = context_of(self._desk.engine.generation, target.sha256, target.span)
        if site is None:
            return Letter(text_messages(wording.LINK_GONE))
        answer = Answer("", "", Status.ANSWERED, (site.quote(site.whole(target.span)),), elapsed_ms=0.0)
        return Letter(self._desk.views.texts(Told(answer)), Content.of(answer))
