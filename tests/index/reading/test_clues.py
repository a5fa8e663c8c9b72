import numpy as np
import pytest

from index.reader import Reader
from index.reading.characters import Characters
from index.reading.clues import NAMES, clues
from index.reading.matches import Matches, Pieces


@pytest.fixture(scope="module")
def characters() -> Characters:
    return Reader.load().characters


def _named(characters: Characters, question: str, pieces: Pieces) -> dict[str, list[float]]:
    rows = clues(question, pieces, Matches.of(characters, question, pieces))
    assert rows.shape == (sum(len(sentences) for _, sentences in pieces), len(NAMES))
    return dict(zip(NAMES, rows.T.tolist(), strict=True))


def test_every_clue_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_a_sentence_that_says_the_whole_question_has_all_its_pairs(characters: Characters) -> None:
    named = _named(characters, "开展专题协商", [("题", ("开展专题协商。", "深入学习。"))])
    assert named["pairs"] == pytest.approx([1, 0])
    assert named["pairs_to_best"] == pytest.approx([0, -1])
    assert named["rank_pairs"] == [0, 1]


def test_what_the_title_says_is_not_left_open(characters: Characters) -> None:
    named = _named(characters, "涟水协商七次", [("涟水", ("涟水来了。", "协商七次。"))])
    assert 0 < named["open"][0] < 1
    assert named["open_pairs"] == pytest.approx([0, 1])


def test_sentences_are_compared_within_their_reading_and_with_all(characters: Characters) -> None:
    named = _named(characters, "专题协商", [("甲", ("专题协商。",)), ("乙", ("学习。", "协商。"))])
    assert named["pairs_to_best_here"][2] == 0
    assert named["pairs_to_best"][2] < 0
    assert named["reading"] == [0, 1, 1]


def test_place_counts_from_the_beginning_of_a_reading(characters: Characters) -> None:
    named = _named(characters, "协商", [("甲", ("一。", "二。", "三。")), ("乙", ("四。",))])
    assert named["place"] == [0, 1, 2, 0]
    assert named["place_relative"] == [0, 0.5, 1, 0]
    assert named["sentences"] == [3, 3, 3, 1]


def test_density_is_the_share_said_between_first_and_last(characters: Characters) -> None:
    named = _named(characters, "专题协商", [("", ("专题甲乙丙丁协商", "学习"))])
    assert named["density"] == [0.5, 0]
    assert named["unsaid"] == [4, 2]


def test_a_window_does_not_reach_into_the_next_sentence(characters: Characters) -> None:
    named = _named(characters, "专题协商", [("", ("专题", "协商"))])
    assert max(named["window"]) < sum(named["window"])


def test_a_near_word_counts_where_the_same_is_missing(characters: Characters) -> None:
    named = _named(characters, "他哪年去世?", [("", ("他于次年逝世。", "他爱吃面包。"))])
    assert named["near"][0] > named["near"][1]


@pytest.mark.parametrize("question", ["什么?", "\x00\x01", "😀", "?"])
def test_a_question_that_says_nothing_gives_finite_clues(characters: Characters, question: str) -> None:
    pieces = [("", ("", "甲")), ("题", ("。",))]
    assert np.isfinite(clues(question, pieces, Matches.of(characters, question, pieces))).all()
