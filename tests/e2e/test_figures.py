"""Figures as people meet them: pages turned across a restart, and a chart, over a Bot API server on loopback."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.web_request import FileField
from PIL import Image

from tests.e2e.bot_api import LIMIT, Formatted, parse_html, problems, utf16_length
from tests.e2e.bot_process import ROOT, Process, run, start_bot
from tests.e2e.telegram_server import BOT, TOKEN, Call, Sent, TelegramServer

SOURCE = next((ROOT / "corpus" / "reports").glob("*淮安*-1.txt")).read_text(encoding="utf-8")
GROUP = -1001234567890


class PictureServer(TelegramServer):
    """A server that takes pictures, and edited messages, too."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[bytes] = []
        self.edits: list[Sent] = []

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method not in ("sendPhoto", "editMessageText") or request.match_info["token"] != TOKEN:
            return await super()._serve(request)
        values = await request.post()
        call = Call(method, {name: value if isinstance(value, str) else name for name, value in values.items()})
        wrong = problems(method, call.form)
        self._record(lambda: (self.calls.append(call), self.faults.extend(wrong)))
        if wrong:
            return web.json_response({"ok": False, "error_code": 400, "description": wrong[0]}, status=400)
        chat = int(call.form["chat_id"])
        if method == "sendPhoto":
            photo = next(value for value in values.values() if isinstance(value, FileField))
            content = photo.file.read()
            self._record(lambda: self.pictures.append(content))
            return web.json_response({"ok": True, "result": self._message(next(self._numbers), chat, "")})
        edited = self._edited(call.form)
        self._record(lambda: self.edits.append(edited))
        return web.json_response({"ok": True, "result": self._message(edited.id, chat, edited.text)})

    def _edited(self, form: dict[str, str]) -> Sent:
        content: Formatted = parse_html(form["text"])
        if utf16_length(content.text) > LIMIT:
            self.faults.append("message is too long")
        keyboard = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
        buttons = tuple((one["text"], one["callback_data"]) for row in keyboard for one in row)
        return Sent(int(form["message_id"]), int(form["chat_id"]), None, None, content, buttons)

    def turn(self, sent: Sent, says: str) -> Sent:
        """Let a person press a button that turns the page, and return the page."""
        before = len(self.edits)
        assert self.press(sent, says).text == ""
        return self.wait(lambda: self.edits[before:], "the other page")[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server() -> Iterator[PictureServer]:
    """Every call was one that Telegram takes, and every blockquote stands in the source."""
    server = PictureServer()
    server.start()
    yield server
    server.stop()
    assert server.faults == []
    quotes = [quote for sent in (*server.sent, *server.edits) for quote in sent.content.of("BlockQuote")]
    assert quotes
    assert [quote for quote in quotes if quote not in SOURCE] == []


@pytest.fixture
def bot(server: PictureServer, home: Path, tmp_path: Path) -> Iterator[Process]:
    process = start_bot(server, home, tmp_path / "bot.log", XUNLI_LOG_LEVEL="DEBUG")
    yield process
    process.kill()
    assert [word for word in (TOKEN.split(":")[1], "专题协商", "Traceback") if word in process.written()] == []


def test_pages_are_turned_by_a_bot_that_was_started_anew(
    bot: Process, server: PictureServer, home: Path, tmp_path: Path
) -> None:
    first = server.ask(1, "/figures 涟水")
    assert "第 1/2 页" in first.text
    bot.stop()
    again = start_bot(server, home, tmp_path / "again.log")
    second = server.turn(first, "下一页 ›")
    assert "第 2/2 页" in second.text
    assert server.turn(second, "‹ 上一页").content.of("BlockQuote") == first.content.of("BlockQuote")
    again.stop()


@pytest.mark.usefixtures("bot")
def test_comparison_comes_with_a_chart(server: PictureServer) -> None:
    sent = server.ask(2, "/compare 专题协商")
    assert "涟水县政协 2023年 专题协商:7次" in sent.text
    assert "清江浦区政协 2023年:未载" in sent.text
    picture = Image.open(io.BytesIO(server.pictures[-1]))
    assert picture.width + picture.height <= 10_000
    assert picture.width / picture.height <= 20


@pytest.mark.usefixtures("bot")
def test_commands_work_in_a_group(server: PictureServer) -> None:
    number = server.write(GROUP, f"/figures@{BOT['username']} 清江浦 教育培训")
    [sent] = server.wait(lambda: server.replies(GROUP), "an answer")
    assert sent.reply_to == number
    assert "近600人次" in sent.text


def test_commands_of_the_terminal_agree_with_the_chat(server: PictureServer, home: Path, bot: Process) -> None:
    rows = json.loads(run(home, "figures", "--committee", "涟水", "--format", "json"))
    first = server.ask(3, "/figures 涟水")
    second = server.turn(first, "下一页 ›")
    shown = [bold for page in (first, second) for bold in page.content.of("Bold") if ":" not in bold]
    assert shown == [row["text"] for row in rows]
