"""Who may ask, and how often, as people meet it: a real process and a Bot API server on loopback."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_process import Process, start_bot
from tests.e2e.telegram_server import TelegramServer

QUESTION = "涟水县政协2023年开展了几次专题协商?"
GROUP = -1001234567890
SHUT = "目前谁也不能提问"

Start = Callable[..., Process]


@pytest.fixture
def start(server: TelegramServer, home: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Process] = []

    def start_one(**settings: str) -> Process:
        started.append(start_bot(server, home, tmp_path / "bot.log", **settings))
        return started[-1]

    yield start_one
    for process in started:
        process.stop()


def test_with_nothing_set_nobody_may_ask_and_one_line_says_what_to_set(server: TelegramServer, start: Start) -> None:
    process = start(XUNLI_OPEN="")
    sent = server.ask(33, QUESTION, user=33)
    assert "33" in sent.text
    assert sent.content.of("BlockQuote") == []
    [line] = [line for line in process.written().splitlines() if SHUT in line]
    assert all(name in line for name in ("XUNLI_ADMINS", "XUNLI_ALLOWED_USERS", "XUNLI_ALLOWED_CHATS", "XUNLI_OPEN"))


def test_open_to_all_only_where_that_is_set(server: TelegramServer, start: Start) -> None:
    process = start(XUNLI_OPEN="1")
    assert server.ask(33, QUESTION, user=33).content.of("BlockQuote")
    assert SHUT not in process.written()


def test_stranger_reaches_nothing_but_what_is_kept_of_them(server: TelegramServer, start: Start) -> None:
    start(XUNLI_OPEN="", XUNLI_ADMINS="1")
    turned = server.ask(1, "/figures 涟水", user=1)
    note = server.press(turned, turned.buttons[0][0], user=33)
    assert (note.is_alert, "33" in note.text) == (True, True)
    before = len(server.replies(33))
    server.send_file(33, "一.txt", b"x", user=33)
    assert "33" in server.wait(lambda: server.replies(33)[before:], "a refusal")[0].text
    for command in ("/start", "/figures 涟水", "/subscribe", "/status", "/misses"):
        server.write(33, command, user=33)
    assert server.ask(33, "/privacy", user=33).text.startswith("这里保存的只有")
    assert len(server.replies(33)) == before + 2  # one refusal an hour
    assert "记录" in server.ask(33, "/forget", user=33).text
    assert server.downloads == []


def test_in_a_group_strangers_are_refused_only_what_was_meant_for_the_bot(server: TelegramServer, start: Start) -> None:
    start(XUNLI_OPEN="", XUNLI_ALLOWED_USERS="31")
    server.write(GROUP, "大家好", user=33)
    number = server.write(GROUP, f"/ask {QUESTION}", user=33)
    assert server.ask(GROUP, f"/ask {QUESTION}", user=31).reply_to == number
    [refused, answered] = server.wait(lambda: len(server.replies(GROUP)) == 2 and server.replies(GROUP), "both")
    assert str(GROUP) in refused.text
    assert answered.content.of("BlockQuote")


def test_who_asks_too_fast_is_told_once_and_others_are_answered(server: TelegramServer, start: Start) -> None:
    start(XUNLI_QUESTIONS_PER_MINUTE="3")
    for _ in range(6):
        server.write(41, QUESTION, user=41)
    assert server.ask(42, QUESTION, user=42).content.of("BlockQuote")
    replies = server.wait(lambda: len(server.replies(41)) >= 4 and server.replies(41), "three answers and a word")
    assert [bool(sent.content.of("BlockQuote")) for sent in replies] == [True, True, True, False]
    assert re.fullmatch(r"您问得有点快,请过 \d+ 秒再问。", replies[-1].text)
