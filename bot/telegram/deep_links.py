"""Links that open a passage in a private chat with the bot.

A payload of /start has at most 64 characters of A-Z, a-z, 0-9, _ and - (https://core.telegram.org/bots/features#deep-linking).
"""

import re
from dataclasses import dataclass

from bot.answers import Cited
from corpus.model import Span

_VERSION = "p1"
_DIGITS = 16
_PAYLOAD = re.compile(rf"{_VERSION}-([0-9a-f]{{{_DIGITS}}})-([0-9]{{1,9}})-([0-9]{{1,9}})")
ANY_PAYLOAD = r"^/start(?:@\w+)? p\d+-"  # of any version


@dataclass(frozen=True, slots=True)
class Target:
    """What a link opens: a span of the source whose SHA-256 begins so."""

    sha256: str
    span: Span


def link_to(quote: Cited, *, bot: str) -> str:
    """Return the link that opens a quote with the bot of this name."""
    return f"https://t.me/{bot}?start={_VERSION}-{quote.sha256[:_DIGITS]}-{quote.start}-{quote.end}"


def target_of(payload: str) -> Target | None:
    """Return what a payload opens; None where it is of another version, or was tampered with."""
    match = _PAYLOAD.fullmatch(payload)
    return Target(match[1], Span(int(match[2]), int(match[3]))) if match else None
