"""The gate: who may ask, and how often; it stands before every handler, whatever kind of update that takes."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Chat, InlineQueryResultsButton, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, ContextTypes

from bot.access import Access
from bot.handlers.replies import Callback, reply
from bot.meter import Meter
from bot.pace import Pace, Turn
from bot.render import text_messages
from prompts import telegram as wording

Handler = BaseHandler[Any, Any, Any]

# In questions: who turns pages, or types inline, sends several of these for one question.
_COST, _LOW_COST = 1.0, 0.25
_PAYLOAD = "access"  # of the button beside a refusal inline, which opens the private chat


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
                await _refuse(update, _not_allowed(user.id, chat))
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

    async def _take(self, update: Update, user: int) -> Turn:
        if self._access.may_administer(user):
            return Turn.GRANTED
        return await self._pace.take(_person(update, user), _COST if update.message else _LOW_COST)


def _not_allowed(user: int, chat: Chat | None) -> _Refusal:
    is_private = chat is None or chat.type == ChatType.PRIVATE
    text = wording.NOT_ALLOWED if is_private else wording.NOT_ALLOWED_HERE
    return _Refusal(text.format(user=user, chat=chat.id if chat else ""), wording.NOT_ALLOWED_INLINE)


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
