"""Who is let through, and what the others are told, whatever they sent."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User
from telegram.error import BadRequest

from bot.telegram.access import Access
from bot.telegram.admission import Gate
from bot.telegram.metrics import Meter
from bot.telegram.rate_limit import Pace

ME, OTHER, ADMIN = 7, 8, 9
GROUP = Chat(-5, Chat.SUPERGROUP)
ACCESS = Access(users=frozenset({ME}), chats=frozenset({-6}), admins=frozenset({ADMIN}))


class Telegram:
    """Takes what is sent, and what buttons and inline questions are answered with."""

    def __init__(self, *, is_too_late: bool = False) -> None:
        self.said: list[str] = []
        self._is_too_late = is_too_late

    async def send_message(self, _chat: int, text: str, **_how: Any) -> Any:
        self.said.append(text)
        return SimpleNamespace(message_id=len(self.said))

    async def answer_callback_query(self, callback_query_id: str, text: str, *, show_alert: bool, **_how: Any) -> None:
        if self._is_too_late:
            raise BadRequest("query is too old")
        assert show_alert
        self.said.append(text)

    async def answer_inline_query(self, inline_query_id: str, results: list[Any], button: Any, **how: Any) -> None:
        assert (results, how["is_personal"], how["cache_time"]) == ([], True, 0)
        self.said.append(button.text)


def user(number: int) -> User:
    return User(number, "委员", is_bot=False)


def message(number: int, chat: Chat | None = None, **more: Any) -> Message:
    return Message(
        1, datetime.now(UTC), chat or Chat(number, Chat.PRIVATE), from_user=user(number), text="几次?", **more
    )


def written(number: int, chat: Chat | None = None, **more: Any) -> Update:
    return Update(1, message=message(number, chat, **more))


def edited(number: int) -> Update:
    return Update(1, edited_message=message(number))


def pressed(number: int) -> Update:
    return Update(1, callback_query=CallbackQuery("1", user(number), "1", message=message(ME, GROUP), data="x"))


def typed_inline(number: int) -> Update:
    return Update(1, inline_query=InlineQuery("1", user(number), "几次?", ""))


async def come(gate: Gate, update: Update, telegram: Telegram, *, for_all: bool = False) -> bool:
    """Let an update come to the gate; returns whether it was let through."""
    let_through: list[Update] = []

    async def handle(update: Update, _context: object) -> None:
        let_through.append(update)

    for one in (update.effective_message, update.callback_query, update.inline_query):
        if one is not None:
            one.set_bot(telegram)  # type: ignore[arg-type]
    context: Any = SimpleNamespace(bot=telegram)
    await gate.admitting(handle, for_all=for_all)(update, context)
    return bool(let_through)


@pytest.fixture
def gate() -> Gate:
    return Gate(ACCESS, Pace(0), Meter())


@pytest.mark.parametrize("kind", [written, edited, pressed, typed_inline])
async def test_those_named_are_let_through_with_whatever_they_send(gate: Gate, kind: Any) -> None:
    for number in (ME, ADMIN):
        telegram = Telegram()
        assert await come(gate, kind(number), telegram)
        assert telegram.said == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [(written, "8"), (pressed, "-5"), (typed_inline, "点这里看您的编号")],
    ids=["message", "button", "inline"],
)
async def test_others_are_told_in_one_line_what_to_do(gate: Gate, kind: Any, told: str) -> None:
    telegram = Telegram()
    assert not await come(gate, kind(OTHER), telegram)
    [line] = [said for said in telegram.said if not said.startswith("有人想用")]
    assert told in line
    assert "\n" not in line


async def test_a_stranger_is_refused_once_an_hour_and_administrators_are_asked(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, telegram = [1_000.0], Telegram()
    monkeypatch.setattr("bot.telegram.admission.time.monotonic", lambda: now[0])
    for seconds in (0, 10, 3_599, 2):
        now[0] += seconds
        assert not await come(gate, written(OTHER), telegram)
    assert [said.split("(")[0] for said in telegram.said] == [
        "有人想用机器人:委员",
        "抱歉,这个机器人只对指定的人开放。已替您告诉管理员,请等一等",
    ] * 2


async def test_whom_an_administrator_allows_may_ask() -> None:
    stored: list[int] = []
    access = Access(admins={ADMIN}, keep=stored.append)
    assert not access.may_ask(OTHER, OTHER)
    access.admit(OTHER)
    assert (access.may_ask(OTHER, None), access.may_ask(1, -OTHER), stored) == (True, False, [OTHER])


async def test_others_are_not_told_again_for_an_edit(gate: Gate) -> None:
    telegram = Telegram()
    assert not await come(gate, edited(OTHER), telegram)
    assert telegram.said == []


async def test_a_button_that_is_too_old_does_no_harm(gate: Gate) -> None:
    assert not await come(gate, pressed(OTHER), Telegram(is_too_late=True))


async def test_everybody_in_a_chat_that_is_named_is_let_through(gate: Gate) -> None:
    assert await come(gate, written(OTHER, Chat(-6, Chat.SUPERGROUP)), Telegram())


async def test_what_is_for_all_is_for_others_too(gate: Gate) -> None:
    assert await come(gate, written(OTHER), Telegram(), for_all=True)


async def test_who_asks_too_fast_is_told_once() -> None:
    gate, telegram = Gate(ACCESS, Pace(2), Meter()), Telegram()
    assert [await come(gate, written(ME), telegram) for _ in range(5)] == [True, True, False, False, False]
    assert telegram.said == ["您问得有点快,请过 30 秒再问。"]


async def test_what_is_for_all_has_the_same_pace() -> None:
    gate, telegram = Gate(ACCESS, Pace(1), Meter()), Telegram()
    assert [await come(gate, written(OTHER), telegram, for_all=True) for _ in range(2)] == [True, False]


async def test_every_button_pressed_too_fast_says_so() -> None:
    gate, telegram = Gate(ACCESS, Pace(1), Meter()), Telegram()
    assert [await come(gate, pressed(ME), telegram) for _ in range(6)] == [True] * 4 + [False] * 2
    assert telegram.said == ["您问得有点快,请过 60 秒再问。"] * 2


async def test_administrators_are_not_slowed_down() -> None:
    gate, telegram = Gate(ACCESS, Pace(1), Meter()), Telegram()
    assert all([await come(gate, written(ADMIN), telegram) for _ in range(5)])


async def test_those_who_write_as_channels_are_counted_apart() -> None:
    gate, group = Gate(Access(is_open=True), Pace(1), Meter()), Chat(-6, Chat.SUPERGROUP)
    first, second = (written(OTHER, group, sender_chat=Chat(number, Chat.CHANNEL)) for number in (-71, -72))
    assert await come(gate, first, Telegram())
    assert await come(gate, second, Telegram())
    assert not await come(gate, first, Telegram())
