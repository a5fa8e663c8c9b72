"""Whether updates would arrive."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.settings import Settings
from bot.telegram.receiving import Polling, UpdatesRequest, WebhookReceiver


@pytest.mark.parametrize(
    ("running", "ago", "is_well"),
    [(True, 0, True), (True, 119, True), (True, 121, False), (False, 0, False), (True, float("inf"), False)],
    ids=["just now", "not long ago", "long ago", "stopped", "never"],
)
def test_polling_is_well_while_telegram_answers(
    monkeypatch: pytest.MonkeyPatch, running: bool, ago: float, is_well: bool
) -> None:
    monkeypatch.setattr("bot.telegram.receiving.time.monotonic", lambda: 1_000.0)
    bot: Any = SimpleNamespace(updater=SimpleNamespace(running=running))
    request: Any = SimpleNamespace(answered=1_000.0 - ago)
    polling = Polling(bot, request, Settings(poll_seconds=30, timeout_seconds=30))
    task: Any = SimpleNamespace(done=lambda: False)
    polling.task = task
    assert polling.is_well() is is_well


def test_webhook_is_not_well_before_it_listens() -> None:
    bot: Any = SimpleNamespace(running=True)
    inbox: Any = None
    assert not WebhookReceiver(bot, inbox, Settings()).is_well()


class Everything:
    """Admits whatever comes."""

    async def admit(self, updates: list[Any]) -> list[Any]:
        return [one for one in updates if isinstance(one, dict)]


@pytest.mark.parametrize(
    "payload",
    [b"", b"<html>", b"[]", b"null", b'{"ok": true}', b'{"result": {}}', b'{"result": ["x"]}', b"[" * 100_000],
    ids=["nothing", "html", "a list", "null", "no result", "no list", "no number at all", "endless"],
)
async def test_what_is_no_answer_is_a_fault_of_the_network(monkeypatch: pytest.MonkeyPatch, payload: bytes) -> None:
    request = answering(monkeypatch, payload)
    with pytest.raises(NetworkError):
        await request.do_request("", "POST")
    assert request.answered == float("-inf")


async def test_an_answer_is_what_was_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    request = answering(monkeypatch, b'{"ok": true, "result": ["x", {"update_id": 1}]}')
    code, payload = await request.do_request("", "POST")
    assert (code, json.loads(payload)["result"]) == (200, [{"update_id": 1}])
    assert request.answered > 0


def answering(monkeypatch: pytest.MonkeyPatch, payload: bytes) -> UpdatesRequest:
    async def answer(*_: Any, **__: Any) -> tuple[int, bytes]:
        return 200, payload

    monkeypatch.setattr(HTTPXRequest, "do_request", answer)
    inbox: Any = Everything()
    return UpdatesRequest(inbox, timeout=1)
