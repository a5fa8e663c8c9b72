"""The gate: who may ask, and how often; it stands before every handler, whatever kind of update that takes."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultsButton, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, ContextTypes

from bot.telegram.access import Access
from bot.telegram.metrics import Meter
from bot.telegram.rate_limit import Pace, Turn
from bot.telegram.render import sendable, text_messages
from bot.telegram.replies import Callback, note, reply, send
from prompts import telegram as wording
from prompts.uploads import BUTTON_ADMINS_ONLY

Handler = BaseHandler[Any, Any, Any]

# In questions: who turns pages, or types inline, sends several of these for one question.
_COST, _LOW_COST = 1.0, 0.25
_PAYLOAD = "access"  # of the button beside a refusal inline, which opens the private chat
_VERSION = "g1"
ANY_BUTTON = r"^g\d+:"  # of any version
_DATA = re.compile(rf"{_VERSION}:(allow|ignore):(-?\d{{1,20}})")
_SAID_SECONDS = 3600.0  # for so long nobody is refused twice, and no administrator asked twice
_MOST_SAID = 10_000
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What is said instead of an answer: in a message, and on the button where one asked inline."""

    text: str
    label: str


class Gate:
    """Lets through those who may ask, at a pace; others are told, kindly, what there is to do."""

    def __init__(self, access: Access, pace: Pace, meter: Meter) -> None:
        self._access = access
        self._meter = meter
        self._pace = pace
        self._said: OrderedDict[int, float] = OrderedDict()

    def guard(self, handlers: Iterable[Handler], *, for_all: bool = False) -> list[Handler]:
        """Return handlers with the gate before each; what none of them takes is not refused either.

        Args:
            handlers: what is guarded.
            for_all: whether those too are let through, at the same pace, who may not ask.
        """
        guarded = list(handlers)
        for handler in guarded:
            handler.callback = self.admitting(handler.callback, for_all=for_all)
        return guarded

    def admitting(self, callback: Callback, *, for_all: bool = False) -> Callback:
        """Return a callback for those who are let through."""

        async def admitted(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            user = update.effective_user
            if user is None:
                return
            chat = update.effective_chat
            if not (for_all or self._access.may_ask(user.id, chat.id if chat else None)):
                self._meter.refused("access")
                await self._turn_away(update, context.bot)
                return
            turn = await self._take(update, user.id)
            if turn is Turn.GRANTED:
                await callback(update, context)
                return
            self._meter.refused("pace")
            if turn is Turn.REFUSED or update.message is None:  # a button that says nothing seems broken
                text = wording.TOO_FAST.format(seconds=self._pace.seconds)
                await _refuse(update, _Refusal(text, wording.TOO_FAST_INLINE))

        return admitted

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let in whom an administrator allows, and tell them."""
        query = update.callback_query
        pressed = _DATA.fullmatch(query.data or "") if query else None
        if query is None or pressed is None:
            return
        if not self._access.may_administer(query.from_user.id):
            await note(query, BUTTON_ADMINS_ONLY)
            return
        number, allows = int(pressed[2]), pressed[1] == "allow"
        if allows:
            await asyncio.to_thread(self._access.admit, number)
        await note(query)
        shown = getattr(query.message, "text", None) or ""
        name = shown.removeprefix(wording.REQUEST.split("{", maxsplit=1)[0]).partition("(")[0]
        with suppress(TelegramError):
            said = wording.ALLOWED if allows else wording.IGNORED
            await query.edit_message_text(said.format(name=name, number=number))
            if allows:
                await send(context.bot, number, text_messages(wording.WELCOME)[0])

    async def _take(self, update: Update, user: int) -> Turn:
        if self._access.may_administer(user):
            return Turn.GRANTED
        return await self._pace.take(_person(update, user), _COST if update.message else _LOW_COST)

    async def _turn_away(self, update: Update, bot: Bot) -> None:
        """Refuse whoever may not ask, once an hour, and ask the administrators in their name."""
        user, chat = update.effective_user, update.effective_chat
        is_private = chat is None or chat.type == ChatType.PRIVATE
        person = chat if chat is not None and not is_private else user
        if user is None or person is None:
            return
        if update.message is not None and not self.is_first(person.id):
            return
        name = getattr(person, "full_name", None) or getattr(person, "title", None) or ""
        if update.message is not None:
            await self.ask_admins(bot, person.id, name)
        how = wording.ASKED_FOR_YOU if self._access.admins and update.message else wording.TELL_NUMBER
        text = wording.NOT_ALLOWED if is_private else wording.NOT_ALLOWED_HERE
        await _refuse(update, _Refusal(text.format(how=how.format(number=person.id)), wording.NOT_ALLOWED_INLINE))

    async def ask_admins(self, bot: Bot, number: int, name: str) -> None:
        """Ask every administrator whether a person, or a group, may ask."""
        text = wording.REQUEST.format(name=sendable(name)[:_LONGEST_NAME].strip() or "-", number=number)
        row = [
            InlineKeyboardButton(says, callback_data=f"{_VERSION}:{what}:{number}")
            for says, what in ((wording.ALLOW, "allow"), (wording.IGNORE, "ignore"))
        ]
        for admin in sorted(self._access.admins):
            with suppress(TelegramError):  # who never wrote to the bot cannot be told
                await send(bot, admin, text_messages(text)[0], keyboard=InlineKeyboardMarkup([row]))

    def is_first(self, number: int) -> bool:
        """Whether nothing was said to a person or a group for an hour, which is so no longer."""
        now = time.monotonic()
        before = self._said.get(number)
        if before is not None and now - before < _SAID_SECONDS:
            return False
        self._said[number] = now
        self._said.move_to_end(number)
        if len(self._said) > _MOST_SAID:
            self._said.popitem(last=False)
        return True


def _person(update: Update, user: int) -> int:
    """Return who is counted: those who write as a group or a channel share one user, and are told apart by that."""
    message = update.message
    return message.sender_chat.id if message is not None and message.sender_chat is not None else user


async def _refuse(update: Update, refusal: _Refusal) -> None:
    if update.callback_query is not None:
        with suppress(TelegramError):  # too late for it to be shown
            await update.callback_query.answer(refusal.text, show_alert=True)
    elif update.inline_query is not None:
        button = InlineQueryResultsButton(refusal.label, start_parameter=_PAYLOAD)
        with suppress(TelegramError):
            await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.message is not None:
        await reply(update.message, text_messages(refusal.text))
