"""Commands that say what the bot is, how to ask, and what it knows; links that open a passage."""

import logging
from collections import deque
from collections.abc import Iterator
from datetime import date
from itertools import islice

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answers import Cited, Content
from bot.coverage import coverage_of
from bot.telegram.conversation import question_of
from bot.telegram.keyboards import target_of
from bot.telegram.render import text_messages
from bot.telegram.sending import Outbox, say
from bot.telegram.services import Services
from bot.telegram.views import Outgoing
from corpus.model import Kind, Span
from index.answer import Answer, Choice, Row, Status
from index.context import context_of
from index.errors import Damaged
from index.figures.comparison import lookup_of
from index.figures.rows import rows_of
from index.store.generation import Generation
from index.store.table import Filters
from prompts import buttons as buttons_wording
from prompts import telegram as wording
from prompts.sources import NO_YEAR

_MOST_SECTIONS, _MOST_FIGURES = 6, 6
_LONGEST_INDICATOR, _LONGEST_NAME = 10, 24
_LONGEST = 16  # characters that name a committee, and nothing else
_MOST_ALBUMS = 200
_LOG = logging.getLogger(__name__)


def profile_of(text: str, generation: Generation) -> Content | None:
    """Return the profile of a committee, where its name is all that was written; None where it is not."""
    if len(text) > _LONGEST:
        return None
    lookup = lookup_of(text, generation, today=date.today())
    if len(lookup.committees) != 1 or lookup.absent or lookup.years or lookup.indicator:
        return None
    [committee] = lookup.committees
    figures = list(islice(_figures(committee, generation), _MOST_FIGURES))
    sections = list(islice(_sections(committee, generation), _MOST_SECTIONS))
    if not (figures or sections):
        return None
    years = dict(generation.coverage()).get(committee, ())
    lines = (wording.ABOUT_FIGURE.format(indicator=row.figure.indicator, text=row.figure.text) for row in figures)
    before = wording.ABOUT.format(
        committee=committee, years="、".join(map(str, years)) or NO_YEAR, numbers="\n".join(lines)
    )
    named = [*sections, *map(_named, figures)]
    return Content(
        asked=text,
        understood=text,
        status=Status.ANSWERED,
        quotes=tuple(quote for _, quote in named),
        shown=0,
        choices=tuple(Choice(name, "") for name, _ in named),
        before="\n".join((before.strip(), "", wording.ABOUT_CHOOSE)),
    )


def _figures(committee: str, generation: Generation) -> Iterator[Row]:
    """Yield figures with a short indicator, one of each."""
    seen: set[str] = set()
    for row in rows_of(generation, committees=[committee]):
        indicator = row.figure.indicator or ""
        if 1 < len(indicator) <= _LONGEST_INDICATOR and indicator not in seen:
            seen.add(indicator)
            yield row


def _sections(committee: str, generation: Generation) -> Iterator[tuple[str, Cited]]:
    """Yield each section by its heading, with the first sentence of its first paragraph."""
    seen: set[str] = set()
    rows = generation.passages.rows_of(Filters([committee]))
    for row in () if rows is None else rows:
        passage = generation.passages[int(row)]
        name = passage.source.section or ""
        if name and name not in seen and passage.source.kind in (Kind.ITEM, Kind.LEAD) and passage.sentences:
            seen.add(name)
            first = passage.sentences[0]
            span = (passage.sha256, first.start, first.end)
            yield name[:_LONGEST_NAME], Cited(passage.report, *span, highlights=(), score=1.0)


def _named(row: Row) -> tuple[str, Cited]:
    figure = (row.figure.start, row.figure.end)
    quote = Cited(row.report, row.sha256, row.span.start, row.span.end, (figure,), 1.0, (figure,))
    return f"{row.figure.indicator} {row.figure.text}"[:_LONGEST_NAME], quote


class Commands:
    """Answers /start, /help and /about, and whatever in a private chat is no question."""

    def __init__(self, services: Services, outbox: Outbox) -> None:
        self._services = services
        self._outbox = outbox
        self._albums: deque[str] = deque(maxlen=_MOST_ALBUMS)

    async def start(self, message: Message) -> None:
        """Greet, with questions that can be asked at the press of a button."""
        covered = await self._services.work(self._services.catalogue.current)
        text = wording.START.format(coverage=covered.coverage)
        content = Content("", "", Status.ANSWERED, (), 0, covered.choices, before=text)
        await self._outbox.send(message, Outgoing(text_messages(text), content))

    async def open_link(self, message: Message) -> None:
        """Show the passage that the payload of /start names, with the buttons of an answer, or say why not."""
        target = target_of((message.text or "").split()[-1])
        outgoing = Outgoing.of(buttons_wording.LINK_BAD)
        if target is not None:
            try:
                outgoing = await self._services.work(self._opened, *target)
            except Damaged as error:
                _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
                outgoing = Outgoing.of(wording.CHECK_FAILED)
        await self._outbox.send(message, outgoing)

    def _opened(self, sha256: str, span: Span) -> Outgoing:
        site = context_of(self._services.engine.generation, sha256, span)
        if site is None:
            return Outgoing.of(buttons_wording.LINK_GONE)
        answer = Answer("", "", Status.ANSWERED, (site.quote(site.whole(span)),), elapsed_ms=0.0)
        return Outgoing(self._services.views.texts(answer), Content.of(answer))

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
            await self._outbox.send(message, Outgoing(text_messages(content.before), content))
        elif name:
            await say(message, wording.SOURCES_NONE.format(text=name, coverage=coverage_of(generation)))
        else:
            await say(message, wording.ABOUT_HOW)

    async def other(self, message: Message) -> None:
        """Ask for words instead of a picture, a voice message, a file; once for all pictures of an album."""
        album = message.media_group_id
        if album is None or album not in self._albums:
            await say(message, wording.TEXT_ONLY)
        await self.caption(message)

    async def caption(self, message: Message) -> None:
        """Take note of an album whose caption was answered: its other pictures ask nothing."""
        if message.media_group_id is not None:
            self._albums.append(message.media_group_id)

    async def on_other_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say of a button that nothing knows any more that its time is over."""
        if update.callback_query is not None:
            await update.callback_query.answer(wording.OLD_BUTTON, show_alert=True)
