"""Commands about what is stored of a chat, its subscription, and what was not answered or wrong."""

from collections.abc import Iterable
from dataclasses import asdict

from telegram import Message
from telegram.constants import ChatType

from bot.feedback import lines_of as lines_of_remarks
from bot.misses import clusters_of, lines_of
from bot.state import ANSWERS_DAYS, KEPT_DAYS, MOST_MISSES, Removed
from bot.telegram.conversation import KEPT_SECONDS, place_of, question_of
from bot.telegram.render import pack, text_blocks
from bot.telegram.sending import reply, say
from bot.telegram.services import Services
from prompts import feedback as feedback_wording
from prompts import notices as wording

_SHOWN = 20
_LONGEST_NUMBER = 9


class ChatData:
    """Answers /subscribe, /unsubscribe, /privacy and /forget, and to administrators /misses and /feedback."""

    def __init__(self, services: Services, *, logs_questions: bool = False) -> None:
        """Look after a state; `logs_questions` is whether the log holds what is asked, which /privacy then says."""
        self._services = services
        self._logs_questions = logs_questions

    async def subscribe(self, message: Message) -> None:
        """Let a chat, or a forum topic, hear of new reports."""
        is_new = await self._services.work(self._services.state.subscribe, place_of(message))
        await say(message, wording.SUBSCRIBED if is_new else wording.SUBSCRIBED_ALREADY)

    async def unsubscribe(self, message: Message) -> None:
        """Let it hear no more."""
        did = await self._services.work(self._services.state.unsubscribe, place_of(message))
        await say(message, wording.UNSUBSCRIBED if did else wording.NOT_SUBSCRIBED)

    async def privacy(self, message: Message) -> None:
        """Say what is kept."""
        text = wording.PRIVACY.format(
            days=KEPT_DAYS, most=MOST_MISSES, answer_days=ANSWERS_DAYS, minutes=KEPT_SECONDS // 60
        )
        await say(message, text + (wording.PRIVACY_LOGGED if self._logs_questions else ""))

    async def forget(self, message: Message) -> None:
        """Delete what is kept of a chat."""
        self._services.sessions.forget(message.chat_id)
        removed = await self._services.work(self._services.state.forget, message.chat_id)
        said = wording.FORGOTTEN if removed != Removed(0, 0) else wording.NOTHING_KEPT
        await say(message, said.format(**asdict(removed)))

    async def misses(self, message: Message) -> None:
        """List what was not answered, in private only: others asked it."""
        if message.chat.type != ChatType.PRIVATE:
            await say(message, wording.IN_PRIVATE)
        else:
            await reply(message, await self._services.work(self._listed_misses))

    async def feedback(self, message: Message) -> None:
        """List what somebody found wrong, in private only, or remove what was dealt with: /feedback 12."""
        number = question_of(message)
        if message.chat.type != ChatType.PRIVATE:
            await say(message, wording.IN_PRIVATE)
        elif number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER:
            there = await self._services.work(self._services.feedback.settle, int(number))
            said = feedback_wording.SETTLED if there else feedback_wording.NO_SUCH
            await say(message, said.format(number=number))
        else:
            await reply(message, await self._services.work(self._listed_feedback))

    def _listed_feedback(self) -> list[str]:
        remarks = self._services.feedback.remarks()
        lines = [*lines_of_remarks(remarks, self._services.engine.generation, most=_SHOWN)]
        if remarks:
            lines.append(feedback_wording.SETTLE_HOW.format(number=remarks[0].id))
        return _packed(lines)

    def _listed_misses(self) -> list[str]:
        clusters = clusters_of(self._services.state.misses(), self._services.engine.generation.reports)
        return _packed(lines_of(clusters, most=_SHOWN))


def _packed(lines: Iterable[str]) -> list[str]:
    return pack([block for line in lines for block in text_blocks(line)], separator="\n")
