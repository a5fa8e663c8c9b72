"""`python -m index.training DATA`: makes the shipped weights anew from the data folder."""

from collections.abc import Iterable
from importlib.resources import files
from itertools import filterfalse
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from index.answering.reader import SHIPPED, TransformerReader
from index.answering.windows import Tokenizer
from index.encoder import SHIPPED as ENCODER
from index.encoder import load_encoder
from index.training.balance import balanced
from index.training.calibrate import calibrate, set_of_examples, set_of_folder
from index.training.encoder import train_encoder
from index.training.export import export
from index.training.figures import fit_figures
from index.training.pretrained import pretrained
from index.training.reader import Reader, drawn, train
from index.training.reading import Example, answered, examples_of, of_conversations
from index.training.texts import plain_texts, records

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
QUESTIONS = Path("tests/eval")  # of the checkout that `make train` runs in
_STEPS = ("encoder", "reader", "figures", "decision")
_WRITTEN = tuple(QUESTIONS / "reading" / name for name in ("training", "news"))
# Shares of our pages, news, conversations and public sets in one half of the time, the rate and its floor.
_HALVES = (((0.40, 0.27, 0.05, 0.28), 1e-4, 0.35), ((0.46, 0.26, 0.03, 0.25), 6e-5, 0.02))
_WINDOWS = 60  # of the training, by which the sizes of activations are measured


@click.command()
@click.argument("data", type=_FOLDER)
@click.option("--only", type=click.Choice(_STEPS), multiple=True, default=_STEPS, help="Make only these weights.")
@click.option("--minutes", default=95.0, show_default=True, help="How long the reader is trained.")
@click.option("--start", type=_FOLDER, help="A reader to go on with.")
@click.option("--tuning", type=_FOLDER, multiple=True, help="Pages with questions to fit the decision on, too.")
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/reader"), show_default=True)
def main(
    data: Path, *, only: tuple[str, ...], minutes: float, start: Path | None, tuning: tuple[Path, ...], work: Path
) -> None:
    """Train the encoder and the reader on DATA, then fit the decision; each is saved where the product finds it."""
    if "encoder" in only:
        train_encoder(data, _written(data), ENCODER, say=click.echo)
    if "reader" in only:
        _train_reader(data, minutes, start, work)
    if "figures" in only:
        click.echo(f"figures: {fit_figures(data)}")
    if "decision" in only:
        kept = [one for one in examples_of(data) if one.part == "calibration" and is_page(one)]
        with TemporaryDirectory() as folder:
            sets = [set_of_examples(kept, Path(folder) / "pages"), *map(set_of_folder, tuning)]
            out = Path(str(files("index") / "weights" / "decision.json"))
            count = calibrate(sets, Path(folder), load_encoder(), TransformerReader(), out)
        click.echo(f"decision: {count} sentences")


def is_page(example: Example) -> bool:
    """Whether a question is on one of our own pages, not on news."""
    return example.group[0] not in "gn"


def _written(data: Path) -> list[Example]:
    return balanced([one for one in examples_of(data, _WRITTEN) if one.part == "train"])


def _train_reader(data: Path, minutes: float, start: Path | None, work: Path) -> None:
    written = _written(data)
    pages, news = (list(part) for part in (filter(is_page, written), filterfalse(is_page, written)))
    parts = (pages, news, of_conversations(QUESTIONS), answered(data))
    if start is None:
        start = work / "start"
        pretrained(_texts(data), start).save(start)
    reader, tokenizer = Reader.load(start), Tokenizer(start / "tokenizer.json")
    for at, (shares, rate, floor) in enumerate(_HALVES):
        mixture = list(zip(shares, parts, strict=True))
        out, seed = work / str(at), at + 1
        train(reader, tokenizer, mixture, out, minutes=minutes / 2, rate=rate, floor=floor, seed=seed, say=click.echo)
    export(reader, start / "tokenizer.json", drawn(tokenizer, written, _WINDOWS), SHIPPED)


def _texts(data: Path) -> Iterable[str]:
    """Yield what the vocabulary is cut down to."""
    for name in ("news_qa", "pages_qa"):
        yield from (row["text"] for row in records(data / "train" / name / "passages.jsonl.gz"))
        yield from (row["question"] for row in records(data / "train" / name / "questions.jsonl.gz"))
    yield from (row["text"] for row in records(_WRITTEN[0] / "passages.jsonl.gz"))
    for name in ("cmrc2018", "drcd"):
        for row in records(data / "train" / f"{name}.jsonl.gz"):
            yield from (row["passage"], *(one["question"] for one in row["questions"]))
    for name in ("gov_work_reports", "statutes"):
        yield from (text for _, text in plain_texts(data, name))
    yield from (row["text"] for row in records(data / "text" / "local_news.jsonl.gz"))
    yield (files("corpus") / "regions.tsv").read_text(encoding="utf-8")


main()
