"""Installments from chat, notices and misses, as people meet them: real processes and a Bot API server on loopback."""

import fcntl
import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.bot_process import Process, run, start_bot
from tests.e2e.telegram_server import BOT, PATIENCE, Sent, TelegramServer
from tests.index.samples import FIRST, SECOND, THIRD

ADMIN, OTHER = 1, 2
GROUP = -1001234567890
QUESTION, QUOTE = "云溪县政协2023年开展了几次专题协商?", "全年开展专题协商8次。"
KNOWN, KNOWN_QUOTE = "青岚区政协2023年调研视察几次?", "调研视察36次。"
TEXTS = (FIRST.text, SECOND.text, THIRD.text)

Start = Callable[..., Process]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    for name, text in zip("一二三", TEXTS, strict=True):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.txt" for name in "一二三"}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> Path:
    """A home that knows of 青岚区 alone, never written to again."""
    home = tmp_path_factory.mktemp("stored")
    run(home, "index", "add", files["二"])
    return home


@pytest.fixture
def home(stored: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stored, tmp_path / "home")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """Every call was one that Telegram takes, and every blockquote stands in a source."""
    server = TelegramServer()
    server.start()
    yield server
    server.stop()
    assert server.faults == []
    quotes = [quote for sent in server.sent for quote in sent.content.of("BlockQuote")]
    assert [quote for quote in quotes if not any(quote in text for text in TEXTS)] == []


@pytest.fixture
def start(server: TelegramServer, home: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Process] = []

    def start_one(**settings: str) -> Process:
        settings = {"XUNLI_ADMINS": str(ADMIN), "XUNLI_NOTICE_SECONDS": "1", **settings}
        started.append(start_bot(server, home, tmp_path / "bot.log", **settings))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert [word for word in ("Traceback", "Warning", "出错") if word in log] == []


def quotes(sent: Sent) -> list[str]:
    return sent.content.of("BlockQuote")


def offer(server: TelegramServer, name: str, text: str, *, chat: int = ADMIN) -> Sent:
    """Send a file, and return the message with the buttons."""
    before = len(server.replies(chat))
    server.send_file(chat, name, text.encode(), user=ADMIN)
    return server.wait(lambda: server.replies(chat)[before:], "what the file holds")[0]


def next_after(server: TelegramServer, chat: int, before: int) -> Sent:
    return server.wait(lambda: server.replies(chat)[before:], f"another message in chat {chat}")[0]


