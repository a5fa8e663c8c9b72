"""`python -m index.training DATA`: makes the shipped weights anew from the data folder."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from random import Random

import click

from corpus.crf import WEIGHTS
from corpus.owners import WEIGHTS_FILE as OWNERS
from index.answering.reader import SHIPPED, TransformerReader
from index.answering.windows import Tokenizer
from index.encoder import SHIPPED as ENCODER
from index.training.balance import balanced
from index.training.breaks import train_breaks
from index.training.calibrate import QuestionSet, calibrate, set_of_examples, set_of_folder, sets_of_archive
from index.training.encoder import train_encoder
from index.training.export import export
from index.training.figures import fit_figures
from index.training.glance import fit_glance
from index.training.lines import pages_of, train_authors, train_lines
from index.training.owners import fit_owners
from index.training.pretrained import pretrained
from index.training.prospects import fit_prospects
from index.training.reader import Reader, Sampler, averaged, train
from index.training.reading import Example, answered, examples_of, of_conversations, records, with_twins

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_STEPS = ("lines", "encoder", "reader", "glance", "figures", "prospects", "decision")
_QUESTIONS = Path("tests/eval")  # of the checkout that `make train` runs in
# Shares of our pages with twins, all our pages, news, conversations and public sets in one half of the time, the rate
# and its floor.
_HALVES = (((0.20, 0.22, 0.26, 0.05, 0.27), 1e-4, 0.35), ((0.35, 0.20, 0.23, 0.06, 0.16), 6e-5, 0.02))
_DECISION = Path(str(files("index") / "weights" / "decision.json"))
_GLANCES = 900  # questions that the glance is fitted on
_MEASURED = 4  # batches by which the sizes of activations are measured


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
    """Train the labels of lines, the encoder and the reader, then fit the decision; each is saved in its place."""
    if "lines" in only:
        labelled = pages_of(_QUESTIONS / "lines.jsonl.gz")
        train_breaks(labelled, WEIGHTS / "breaks.crfsuite.xz")
        train_lines(labelled, WEIGHTS / "lines.crfsuite")
        train_authors(labelled, WEIGHTS / "authors.crfsuite")
        fit_owners(labelled, OWNERS)
    if "encoder" in only:
        train_encoder(data, _written(data), ENCODER)
    if "reader" in only:
        _train_reader(data, minutes, start, work)
    if "glance" in only:
        shown = Random(1).sample(_pages(data, "train"), _GLANCES)  # noqa: S311
        sets = set_of_examples(shown), set_of_examples(_pages(data, "calibration"))
        click.echo(f"glance: {fit_glance(*sets, SHIPPED)}")
    if "figures" in only:
        click.echo(f"figures: {fit_figures(data)}")
    if "prospects" in only:
        with sets_of_archive(_QUESTIONS / "pages.zip") as further:
            told = fit_prospects([*_held_out(data, tuning), *further], TransformerReader(), _DECISION)
        click.echo(f"prospects: {told}")
    if "decision" in only:
        count = calibrate(_held_out(data, tuning), TransformerReader(), _DECISION)
        click.echo(f"decision: {count} sentences")


@cache
def _written(data: Path) -> Sequence[Example]:
    """Return our questions for training, balanced and with twins."""
    folders = [_QUESTIONS / "reading" / name for name in ("training", "news")]
    trained = (one for one in examples_of(data, folders) if one.part == "train")
    return balanced(with_twins(trained, _QUESTIONS / "reading" / "edits.jsonl.gz"))


def _pages(data: Path, part: str) -> list[Example]:
    return [one for one in examples_of(data) if one.part == part and one.is_page]


def _held_out(data: Path, tuning: Sequence[Path]) -> list[QuestionSet]:
    """Return the sets of questions that the reader was not trained on."""
    return [set_of_examples(_pages(data, "calibration")), *map(set_of_folder, tuning)]


def _train_reader(data: Path, minutes: float, start: Path | None, work: Path) -> None:
    written, public = _written(data), answered(data)
    pages, news = ([one for one in written if one.is_page is is_page] for is_page in (True, False))
    edited = {one.group for one in pages if one.twin}
    parts = ([one for one in pages if one.group in edited], pages, news, of_conversations(_QUESTIONS), public)
    if start is None:
        start = work / "start"
        pretrained(_texts(data, [*written, *public]), start).save(start)
    reader, sampler = Reader.load(start), Sampler(Tokenizer(start / "tokenizer.json"), seed=1)
    for half, (shares, rate, floor) in enumerate(_HALVES):
        mixture = list(zip(shares, parts, strict=True))
        train(reader, sampler, mixture, work / str(half), minutes=minutes / 2, rate=rate, floor=floor)
    reader = averaged([work / str(half) for half in range(len(_HALVES))])
    windows = [item.window.ids for batch in islice(sampler.batches([(1, written)]), _MEASURED) for item in batch]
    export(reader, start / "tokenizer.json", windows, SHIPPED)


def _texts(data: Path, examples: Sequence[Example]) -> Iterator[str]:
    """Yield what the vocabulary is cut down to."""
    yield from dict.fromkeys(text for one in examples for text in (one.text, one.question))
    for name in ("gov_work_reports", "statutes", "local_news"):
        yield from (row["text"] for row in records(data / "text" / f"{name}.jsonl.gz"))
    yield (files("corpus") / "regions.tsv").read_text(encoding="utf-8")


main()
