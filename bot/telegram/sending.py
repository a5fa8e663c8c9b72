"""Sending: messages go out once, also where the connection breaks before Telegram says that it took them."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import httpx
from aiolimiter import AsyncLimiter
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ContextTypes, Defaults

from bot.answers import Changed, Sent
from bot.telegram.conversation import thread_of
from bot.telegram.metrics import Metrics
from bot.telegram.render import plain, text_messages
from index.errors import Damaged, IndexFault
from prompts import telegram as wording

Keyboard = InlineKeyboardMarkup | None
_Call = Callable[..., Coroutine[Any, Any, Any]]
_Fields = dict[str, Any]
DEFAULTS = Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True)
# A message that was sent though nobody said so has one of the numbers after that of what it answers. Telegram counts
# those of all private chats and small groups together, so on a busy bot it may lie beyond.
_LOOKED_AT = 10
_TYPING_SHARE = 3
_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each further attempt
# Of these nothing reached Telegram; any other fault of a connection may come after a request was carried out.
_NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LOG = logging.getLogger(__name__)


async def say(message: Message, text: str, *, keyboard: Keyboard = None) -> None:
    """Answer a message with plain text; see `reply`."""
    await reply(message, text_messages(text), keyboard=keyboard)


async def reply(
    message: Message,
    texts: Sequence[str],
    *,
    keyboard: Keyboard = None,
    into: Sent | None = None,
    is_latest: bool = True,
) -> list[int]:
    """Answer a message, or what another answer in its chat and topic answers, in the messages `into` that was written.

    What they lack is sent, in a group the first as a reply; what is too many is deleted. `texts` are HTML, each within
    Telegram's limit; `keyboard` stands under the last. `is_latest`: the bot said nothing in the chat since it was
    asked, so a message of its own is this answer. Returns the numbers of the messages that hold the answer now; raises
    TelegramError where a part was not sent.
    """
    written: list[int] = []
    bot, chat, replies = message.get_bot(), message.chat_id, into.replies if into else ()
    answering = into.answering if into else message.message_id
    for number, text in enumerate(texts):
        shown: _Fields = {"text": text, "reply_markup": keyboard if number == len(texts) - 1 else None}
        old = replies[number] if number < len(replies) else None
        if old is None or not await edit(bot, chat, old, **shown):
            quoted = None if written or message.chat.type == ChatType.PRIVATE else answering
            where = {"message_thread_id": thread_of(message), "reply_to_message_id": quoted}
            after = max([answering, *written]) if is_latest else None
            is_again = into is not None and into.was_there  # an attempt before may have sent it
            old = await _send_once(bot, chat, shown, where, after=after, is_again=is_again)
        written.append(old)
    for old in replies[len(texts) :]:
        with suppress(TelegramError):  # too old, or deleted already
            await bot.delete_message(chat, old)
    return written


async def _send_once(bot: Bot, chat: int, shown: _Fields, where: _Fields, *, after: int | None, is_again: bool) -> int:
    """Send a message unless it is there already, among the numbers `after` another one; returns its number."""
    for is_last in (False, True):
        for number in range(after + 1, after + 1 + _LOOKED_AT) if after and (is_again or is_last) else ():
            if await edit(bot, chat, number, **shown):
                return number
        try:
            return await send(bot, chat, **shown, **where)
        except TelegramError as error:
            if is_last or not may_be_done(error):
                raise
    raise AssertionError("the last attempt returns or raises")


async def send(bot: Bot, chat: int, text: str, **how: Any) -> int:
    """Send HTML, or plain text where Telegram does not take that; returns its number. Raises TelegramError."""
    sent: Message = await _as_html_or_plain(partial(bot.send_message, chat, **how), text)
    return sent.message_id


async def edit(bot: Bot, chat: int, number: int, text: str, *, reply_markup: Keyboard = None) -> bool:
    """Change a message of the bot; returns whether it reads so now. Raises TelegramError unless it is simply gone."""
    change = partial(bot.edit_message_text, chat_id=chat, message_id=number, reply_markup=reply_markup)
    try:
        await _as_html_or_plain(change, text)
    except BadRequest as error:
        said = str(error).lower()
        if "not modified" in said:  # which is what a button pressed twice gets
            return True
        if "not found" in said or "can't be edited" in said:
            return False
        raise
    return True


async def _as_html_or_plain(attempt: _Call, html: str) -> Any:
    try:
        return await attempt(text=html, parse_mode=ParseMode.HTML)
    except BadRequest as error:
        if "entit" not in str(error).lower() and "parse" not in str(error).lower():
            raise
    return await attempt(text=plain(html))


async def on_fault(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what a handler raised and tell the person who asked, unless it is that they cannot be told."""
    error, said = context.error, wording.FAULT
    if isinstance(error, TelegramError):
        _LOG.warning(wording.SEND_FAILED.format(error=error))
    elif isinstance(error, Changed):
        said = str(error)
    elif isinstance(error, Damaged):  # a source is missing or altered: nothing of it is shown
        said = wording.CHECK_FAILED
        _LOG.error(wording.SOURCE_DAMAGED.format(damage=error))
    elif isinstance(error, IndexFault):  # its one line names the place and the remedy
        _LOG.error(error)
    else:  # not the message of the error, which may hold a question, but where it happened
        where = "".join(traceback.format_tb(error.__traceback__)) if error else ""
        _LOG.error(wording.HANDLER_FAILED.format(kind=type(error).__name__, where=where))
    if not isinstance(update, Update) or isinstance(error, Forbidden):  # blocked, or thrown out of the group
        return
    if update.callback_query is not None and isinstance(error, (Changed, Damaged)):
        await note(update.callback_query, said)
    elif update.effective_message is not None:
        with suppress(TelegramError):
            await say(update.effective_message, said)


