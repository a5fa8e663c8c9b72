"""Commands that say what the bot is, how to ask, what it knows and what is stored; links that open a passage."""

import re
from datetime import date
from itertools import islice

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot import database, feedback, misses
from bot.answers import Cited, Content
from bot.coverage import coverage_of
from bot.telegram.conversation import KEPT_SECONDS, place_of, question_of
from bot.telegram.sending import note, say
from bot.telegram.services import Services
from bot.telegram.views import target_of
from corpus.model import Kind, Span
from index.answer import Answer, Choice, Row, Status
from index.context import context_of
from index.figures.rows import rows_of
from index.query.figures import lookup_of
from index.query.scope import scope_of
from index.store.generation import Generation
from index.store.table import Filters
from prompts import feedback as feedback_wording
from prompts import notices
from prompts import telegram as wording
from prompts.sources import NO_YEAR

_MOST_SECTIONS, _MOST_FIGURES = 6, 6
_LONGEST_INDICATOR, _LONGEST_NAME = 10, 24
_LONGEST = 16  # characters that name a committee, and nothing else
_SHOWN = 20  # remarks, and groups of declined questions
_LONGEST_NUMBER = 9


def profile_of(text: str, generation: Generation) -> Content | None:
    """Return the profile of a committee, where its name is all that was written; None where it is not."""
    if len(text) > _LONGEST:
        return None
    lookup = lookup_of(text, scope_of(generation.reports), today=date.today())
    if len(lookup.committees) != 1 or lookup.absent or lookup.years or lookup.indicator:
        return None
    [committee] = lookup.committees
    figures: dict[str, Row] = {}  # one of each short indicator
    for row in rows_of(generation, committees=[committee]):
        if 1 < len(row.figure.indicator or "") <= _LONGEST_INDICATOR:
            figures.setdefault(row.figure.indicator or "", row)
    sections: dict[str, Cited] = {}  # by heading, the first sentence of the first paragraph
    rows = generation.passages.rows_of(Filters(generation.stored.get(committee, ())))
    for number in () if rows is None else rows:
        passage = generation.passages[int(number)]
        name = passage.source.section or ""
        if name and passage.source.kind in (Kind.ITEM, Kind.LEAD) and passage.sentences:
            first = passage.sentences[0]
            sections.setdefault(name, Cited(passage.report, passage.sha256, first.start, first.end, (), 1.0))
    named = list(islice(sections.items(), _MOST_SECTIONS))
    lines = []
    for row in islice(figures.values(), _MOST_FIGURES):
        figure, span = row.figure, (row.figure.start, row.figure.end)
        lines.append(wording.ABOUT_FIGURE.format(figure=figure))
        quote = Cited(row.report, row.sha256, row.span.start, row.span.end, (span,), 1.0, (span,))
        named.append((f"{figure.indicator} {figure.text}", quote))
    if not named:
        return None
    years = generation.coverage().get(committee, ())
    before = wording.ABOUT.format(
        committee=committee, years="、".join(map(str, years)) or NO_YEAR, numbers="\n".join(lines)
    )
    return Content(
        asked=text,
        understood=text,
        status=Status.ANSWERED,
        quotes=tuple(quote for _, quote in named),
        shown=0,
        choices=tuple(Choice(name[:_LONGEST_NAME], "") for name, _ in named),
        before="\n".join((before.strip(), "", wording.ABOUT_CHOOSE)),
    )


