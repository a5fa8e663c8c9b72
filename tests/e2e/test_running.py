"""How the bot is run: webhook, health, counts, logs; a real process, and a Bot API server on loopback."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.e2e.bot_process import Process, launch_bot, start_bot
from tests.e2e.telegram_objects import Refusal, update_of
from tests.e2e.telegram_server import PATIENCE, TOKEN, TelegramServer

QUESTION, DECLINED = "涟水县政协2023年开展了几次专题协商?", "今天天气怎么样?"
SECRET = "a-secret-of-the-webhook-0123"
HEADER = "X-Telegram-Bot-Api-Secret-Token"

Start = Callable[..., Process]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "bot.log"


@pytest.fixture
def start(server: TelegramServer, home: Path, log: Path) -> Iterator[Start]:
    started: list[Process] = []

    def start_one(**settings: str) -> Process:
        started.append(start_bot(server, home, log, **settings))
        return started[-1]

    yield start_one
    for process in started:
        if process.popen.poll() is None:
            process.stop()
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def port() -> int:
    """A port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    return _answer(Request(f"http://127.0.0.1:{port}{path}"))


def post(port: int, update: object, *, path: str = "/hook", secret: str | None = SECRET) -> int:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"Content-Type": "application/json"} | ({HEADER: secret} if secret is not None else {})
    return _answer(Request(f"http://127.0.0.1:{port}{path}", data=body, headers=headers))[0]


def _answer(request: Request) -> tuple[int, str]:
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def webhook(port: int, **more: str) -> dict[str, str]:
    return {
        "XUNLI_WEBHOOK_URL": "https://bot.example/hook",
        "XUNLI_WEBHOOK_SECRET": SECRET,
        "XUNLI_WEBHOOK_PORT": str(port),
    } | more


class TestWebhook:
    def test_what_telegram_brings_is_answered_once(self, server: TelegramServer, start: Start, port: int) -> None:
        start(**webhook(port))
        [told] = server.called("setWebhook")
        assert (told.form["url"], told.form["secret_token"]) == ("https://bot.example/hook", SECRET)
        assert "message" in json.loads(told.form["allowed_updates"])
        update = update_of(server.next_number(), 1, QUESTION)
        assert [post(port, update) for _ in range(2)] == [200, 200]
        assert post(port, update_of(server.next_number(), 2, QUESTION)) == 200
        server.wait(lambda: server.replies(1) and server.replies(2), "an answer each")
        assert [len(server.replies(chat)) for chat in (1, 2)] == [1, 1]
        assert server.replies(1)[0].content.of("BlockQuote")
        assert server.called("getUpdates") == []

    @pytest.mark.parametrize("secret", [None, "", SECRET[:-1], f"{SECRET}x"], ids=["none", "empty", "short", "long"])
    def test_who_does_not_know_the_secret_is_refused(
        self, server: TelegramServer, start: Start, port: int, secret: str | None
    ) -> None:
        start(**webhook(port))
        assert post(port, update_of(server.next_number(), 1, QUESTION), secret=secret) == 403
        assert post(port, update_of(server.next_number(), 2, QUESTION)) == 200
        server.wait(lambda: server.replies(2), "an answer")
        assert server.replies(1) == []

    def test_nonsense_does_no_harm(self, server: TelegramServer, start: Start, port: int, log: Path) -> None:
        start(**webhook(port))
        assert [post(port, body) for body in (b"", b"{", b"\xff", b"[1]", b"[" * 100_000)] == [400] * 5
        assert post(port, {"update_id": server.next_number(), "message": {"text": QUESTION}}) == 200
        assert get(port, "/hook")[0] == 405
        assert get(port, "/nothing")[0] == 404
        assert post(port, update_of(server.next_number(), 1, QUESTION)) == 200
        server.wait(lambda: server.replies(1), "an answer")
        assert "看不懂的消息" in log.read_text(encoding="utf-8")
        assert "专题协商" not in log.read_text(encoding="utf-8")

    def test_health_is_told_on_the_same_port(self, start: Start, port: int) -> None:
        process = start(**webhook(port, XUNLI_WEBHOOK_PATH="/another"))
        process.wait_for_log("已开始收消息")
        assert get(port, "/healthz") == (200, "ok\n")
        assert get(port, "/metrics")[0] == 404
        assert post(port, {"update_id": 1}, path="/another") == 200
        assert post(port, {"update_id": 1}) == 404

    def test_sigterm_finishes_what_was_taken(self, server: TelegramServer, start: Start, port: int) -> None:
        process = start(**webhook(port))
        server.hold()
        post(port, update_of(server.next_number(), 1, QUESTION))
        server.wait(lambda: server.called("sendMessage"), "an answer in flight")
        process.popen.terminate()
        process.wait_for_log("正在停止")
        server.release()
        process.stop()
        assert len(server.replies(1)) == 1
        assert server.called("deleteWebhook") == []

    def test_what_was_taken_before_sigkill_is_answered_once(
        self, server: TelegramServer, start: Start, port: int
    ) -> None:
        process = start(**webhook(port))
        server.hold()
        post(port, update_of(server.next_number(), 1, QUESTION))
        server.wait(lambda: server.called("sendMessage"), "an answer in flight")
        process.kill()
        server.release()
        server.wait(lambda: server.replies(1), "what was in flight")
        start(**webhook(port))
        post(port, update_of(server.next_number(), 1, QUESTION))
        server.wait(lambda: len(server.replies(1)) > 1, "the next answer")
        assert len(server.replies(1)) == 2  # what had arrived before the kill was not sent again


