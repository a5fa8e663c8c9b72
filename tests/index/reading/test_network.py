from dataclasses import replace

import numpy as np
import pytest

from index.reader import Reader
from index.reading.clues import clues
from index.reading.matches import Matches, Pieces
from index.reading.network import FEATURES, Network, places, positions

QUESTION = "开展了几次专题协商?"
PIECES = [("涟水", ("协商求精。", "开展专题协商7次。", "学习。")), ("洪泽", ("视察3次。",))]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def _matches(reader: Reader, pieces: Pieces = PIECES, question: str = QUESTION) -> Matches:
    return Matches.of(reader.characters, question, pieces)


def test_places_are_those_of_the_chosen_sentences_with_the_boundaries_before(reader: Reader) -> None:
    matches = _matches(reader)
    columns, edges = places(matches, np.array([0, 3]))
    (first, length), (last, end) = matches.laid.spans()[0], matches.laid.spans()[3]
    assert columns.tolist() == [*range(first - 1, first + length), *range(last - 1, last + end)]
    assert edges.tolist() == [0, length + 1]


def test_every_position_has_its_features(reader: Reader) -> None:
    matches = _matches(reader)
    features = positions(matches)
    assert features.shape == (len(matches.laid.ids), FEATURES)
    assert np.isfinite(features).all()


def test_what_stands_beside_the_question_words_is_told_apart(reader: Reader) -> None:
    matches = _matches(reader, [("", ("首都是", "国家的", "无关"))], "首都是哪里国家的")
    before, after = positions(matches)[:, 8], positions(matches)[:, 9]
    (first, _), (second, _), _ = matches.laid.spans()
    assert before[first + 2] > 0.5 > after[first + 2]
    assert after[second] > 0.5 > before[second]


def test_the_sum_around_a_position_reaches_no_further_than_said(reader: Reader) -> None:
    matches = _matches(reader, [("", ("甲" * 10 + "协商" + "乙" * 10,))], "协商")
    around = positions(matches)[:, 5]  # five characters to each side
    (first, _), *_ = matches.laid.spans()
    assert np.flatnonzero(around).tolist() == [*range(first + 5, first + 17)]


def test_layers_agree_with_a_sum_written_out(reader: Reader) -> None:
    matches, network = _matches(reader), reader.network
    rows = clues(QUESTION, PIECES, matches)
    silent = replace(network, second=network.second * 0, third=network.third * 0, second_bias=network.second_bias * 0,
                     third_bias=network.third_bias * 0, clue_second=network.clue_second * 0)  # fmt: skip
    chosen = np.arange(4)
    assert _written_out(silent, matches) == pytest.approx(silent.score(matches, rows, chosen).tolist(), abs=1e-3)


def _written_out(network: Network, matches: Matches) -> list[float]:
    """Return the scores of all sentences through the first layer alone, position by position."""
    asked = network._question(matches)
    columns, edges = places(matches, np.arange(4))
    inputs = np.concatenate([matches.text_vectors * 3.5, positions(matches)], axis=1)[columns]
    wanted = asked @ network.match + network.match_bias + network.plain
    worth = []
    for at in range(len(columns)):
        around = [(k, at + k - 2) for k in range(5) if 0 <= at + k - 2 < len(columns)]
        hidden = sum(inputs[there] @ network.first[k] for k, there in around) + network.first_bias
        worth.append(np.maximum(hidden + asked @ network.shift, 0) @ wanted)
    parts = np.split(np.array(worth), edges[1:])
    return [float(np.log(np.exp(part[1:]).sum())) for part in parts]


def test_an_empty_sentence_scores_lowest_and_finite(reader: Reader) -> None:
    pieces = [("", ("", "开展专题协商7次。"))]
    matches = _matches(reader, pieces)
    scores = reader.network.score(matches, clues(QUESTION, pieces, matches), np.array([0, 1]))
    assert np.isfinite(scores).all()
    assert scores[0] < scores[1]
