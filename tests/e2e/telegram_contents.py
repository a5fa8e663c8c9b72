"""What a call of the bot would show: its text, its buttons, what it offers; refused as Telegram refuses it."""

import json
from typing import Any

from tests.e2e.bot_api import LIMIT, Formatted, parse_html, utf16_length
from tests.e2e.telegram_objects import Offer

LONGEST_DATA = 64


def content_of(form: dict[str, str]) -> Formatted:
    """Return the text of a message.

    Raises:
        ValueError: Telegram would refuse it.
    """
    content = parse_html(form["text"]) if form.get("parse_mode") == "HTML" else Formatted(form["text"], ())
    if not content.text.strip():
        raise ValueError("message text is empty")
    if utf16_length(content.text) > LIMIT:
        raise ValueError("message is too long")
    return content


def buttons_of(form: dict[str, str], kind: str = "callback_data") -> tuple[tuple[str, str], ...]:
    """Return what the buttons of a kind under a message say, and their data, or where they lead.

    Raises:
        ValueError: Telegram would refuse them.
    """
    rows = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
    buttons = [one for row in rows for one in row]
    if not all(1 <= len(one.get("callback_data", "-").encode()) <= LONGEST_DATA and one["text"] for one in buttons):
        raise ValueError("BUTTON_DATA_INVALID")
    return tuple((one["text"], one[kind]) for one in buttons if kind in one)


def offer_of(result: dict[str, Any]) -> Offer:
    """Return a message that is offered.

    Raises:
        ValueError: Telegram would refuse it.
    """
    written = result["input_message_content"]
    form = {"text": written["message_text"], "parse_mode": written.get("parse_mode", "")}
    markup = {"reply_markup": json.dumps(result["reply_markup"])} if "reply_markup" in result else {}
    return Offer(result["title"], result.get("description", ""), content_of(form), buttons_of(markup, "url"))