def eventually(condition: Callable[[], object], what: str) -> None:
    """Wait for what no call of the bot tells."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def on_disk(home: Path) -> bytes:
    """Return all that is stored of chats."""
    return b"".join(path.read_bytes() for path in home.glob("state.sqlite3*"))


class TestUploads:
    def test_file_is_shown_published_and_answered_from(
        self, server: TelegramServer, start: Start, home: Path, files: dict[str, Path]
    ) -> None:
        start()
        assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) != [QUOTE]
        shown = offer(server, "一.txt", FIRST.text)
        preview = run(home, "index", "add", "--dry-run", files["一"]).splitlines()
        assert shown.text.splitlines() == preview[:-1]
        assert [says for says, _ in shown.buttons] == ["发布", "放弃"]
        note = server.press(shown, "发布", user=ADMIN)
        assert (note.text, note.is_alert) == ("正在收录,原来的内容照常可问……", False)
        assert next_after(server, ADMIN, 1).text == "已收录 一。\n现在是第 2 代索引。"
        assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) == [QUOTE]
        assert not server.has_buttons(shown)
        again = server.press(shown, "发布", user=ADMIN)
        assert (again.text[:10], again.is_alert) == ("这份文件已经处理过,", True)
        assert json.loads(run(home, "index", "verify", "--json")) == {"sound": True, "damage": []}

    def test_old_generation_serves_while_the_new_one_is_made(
        self, server: TelegramServer, start: Start, home: Path
    ) -> None:
        start(XUNLI_WORKERS="1")
        shown = offer(server, "一.txt", FIRST.text)
        with (home / "writer.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            server.press(shown, "发布", user=ADMIN)
            for chat in (ADMIN, OTHER):  # the chat that publishes is answered, too
                assert quotes(server.ask(chat, KNOWN, user=chat)) == [KNOWN_QUOTE]
            assert server.replies(ADMIN)[-1].text.startswith(f"36次 · 调研视察\n{KNOWN_QUOTE}")
        server.wait(lambda: "已收录 一" in server.replies(ADMIN)[-1].text, "the end of publishing")
        assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) == [QUOTE]

    def test_stopped_while_publishing_it_is_published_whole(
        self, server: TelegramServer, start: Start, home: Path
    ) -> None:
        process = start()
        server.press(offer(server, "一.txt", FIRST.text), "发布", user=ADMIN)
        process.stop()
        assert server.replies(ADMIN)[-1].text.startswith("已收录 一。")
        assert len(json.loads(run(home, "index", "list", "--json"))) == 2

    def test_dropped_leaves_the_index_as_it_was(self, server: TelegramServer, start: Start, home: Path) -> None:
        start()
        shown = offer(server, "一.txt", FIRST.text)
        server.press(shown, "放弃", user=ADMIN)
        assert next_after(server, ADMIN, 1).text == "没有发布,索引保持原样。"
        assert json.loads(run(home, "index", "status", "--json"))["generation"] == 1

    def test_after_a_restart_the_buttons_say_that_it_is_gone(
        self, server: TelegramServer, start: Start, home: Path
    ) -> None:
        process = start()
        shown = offer(server, "一.txt", FIRST.text)
        process.stop()
        start()
        note = server.press(shown, "发布", user=ADMIN)
        assert (note.text, note.is_alert) == ("这份文件已经处理过,或机器人重启过。要收录,请重新发送文件。", True)
        assert json.loads(run(home, "index", "status", "--json"))["generation"] == 1

    def test_reply_with_index_in_a_group(self, server: TelegramServer, start: Start, home: Path) -> None:
        start()
        sent = server.send_file(GROUP, "../../../../tmp/穿越/一.txt", FIRST.text.encode(), user=OTHER)
        refused = server.ask(GROUP, f"/index@{BOT['username']}", user=OTHER, reply_to_message=sent)
        assert refused.text == "抱歉,这只有管理员可以用。"
        shown = server.ask(GROUP, f"/index@{BOT['username']}", user=ADMIN, reply_to_message=sent)
        assert shown.text.startswith("一.txt:新的一份")
        assert server.press(shown, "发布", user=OTHER).text == "抱歉,这只有管理员可以用。"
        server.press(shown, "发布", user=ADMIN)
        assert next_after(server, GROUP, 2).text.startswith("已收录 一。")
        assert [one["file"] for one in json.loads(run(home, "index", "list", "--json"))] == ["二.txt", "一.txt"]

    def test_everyone_else_is_refused_kindly(self, server: TelegramServer, start: Start, home: Path) -> None:
        start()
        server.send_file(OTHER, "一.txt", FIRST.text.encode(), user=OTHER)
        assert "您的编号是 2" in next_after(server, OTHER, 0).text
        for command in ("/index", "/rollback", "/status", "/misses"):
            assert server.ask(OTHER, command, user=OTHER).text == "抱歉,这只有管理员可以用。"
        assert server.downloads == []
        assert json.loads(run(home, "index", "status", "--json"))["generation"] == 1

    def test_bad_files_get_one_line(self, server: TelegramServer, start: Start) -> None:
        start()
        cases = [
            ("大.pdf", b"%PDF", 21_000_000, "大.pdf:有 20.0 MB,超过 20 MB 的上限,没有下载"),
            ("怪.exe", b"MZ", None, "怪.exe:不认识的后缀“.exe”"),
            ("坏.docx", b"PK\x03\x04 broken", None, "坏.docx:不是完好的"),
            ("零.txt", "零\0".encode() * 9, None, "零.txt 第 1 行:有控制字符"),
            ("空.txt", b" \n", None, "空.txt:里面没有文字"),
            ("<b>&.md", b"", None, "_b_&.md:里面没有文字"),
        ]
        for at, (name, content, size, said) in enumerate(cases):
            server.send_file(ADMIN, name, content, size=size, user=ADMIN)
            sent = next_after(server, ADMIN, at)
            assert sent.text.startswith(said)
            assert "\n" not in sent.text
            assert sent.buttons == ()
        assert len(server.downloads) == len(cases) - 2

    def test_button_that_nothing_knows_is_answered(self, server: TelegramServer, start: Start) -> None:
        start()
        shown = server.ask(OTHER, KNOWN, user=OTHER)
        for data in ("1:publish:0123456789abcdef", "x" * 64):
            assert server.press(shown, "", user=OTHER, data=data).text == "这个按钮已经过期,请重新问一次。"

    def test_rollback_and_status(
        self, server: TelegramServer, start: Start, files: dict[str, Path], home: Path
    ) -> None:
        run(home, "index", "add", files["一"])
        start()
        assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) == [QUOTE]
        asked = server.ask(ADMIN, "/rollback", user=ADMIN)
        assert asked.text == "要从第 2 代退回第 1 代索引吗?退回后:\n不再收录:一"
        assert server.press(asked, "退回", user=OTHER).text == "抱歉,这只有管理员可以用。"
        before = len(server.replies(ADMIN))
        server.press(asked, "退回", user=ADMIN)
        assert next_after(server, ADMIN, before).text == "已退回上一代索引。\n不再收录:一\n现在是第 1 代索引。"
        assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) != [QUOTE]
        assert "第 1 代索引(保留 2 代)" in server.ask(ADMIN, "/status", user=ADMIN).text
        assert "管理员" in server.ask(ADMIN, "/help", user=ADMIN).text
        assert "管理员" not in server.ask(OTHER, "/help", user=OTHER).text


class TestFollowing:
    def test_the_bot_follows_the_command_line_and_no_question_fails(
        self, server: TelegramServer, start: Start, home: Path, files: dict[str, Path]
    ) -> None:
        start()
        stop, answers = threading.Event(), list[list[str]]()

        def keep_asking() -> None:
            while not stop.is_set():
                answers.append(quotes(server.ask(50, KNOWN, user=50)))

        asking = threading.Thread(target=keep_asking)
        asking.start()
        try:
            assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) != [QUOTE]
            run(home, "index", "add", files["一"])
            assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) == [QUOTE]
            run(home, "index", "rollback")
            assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) != [QUOTE]
            run(home, "index", "add", files["三"], files["一"])
            assert quotes(server.ask(OTHER, QUESTION, user=OTHER)) == [QUOTE]
        finally:
            stop.set()
            asking.join()
        assert len(answers) > 20
        assert [answer for answer in answers if answer != [KNOWN_QUOTE]] == []


class TestNotices:
    def test_subscribers_are_told_once(
        self, server: TelegramServer, start: Start, home: Path, files: dict[str, Path]
    ) -> None:
        process = start()
        server.group_admins = {7}
        for chat, thread in ((11, None), (12, None), (GROUP, 7)):
            server.ask(chat, f"/subscribe@{BOT['username']}", thread=thread)
        server.ask(13, "/subscribe")
        server.ask(13, "/unsubscribe")
        server.blocked.add(12)
        run(home, "index", "add", files["一"])
        server.wait(lambda: len(server.replies(11)) > 1 and len(server.replies(GROUP)) > 1, "the news")
        assert server.replies(11)[1].text.endswith("《石梁市县区政协工作巡礼》第1期(2023):云溪县政协")
        assert server.replies(GROUP)[1].thread == 7
        eventually(
            lambda: "订阅 2 处" in server.ask(ADMIN, "/status", user=ADMIN).text, "the blocked chat to be dropped"
        )
        process.stop()
        run(home, "index", "add", files["三"])
        start()
        server.wait(lambda: len(server.replies(11)) > 2, "the news of what came meanwhile")
        assert "鹤鸣区政协" in server.replies(11)[2].text
        server.ask(14, KNOWN)
        assert (len(server.replies(11)), len(server.replies(13))) == (3, 2)

    def test_whoever_was_declined_is_told_when_there_is_an_answer(
        self, server: TelegramServer, start: Start, home: Path, files: dict[str, Path]
    ) -> None:
        process = start()
        assert quotes(server.ask(21, QUESTION)) == []
        server.ask(23, "今天天气怎么样?")
        server.ask(GROUP, f"/ask@{BOT['username']} {QUESTION}", thread=7)
        server.ask(22, QUESTION)
        assert server.ask(22, "/forget").text == "已删除这个聊天的记录:1 次问答,1 个未答出的问题,0 处订阅。"
        eventually(lambda: "(3 条,2 类)" in server.ask(ADMIN, "/misses", user=ADMIN).text, "what was declined")
        assert [one["count"] for one in json.loads(run(home, "misses", "--json"))["clusters"]] == [2, 1]
        run(home, "index", "add", files["一"])
        server.wait(lambda: len(server.replies(21)) > 1 and len(server.replies(GROUP)) > 1, "the answers")
        for told in (server.replies(21)[1], server.replies(GROUP)[1]):
            assert told.content.of("Code")[0] == told.text.split(" ")[0]  # the figure leads
            assert told.text.endswith(f"您之前问过“{QUESTION}”,当时没有答出,现在有了。")
            assert quotes(told) == [QUOTE]
            assert server.turn(told, "上下文")
        assert server.replies(GROUP)[1].thread == 7
        process.stop()
        start()
        server.ask(21, KNOWN)
        assert (len(server.replies(21)), len(server.replies(22)), len(server.replies(GROUP))) == (3, 2, 2)
        assert run(home, "misses").splitlines()[0] == "未答出的问题(1 条,1 类):"

    def test_killed_while_telling_everyone_is_told(
        self, server: TelegramServer, start: Start, home: Path, files: dict[str, Path]
    ) -> None:
        process = start()
        chats = range(31, 37)
        for chat in chats:
            server.ask(chat, QUESTION)
        server.hold()
        before = len(server.called("sendMessage"))
        run(home, "index", "add", files["一"])
        server.wait(lambda: len(server.called("sendMessage")) > before, "a notice in flight")
        process.kill()
        server.release()
        start()
        server.wait(lambda: all(len(server.replies(chat)) > 1 for chat in chats), "everyone to be told")
        eventually(lambda: "没有未答出的问题" in run(home, "misses"), "nothing to be left")
        told = [len(server.replies(chat)) - 1 for chat in chats]
        # What was in flight when the process was killed may have arrived or not.
        assert sorted(told) in ([1] * 6, [1] * 5 + [2])

    def test_what_is_kept_is_said(self, server: TelegramServer, start: Start, home: Path) -> None:
        start(XUNLI_OPEN="", XUNLI_ALLOWED_USERS="41")
        said = server.ask(OTHER, "/privacy", user=OTHER).text
        assert all(part in said for part in ("90 天", "10000 条", "/forget", "不记是谁问的"))
        assert server.ask(OTHER, "/forget", user=OTHER).text == "这里没有保存这个聊天的记录。"
        assert "指定的人" in server.ask(OTHER, "/subscribe", user=OTHER).text
        server.ask(41, QUESTION, user=41)
        eventually(lambda: "专题协商".encode() in on_disk(home), "the question to be kept")
        assert server.ask(41, "/forget", user=41).text.startswith("已删除")
        assert "专题协商".encode() not in on_disk(home)

    def test_menus_are_for_those_who_can_use_them(self, server: TelegramServer, start: Start) -> None:
        start()
        server.wait(lambda: len(server.called("setMyCommands")) == 4, "the menus")
        menus = [call.form for call in server.called("setMyCommands")]
        scopes = [json.loads(menu["scope"]) if "scope" in menu else None for menu in menus]
        kinds = ["all_group_chats", "all_private_chats"]
        assert scopes == [None, *({"type": kind} for kind in kinds), {"type": "chat", "chat_id": ADMIN}]
        rollback = [bool(re.search('"rollback"', menu["commands"])) for menu in menus]
        assert rollback == [False, False, False, True]
        asks = [bool(re.search('"ask"', menu["commands"])) for menu in menus]
        assert asks == [True, True, False, False]
