"""Calibration: the weights of `index.answering.decision` from questions on pages that the reader was not trained on.

Logistic regression on what the whole pipeline finds: the label tells whether the sentence it would quote is right.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.formats import read
from index.answerer import Answerer
from index.answering.decision import names
from index.answering.reader import Reader
from index.encoder import Encoder
from index.passages import Passage
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from index.training.reading import Example
from index.training.texts import records

_STRENGTH = 0.5  # inverse of the regularisation
_BEST = 2  # sentences of a question that are fitted on, the best by the reader
_SINGLE = frozenset({"comparison", "follow-up", "chatter"})  # kinds that one piece of evidence does not answer


IsRight = Callable[[Passage, str], bool]  # whether a passage and a sentence of it answer


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Pages, and questions on them, each with what tells whether evidence answers it."""

    pages: tuple[Path, ...]
    asked: tuple[tuple[str, IsRight], ...]


def set_of_examples(examples: Sequence[Example], folder: Path) -> QuestionSet:
    """Write the pages of examples to a folder and return them as a set."""
    folder.mkdir(parents=True)
    texts = {example.group: example.text for example in examples}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    asked = tuple((example.question, _holds(example)) for example in examples)
    return QuestionSet(tuple(sorted(folder.iterdir())), asked)


def set_of_folder(folder: Path) -> QuestionSet:
    """Return a folder of pages with `questions.jsonl` as a set: an answer holds all pieces of `quote`."""
    rows = [row for row in records(folder / "questions.jsonl") if row["kind"] not in _SINGLE]
    asked = tuple((row["turns"][-1], _has(row["quote"] or ())) for row in rows)
    return QuestionSet(tuple(sorted((folder / "pages").iterdir())), asked)


def home_of(asked: QuestionSet, folder: Path, encoder: Encoder) -> Home:
    """Return an index of a set's pages in a folder."""
    home = Home(Layout(folder), encoder, FaissStore())
    home.add(home.preview([read(page) for page in asked.pages]))
    return home


def calibrate(sets: Sequence[QuestionSet], folder: Path, encoder: Encoder, reader: Reader, out: Path) -> int:
    """Fit the weights and write them to a file; returns how many sentences they were fitted on.

    Each set of questions, on pages kept from training, is searched in an index of its own in an empty folder, and
    counts as much as any other.
    """
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    weights: list[float] = []
    for number, one in enumerate(sets):
        home = home_of(one, folder / str(number), encoder)
        found = list(weighed(Answerer(home.current(), encoder=encoder, reader=reader), one))
        rows += [signals for signals, _ in found]
        labels += [is_right for _, is_right in found]
        weights += [1 / len(found)] * len(found)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(np.array(rows), labels, np.array(weights) * len(weights) / sum(weights))
    fitted = {"bias": float(model.intercept_[0]), **dict(zip(names(), map(float, model.coef_[0]), strict=True))}
    out.write_text(json.dumps({name: round(value, 4) for name, value in fitted.items()}) + "\n", encoding="utf-8")
    return len(rows)


def weighed(answerer: Answerer, asked: QuestionSet) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Yield the signals of the best sentences that a question's answer may be, and whether each is."""
    for text, is_right in asked.asked:
        question, found = answerer.evidence(text)
        usable = [(one, one.signals) for one in found if one.signals and not one.violates and not question.slots.absent]
        for one, signals in sorted(usable, key=lambda pair: -pair[1].margin)[:_BEST]:
            passage = one.hit.passage
            yield astuple(signals), is_right(passage, passage.sentence(one.sentence or 0).text.strip())


def _holds(example: Example) -> IsRight:
    right = [example.text[s:e].strip() for (s, e), yes in zip(example.sentences, example.right, strict=True) if yes]
    return lambda passage, text: passage.report == example.group and any(text in one or one in text for one in right)


def _has(pieces: Sequence[str]) -> IsRight:
    return lambda passage, text: all(one in passage.text for one in pieces) and any(one in text for one in pieces)
