"""Questions: a message is answered from the engine; the buttons under an answer change it in its place.

Asked inline (`@bot 问题`, in any chat), quotes are offered to send there, each with its source and a link.
"""

import asyncio
import logging
import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from telegram import CallbackQuery, InlineQuery, InlineQueryResultsButton, InputTextMessageContent, Message
from telegram import InlineQueryResultArticle as Article
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import TelegramError

from bot.answers import PART, Content, Sent
from bot.coverage import coverage_now
from bot.state import Place
from bot.telegram import figures
from bot.telegram.admission import may_run
from bot.telegram.commands import profile_of
from bot.telegram.conversation import KEPT_SECONDS, party_of, place_of, question_of, questions_in, small_talk
from bot.telegram.metrics import logging_fault
from bot.telegram.render import LIMIT, markup, sendable, text_blocks, units
from bot.telegram.sending import edit, note, reply
from bot.telegram.services import Services
from bot.telegram.views import Press, View, answer_with, content_of, link_to, originals_of, page_of, texts_of
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.errors import Damaged
from index.query.courtesy import courtesy
from index.query.figures import ranked_indicator
from prompts import feedback
from prompts import telegram as wording
from prompts.answers import NEAR_MISS, TOO_LONG
from prompts.sources import SEPARATOR, YEAR, shortened

