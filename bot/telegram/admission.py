"""Admission: who may ask, and how often; checked before every handler, whatever kind of update that takes."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from math import ceil
from typing import Any

from telegram import Bot, InlineQueryResultsButton, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, ContextTypes

from bot.rate_limit import RateLimit
from bot.telegram.metrics import Metrics
from bot.telegram.render import markup, sendable, text_messages
from bot.telegram.sending import Callback, note, say, send
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


class Access:
    """The users and the chats that may ask: those named, or everybody where that is set. Administrators always may.

    Beside those named in the settings there are those whom an administrator allowed in chat, which are stored.
    """

    def __init__(
        self,
        *,
        users: Iterable[int] = (),
        chats: Iterable[int] = (),
        admins: Iterable[int] = (),
        is_open: bool = False,
        admitted: Iterable[int] = (),
        keep: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Let these in; `keep` stores the number of whoever is admitted later, and may block."""
        self.users = frozenset(users)
        self.chats = frozenset(chats)
        self.admins = frozenset(admins)
        self.is_open = is_open
        self._admitted = set(admitted)
        self._keep = keep

    @property
    def is_shut(self) -> bool:
        """Whether nobody at all may ask, as where nothing was set."""
        return not (self.is_open or self.users or self.chats or self.admins or self._admitted)

    def may_ask(self, user: int, chat: int | None) -> bool:
        """Whether a user may ask in a chat; None where it is not known, as of what is asked inline."""
        named = user in self.users or chat in self.chats or not self._admitted.isdisjoint((user, chat))
        return self.is_open or named or self.may_administer(user)

    def may_administer(self, user: int) -> bool:
        """Whether a user may change the index."""
        return user in self.admins

    def admit(self, number: int) -> None:
        """Let a user or a chat ask from now on.

        Raises:
            IndexFault: that cannot be stored; it holds all the same until the bot ends.
        """
        self._admitted.add(number)
        self._keep(number)


class Admission:
    """Lets through those who may ask, not too fast; others are told, kindly, what there is to do."""

    def __init__(self, access: Access, rate_limit: RateLimit, metrics: Metrics) -> None:
        self._access = access
        self._metrics = metrics
        self._rate_limit = rate_limit
        self._said: OrderedDict[int, float] = OrderedDict()
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
            user = update.effective_user
            if user is None:
                return
            chat = update.effective_chat
            if not (for_all or self._access.may_ask(user.id, chat.id if chat else None)):
                self._metrics.refused("access")
                await self._turn_away(update, context.bot)
                return
            seconds, person = 0.0, _person(update, user.id)
            if not self._access.may_administer(user.id):
                seconds = self._rate_limit.take(person, _COST if update.message else _LOW_COST)
            if not seconds:
                self._hurried.discard(person)
                await callback(update, context)
                return
            self._metrics.refused("pace")
            if person not in self._hurried or update.message is None:  # a button that says nothing seems broken
                self._hurried.add(person)
                text = wording.TOO_FAST.format(seconds=ceil(seconds))
                await _refuse(update, text, wording.TOO_FAST_INLINE)

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

    async def _turn_away(self, update: Update, bot: Bot) -> None:
        """Refuse whoever may not ask, once an hour, and ask the administrators in their name."""
        user, chat = update.effective_user, update.effective_chat
        is_private = chat is None or chat.type == ChatType.PRIVATE
        person = chat if chat is not None and not is_private else user
        if user is None or person is None:
            return
        if update.message is not None:
            if not self.is_first(person.id):
                return
            name = getattr(person, "full_name", None) or getattr(person, "title", None) or ""
            await self.ask_admins(bot, person.id, name)
        how = wording.ASKED_FOR_YOU if self._access.admins and update.message else wording.TELL_NUMBER
        text = wording.NOT_ALLOWED if is_private else wording.NOT_ALLOWED_HERE
        await _refuse(update, text.format(how=how.format(number=person.id)), wording.NOT_ALLOWED_INLINE)

    async def ask_admins(self, bot: Bot, number: int, name: str) -> None:
        """Ask every administrator whether a person, or a group, may ask."""
        text = wording.REQUEST.format(name=sendable(name)[:_LONGEST_NAME].strip() or "-", number=number)
        offered = ((wording.ALLOW, "allow"), (wording.IGNORE, "ignore"))
        keyboard = markup([(says, f"{_VERSION}:{what}:{number}") for says, what in offered])
        for admin in sorted(self._access.admins):
            with suppress(TelegramError):  # who never wrote to the bot cannot be told
                await send(bot, admin, text_messages(text)[0], keyboard=keyboard)

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


async def _refuse(update: Update, text: str, label: str) -> None:
    """Say something instead of an answer; where one asked inline, `label` stands on a button."""
    with suppress(TelegramError) if update.message is None else nullcontext():  # too late for it to be shown
        if update.callback_query is not None:
            await update.callback_query.answer(text, show_alert=True)
        elif update.inline_query is not None:
            button = InlineQueryResultsButton(label, start_parameter=_PAYLOAD)
            await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
        elif update.message is not None:
            await say(update.message, text)
