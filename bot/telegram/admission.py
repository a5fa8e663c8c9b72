"""Admission: who may ask, and how often, checked before every handler; and what happens to a group itself."""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from math import ceil
from typing import Any

from telegram import CallbackQuery, ChatMember, InlineQueryResultsButton, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.telegram.metrics import logging_fault
from bot.telegram.render import markup, sendable, text_messages
from bot.telegram.sending import Keyboard, note, say, send
from bot.telegram.services import Services
from corpus.errors import CorpusError
from index.errors import IndexFault
from prompts import telegram as wording
from prompts.uploads import ADMINS_ONLY

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
# Of a message, or of a button, the message that it stands under, and the match of its data; and the services.
Answer = Callable[..., Coroutine[Any, Any, None]]
_LOG = logging.getLogger(__name__)
# In questions: who turns pages, or types inline, sends several of these for one question.
_COST, _LOW_COST = 1.0, 0.25
_PAYLOAD = "access"  # of the button beside a refusal inline, which opens the private chat
BUTTON = re.compile(r"g1:(allow|ignore):(-?\d{1,20})$")
_LONGEST_NAME = 64
_RUNS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
_IN = (ChatMember.MEMBER, *_RUNS)


def answering(answer: Answer, *, admins: bool = False, refusal: str = ADMINS_ONLY, **who: bool) -> Callback:
    """Return the callback of a handler for those whom `admits` lets through; administrators are told of faults."""

    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        services, query = context.bot_data["services"], update.callback_query
        if not await admits(update, services, admins=admins, refusal=refusal, **who):
            return
        try:
            if query is not None and not admins and not isinstance(query.message, Message):
                await note(query, wording.OLD_BUTTON)
            elif query is not None:
                await answer(query, query.message, context.matches and context.matches[0], services)
            else:
                await answer(update.inline_query or update.effective_message, services)
        except (CorpusError, IndexFault) as error:
            if not admins:
                raise
            await _refuse(update, str(error))

    return callback


async def admits(
    update: Update,
    services: Services,
    *,
    for_all: bool = False,
    managers: bool = False,
    admins: bool = False,
    refusal: str = ADMINS_ONLY,
) -> bool:
    """Whether an update is let through; who may not ask, or asks too fast, is told, kindly, what there is to do.

    `for_all` lets through who may not ask, too, `managers` only who runs the group, in private everybody, and `admins`
    only administrators: others are told the `refusal`.
    """
    user, chat, message, access = update.effective_user, update.effective_chat, update.message, services.access
    if user is None:
        return False
    if not (for_all or access.may_ask(user.id, chat.id if chat else None)):
        services.metrics.refused.labels("access").inc()
        await _turn_away(update, services)
        return False
    # Those who write as a group or a channel share one user, and are told apart by that.
    wrote_as = message.sender_chat if message else None
    person = wrote_as.id if wrote_as else user.id
    is_admin = user.id in access.settings.admins
    seconds = 0.0 if is_admin else access.rate_limit.take(person, _COST if message else _LOW_COST)
    if seconds:
        services.metrics.refused.labels("pace").inc()
        if person not in access.hurried or message is None:  # a button that says nothing seems broken
            access.hurried.add(person)
            await _refuse(update, wording.TOO_FAST.format(seconds=ceil(seconds)), wording.TOO_FAST_INLINE)
        return False
    access.hurried.discard(person)
    said = ""
    if admins and (wrote_as or not is_admin):
        said = refusal.format(user=user.id)
    elif managers and message and not await may_run(services, message, user.id):
        said = wording.GROUP_ADMINS_ONLY
    if said:
        await _refuse(update, said)
    return not said


async def admit(number: int, services: Services) -> None:
    """Let a user or a chat ask, until the bot ends even where that cannot be stored (raises IndexFault)."""
    services.access.admitted.add(number)
    await asyncio.to_thread(services.state.admit, number)


async def on_button(
    query: CallbackQuery, message: MaybeInaccessibleMessage, match: re.Match[str], services: Services
) -> None:
    """Let in whom an administrator allows, and tell them."""
    number, allows = int(match[2]), match[1] == "allow"
    if allows:
        await admit(number, services)
    await note(query)
    shown = getattr(message, "text", None) or ""
    name = shown.removeprefix(wording.REQUEST.split("{", maxsplit=1)[0]).partition("(")[0]
    with suppress(TelegramError):
        await query.edit_message_text((wording.ALLOWED if allows else wording.IGNORED).format(name=name, number=number))
        if allows:
            await send(services.bot, number, *text_messages(wording.WELCOME))


