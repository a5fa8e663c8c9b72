"""What goes wrong between Telegram and the bot: every question is answered all the same, and once.

A real process and a Bot API server on loopback that refuses, cuts, falls silent, and sends nonsense.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.load import measure
from tests.e2e.bot_process import Process, launch_bot, run, start_bot
from tests.e2e.telegram_objects import Cut, Disturbance, Half, Refusal, Silence, update_of
from tests.e2e.telegram_server import PATIENCE, TelegramServer
from tests.e2e.telegram_updates import Maker

ROOT = Path(__file__).parents[2]
REPORT = next((ROOT / "corpus" / "reports").glob("*淮安*-1.txt"))
SOURCE = REPORT.read_text(encoding="utf-8")
QUESTION = "涟水县政协2023年开展了几次专题协商?"
QUOTE = "全年围绕“加快落实‘链快办’营商环境再优化”“聚焦县中振兴 聚力教育强县”等主题开展专题协商7次。"
FOLLOW_UP = "那清江浦区呢?"

Start = Callable[..., Process]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped report, never written to again."""
    home = tmp_path_factory.mktemp("stored")
    run(home, "index", "add", REPORT)
    return home


@pytest.fixture
def home(stored: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stored, tmp_path / "home")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """Every call was one that Telegram takes, and every blockquote stands in the source."""
    server = TelegramServer()
    server.start()
    yield server
    server.stop()
    assert server.faults == []
    quotes = [quote for sent in server.sent for quote in sent.content.of("BlockQuote")]
    assert [quote for quote in quotes if quote not in SOURCE] == []


@pytest.fixture
def start(server: TelegramServer, home: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Process] = []

    def start_one(**settings: str) -> Process:
        settings = {"XUNLI_TIMEOUT_SECONDS": "2", "XUNLI_POLL_SECONDS": "2"} | settings
        started.append(start_bot(server, home, tmp_path / "bot.log", **settings))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert [word for word in ("Traceback", "专题协商") if word in log] == []


def quotes(server: TelegramServer, chat: int) -> list[list[str]]:
    return [sent.content.of("BlockQuote") for sent in server.replies(chat)]