async def note(query: CallbackQuery, text: str = "", *, alert: bool = True) -> None:
    """Answer a button; what is said as an alert stays until it is closed."""
    with suppress(TelegramError):  # pressed while the bot was down: too old to answer, and done all the same
        await query.answer(text or None, show_alert=bool(text) and alert)


class RetryingRateLimiter(AIORateLimiter):
    """Keeps to Telegram's pace, waits out 429 and tries again after a fault of the network or of Telegram's servers.

    The library's own retries hold back every request while one waits; here one chat's 429 keeps no other waiting. What
    sends, and may have been sent, is left to the caller, who knows where to look for it.
    """

    def __init__(self, per_second: int, metrics: Metrics) -> None:
        """Send at most so many messages a second, and to one group as many a minute as Telegram allows."""
        super().__init__(overall_max_rate=per_second)
        self._typing = AsyncLimiter(max(1, per_second // _TYPING_SHARE), 1)
        self._metrics = metrics

    async def process_request(  # noqa: PLR0917 - as in the class it extends
        self, callback: _Call, args: Any, kwargs: _Fields, endpoint: str, data: _Fields, rate_limit_args: int | None
    ) -> Any:
        """Carry out one request; raises TelegramError where a further attempt would do no good."""
        if endpoint == "sendChatAction":  # says "typing": not worth waiting for, nor a second attempt
            if not self._typing.has_capacity():  # many ask at once, and Telegram shall take their answers
                return True
            async with self._typing:
                return await callback(*args, **kwargs)

        async def retrying(*args: Any, **kwargs: Any) -> Any:
            for wait in _WAITS:
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as error:
                    pause, reason = error._retry_after.total_seconds(), "429"  # the public one warns
                except NetworkError as error:
                    if isinstance(error, BadRequest) or (may_be_done(error) and endpoint.startswith("send")):
                        raise
                    pause, reason = wait, str(error)
                _LOG.warning(wording.RETRYING.format(method=endpoint, error=reason, seconds=pause))
                self._metrics.retries.labels(endpoint).inc()
                await asyncio.sleep(pause)
            return await callback(*args, **kwargs)

        return await super().process_request(retrying, args, kwargs, endpoint, data, rate_limit_args)


def may_be_done(error: TelegramError) -> bool:
    """Whether a request that failed so may have been carried out: the connection broke before it was answered."""
    if error.message == "Invalid server response":  # cut in half, behind a 200
        return True
    return isinstance(error.__cause__, httpx.TransportError) and not isinstance(error.__cause__, _NOT_BEGUN)
