"""Commands that say what the bot is, how to ask, what it knows and what is stored; links that open a passage."""

import re
from datetime import date
from functools import partial

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot import database, feedback, misses
from bot.answers import Cited, Content
from bot.coverage import coverage_now, coverage_of
from bot.telegram.conversation import KEPT_SECONDS, place_of, question_of
from bot.telegram.sending import note, say
from bot.telegram.services import Services
from bot.telegram.views import answer_with, target_of
from corpus.model import Figure, Kind
from index.answer import Answer, Choice, Status
from index.context import context_of
from index.query.figures import lookup_of
from index.query.scope import scope_of
from index.store.generation import Generation
from index.store.table import Filters
from prompts import feedback as feedback_wording
from prompts import notices
from prompts import telegram as wording
from prompts.sources import NO_YEAR
from prompts.templates import filled

_MOST_SECTIONS, _MOST_FIGURES = 6, 6
_LONGEST_INDICATOR, _LONGEST_NAME = 10, 24
_LONGEST = 16  # characters that name a committee, and nothing else
_SHOWN = 20  # remarks, and groups of declined questions


def profile_of(text: str, generation: Generation) -> Content | None:
    """Return the profile of a committee, where its name is all that was written; None where it is not."""
    lookup = lookup_of(text, scope_of(generation.reports), today=date.today()) if len(text) <= _LONGEST else None
    if lookup is None or len(lookup.committees) != 1 or lookup.absent or lookup.years or lookup.indicator:
        return None
    [committee] = lookup.committees
    sections: dict[str, Cited] = {}  # by heading, the first sentence of the first paragraph
    figures: dict[str, tuple[Figure, Cited]] = {}  # one of each short indicator
    rows = generation.passages.rows_of(Filters(generation.stored.get(committee, ())))
    for passage in () if rows is None else (generation.passages[row] for row in rows.tolist()):
        cited, name = partial(Cited, passage.report, passage.sha256), passage.source.section
        if name and passage.source.kind in (Kind.ITEM, Kind.LEAD) and passage.sentences:
            sections.setdefault(name, cited(passage.sentences[0].start, passage.sentences[0].end, (), 1.0))
        for one in passage.figures:
            if one.sentence and one.indicator and 1 < len(one.indicator) <= _LONGEST_INDICATOR:
                span = ((one.start, one.end),)
                figures.setdefault(one.indicator, (one, cited(one.sentence.start, one.sentence.end, span, 1.0, span)))
    shown = [*figures.values()][:_MOST_FIGURES]
    named = [*sections.items()][:_MOST_SECTIONS]
    named += [(f"{figure.indicator} {figure.text}", quote) for figure, quote in shown]
    if not named:
        return None
    before = wording.ABOUT.format(
        committee=committee,
        years="、".join(map(str, generation.coverage().get(committee, ()))) or NO_YEAR,
        numbers="\n".join(wording.ABOUT_FIGURE.format(figure=figure) for figure, _ in shown),
    )
    return Content(
        asked=text,
        understood=text,
        status=Status.ANSWERED,
        quotes=tuple(quote for _, quote in named),
        shown=0,
        choices=tuple(Choice(name[:_LONGEST_NAME], "") for name, _ in named),
        before=f"{before.strip()}\n\n{wording.ABOUT_CHOOSE}",
    )


async def start(message: Message, services: Services) -> None:
    """Greet, with questions that can be asked at the press of a button."""
    covered = await services.work(coverage_now, services.engine)
    text = filled("start", coverage=covered.coverage)
    await answer_with(message, services, Content("", "", Status.ANSWERED, (), 0, covered.choices, before=text))


async def open_link(message: Message, services: Services) -> None:
    """Show the passage that the payload of /start names, with the buttons of an answer, or say why not."""
    target, opened = target_of((message.text or "").split()[-1]), Content.saying(wording.LINK_BAD)
    if target is not None:
        site = await services.work(lambda: context_of(services.engine.generation, *target))
        opened = Content.saying(wording.LINK_GONE)
        if site is not None:
            quote = await services.work(lambda: site.quote(site.whole(target[1])))
            opened = Content.of(Answer("", "", Status.ANSWERED, (quote,), elapsed_ms=0.0))
    await answer_with(message, services, opened)


