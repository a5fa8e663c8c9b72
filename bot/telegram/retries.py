"""Delivery: requests to Telegram that wait when told to and try again after a fault."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import httpx
from aiolimiter import AsyncLimiter
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

from bot.telegram.metrics import Metrics
from prompts import telegram as wording

Request = Callable[..., Coroutine[Any, Any, Any]]

_LOG = logging.getLogger(__name__)
_TYPING_SHARE = 3
_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each further attempt
# Of these nothing reached Telegram; any other fault of a connection may come after a request was carried out.
_NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class RetryingRateLimiter(AIORateLimiter):
    """Keeps to Telegram's pace, waits out 429 and tries again after a fault of the network or of Telegram's servers.

    The library's own retries hold back every request while one waits; here one chat's 429 keeps no other waiting. What
    sends, and may have been sent, is left to the caller, who knows where to look for it (`bot.telegram.sending`).
    """

    def __init__(self, per_second: int, metrics: Metrics) -> None:
        """Send at most so many messages a second, and to one group as many a minute as Telegram allows."""
        super().__init__(overall_max_rate=per_second)
        self._typing = AsyncLimiter(max(1, per_second // _TYPING_SHARE), 1)
        self._metrics = metrics

    async def process_request(  # noqa: PLR0917 - as in the class it extends
        self,
        callback: Request,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Carry out one request; see `telegram.ext.BaseRateLimiter.process_request`.

        Raises:
            telegram.error.TelegramError: the last attempt failed, or a further one would do no good.
        """
        if endpoint == "sendChatAction":  # says "typing": not worth waiting for, nor a second attempt
            if not self._typing.has_capacity():  # many ask at once, and Telegram shall take their answers
                return True
            async with self._typing:
                return await callback(*args, **kwargs)
        retrying = partial(self._with_retries, callback, endpoint)
        return await super().process_request(retrying, args, kwargs, endpoint, data, rate_limit_args)

    async def _with_retries(self, callback: Request, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        for wait in _WAITS:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                pause, reason = error._retry_after.total_seconds(), "429"  # the public one warns
            except NetworkError as error:
                if not _is_worth_another(error, endpoint):
                    raise
                pause, reason = wait, str(error)
            _LOG.warning(wording.RETRYING.format(method=endpoint, error=reason, seconds=pause))
            self._metrics.retried(endpoint)
            await asyncio.sleep(pause)
        return await callback(*args, **kwargs)


def may_be_done(error: TelegramError) -> bool:
    """Whether a request that failed so may have been carried out: the connection broke before it was answered."""
    if error.message == "Invalid server response":  # cut in half, behind a 200
        return True
    return isinstance(error.__cause__, httpx.TransportError) and not isinstance(error.__cause__, _NOT_BEGUN)


def _is_worth_another(error: NetworkError, endpoint: str) -> bool:
    if isinstance(error, BadRequest):
        return False
    return not (may_be_done(error) and endpoint.startswith("send"))
