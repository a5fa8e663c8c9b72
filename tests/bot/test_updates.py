"""Updates that can be read, and those that cannot."""

import json
import logging
from typing import Any

import pytest
from bot.updates import sound, sound_update
from telegram.error import NetworkError

CHAT = {"id": 5, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "text": "几次?"}
SECRET = "谁也不该在日志里看到的问题"


def answer(*updates: object) -> bytes:
    return json.dumps({"ok": True, "result": updates}).encode()


def result(payload: bytes) -> Any:
    return json.loads(payload)["result"]


def test_sound_updates_stay_as_they_are() -> None:
    updates = [{"update_id": 1, "message": MESSAGE | {"what_is_new": [1]}}, {"update_id": 2, "what_is_new": {}}]
    assert result(sound(answer(*updates))) == updates


def test_what_cannot_be_read_leaves_its_number_and_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = {"update_id": 7, "message": {"text": SECRET}}
    sane = {"update_id": 8, "message": MESSAGE}
    assert result(sound(answer(broken, sane))) == [{"update_id": 7}, sane]
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "7" in record.message
    assert SECRET not in caplog.text


def test_what_has_no_number_is_left_out_beside_others() -> None:
    sane = {"update_id": 8, "message": MESSAGE}
    assert result(sound(answer("x", None, {"message": MESSAGE}, sane))) == [sane]


@pytest.mark.parametrize(
    "payload",
    [b"", b"<html>", b"[]", b"null", b'{"ok": true}', b'{"ok": true, "result": {}}', answer("x"), b"[" * 100_000],
    ids=["nothing", "html", "a list", "null", "no result", "no list", "no number at all", "endless"],
)
def test_what_is_no_answer_is_a_fault_of_the_network(payload: bytes) -> None:
    with pytest.raises(NetworkError):
        sound(payload)


def test_nothing_new_is_sound() -> None:
    assert result(sound(answer())) == []


@pytest.mark.parametrize("update", [{}, {"update_id": "1"}, [], "1", None, 1])
def test_what_has_no_number_is_no_update(update: object) -> None:
    assert sound_update(update) is None
