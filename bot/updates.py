"""Updates: what comes from Telegram, looked at before the library reads it."""

import json
import logging
import time
from typing import Any

from telegram import Update
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from prompts import telegram as wording

_LOG = logging.getLogger(__name__)
# What the library raises where a field is missing, or is not what the Bot API says.
_MALFORMED = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, OSError, RecursionError)


class UpdatesRequest(HTTPXRequest):
    """Fetches updates, and sees to it that nothing that comes instead of them ends the polling in silence.

    A refused token is a fault like others: a proxy's 404 looks the same, and a token is checked before the first
    request for updates anyway.
    """

    answered = float("-inf")  # when it last went well, in seconds of `time.monotonic`

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request; see `telegram.request.BaseRequest.do_request`."""
        code, payload = await super().do_request(*args, **kwargs)
        if code == 200:
            self.answered = time.monotonic()
        if code in (401, 404):
            raise NetworkError(wording.REJECTED)
        return code, sound(payload) if code == 200 else payload


def sound(payload: bytes) -> bytes:
    """Return an answer of getUpdates in which every update can be read: of one that cannot be its number is left.

    Without the number Telegram would send that update again and again, and those after it never.

    Raises:
        telegram.error.NetworkError: it is no such answer at all.
    """
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        raise NetworkError(wording.MALFORMED_ANSWER) from None
    updates = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(updates, list):
        raise NetworkError(wording.MALFORMED_ANSWER)
    kept = [sound_update(update) for update in updates]
    numbered = [update for update in kept if update is not None]
    if updates and not numbered:
        raise NetworkError(wording.MALFORMED_ANSWER)
    return json.dumps(answer | {"result": numbered}).encode()


def sound_update(update: object) -> dict[str, Any] | None:
    """Return an update as it came if it can be read, else its number alone, and None where it has none."""
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    try:
        message = Update.de_json(update, None).effective_message
        _ = message and message.chat.type  # a chat that is null is read, and found missing only by who looks
    except _MALFORMED:
        number = update["update_id"]
        _LOG.warning(wording.MALFORMED.format(number=number))
        return {"update_id": number}
    return update
