"""`python -m index.training DATA`: makes the shipped weights anew from the data folder."""

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from corpus import formats
from index import encoder, reader
from index.answerer import Answerer
from index.evaluation import conversations
from index.layout import Layout
from index.publish import Home
from index.reader import Reader
from index.training.confidence import fit_confidence
from index.training.encoder import train_encoder
from index.training.figures import fit_figures
from index.training.reader import train_reader

_STEPS = ("encoder", "reader", "figures", "confidence")


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", type=click.Choice(_STEPS), multiple=True, default=_STEPS, help="Make only these weights.")
@click.option(
    "--questions",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("tests/eval"),
    show_default=True,
    help="The folder of example installments and tuning conversations.",
)
def main(data: Path, only: tuple[str, ...], questions: Path) -> None:
    """Train the encoder and the reader on DATA, then fit the confidence; each is saved where the product finds it."""
    if "encoder" in only:
        train_encoder(data, encoder.SHIPPED, say=click.echo)
    if "reader" in only:
        click.echo(f"reader: {train_reader(data, reader.SHIPPED)}")
    if "figures" in only:
        click.echo(f"figures: {fit_figures(data)}")
    if "confidence" in only:
        _fit(questions)


def _fit(questions: Path) -> None:
    shipped = Path(str(files("corpus") / "reports"))
    pages = sorted(path for folder in (shipped, questions / "installments") for path in folder.glob("*.txt"))
    asked = [one for path in sorted(questions.glob("conversations/tuning*.jsonl")) for one in conversations.read(path)]
    with TemporaryDirectory() as folder:
        home = Home(Layout(Path(folder)), encoder.load_encoder())
        generation = home.add(home.preview([formats.read(page) for page in pages]))
        answerer = Answerer(generation, encoder=home.encoder, reader=Reader.load())
        count = fit_confidence(answerer, asked, Path(str(files("index") / "weights" / "confidence.json")))
    click.echo(f"confidence: {count} sentences of {len(asked)} conversations")


main()
