"""Who is told of what, unasked, and how often."""

import asyncio
import logging
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError, TimedOut

from bot.database import address_of
from bot.factory import HomeSettings, open_home
from bot.settings import Settings
from bot.state import WEB, Place, State
from bot.telegram import notifications, questions
from bot.telegram.notifications import look
from bot.telegram.services import Access, Services
from index.answer import Answer, Status
from index.answering.reader import TransformerReader
from index.engine import Engine
from index.errors import Damaged
from index.store.publish import Home
from tests.bot.telegram.services import close, services_of
from tests.index.samples import FIRST, SECOND, THIRD, add
from tests.postgres import Postgres

QUESTION = "云溪县政协2023年开展了几次专题协商?"
QUOTE = "<blockquote>全年开展专题协商<b>8次</b>。</blockquote>"
HERE, TOPIC, THERE = Place(5, 0), Place(-100, 7), Place(6, 0)


class Telegram:
    """Takes what is sent, or fails for some chats."""

    username = "XunliTestBot"

    def __init__(self) -> None:
        self.sent: list[tuple[int, int | None, str]] = []
        self.failures: dict[int, TelegramError] = {}
        self.tried = 0

    async def send_message(self, chat: int, text: str, *, message_thread_id: int | None, **_how: Any) -> Any:
        self.tried += 1
        if chat in self.failures:
            raise self.failures[chat]
        self.sent.append((chat, message_thread_id, text))
        return SimpleNamespace(message_id=len(self.sent))

    def told(self, chat: int) -> list[str]:
        return [text for number, _, text in self.sent if number == chat]


