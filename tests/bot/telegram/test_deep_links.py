"""Links that open a passage."""

import re

import pytest

from bot.answers import Cited
from bot.telegram.deep_links import ANY_PAYLOAD, Target, link_to, target_of
from corpus.model import Span

QUOTE = Cited("巡礼", "0123456789abcdef" * 4, 123_456_789, 987_654_321, (), 1.0)


def test_link_opens_what_it_was_made_of() -> None:
    link = link_to(QUOTE, bot="XunliTestBot")
    address, _, payload = link.partition("?start=")
    assert address == "https://t.me/XunliTestBot"
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert target_of(payload) == Target("0123456789abcdef", Span(123_456_789, 987_654_321))


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "inline",
        "p1-",
        "p2-0123456789abcdef-1-2",
        "p1-0123456789ABCDEF-1-2",
        "p1-0123456789abcdef-1",
        "p1-01-1-2",
        "p1-0123456789abcdef--1-2",
        "p1-0123456789abcdef-1-2\n",
        "p1-0123456789abcdef-1-12345678901",
    ],
)
def test_what_was_tampered_with_opens_nothing(payload: str) -> None:
    assert target_of(payload) is None


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [("/start p1-ab", True), ("/start@XunliTestBot p9-", True), ("/start", False), ("/start inline", False)],
)
def test_payloads_of_every_version_are_known(text: str, is_ours: bool) -> None:
    assert bool(re.match(ANY_PAYLOAD, text)) is is_ours