async def show_help(message: Message, services: Services) -> None:
    """Say how to ask, and to administrators how to change the index."""
    bot, user = message.get_bot(), message.from_user
    for_admin = user and message.chat.type == ChatType.PRIVATE and user.id in services.access.settings.admins
    await say(message, filled("help", bot=bot.username, for_admin=for_admin, is_inline=bot.supports_inline_queries))


async def about(message: Message, services: Services) -> None:
    """Show one committee at a glance."""
    name = question_of(message)
    generation = await services.work(lambda: services.engine.generation)
    content = await services.work(profile_of, name, generation) if name else None
    if content is not None:
        await answer_with(message, services, content)
    elif name:
        await say(message, wording.SOURCES_NONE.format(text=name, coverage=coverage_of(generation)))
    else:
        await say(message, wording.ABOUT_HOW)


async def ask_for_words(message: Message, services: Services) -> None:
    """Ask for words instead of a picture, a voice message, a file; once for all pictures of an album."""
    if services.sessions.note_album(message.media_group_id):
        await say(message, wording.TEXT_ONLY)


async def subscribe(message: Message, services: Services) -> None:
    """Let a chat, or a forum topic, hear of new reports."""
    is_new = await services.work(services.state.subscribe, place_of(message))
    await say(message, notices.SUBSCRIBED if is_new else notices.SUBSCRIBED_ALREADY)


async def unsubscribe(message: Message, services: Services) -> None:
    """Let it hear no more."""
    did = await services.work(services.state.unsubscribe, place_of(message))
    await say(message, notices.UNSUBSCRIBED if did else notices.NOT_SUBSCRIBED)


async def privacy(message: Message, services: Services) -> None:
    """Say what is kept."""
    misses, answers = database.LIMITS[database.misses], database.LIMITS[database.answers]
    minutes, logged = KEPT_SECONDS // 60, services.metrics.logs_questions
    await say(message, filled("privacy", misses=misses, answers=answers, minutes=minutes, logged=logged))


async def forget(message: Message, services: Services) -> None:
    """Delete what is kept of a chat."""
    services.sessions.forget(message.chat_id)
    removed = await services.work(services.state.forget, message.chat_id)
    await say(message, notices.FORGOTTEN.format(**removed) if any(removed.values()) else notices.NOTHING_KEPT)


async def list_misses(message: Message, services: Services) -> None:
    """List what was not answered, in private only: others asked it."""
    if message.chat.type != ChatType.PRIVATE:
        await say(message, notices.IN_PRIVATE)
        return
    state, engine = services.state, services.engine
    found = await services.work(lambda: misses.clusters_of(state.misses(), engine.generation.reports))
    await say(message, misses.text_of(found, most=_SHOWN))


async def list_feedback(message: Message, services: Services) -> None:
    """List what somebody found wrong, in private only, or remove what was dealt with: /feedback 12."""
    number = question_of(message)
    if message.chat.type != ChatType.PRIVATE:
        await say(message, notices.IN_PRIVATE)
    elif re.fullmatch(r"[0-9]{1,9}", number):
        there = await services.work(services.feedback.settle, int(number))
        said = feedback_wording.SETTLED if there else feedback_wording.NO_SUCH
        await say(message, said.format(number=number))
    else:
        remarks = await services.work(services.feedback.remarks)
        listed = await services.work(lambda: feedback.text_of(remarks, services.engine.generation, most=_SHOWN))
        how = f"\n{feedback_wording.SETTLE_HOW.format(number=remarks[0].id)}" if remarks else ""
        await say(message, listed + how)


async def end_button(query: CallbackQuery, *_: object) -> None:
    """Say of a button that nothing knows any more that its time is over."""
    await note(query, wording.OLD_BUTTON)
