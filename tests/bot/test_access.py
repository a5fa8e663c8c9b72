"""Who may ask."""

import pytest

from bot.access import Access
from bot.settings import Settings

NOBODY: frozenset[int] = frozenset()


@pytest.mark.parametrize(
    ("users", "chats", "user", "chat", "allowed"),
    [
        (NOBODY, NOBODY, 1, -1, True),
        ({1}, NOBODY, 1, 1, True),
        ({1}, NOBODY, 1, -1, True),
        ({1}, NOBODY, 2, 2, False),
        (NOBODY, {-1}, 2, -1, True),
        (NOBODY, {-1}, 2, 2, False),
        ({1}, {-1}, 2, -2, False),
    ],
    ids=["open", "user", "user in a group", "other user", "chat", "other chat", "neither"],
)
def test_may_ask(users: set[int], chats: set[int], user: int, chat: int, allowed: bool) -> None:
    access = Access.of(Settings(allowed_users=frozenset(users), allowed_chats=frozenset(chats)))
    assert access.may_ask(user, chat) is allowed
