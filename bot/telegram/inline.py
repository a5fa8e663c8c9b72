"""Inline: `@bot 问题` in any chat offers quotes to send there, each with its source and a link that opens it."""

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answers import Content
from bot.telegram.render import LIMIT, markup, sendable, text_blocks
from bot.telegram.sending import NO_PREVIEW
from bot.telegram.services import Services
from bot.telegram.views import link_to
from index.answer import Quote, Status
from index.answering.decision import ANSWERS
from index.errors import Damaged
from index.query.courtesy import courtesy
from prompts import telegram as wording
from prompts.answers import NEAR_MISS
from prompts.sources import SEPARATOR, YEAR

_LOG = logging.getLogger(__name__)
_SHORTEST = 2
_MOST = 10
_SHOWN = 120  # characters of a quote in the list
# Seconds; what one may see and another may not is kept for that one alone, and not for long.
_OPEN_CACHE, _OWN_CACHE = 60, 5
_PAYLOAD = "inline"  # of the button over the list, which opens the private chat


class Inline:
    """Answers what is typed behind the bot's name."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the quotes that answer, or a button to the private chat where there is none."""
        query = update.inline_query
        if query is None:
            return
        question = " ".join(sendable(query.query).split())
        results: list[InlineQueryResultArticle] = []
        asks = len(question) >= _SHORTEST and courtesy(question) is None
        if asks:
            job = partial(self._results, question, context.bot.username)
            results = await self._services.work(job)
        label = None if results else wording.INLINE_NOT_FOUND if asks else wording.INLINE_ASK
        with suppress(TelegramError):  # typed on meanwhile: too late for it to be shown
            await query.answer(
                results,
                cache_time=_OPEN_CACHE if self._services.access.is_open else _OWN_CACHE,
                is_personal=not self._services.access.is_open,
                button=InlineQueryResultsButton(label, start_parameter=_PAYLOAD) if label else None,
            )

    def _results(self, question: str, bot: str) -> list[InlineQueryResultArticle]:
        """Return what is offered: a comparison as a whole, then quote by quote, each checked against its source."""
        answer = self._services.engine.answer(question)
        content, offered = Content.of(replace(answer, understood=question, choices=())), []
        alone = replace(content, shown=1, total=None, missing=(), behind="", reason="")
        try:
            if content.shown > 1:
                title = wording.INLINE_WHOLE.format(count=content.shown)
                offered.append(self._article(replace(content, behind=""), answer.quotes[0], id="all", title=title))
            for number, quote in enumerate((*answer.quotes, *answer.further)):
                if number < content.shown or (answer.status is Status.ANSWERED and quote.score >= ANSWERS):
                    one = replace(alone, quotes=(content.quotes[number],))
                    name = f"{quote.sha256[:16]}-{quote.start}-{quote.end}"
                    title, link = _title(quote, answer.status), link_to(quote, bot=bot)
                    offered.append(self._article(one, quote, id=name, title=title, link=link))
        except Damaged as error:
            _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
            return []
        return [article for article in offered if article is not None][:_MOST]

    def _article(
        self, content: Content, quote: Quote, *, id: str, title: str, link: str | None = None
    ) -> InlineQueryResultArticle | None:
        """Return what is offered, described by its first quote; None where it would not fit into one message."""
        [asked, *rest] = text_blocks(wording.INLINE_ASKED.format(question=content.asked), tag="b")
        texts = self._services.views.texts(content)
        if rest or len(texts) > 1 or len(texts[0]) + asked.units >= LIMIT:
            return None
        html, description = f"{asked.html}\n{texts[0]}", sendable(quote.text)
        return InlineQueryResultArticle(
            id,
            title,
            InputTextMessageContent(html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW),
            reply_markup=markup([(wording.INLINE_OPEN, link)] if link else []),
            description=description if len(description) <= _SHOWN else f"{description[: _SHOWN - 1]}…",
        )


def _title(quote: Quote, status: Status) -> str:
    """Return what a quote is found by in the list: the figure that answers, and whose it is."""
    source = quote.source
    parts = (
        NEAR_MISS if status is Status.NEAR_MISS else None,
        *(figure.text for figure in quote.answering),
        source.committee or source.series or quote.report,
        YEAR.format(year=source.year) if source.year else None,
        source.item or source.section,
    )
    return sendable(SEPARATOR.join(part for part in parts if part))
