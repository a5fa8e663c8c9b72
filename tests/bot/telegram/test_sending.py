"""Answers that are sent, and put into the messages of another."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Chat, Message
from telegram.error import BadRequest

from bot.telegram.sending import reply, rewrite

KEYBOARD: Any = object()


class Telegram:
    """Keeps what a chat shows, by number."""

    def __init__(self, **shown: str) -> None:
        self.shown: dict[int, str] = {}
        self.keyboards: dict[int, Any] = {}
        self.answered: dict[int, int | None] = {}
        self.edits = 0

    async def send_message(
        self, _chat: int, text: str, *, reply_parameters: Any, reply_markup: Any, **_how: Any
    ) -> Any:
        number = 100 + len(self.answered)
        self.shown[number], self.keyboards[number] = text, reply_markup
        self.answered[number] = reply_parameters and reply_parameters.message_id
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
    replies = await reply(one, before)
    written = await rewrite(one, after, answering=7, replies=replies, keyboard=KEYBOARD)
    assert [telegram.shown[number] for number in written] == after == list(telegram.shown.values())
    assert [telegram.keyboards[number] for number in written] == [None] * (len(after) - 1) + [KEYBOARD]
    assert telegram.edits == min(len(before), len(after))


async def test_what_was_deleted_is_sent_anew_as_a_reply(telegram: Telegram) -> None:
    one = message(telegram)
    [old] = await reply(one, ["甲"])
    await telegram.delete_message(-5, old)
    [new] = await rewrite(one, ["乙"], answering=7, replies=[old])
    assert (telegram.shown, telegram.answered[new]) == ({new: "乙"}, 7)
