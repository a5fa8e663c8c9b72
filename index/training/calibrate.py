"""Calibration: the weights of `index.answering.decision` from questions on pages that the reader was not trained on.

Logistic regression on what the whole pipeline finds: the label tells whether the sentence it would quote is right.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.formats import read
from index.answerer import Answerer
from index.answering.decision import names
from index.answering.evidence import Evidence
from index.answering.reader import Reader
from index.encoder import Encoder
from index.layout import Layout
from index.publish import Home
from index.training.reading import Example

_STRENGTH = 0.5  # inverse of the regularisation
_BEST = 3  # sentences of a question that are fitted on, the best by the reader


def calibrate(examples: Sequence[Example], folder: Path, encoder: Encoder, reader: Reader, out: Path) -> int:
    """Fit and write the weights; returns how many sentences they were fitted on.

    Args:
        examples: questions on pages kept from training.
        folder: an empty one, for the pages and their index.
        encoder: searches.
        reader: reads.
        out: the file to write.
    """
    answerer = _answerer(examples, folder, encoder, reader)
    rows, labels = [], []
    for example in examples:
        question, found = answerer.evidence(example.question)
        if question.slots.absent:
            continue
        read_ = [one for one in found if one.signals and not one.violates]
        for one in sorted(read_, key=lambda one: -one.margin)[:_BEST]:
            rows.append([asdict(one.signals)[name] for name in names()] if one.signals else [])
            labels.append(is_right(example, one))
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(np.array(rows), np.array(labels))
    weights = {"bias": float(model.intercept_[0]), **dict(zip(names(), map(float, model.coef_[0]), strict=True))}
    out.write_text(json.dumps({name: round(value, 4) for name, value in weights.items()}) + "\n", encoding="utf-8")
    return len(rows)


def is_right(example: Example, evidence: Evidence) -> bool:
    """Whether evidence is a sentence that answers, on the page that it was asked of."""
    if evidence.sentence is None or evidence.hit.passage.report != example.group:
        return False
    span = evidence.hit.passage.sentences[evidence.sentence]
    text = evidence.hit.passage.text[span.start - evidence.hit.passage.start : span.end - evidence.hit.passage.start]
    right = [example.text[s:e].strip() for (s, e), yes in zip(example.sentences, example.right, strict=True) if yes]
    return any(text.strip() in one or one in text for one in right)


def _answerer(examples: Sequence[Example], folder: Path, encoder: Encoder, reader: Reader) -> Answerer:
    pages = folder / "pages"
    pages.mkdir()
    for name, text in {example.group: example.text for example in examples}.items():
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")
    home = Home(Layout(folder / "home"), encoder)
    home.add(home.preview([read(page) for page in sorted(pages.iterdir())]))
    return Answerer(home.current(), encoder=encoder, reader=reader)
