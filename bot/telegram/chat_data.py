"""Kept: commands about what the bot keeps of a chat, its subscription and its declined questions."""

from dataclasses import asdict
from functools import partial

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.feedback import lines_of as lines_of_remarks
from bot.misses import clusters_of, lines_of
from bot.state import ANSWERS_DAYS, KEPT_DAYS, MOST_MISSES, Place, Removed
from bot.telegram.addressing import question_of, thread_of
from bot.telegram.render import pack, text_blocks, text_messages
from bot.telegram.replies import reply
from bot.telegram.services import Desk
from bot.telegram.sessions import KEPT_SECONDS
from index.query.courtesy import courtesy
from index.query.scope import scope_of
from prompts import feedback as feedback_wording
from prompts import notices as wording

_SHOWN_MISSES = 20
_SHOWN_REMARKS = 20
_LONGEST_NUMBER = 9


class Kept:
    """Answers /subscribe, /unsubscribe, /privacy and /forget, and to administrators /misses and /feedback."""

    def __init__(self, desk: Desk, *, logs_questions: bool = False) -> None:
        """Look after a state; `logs_questions` is whether the log holds what is asked, which /privacy then says."""
        self._desk = desk
        self._logs_questions = logs_questions

    async def on_subscribe(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let a chat, or a forum topic, hear of new reports."""
        message = update.effective_message
        if message is not None:
            is_new = await self._desk.work(partial(self._desk.state.subscribe, _place_of(message)))
            await reply(message, text_messages(wording.SUBSCRIBED if is_new else wording.SUBSCRIBED_ALREADY))

    async def on_unsubscribe(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let it hear no more."""
        message = update.effective_message
        if message is not None:
            did = await self._desk.work(partial(self._desk.state.unsubscribe, _place_of(message)))
            await reply(message, text_messages(wording.UNSUBSCRIBED if did else wording.NOT_SUBSCRIBED))

    async def on_privacy(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is kept."""
        if update.effective_message is not None:
            text = wording.PRIVACY.format(
                days=KEPT_DAYS, most=MOST_MISSES, answer_days=ANSWERS_DAYS, minutes=KEPT_SECONDS // 60
            )
            logged = wording.PRIVACY_LOGGED if self._logs_questions else ""
            await reply(update.effective_message, text_messages(text + logged))

    async def on_forget(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Delete what is kept of a chat."""
        message = update.effective_message
        if message is not None:
            self._desk.sessions.forget(message.chat_id)
            removed = await self._desk.work(partial(self._desk.state.forget, message.chat_id))
            said = wording.FORGOTTEN if removed != Removed(0, 0) else wording.NOTHING_KEPT
            await reply(message, text_messages(said.format(**asdict(removed))))

    async def on_misses(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List what was not answered, in private only: others asked it."""
        message = update.effective_message
        if message is None:
            return
        if message.chat.type != ChatType.PRIVATE:
            await reply(message, text_messages(wording.IN_PRIVATE))
            return
        await reply(message, await self._desk.work(self._misses))

    async def on_feedback(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """List what somebody found wrong, in private only, or remove what was dealt with: /feedback 12."""
        message = update.effective_message
        if message is None:
            return
        if message.chat.type != ChatType.PRIVATE:
            await reply(message, text_messages(feedback_wording.IN_PRIVATE))
            return
        number = question_of(message)
        if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER:
            there = await self._desk.work(partial(self._desk.feedback.settle, int(number)))
            said = feedback_wording.SETTLED if there else feedback_wording.NO_SUCH
            await reply(message, text_messages(said.format(number=number)))
        else:
            await reply(message, await self._desk.work(self._remarks))

    def _remarks(self) -> list[str]:
        remarks = self._desk.feedback.remarks()
        lines = [*lines_of_remarks(remarks, self._desk.engine.generation, most=_SHOWN_REMARKS)]
        if remarks:
            lines.append(feedback_wording.SETTLE_HOW.format(number=remarks[0].id))
        return pack([block for line in lines for block in text_blocks(line)], separator="\n")

    def _misses(self) -> list[str]:
        asked = [miss for miss in self._desk.state.misses() if courtesy(miss.question) is None]
        clusters = clusters_of(asked, scope_of(self._desk.engine.generation.reports))
        lines = lines_of(clusters, most=_SHOWN_MISSES)
        return pack([block for line in lines for block in text_blocks(line)], separator="\n")


def _place_of(message: Message) -> Place:
    return Place(message.chat_id, thread_of(message) or 0)
