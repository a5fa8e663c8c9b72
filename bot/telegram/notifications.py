"""Notices: what the bot says unasked, to those who want to hear of reports and those whose question was declined."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import groupby
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import Application

from bot.answers import Sent
from bot.state import WEB, Miss, Place
from bot.telegram.render import report_line, text_messages
from bot.telegram.sending import Keyboard, may_be_done, send
from bot.telegram.services import Services
from bot.telegram.views import Press
from index.answer import Answer, Status
from index.store.generation import Generation
from prompts import notices as wording

_LOG = logging.getLogger(__name__)
# What Telegram says of a chat, or of a forum topic, that is no more.
_GONE = ("chat not found", "message thread not found", "topic_closed", "topic_deleted", "user is deactivated")


class Notices:
    """Looks whether another generation serves, and tells those who are concerned, each once.

    What is still to tell is in the stored state, so a restart loses nothing, and who could not be reached now is told
    at the next look.
    """

    def __init__(self, services: Services, bot: Bot) -> None:
        self._services = services
        self._bot = bot
        self._awake = asyncio.Event()
        self._closing = False

    def wake(self) -> None:
        """Let the next look be now."""
        self._awake.set()

    def close(self) -> None:
        """Let a look end with the message that it is sending."""
        self._closing = True

    async def watch(self, bot: Application[Any, Any, Any, Any, Any, Any], seconds: float) -> None:
        """Look again and again while the bot runs, after so many seconds or when woken."""
        while bot.running:
            # A task of the bot: what it raises is logged as faults are, and the next look comes all the same.
            await asyncio.wait([bot.create_task(self.look())])
            with suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), seconds)
            self._awake.clear()

    async def look(self) -> None:
        """Tell subscribers of the reports that are new to them, and ask again what another generation declined.

        Where several processes share the state, one of them tells. What was not told yet stays to be told.
        """
        generation = await self._services.work(lambda: self._services.engine.generation)
        self._services.metrics.generation.set(generation.number)
        if self._services.access.is_shut:  # nobody may be told; a setting left out is no reason to forget all
            return
        with ExitStack() as stack:
            if await self._services.work(stack.enter_context, self._services.state.alone()):
                await self._tell(generation)

    async def _tell(self, generation: Generation) -> None:
        state = self._services.state
        await self._services.work(state.meet, [report.sha256 for report in generation.reports])
        for unheard in await self._services.work(state.unheard):
            if self._closing:
                return
            new = [report for report in generation.reports if report.sha256 in unheard.reports]
            # What was rolled back meanwhile is told when it comes again.
            texts = text_messages(wording.NEWS.format(reports="\n".join(map(report_line, new))))
            if new and await self._send(unheard.place, texts):
                await self._services.work(state.tell, unheard)
        await self._services.work(state.expire)
        await self._ask_again(generation.number)

    async def _ask_again(self, generation: int) -> None:
        """Ask every question once, however many chats asked it."""
        state = self._services.state
        misses = await self._services.work(state.to_ask, generation)
        for question, asked in groupby(misses, lambda miss: miss.question):
            if self._closing:
                return
            answer = await self._services.work(self._services.engine.answer, question)
            if answer.status is not Status.ANSWERED:
                await self._services.work(state.decline, question, generation=generation)
                continue
            for miss in asked:
                if not await self._services.work(state.is_kept, miss):  # forgotten meanwhile
                    continue
                if miss.place != WEB:  # where nobody knows who asked
                    sent, texts, keyboard = await self._services.work(self._kept, miss, answer)
                    if not await self._send(miss.place, texts, keyboard=keyboard, sent=sent):
                        continue
                await self._services.work(state.settle, miss.place, miss.question)

    def _kept(self, miss: Miss, answer: Answer) -> tuple[Sent, Sequence[str], Keyboard]:
        """Keep an answer, and return it in words, what it answers last, with the buttons that answers have."""
        views = self._services.views
        content = views.content(answer, behind=wording.NOW_ANSWERED.format(question=answer.question))
        texts = views.texts(content)
        # No message of the chat has that number.
        sent = self._services.answers.keep(miss.place, -miss.id, content)
        return sent, texts, views.keyboard(sent, Press(sent.key))

    async def _send(
        self, place: Place, texts: Sequence[str], *, keyboard: Keyboard = None, sent: Sent | None = None
    ) -> bool:
        """Send the parts of a notice, buttons under the last; returns whether there is nothing more to try."""
        if place.chat > 0 and not self._services.access.may_ask(place.chat, place.chat):
            await self._services.work(self._services.state.forget, place.chat)
            return False
        try:
            written = [
                await send(self._bot, place.chat, text, thread=place.thread or None, keyboard=buttons)
                for text, buttons in zip(texts, [*[None] * (len(texts) - 1), keyboard], strict=True)
            ]
            if sent is not None:
                await self._services.work(self._services.answers.take_note, sent.key, written)
        except ChatMigrated as error:  # told under its new number at the next look
            await self._services.work(self._services.state.move, place.chat, error.new_chat_id)
            return False
        except TelegramError as error:
            return await self._give_up(place, error)
        return True

    async def _give_up(self, place: Place, error: TelegramError) -> bool:
        """Return whether another attempt would do no good; whoever cannot be reached any more is forgotten."""
        if isinstance(error, Forbidden):
            _LOG.info(wording.GONE.format(error=error))
            await self._services.work(self._services.state.forget, place.chat)
        elif isinstance(error, BadRequest) and any(sign in error.message.lower() for sign in _GONE):
            _LOG.info(wording.GONE.format(error=error))
            await self._services.work(self._services.state.drop, place)
        elif isinstance(error, BadRequest):
            _LOG.error(wording.NOT_TOLD_EVER.format(error=error))
            return True
        elif may_be_done(error):  # nobody is told twice
            return True
        else:
            _LOG.warning(wording.NOT_TOLD.format(error=error))
        return False
