"""Calibration: the weights of `index.answering.decision` from questions on pages that the reader was not trained on.

Logistic regression on what the whole pipeline finds: the label tells whether the sentence it would quote is right.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.formats.reading import read, read_bytes
from corpus.model import Document
from index.answerer import Answerer
from index.answering.decision import Signals
from index.answering.reader import Reader
from index.encoder import load_encoder
from index.passages import Passage
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from index.training.reading import Example, records

_STRENGTH = 0.5  # inverse of the regularisation
_BEST = 2  # sentences of a question that are fitted on, the best by the reader
_SINGLE = frozenset({"comparison", "follow-up", "chatter"})  # kinds that one piece of evidence does not answer

IsRight = Callable[[Passage, str], bool]  # whether a passage and a sentence of it answer


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Pages, and questions on them, each with what tells whether evidence answers it."""

    pages: Sequence[Document]
    asked: Sequence[tuple[str, IsRight]]

    @contextmanager
    def answerer(self, reader: Reader) -> Iterator[Answerer]:
        """Index the pages for a while."""
        with TemporaryDirectory() as folder:
            home = Home(Layout(Path(folder)), load_encoder(), FaissStore())
            home.add(home.preview(self.pages))
            yield Answerer(home.current(), encoder=home.encoder, reader=reader)


def set_of_examples(examples: Sequence[Example]) -> QuestionSet:
    """Return the pages of examples with their questions."""
    texts = sorted({example.group: example.text for example in examples}.items())
    pages = [read_bytes(text.encode(), name=name, file=f"{name}.txt", suffix=".txt") for name, text in texts]
    return QuestionSet(pages, [(example.question, _holds(example)) for example in examples])


def set_of_folder(folder: Path) -> QuestionSet:
    """Return a folder of pages with `questions.jsonl` as a set: an answer holds all pieces of `quote`."""
    rows = [row for row in records(folder / "questions.jsonl") if row["kind"] not in _SINGLE and len(row["turns"]) == 1]
    pages = [read(page) for page in sorted((folder / "pages").iterdir())]
    return QuestionSet(pages, [(row["turns"][0], _has(row["quote"] or ())) for row in rows])


@contextmanager
def sets_of_archive(archive: Path) -> Iterator[list[QuestionSet]]:
    """Unpack folders of pages with questions for a while, and return them as sets."""
    with TemporaryDirectory() as folder, ZipFile(archive) as packed:
        packed.extractall(folder)
        yield [set_of_folder(asked.parent) for asked in sorted(Path(folder).glob("*/questions.jsonl"))]


def _holds(example: Example) -> IsRight:
    right = [example.text[s:e].strip() for (s, e), yes in zip(example.sentences, example.right, strict=True) if yes]
    return lambda passage, text: passage.report == example.group and any(text in one or one in text for one in right)


def _has(pieces: Sequence[str]) -> IsRight:
    return lambda passage, text: all(one in passage.text for one in pieces) and any(one in text for one in pieces)


def calibrate(sets: Sequence[QuestionSet], reader: Reader, out: Path) -> int:
    """Fit the weights and write them to a file; returns how many sentences they were fitted on.

    Each set of questions, on pages kept from training, is searched in an index of its own and counts as much as any
    other.
    """
    rows, labels, weights = [], [], []
    for one in sets:
        with one.answerer(reader) as answerer:
            found = [pair for text, is_right in one.asked for pair in _weighed(answerer, text, is_right)]
        rows += [signals for signals, _ in found]
        labels += [is_right for _, is_right in found]
        weights += [1 / len(found)] * len(found)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(np.array(rows), labels, np.array(weights) * len(weights) / sum(weights))
    write_weights(out, "answer", Signals, (*model.intercept_, *model.coef_[0]))
    return len(rows)


def write_weights(out: Path, name: str, features: type, weights: Sequence[float]) -> None:
    """Write the bias and the weights of the fields of `features` under a name, and leave what else a file has."""
    known = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    named = zip(("bias", *(field.name for field in fields(features))), weights, strict=True)
    known[name] = {field: round(float(value), 4) for field, value in named}
    out.write_text(json.dumps(known) + "\n", encoding="utf-8")


def _weighed(answerer: Answerer, text: str, is_right: IsRight) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Yield the signals of the best sentences that a question's answer may be, and whether each is."""
    question, found = answerer.evidence(text)
    usable = [(one, one.signals) for one in found if one.signals and not one.is_refuted and not question.slots.absent]
    for one, signals in sorted(usable, key=lambda pair: -pair[1].margin)[:_BEST]:
        passage = one.hit.passage
        yield astuple(signals), is_right(passage, passage.sentence(one.sentence or 0).text.strip())
