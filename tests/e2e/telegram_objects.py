"""What goes between the Bot API server on loopback and the tests."""

import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.bot_api import Formatted, utf16_length


@dataclass(frozen=True)
class Call:
    """One call of the bot."""

    method: str
    form: dict[str, str]


@dataclass(frozen=True)
class Sent:
    """A message that the bot sent."""

    id: int
    chat: int
    thread: int | None
    reply_to: int | None
    content: Formatted
    buttons: tuple[tuple[str, str], ...] = ()  # (what it says, its data)
    links: tuple[tuple[str, str], ...] = ()  # (what it says, where it leads)
    at: float = field(default_factory=time.monotonic, compare=False)

    @property
    def text(self) -> str:
        return self.content.text


@dataclass(frozen=True)
class Refusal:
    """What the server answers instead of carrying out the next call of a method."""

    method: str
    status: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """The server cuts the connection of the next call of a method, before or after it is carried out."""

    method: str
    is_done: bool = False


@dataclass(frozen=True)
class Silence:
    """The server carries out the next call of a method, and says so only after so many seconds."""

    method: str
    seconds: float


@dataclass(frozen=True)
class Half:
    """The server carries out the next call of a method, and cuts the connection amid its answer."""

    method: str


Disturbance = Refusal | Cut | Silence | Half


@dataclass(frozen=True)
class Offer:
    """A message that is offered inline."""

    title: str
    description: str
    content: Formatted
    links: tuple[tuple[str, str], ...]  # (what it says, where it leads)


@dataclass(frozen=True)
class Offers:
    """What an inline question is answered with; `button` is what stands over the list."""

    offers: tuple[Offer, ...]
    button: str | None
    is_personal: bool
    seconds: int


@dataclass(frozen=True)
class Note:
    """What the bot showed to someone who pressed a button."""

    text: str
    is_alert: bool


def update_of(number: int, chat: int, text: str) -> dict[str, Any]:
    """Return the update of a private message; it has the number of the update, and so has the person of the chat."""
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": chat_of(chat),
        "from": {"id": chat, "is_bot": False, "first_name": "委员"},
        "text": text,
        "entities": entities_of(text),
    }
    return {"update_id": number, "message": message}


def chat_of(number: int) -> dict[str, Any]:
    if number > 0:
        return {"id": number, "type": "private", "first_name": "委员"}
    return {"id": number, "type": "supergroup", "title": "政协委员群"}


def entities_of(text: str) -> list[dict[str, Any]]:
    """Return the commands and mentions of a text, as Telegram marks them."""
    marks = {"bot_command": r"(?<!\S)/\w+(?:@\w+)?", "mention": r"(?<![\w/])@\w{5,}"}
    return [
        {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}
        for kind, pattern in marks.items()
        for match in re.finditer(pattern, text, re.ASCII)
    ]
