"""Whether updates would arrive."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.receiving import Hook, Polling
from bot.settings import Address, Webhook


@pytest.mark.parametrize(
    ("running", "ago", "is_well"),
    [(True, 0, True), (True, 119, True), (True, 121, False), (False, 0, False), (True, float("inf"), False)],
    ids=["just now", "not long ago", "long ago", "stopped", "never"],
)
def test_polling_is_well_while_telegram_answers(
    monkeypatch: pytest.MonkeyPatch, running: bool, ago: float, is_well: bool
) -> None:
    monkeypatch.setattr("bot.receiving.time.monotonic", lambda: 1_000.0)
    bot: Any = SimpleNamespace(updater=SimpleNamespace(running=running))
    request: Any = SimpleNamespace(answered=1_000.0 - ago)
    assert Polling(bot, request, kinds=(), seconds=30, timeout=30).is_well() is is_well


def test_webhook_is_not_well_before_it_listens() -> None:
    bot: Any = SimpleNamespace(running=True)
    inbox: Any = None
    webhook = Webhook("https://bot.example/", "/", Address("127.0.0.1", 8080), "a-secret-0123456789")
    assert not Hook(bot, inbox, webhook, kinds=()).is_well()