class Scene:
    """A bot that looks when it is told to."""

    def __init__(self, home: Home, state: State, workers: ThreadPoolExecutor, **settings: Any) -> None:
        self.home, self.state, self.workers = home, state, workers
        self.folder = home.layout.home
        self.engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
        self.telegram = Telegram()
        self.access = Access(Settings(**(settings or {"open": True})))
        self.state.meet(report.sha256 for report in home.current().reports)
        self.services = self.restarted()

    def restarted(self) -> Services:
        kept, bot = self.folder / "kept.sqlite3", self.telegram
        services = services_of(self.engine, kept, self.workers, bot=bot, access=self.access)
        return replace(services, state=self.state)

    def keep(self, place: Place, question: str = QUESTION) -> None:
        self.state.keep(place, question, generation=self.home.current().number)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows of 青岚区 alone."""
    folder = tmp_path_factory.mktemp("stored")
    add(open_home(HomeSettings(folder, "")), SECOND)
    return folder


@pytest.fixture
def parts(stored: Path, tmp_path: Path) -> Iterator[tuple[Home, State, ThreadPoolExecutor]]:
    shutil.copytree(stored, tmp_path / "home")
    state = State(tmp_path / "state.sqlite3")
    with ThreadPoolExecutor(1) as workers:
        yield open_home(HomeSettings(tmp_path / "home", "")), state, workers
    state.close()


@pytest.fixture
def scene(parts: tuple[Home, State, ThreadPoolExecutor]) -> Scene:
    return Scene(*parts)


class TestNews:
    async def test_subscribers_hear_of_a_new_report_once(self, scene: Scene) -> None:
        scene.state.subscribe(HERE)
        scene.state.subscribe(TOPIC)
        await look(scene.services)
        assert scene.telegram.sent == []
        add(scene.home, FIRST)
        for _ in range(2):
            await look(scene.services)
        news = "报道有更新,现在可以问:\n• 《石梁市县区政协工作巡礼》第1期(2023):云溪县政协"
        assert sorted(scene.telegram.sent) == [(-100, 7, news), (5, None, news)]

    async def test_what_came_while_the_bot_was_away_is_told_after_it_is_back(self, scene: Scene) -> None:
        scene.state.subscribe(HERE)
        add(scene.home, FIRST)
        add(scene.home, THIRD)
        await look(scene.restarted())
        await look(scene.restarted())
        [text] = scene.telegram.told(5)
        assert [line.split("):")[1] for line in text.splitlines()[1:]] == ["云溪县政协", "鹤鸣区政协"]

    async def test_two_processes_of_one_bot_tell_once(self, scene: Scene, postgres: Postgres) -> None:
        url = address_of(postgres.new_state())
        with closing(State(url)) as one, closing(State(url)) as other:
            first = Scene(scene.home, one, scene.workers)
            second = Scene(scene.home, other, scene.workers)
            one.subscribe(HERE)
            add(scene.home, FIRST)
            with one.alone():
                await look(second.services)
            assert second.telegram.sent == []
            await look(second.services)
            await look(first.services)
        assert (len(first.telegram.told(5)), len(second.telegram.told(5))) == (0, 1)

    async def test_rolled_back_and_added_again_is_told_once(self, scene: Scene) -> None:
        scene.state.subscribe(HERE)
        add(scene.home, FIRST)
        await look(scene.services)
        scene.home.rollback()
        await look(scene.services)
        add(scene.home, FIRST)
        await look(scene.services)
        assert len(scene.telegram.told(5)) == 1

    async def test_rebuilt_is_no_news(self, scene: Scene) -> None:
        scene.state.subscribe(HERE)
        scene.home.rebuild()
        await look(scene.services)
        assert scene.telegram.sent == []

    async def test_who_subscribes_later_is_not_told_of_what_was_there(self, scene: Scene) -> None:
        add(scene.home, FIRST)
        await look(scene.services)
        scene.state.subscribe(HERE)
        await look(scene.services)
        assert scene.telegram.sent == []


class TestFailures:
    @pytest.mark.parametrize(
        "error",
        [Forbidden("bot was blocked by the user"), BadRequest("Chat not found"), BadRequest("TOPIC_CLOSED")],
        ids=["blocked", "no chat", "no topic"],
    )
    async def test_chat_that_is_no_more_is_dropped_with_all_it_had(self, scene: Scene, error: TelegramError) -> None:
        scene.state.subscribe(HERE)
        scene.state.subscribe(THERE)
        scene.keep(HERE)
        scene.telegram.failures[5] = error
        add(scene.home, FIRST)
        await look(scene.services)
        assert (scene.state.subscribers(), scene.state.misses()) == (1, [])
        assert len(scene.telegram.told(6)) == 1
        scene.telegram.tried = 0
        await look(scene.services)
        assert scene.telegram.tried == 0

    async def test_who_could_not_be_reached_is_told_later(self, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
        scene.state.subscribe(HERE)
        scene.keep(HERE)
        scene.telegram.failures[5] = NetworkError("Bad Gateway")
        add(scene.home, FIRST)
        await look(scene.services)
        assert "Bad Gateway" in caplog.text
        scene.telegram.failures.clear()
        for _ in range(2):
            await look(scene.services)
        assert [text[:4] for text in scene.telegram.told(5)] == ["报道有更", "<cod"]

    async def test_who_may_have_been_told_is_not_told_twice(self, scene: Scene) -> None:
        scene.state.subscribe(HERE)
        error = TimedOut()
        error.__cause__ = httpx.ReadTimeout("")
        scene.telegram.failures[5] = error
        add(scene.home, FIRST)
        await look(scene.services)
        scene.telegram.failures.clear()
        await look(scene.services)
        assert (scene.telegram.tried, scene.state.subscribers()) == (1, 1)

    async def test_what_telegram_refuses_is_logged_and_not_tried_for_ever(
        self, scene: Scene, caplog: pytest.LogCaptureFixture
    ) -> None:
        scene.state.subscribe(HERE)
        scene.telegram.failures[5] = BadRequest("have no rights to send a message")
        add(scene.home, FIRST)
        for _ in range(2):
            await look(scene.services)
        assert (scene.telegram.tried, scene.state.subscribers()) == (1, 1)
        assert [record.levelno for record in caplog.records] == [logging.ERROR]

    async def test_group_that_became_a_supergroup_is_told_there(self, scene: Scene) -> None:
        scene.state.subscribe(TOPIC)
        scene.keep(TOPIC)
        scene.telegram.failures[-100] = ChatMigrated(-200)
        add(scene.home, FIRST)
        for _ in range(2):
            await look(scene.services)
        assert len(scene.telegram.told(-200)) == 2

    async def test_who_may_not_ask_any_more_is_not_told(self, parts: tuple[Home, State, ThreadPoolExecutor]) -> None:
        scene = Scene(*parts, allowed_users={6})
        for place in (HERE, THERE):
            scene.state.subscribe(place)
            scene.keep(place)
        add(scene.home, FIRST)
        await look(scene.services)
        assert (len(scene.telegram.told(5)), len(scene.telegram.told(6))) == (0, 2)
        assert scene.state.subscribers() == 1

    async def test_while_nobody_may_ask_nobody_is_told_nor_forgotten(
        self, parts: tuple[Home, State, ThreadPoolExecutor]
    ) -> None:
        scene = Scene(*parts, open=False)
        scene.state.subscribe(HERE)
        scene.keep(HERE)
        add(scene.home, FIRST)
        await look(scene.services)
        assert scene.telegram.sent == []
        assert (scene.state.subscribers(), len(scene.state.misses())) == (1, 1)


class TestMisses:
    async def test_who_asked_is_told_once_with_the_quote(self, scene: Scene) -> None:
        for place in (HERE, TOPIC):
            scene.keep(place)
        scene.keep(HERE, "今天天气怎么样?")
        add(scene.home, FIRST)
        for _ in range(2):
            await look(scene.services)
        text = scene.telegram.told(5)[0]
        assert text.startswith(f"<code>8次</code> · 专题协商\n{QUOTE}\n<i>")
        assert text.endswith(f"\n\n您之前问过“{QUESTION}”,当时没有答出,现在有了。")
        assert sorted(scene.telegram.sent) == [(-100, 7, text), (5, None, text)]
        assert [miss.question for miss in scene.state.misses()] == ["今天天气怎么样?"]

    async def test_what_was_asked_on_the_page_is_removed_and_told_to_nobody(self, scene: Scene) -> None:
        scene.keep(WEB)
        add(scene.home, FIRST)
        await look(scene.services)
        assert (scene.telegram.sent, scene.state.misses()) == ([], [])

    async def test_each_generation_is_asked_once(self, scene: Scene) -> None:
        class Counting:
            asked = 0

            def __init__(self, engine: Engine) -> None:
                self._engine = engine

            @property
            def generation(self) -> Any:
                return self._engine.generation

            def answer(self, text: str) -> Answer:
                self.asked += 1
                return self._engine.answer(text)

        engine: Any = Counting(scene.engine)
        scene.engine = engine
        services = scene.restarted()
        for place in (HERE, THERE):
            scene.keep(place, "今天天气怎么样?")
        await look(services)
        assert engine.asked == 0
        add(scene.home, FIRST)
        for _ in range(2):
            await look(services)
        assert engine.asked == 1

    async def test_forgotten_while_looking_is_not_told(self, scene: Scene) -> None:
        scene.keep(HERE)
        scene.keep(THERE)
        send = scene.telegram.send_message

        async def forget_then_send(chat: int, text: str, **how: Any) -> Any:
            scene.state.forget(THERE.chat)
            return await send(chat, text, **how)

        scene.telegram.send_message = forget_then_send  # type: ignore[method-assign]
        add(scene.home, FIRST)
        await look(scene.services)
        assert [chat for chat, _, _ in scene.telegram.sent] == [5]

    async def test_altered_source_is_not_quoted_and_stays_to_be_told(self, scene: Scene) -> None:
        scene.keep(HERE)
        add(scene.home, FIRST)
        stored = scene.home.layout.source(FIRST.sha256)
        sound = stored.read_bytes()
        stored.write_bytes(sound.replace("8次".encode(), "9次".encode()))
        with pytest.raises(Damaged):
            await look(scene.services)
        stored.write_bytes(sound)
        await look(scene.services)
        assert [QUOTE in text for text in scene.telegram.told(5)] == [True]

    async def test_words_are_those_of_the_source_whatever_was_found(self, scene: Scene) -> None:
        class Forger:
            def __init__(self, engine: Engine) -> None:
                self._engine = engine

            @property
            def generation(self) -> Any:
                return self._engine.generation

            def answer(self, text: str) -> Answer:
                answer = self._engine.answer(text)
                return replace(answer, quotes=tuple(replace(quote, text="9次。") for quote in answer.quotes))

        forger: Any = Forger(scene.engine)
        scene.engine = forger
        scene.keep(HERE)
        add(scene.home, FIRST)
        await look(scene.restarted())
        assert [QUOTE in text for text in scene.telegram.told(5)] == [True]

    async def test_a_look_ends_soon_when_the_bot_stops(self, scene: Scene) -> None:
        for number in range(1, 30):
            scene.keep(Place(number, 0), f"{QUESTION}{number}")
        add(scene.home, FIRST)
        scene.services.closing.set()
        await look(scene.services)
        assert (scene.telegram.sent, len(scene.state.misses())) == ([], 29)


class TestKeeping:
    """What is kept of questions."""

    @pytest.fixture
    def services(self, scene: Scene, tmp_path: Path) -> Iterator[Services]:
        services = services_of(scene.engine, tmp_path / "state.sqlite3", scene.workers)
        yield services
        close(services)

    def settle(self, services: Services, *turns: str) -> list[str]:
        """Let the turns of one chat be answered and kept; returns what is kept."""
        previous = None
        for turn in turns:
            asked = questions.ask(services, turn, previous)
            questions.keep(services, HERE, asked, is_follow_up=previous is not None)
            previous = asked.answer
        return [miss.question for miss in services.state.misses()]

    @pytest.mark.parametrize(
        ("turns", "kept"),
        [
            ([QUESTION], [QUESTION]),
            (["今天天气怎么样?"], ["今天天气怎么样?"]),
            (["青岚区政协调研视察几次?"], []),
            (["青岚区政协调研视察几次?", "那金湖县呢?"], ["金湖县政协调研视察几次?"]),
        ],
        ids=["near miss", "not found", "answered", "follow-up written out"],
    )
    def test_declined_questions_are_kept(self, services: Services, turns: list[str], kept: list[str]) -> None:
        assert self.settle(services, *turns) == kept

    def test_asked_again_and_answered_is_removed(self, scene: Scene, services: Services) -> None:
        assert self.settle(services, QUESTION) == [QUESTION]
        add(scene.home, FIRST)
        assert self.settle(services, QUESTION) == []

    def test_what_only_the_turn_before_made_a_miss_is_not_kept(self, services: Services) -> None:
        asked = questions.ask(services, "青岚区政协调研视察几次?", None)
        asked = replace(asked, answer=replace(asked.answer, status=Status.NEAR_MISS))
        questions.keep(services, HERE, asked, is_follow_up=True)
        assert services.state.misses() == []

    def test_what_cannot_be_kept_costs_no_answer(self, services: Services, caplog: pytest.LogCaptureFixture) -> None:
        services.state.close()
        questions.keep(services, HERE, questions.ask(services, QUESTION, None), is_follow_up=False)
        assert "state.sqlite3:读写不了" in caplog.text


async def test_woken_it_looks_at_once_and_ends_with_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    services: Any = SimpleNamespace(changed=asyncio.Event())
    bot: Any = SimpleNamespace(running=True, create_task=asyncio.create_task)
    looks: list[float] = []

    async def note(_services: Services) -> None:
        looks.append(time.monotonic())
        bot.running = len(looks) < 3
        if len(looks) == 1:
            services.changed.set()

    monkeypatch.setattr(notifications, "look", note)
    await asyncio.wait_for(notifications.watch(bot, services, 0.5), 5)
    assert looks[1] - looks[0] < 0.5 <= looks[2] - looks[1]