async def on_membership(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say in two lines what the bot is for, where it was added to a group."""
    change, services = update.my_chat_member, context.bot_data["services"]
    if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return
    chat, access = change.chat, services.access
    if change.old_chat_member.status in _IN or change.new_chat_member.status not in _IN:
        return
    may_ask = access.may_ask(change.from_user.id, chat.id)
    text = wording.INTRODUCTION if may_ask else wording.INTRODUCTION_SHUT
    with suppress(TelegramError):  # it may have no right to write there
        await send(services.bot, chat.id, *text_messages(text.format(bot=services.bot.username, chat=chat.id)))
    if not may_ask and not access.refusals.take(chat.id):
        await _ask_admins(services, chat.id, chat.title or "")


async def on_migration(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let a group that became a supergroup keep its right to ask and its subscription, and tell administrators."""
    message, services = update.effective_message, context.bot_data["services"]
    if message is None or message.migrate_to_chat_id is None:
        return
    old, new = message.chat_id, message.migrate_to_chat_id
    with logging_fault():
        if services.access.may_ask(0, old) and not services.access.settings.open:
            await admit(new, services)
        await asyncio.to_thread(services.state.move, old, new)
    if old in services.access.settings.allowed_chats:
        await _tell_admins(services, wording.MOVED.format(title=message.chat.title or "", old=old, new=new))


async def _turn_away(update: Update, services: Services) -> None:
    """Refuse whoever may not ask, once an hour, and ask the administrators in their name."""
    user, chat, access = update.effective_user, update.effective_chat, services.access
    person = user if chat is None or chat.type == ChatType.PRIVATE else chat
    if person is None:
        return
    if update.message is not None:
        if access.refusals.take(person.id):
            return
        await _ask_admins(services, person.id, getattr(person, "full_name", None) or getattr(person, "title", "") or "")
    how = wording.ASKED_FOR_YOU if access.settings.admins and update.message else wording.TELL_NUMBER
    await _refuse(update, wording.NOT_ALLOWED.format(how=how.format(number=person.id)), wording.NOT_ALLOWED_INLINE)


async def _ask_admins(services: Services, number: int, name: str) -> None:
    """Ask every administrator whether a person, or a group, may ask."""
    text = wording.REQUEST.format(name=sendable(name)[:_LONGEST_NAME].strip() or "-", number=number)
    keyboard = markup([(wording.ALLOW, f"g1:allow:{number}"), (wording.IGNORE, f"g1:ignore:{number}")])
    await _tell_admins(services, text, keyboard)


async def _tell_admins(services: Services, text: str, keyboard: Keyboard = None) -> None:
    for admin in sorted(services.access.settings.admins):
        with suppress(TelegramError):  # who never wrote to the bot cannot be told
            await send(services.bot, admin, *text_messages(text), reply_markup=keyboard)


async def _refuse(update: Update, text: str, label: str = "") -> None:
    """Say something instead of an answer; where one asked inline, `label` stands on a button."""
    if update.callback_query is not None:
        await note(update.callback_query, text)
    elif update.inline_query is not None:
        button = InlineQueryResultsButton(label, start_parameter=_PAYLOAD)
        with suppress(TelegramError):  # too late for it to be shown
            await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.message is not None:
        await say(update.message, text)


async def may_run(services: Services, message: Message, user: int) -> bool:
    """Whether a user runs the group of a message, or it is a private chat."""
    chat, wrote_as = message.chat, message.sender_chat
    if chat.type == ChatType.PRIVATE or user in services.access.settings.admins:
        return True
    # An administrator who stays anonymous writes as the group itself.
    if wrote_as is not None and wrote_as.id == chat.id and user == getattr(message.from_user, "id", None):
        return True
    try:
        return (await message.get_bot().get_chat_member(chat.id, user)).status in _RUNS
    except TelegramError as error:
        _LOG.warning(wording.SEND_FAILED.format(error=error))
        return False
