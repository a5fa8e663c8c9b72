"""Inline: `@bot 问题` in any chat offers quotes to send there, each with its source and a link that opens it."""

import logging
from contextlib import suppress
from dataclasses import replace

from telegram import InlineQuery, InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.answers import Content
from bot.telegram.render import LIMIT, markup, sendable, text_blocks, units
from bot.telegram.services import Services
from bot.telegram.views import link_to, texts_of
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


async def on_query(query: InlineQuery, services: Services) -> None:
    """Offer the quotes that answer, or a button to the private chat where there is none."""
    question, is_open = " ".join(sendable(query.query).split()), services.access.is_open
    asks = len(question) >= _SHORTEST and courtesy(question) is None
    results = await services.work(_results, services, question) if asks else []
    label = None if results else wording.INLINE_NOT_FOUND if asks else wording.INLINE_ASK
    with suppress(TelegramError):  # typed on meanwhile: too late for it to be shown
        await query.answer(
            results,
            cache_time=_OPEN_CACHE if is_open else _OWN_CACHE,
            is_personal=not is_open,
            button=InlineQueryResultsButton(label, start_parameter=_PAYLOAD) if label else None,
        )


def _results(services: Services, question: str) -> list[InlineQueryResultArticle]:
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
                title, link = _title(quote, answer.status), link_to(quote, bot=services.bot.username)
                offered.append(_article(services, one, quote, id=name, title=title, link=link))
    except Damaged as error:
        _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
        return []
    return [article for article in offered if article is not None][:_MOST]


def _article(
    services: Services, content: Content, quote: Quote, *, id: str, title: str, link: str | None = None
) -> InlineQueryResultArticle | None:
    """Return what is offered, described by its first quote; None where it would not fit into one message."""
    [asked, *rest] = text_blocks(wording.INLINE_ASKED.format(question=content.asked), tag="b")
    texts = texts_of(services, content)
    if rest or len(texts) > 1 or len(texts[0]) + units(asked) >= LIMIT:
        return None
    description = sendable(quote.text)
    return InlineQueryResultArticle(
        id,
        title,
        InputTextMessageContent(f"{asked}\n{texts[0]}", ParseMode.HTML),
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
