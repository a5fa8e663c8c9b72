"""`python -m index.training DATA`: makes the shipped weights anew from the data folder."""

from collections.abc import Iterable
from importlib.resources import files
from itertools import filterfalse
from pathlib import Path
from random import Random
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
from index.training.glance import fit_glance
from index.training.pretrained import pretrained
from index.training.reader import Reader, averaged, drawn, train
from index.training.reading import Example, answered, examples_of, of_conversations, with_twins
from index.training.texts import plain_texts, records

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
QUESTIONS = Path("tests/eval")  # of the checkout that `make train` runs in
_STEPS = ("encoder", "reader", "glance", "figures", "decision")
_WRITTEN = tuple(QUESTIONS / "reading" / name for name in ("training", "news"))
_EDITS = QUESTIONS / "reading" / "edits.jsonl.gz"
# Shares of our pages with twins, all our pages, news, conversations and public sets in one half of the time, the rate
# and its floor.
_HALVES = (((0.20, 0.22, 0.26, 0.05, 0.27), 1e-4, 0.35), ((0.35, 0.20, 0.23, 0.06, 0.16), 6e-5, 0.02))
_GLANCES = 900  # questions that the glance is fitted on
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
    if "glance" in only:
        click.echo(f"glance: {_fit_glance(data)}")
    if "figures" in only:
        click.echo(f"figures: {fit_figures(data)}")
    if "decision" in only:
        with TemporaryDirectory() as folder:
            sets = [set_of_examples(_kept(data), Path(folder) / "pages"), *map(set_of_folder, tuning)]
            out = Path(str(files("index") / "weights" / "decision.json"))
            count = calibrate(sets, Path(folder), load_encoder(), TransformerReader(), out)
        click.echo(f"decision: {count} sentences")


def is_page(example: Example) -> bool:
    """Whether a question is on one of our own pages, not on news."""
    return example.group[0] not in "gn"


def _written(data: Path) -> list[Example]:
    return balanced(with_twins((one for one in examples_of(data, _WRITTEN) if one.part == "train"), _EDITS))


def _kept(data: Path) -> list[Example]:
    return [one for one in examples_of(data) if one.part == "calibration" and is_page(one)]


def _fit_glance(data: Path) -> str:
    with TemporaryDirectory() as name:
        folder = Path(name)
        trained = [one for one in examples_of(data) if one.part == "train" and is_page(one)]
        shown = Random(1).sample(trained, _GLANCES)  # noqa: S311
        sets = set_of_examples(shown, folder / "shown-pages"), set_of_examples(_kept(data), folder / "kept-pages")
        return fit_glance(*sets, folder, load_encoder(), SHIPPED)


def _train_reader(data: Path, minutes: float, start: Path | None, work: Path) -> None:
    written = _written(data)
    pages, news = (list(part) for part in (filter(is_page, written), filterfalse(is_page, written)))
    edited = {one.group for one in pages if one.twin}
    parts = ([one for one in pages if one.group in edited], pages, news, of_conversations(QUESTIONS), answered(data))
    if start is None:
        start = work / "start"
        pretrained(_texts(data), start).save(start)
    reader, tokenizer = Reader.load(start), Tokenizer(start / "tokenizer.json")
    for at, (shares, rate, floor) in enumerate(_HALVES):
        mixture = list(zip(shares, parts, strict=True))
        out, seed = work / str(at), at + 1
        train(reader, tokenizer, mixture, out, minutes=minutes / 2, rate=rate, floor=floor, seed=seed, say=click.echo)
    reader = averaged([work / str(at) for at in range(len(_HALVES))])
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
