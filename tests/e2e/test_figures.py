"""Figures as people meet them: pages turned across a restart, and a chart, over a Bot API server on loopback."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.bot_process import ROOT, Process, run, start_bot
from tests.e2e.telegram_server import BOT, TOKEN, TelegramServer

SOURCE = next((ROOT / "corpus" / "reports").glob("*淮安*-1.txt")).read_text(encoding="utf-8")
GROUP = -1001234567890


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    """Every call was one that Telegram takes, and every blockquote stands in the source."""
    server = TelegramServer()
    server.start()
    yield server
    server.stop()
    assert server.faults == []
    quotes = [quote for sent in (*server.sent, *server.edits) for quote in sent.content.of("BlockQuote")]
    assert quotes
    assert [quote for quote in quotes if quote not in SOURCE] == []


@pytest.fixture
def bot(server: TelegramServer, home: Path, tmp_path: Path) -> Iterator[Process]:
    process = start_bot(server, home, tmp_path / "bot.log", XUNLI_LOG_LEVEL="DEBUG")
    yield process
    process.kill()
    assert [word for word in (TOKEN.split(":")[1], "专题协商", "Traceback") if word in process.written()] == []


def test_pages_are_turned_by_a_bot_that_was_started_anew(
    bot: Process, server: TelegramServer, home: Path, tmp_path: Path
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
def test_comparison_comes_with_a_chart(server: TelegramServer) -> None:
    sent = server.ask(2, "/compare 专题协商")
    assert "涟水县政协 2023年 专题协商:7次" in sent.text
    assert "未载:清江浦区政协(2023)" in sent.text
    picture = Image.open(io.BytesIO(server.pictures[-1]))
    assert picture.width + picture.height <= 10_000
    assert picture.width / picture.height <= 20


@pytest.mark.usefixtures("bot")
def test_commands_work_in_a_group(server: TelegramServer) -> None:
    number = server.write(GROUP, f"/figures@{BOT['username']} 清江浦 教育培训")
    [sent] = server.wait(lambda: server.replies(GROUP), "an answer")
    assert sent.reply_to == number
    assert "近600人次" in sent.text


def test_commands_of_the_terminal_agree_with_the_chat(server: TelegramServer, home: Path, bot: Process) -> None:
    rows = json.loads(run(home, "figures", "--committee", "涟水", "--format", "json"))
    first = server.ask(3, "/figures 涟水")
    second = server.turn(first, "下一页 ›")
    shown = [bold for page in (first, second) for bold in page.content.of("Bold") if ":" not in bold]
    assert shown == [row["text"] for row in rows]
