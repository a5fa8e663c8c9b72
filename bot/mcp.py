"""The MCP server (https://modelcontextprotocol.io): four tools by which any assistant can cite the reports.

An answer is either `answered`, with quotes that are verbatim slices of the reports, or `declined`, with a reason and
the nearest evidence; what is declined has no `answers` that an assistant could take for one.
"""

from importlib.metadata import version
from typing import Any, Literal

import anyio
import click
from mcp import types
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from pydantic import BaseModel, ValidationError

from bot.web.api import ledger_fields, report_fields
from bot.web.figures import Filters, ledger_of
from bot.web.links import link_to
from bot.web.services import Services, services_of
from bot.web.settings import WebSettings
from bot.web.turns import fields_of
from index.answer import Status
from index.errors import IndexFault
from prompts import web as wording

_LONGEST_SLICE = 20_000
_REASONS = {Status.NEAR_MISS: wording.NEAR_MISS_MORE, Status.NOT_FOUND: wording.NOT_FOUND_MORE}
_READS = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class Reply(BaseModel):
    """What `ask` returns; `answers` and `nearest` are as in `xunli ask --json`, each quote with its `link`."""

    outcome: Literal["answered", "declined"]
    status: Literal["answered", "near_miss", "not_found"]
    question: str
    understood: str
    reason: str
    answers: list[dict[str, Any]]
    nearest: list[dict[str, Any]]


class Passage(BaseModel):
    """What `source` returns: a slice of a stored text, checked against its SHA-256 now."""

    report: str
    sha256: str
    start: int
    end: int
    length: int
    text: str
    link: str


class Tools:
    """The four tools, over what the pages are made with."""

    def __init__(self, services: Services) -> None:
        self._engine, self._encoder, self._asker = services.engine, services.home.encoder, services.asker
        self._address = services.settings.address()

    async def ask(self, question: str, previous: list[str] | None = None) -> Reply:
        """Answer a question from the reports; `previous` are the questions before it, the oldest first."""
        *_, answer = await self._asker.ask([*(previous or []), question], top=3)
        fields = fields_of(answer, self._address)
        answers, is_answered = fields["answers"], answer.status is Status.ANSWERED
        fields |= {"reason": fields["reason"] or _REASONS.get(answer.status, "")}
        fields |= {"answers": answers if is_answered else [], "nearest": [] if is_answered else answers}
        return Reply(outcome="answered" if is_answered else "declined", **fields)

    def figures(self, committee: str = "", year: int | None = None, indicator: str = "") -> dict[str, Any]:
        """List figures of the reports, each with its sentence; `total` is null where no indicator was asked."""
        filters = Filters(committee.strip(), year, indicator.strip())
        return ledger_fields(ledger_of(filters, self._engine.generation, self._encoder), filters, self._address)

    def source(self, report: str, start: int = 0, end: int | None = None) -> Passage:
        """Read a report, or a slice of it in code points."""
        generation = self._engine.generation
        record = generation.report(report)
        text = generation.source_text(record.sha256)
        last = min(len(text) if end is None else end, start + _LONGEST_SLICE, len(text))
        if not 0 <= start < last:
            raise ToolError(wording.NO_SUCH_SLICE.format(length=len(text)))
        cut, sha256 = text[start:last], record.sha256
        link = f"{self._address}{link_to(record.name, sha256, start, last, cut)}"
        return Passage(report=record.name, sha256=sha256, start=start, end=last, length=len(text), text=cut, link=link)

    def reports(self) -> dict[str, Any]:
        """List the reports."""
        return report_fields(self._engine.generation, self._address)


class Server(MCPServer[Any]):
    """The SDK's server, which says in Chinese what a tool cannot do, and ends when all is answered."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool; raises ToolError, which tells the client in words what was wrong."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, (IndexFault, ToolError)):
                raise ToolError(str(cause)) from cause
            if isinstance(cause, ValidationError):
                wrong = "、".join(dict.fromkeys(str(one["loc"][0]) for one in cause.errors()))
                raise ToolError(wording.MCP_BAD_ARGUMENTS.format(tool=name, wrong=wrong)) from cause
            if cause is None:
                known = "、".join(wording.MCP_TOOLS)
                raise ToolError(wording.MCP_NO_SUCH_TOOL.format(tool=name, known=known)) from None
            raise UnexpectedToolError(wording.FAULT) from cause

    async def run_stdio_async(self) -> None:
        """Serve on standard input and output; the SDK alone passes over broken lines, and drops requests at the end."""
        server, waiting = self._lowlevel_server, dict[types.RequestId, anyio.Event]()
        requested, requests = anyio.create_memory_object_stream[SessionMessage | Exception]()
        replied, replies = anyio.create_memory_object_stream[SessionMessage]()
        async with stdio_server() as (read, write), anyio.create_task_group() as tasks:

            async def receive() -> None:
                async with requested:
                    async for item in read:
                        if isinstance(item, Exception):
                            await write.send(_refusal(item))
                            continue
                        message = item.message
                        if isinstance(message, types.JSONRPCRequest):
                            waiting[message.id] = anyio.Event()
                        elif isinstance(message, types.JSONRPCNotification):  # what is cancelled gets no reply
                            waiting.pop((message.params or {}).get("requestId", ""), None)
                        await requested.send(item)
                    for answered in [*waiting.values()]:
                        await answered.wait()

            async def reply() -> None:
                async with write:
                    async for item in replies:
                        await write.send(item)
                        if answered := waiting.pop(getattr(item.message, "id", ""), None):
                            answered.set()

            tasks.start_soon(receive)
            tasks.start_soon(reply)
            await server.run(requests, replied, server.create_initialization_options())


def server_of(services: Services) -> Server:
    """Return the server of the tools."""
    server = Server(
        "xunli", title=wording.BRAND, instructions=wording.MCP_ABOUT, version=version("xunli"), log_level="WARNING"
    )
    tools = Tools(services)
    for name, description in wording.MCP_TOOLS.items():
        server.add_tool(getattr(tools, name), description=description, annotations=_READS)
    return server


@click.command(help=wording.HELP_MCP)
def mcp() -> None:
    """Serve on standard input and output until the client leaves."""
    with services_of(WebSettings()) as services:
        server_of(services).run("stdio")


def _refusal(error: Exception) -> SessionMessage:
    """Return the reply to a line that is no message (https://www.jsonrpc.org/specification#error_object)."""
    is_json = isinstance(error, ValidationError) and error.errors()[0]["type"] != "json_invalid"
    code, said = (types.INVALID_REQUEST, "Invalid Request") if is_json else (types.PARSE_ERROR, "Parse error")
    return SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=None, error=types.ErrorData(code=code, message=said)))
