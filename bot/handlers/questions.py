"""Questions: a message is answered from the engine, with quotes that were checked just before they are sent."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.handlers.addressing import party_of, question_of, thread_of
from bot.handlers.replies import reply
from bot.holdings import Catalogue
from bot.meter import Meter
from bot.render import answer_messages, example_lines, text_messages
from bot.sessions import Sessions
from bot.state import Place, State
from index.answer import Answer, Status
from index.engine import Engine
from index.errors import Damaged, IndexFault
from index.storage.generation import Generation
from index.understanding.asking import is_idle
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
        workers: Executor,
        meter: Meter,
        state: State | None = None,
    ) -> None:
        """Answer from an engine; what it declines is kept in `state`, if there is one."""
        self._engine = engine
        self._catalogue = catalogue
        self._sessions = sessions
        self._workers = workers
        self._meter = meter
        self._state = state

    async def on_question(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message, or say what is wrong with it as a question."""
        message = update.effective_message
        if message is None:
            return
        question = question_of(message)
        if not question:
            holdings = await self._work(self._catalogue.holdings)
            await reply(message, text_messages(wording.ASK_WHAT.format(examples=example_lines(holdings.examples))))
        elif len(question) > LONGEST_QUESTION:
            await reply(message, text_messages(wording.TOO_LONG.format(limit=LONGEST_QUESTION)))
        else:
            await self._answer(message, question)

    async def _answer(self, message: Message, question: str) -> None:
        party = party_of(message)
        previous = self._sessions.previous(party) if party else None
        job = self._work(partial(self._ask, question, previous))
        asked_at = time.monotonic()
        try:
            _, asked = await asyncio.gather(_show_typing(message), job)
        except Damaged as error:
            _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
            await reply(message, text_messages(wording.CHECK_FAILED))
            return
        self._meter.asked(asked.answer, generation=asked.generation, seconds=time.monotonic() - asked_at)
        if party:
            self._sessions.remember(party, asked.answer)
        await reply(message, asked.texts)
        place = Place(message.chat_id, thread_of(message) or 0)
        # Not behind the questions that wait for a worker: until then this one counts as not handled, and would be
        # answered once more after a kill.
        await asyncio.to_thread(self._keep, place, asked, is_follow_up=previous is not None)

    def _ask(self, question: str, previous: Answer | None) -> _Asked:
        """Answer, check every quote against its source, then put the answer in words.

        Raises:
            Damaged: a source is missing or altered, or a quote is not what stands there.
        """
        generation = self._engine.generation.number
        answer = self._engine.answer(question, previous=previous)
        check_quotes(answer, self._engine.generation)
        if answer.status is not Status.NOT_FOUND:
            return _Asked(answer, generation, answer_messages(answer, coverage="", examples=()))
        holdings = self._catalogue.holdings()
        texts = answer_messages(answer, coverage=holdings.coverage, examples=holdings.examples)
        return _Asked(answer, generation, texts)

    def _keep(self, place: Place, asked: _Asked, *, is_follow_up: bool) -> None:
        """Keep what was declined, written out in full, and remove what was answered after all."""
        question = asked.answer.understood
        if self._state is None or is_idle(question):
            return
        try:
            if asked.answer.status is Status.ANSWERED:
                self._state.settle(place, question)
            # Later it is asked without the turn before: what is answered then already is no miss.
            elif not is_follow_up or self._engine.answer(question).status is not Status.ANSWERED:
                self._state.keep(place, question, generation=asked.generation)
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
