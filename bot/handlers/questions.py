"""Questions: a message is answered from the engine, with quotes that were checked just before they are sent."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answers import Content, Sent
from bot.handlers.addressing import is_for_bot, is_question, party_of, question_of, thread_of
from bot.handlers.outbox import Letter, Outbox
from bot.holdings import Catalogue
from bot.meter import Meter
from bot.render import example_lines, text_messages
from bot.sessions import Party, Sessions
from bot.state import Place, State
from bot.views import Views
from index.answer import Answer, Status
from index.engine import Engine
from index.errors import Damaged, IndexFault
from index.query.courtesy import courtesy
from index.storage.generation import Generation
from prompts import telegram as wording

LONGEST_QUESTION = 500
_LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer in words, and the generation that was there when it was asked for."""

    answer: Answer
    generation: int
    texts: list[str]


class Questions:
    """Answers questions; what computes runs in `workers`, off the event loop."""

    def __init__(
        self,
        engine: Engine,
        *,
        catalogue: Catalogue,
        sessions: Sessions,
        views: Views,
        outbox: Outbox,
        state: State,
        workers: Executor,
        meter: Meter,
    ) -> None:
        """Answer from an engine; what it declines is kept in `state`."""
        self._engine = engine
        self._catalogue = catalogue
        self._sessions = sessions
        self._views = views
        self._outbox = outbox
        self._meter = meter
        self._state = state
        self._workers = workers

    async def on_question(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message, or say what is wrong with it as a question."""
        if update.effective_message is not None:
            await self._answer(update.effective_message)

    async def on_edit(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question in the place of the answer to what it was before."""
        message = update.edited_message
        if message is None or not is_question(message):
            return
        before = await self._outbox.answer_to(message)
        if before is None and not is_for_bot(message):
            return
        if before is None or before.content.asked != question_of(message):
            await self._answer(message, before=before)
            if before is not None:  # nobody asks any more what it was before
                place = Place(message.chat_id, thread_of(message) or 0)
                await asyncio.to_thread(self._settle, place, before.content.understood)

    async def on_choice(self, message: Message, user: int, before: Sent, number: int) -> None:
        """Answer a reading of a question that was chosen, in the place of the answer that it was offered with.

        Args:
            message: the bot's, with the button.
            user: who pressed it.
            before: the answer that the choice was offered with.
            number: what was chosen, counted in the choices of that answer.

        Raises:
            Damaged: a source is missing or altered.
        """
        question = before.content.choices[number].question
        asked_at = time.monotonic()
        asked = await self._work(partial(self._ask, question, None, asked=before.content.asked))
        self._meter.asked(asked.answer, generation=asked.generation, seconds=time.monotonic() - asked_at)
        party = Party(message.chat_id, thread_of(message) or 0, user)
        self._sessions.remember(party, asked.answer, message=before.message)
        content = Content.of(asked.answer).after(before.content, number)
        await self._outbox.send(message, Letter(asked.texts, content), before=before)

    async def _answer(self, message: Message, *, before: Sent | None = None) -> None:
        question = question_of(message)
        if not question:
            holdings = await self._work(self._catalogue.holdings)
            said = wording.ASK_WHAT.format(examples=example_lines(holdings.examples))
        elif len(question) > LONGEST_QUESTION:
            said = wording.TOO_LONG.format(limit=LONGEST_QUESTION)
        else:
            await self._answer_question(message, question, before)
            return
        await self._outbox.send(message, Letter(text_messages(said)), before=before)

    async def _answer_question(self, message: Message, question: str, before: Sent | None) -> None:
        party = party_of(message)
        previous = self._sessions.previous(party, message=message.message_id) if party else None
        job = self._work(partial(self._ask, question, previous))
        asked_at = time.monotonic()
        try:
            _, asked = await asyncio.gather(_show_typing(message), job)
        except Damaged as error:
            _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
            await self._outbox.send(message, Letter(text_messages(wording.CHECK_FAILED)), before=before)
            return
        self._meter.asked(asked.answer, generation=asked.generation, seconds=time.monotonic() - asked_at)
        if party:
            self._sessions.remember(party, asked.answer, message=message.message_id)
        await self._outbox.send(message, Letter(asked.texts, Content.of(asked.answer)), before=before)
        place = Place(message.chat_id, thread_of(message) or 0)
        # Not behind the questions that wait for a worker: until then this one counts as not handled, and would be
        # answered once more after a kill.
        await asyncio.to_thread(self._keep, place, asked, is_follow_up=previous is not None)

    def _ask(self, question: str, previous: Answer | None, *, asked: str | None = None) -> _Asked:
        """Answer, check every quote against its source, then put the answer in words.

        Args:
            question: what to answer.
            previous: the answer to the turn before.
            asked: what was asked, where that is less than the question.

        Raises:
            Damaged: a source is missing or altered, or a quote is not what stands there.
        """
        generation = self._engine.generation.number
        answer = self._engine.answer(question, previous=previous)
        if answer.status is Status.NOT_FOUND:
            answer = replace(answer, choices=self._catalogue.holdings().choices)
        answer = replace(answer, question=asked or answer.question)
        check_quotes(answer, self._engine.generation)
        return _Asked(answer, generation, self._views.texts(answer))

    def _keep(self, place: Place, asked: _Asked, *, is_follow_up: bool) -> None:
        """Keep what was declined, written out in full, and remove what was answered after all."""
        question = asked.answer.understood
        if courtesy(question):
            return
        if asked.answer.status is Status.ANSWERED:
            self._settle(place, question)
            return
        try:
            # Later it is asked without the turn before: what is answered then already is no miss.
            if not is_follow_up or self._engine.answer(question).status is not Status.ANSWERED:
                self._state.keep(place, question, generation=asked.generation)
        except IndexFault as error:  # the answer was sent, and that is what matters
            _LOG.error(error)

    def _settle(self, place: Place, question: str) -> None:
        try:
            self._state.settle(place, question)
        except IndexFault as error:  # the answer was sent, and that is what matters
            _LOG.error(error)

    async def _work(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, job)


async def _show_typing(message: Message) -> None:
    with suppress(TelegramError):  # the answer matters, and says itself whether it arrives
        await message.get_bot().send_chat_action(
            message.chat_id, ChatAction.TYPING, message_thread_id=thread_of(message)
        )


def check_quotes(answer: Answer, generation: Generation) -> None:
    """Check every quote of an answer, and the figures put before it, against its source as it is now.

    Raises:
        Damaged: a source is missing or altered, or a quote or figure is not what stands there.
    """
    for quote in answer.quotes:
        text = generation.source_text(quote.sha256)
        told = [(quote.start, quote.end, quote.text), *((one.start, one.end, one.text) for one in quote.answering)]
        if any(text[start:end] != words for start, end, words in told):
            raise Damaged(wording.SOURCE_DIFFERS.format(report=quote.report))
