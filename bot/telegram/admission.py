"""Admission: who may ask, and how often; checked before every handler, whatever kind of update that takes.

Also what happens to a group itself: the bot introduces itself, and moves along when a group gets another number.
"""

import asyncio
import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from math import ceil
from typing import Any

from telegram import Bot, CallbackQuery, ChatMember, InlineQueryResultsButton, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, ContextTypes

from bot.rate_limit import RateLimit
from bot.telegram.metrics import logging_fault
from bot.telegram.render import markup, sendable, text_messages
from bot.telegram.sending import Callback, Keyboard, MessageCallback, note, say, send
from bot.telegram.services import Access, Services
from corpus.errors import CorpusError
from index.errors import IndexFault
from prompts import telegram as wording
from prompts.uploads import ADMINS_ONLY

Handler = BaseHandler[Any, Any, Any]

_LOG = logging.getLogger(__name__)
# In questions: who turns pages, or types inline, sends several of these for one question.
_COST, _LOW_COST = 1.0, 0.25
_PAYLOAD = "access"  # of the button beside a refusal inline, which opens the private chat
BUTTON = re.compile(r"g1:(allow|ignore):(-?\d{1,20})$")
_LONGEST_NAME = 64
_RUNS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
_IN = (ChatMember.MEMBER, *_RUNS)


