"""Training the reader: trees and a network that find the sentence that answers, and what their scores are worth."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import split
from index.reader import Reader, Reading, in_doubt
from index.reading.calibration import Calibration, marks
from index.reading.characters import Characters
from index.reading.clues import clues
from index.reading.matches import Floats, Matches, Pieces
from index.reading.trees import Trees
from index.training.reader_characters import make_characters
from index.training.reader_data import Example, examples, read_sets
from index.training.reader_network import EPOCHS, Lesson, train_network
from index.training.reader_questions import made_questions, short_passages
from index.training.reader_trees import Table, boost, flatten
from index.training.texts import plain_texts

_HELD_OUT = 10  # one passage in so many is never trained on: it says when to stop, and calibrates
_READINGS = 5
_PAIRS = 60_000
_MADE = 2_500


def train_reader(data: Path, out: Path, *, epochs: int = EPOCHS) -> dict[str, float]:
    """Train a reader from the data folder and save it.

    Args:
        data: holds `train/cmrc2018.jsonl.gz`, `train/drcd.jsonl.gz` and `text/gov_work_reports.jsonl.gz`.
        out: the .npz file to write.
        epochs: how often the network sees every question.

    Returns:
        Figures over held-out passages: the share of questions whose most probable sentence answers, of the reading
        sets (`answered`) and of the questions made by rule (`answered_made`), the Brier score of the probabilities
        over all sentences, near misses among them (`brier`), and the number of trees.
    """
    real, made = _examples(data)
    characters = _characters(data)
    learning = [one for one in (*real, *made) if one.passage % _HELD_OUT]
    held_out = [one for one in real if one.passage % _HELD_OUT == 0]
    table = _table(characters, learning)
    trees = flatten(boost(table, _table(characters, held_out)))
    network = train_network(characters, _lessons(characters, trees, learning, table), epochs=epochs)
    reader = Reader(characters, trees, network, Calibration(np.array([1, 0, 0, 0], dtype=np.float32)))
    calibration, brier = _calibrated(reader, held_out)
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out, allow_pickle=False, **_arrays(Reader(characters, trees, network, calibration)))
    return {
        "answered": _answered(reader, held_out),
        "answered_made": _answered(reader, [one for one in made if one.passage % _HELD_OUT == 0]),
        "brier": brier,
        "trees": float(len(trees.roots)),
    }


def _examples(data: Path) -> tuple[list[Example], list[Example]]:
    """Return the questions of the reading sets and those made by rule, each with what a search found."""
    real = examples(*read_sets(data), most=_READINGS, seed=1)
    reports = short_passages(plain_texts(data, "gov_work_reports"), seed=2)
    made = examples(reports, made_questions(reports, most=_MADE, seed=3), most=_READINGS, seed=4)
    return [one for one in real if one.readings], [one for one in made if one.readings]


def _characters(data: Path) -> Characters:
    passages, _ = read_sets(data)
    texts = [f"{passage.title}\n{''.join(passage.sentences)}" for passage in passages]
    texts += [text for _, text in plain_texts(data, "gov_work_reports")]
    sentences = [span.of(text) for text in texts for span in split(text, 0, len(text))]
    return make_characters(texts, sentences=sentences, pairs=_PAIRS)


def _pieces(readings: Sequence[Reading]) -> Pieces:
    return [(reading.title, reading.sentences) for reading in readings]


def _table(characters: Characters, asked: Sequence[Example]) -> Table:
    rows = []
    for one in asked:
        pieces = _pieces(one.readings)
        rows.append(clues(one.question, pieces, Matches.of(characters, one.question, pieces)))
    sizes = np.array([len(one.right) for one in asked], dtype=np.int64)
    return Table(np.concatenate(rows), np.concatenate([one.right for one in asked]), sizes)


def _lessons(characters: Characters, trees: Trees, asked: Sequence[Example], table: Table) -> list[Lesson]:
    """Return what the network learns from: for each question the sentences in doubt and those that answer."""
    lessons = []
    for one, rows in zip(asked, np.split(table.rows, np.cumsum(table.sizes)[:-1]), strict=True):
        if one.right.any():
            matches = Matches.of(characters, one.question, _pieces(one.readings))
            chosen = np.union1d(in_doubt(trees.score(rows)), np.flatnonzero(one.right))
            wanted = _beginnings(one, matches)
            lessons.append(Lesson.of(characters, one.question, matches, rows=rows, chosen=chosen, wanted=wanted))
    return lessons


def _beginnings(one: Example, matches: Matches) -> NDArray[np.bool_]:
    """Return (text,): where an answer begins in a sentence that answers; all of that where white space parts it."""
    wanted = np.zeros(len(matches.laid.ids), dtype=np.bool_)
    sentences = [sentence for reading in one.readings for sentence in reading.sentences]
    for right, sentence, (first, length) in zip(one.right, sentences, matches.laid.spans(), strict=True):
        if right:
            found = {at for answer in one.answers for at in _all(sentence.lower(), answer.lower())}
            wanted[[first + at for at in found if at < length] or slice(first, first + length)] = True
    return wanted


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _calibrated(reader: Reader, asked: Sequence[Example]) -> tuple[Calibration, float]:
    """Return the calibration on questions, each also without the passage that answers, with its Brier score."""
    cases = []
    for one in asked:
        cases.append((one.question, one.readings, one.right))
        edges = np.cumsum([len(reading.sentences) for reading in one.readings])[:-1]
        parts = np.split(one.right, edges)
        wrong = tuple(reading for reading, part in zip(one.readings, parts, strict=True) if not part.any())
        if one.right.any() and wrong:
            cases.append((one.question, wrong, np.zeros(sum(len(r.sentences) for r in wrong), dtype=np.bool_)))
    columns = np.concatenate([marks(*reader.weigh(question, _pieces(readings))) for question, readings, _ in cases])
    right = np.concatenate([right for _, _, right in cases])
    weights = logistic(columns, right)
    chance = 1 / (1 + np.exp(-(columns @ weights)))
    return Calibration(weights), float(np.mean((chance - right) ** 2))


def logistic(columns: Floats, right: NDArray[np.bool_]) -> Floats:
    """Return the weights (columns,) of a logistic regression of `right` (rows,) on (rows, columns), by Newton steps."""
    inputs, wanted = columns.astype(np.float64), right.astype(np.float64)
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (chance - wanted) + 1e-3 * weights
        curve = inputs.T @ (inputs * (chance * (1 - chance))[:, None]) + 1e-3 * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights.astype(np.float32)


def _answered(reader: Reader, asked: Sequence[Example]) -> float:
    """Return the share of questions whose sentence of the highest score answers."""
    firsts = [one.right[np.argmax(reader.weigh(one.question, _pieces(one.readings))[0])] for one in asked]
    return float(np.mean(firsts)) if firsts else float("nan")


def _arrays(reader: Reader) -> dict[str, NDArray[Any]]:
    """Return the arrays that `Reader.of` takes."""
    parts: dict[str, Any] = {"characters": reader.characters, "trees": reader.trees, "network": reader.network}
    named: dict[str, NDArray[Any]] = {"calibration.weights": reader.calibration.weights}
    for name, part in parts.items():
        named |= {f"{name}.{field.name}": getattr(part, field.name) for field in fields(part)}
    return named
