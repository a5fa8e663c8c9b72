"""Answers that are kept for their buttons."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot.answers import PART, Answers, Cited, Content
from bot.database import LIMITS, OF_CHATS
from bot.database import answers as answers_table
from bot.state import Place, State
from index.answer import Answer, Choice, Status
from tests.bot.conftest import DAY, Clock
from tests.bot.telegram.test_render import quote

HERE, THERE = Place(-100, 7), Place(5, 0)
NOTHING = dict.fromkeys((table.name for table in OF_CHATS), 0)
CITED = Cited("巡礼", "a" * 64, 10, 20, ((12, 14), (15, 16)), 0.9)
CONTENT = Content(
    "那清江浦呢?", "清江浦区政协问?", Status.ANSWERED, (CITED, CITED), 1, (Choice("2023年", "2023年问?"),)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite3"


@pytest.fixture
def state(file: Path, clock: Clock) -> Iterator[State]:
    state = State(file, clock=clock)
    yield state
    state.close()


@pytest.fixture
def answers(file: Path, clock: Clock) -> Iterator[Answers]:
    answers = Answers(file, clock=clock)
    yield answers
    answers.close()


def test_what_is_kept_comes_back_whole(answers: Answers) -> None:
    sent = answers.keep(HERE, 3, CONTENT)
    answers.take_note(sent.key, [4, 5])
    found = answers.of_key(sent.key, chat=HERE.chat)
    assert found is not None
    assert (found.place, found.message, found.replies, found.content) == (HERE, 3, (4, 5), CONTENT)
    assert answers.of_message(HERE.chat, 3) == found


def test_all_is_there_after_a_restart(answers: Answers, file: Path, clock: Clock) -> None:
    sent = answers.keep(HERE, 3, CONTENT)
    answers.close()
    again = Answers(file, clock=clock)
    assert again.of_key(sent.key, chat=HERE.chat) == sent
    again.close()


def test_key_of_another_chat_opens_nothing(answers: Answers) -> None:
    sent = answers.keep(HERE, 3, CONTENT)
    assert answers.of_key(sent.key, chat=THERE.chat) is None
    assert answers.of_message(THERE.chat, 3) is None


def test_another_answer_to_a_message_takes_the_place_of_the_first_under_its_key(answers: Answers) -> None:
    first = answers.keep(HERE, 3, CONTENT)
    answers.take_note(first.key, [4])
    second = answers.keep(HERE, 3, Content.saying("您好"))
    assert (second.key, second.replies) == (first.key, (4,))
    assert (first.was_there, second.was_there) == (False, True)
    found = answers.of_key(first.key, chat=HERE.chat)
    assert found is not None
    assert (found.content, found.replies) == (Content.saying("您好"), (4,))


def test_kept_for_so_many_days(answers: Answers, state: State, clock: Clock, file: Path) -> None:
    sent = answers.keep(HERE, 3, CONTENT)
    clock.now += LIMITS[answers_table].days * DAY
    assert answers.of_key(sent.key, chat=HERE.chat) is not None
    clock.now += 1
    assert answers.of_key(sent.key, chat=HERE.chat) is None
    state.expire()
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    connection.close()


def test_the_oldest_make_room(answers: Answers, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, answers_table, LIMITS[answers_table]._replace(of_chat=3))
    other = answers.keep(THERE, 1, CONTENT)
    for number in range(5):
        clock.now += 1
        answers.keep(HERE, number, CONTENT)
    assert [answers.of_message(HERE.chat, number) is not None for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert answers.of_key(other.key, chat=THERE.chat) is not None


def test_forgotten_answers_are_not_on_the_disk(answers: Answers, state: State, file: Path) -> None:
    answers.keep(HERE, 3, CONTENT)
    kept = answers.keep(THERE, 3, Content.saying("您好"))
    assert state.forget(HERE.chat) == {**NOTHING, "answers": 1}
    assert answers.of_key(kept.key, chat=THERE.chat) is not None
    words = "清江浦区政协问".encode()
    assert [path.name for path in file.parent.iterdir() if words in path.read_bytes()] == []


def test_quotes_are_kept_without_their_words(answers: Answers, file: Path) -> None:
    next_best = (quote("次好的一句。"),)
    answer = Answer("问?", "问?", Status.ANSWERED, (quote("开展专题协商7次。", (6, 8)),), 1.0, further=next_best)
    content = Content.of(answer)
    assert (content.shown, len(content.quotes)) == (1, 2)
    answers.keep(HERE, 3, content)
    with sqlite3.connect(file) as connection:
        [(stored,)] = connection.execute("SELECT content FROM answers").fetchall()
    connection.close()
    assert "专题协商" not in stored
    assert msgspec.json.decode(stored, type=Content) == content


def test_an_answer_is_found_by_each_message_that_it_was_sent_as(answers: Answers) -> None:
    sent = answers.keep(HERE, 3, CONTENT)
    for replies in ([14], [14, 5], [5, 14], [5, 14, 6]):
        answers.take_note(sent.key, replies)
        found = answers.of_reply(HERE.chat, 14)
        assert found is not None
        assert found.key == sent.key
    assert answers.of_reply(HERE.chat, 4) is None
    assert answers.of_reply(THERE.chat, 14) is None


def test_the_latest_answer_before_a_message_is_found_again(answers: Answers) -> None:
    answers.keep(HERE, 3, CONTENT)
    second = answers.keep(HERE, 5 + PART, CONTENT)
    answers.keep(HERE, 7, Content.saying("您好"))
    answers.keep(HERE, 9, CONTENT)
    found = answers.latest(HERE, before=9, seconds=60)
    assert found is not None
    assert (found.key, found.answering) == (second.key, 5)
    assert answers.latest(THERE, before=9, seconds=60) is None
