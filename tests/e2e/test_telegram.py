"""The bot as people meet it: a real process in conversation with a Bot API server on loopback."""

import json
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.bot_process import ROOT, Process, launch_bot, start_bot
from tests.e2e.telegram_server import BOT, PATIENCE, TOKEN, Refusal, TelegramServer

SOURCE = next((ROOT / "corpus" / "reports").glob("*淮安*-1.txt")).read_text(encoding="utf-8")
QUESTION = "涟水县政协2023年开展了几次专题协商?"
QUOTE = "全年围绕“加快落实‘链快办’营商环境再优化”“聚焦县中振兴 聚力教育强县”等主题开展专题协商7次。"
GROUP = -1001234567890
MENTION = f"@{BOT['username']}"


Start = Callable[..., Process]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def start(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start bots of this module's home."""
    started: list[Process] = []

    def start_one(server: TelegramServer, *, launch: Start = start_bot, **settings: str) -> Process:
        started.append(launch(server, home, tmp_path_factory.mktemp("log") / "bot.log", **settings))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    server = TelegramServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bot(start: Start, server: TelegramServer) -> Process:
    """The bot that the tests of this module share, as talkative as it can be set."""
    return start(server, XUNLI_LOG_LEVEL="DEBUG")


@pytest.fixture(autouse=True)
def sound_calls(server: TelegramServer) -> Iterator[None]:
    """Every call was one that Telegram takes, and every blockquote stands in the source."""
    yield
    assert server.faults == []
    quotes = [quote for sent in server.sent for quote in sent.content.of("BlockQuote")]
    assert [quote for quote in quotes if quote not in SOURCE] == []


@pytest.mark.usefixtures("bot")
class TestPrivate:
    def test_commands_are_offered(self, server: TelegramServer) -> None:
        server.wait(lambda: server.called("setMyCommands"), "the menu of commands")
        offered = json.loads(server.called("setMyCommands")[0].form["commands"])
        assert [command["command"] for command in offered] == [
            "ask",
            "figures",
            "compare",
            "about",
            "sources",
            "help",
        ]

    def test_start_greets_with_questions_of_the_corpus(self, server: TelegramServer) -> None:
        greeting = server.ask(1, "/start")
        assert greeting.text.startswith("您好")
        examples = [example for example, _ in greeting.buttons]
        assert len(examples) == 3
        assert all(match[1] in SOURCE for example in examples if (match := re.search("“(.+)”", example)))

    def test_help_names_the_bot(self, server: TelegramServer) -> None:
        assert MENTION in server.ask(1, "/help").text

    def test_unknown_command_gets_help(self, server: TelegramServer) -> None:
        assert server.ask(1, "/nonsense").text.startswith("• 直接提问")

    def test_sources_are_listed(self, server: TelegramServer) -> None:
        listed = server.ask(1, "/sources").text
        assert listed.endswith("《淮安市县市区政协工作巡礼》第1期(2023):涟水县政协、清江浦区政协")

    def test_question_is_answered_with_quote_and_source(self, server: TelegramServer) -> None:
        sent = server.ask(3, QUESTION)
        assert sent.content.of("BlockQuote") == [QUOTE]
        assert "7次" in sent.content.of("Bold")
        [source] = sent.content.of("Italic")
        assert source == "涟水县政协 · 2023年 · 第1期 · 协商视察求“精”"
        assert sent.text == f"7次 · 专题协商\n{QUOTE}\n{source}"
        assert sent.reply_to is None

    def test_typing_is_shown_before_the_answer(self, server: TelegramServer) -> None:
        server.ask(4, QUESTION)
        mine = [call.method for call in server.calls if call.form.get("chat_id") == "4"]
        assert mine == ["sendChatAction", "sendMessage"]

    def test_ask_is_answered_like_a_question(self, server: TelegramServer) -> None:
        assert server.ask(5, f"/ask {QUESTION}").content.of("BlockQuote") == [QUOTE]

    def test_ask_alone_says_how(self, server: TelegramServer) -> None:
        assert server.ask(5, "/ask").text.startswith("请把问题一起写上")

    def test_follow_up_is_understood_from_the_question_before(self, server: TelegramServer) -> None:
        server.ask(6, QUESTION)
        sent = server.ask(6, "那清江浦区呢?")
        assert sent.text.startswith("理解为:清江浦区政协2023年开展了几次专题协商")

    def test_another_county_is_not_answered_with_what_this_one_wrote(self, server: TelegramServer) -> None:
        sent = server.ask(8, "盱眙县政协2023年开展了几次专题协商?")
        assert sent.text.startswith("没有收录盱眙县的报道")
        assert sent.content.of("BlockQuote") == []

    def test_not_found_says_what_there_is(self, server: TelegramServer) -> None:
        sent = server.ask(9, "今天天气怎么样?")
        assert "涟水县政协(2023)、清江浦区政协(2023)" in sent.text
        assert len(sent.buttons) == 4
        assert sent.content.of("BlockQuote") == []

    @pytest.mark.parametrize(
        "question",
        [
            "<b>涟水县</b>政协<script>&amp;</script>开展了几次专题协商?",
            "涟水县政协\x00\x07\x1b[31m开展了\u202e几次\u200b专题协商?\r\n",
            "涟水县政协\ud83d开展了几次专题协商😀𠮷?",
            "</blockquote><blockquote>&lt;",
        ],
        ids=["html", "control characters", "half of a pair", "tags alone"],
    )
    def test_odd_characters_do_no_harm(self, server: TelegramServer, question: str) -> None:
        server.ask(10, question)

    def test_long_question_is_declined(self, server: TelegramServer) -> None:
        assert "500" in server.ask(11, "专题协商" * 126).text

    def test_a_picture_without_words_is_declined(self, server: TelegramServer) -> None:
        photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        assert "文字" in server.ask(12, None, photo=photo).text


@pytest.mark.usefixtures("bot")
class TestGroup:
    def test_only_what_is_meant_for_the_bot_is_answered(self, server: TelegramServer) -> None:
        server.write(GROUP, QUESTION)
        server.write(GROUP, f"/ask@AnotherTestBot {QUESTION}")
        server.write(GROUP, f"@AnotherTestBot {QUESTION}")
        number = server.write(GROUP, f"请问 {MENTION.lower()},{QUESTION}")
        sent = server.wait(lambda: server.replies(GROUP), "an answer")
        assert [one.reply_to for one in sent] == [number]
        assert sent[0].content.of("BlockQuote") == [QUOTE]

    def test_reply_to_the_bot_is_answered(self, server: TelegramServer) -> None:
        first = server.ask(GROUP - 1, f"/ask{MENTION} {QUESTION}")
        assert first.content.of("BlockQuote") == [QUOTE]
        second = server.ask(GROUP - 1, "那清江浦区呢?", reply_to=first)
        assert second.text.startswith("理解为:清江浦区政协")

    def test_one_person_does_not_follow_up_on_another(self, server: TelegramServer) -> None:
        first = server.ask(GROUP - 2, f"{MENTION} {QUESTION}", user=71)
        second = server.ask(GROUP - 2, f"{MENTION} 那清江浦区呢?", user=72)
        assert first.content.of("BlockQuote") == [QUOTE]
        assert "专题协商" not in second.text.split("\n")[0]

    def test_topics_are_kept_apart(self, server: TelegramServer) -> None:
        first = server.ask(GROUP - 3, f"{MENTION} {QUESTION}", thread=31)
        second = server.ask(GROUP - 3, f"{MENTION} 那清江浦区呢?", thread=32)
        assert (first.thread, second.thread) == (31, 32)
        assert "专题协商" not in second.text.split("\n")[0]

    def test_mention_alone_says_how(self, server: TelegramServer) -> None:
        assert server.ask(GROUP - 4, MENTION).text.startswith("请把问题一起写上")


class TestFaults:
    @pytest.mark.parametrize(
        "refusal",
        [
            Refusal("sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            Refusal("sendMessage", 502, "Bad Gateway"),
            Refusal("getUpdates", 401, "Unauthorized"),
        ],
        ids=["too many requests", "bad gateway", "refused while polling"],
    )
    @pytest.mark.usefixtures("bot")
    def test_answer_arrives_all_the_same(self, server: TelegramServer, refusal: Refusal) -> None:
        server.refuse(refusal)
        for _ in range(2):
            assert server.ask(20, QUESTION).content.of("BlockQuote") == [QUOTE]
        assert server.refusals == 0

    @pytest.mark.usefixtures("bot")
    def test_one_who_blocked_the_bot_keeps_nobody_waiting(self, server: TelegramServer) -> None:
        server.blocked.add(21)
        before = len(server.called("sendMessage"))
        server.write(21, QUESTION)
        server.wait(lambda: len(server.called("sendMessage")) > before, "the attempt to answer")
        assert server.ask(22, QUESTION).content.of("BlockQuote") == [QUOTE]
        assert server.replies(21) == []

    @pytest.mark.usefixtures("bot")
    def test_altered_source_is_not_quoted(self, server: TelegramServer, home: Path) -> None:
        [stored] = (home / "sources").glob("*.txt")
        sound = stored.read_bytes()
        stored.write_bytes(sound.replace("专题协商7次".encode(), "专题协商9次".encode()))
        try:
            sent = server.ask(23, QUESTION)
        finally:
            stored.write_bytes(sound)
        assert "没有通过核对" in sent.text
        assert sent.content.of("BlockQuote") == []
        assert server.ask(23, QUESTION).content.of("BlockQuote") == [QUOTE]

    def test_second_poller_is_named_in_the_log(self, bot: Process, server: TelegramServer) -> None:
        server.ask(24, "/help")
        server.wait(lambda: server.unconfirmed() == 0, "the next getUpdates")
        with urlopen(f"{server.url}/bot{TOKEN}/getUpdates", data=b"timeout=0", timeout=PATIENCE) as answer:
            assert json.load(answer) == {"ok": True, "result": []}
        bot.wait_for_log("另有一个程序在用同一个令牌收消息(409)")
        assert server.ask(24, QUESTION).content.of("BlockQuote") == [QUOTE]

    def test_log_holds_no_token_no_question_and_no_traceback(self, bot: Process, server: TelegramServer) -> None:
        server.ask(25, QUESTION)
        log = bot.written()
        assert f"{MENTION} 已开始收消息" in log
        assert [word for word in (TOKEN, TOKEN.split(":")[1], "专题协商", "Traceback") if word in log] == []


class TestProcess:
    def test_sigterm_finishes_the_answers_in_flight(self, start: Start) -> None:
        server = TelegramServer()
        server.start()
        process = start(server)
        server.hold()
        server.write(1, QUESTION)
        server.write(1, "/help")
        server.write(2, QUESTION)
        server.wait(lambda: len(server.called("sendMessage")) == 2, "two answers in flight")
        process.popen.send_signal(signal.SIGTERM)
        process.wait_for_log("正在停止")
        server.release()
        assert process.popen.wait(PATIENCE) == 0
        assert [sent.content.of("BlockQuote") for sent in server.replies(1)] == [[QUOTE], []]
        assert [sent.content.of("BlockQuote") for sent in server.replies(2)] == [[QUOTE]]
        assert server.unconfirmed() == 0
        assert server.faults == []
        assert process.written().endswith("已停止。\n")
        server.stop()

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"XUNLI_BOT_TOKEN": ""}, "没有机器人令牌"),
            ({"XUNLI_BOT_TOKEN": TOKEN.replace("42:", "43:")}, "Telegram 不认这个令牌"),
            ({"XUNLI_BOT_TOKEN": "no token"}, "Telegram 不认这个令牌"),
            ({"XUNLI_ALLOWED_USERS": "张三"}, "XUNLI_ALLOWED_USERS"),
        ],
        ids=["no token", "refused token", "malformed token", "malformed setting"],
    )
    def test_bad_setting_is_one_line_and_exit_2(
        self, start: Start, server: TelegramServer, settings: dict[str, str], said: str
    ) -> None:
        process = start(server, launch=launch_bot, **settings)
        assert process.popen.wait(PATIENCE) == 2
        [line] = process.written().splitlines()
        assert said in line
        assert "Token-0123456789" not in line

    def test_others_than_those_allowed_are_told_their_number(self, start: Start) -> None:
        server = TelegramServer()
        server.start()
        allowed = {"XUNLI_ALLOWED_USERS": "31, 32", "XUNLI_ALLOWED_CHATS": str(GROUP)}
        start(server, XUNLI_OPEN="", **allowed)
        refused = server.ask(33, QUESTION, user=33)
        assert "33" in refused.text
        assert refused.content.of("BlockQuote") == []
        assert server.ask(31, QUESTION, user=31).content.of("BlockQuote") == [QUOTE]
        assert server.ask(GROUP, f"/ask {QUESTION}", user=33).content.of("BlockQuote") == [QUOTE]
        elsewhere = server.ask(GROUP - 1, f"{MENTION} {QUESTION}", user=33)
        assert str(GROUP - 1) in elsewhere.text
        server.stop()
