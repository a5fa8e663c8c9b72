"""Notices: what the bot says unasked, to those who want to hear of reports and those whose question was declined.

What is still to tell is in the stored state, so a restart loses nothing, and who could not be reached now is told at
the next look.
"""

import asyncio
import logging
from contextlib import ExitStack, suppress
from itertools import groupby
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import Application

from bot.answers import Sent
from bot.state import WEB, Miss, Place
from bot.telegram.render import report_line, text_messages
from bot.telegram.sending import Keyboard, may_be_done, send
from bot.telegram.services import Services
from bot.telegram.views import Press, content_of, keyboard_of, texts_of
from index.answer import Answer, Status
from index.store.generation import Generation
from prompts import notices as wording

_LOG = logging.getLogger(__name__)
# What Telegram says of a chat, or of a forum topic, that is no more.
_GONE = ("chat not found", "message thread not found", "topic_closed", "topic_deleted", "user is deactivated")


async def watch(bot: Application[Any, Any, Any, Any, Any, Any], services: Services, seconds: float) -> None:
    """Look again and again while the bot runs, after so many seconds or when the index was changed."""
    while bot.running:
        # A task of the bot: what it raises is logged as faults are, and the next look comes all the same.
        await asyncio.wait([bot.create_task(look(services))])
        with suppress(TimeoutError):
            await asyncio.wait_for(services.changed.wait(), seconds)
        services.changed.clear()


async def look(services: Services) -> None:
    """Tell subscribers of the reports that are new to them, and ask again what another generation declined.

    Where several processes share the state, one of them tells. What was not told yet stays to be told.
    """
    state = services.state
    generation = await services.work(lambda: services.engine.generation)
    services.metrics.generation.set(generation.number)
    if services.access.is_shut:  # nobody may be told; a setting left out is no reason to forget all
        return
    with ExitStack() as stack:
        if not await services.work(stack.enter_context, state.alone()):
            return
        await services.work(state.meet, [report.sha256 for report in generation.reports])
        await _tell_news(services, generation)
        await services.work(state.expire)
        misses = await services.work(state.misses, but_of=generation.number)
        misses.sort(key=lambda miss: (miss.question, miss.id))
        for question, asked in groupby(misses, lambda miss: miss.question):  # once, however many chats asked it
            if services.closing.is_set():
                return
            answer = await services.work(services.engine.answer, question)
            if answer.status is Status.ANSWERED:
                await _tell_answer(services, answer, list(asked))
            else:
                await services.work(state.decline, question, generation=generation.number)


async def _tell_news(services: Services, generation: Generation) -> None:
    state = services.state
    for place, unheard in (await services.work(state.unheard)).items():
        if services.closing.is_set():
            return
        new = [report for report in generation.reports if report.sha256 in unheard.values()]
        # What was rolled back meanwhile is told when it comes again.
        texts = text_messages(wording.NEWS.format(reports="\n".join(map(report_line, new))))
        if new and await _send(services, place, texts):
            await services.work(state.tell, place, max(unheard))


async def _tell_answer(services: Services, answer: Answer, asked: list[Miss]) -> None:
    state = services.state

    def kept(miss: Miss) -> tuple[Sent, list[str], Keyboard]:
        """Keep an answer, and return it in words, what it answers last, with the buttons that answers have."""
        content = content_of(services, answer, behind=wording.NOW_ANSWERED.format(question=answer.question))
        texts = texts_of(services, content)
        sent = services.answers.keep(miss.place, -miss.id, content)  # no message of the chat has that number
        return sent, texts, keyboard_of(services, sent, Press(sent.key))

    for miss in asked:
        if not await services.work(state.is_kept, miss):  # forgotten meanwhile
            continue
        if miss.place != WEB:  # where nobody knows who asked
            sent, texts, keyboard = await services.work(kept, miss)
            if not await _send(services, miss.place, texts, keyboard=keyboard, sent=sent):
                continue
        await services.work(state.settle, miss.place, miss.question)


async def _send(
    services: Services, place: Place, texts: list[str], *, keyboard: Keyboard = None, sent: Sent | None = None
) -> bool:
    """Send a notice, or forget whom nothing reaches any more; returns whether there is nothing more to try."""
    state = services.state
    if place.chat > 0 and not services.access.may_ask(place.chat, place.chat):
        await services.work(state.forget, place.chat)
        return False
    try:
        written = [
            await send(services.bot, place.chat, text, message_thread_id=place.thread or None, reply_markup=buttons)
            for text, buttons in zip(texts, [*[None] * (len(texts) - 1), keyboard], strict=True)
        ]
        if sent is not None:
            await services.work(services.answers.take_note, sent.key, written)
    except ChatMigrated as error:  # told under its new number at the next look
        await services.work(state.move, place.chat, error.new_chat_id)
        return False
    except TelegramError as error:
        is_refused, is_blocked = isinstance(error, BadRequest), isinstance(error, Forbidden)
        if is_blocked or (is_refused and any(sign in error.message.lower() for sign in _GONE)):
            _LOG.info(wording.GONE.format(error=error))
            await services.work(state.forget, place.chat, None if is_blocked else place.thread)
            return False
        is_over = is_refused or may_be_done(error)  # nobody is told twice
        if is_refused:
            _LOG.error(wording.NOT_TOLD_EVER.format(error=error))
        elif not is_over:
            _LOG.warning(wording.NOT_TOLD.format(error=error))
        return is_over
    return True