class TestStart:
    def start_in_vain(self, server: TelegramServer, home: Path, log: Path, **settings: str) -> str:
        process = launch_bot(server, home, log, **settings)
        assert process.popen.wait(PATIENCE) == 2, process.written()
        [line] = [line for line in process.written().splitlines() if " INFO " not in line]
        assert line.startswith("用法有误")
        return line

    @pytest.mark.parametrize("secret", ["", "short", "中文" * 20], ids=["none", "short", "not for Telegram"])
    def test_webhook_without_a_good_secret_is_one_line(
        self, server: TelegramServer, home: Path, log: Path, port: int, secret: str
    ) -> None:
        said = self.start_in_vain(server, home, log, **webhook(port, XUNLI_WEBHOOK_SECRET=secret))
        assert "XUNLI_WEBHOOK_SECRET" in said
        assert server.called("setWebhook") == []

    @pytest.mark.parametrize("kind", ["webhook", "metrics"])
    def test_port_that_is_taken_is_one_line(self, server: TelegramServer, home: Path, log: Path, kind: str) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = int(taken.getsockname()[1])
            settings = webhook(port) if kind == "webhook" else {"XUNLI_METRICS_PORT": str(port)}
            assert str(port) in self.start_in_vain(server, home, log, **settings)

    def test_webhook_that_telegram_refuses_is_one_line(
        self, server: TelegramServer, home: Path, log: Path, port: int
    ) -> None:
        server.refuse(Refusal("setWebhook", 400, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"))
        said = self.start_in_vain(server, home, log, **webhook(port))
        assert "XUNLI_WEBHOOK_URL" in said
        assert "is reserved" in said

    def test_without_telegram_it_is_one_line_and_a_fault_so_that_systemd_tries_again(
        self, server: TelegramServer, home: Path, log: Path, port: int
    ) -> None:
        process = launch_bot(server, home, log, XUNLI_BOT_API_URL=f"http://127.0.0.1:{port}")
        assert process.popen.wait(2 * PATIENCE) == 1, process.written()
        assert process.written().splitlines()[-1].startswith(f"连不上 Telegram(http://127.0.0.1:{port})")
        assert "Traceback" not in process.written()


class TestCounts:
    def test_what_the_bot_does_is_counted(self, server: TelegramServer, start: Start, port: int) -> None:
        start(XUNLI_METRICS_PORT=str(port), XUNLI_OPEN="", XUNLI_ALLOWED_USERS="1", XUNLI_QUESTIONS_PER_MINUTE="3")
        server.refuse(Refusal("sendMessage", 502, "Bad Gateway"))
        for question in (DECLINED, QUESTION, QUESTION):
            server.ask(1, question, user=1)
        server.ask(1, QUESTION, user=1)
        server.ask(2, QUESTION, user=2)
        server.wait(lambda: self.counts(port)["xunli_updates_in_flight"] == 0, "all of it handled")
        counts = self.counts(port)
        expected = {
            'xunli_questions_total{status="answered"}': 2,
            "xunli_answer_seconds_count": 3,
            "xunli_update_seconds_count": 5,
            'xunli_refused_total{reason="access"}': 1,
            'xunli_refused_total{reason="pace"}': 1,
            'xunli_send_retries_total{method="sendMessage"}': 1,
            "xunli_index_generation": 1,
        }
        assert {name: counts.get(name) for name in expected} == expected
        assert sum(count for name, count in counts.items() if name.startswith("xunli_questions_total")) == 3
        assert "process_cpu_seconds_total" in counts
        assert get(port, "/healthz") == (200, "ok\n")

    def test_in_flight_is_what_is_not_handled_yet(self, server: TelegramServer, start: Start, port: int) -> None:
        start(XUNLI_METRICS_PORT=str(port))
        server.hold()
        for chat in (1, 2):
            server.write(chat, QUESTION)
        server.wait(lambda: self.counts(port)["xunli_updates_in_flight"] == 2, "two in flight")
        server.release()
        server.wait(lambda: self.counts(port)["xunli_updates_in_flight"] == 0, "none in flight")

    def test_where_nothing_is_set_nobody_listens(self, server: TelegramServer, start: Start) -> None:
        process = start()
        listening = Path(f"/proc/{process.popen.pid}/net/tcp").read_text(encoding="ascii").splitlines()
        inodes = {path.readlink().name for path in Path(f"/proc/{process.popen.pid}/fd").iterdir() if path.exists()}
        mine = [line.split() for line in listening[1:] if f"socket:[{line.split()[9]}]" in inodes]
        assert [fields for fields in mine if fields[3] == "0A"] == []

    @staticmethod
    def counts(port: int) -> dict[str, float]:
        code, text = get(port, "/metrics")
        assert code == 200
        return {name: float(value) for name, value in re.findall(r"^([^#\s]\S*) (\S+)$", text, re.MULTILINE)}


class TestLog:
    def read(self, process: Process) -> list[dict[str, Any]]:
        process.wait_for_log("答完一问")
        return [json.loads(line) for line in process.written().splitlines()]

    def test_every_line_is_json_without_token_and_question(self, server: TelegramServer, start: Start) -> None:
        process = start(XUNLI_LOG_FORMAT="json", XUNLI_LOG_LEVEL="DEBUG")
        server.refuse(Refusal("sendMessage", 502, "Bad Gateway"))
        server.ask(1, QUESTION)
        lines = self.read(process)
        assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
        [answered] = [line for line in lines if "status" in line]
        assert (answered["status"], answered["generation"], answered["level"]) == ("answered", 1, "INFO")
        assert answered["seconds"] > 0
        assert [word for word in (TOKEN, "专题协商") if word in process.written()] == []

    def test_questions_are_logged_where_that_is_set(self, server: TelegramServer, start: Start) -> None:
        process = start(XUNLI_LOG_FORMAT="json", XUNLI_LOG_QUESTIONS="1")
        server.ask(1, QUESTION)
        [answered] = [line for line in self.read(process) if "status" in line]
        assert answered["question"] == QUESTION
        assert "运行日志" in server.ask(1, "/privacy").text
        assert TOKEN not in process.written()
