"""The command line: `xunli ask`, `chat`, `index`, `source`, `eval`, `bot`, `web` and `mcp`."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import click

from corpus.errors import CorpusError
from index.errors import Damaged, IndexFault
from prompts import terminal as wording

if TYPE_CHECKING:
    from index.answer import Answer
    from index.engine import Engine

# Loaded when called, so that `ask` starts without them.
_ELSEWHERE = {
    "index": "bot.commands.index:index",
    "eval": "bot.commands.evaluation:evaluate",
    "misses": "bot.commands.review:misses",
    "feedback": "bot.commands.review:feedback",
    "figures": "bot.commands.figures:figures",
    "web": "bot.web.command:web",
    "mcp": "bot.mcp:mcp",
}
FAULT, USAGE = 1, 2


class Commands(click.Group):
    """A group that imports some of its commands only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *_ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if need be."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _, name = _ELSEWHERE[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, help=wording.HELP, context_settings={"help_option_names": ["-h", "--help"]})
def xunli() -> None:
    """Hold the commands together."""


@xunli.command(help=wording.HELP_ASK)
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help=wording.HELP_JSON)
@click.option("--top", type=click.IntRange(min=1), default=1, show_default=True, help=wording.HELP_TOP)
@click.option("--batch", type=click.Path(path_type=Path), metavar="FILE.jsonl", help=wording.HELP_BATCH)
def ask(question: str | None, as_json: bool, top: int, batch: Path | None) -> None:
    """Answer one question, or the last turn of each conversation of a file."""
    from bot.factory import open_engine  # noqa: PLC0415
    from index.answer import to_json  # noqa: PLC0415

    if (question is None) == (batch is None):
        raise click.UsageError(wording.ASK_NEEDS_ONE)
    if batch is not None:
        from index.evaluation.conversations import read_turns  # noqa: PLC0415

        chats = read_turns(batch)
        engine = open_engine()
        for chat_id, turns in chats:
            fields = {"id": chat_id, **to_json(engine.converse(turns, top=top))}
            click.echo(json.dumps(fields, ensure_ascii=False))
        return
    if question is None or not question.strip():
        raise click.UsageError(wording.EMPTY_QUESTION)
    engine = open_engine()
    answer = engine.answer(question, top=top)
    if as_json:
        click.echo(json.dumps(to_json(answer), ensure_ascii=False))
    else:
        _show(answer, engine)


@xunli.command(help=wording.HELP_CHAT)
def chat() -> None:
    """Hold one conversation in the terminal."""
    from bot.factory import open_engine  # noqa: PLC0415
    from index.query.courtesy import courtesy  # noqa: PLC0415

    engine = open_engine()
    click.echo(wording.CHAT_GREETING)
    previous: Answer | None = None
    while True:
        try:
            question = input(wording.CHAT_PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if question in wording.CHAT_LEAVE:
            return
        if question:
            answer = engine.answer(question, previous=previous)
            previous = answer if courtesy(question) is None else previous
            _show(answer, engine)


@xunli.command(help=wording.HELP_SOURCE)
@click.argument("report")
def source(report: str) -> None:
    """Print a report's stored text, exactly."""
    from bot.factory import open_engine  # noqa: PLC0415

    text = open_engine().generation.text_of(report)
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


@xunli.command("bot", help=wording.HELP_BOT)
def run_bot() -> None:
    """Run the Telegram bot."""
    from bot.app import run  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415

    run(Settings())


def _show(answer: "Answer", engine: "Engine") -> None:
    from bot.commands.terminal import show  # noqa: PLC0415

    show(answer, engine.generation)


def _report(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Say an unforeseen error in one line; XUNLI_DEBUG=1 shows where it came from."""
    if os.environ.get("XUNLI_DEBUG") == "1":
        sys.__excepthook__(kind, error, traceback)
    else:
        click.echo(wording.FAULT.format(kind=kind.__name__, error=" ".join(str(error).split())), err=True)


def main() -> None:
    """Run the command line: exit 0 when done, 2 on bad usage or input with one line, 1 on a fault."""
    sys.excepthook = _report
    # Products of small matrices gain nothing from threads and wait for one another where the machine is busy. NumPy
    # reads this when it is imported, which is later.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        xunli(standalone_mode=False)
    except click.UsageError as error:
        click.echo(wording.USAGE.format(error=error.format_message()), err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        sys.exit(FAULT)
    except (CorpusError, IndexFault) as error:
        click.echo(str(error), err=True)
        sys.exit(FAULT if isinstance(error, Damaged) else USAGE)
    except click.Abort:
        sys.exit(FAULT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAULT)


if __name__ == "__main__":
    main()
