"""Who is let through, how often, and what the others are told, whatever they sent."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User
from telegram.error import BadRequest

from bot.rate_limit import RateLimit
from bot.settings import Settings
from bot.telegram.admission import admit, answering
from bot.telegram.metrics import Metrics
from bot.telegram.services import Access

NOBODY: frozenset[int] = frozenset()


@pytest.mark.parametrize(
    ("users", "chats", "user", "chat", "allowed"),
    [
        (NOBODY, NOBODY, 1, 1, False),
        ({1}, NOBODY, 1, 1, True),
        ({1}, NOBODY, 1, -1, True),
        ({1}, NOBODY, 1, None, True),
        ({1}, NOBODY, 2, 2, False),
        (NOBODY, {-1}, 2, -1, True),
        (NOBODY, {-1}, 2, 2, False),
        (NOBODY, {-1}, 2, None, False),
        ({1}, {-1}, 2, -2, False),
    ],
    ids=[
        "nothing set",
        "user",
        "user in a group",
        "user inline",
        "other user",
        "chat",
        "other chat",
        "chat unknown",
        "neither",
    ],
)
def test_may_ask(users: Collection[int], chats: Collection[int], user: int, chat: int | None, allowed: bool) -> None:
    access = Access(Settings(allowed_users=users, allowed_chats=chats))
    assert access.may_ask(user, chat) is allowed


def test_everybody_may_ask_where_that_is_set() -> None:
    assert Access(Settings(open=True, allowed_users={1})).may_ask(2, 2)


def test_administrators_may_always_ask() -> None:
    access = Access(Settings(admins={9}))
    assert access.may_ask(9, -1)
    assert not access.may_ask(8, -1)


@pytest.mark.parametrize(
    ("access", "is_shut"),
    [
        (Access(Settings()), True),
        (Access(Settings(allowed_users=frozenset({1}))), False),
        (Access(Settings(allowed_chats=frozenset({-1}))), False),
        (Access(Settings(admins=frozenset({1}))), False),
        (Access(Settings(open=True)), False),
    ],
    ids=["nothing", "users", "chats", "admins", "open"],
)
def test_shut_is_where_nobody_may_ask(access: Access, is_shut: bool) -> None:
    assert access.is_shut is is_shut


ME, OTHER, ADMIN = 7, 8, 9
GROUP = Chat(-5, Chat.SUPERGROUP)
ACCESS = Access(Settings(allowed_users=frozenset({ME}), allowed_chats=frozenset({-6}), admins=frozenset({ADMIN})))


def bot_of(access: Access, *, per_minute: int, state: Any = None) -> Any:
    """Return the services of a bot, as far as who may ask needs them."""
    access = replace(access, rate_limit=RateLimit(per_minute), refusals=RateLimit(1 / 60, burst=1), hurried=set())
    return SimpleNamespace(access=access, metrics=Metrics(), state=state)


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


async def come(services: Any, update: Update, telegram: Telegram, *, for_all: bool = False) -> bool:
    """Let an update come; returns whether it was let through."""
    let_through: list[object] = []

    async def answer(*asked: object) -> None:
        let_through.append(asked)

    for one in (update.effective_message, update.callback_query, update.inline_query):
        if one is not None:
            one.set_bot(telegram)  # type: ignore[arg-type]
    services.bot = telegram
    context: Any = SimpleNamespace(bot_data={"services": services}, matches=None)
    await answering(answer, for_all=for_all)(update, context)
    return bool(let_through)


@pytest.fixture
def bot() -> Any:
    return bot_of(ACCESS, per_minute=0)


@pytest.mark.parametrize("kind", [written, edited, pressed, typed_inline])
async def test_those_named_are_let_through_with_whatever_they_send(bot: Any, kind: Any) -> None:
    for number in (ME, ADMIN):
        telegram = Telegram()
        assert await come(bot, kind(number), telegram)
        assert telegram.said == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [(written, "8"), (pressed, "-5"), (typed_inline, "点这里看您的编号")],
    ids=["message", "button", "inline"],
)
async def test_others_are_told_in_one_line_what_to_do(bot: Any, kind: Any, told: str) -> None:
    telegram = Telegram()
    assert not await come(bot, kind(OTHER), telegram)
    [line] = [said for said in telegram.said if not said.startswith("有人想用")]
    assert told in line
    assert "\n" not in line


async def test_a_stranger_is_refused_once_an_hour_and_administrators_are_asked(
    bot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, telegram = [1_000.0], Telegram()
    monkeypatch.setattr(bot.access.refusals, "_clock", lambda: now[0])
    for seconds in (0, 10, 3_599, 2):
        now[0] += seconds
        assert not await come(bot, written(OTHER), telegram)
    assert [said.split("(")[0] for said in telegram.said] == [
        "有人想用机器人:委员",
        "抱歉,这个机器人只对指定的人和群开放。已替您告诉管理员,请等一等",
    ] * 2


async def test_whom_an_administrator_allows_may_ask() -> None:
    stored: list[int] = []
    access = Access(Settings(admins={ADMIN}))
    assert not access.may_ask(OTHER, OTHER)
    services: Any = SimpleNamespace(access=access, state=SimpleNamespace(admit=stored.append))
    await admit(OTHER, services)
    assert (access.may_ask(OTHER, None), access.may_ask(1, -OTHER), stored) == (True, False, [OTHER])


async def test_others_are_not_told_again_for_an_edit(bot: Any) -> None:
    telegram = Telegram()
    assert not await come(bot, edited(OTHER), telegram)
    assert telegram.said == []


async def test_a_button_that_is_too_old_does_no_harm(bot: Any) -> None:
    assert not await come(bot, pressed(OTHER), Telegram(is_too_late=True))


async def test_everybody_in_a_chat_that_is_named_is_let_through(bot: Any) -> None:
    assert await come(bot, written(OTHER, Chat(-6, Chat.SUPERGROUP)), Telegram())


async def test_what_is_for_all_is_for_others_too(bot: Any) -> None:
    assert await come(bot, written(OTHER), Telegram(), for_all=True)


async def test_who_asks_too_fast_is_told_once() -> None:
    bot, telegram = bot_of(ACCESS, per_minute=2), Telegram()
    assert [await come(bot, written(ME), telegram) for _ in range(5)] == [True, True, False, False, False]
    assert telegram.said == ["您问得有点快,请过 30 秒再问。"]


async def test_what_is_for_all_has_the_same_pace() -> None:
    bot, telegram = bot_of(ACCESS, per_minute=1), Telegram()
    assert [await come(bot, written(OTHER), telegram, for_all=True) for _ in range(2)] == [True, False]


async def test_every_button_pressed_too_fast_says_so() -> None:
    bot, telegram = bot_of(ACCESS, per_minute=1), Telegram()
    assert [await come(bot, pressed(ME), telegram) for _ in range(6)] == [True] * 4 + [False] * 2
    assert telegram.said == ["您问得有点快,请过 15 秒再问。"] * 2


async def test_administrators_are_not_slowed_down() -> None:
    bot, telegram = bot_of(ACCESS, per_minute=1), Telegram()
    assert all([await come(bot, written(ADMIN), telegram) for _ in range(5)])


async def test_those_who_write_as_channels_are_counted_apart() -> None:
    bot, group = bot_of(Access(Settings(open=True)), per_minute=1), Chat(-6, Chat.SUPERGROUP)
    first, second = (written(OTHER, group, sender_chat=Chat(number, Chat.CHANNEL)) for number in (-71, -72))
    assert await come(bot, first, Telegram())
    assert await come(bot, second, Telegram())
    assert not await come(bot, first, Telegram())
