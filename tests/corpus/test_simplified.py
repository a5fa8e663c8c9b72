"""Simplified characters."""

from corpus.simplified import simplified


def test_half_of_a_surrogate_pair_stays_as_it_is() -> None:
    assert simplified("\ud800審議") == "\ud800审议"
