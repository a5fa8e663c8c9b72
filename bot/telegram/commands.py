"""Commands that say what the bot is, how to ask, and what it knows."""

from collections import deque
from functools import partial

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answers import Content
from bot.coverage import coverage_of
from bot.telegram.addressing import question_of
from bot.telegram.profiles import digest_of
from bot.telegram.render import text_messages
from bot.telegram.replies import reply
from bot.telegram.sending import Letter, Outbox
from bot.telegram.services import Desk
from index.answer import Status
from prompts import telegram as wording

_MOST_ALBUMS = 200


class Commands:
    """Answers /start, /help and /about, and whatever in a private chat is no question."""

    def __init__(self, desk: Desk, outbox: Outbox) -> None:
        self._desk = desk
        self._outbox = outbox
        self._albums: deque[str] = deque(maxlen=_MOST_ALBUMS)

    async def on_start(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, with questions that can be asked at the press of a button."""
        if update.effective_message is None:
            return
        holdings = await self._desk.work(self._desk.catalogue.holdings)
        text = wording.START.format(holdings=holdings.coverage)
        content = Content("", "", Status.ANSWERED, (), 0, holdings.choices, before=text)
        await self._outbox.send(update.effective_message, Letter(text_messages(text), content))

    async def on_help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask, and to administrators how to change the index."""
        text = wording.HELP.format(bot=context.bot.username)
        user, chat = update.effective_user, update.effective_chat
        if user and chat and chat.type == ChatType.PRIVATE and self._desk.access.may_administer(user.id):
            text += wording.HELP_ADMINS
        elif context.bot.supports_inline_queries:
            text += wording.HELP_INLINE.format(bot=context.bot.username)
        await _say(update, text)

    async def on_about(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show one committee at a glance."""
        message = update.effective_message
        if message is None:
            return
        name = question_of(message)
        generation = await self._desk.work(lambda: self._desk.engine.generation)
        content = await self._desk.work(partial(digest_of, name, generation)) if name else None
        if content is not None:
            await self._outbox.send(message, Letter(text_messages(content.before), content))
        else:
            coverage = coverage_of(generation)
            missing = wording.SOURCES_NONE.format(text=name, coverage=coverage)
            await _say(update, missing if name else wording.ABOUT_HOW)

    async def on_other(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask for words instead of a picture, a voice message, a file; once for all pictures of an album."""
        album = update.effective_message.media_group_id if update.effective_message else None
        if album is None or album not in self._albums:
            await _say(update, wording.TEXT_ONLY)
        if album is not None:
            self._albums.append(album)

    async def on_caption(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take note of an album whose caption was answered: its other pictures ask nothing."""
        album = update.effective_message.media_group_id if update.effective_message else None
        if album is not None:
            self._albums.append(album)

    async def on_other_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say of a button that nothing knows any more that its time is over."""
        if update.callback_query is not None:
            await update.callback_query.answer(wording.OLD_BUTTON, show_alert=True)


async def _say(update: Update, text: str) -> None:
    if update.effective_message is not None:
        await reply(update.effective_message, text_messages(text))
