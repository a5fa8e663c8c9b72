"""The command line, `xunli`: its commands, and what is said of faults."""

import os
import pkgutil
import sys
from types import TracebackType

import click

from corpus.errors import CorpusError
from index.errors import Damaged, IndexFault
from prompts import terminal as wording

# Loaded when called, so that none starts with what only another needs.
_COMMANDS = {
    "ask": "bot.commands.ask:ask",
    "chat": "bot.commands.ask:chat",
    "source": "bot.commands.ask:source",
    "index": "bot.commands.index:index",
    "figures": "bot.commands.figures:figures",
    "eval": "bot.commands.ask:evaluate",
    "misses": "bot.commands.review:misses",
    "feedback": "bot.commands.review:feedback",
    "bot": "bot.app:bot",
    "web": "bot.web.command:web",
    "mcp": "bot.mcp:mcp",
}
FAULT, USAGE = 1, 2


class Commands(click.Group):
    """A group that imports its commands only when they are called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if need be."""
        return pkgutil.resolve_name(_COMMANDS[cmd_name]) if cmd_name in _COMMANDS else None


@click.group(cls=Commands, help=wording.HELP, context_settings={"help_option_names": ["-h", "--help"]})
def xunli() -> None:
    """Hold the commands together."""


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