class Commands:
    """Answers /start, /help and /about, what is stored of a chat, and whatever in a private chat is no question."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def start(self, message: Message) -> None:
        """Greet, with questions that can be asked at the press of a button."""
        covered = await self._services.work(self._services.catalogue.current)
        text = wording.START.format(coverage=covered.coverage)
        content = Content("", "", Status.ANSWERED, (), 0, covered.choices, before=text)
        await self._services.send(message, content)

    async def open_link(self, message: Message) -> None:
        """Show the passage that the payload of /start names, with the buttons of an answer, or say why not."""
        target = target_of((message.text or "").split()[-1])
        opened = await self._services.work(self._opened, *target) if target else Content.saying(wording.LINK_BAD)
        await self._services.send(message, opened)

    def _opened(self, sha256: str, span: Span) -> Content:
        site = context_of(self._services.engine.generation, sha256, span)
        if site is None:
            return Content.saying(wording.LINK_GONE)
        return Content.of(Answer("", "", Status.ANSWERED, (site.quote(site.whole(span)),), elapsed_ms=0.0))

    async def help(self, message: Message) -> None:
        """Say how to ask, and to administrators how to change the index."""
        bot, user = message.get_bot(), message.from_user
        text = wording.HELP.format(bot=bot.username)
        if user and message.chat.type == ChatType.PRIVATE and self._services.access.may_administer(user.id):
            text += wording.HELP_ADMINS
        elif bot.supports_inline_queries:
            text += wording.HELP_INLINE.format(bot=bot.username)
        await say(message, text)

    async def about(self, message: Message) -> None:
        """Show one committee at a glance."""
        name = question_of(message)
        generation = await self._services.work(lambda: self._services.engine.generation)
        content = await self._services.work(profile_of, name, generation) if name else None
        if content is not None:
            await self._services.send(message, content)
        elif name:
            await say(message, wording.SOURCES_NONE.format(text=name, coverage=coverage_of(generation)))
        else:
            await say(message, wording.ABOUT_HOW)

    async def other(self, message: Message) -> None:
        """Ask for words instead of a picture, a voice message, a file; once for all pictures of an album."""
        if self._services.sessions.note_album(message.media_group_id):
            await say(message, wording.TEXT_ONLY)

    async def subscribe(self, message: Message) -> None:
        """Let a chat, or a forum topic, hear of new reports."""
        is_new = await self._services.work(self._services.state.subscribe, place_of(message))
        await say(message, notices.SUBSCRIBED if is_new else notices.SUBSCRIBED_ALREADY)

    async def unsubscribe(self, message: Message) -> None:
        """Let it hear no more."""
        did = await self._services.work(self._services.state.unsubscribe, place_of(message))
        await say(message, notices.UNSUBSCRIBED if did else notices.NOT_SUBSCRIBED)

    async def privacy(self, message: Message) -> None:
        """Say what is kept."""
        misses, answers = database.LIMITS[database.misses], database.LIMITS[database.answers]
        text = notices.PRIVACY.format(misses=misses, answers=answers, minutes=KEPT_SECONDS // 60)
        await say(message, text + (notices.PRIVACY_LOGGED if self._services.metrics.logs_questions else ""))

    async def forget(self, message: Message) -> None:
        """Delete what is kept of a chat."""
        self._services.sessions.forget(message.chat_id)
        removed = await self._services.work(self._services.state.forget, message.chat_id)
        said = notices.FORGOTTEN if any(removed.values()) else notices.NOTHING_KEPT
        await say(message, said.format(**removed))

    async def misses(self, message: Message) -> None:
        """List what was not answered, in private only: others asked it."""
        if message.chat.type != ChatType.PRIVATE:
            await say(message, notices.IN_PRIVATE)
        else:
            state, engine = self._services.state, self._services.engine
            found = await self._services.work(lambda: misses.clusters_of(state.misses(), engine.generation.reports))
            await say(message, misses.text_of(found, most=_SHOWN))

    async def feedback(self, message: Message) -> None:
        """List what somebody found wrong, in private only, or remove what was dealt with: /feedback 12."""
        number = question_of(message)
        if message.chat.type != ChatType.PRIVATE:
            await say(message, notices.IN_PRIVATE)
        elif number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER:
            there = await self._services.work(self._services.feedback.settle, int(number))
            said = feedback_wording.SETTLED if there else feedback_wording.NO_SUCH
            await say(message, said.format(number=number))
        else:
            await say(message, await self._services.work(self._listed_feedback))

    def _listed_feedback(self) -> str:
        remarks = self._services.feedback.remarks()
        how = f"\n{feedback_wording.SETTLE_HOW.format(number=remarks[0].id)}" if remarks else ""
        return f"{feedback.text_of(remarks, self._services.engine.generation, most=_SHOWN)}{how}"

    async def ignore(self, message: Message) -> None:
        """Do nothing."""

    async def on_other_button(self, query: CallbackQuery, _match: re.Match[str]) -> None:
        """Say of a button that nothing knows any more that its time is over."""
        await note(query, wording.OLD_BUTTON)
