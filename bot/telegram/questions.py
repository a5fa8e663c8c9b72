"""Questions: a message is answered from the engine, with quotes that were checked just before they are sent."""

import asyncio
import logging
import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from telegram import Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answers import Content, Sent
from bot.state import Place
from bot.telegram.addressing import is_for_bot, is_question, party_of, question_of, thread_of
from bot.telegram.figures import Figures
from bot.telegram.obstacles import Told, told
from bot.telegram.profiles import digest_of
from bot.telegram.render import example_lines, text_messages
from bot.telegram.replies import rewrite
from bot.telegram.sending import Letter, Outbox
from bot.telegram.services import Desk
from bot.telegram.sessions import KEPT_SECONDS, Party
from bot.telegram.small_talk import questions_in, small_talk
from index.answer import Answer, Status
from index.errors import Damaged, IndexFault
from index.figures.comparison import ranked_indicator
from index.store.generation import Generation
from prompts import telegram as wording

LONGEST_QUESTION = 500
_LOG = logging.getLogger(__name__)
_OF_ALL = re.compile(r"各(?:家|县|区|地|个)|哪(?:几|些)?家|全市|所有(?:县|政协)")  # of nobody that was spoken of


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer in words, and the generation that was there when it was asked for."""

    answer: Answer
    generation: int
    letter: Letter


class Questions:
    """Answers questions."""

    def __init__(self, desk: Desk, *, outbox: Outbox, figures: Figures) -> None:
        """Answer from the desk's engine; what it declines is kept in its state."""
        self._desk = desk
        self._outbox = outbox
        self._figures = figures

    async def on_question(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message, or say what is wrong with it as a question."""
        if update.effective_message is not None:
            await self._answer(update.effective_message)

    async def on_edit(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question in the place of the answer to what it was before.

        In a group an edit that is not meant for the bot any more leaves the answer as it is.
        """
        message = update.edited_message
        if message is None or not is_question(message) or not is_for_bot(message):
            return
        before = await self._outbox.answer_to(message)
        if before is None or before.content.asked != question_of(message):
            await self._answer(message, before=before)
            if before is not None:  # nobody asks any more what it was before
                place = Place(message.chat_id, thread_of(message) or 0)
                await asyncio.to_thread(self._settle, place, before.content.understood)

    async def on_choice(self, message: Message, user: int, before: Sent, number: int) -> None:
        """Answer a reading of a question that was chosen, in the place of the answer that it was offered with.

        What a menu offers, where nothing was asked, is answered below the menu.

        Args:
            message: the bot's, with the button.
            user: who pressed it.
            before: the answer that the choice was offered with.
            number: what was chosen, counted in the choices of that answer.

        Raises:
            Damaged: a source is missing or altered.
        """
        question, is_menu = before.content.choices[number].question, not before.content.asked
        asked_at = time.monotonic()
        asked = await self._desk.work(partial(self._ask, question, None, asked=before.content.asked or None))
        self._desk.meter.asked(asked.answer, generation=asked.generation, seconds=time.monotonic() - asked_at)
        party = Party(message.chat_id, thread_of(message) or 0, user)
        self._desk.sessions.remember(party, asked.answer, message=message.message_id if is_menu else before.answering)
        if is_menu:
            await self._outbox.send(message, asked.letter)
        else:
            content = asked.letter.content.after(before.content, number)
            await self._outbox.send(message, replace(asked.letter, content=content), before=before)

    async def _answer(self, message: Message, *, before: Sent | None = None) -> None:
        question = question_of(message)
        said = small_talk(question)
        if not question or (not said and len(question) > LONGEST_QUESTION):
            said = wording.TOO_LONG.format(limit=LONGEST_QUESTION)
        if not question or "{example" in said:
            examples = (await self._desk.work(self._desk.catalogue.holdings)).examples
            said = (said if question else wording.ASK_WHAT).format(
                example=examples[0] if examples else "", examples=example_lines(examples)
            )
        if said:
            await self._outbox.send(message, Letter(text_messages(said)), before=before)
            return
        parts = questions_in(question)
        for part, one in enumerate(parts):
            earlier = before if part == 0 else await self._outbox.answer_to(message, part=part) if before else None
            await self._answer_question(message, one, earlier, part=part)
        while before and (left := await self._outbox.answer_to(message, part=len(parts))):
            await rewrite(message, (), answering=message.message_id, replies=left.replies)
            parts.append("")

    async def _answer_question(self, message: Message, question: str, before: Sent | None, *, part: int) -> None:
        if ranked_indicator(question) and await self._figures.rank(message, question):
            return
        party = party_of(message)
        previous = None if _OF_ALL.search(question) else await self._previous(message, party, part)
        asked_at = time.monotonic()
        job = self._desk.work(partial(self._ask, question, previous))
        try:
            _, asked = await asyncio.gather(_show_typing(message), job)
        except Damaged as error:
            _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
            await self._outbox.send(message, Letter(text_messages(wording.CHECK_FAILED)), before=before, part=part)
            return
        self._desk.meter.asked(asked.answer, generation=asked.generation, seconds=time.monotonic() - asked_at)
        if party:
            self._desk.sessions.remember(party, asked.answer, message=message.message_id)
        await self._outbox.send(message, asked.letter, before=before, part=part)
        place = Place(message.chat_id, thread_of(message) or 0)
        # Not behind the questions that wait for a worker: until then this one counts as not handled, and would be
        # answered once more after a kill.
        await asyncio.to_thread(self._keep, place, asked, is_follow_up=previous is not None)

    async def _previous(self, message: Message, party: Party | None, part: int) -> Answer | None:
        """Return what a question follows: the answer that it replies to, else the last one to whoever asks.

        In a private chat the last answer is found again after a restart too.
        """
        previous = self._desk.sessions.previous(party, message=message.message_id + bool(part)) if party else None
        sent = await self._outbox.answer_replied_to(message)
        if sent is None and previous is None and message.chat.type == ChatType.PRIVATE:
            sent = await self._outbox.latest(message, seconds=KEPT_SECONDS)
        if sent is None or (previous and previous.understood == sent.content.understood):
            return previous
        return await self._desk.work(partial(self._desk.engine.answer, sent.content.understood))

    def _ask(self, question: str, previous: Answer | None, *, asked: str | None = None) -> _Asked:
        """Answer, check every quote against its source, then put the answer in words.

        Args:
            question: what to answer.
            previous: the answer to the turn before.
            asked: what was asked, where that is less than the question.

        Raises:
            Damaged: a source is missing or altered, or a quote is not what stands there.
        """
        generation = self._desk.engine.generation
        digest = None if previous else digest_of(question, generation)
        if digest is not None:
            nothing = Answer(question, question, Status.ANSWERED, (), 0.0)
            return _Asked(
                nothing, generation.number, Letter(self._desk.views.texts(Told(nothing, digest.before)), digest)
            )
        answer = self._desk.engine.answer(question, previous=previous)
        answer = replace(answer, question=asked or answer.question)
        shown = told(answer, generation)
        if shown.answer.status is Status.NOT_FOUND:
            choices = self._desk.catalogue.holdings().choices
            shown = replace(shown, answer=replace(shown.answer, choices=choices))
        check_quotes(shown.answer, self._desk.engine.generation)
        content = Content.of(shown.answer, before=shown.before, behind=shown.behind)
        return _Asked(answer, generation.number, Letter(self._desk.views.texts(shown), content))

    def _keep(self, place: Place, asked: _Asked, *, is_follow_up: bool) -> None:
        """Keep what was declined, written out in full, and remove what was answered after all."""
        question = asked.answer.understood
        if asked.answer.status is Status.ANSWERED:
            self._settle(place, question)
            return
        if not question.strip():
            return
        try:
            # Later it is asked without the turn before: what is answered then already is no miss.
            if not is_follow_up or self._desk.engine.answer(question).status is not Status.ANSWERED:
                self._desk.state.keep(place, question, generation=asked.generation)
        except IndexFault as error:  # the answer was sent, and that is what matters
            _LOG.error(error)

    def _settle(self, place: Place, question: str) -> None:
        try:
            self._desk.state.settle(place, question)
        except IndexFault as error:  # the answer was sent, and that is what matters
            _LOG.error(error)


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
        spans = [(quote.start, quote.end, quote.text), *((one.start, one.end, one.text) for one in quote.answering)]
        if any(text[start:end] != words for start, end, words in spans):
            raise Damaged(wording.SOURCE_DIFFERS.format(report=quote.report))
