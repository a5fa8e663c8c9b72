"""Quotes that somebody found wrong."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answers import Answers, Cited, Content, Sent
from bot.database import LIMITS
from bot.database import feedback as feedback_table
from bot.feedback import Feedback, text_of
from bot.state import Place, State
from index.answer import Status
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import FIRST, SECOND, add

HERE = Place(-100, 7)
WORDS = "全年开展专题协商8次。"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite3"


@pytest.fixture
def state(file: Path) -> Iterator[State]:
    with closing(State(file)) as state:
        yield state


@pytest.fixture
def answers(file: Path) -> Iterator[Answers]:
    with closing(Answers(file)) as answers:
        yield answers


@pytest.fixture
def feedback(file: Path) -> Iterator[Feedback]:
    with closing(Feedback(file)) as feedback:
        yield feedback


def cited(words: str) -> Cited:
    start = FIRST.text.index(words)
    return Cited(FIRST.name, FIRST.sha256, start, start + len(words), (), 0.9)


@pytest.fixture
def sent(answers: Answers) -> Sent:
    quotes = (cited(WORDS), cited("全年收到提案248件。"))
    return answers.keep(HERE, 3, Content("问?", "问?", Status.ANSWERED, quotes, 1, ()))


def test_what_the_page_is_told_is_in_the_same_list_once(feedback: Feedback, sent: Sent) -> None:
    feedback.turn(sent, [0], who=7)
    for _ in range(2):
        feedback.keep("页上问?", cited(WORDS))
    assert [one.question for one in feedback.remarks()] == ["页上问?", "问?"]
    assert feedback.is_kept(sent, [0])
    assert [feedback.settle(one.id) for one in feedback.remarks()] == [True, True]


def test_said_twice_is_taken_back(feedback: Feedback, sent: Sent) -> None:
    assert feedback.turn(sent, [0], who=7)
    assert feedback.is_kept(sent, [0])
    assert not feedback.is_kept(sent, [1])
    assert not feedback.turn(sent, [0], who=7)
    assert feedback.remarks() == []


def test_an_answer_as_a_whole_is_taken_back_as_a_whole(feedback: Feedback, sent: Sent) -> None:
    feedback.turn(sent, [1], who=7)
    assert feedback.is_kept(sent, range(2))
    assert not feedback.turn(sent, range(2), who=7)
    assert feedback.turn(sent, range(2), who=7)
    assert len(feedback.remarks()) == 2


def test_the_latest_comes_first_and_what_was_dealt_with_goes(feedback: Feedback, sent: Sent) -> None:
    feedback.turn(sent, [0], who=7)
    feedback.turn(sent, [1], who=7)
    later, earlier = feedback.remarks()
    assert (later.quote, earlier.quote) == (sent.content.quotes[1], sent.content.quotes[0])
    assert feedback.settle(later.id)
    assert not feedback.settle(later.id)
    assert feedback.remarks() == [earlier]


def test_forgotten_with_its_chat(feedback: Feedback, sent: Sent, state: State) -> None:
    feedback.turn(sent, [0], who=7)
    state.forget(HERE.chat)
    assert feedback.remarks() == []


def test_one_chat_does_not_take_the_room_of_others(
    feedback: Feedback, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, feedback_table, LIMITS[feedback_table]._replace(of_chat=2))
    content = Content("问?", "问?", Status.ANSWERED, (cited(WORDS),), 1, ())
    for chat, message in ((5, 1), (-100, 1), (-100, 2), (-100, 3)):
        feedback.turn(answers.keep(Place(chat, 0), message, content), [0], who=7)
    assert len(feedback.remarks()) == 3


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    home = Home(Layout(tmp_path / "home"), FakeEncoder(), FaissStore())
    add(home, FIRST)
    return home.current()


def test_lines_tell_question_and_quote(feedback: Feedback, sent: Sent, generation: Generation) -> None:
    feedback.turn(sent, [0], who=7)
    first, second = text_of(feedback.remarks(), generation).split("\n", maxsplit=1)
    assert first == "标为有误的引文(1 条):"
    start = FIRST.text.index(WORDS)
    assert second.endswith(f"问:问?\n  引:{WORDS}\n  一 [{start}, {start + len(WORDS)})")


def test_quote_whose_report_is_gone_is_said_to_be(feedback: Feedback, sent: Sent, tmp_path: Path) -> None:
    feedback.turn(sent, [0], who=7)
    home = Home(Layout(tmp_path / "other"), FakeEncoder(), FaissStore())
    add(home, SECOND)
    assert "(这份报道已更新或移除)" in text_of(feedback.remarks(), home.current())


def test_few_are_listed_where_few_are_wanted(feedback: Feedback, sent: Sent, generation: Generation) -> None:
    assert text_of([], generation) == "没有标为有误的引文。"
    feedback.turn(sent, [0], who=7)
    feedback.turn(sent, [1], who=7)
    lines = text_of(feedback.remarks(), generation, most=1).splitlines()
    assert len(lines) == 5
    assert "另有 1 条" in lines[-1]
