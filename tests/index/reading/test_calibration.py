import numpy as np
import pytest

from index.reading.calibration import Calibration, marks


def test_marks_are_the_score_the_best_what_is_said_and_one() -> None:
    assert marks(np.array([1, 3], dtype=np.float32), 0.5).tolist() == [[1, 3, 0.5, 1], [3, 3, 0.5, 1]]


def test_probabilities_follow_the_logistic_curve() -> None:
    calibration = Calibration(np.array([1, 0, 0, 0], dtype=np.float32))
    assert calibration.probabilities(np.array([0, np.log(3)], dtype=np.float32), 0).tolist() == pytest.approx(
        [0.5, 0.75]
    )


def test_the_most_extreme_scores_stay_probabilities() -> None:
    calibration = Calibration(np.array([1, 0, 0, 0], dtype=np.float32))
    assert calibration.probabilities(np.array([-1e4, 1e4], dtype=np.float32), 0).tolist() == pytest.approx([0, 1])


def test_what_is_said_moves_all_sentences_of_a_question_alike() -> None:
    calibration = Calibration(np.array([1, 0, 2, 0], dtype=np.float32))
    scores = np.array([-1, 0, 1], dtype=np.float32)
    little, much = calibration.probabilities(scores, 0.1), calibration.probabilities(scores, 0.9)
    assert (much > little).all()
