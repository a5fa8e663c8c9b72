"""`xunli eval`: how well conversations are answered, and how well the search and the reader do on public sets."""

import json
from pathlib import Path

import click

from bot.factory import HomeSettings, open_engine, with_progress
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.evaluation import conversations, retrieval
from prompts import terminal as wording


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
