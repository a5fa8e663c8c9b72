"""Inline: `@bot 问题` in any chat offers quotes to send there, each with its source and a link that opens it."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answers import Cited
from bot.telegram.deep_links import link_to
from bot.telegram.obstacles import Told, told
from bot.telegram.questions import check_quotes
from bot.telegram.render import LIMIT, sendable, text_blocks
from bot.telegram.services import Desk
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.errors import Damaged
from prompts import inline as wording
from prompts.sources import YEAR
from prompts.telegram import NEAR_MISS, SOURCE_DAMAGED

_LOG = logging.getLogger(__name__)
_SHORTEST = 2
_MOST = 10
_SHOWN = 120  # characters of a quote in the list
# Seconds; what one may see and another may not is kept for that one alone, and not for long.
_OPEN_CACHE, _OWN_CACHE = 60, 5
_PAYLOAD = "inline"  # of the button over the list, which opens the private chat
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Inline:
    """Answers what is typed behind the bot's name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def on_query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the quotes that answer, or a button to the private chat where there is none."""
        query = update.inline_query
        if query is None:
            return
        question = " ".join(sendable(query.query).split())
        results: list[InlineQueryResultArticle] = []
        if len(question) >= _SHORTEST:
            job = partial(self._results, question, context.bot.username)
            results = await self._desk.work(job)
        label = None if results else wording.NOT_FOUND if len(question) >= _SHORTEST else wording.ASK
        with suppress(TelegramError):  # typed on meanwhile: too late for it to be shown
            await query.answer(
                results,
                cache_time=_OPEN_CACHE if self._desk.access.is_open else _OWN_CACHE,
                is_personal=not self._desk.access.is_open,
                button=InlineQueryResultsButton(label, start_parameter=_PAYLOAD) if label else None,
            )

    def _results(self, question: str, bot: str) -> list[InlineQueryResultArticle]:
        """Return what is offered: a comparison as a whole, then quote by quote, each checked against its source."""
        answer = told(self._desk.engine.answer(question), self._desk.engine.generation).answer
        try:
            check_quotes(answer, self._desk.engine.generation)
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            return []
        return list(self._offered(answer, bot))[:_MOST]

    def _offered(self, answer: Answer, bot: str) -> Iterator[InlineQueryResultArticle]:
        if len(answer.quotes) > 1:
            whole = Answer(
                answer.question, answer.question, answer.status, answer.quotes, 0.0, answer.total, answer.reason
            )
            title = wording.WHOLE.format(count=len(answer.quotes))
            yield from self._article(whole, id="all", title=title, link=None)
        sound = (quote for quote in answer.further if answer.status is Status.ANSWERED and quote.score >= ANSWERS)
        for quote in (*answer.quotes, *sound):
            cited = Cited.of(quote)
            yield from self._article(
                Answer(answer.question, answer.question, answer.status, (quote,), 0.0),
                id=f"{quote.sha256[:16]}-{quote.start}-{quote.end}",
                title=_title(quote, answer.status),
                link=link_to(cited, bot=bot),
            )

    def _article(self, answer: Answer, *, id: str, title: str, link: str | None) -> Iterator[InlineQueryResultArticle]:
        """Yield what is offered, or nothing where it would not fit into one message."""
        [asked, *rest] = text_blocks(wording.ASKED.format(question=answer.question), tag="b")
        texts = self._desk.views.texts(Told(answer))
        if rest or len(texts) > 1 or len(texts[0]) + asked.units >= LIMIT:
            return
        button = InlineKeyboardButton(wording.OPEN, url=link)
        yield InlineQueryResultArticle(
            id,
            title,
            InputTextMessageContent(
                f"{asked.html}\n{texts[0]}", parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
            ),
            reply_markup=InlineKeyboardMarkup([[button]]) if link else None,
            description=_shortened(answer.quotes[0].text),
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
    return sendable(wording.SEPARATOR.join(part for part in parts if part))


def _shortened(text: str) -> str:
    text = sendable(text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