class Admission:
    """Lets through those who may ask, not too fast; others are told, kindly, what there is to do."""

    def __init__(self, services: Services, rate_limit: RateLimit) -> None:
        self._access, self._metrics, self._state = services.access, services.metrics, services.state
        self._rate_limit = rate_limit
        self._refusals = RateLimit(1 / 60, burst=1)  # for an hour nobody is refused twice, nor an administrator asked
        self._hurried: set[int] = set()  # who was told to wait since something was granted last

    def guard(self, handlers: Iterable[Handler], *, for_all: bool = False) -> list[Handler]:
        """Return handlers that check first; `for_all` those too are let through, at the same pace, who may not ask."""
        guarded = list(handlers)
        for handler in guarded:
            handler.callback = self.admitting(handler.callback, for_all=for_all)
        return guarded

    def admitting(self, callback: Callback, *, for_all: bool = False) -> Callback:
        """Return a callback for those who are let through."""

        async def admitted(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            user, chat, message = update.effective_user, update.effective_chat, update.message
            if user is None:
                return
            if not (for_all or self._access.may_ask(user.id, chat.id if chat else None)):
                self._metrics.refused.labels("access").inc()
                await self._turn_away(update, context.bot)
                return
            # Those who write as a group or a channel share one user, and are told apart by that.
            person = message.sender_chat.id if message and message.sender_chat else user.id
            seconds = 0.0
            if not self._access.may_administer(user.id):
                seconds = self._rate_limit.take(person, _COST if message else _LOW_COST)
            if not seconds:
                self._hurried.discard(person)
                await callback(update, context)
                return
            self._metrics.refused.labels("pace").inc()
            if person not in self._hurried or message is None:  # a button that says nothing seems broken
                self._hurried.add(person)
                await _refuse(update, wording.TOO_FAST.format(seconds=ceil(seconds)), wording.TOO_FAST_INLINE)

        return admitted

    async def admit(self, number: int) -> None:
        """Let a user or a chat ask, until the bot ends even where that cannot be stored (raises IndexFault)."""
        self._access.admitted.add(number)
        await asyncio.to_thread(self._state.admit, number)

    async def on_button(self, query: CallbackQuery, match: re.Match[str]) -> None:
        """Let in whom an administrator allows, and tell them."""
        if not self._access.may_administer(query.from_user.id):
            await note(query, ADMINS_ONLY)
            return
        number, allows = int(match[2]), match[1] == "allow"
        if allows:
            await self.admit(number)
        await note(query)
        shown = getattr(query.message, "text", None) or ""
        name = shown.removeprefix(wording.REQUEST.split("{", maxsplit=1)[0]).partition("(")[0]
        with suppress(TelegramError):
            said = wording.ALLOWED if allows else wording.IGNORED
            await query.edit_message_text(said.format(name=name, number=number))
            if allows:
                await send(query.get_bot(), number, *text_messages(wording.WELCOME))

    async def on_membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say in two lines what the bot is for, where it was added to a group."""
        change = update.my_chat_member
        if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return
        if change.old_chat_member.status in _IN or change.new_chat_member.status not in _IN:
            return
        chat = change.chat
        may_ask = self._access.may_ask(change.from_user.id, chat.id)
        text = wording.INTRODUCTION if may_ask else wording.INTRODUCTION_SHUT
        with suppress(TelegramError):  # it may have no right to write there
            said = text.format(bot=context.bot.username, chat=chat.id)
            await send(context.bot, chat.id, *text_messages(said))
        if not may_ask and not self._refusals.take(chat.id):
            await self._ask_admins(context.bot, chat.id, chat.title or "")

    async def migrate(self, message: Message) -> None:
        """Let a group that became a supergroup keep its right to ask and its subscription, and tell administrators."""
        old, new = message.chat_id, message.migrate_to_chat_id
        if new is None:
            return
        with logging_fault():
            if self._access.may_ask(0, old) and not self._access.is_open:
                await self.admit(new)
            await asyncio.to_thread(self._state.move, old, new)
        if old in self._access.chats:
            text = wording.MOVED.format(title=message.chat.title or "", old=old, new=new)
            await self._tell_admins(message.get_bot(), text)

    async def _turn_away(self, update: Update, bot: Bot) -> None:
        """Refuse whoever may not ask, once an hour, and ask the administrators in their name."""
        user, chat = update.effective_user, update.effective_chat
        is_private = chat is None or chat.type == ChatType.PRIVATE
        person = chat if chat is not None and not is_private else user
        if user is None or person is None:
            return
        if update.message is not None:
            if self._refusals.take(person.id):
                return
            name = getattr(person, "full_name", None) or getattr(person, "title", None) or ""
            await self._ask_admins(bot, person.id, name)
        how = wording.ASKED_FOR_YOU if self._access.admins and update.message else wording.TELL_NUMBER
        await _refuse(update, wording.NOT_ALLOWED.format(how=how.format(number=person.id)), wording.NOT_ALLOWED_INLINE)

    async def _ask_admins(self, bot: Bot, number: int, name: str) -> None:
        """Ask every administrator whether a person, or a group, may ask."""
        text = wording.REQUEST.format(name=sendable(name)[:_LONGEST_NAME].strip() or "-", number=number)
        keyboard = markup([(wording.ALLOW, f"g1:allow:{number}"), (wording.IGNORE, f"g1:ignore:{number}")])
        await self._tell_admins(bot, text, keyboard)

    async def _tell_admins(self, bot: Bot, text: str, keyboard: Keyboard = None) -> None:
        for admin in sorted(self._access.admins):
            with suppress(TelegramError):  # who never wrote to the bot cannot be told
                await send(bot, admin, *text_messages(text), keyboard=keyboard)


async def may_run(access: Access, message: Message, user: int) -> bool:
    """Whether a user runs the group of a message, or it is a private chat."""
    chat, wrote_as = message.chat, message.sender_chat
    if chat.type == ChatType.PRIVATE or access.may_administer(user):
        return True
    # An administrator who stays anonymous writes as the group itself.
    if wrote_as is not None and wrote_as.id == chat.id and user == getattr(message.from_user, "id", None):
        return True
    try:
        member = await message.get_bot().get_chat_member(chat.id, user)
    except TelegramError as error:
        _LOG.warning(wording.SEND_FAILED.format(error=error))
        return False
    return member.status in _RUNS


def for_group_admins(access: Access, answer: MessageCallback) -> MessageCallback:
    """Return a callback that in a group only those may call who run it; in a private chat everybody may."""

    async def administered(message: Message) -> None:
        if await may_run(access, message, message.from_user.id if message.from_user else 0):
            await answer(message)
        else:
            await say(message, wording.GROUP_ADMINS_ONLY)

    return administered


def for_admins(access: Access, answer: MessageCallback, *, refusal: str = ADMINS_ONLY) -> MessageCallback:
    """Return a callback for administrators, who are told what goes wrong in its own words.

    Others are refused kindly, and told their number where that is asked.
    """

    async def administered(message: Message) -> None:
        user = message.from_user
        if user is not None and message.sender_chat is None and access.may_administer(user.id):
            try:
                await answer(message)
            except (CorpusError, IndexFault) as error:
                await say(message, str(error))
        elif user is not None:
            await say(message, refusal.format(user=user.id))

    return administered


async def _refuse(update: Update, text: str, label: str) -> None:
    """Say something instead of an answer; where one asked inline, `label` stands on a button."""
    if update.callback_query is not None:
        await note(update.callback_query, text)
    elif update.inline_query is not None:
        button = InlineQueryResultsButton(label, start_parameter=_PAYLOAD)
        with suppress(TelegramError):  # too late for it to be shown
            await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.message is not None:
        await say(update.message, text)
