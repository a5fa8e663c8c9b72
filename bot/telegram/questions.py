"""Questions: a message is answered from the engine, with quotes that were checked just before they are sent.

The buttons under an answer show what they ask for in the place of the answer.
"""

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from telegram import CallbackQuery, Message
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError

from bot.answers import PART, Content, Sent
from bot.state import Place
from bot.telegram.admission import may_run
from bot.telegram.commands import profile_of
from bot.telegram.conversation import KEPT_SECONDS, party_of, place_of, question_of, questions_in, small_talk, thread_of
from bot.telegram.figures import Figures
from bot.telegram.metrics import logging_fault
from bot.telegram.sending import destination, edit, note, reply
from bot.telegram.services import Services
from bot.telegram.views import Press, View
from index.answer import Answer, Status
from index.query.figures import ranked_indicator
from prompts import feedback
from prompts import telegram as wording
from prompts.answers import TOO_LONG

LONGEST_QUESTION = 500
_OF_ALL = re.compile(r"各(?:家|县|区|地|个)|哪(?:几|些)?家|全市|所有(?:县|政协)")  # of nobody that was spoken of


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer, what is shown of it, and the generation that was there when it was asked for."""

    answer: Answer
    generation: int
    content: Content


class Questions:
    """Answers questions, and shows what the buttons under answers ask for; what is declined is kept in the state."""

    def __init__(self, services: Services, *, figures: Figures) -> None:
        self._services = services
        self._figures = figures

    async def answer_again(self, message: Message) -> None:
        """Answer an edited question in the place of the answer to what it was before."""
        before = await self._answer_to(message)
        if before is None or before.content.asked != question_of(message):
            await self.answer(message, before=before)
            if before is not None:  # nobody asks any more what it was before
                await asyncio.to_thread(self._settle, place_of(message), before.content.understood)

    async def answer(self, message: Message, *, before: Sent | None = None) -> None:
        """Answer a message, or say what is wrong with it as a question."""
        question = question_of(message)
        self._services.sessions.note_album(message.media_group_id)
        said = small_talk(question) if question else wording.ASK_WHAT
        if not said and len(question) > LONGEST_QUESTION:
            said = TOO_LONG.format(limit=LONGEST_QUESTION)
        if "{example" in said:
            examples = (await self._services.work(self._services.catalogue.current)).examples
            listed = "\n".join(wording.EXAMPLE_LINE.format(example=example) for example in examples)
            said = said.format(example=examples[0] if examples else "", examples=listed)
        if said:
            await self._services.send(message, Content.saying(said), before=before)
            return
        parts = questions_in(question)
        for part, one in enumerate(parts):
            earlier = before if part == 0 else await self._answer_to(message, part=part) if before else None
            await self._answer_part(message, one, earlier, part=part)
        count = len(parts)
        while before and (left := await self._answer_to(message, part=count)):  # it had more questions
            await reply(message, (), replies=left.replies)
            count += 1

    async def _answer_part(self, message: Message, question: str, before: Sent | None, *, part: int) -> None:
        if ranked_indicator(question) and await self._figures.rank(message, question):
            return
        party = party_of(message)
        previous = None if _OF_ALL.search(question) else await self._previous(message, party, part)
        _, asked = await asyncio.gather(_show_typing(message), self._ask(question, previous))
        if party:
            self._services.sessions.remember(party, asked.answer, message=message.message_id)
        await self._services.send(message, asked.content, before=before, part=part)
        # Not behind the questions that wait for a worker: until then this one counts as not handled, and would be
        # answered once more after a kill.
        await asyncio.to_thread(self._keep, place_of(message), asked, is_follow_up=previous is not None)

    async def _previous(self, message: Message, party: tuple[Place, int] | None, part: int) -> Answer | None:
        """Return what a question follows: the answer that it replies to, else the last one to whoever asks.

        In a private chat the last answer is found again after a restart too.
        """
        previous = self._services.sessions.previous(party, message=message.message_id + bool(part)) if party else None
        answers, replied, sent = self._services.answers, message.reply_to_message, None
        if replied and replied.from_user and replied.from_user.id == message.get_bot().id:  # whoever had asked
            sent = await asyncio.to_thread(answers.of_reply, message.chat_id, replied.message_id)
            sent = sent if sent and sent.content.understood else None
        if sent is None and previous is None and message.chat.type == ChatType.PRIVATE:
            before = message.message_id
            sent = await asyncio.to_thread(answers.latest, place_of(message), before=before, seconds=KEPT_SECONDS)
        if sent is None or (previous and previous.understood == sent.content.understood):
            return previous
        return await self._services.work(self._services.engine.answer, sent.content.understood)

    async def _answer_to(self, message: Message, *, part: int = 0) -> Sent | None:
        """Return what a question of a message was answered with."""
        slot = message.message_id + part * PART
        return await asyncio.to_thread(self._services.answers.of_message, message.chat_id, slot)

    async def _ask(self, question: str, previous: Answer | None, *, asked: str = "") -> _Asked:
        """Answer a question and count it; `asked` is what was asked, if less."""
        started = time.monotonic()
        one = await self._services.work(self._answered, question, previous, asked)
        self._services.metrics.asked(one.answer, generation=one.generation, seconds=time.monotonic() - started)
        return one

    def _answered(self, question: str, previous: Answer | None, asked: str) -> _Asked:
        generation = self._services.engine.generation
        profile = None if previous else profile_of(question, generation)
        if profile is not None:
            return _Asked(Answer(question, question, Status.ANSWERED, (), 0.0), generation.number, profile)
        answer = self._services.engine.answer(question, previous=previous)
        answer = replace(answer, question=asked or answer.question)
        return _Asked(answer, generation.number, self._services.views.content(answer))

    def _keep(self, place: Place, asked: _Asked, *, is_follow_up: bool) -> None:
        """Keep what was declined, written out in full, and remove what was answered after all."""
        question = asked.answer.understood
        if asked.answer.status is Status.ANSWERED:
            self._settle(place, question)
        elif question.strip():
            with logging_fault():
                # Later it is asked without the turn before: what is answered then already is no miss.
                if not is_follow_up or self._services.engine.answer(question).status is not Status.ANSWERED:
                    self._services.state.keep(place, question, generation=asked.generation)

    def _settle(self, place: Place, question: str) -> None:
        with logging_fault():
            self._services.state.settle(place, question)

    async def on_button(self, query: CallbackQuery, match: re.Match[str]) -> None:
        """Do what a button under an answer asks for, or say kindly why not."""
        press, message, sent = Press.of(match), query.message, None
        if isinstance(message, Message):
            sent = await self._services.work(self._services.answers.of_key, press.key, chat=message.chat_id)
        if not isinstance(message, Message) or sent is None or not _is_in(sent, press):
            await note(query, wording.OLD_BUTTON)
        elif press.view is View.CHOICE:
            await self._choose(message, query.from_user.id, sent, press.number)
            await note(query)
        elif press.view in (View.WRONG, View.WRONG_QUOTE):
            await self._remark(query, message, sent, press)
        elif press.view is View.ORIGINAL:
            pictures = await self._services.work(self._services.views.originals, sent, press)
            await note(query)
            for content, caption in pictures:
                await message.get_bot().send_photo(message.chat_id, content, caption=caption, **destination(message))
        else:
            await self._show(query, message, sent, press)

    async def _choose(self, message: Message, user: int, before: Sent, number: int) -> None:
        """Answer a reading of a question that was chosen, in the place of the answer that it was offered with.

        What a menu offers, where nothing was asked, is answered below the menu.
        """
        question, is_menu = before.content.choices[number].question, not before.content.asked
        asked = await self._ask(question, None, asked=before.content.asked)
        party = (place_of(message), user)
        about = message.message_id if is_menu else before.answering
        self._services.sessions.remember(party, asked.answer, message=about)
        if is_menu:
            await self._services.send(message, asked.content)
        else:
            content = asked.content
            if not content.choices:  # one can choose again
                content = replace(content, choices=before.content.choices, chosen=number)
            await self._services.send(message, content, before=before)

    async def _remark(self, query: CallbackQuery, message: Message, sent: Sent, press: Press) -> None:
        """Keep that an answer, or a quote of it, is said to be wrong, or take that back."""
        is_whole, user = press.view is View.WRONG, query.from_user.id
        numbers = range(sent.content.shown) if is_whole else (press.number,)
        may_withdraw = await may_run(self._services.access, message, user)
        turn = partial(self._services.feedback.turn, sent, numbers, who=user, may_withdraw=may_withdraw)
        is_kept = await self._services.work(turn)
        if is_kept is None:
            await note(query, feedback.OF_ANOTHER)
            return
        says = feedback.NOTED if is_kept else feedback.TAKEN_BACK
        shown = Press(press.key, View.ANSWER if is_whole else View.QUOTE, press.number)
        await self._show(query, message, sent, shown, says=says)

    async def _show(self, query: CallbackQuery, message: Message, sent: Sent, press: Press, *, says: str = "") -> None:
        if says:
            await note(query, says)
        page = await self._services.work(self._services.views.page, sent, press)
        if not says:
            await note(query)
        await edit(message.get_bot(), message.chat_id, message.message_id, page.html, keyboard=page.keyboard)


def _is_in(sent: Sent, press: Press) -> bool:
    """Whether an answer, which may be another since the button was made, has what a button is about."""
    content = sent.content
    if press.view is View.CHOICE:
        return press.number < len(content.choices)
    return press.number < len(content.quotes) or (press.view is View.ANSWER and not content.quotes)


async def _show_typing(message: Message) -> None:
    with suppress(TelegramError):  # the answer matters, and says itself whether it arrives
        await message.get_bot().send_chat_action(
            message.chat_id, ChatAction.TYPING, message_thread_id=thread_of(message)
        )
