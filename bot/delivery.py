"""Delivery: requests to Telegram that wait when told to and try again after a fault."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter
from telegram.request import HTTPXRequest

from prompts import telegram as wording

_LOG = logging.getLogger(__name__)
_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each further attempt
# A request that was written and not answered may have been carried out: what sends is not sent again.
_UNSURE = (httpx.ReadTimeout, httpx.WriteTimeout)


class Patience(BaseRateLimiter[None]):
    """Waits out 429 and tries again after a fault of the network or of Telegram's servers."""

    async def process_request(  # noqa: PLR0917 - as in the class it extends
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Carry out one request; see `telegram.ext.BaseRateLimiter.process_request`.

        Raises:
            telegram.error.TelegramError: the last attempt failed, or a further one would do no good.
        """
        if endpoint == "sendChatAction":  # says "typing": not worth a second attempt
            return await callback(*args, **kwargs)
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
            await asyncio.sleep(pause)
        return await callback(*args, **kwargs)

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to take down."""


def _is_worth_another(error: NetworkError, endpoint: str) -> bool:
    if isinstance(error, BadRequest):
        return False
    return not (isinstance(error.__cause__, _UNSURE) and endpoint.startswith("send"))


class UpdatesRequest(HTTPXRequest):
    """Fetches updates; a refused token is a fault like others, for it would end the polling for good and in silence.

    A proxy's 404 looks the same, and a token is checked before the first request for updates anyway.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request; see `telegram.request.BaseRequest.do_request`."""
        code, payload = await super().do_request(*args, **kwargs)
        if code in (401, 404):
            raise NetworkError(wording.REJECTED)
        return code, payload
