"""`xunli ask`, `chat`, `source` and `eval`: questions, their answers and sources, and how good they are."""

import json
from pathlib import Path

import click

from bot.factory import HomeSettings, open_engine, with_progress
from index.answer import Answer, to_json
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.engine import Engine
from index.evaluation import conversations, retrieval
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
        chats = conversations.read_turns(batch)
        engine = open_engine()
        for chat_id, turns in chats:
            click.echo(json.dumps({"id": chat_id, **to_json(engine.converse(turns, top=top))}, ensure_ascii=False))
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
    click.echo(open_engine().generation.text_of(report).encode(), nl=False)


@click.group("eval", help=wording.HELP_EVAL)
def evaluate() -> None:
    """Hold the evaluations together."""


@evaluate.command("conversations", help=wording.HELP_EVAL_CONVERSATIONS)
@click.argument("file", type=click.Path(path_type=Path))
def of_conversations(file: Path) -> None:
    """Ask every conversation of a file and print how the last answers stand to what was expected."""
    asked = conversations.read(file)
    engine = open_engine()
    judged = conversations.evaluate(asked, engine.converse, engine.generation.source_text)
    click.echo(json.dumps(conversations.summary(judged), ensure_ascii=False, indent=1))


@evaluate.command("retrieval", help=wording.HELP_EVAL_RETRIEVAL)
@click.argument("folder", type=click.Path(path_type=Path))
def of_retrieval(folder: Path) -> None:
    """Search and read a public question set and print the figures."""
    encoder = load_encoder(HomeSettings.from_environment().encoder)
    reader = TransformerReader()
    figures = with_progress(lambda progress: retrieval.evaluate(folder, encoder, reader, progress=progress))
    click.echo(json.dumps(figures, ensure_ascii=False))


def _show(answer: Answer, engine: Engine) -> None:
    from bot.commands.terminal import show  # noqa: PLC0415 - `ask --json` starts without it

    show(answer, engine.generation)