class TestLine:
    @pytest.mark.parametrize(
        "disturbance",
        [
            Refusal("sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            Refusal("sendMessage", 502, "Bad Gateway"),
            Refusal("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag at byte offset 0"),
            Cut("sendMessage"),
            Cut("sendMessage", is_done=True),
            Half("sendMessage"),
            Silence("sendMessage", 1),
            Silence("sendMessage", 4),
            Refusal("getUpdates", 502, "Bad Gateway"),
            Refusal("getUpdates", 429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            Refusal("getUpdates", 409, "Conflict: terminated by other getUpdates request"),
            Cut("getUpdates"),
            Cut("getUpdates", is_done=True),
            Silence("getUpdates", 5),
            Refusal("sendChatAction", 502, "Bad Gateway"),
        ],
        ids=[
            "send: 429",
            "send: 502",
            "send: 400",
            "send: cut",
            "send: cut once it was sent",
            "send: half an answer",
            "send: silence shorter than the bot waits",
            "send: silence longer than the bot waits",
            "poll: 502",
            "poll: 429",
            "poll: 409",
            "poll: cut",
            "poll: cut while it answers",
            "poll: silence longer than the bot waits",
            "typing: 502",
        ],
    )
    def test_every_question_is_answered_once(
        self, server: TelegramServer, start: Start, disturbance: Disturbance
    ) -> None:
        start()
        server.refuse(disturbance)
        for chat in (1, 2, 1):
            assert QUOTE in server.ask(chat, QUESTION).text
        assert server.refusals == 0
        assert (len(server.replies(1)), len(server.replies(2))) == (2, 1)

    def test_429_of_one_chat_keeps_no_other_waiting(self, server: TelegramServer, start: Start) -> None:
        start()
        server.refuse(Refusal("sendMessage", 429, "Too Many Requests: retry after 4", {"retry_after": 4}))
        server.write(1, QUESTION)
        server.wait(lambda: server.refusals == 0, "the refusal")
        assert server.ask(2, QUESTION).content.of("BlockQuote") == [QUOTE]
        assert server.replies(1) == []
        assert server.wait(lambda: quotes(server, 1), "the answer that was put off") == [[QUOTE]]

    def test_second_poller_is_named_in_the_log(self, server: TelegramServer, start: Start) -> None:
        process = start()
        server.refuse(Refusal("getUpdates", 409, "Conflict: terminated by other getUpdates request"))
        server.ask(1, "/help")
        process.wait_for_log("另有一个程序在用同一个令牌收消息(409)")


class TestUpdates:
    def test_no_valid_update_silences_the_bot(self, server: TelegramServer, start: Start) -> None:
        # Buttons and inline questions that were made up are answered, which Telegram would refuse.
        server.forgiven = "query is too old"
        process = start(XUNLI_OPEN="", XUNLI_ADMINS="77", XUNLI_MESSAGES_PER_SECOND="1000")
        count = 10_000
        first = server.next_number() + 1_000_000
        server.deliver(*Maker(15).updates(count, first=first))
        server.wait(lambda: server.unconfirmed() == 0, "every update to be confirmed", patience=300)
        server.deliver(update_of(first + count, 77, QUESTION))
        told = lambda: [sent for sent in server.replies(77) if QUOTE in sent.text]  # noqa: E731
        server.wait(told, "the answer after them", patience=2 * PATIENCE)
        assert process.popen.poll() is None

    def test_receiving_that_ended_ends_the_process_with_1(
        self, server: TelegramServer, home: Path, tmp_path: Path
    ) -> None:
        broken = (
            "import asyncio, sys, telegram\n"
            "from bot.cli import main\n"
            "sound = asyncio.Queue.put\n"
            "async def put(queue, item): await sound(queue, 1 / (not isinstance(item, telegram.Update)) and item)\n"
            "asyncio.Queue.put = put\n"
            "sys.argv = ['xunli', 'bot']; main()"
        )
        process = launch_bot(server, home, tmp_path / "bot.log", command=(sys.executable, "-c", broken))
        server.wait(lambda: server.called("getUpdates"), "the first getUpdates")
        server.write(1, QUESTION)
        assert process.popen.wait(PATIENCE) == 1
        assert process.written().splitlines()[-1].startswith("收不到消息了(ZeroDivisionError)")

    def test_update_that_comes_twice_is_answered_once_also_after_a_restart(
        self, server: TelegramServer, start: Start
    ) -> None:
        process = start()
        update = update_of(server.next_number(), 1, QUESTION)
        server.deliver(update, update)
        server.wait(lambda: server.replies(1), "an answer")
        server.deliver(update)
        server.ask(2, QUESTION)
        process.stop()
        start()
        server.deliver(update)
        server.ask(2, QUESTION)
        assert quotes(server, 1) == [[QUOTE]]

    def test_updates_out_of_order_are_each_answered_once(self, server: TelegramServer, start: Start) -> None:
        start()
        numbers = [server.next_number() for _ in range(4)]
        server.deliver(*(update_of(number, number, QUESTION) for number in reversed(numbers)))
        server.wait(lambda: all(server.replies(number) for number in numbers), "an answer each")
        server.ask(1, QUESTION)
        assert [quotes(server, number) for number in numbers] == [[[QUOTE]]] * 4

    @pytest.mark.parametrize(
        "malformed",
        [
            {"message": {"text": QUESTION}},
            {"message": "几次?"},
            {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
            {"message": {"message_id": 1, "date": 1, "chat": {"id": "x", "type": "private"}, "text": QUESTION}},
            {"message": {"message_id": 1, "date": 1, "chat": None, "text": QUESTION}},
            {"callback_query": {"id": "1"}},
            {"message": None},
        ],
        ids=["no chat", "a text", "no such date", "chat without number", "null chat", "no user", "null"],
    )
    def test_what_makes_no_sense_keeps_nobody_waiting(
        self, server: TelegramServer, start: Start, malformed: dict[str, object]
    ) -> None:
        start()
        server.deliver({"update_id": server.next_number(), **malformed}, update_of(server.next_number(), 3, QUESTION))
        assert server.wait(lambda: quotes(server, 3), "the answer to the next") == [[QUOTE]]
        server.wait(lambda: server.unconfirmed() == 0, "the malformed update to be confirmed")

    @pytest.mark.parametrize("length", [501, 4096, 100_000])
    def test_long_message_is_declined(self, server: TelegramServer, start: Start, length: int) -> None:
        start()
        assert "500" in server.ask(1, ("专题协商几次?" * length)[:length]).text

    def test_html_and_control_characters_do_no_harm(self, server: TelegramServer, start: Start) -> None:
        start()
        everything = "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\u202e\ufeff\ud800\U000e0001"
        for odd in (everything, "</blockquote><b>&lt;&amp;&#0;", "<script>", "%s{x}{0}", "\\u0000", "'\";--"):
            assert server.ask(1, f"涟水县政协2023年{odd}开展了几次专题协商?").text


class TestEnd:
    def test_after_sigkill_nothing_is_lost_and_what_was_being_sent_is_not_sent_again(
        self, server: TelegramServer, start: Start
    ) -> None:
        process = start()
        server.ask(9, QUESTION)
        server.hold()
        for chat in (1, 2, 3):
            server.write(chat, QUESTION)
        server.write(1, FOLLOW_UP)
        server.wait(lambda: len(server.called("sendMessage")) == 4, "three answers in flight")
        server.wait(lambda: server.unconfirmed() == 0, "all of it confirmed")
        process.kill()
        server.release()
        server.wait(lambda: len(server.replies(3)) == 1, "what was in flight")
        again = start()
        again.wait_for_log("有 4 条消息没处理完")
        server.wait(lambda: len(server.replies(1)) == 2, "the follow-up")
        again.stop()
        start()
        server.ask(9, QUESTION)
        assert quotes(server, 1)[0] == [QUOTE]
        assert quotes(server, 2) == quotes(server, 3) == [[QUOTE]]
        assert "清江浦区" in server.replies(1)[1].text
        assert len(server.replies(1)) == len(server.replies(9)) == 2

    def test_sigkill_amid_a_rush_loses_nothing_and_repeats_only_what_was_in_hand(
        self, server: TelegramServer, start: Start
    ) -> None:
        process = start(XUNLI_MESSAGES_PER_SECOND="1000", XUNLI_WORKERS="2")
        chats = range(1, 61)
        server.deliver(*(update_of(server.next_number(), chat, QUESTION) for chat in chats))
        server.wait(lambda: len(server.sent) >= 15, "the first answers")
        process.kill()
        assert len(server.sent) < len(chats)
        start(XUNLI_MESSAGES_PER_SECOND="1000")
        server.wait(lambda: all(server.replies(chat) for chat in chats), "an answer for every chat")
        server.ask(99, QUESTION)
        counts = [len(server.replies(chat)) for chat in chats]
        assert max(counts) <= 2
        assert sum(counts) - len(chats) <= 5

    def test_sigterm_waits_for_a_retry_too(self, server: TelegramServer, start: Start) -> None:
        process = start()
        server.refuse(Refusal("sendMessage", 429, "Too Many Requests: retry after 2", {"retry_after": 2}))
        server.write(1, QUESTION)
        server.wait(lambda: server.refusals == 0, "the refusal")
        process.stop()
        assert quotes(server, 1) == [[QUOTE]]

    def test_what_waits_is_on_disk_for_its_owner_alone_and_only_as_long(
        self, server: TelegramServer, start: Start, home: Path
    ) -> None:
        def stored() -> list[Path]:
            mark = "第一百零八只白鹭"
            marks = (mark.encode(), mark.encode("unicode_escape"))
            return [path for path in home.glob("*sqlite3*") if any(one in path.read_bytes() for one in marks)]

        start()
        server.hold()
        server.write(1, f"第一百零八只白鹭 {QUESTION}")
        server.wait(lambda: server.called("sendMessage"), "an answer in flight")
        waiting = stored()
        assert waiting
        assert {path.stat().st_mode & 0o077 for path in waiting} == {0}
        server.release()
        server.ask(1, "/forget")
        server.wait(lambda: not stored(), "the question to be gone from the disk")


def test_many_chats_at_once_are_each_answered_once(tmp_path: Path) -> None:
    measured = measure(100, tmp_path, per_second=1000)
    assert (measured["answered"], measured["lost"], measured["twice"]) == (100, 0, 0)
