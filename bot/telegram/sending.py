"""The outbox: an answer is kept before it is sent, so that its buttons work from the first moment."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message
from telegram.constants import ChatType

from bot.answers import NO_ANSWER, PART, Answers, Content, Sent
from bot.state import Place
from bot.telegram.addressing import thread_of
from bot.telegram.keyboards import Press, View
from bot.telegram.replies import Keyboard, rewrite
from bot.telegram.views import Views
from index.errors import IndexFault

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent: the HTML of one message or more, and what is kept of the answer."""

    texts: Sequence[str]
    content: Content = NO_ANSWER


class Outbox:
    """Sends answers with their buttons, and puts another answer where one was sent.

    What it keeps does not wait behind the questions of others, so it runs in threads of its own.
    """

    def __init__(self, answers: Answers, views: Views) -> None:
        self._answers = answers
        self._views = views

    async def send(self, message: Message, letter: Letter, *, before: Sent | None = None, part: int = 0) -> None:
        """Send an answer, in the messages of the one before where there is one.

        Args:
            message: what is answered, or another message of the same chat and forum topic where there was an answer
                before.
            letter: what to send.
            before: what the question was answered with until now.
            part: which question of the message it answers, counted from 0.

        Raises:
            telegram.error.TelegramError: a part was not sent.
        """
        slot = before.message if before else message.message_id + part * PART
        answering = slot % PART
        replies = before.replies if before else ()
        place = Place(message.chat_id, thread_of(message) or 0)
        sent: Sent | None = None
        keyboard: Keyboard = None
        try:
            sent, keyboard = await asyncio.to_thread(self._kept, place, slot, letter.content, bot=linked_bot(message))
        except IndexFault as error:  # without its buttons, but it is sent, and that is what matters
            _LOG.error(error)
        written = await rewrite(
            message,
            letter.texts,
            answering=answering,
            replies=sent.replies if sent else replies,
            keyboard=keyboard,
            is_latest=before is None,
            is_again=sent is not None and sent.was_there,
        )
        if sent is not None and tuple(written) != sent.replies:
            try:
                await asyncio.to_thread(self._answers.take_note, sent.key, written)
            except IndexFault as error:
                _LOG.error(error)

    async def answer_to(self, message: Message, *, part: int = 0) -> Sent | None:
        """Return what a question of a message was answered with."""
        return await asyncio.to_thread(self._answers.of_message, message.chat_id, message.message_id + part * PART)

    async def answer_replied_to(self, message: Message) -> Sent | None:
        """Return the answer that a message replies to, whoever had asked; None where it is no answer."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or replied.from_user.id != message.get_bot().id:
            return None
        sent = await asyncio.to_thread(self._answers.of_reply, message.chat_id, replied.message_id)
        return sent if sent and sent.content.understood else None

    async def latest(self, message: Message, *, seconds: float) -> Sent | None:
        """Return the last answer in the chat and topic of a message before it, not older than so many seconds."""
        place = Place(message.chat_id, thread_of(message) or 0)
        return await asyncio.to_thread(self._answers.latest, place, before=message.message_id, seconds=seconds)

    def _kept(self, place: Place, message: int, content: Content, *, bot: str | None) -> tuple[Sent, Keyboard]:
        """Keep an answer, and return it with its buttons."""
        sent = self._answers.keep(place, message, content)
        return sent, self._views.keyboard(sent, Press(sent.key, View.ANSWER), bot=bot)


def linked_bot(message: Message) -> str | None:
    """Return the bot's name where a link to a private chat with it is of use: in a group."""
    return None if message.chat.type == ChatType.PRIVATE else message.get_bot().username
