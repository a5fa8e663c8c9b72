"""What the bot keeps of chats."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.answers import Answers, Cited, Content
from bot.database import LIMITS, OF_CHATS, address_of, misses
from bot.feedback import Feedback
from bot.state import WEB, Place, State, where_of
from index.answer import Status
from index.errors import IndexFault
from tests.bot.conftest import DAY, Clock
from tests.postgres import Postgres

HERE, TOPIC, THERE = Place(-100, 0), Place(-100, 7), Place(5, 0)
NOTHING = dict.fromkeys((table.name for table in OF_CHATS), 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "xunli" / "state.sqlite3"


Open = Callable[[], State]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_state(request: pytest.FixtureRequest, file: Path, clock: Clock) -> Iterator[Open]:
    where: Path | URL = file
    if request.param == "postgresql":
        where = address_of(request.getfixturevalue("postgres").new_state())
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(State(where, clock=clock)))


@pytest.fixture
def state(open_state: Open) -> State:
    return open_state()


@pytest.fixture
def filed(file: Path, clock: Clock) -> Iterator[State]:
    """A state in a file, where a test looks into the file."""
    with closing(State(file, clock=clock)) as state:
        yield state


def heard(state: State) -> dict[Place, set[str]]:
    return {place: set(unheard.values()) for place, unheard in state.unheard().items()}


def questions(state: State) -> list[tuple[Place, str]]:
    return [(miss.place, miss.question) for miss in state.misses()]


class TestReports:
    def test_subscriber_hears_of_what_comes_after(self, state: State) -> None:
        state.meet(["a"])
        assert state.subscribe(HERE)
        assert heard(state) == {}
        state.meet(["a", "b", "c"])
        assert heard(state) == {HERE: {"b", "c"}}

    def test_each_is_told_once_also_after_it_was_gone_and_came_again(self, state: State) -> None:
        state.subscribe(HERE)
        state.meet(["a"])
        unheard = state.unheard()[HERE]
        state.tell(HERE, max(unheard))
        state.meet([])
        state.meet(["a"])
        assert heard(state) == {}

    def test_what_came_while_one_was_told_is_still_to_tell(self, state: State) -> None:
        state.subscribe(HERE)
        state.meet(["a"])
        unheard = state.unheard()[HERE]
        state.meet(["b"])
        state.tell(HERE, max(unheard))
        assert heard(state) == {HERE: {"b"}}

    def test_topics_of_a_chat_subscribe_apart(self, state: State) -> None:
        assert state.subscribe(HERE)
        assert state.subscribe(TOPIC)
        assert not state.subscribe(TOPIC)
        assert state.unsubscribe(HERE)
        assert not state.unsubscribe(HERE)
        state.meet(["a"])
        assert heard(state) == {TOPIC: {"a"}}
        assert state.subscribers() == 1

    def test_subscribing_again_loses_nothing(self, state: State) -> None:
        state.subscribe(HERE)
        state.meet(["a"])
        state.subscribe(HERE)
        assert heard(state) == {HERE: {"a"}}


class TestMisses:
    def test_question_is_kept_once_in_each_place_with_its_latest_time(self, state: State, clock: Clock) -> None:
        for place in (HERE, TOPIC, HERE):
            state.keep(place, "问", generation=1)
            clock.now += 1
        assert questions(state) == [(HERE, "问"), (TOPIC, "问")]
        assert state.misses()[0].at == clock.now - 1

    def test_the_page_asks_for_many_and_takes_no_room_of_a_chat(self, state: State, clock: Clock) -> None:
        state.keep(HERE, "问", generation=1)
        for number in range(LIMITS[misses].of_chat + 1):
            state.keep(WEB, str(number), generation=1)
        assert len(state.misses()) == LIMITS[misses].of_chat + 2

    def test_answered_question_is_removed_where_it_was_asked(self, state: State) -> None:
        state.keep(HERE, "问", generation=1)
        state.keep(THERE, "问", generation=1)
        state.settle(HERE, "问")
        assert questions(state) == [(THERE, "问")]

    def test_asked_again_is_what_another_generation_declined(self, state: State) -> None:
        state.keep(HERE, "甲", generation=1)
        state.keep(THERE, "乙", generation=2)
        state.keep(THERE, "甲", generation=1)
        assert [(miss.question, miss.place) for miss in state.misses(but_of=2)] == [("甲", THERE), ("甲", HERE)]
        state.decline("甲", generation=2)
        assert state.misses(but_of=2) == []
        assert len(state.misses(but_of=1)) == 3

    def test_kept_for_so_many_days(self, state: State, clock: Clock) -> None:
        state.keep(HERE, "旧", generation=1)
        clock.now += DAY
        state.keep(HERE, "新", generation=1)
        clock.now += (LIMITS[misses].days - 1) * DAY
        assert questions(state) == [(HERE, "新"), (HERE, "旧")]
        clock.now += 1
        assert questions(state) == [(HERE, "新")]
        assert [miss.question for miss in state.misses(but_of=2)] == ["新"]
        state.expire()
        clock.now -= 10 * DAY  # what is gone does not come back
        assert questions(state) == [(HERE, "新")]

    def test_the_oldest_make_room(self, state: State, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(LIMITS, misses, LIMITS[misses]._replace(most=3))
        for number in range(5):
            clock.now += 1
            state.keep(Place(number + 1, 0), str(number), generation=1)
        assert [miss.question for miss in state.misses()] == ["4", "3", "2"]

    def test_one_chat_does_not_take_the_room_of_others(self, state: State, clock: Clock) -> None:
        state.keep(THERE, "别处", generation=1)
        for number in range(LIMITS[misses].of_chat + 5):
            clock.now += 1
            state.keep(HERE, str(number), generation=1)
        kept = questions(state)
        assert len(kept) == LIMITS[misses].of_chat + 1
        assert kept[-2:] == [(HERE, "5"), (THERE, "别处")]

    def test_limits_are_those_that_are_promised(self) -> None:
        assert (LIMITS[misses].days, LIMITS[misses].most) == (90, 10_000)


class TestChats:
    def test_forgetting_removes_all_of_a_chat_and_nothing_else(self, state: State) -> None:
        for place in (HERE, TOPIC, THERE):
            state.subscribe(place)
            state.keep(place, "问", generation=1)
        [miss] = [miss for miss in state.misses() if miss.place == TOPIC]
        assert state.is_kept(miss)
        assert state.forget(HERE.chat) == {**NOTHING, "misses": 2, "subscribers": 2}
        assert not state.is_kept(miss)
        assert questions(state) == [(THERE, "问")]
        assert state.forget(HERE.chat) == NOTHING

    def test_forgotten_words_are_not_on_the_disk(self, filed: State, file: Path) -> None:
        filed.keep(HERE, "谁也不该再看到的问题", generation=1)
        filed.forget(HERE.chat)
        words = "谁也不该再看到的问题".encode()
        assert [path.name for path in file.parent.iterdir() if words in path.read_bytes()] == []

    def test_dropping_a_topic_leaves_the_others(self, state: State) -> None:
        for place in (HERE, TOPIC):
            state.subscribe(place)
            state.keep(place, "问", generation=1)
        state.forget(TOPIC.chat, TOPIC.thread)
        assert questions(state) == [(HERE, "问")]
        assert state.subscribers() == 1

    def test_a_chat_moves_with_all_it_has(self, state: State) -> None:
        state.subscribe(HERE)
        state.keep(HERE, "问", generation=1)
        state.keep(THERE, "问", generation=1)
        state.move(HERE.chat, THERE.chat)
        state.meet(["a"])
        assert questions(state) == [(THERE, "问")]
        assert heard(state) == {THERE: {"a"}}


class TestFile:
    def test_no_column_holds_a_user(self, filed: State, file: Path) -> None:
        with sqlite3.connect(file) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in tables}
        connection.close()
        assert columns["misses"] == ["id", "at", "chat", "thread", "question", "generation"]
        assert columns["subscribers"] == ["chat", "thread", "heard"]
        assert columns["reports"] == ["id", "sha256"]

    def test_all_is_there_after_a_restart(self, open_state: Open) -> None:
        state = open_state()
        state.subscribe(HERE)
        state.meet(["a"])
        state.keep(HERE, "问", generation=1)
        state.close()
        again = open_state()
        assert heard(again) == {HERE: {"a"}}
        assert questions(again) == [(HERE, "问")]

    def test_only_its_owner_may_read_it(self, filed: State, file: Path) -> None:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    @pytest.mark.parametrize("broken", ["damaged", "folder"])
    def test_what_cannot_be_opened_is_one_line_with_its_path(self, file: Path, broken: str) -> None:
        file.parent.mkdir()
        if broken == "damaged":
            file.write_bytes(b"no database" * 100)
        else:
            file.mkdir()
        with pytest.raises(IndexFault) as caught:
            State(file)
        assert str(file) in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_threads_may_share_it(self, state: State) -> None:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda number: state.keep(Place(number + 1, 0), "问", generation=1), range(200)))
        assert len(state.misses()) == 200


def test_a_file_of_an_earlier_version_gets_the_columns_that_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite3"
    with closing(State(file)), closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE feedback DROP COLUMN who")
        connection.commit()
    cited = Cited("r", "0" * 64, 3, 9, ((3, 5),), 0.9)
    with closing(State(file)) as state, closing(Answers(file)) as answers, closing(Feedback(file)) as feedback:
        sent = answers.keep(HERE, 3, Content("问?", "问?", Status.ANSWERED, (cited,), 1, ()))
        assert feedback.turn(sent, [0], who=7)
        assert feedback.turn(sent, [0], who=8, may_withdraw=False) is None
        assert feedback.turn(sent, [0], who=8) is False
        state.admit(9)
        assert state.admitted() == {9}


class TestPostgres:
    """Several processes of one bot share one state."""

    def test_others_see_a_change_at_once(self, open_state: Open) -> None:
        one, other = open_state(), open_state()
        one.subscribe(HERE)
        other.meet(["a"])
        one.keep(HERE, "问", generation=1)
        assert heard(one) == {HERE: {"a"}}
        assert questions(other) == [(HERE, "问")]

    def test_changes_of_many_at_once_lose_nothing(self, open_state: Open) -> None:
        states = [open_state() for _ in range(3)]
        with ThreadPoolExecutor(12) as threads:
            list(
                threads.map(lambda n: states[n % 3].keep(Place(n % 40 + 1, 0), str(n // 40), generation=1), range(120))
            )
            list(threads.map(lambda n: states[n % 3].meet([str(n % 5)]), range(30)))
        assert len(states[0].misses()) == 120
        states[1].subscribe(HERE)
        states[2].meet([*map(str, range(6))])
        assert heard(states[0]) == {HERE: {"5"}}

    def test_one_of_them_tells(self, postgres: Postgres) -> None:
        url = address_of(postgres.new_state())
        with closing(State(url)) as one, closing(State(url)) as other:
            with one.alone() as first, other.alone() as second:
                assert (first, second) == (True, False)
            with other.alone() as again:
                assert again

    def test_bots_in_schemas_of_their_own_do_not_meet(self, postgres: Postgres) -> None:
        with (
            closing(State(address_of(postgres.new_state()))) as one,
            closing(State(address_of(postgres.new_state()))) as other,
        ):
            one.subscribe(HERE)
            assert other.subscribers() == 0
            with one.alone() as first, other.alone() as second:
                assert first
                assert second

    def test_answers_and_remarks_are_kept_moved_and_forgotten(self, postgres: Postgres) -> None:
        url = address_of(postgres.new_state())
        cited = Cited("r", "0" * 64, 3, 9, ((3, 5),), 0.9)
        content = Content("问?", "问?", Status.ANSWERED, (cited,), 1, ())
        with closing(State(url)) as state, closing(Answers(url)) as answers, closing(Feedback(url)) as feedback:
            sent = answers.keep(HERE, 3, content)
            answers.take_note(sent.key, [4])
            assert answers.keep(HERE, 3, content).key == sent.key
            found = answers.of_reply(HERE.chat, 4)
            assert found is not None
            assert found.key == sent.key
            assert answers.latest(HERE, before=9, seconds=60) is not None
            assert feedback.turn(sent, [0], who=7)
            assert [remark.quote for remark in feedback.remarks()] == [cited]
            answers.keep(THERE, 3, Content.saying("您好"))
            state.move(HERE.chat, THERE.chat)
            moved = answers.of_message(THERE.chat, 3)
            assert moved is not None
            assert (moved.key, moved.replies, moved.content) == (sent.key, (4,), content)
            assert not feedback.turn(moved, [0], who=7)
            assert feedback.turn(moved, [0], who=7)
            assert state.forget(THERE.chat) == {**NOTHING, "answers": 1, "feedback": 1}
            assert feedback.remarks() == []

    def test_a_server_that_was_restarted_is_found_again(self, postgres: Postgres) -> None:
        with closing(State(address_of(postgres.new_state()))) as state:
            state.subscribe(HERE)
            with postgres.connect() as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND backend_type = 'client backend'"
                )
            assert state.subscribers() == 1

    def test_a_server_that_is_not_there_is_one_line_without_the_password(self, tmp_path: Path) -> None:
        with pytest.raises(IndexFault) as caught:
            State(where_of(tmp_path, "postgresql://xunli:geheim@127.0.0.1:1/none"))
        assert "127.0.0.1:1/none" in str(caught.value)
        assert "XUNLI_STATE_URL" in str(caught.value)
        assert "geheim" not in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        "url", ["geheim", "mysql://a:geheim@h/d", "sqlite:///geheim", "postgresql://a:geheim@h:x/d"]
    )
    def test_what_is_no_address_is_said_and_not_repeated(self, tmp_path: Path, url: str) -> None:
        with pytest.raises(IndexFault, match="XUNLI_STATE_URL") as caught:
            where_of(tmp_path, url)
        assert "geheim" not in str(caught.value)
