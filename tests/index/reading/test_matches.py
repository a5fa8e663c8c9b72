import numpy as np
import pytest

from index.reader import Reader
from index.reading.characters import BOUNDARY, Characters
from index.reading.matches import Matches, lay_out, question_weights, runs
from index.reading.signs import asking


@pytest.fixture(scope="module")
def characters() -> Characters:
    return Reader.load().characters


def test_a_run_is_the_longest_common_substring_through_a_place() -> None:
    question, text = np.array([5, 6, 7]), np.array([6, 7, 9, 5])
    assert runs(question, text).tolist() == [[0, 0, 0, 1], [2, 0, 0, 0], [0, 2, 0, 0]]


def test_runs_agree_with_brute_force() -> None:
    dice = np.random.default_rng(2)
    question, text = dice.integers(2, 5, 12), dice.integers(2, 5, 40)
    common = runs(question, text)
    for j in range(len(question)):
        for i in range(len(text)):
            back, ahead = 0, 0
            while min(j, i) - back >= 0 and question[j - back] == text[i - back]:
                back += 1
            while j + ahead < len(question) and i + ahead < len(text) and question[j + ahead] == text[i + ahead]:
                ahead += 1
            assert common[j, i] == max(back + ahead - 1, 0)


def test_titles_and_sentences_stand_in_one_row_after_boundaries(characters: Characters) -> None:
    laid = lay_out(characters, [("涟水", ("甲。", "乙丙。")), ("", ("丁",))])
    assert laid.starts.tolist() == [0, 3, 6, 10, 11]
    assert laid.reading.tolist() == [0, 0, 0, 1, 1]
    assert laid.place.tolist() == [-1, 0, 1, -1, 0]
    assert (laid.ids[laid.starts] == BOUNDARY).all()
    assert laid.spans() == [(4, 2), (7, 3), (12, 1)]


def test_question_words_weigh_nothing_and_the_rest_sums_to_one(characters: Characters) -> None:
    question = "涟水开展几次协商?"
    weights = question_weights(characters, characters.ids(question), asking(question))
    assert weights[4] == 0
    assert weights.sum() == pytest.approx(1)


def test_a_question_of_question_words_alone_weighs_nothing(characters: Characters) -> None:
    assert Matches.of(characters, "什么?", [("题", ("句。",))]).weights.tolist() == [0, 0, 0]


def test_traditional_characters_match_simplified_ones(characters: Characters) -> None:
    matches = Matches.of(characters, "漣水縣", [("", ("涟水县政协",))])
    assert matches.common.max() == 3
