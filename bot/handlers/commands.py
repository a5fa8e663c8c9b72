"""Commands that say what the bot is, how to ask, and what it knows."""

import asyncio
from concurrent.futures import Executor

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.access import Access
from bot.handlers.replies import reply
from bot.holdings import Catalogue
from bot.render import example_lines, sources_messages, text_messages
from index.engine import Engine
from prompts import telegram as wording


class Commands:
    """Answers /start, /help and /sources, and whatever in a private chat is no question."""

    def __init__(self, engine: Engine, *, catalogue: Catalogue, access: Access, workers: Executor) -> None:
        self._engine = engine
        self._access = access
        self._catalogue = catalogue
        self._workers = workers

    async def on_start(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, with questions that can be asked."""
        loop = asyncio.get_running_loop()
        holdings = await loop.run_in_executor(self._workers, self._catalogue.holdings)
        await _say(update, text_messages(wording.START.format(examples=example_lines(holdings.examples))))

    async def on_help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask, and to administrators how to change the index."""
        text = wording.HELP.format(bot=context.bot.username) + wording.HELP_BUTTONS
        if context.bot.supports_inline_queries:
            text += wording.HELP_INLINE.format(bot=context.bot.username)
        user, chat = update.effective_user, update.effective_chat
        if user and chat and chat.type == ChatType.PRIVATE and self._access.may_administer(user.id):
            text += wording.HELP_ADMINS
        await _say(update, text_messages(text))

    async def on_sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the reports that answers come from."""
        generation = await asyncio.get_running_loop().run_in_executor(self._workers, lambda: self._engine.generation)
        await _say(update, sources_messages(generation.reports))

    async def on_other(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask for words instead of a picture, a voice message, a file."""
        await _say(update, text_messages(wording.TEXT_ONLY))

    async def on_other_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say of a button that nothing knows any more that its time is over."""
        if update.callback_query is not None:
            await update.callback_query.answer(wording.OLD_BUTTON, show_alert=True)


async def _say(update: Update, texts: list[str]) -> None:
    if update.effective_message is not None:
        await reply(update.effective_message, texts)
