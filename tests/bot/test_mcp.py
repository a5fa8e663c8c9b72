"""The MCP server, asked by the SDK's own client: in this process, over pipes, and over HTTP."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.server import MCPServer

from bot.factory import HomeSettings
from bot.mcp import server_of
from bot.web.app import application
from bot.web.services import Services, services_of
from bot.web.settings import WebSettings
from prompts.answers import COURTESIES
from prompts.web import FAULT

QUESTION = "涟水县政协开展了几次专题协商?"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with services_of(WebSettings(), HomeSettings(tmp_path_factory.mktemp("mcp") / "home", "")) as parts:
        yield parts


@pytest.fixture
def server(services: Services) -> MCPServer[Any]:
    return server_of(services)


async def call(server: Any, tool: str, **arguments: Any) -> Any:
    async with Client(server) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def refused(server: Any, tool: str, **arguments: Any) -> str:
    async with Client(server) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)


async def test_the_four_tools_are_described_and_only_read(server: MCPServer[Any]) -> None:
    async with Client(server) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "figures", "source", "reports"]
    assert all(tool.description and tool.output_schema for tool in tools)
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert tools[0].input_schema["required"] == ["question"]


async def test_an_answer_is_a_slice_of_the_source(server: MCPServer[Any], services: Services) -> None:
    reply = await call(server, "ask", question=QUESTION)
    assert (reply["outcome"], reply["status"], reply["nearest"]) == ("answered", "answered", [])
    quote = reply["answers"][0]
    assert quote["lead"] == "7次"
    text = services.engine.generation.source_text(quote["sha256"])
    assert text[quote["start"] : quote["end"]] == quote["quote"]
    passage = await call(server, "source", report=quote["report"], start=quote["start"], end=quote["end"])
    assert (passage["text"], passage["link"]) == (quote["quote"], quote["link"])


async def test_a_follow_up_takes_the_questions_before(server: MCPServer[Any]) -> None:
    reply = await call(server, "ask", question="那清江浦区呢?", previous=[QUESTION])
    assert "清江浦区" in reply["understood"]


async def test_what_is_not_told_is_declined_without_answers(server: MCPServer[Any]) -> None:
    reply = await call(server, "ask", question="盱眙县政协的食堂有几个厨师?")
    assert (reply["outcome"], reply["answers"]) == ("declined", [])
    assert reply["reason"]


async def test_thanks_are_answered_warmly(server: MCPServer[Any]) -> None:
    reply = await call(server, "ask", question="谢谢")
    assert (reply["outcome"], reply["reason"]) == ("declined", COURTESIES["thanks"])


async def test_figures_and_reports_are_listed(server: MCPServer[Any]) -> None:
    found = await call(server, "figures", committee="涟水", year=2023, indicator="专题协商")
    assert [(row["text"], row["committee"]) for row in found["figures"]] == [("7次", "涟水县政协")]
    listed = await call(server, "reports")
    assert [report["committees"] for report in listed["reports"]] == [["涟水县政协", "清江浦区政协"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "请先写上问题"),
        ("ask", {"question": "问" * 501}, "问题有点长,请控制在 500 字以内"),
        ("source", {"report": "没有这份"}, "没有名为“没有这份”的报道"),
        ("source", {"report": "2023-淮安市县市区政协工作巡礼-1", "start": 99_999}, "没有这一段"),
        ("source", {"report": "2023-淮安市县市区政协工作巡礼-1", "start": 9, "end": 3}, "没有这一段"),
        ("figures", {"committee": "火星政协会"}, "“火星政协会”认不出是哪家政协"),
        ("figures", {"committee": "盱眙"}, "没有收录盱眙县的报道。"),
        ("ask", {"q": "几次?"}, "ask 的参数不对:question;请按它的 inputSchema 改正再试。"),
        ("figures", {"year": "去年"}, "figures 的参数不对:year;请"),
        ("answer", {}, "没有名为“answer”的工具;可用的有 ask、figures、source、reports。"),
    ],
)
async def test_what_cannot_be_done_is_said(
    server: MCPServer[Any], tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert (await refused(server, tool, **arguments)).startswith(said)


async def test_over_pipes_nothing_but_the_protocol_is_on_standard_output(services: Services) -> None:
    environment = {**os.environ, "XUNLI_HOME": str(services.home.layout.home), "PYTHONPATH": str(ROOT)}
    command = StdioServerParameters(command=sys.executable, args=["-m", "bot.cli", "mcp"], env=environment)
    assert (await call(stdio_client(command), "ask", question=QUESTION))["answers"][0]["lead"] == "7次"


async def test_a_fault_is_told_without_its_text(
    server: MCPServer[Any], services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.asker, "ask", lambda *_turns, **_how: 1 // 0)
    assert await refused(server, "ask", question=QUESTION) == FAULT


def test_all_that_came_in_is_answered_before_the_end_and_broken_lines_are_refused(services: Services) -> None:
    lines = [
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},'
        '"clientInfo":{"name":"test","version":"1"}}}',
        '{"jsonrpc":"2.0","method":"notifications/initialized"}',
        "{broken",
        '{"id":2}',
        json.dumps(asking(3, question=QUESTION)),
        json.dumps(asking(4, question=QUESTION, previous=["清江浦区呢?"])),
    ]
    environment = {**os.environ, "XUNLI_HOME": str(services.home.layout.home), "PYTHONPATH": str(ROOT)}
    command, given = [sys.executable, "-m", "bot.cli", "mcp"], "\n".join(lines).encode()
    done = subprocess.run(command, input=given, env=environment, capture_output=True, timeout=60, check=True)
    replies = {reply["id"]: reply for reply in map(json.loads, done.stdout.splitlines()) if reply["id"]}
    assert sorted(replies) == [1, 3, 4]
    assert replies[1]["result"]["serverInfo"]["version"] == version("xunli")
    assert replies[3]["result"]["structuredContent"]["answers"][0]["lead"] == "7次"
    refusals = [reply["error"]["code"] for reply in map(json.loads, done.stdout.splitlines()) if not reply["id"]]
    assert (refusals, done.stderr) == ([-32700, -32600], b"")


def asking(number: int, **arguments: Any) -> dict[str, Any]:
    params = {"name": "ask", "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


@pytest.fixture
def served(services: Services) -> Iterator[str]:
    """The server on a port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(services), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        server.should_exit = True
        thread.join(10)


async def test_over_http_it_is_the_same(served: str) -> None:
    assert (await call(served, "ask", question=QUESTION))["answers"][0]["lead"] == "7次"
