"""`xunli ask`, `chat` and `source`: questions and their answers, and the texts that they come from."""

import json
import sys
from pathlib import Path

import click

from bot.factory import open_engine
from index.answer import Answer, to_json
from index.engine import Engine
from index.evaluation.conversations import read_turns
from prompts import terminal as wording


@click.command(help=wording.HELP_ASK)
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help=wording.HELP_JSON)
@click.option("--top", type=click.IntRange(min=1), default=1, show_default=True, help=wording.HELP_TOP)
@click.option("--batch", type=click.Path(path_type=Path), metavar="FILE.jsonl", help=wording.HELP_BATCH)
def ask(question: str | None, as_json: bool, top: int, batch: Path | None) -> None:
    """Answer one question, or the last turn of each conversation of a file."""
    if (question is None) == (batch is None):
        raise click.UsageError(wording.ASK_NEEDS_ONE)
    if batch is not None:
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


@click.command(help=wording.HELP_CHAT)
def chat() -> None:
    """Hold one conversation in the terminal."""
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
            previous = previous if answer.is_courtesy else answer
            _show(answer, engine)


@click.command(help=wording.HELP_SOURCE)
@click.argument("report")
def source(report: str) -> None:
    """Print a report's stored text, exactly."""
    text = open_engine().generation.text_of(report)
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _show(answer: Answer, engine: Engine) -> None:
    from bot.commands.terminal import show  # noqa: PLC0415 - `ask --json` starts without it

    show(answer, engine.generation)
