"""Who may ask."""

import pytest

from bot.settings import Settings
from bot.telegram.access import Access

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
def test_may_ask(users: set[int], chats: set[int], user: int, chat: int | None, allowed: bool) -> None:
    access = Access.of(Settings(allowed_users=frozenset(users), allowed_chats=frozenset(chats)))
    assert access.may_ask(user, chat) is allowed


def test_everybody_may_ask_where_that_is_set() -> None:
    assert Access.of(Settings(open=True, allowed_users=frozenset({1}))).may_ask(2, 2)


def test_administrators_may_always_ask() -> None:
    access = Access.of(Settings(admins=frozenset({9})))
    assert access.may_ask(9, -1)
    assert not access.may_ask(8, -1)


@pytest.mark.parametrize(
    ("access", "is_shut"),
    [
        (Access(), True),
        (Access(users=frozenset({1})), False),
        (Access(chats=frozenset({-1})), False),
        (Access(admins=frozenset({1})), False),
        (Access(is_open=True), False),
    ],
    ids=["nothing", "users", "chats", "admins", "open"],
)
def test_shut_is_where_nobody_may_ask(access: Access, is_shut: bool) -> None:
    assert access.is_shut is is_shut
