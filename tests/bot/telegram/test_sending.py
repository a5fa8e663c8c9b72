"""Answers that are sent, and put into the messages of another; requests that wait and try again."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest
from telegram import Chat, Message
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.answers import Content, Sent
from bot.state import Place
from bot.telegram import sending
from bot.telegram.metrics import Metrics
from bot.telegram.sending import RetryingRateLimiter, reply

KEYBOARD: Any = object()


class Telegram:
    """Keeps what a chat shows, by number."""

    def __init__(self, **shown: str) -> None:
        self.shown: dict[int, str] = {}
        self.keyboards: dict[int, Any] = {}
        self.answered: dict[int, int | None] = {}
        self.edits = 0

    async def send_message(
        self, _chat: int, text: str, *, reply_to_message_id: int | None, reply_markup: Any, **_how: Any
    ) -> Any:
        number = 100 + len(self.answered)
        self.shown[number], self.keyboards[number] = text, reply_markup
        self.answered[number] = reply_to_message_id
        return SimpleNamespace(message_id=number)

    async def edit_message_text(self, text: str, *, message_id: int, reply_markup: Any, **_how: Any) -> None:
        if message_id not in self.shown:
            raise BadRequest("Message to edit not found")
        self.edits += 1
        if self.shown[message_id] == text and self.keyboards[message_id] is reply_markup:
            raise BadRequest("Message is not modified: specified new message content is the same")
        self.shown[message_id], self.keyboards[message_id] = text, reply_markup

    async def delete_message(self, _chat: int, number: int) -> None:
        if self.shown.pop(number, None) is None:
            raise BadRequest("Message to delete not found")


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


def message(telegram: Telegram, kind: str = Chat.SUPERGROUP) -> Message:
    one = Message(7, datetime.now(UTC), Chat(-5, kind), text="几次?")
    one.set_bot(telegram)  # type: ignore[arg-type]
    return one


def sent_as(*replies: int) -> Sent:
    return Sent("0123456789ab", Place(-5, 0), 7, replies, Content.saying("甲"))


async def test_first_part_replies_in_a_group_and_the_last_has_the_buttons(telegram: Telegram) -> None:
    assert await reply(message(telegram), ["甲", "乙"], keyboard=KEYBOARD) == [100, 101]
    assert telegram.answered == {100: 7, 101: None}
    assert telegram.keyboards == {100: None, 101: KEYBOARD}


async def test_nothing_is_a_reply_in_private(telegram: Telegram) -> None:
    await reply(message(telegram, Chat.PRIVATE), ["甲"])
    assert telegram.answered == {100: None}


@pytest.mark.parametrize(
    ("before", "after"),
    [(["甲"], ["乙"]), (["甲", "乙", "丙"], ["丁"]), (["甲"], ["乙", "丙"]), (["甲"], ["甲"])],
    ids=["as many", "fewer", "more", "the same"],
)
async def test_another_answer_is_all_that_is_left(telegram: Telegram, before: list[str], after: list[str]) -> None:
    one = message(telegram)
    written = await reply(one, after, into=sent_as(*await reply(one, before)), keyboard=KEYBOARD)
    assert [telegram.shown[number] for number in written] == after == list(telegram.shown.values())
    assert [telegram.keyboards[number] for number in written] == [None] * (len(after) - 1) + [KEYBOARD]
    assert telegram.edits == min(len(before), len(after))


async def test_what_was_deleted_is_sent_anew_as_a_reply(telegram: Telegram) -> None:
    one = message(telegram)
    [old] = await reply(one, ["甲"])
    await telegram.delete_message(-5, old)
    [new] = await reply(one, ["乙"], into=sent_as(old))
    assert (telegram.shown, telegram.answered[new]) == ({new: "乙"}, 7)


@pytest.fixture(autouse=True)
def times_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else the library warns whenever it makes a RetryAfter


class Line:
    """A line to Telegram that fails as told, then works; it keeps count of attempts and of seconds waited."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, faults: Iterable[TelegramError]) -> None:
        self.faults = list(faults)
        self.attempts = 0
        self.waited: list[float] = []
        monkeypatch.setattr(sending.asyncio, "sleep", self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def call(self, endpoint: str, data: dict[str, object], *, read_timeout: int) -> bool:
        self.attempts += 1
        if self.faults:
            raise self.faults.pop(0)
        return True

    async def request(self, endpoint: str) -> object:
        return await RetryingRateLimiter(30, Metrics()).process_request(
            self.call, (endpoint, {}), {"read_timeout": 5}, endpoint, {}, None
        )


def timed_out(cause: Exception) -> TimedOut:
    error = TimedOut()
    error.__cause__ = cause
    return error


async def test_429_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, [RetryAfter(17)])
    assert await line.request("sendMessage") is True
    assert line.waited == [17.0]


async def test_faults_of_the_network_are_waited_out_ever_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, [NetworkError("Bad Gateway")] * 3)
    assert await line.request("sendMessage") is True
    assert line.waited == [0.5, 1.0, 2.0]


async def test_the_last_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, [NetworkError("Bad Gateway")] * 99)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await line.request("sendMessage")
    assert line.attempts == 6


@pytest.mark.parametrize(
    "fault",
    [
        BadRequest("chat not found"),
        Forbidden("bot was blocked by the user"),
        timed_out(httpx.ReadTimeout("")),
        timed_out(httpx.WriteTimeout("")),
    ],
    ids=["bad request", "blocked", "perhaps sent", "perhaps written"],
)
async def test_what_may_be_done_or_cannot_be_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, fault: TelegramError
) -> None:
    line = Line(monkeypatch, [fault])
    with pytest.raises(type(fault)):
        await line.request("sendMessage")
    assert line.attempts == 1


@pytest.mark.parametrize("endpoint", ["getMe", "setMyCommands", "deleteWebhook"])
async def test_what_does_no_harm_twice_is_tried_again(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    line = Line(monkeypatch, [timed_out(httpx.ReadTimeout(""))])
    assert await line.request(endpoint) is True


async def test_what_was_never_sent_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, [timed_out(httpx.ConnectTimeout(""))])
    assert await line.request("sendMessage") is True


async def test_typing_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(monkeypatch, [RetryAfter(17)])
    with pytest.raises(RetryAfter):
        await line.request("sendChatAction")
    assert line.waited == []


async def test_typing_is_left_out_where_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    line, patience = Line(monkeypatch, []), RetryingRateLimiter(9, Metrics())
    for _ in range(20):
        assert await patience.process_request(line.call, ("", {}), {"read_timeout": 5}, "sendChatAction", {}, None)
    assert line.attempts == 3


async def test_messages_leave_at_the_pace_that_is_set() -> None:
    patience, sent = RetryingRateLimiter(20, Metrics()), []

    async def send() -> None:
        sent.append(asyncio.get_running_loop().time())

    requests = (patience.process_request(send, (), {}, "sendMessage", {"chat_id": 5}, None) for _ in range(30))
    await asyncio.gather(*requests)
    assert len(sent) == 30
    assert sent[19] - sent[0] < 0.3
    assert sent[29] - sent[0] > 0.3


async def test_every_further_attempt_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = Metrics()
    line = Line(monkeypatch, [RetryAfter(1), NetworkError("Bad Gateway")])
    await RetryingRateLimiter(30, metrics).process_request(
        line.call, ("", {}), {"read_timeout": 5}, "sendMessage", {}, None
    )
    assert b'xunli_send_retries_total{method="sendMessage"} 2.0' in generate_latest(metrics.registry)
