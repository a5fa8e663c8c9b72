from dataclasses import replace

import pytest

from index.answering.decision import ANSWERS, CONVINCES, NEAR, Prospects, Signals, is_worth_reading, probability

SURE = Signals(margin=8.0, ahead=4.0, retrieved=1.0, of_kind=1.0, agrees=1.0)


def test_thresholds_ascend() -> None:
    assert 0 < NEAR < ANSWERS < CONVINCES < 1


@pytest.mark.parametrize("name", ["margin", "ahead", "retrieved"])
def test_a_better_signal_is_never_less_likely(name: str) -> None:
    worse = replace(SURE, **{name: getattr(SURE, name) - 6})
    assert probability(worse) < probability(SURE)


def test_what_violates_a_constraint_is_no_answer_however_sure_the_reader_is() -> None:
    assert probability(SURE) > ANSWERS
    assert probability(SURE, violates=True) < ANSWERS


def test_far_signals_do_not_overflow() -> None:
    assert probability(replace(SURE, margin=-1e6)) == pytest.approx(0.0, abs=1e-6)
    assert probability(replace(SURE, margin=1e6)) == pytest.approx(1.0, abs=1e-6)


def test_what_has_the_words_of_a_question_is_worth_reading_and_what_has_none_is_not() -> None:
    assert is_worth_reading(Prospects(retrieved=1 / 6, shared=0.8, behind=0.0))
    assert is_worth_reading(Prospects(retrieved=1 / 2, shared=0.4, behind=-0.2))
    assert not is_worth_reading(Prospects(retrieved=1 / 4, shared=0.0, behind=-0.8))
