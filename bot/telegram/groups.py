"""Groups: the bot introduces itself, moves along when a group gets another number, and knows who runs a group."""

import asyncio
import logging
from contextlib import suppress
from functools import partial

from telegram import ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.state import State
from bot.telegram.admission import Access, Admission
from bot.telegram.render import text_messages
from bot.telegram.sending import MessageCallback, say, send
from index.errors import IndexFault
from prompts import telegram as wording

_LOG = logging.getLogger(__name__)
_RUNS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
_IN = (ChatMember.MEMBER, *_RUNS)


class Groups:
    """Takes what happens to a group itself."""

    def __init__(self, state: State, access: Access, admission: Admission) -> None:
        self._state = state
        self._access = access
        self._admission = admission

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
            await send(context.bot, chat.id, text_messages(text.format(bot=context.bot.username, chat=chat.id))[0])
        if not may_ask and self._admission.is_first(chat.id):
            await self._admission.ask_admins(context.bot, chat.id, chat.title or "")

    async def migrate(self, message: Message) -> None:
        """Let a group that became a supergroup keep its right to ask and its subscription, and tell administrators."""
        old, new = message.chat_id, message.migrate_to_chat_id
        if new is None:
            return
        was_named = old in self._access.chats
        try:
            if self._access.may_ask(0, old) and not self._access.is_open:
                await asyncio.to_thread(self._access.admit, new)
            await asyncio.to_thread(partial(self._state.move, old, new))
        except IndexFault as error:
            _LOG.error(error)
        if was_named:
            text = wording.MOVED.format(title=message.chat.title or "", old=old, new=new)
            for admin in sorted(self._access.admins):
                with suppress(TelegramError):
                    await send(message.get_bot(), admin, text_messages(text)[0])

    def for_admins(self, answer: MessageCallback) -> MessageCallback:
        """Return a callback that in a group only those may call who run it; in a private chat everybody may."""

        async def administered(message: Message) -> None:
            if await self.may_run(message, message.from_user.id if message.from_user else 0):
                await answer(message)
            else:
                await say(message, wording.GROUP_ADMINS_ONLY)

        return administered

    async def may_run(self, message: Message, user: int) -> bool:
        """Whether a user runs the group of a message, or it is a private chat."""
        chat = message.chat
        if chat.type == ChatType.PRIVATE or self._access.may_administer(user):
            return True
        wrote_as = message.sender_chat  # an administrator who stays anonymous writes as the group itself
        if wrote_as is not None and wrote_as.id == chat.id and user == getattr(message.from_user, "id", None):
            return True
        try:
            member = await message.get_bot().get_chat_member(chat.id, user)
        except TelegramError as error:
            _LOG.warning(wording.SEND_FAILED.format(error=error))
            return False
        return member.status in _RUNS