_LOG = logging.getLogger(__name__)
LONGEST_QUESTION = 500
_SHORTEST = 2  # that is answered inline, while it is typed
_MOST_OFFERED = 10
_SHOWN = 120  # characters of a quote in the list
# Seconds; what one may see and another may not is kept for that one alone, and not for long.
_OPEN_CACHE, _OWN_CACHE = 60, 5
_PAYLOAD = "inline"  # of the button over the list, which opens the private chat
_OF_ALL = re.compile(r"各(?:家|县|区|地|个)|哪(?:几|些)?家|全市|所有(?:县|政协)")  # of nobody that was spoken of


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, what is shown of it, and the generation that was there when it was asked for."""

    answer: Answer
    generation: int
    content: Content


async def answer_again(message: Message, services: Services) -> None:
    """Answer an edited question in the place of the answer to what it was before."""
    before = await asyncio.to_thread(services.answers.of_message, message.chat_id, message.message_id)
    if before is None or before.content.asked != question_of(message):
        await answer(message, services, before=before)
        if before is not None:  # nobody asks any more what it was before
            with logging_fault():
                await asyncio.to_thread(services.state.settle, place_of(message), before.content.understood)


async def answer(message: Message, services: Services, *, before: Sent | None = None) -> None:
    """Answer a message, or say what is wrong with it as a question; in the place of the answer `before`, if any."""
    question = question_of(message)
    services.sessions.note_album(message.media_group_id)
    said = small_talk(question) if question else wording.ASK_WHAT
    if not said and len(question) > LONGEST_QUESTION:
        said = TOO_LONG.format(limit=LONGEST_QUESTION)
    if "{example" in said:
        examples = (await services.work(coverage_now, services.engine)).examples
        listed = "\n".join(wording.EXAMPLE_LINE.format(example=example) for example in examples)
        said = said.format(example=examples[0] if examples else "", examples=listed)
    if said:
        await answer_with(message, services, Content.saying(said), before=before)
        return
    parts, earlier, part = questions_in(question), before, 0
    while part < len(parts) or earlier:
        if part < len(parts):
            await _answer_part(message, services, parts[part], earlier, part=part)
        elif earlier:  # before it was edited, it had more questions
            await reply(message, (), into=earlier)
        part, slot = part + 1, message.message_id + (part + 1) * PART
        earlier = before and await asyncio.to_thread(services.answers.of_message, message.chat_id, slot)


async def _answer_part(message: Message, services: Services, question: str, before: Sent | None, *, part: int) -> None:
    if ranked_indicator(question) and await figures.rank(message, services, question):
        return
    party = party_of(message)
    previous = None if _OF_ALL.search(question) else await _previous(message, services, part)
    _, asked = await asyncio.gather(_show_typing(message), services.work(ask, services, question, previous))
    if party:
        services.sessions.remember(party, asked.answer, message=message.message_id)
    await answer_with(message, services, asked.content, before=before, part=part)
    # Not behind the questions that wait for a worker: until then this one counts as not handled, and would be
    # answered once more after a kill.
    await asyncio.to_thread(keep, services, place_of(message), asked, is_follow_up=previous is not None)


async def _previous(message: Message, services: Services, part: int) -> Answer | None:
    """Return the answer that a question replies to, else the last to whoever asks."""
    party, replied, answers, sent = party_of(message), message.reply_to_message, services.answers, None
    previous = services.sessions.previous(party, message=message.message_id + bool(part)) if party else None
    if replied and replied.from_user and replied.from_user.id == message.get_bot().id:  # whoever had asked
        sent = await asyncio.to_thread(answers.of_reply, message.chat_id, replied.message_id)
        sent = sent if sent and sent.content.understood else None
    if sent is None and previous is None and message.chat.type == ChatType.PRIVATE:
        latest = partial(answers.latest, before=message.message_id, seconds=KEPT_SECONDS)
        sent = await asyncio.to_thread(latest, place_of(message))
    if sent is None or (previous and previous.understood == sent.content.understood):
        return previous
    return await services.work(services.engine.answer, sent.content.understood)


def ask(services: Services, question: str, previous: Answer | None, *, asked: str = "") -> Asked:
    """Answer a question, or show the committee that it names alone, and count it; `asked` is what was asked, if less.

    For a worker, off the event loop.
    """
    started, generation = time.monotonic(), services.engine.generation
    content = None if previous else profile_of(question, generation)
    answer = Answer(question, question, Status.ANSWERED, (), 0.0)
    if content is None:
        answer = services.engine.answer(question, previous=previous)
        answer = replace(answer, question=asked or answer.question)
        content = content_of(services, answer)
    services.metrics.asked(answer, generation=generation.number, seconds=time.monotonic() - started)
    return Asked(answer, generation.number, content)


def keep(services: Services, place: Place, asked: Asked, *, is_follow_up: bool) -> None:
    """Keep what was declined, written out in full, and remove what was answered after all; off the event loop."""
    question = asked.answer.understood
    with logging_fault():
        if asked.answer.status is Status.ANSWERED:
            services.state.settle(place, question)
        # Later it is asked without the turn before: what is answered then already is no miss.
        elif question.strip() and not (is_follow_up and services.engine.answer(question).status is Status.ANSWERED):
            services.state.keep(place, question, generation=asked.generation)


async def on_button(query: CallbackQuery, message: Message, match: re.Match[str], services: Services) -> None:
    """Do what a button under an answer asks for, or say kindly why not."""
    press = Press.of(match)
    sent = await services.work(services.answers.of_key, press.key, chat=message.chat_id)
    if sent is None or not _is_in(sent, press):
        await note(query, wording.OLD_BUTTON)
        return
    user, said = query.from_user.id, ""
    if press.view is View.CHOICE:
        await _choose(message, services, user, sent, press.number)
        await note(query)
        return
    if press.view is View.ORIGINAL:
        pictures = await services.work(originals_of, services, sent, press)
        await note(query)
        for content, caption in pictures:
            await message.reply_photo(content, caption=caption)
        return
    if press.view in (View.WRONG, View.WRONG_QUOTE):
        is_whole = press.view is View.WRONG
        numbers = range(sent.content.shown) if is_whole else (press.number,)
        may_withdraw = await may_run(services, message, user)
        is_kept = await services.work(services.feedback.turn, sent, numbers, who=user, may_withdraw=may_withdraw)
        if is_kept is None:
            await note(query, feedback.OF_ANOTHER)
            return
        said = feedback.NOTED if is_kept else feedback.TAKEN_BACK
        press = replace(press, view=View.ANSWER if is_whole else View.QUOTE)
    page = await services.work(page_of, services, sent, press)
    await note(query, said)
    await edit(message.get_bot(), message.chat_id, message.message_id, page.html, reply_markup=page.keyboard)


async def _choose(message: Message, services: Services, user: int, before: Sent, number: int) -> None:
    """Answer a chosen reading of a question in the place of the answer that offered it, or below a menu."""
    content, is_menu = before.content, not before.content.asked
    asked = await services.work(ask, services, content.choices[number].question, None, asked=content.asked)
    about = message.message_id if is_menu else before.answering
    services.sessions.remember((place_of(message), user), asked.answer, message=about)
    shown = asked.content
    if not is_menu and not shown.choices:  # one can choose again
        shown = replace(shown, choices=content.choices, chosen=number)
    await answer_with(message, services, shown, before=None if is_menu else before)


def _is_in(sent: Sent, press: Press) -> bool:
    """Whether an answer, which may be another since the button was made, has what a button is about."""
    content = sent.content
    if press.view is View.CHOICE:
        return press.number < len(content.choices)
    return press.number < len(content.quotes) or (press.view is View.ANSWER and not content.quotes)


async def _show_typing(message: Message) -> None:
    with suppress(TelegramError):  # the answer matters, and says itself whether it arrives
        await message.reply_chat_action(ChatAction.TYPING)


async def on_inline(query: InlineQuery, services: Services) -> None:
    """Offer the quotes that answer, or a button to the private chat where there is none."""
    question, is_open = " ".join(sendable(query.query).split()), services.access.settings.open
    asks = len(question) >= _SHORTEST and courtesy(question) is None
    results = await services.work(_offers, services, question) if asks else []
    label = None if results else wording.INLINE_NOT_FOUND if asks else wording.INLINE_ASK
    with suppress(TelegramError):  # typed on meanwhile: too late for it to be shown
        await query.answer(
            results,
            cache_time=_OPEN_CACHE if is_open else _OWN_CACHE,
            is_personal=not is_open,
            button=InlineQueryResultsButton(label, start_parameter=_PAYLOAD) if label else None,
        )


def _offers(services: Services, question: str) -> list[Article]:
    """Return what is offered: a comparison as a whole, then quote by quote, each checked against its source."""
    answer = services.engine.answer(question)
    content, offered = Content.of(replace(answer, understood=question, choices=())), []
    alone = replace(content, shown=1, total=None, missing=(), behind="", reason="")
    try:
        if content.shown > 1:
            title = wording.INLINE_WHOLE.format(count=content.shown)
            offered.append(_article(services, replace(content, behind=""), answer.quotes[0], id="all", title=title))
        for number, quote in enumerate((*answer.quotes, *answer.further)):
            if number < content.shown or (answer.status is Status.ANSWERED and quote.score >= ANSWERS):
                one = replace(alone, quotes=(content.quotes[number],))
                name = f"{quote.sha256[:16]}-{quote.start}-{quote.end}"
                title, link = _title(quote, is_near=answer.is_near), link_to(quote, bot=services.bot.username)
                offered.append(_article(services, one, quote, id=name, title=title, link=link))
    except Damaged as error:
        _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
        return []
    return [article for article in offered if article is not None][:_MOST_OFFERED]


def _article(
    services: Services, content: Content, quote: Quote, *, id: str, title: str, link: str | None = None
) -> Article | None:
    """Return what is offered, described by its first quote; None where it would not fit into one message."""
    [asked, *rest] = text_blocks(wording.INLINE_ASKED.format(question=content.asked), tag="b")
    texts = texts_of(services, content)
    if rest or len(texts) > 1 or len(texts[0]) + units(asked) >= LIMIT:
        return None
    return Article(
        id,
        title,
        InputTextMessageContent(f"{asked}\n{texts[0]}", ParseMode.HTML),
        reply_markup=markup([(wording.INLINE_OPEN, link)] if link else []),
        description=shortened(sendable(quote.text), _SHOWN),
    )


def _title(quote: Quote, *, is_near: bool) -> str:
    """Return what a quote is found by in the list: the figure that answers, and whose it is."""
    source = quote.source
    parts = (
        NEAR_MISS if is_near else None,
        *(figure.text for figure in quote.answering),
        source.committee or source.series or quote.report,
        YEAR.format(year=source.year) if source.year else None,
        source.item or source.section,
    )
    return sendable(SEPARATOR.join(part for part in parts if part))
