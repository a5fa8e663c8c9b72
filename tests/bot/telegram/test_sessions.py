"""The answers that follow-up questions follow."""

import pytest

from bot.telegram.sessions import KEPT_SECONDS, Party, Sessions
from index.answer import Answer, Status

ME = Party(chat=-1, thread=3, user=7)


def answer(question: str) -> Answer:
    return Answer(question, question, Status.NOT_FOUND, (), 0.0)


def test_latest_answer_is_kept() -> None:
    sessions = Sessions()
    sessions.remember(ME, answer("一"))
    sessions.remember(ME, answer("二"))
    assert sessions.previous(ME) == answer("二")


@pytest.mark.parametrize(
    "other",
    [Party(chat=-2, thread=3, user=7), Party(chat=-1, thread=4, user=7), Party(chat=-1, thread=3, user=8)],
    ids=["chat", "topic", "person"],
)
def test_another_party_has_no_part_in_it(other: Party) -> None:
    sessions = Sessions()
    sessions.remember(ME, answer("一"))
    assert sessions.previous(other) is None


def test_answer_is_forgotten_after_half_an_hour() -> None:
    now = [100.0]
    sessions = Sessions(clock=lambda: now[0])
    sessions.remember(ME, answer("一"))
    now[0] += KEPT_SECONDS
    assert sessions.previous(ME) == answer("一")
    now[0] += 1
    assert sessions.previous(ME) is None


def test_who_was_quiet_longest_makes_room() -> None:
    sessions = Sessions(most=2)
    first, second, third = (Party(chat=number, thread=0, user=number) for number in (1, 2, 3))
    for party in (first, second, first, third):
        sessions.remember(party, answer("一"))
    assert [sessions.previous(party) is not None for party in (first, second, third)] == [True, False, True]


def test_an_edited_question_follows_what_was_answered_before_it() -> None:
    sessions = Sessions()
    for message in (10, 12, 14):
        sessions.remember(ME, answer(str(message)), message=message)
    assert sessions.previous(ME, message=12) == answer("10")
    assert sessions.previous(ME, message=10) is None
    sessions.remember(ME, answer("12, edited"), message=12)
    assert sessions.previous(ME, message=14) == answer("12, edited")
    assert sessions.previous(ME) == answer("14")


def test_forgetting_a_chat_forgets_everybody_in_it_and_nobody_else() -> None:
    sessions = Sessions()
    others = [Party(chat=-1, thread=0, user=8), Party(chat=-2, thread=3, user=7)]
    for party in (ME, *others):
        sessions.remember(party, answer("一"))
    sessions.forget(-1)
    assert [sessions.previous(party) for party in (ME, *others)] == [None, None, answer("一")]
