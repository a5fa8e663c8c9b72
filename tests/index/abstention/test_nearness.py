"""Nearness: the nearest word of a text, against the cosine of every pair of words."""

import numpy as np
import pytest

from index.abstention.nearness import Nearness, WordVectors
from index.encoder import StaticEncoder, load_encoder
from index.terms import words

ASKED = ("企业", "老人", "提案")
TEXT = "走访养老机构12家,慰问高龄老年人97名;督办建议"


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    return encoder


def test_it_is_the_cosine_of_the_nearest_word_of_two_characters_or_more(encoder: StaticEncoder) -> None:
    longer = [word for word in words(TEXT) if len(word) > 1]
    nearest = np.clip(encoder.encode(ASKED) @ encoder.encode(longer).T, 0, 1).max(axis=1)
    assert Nearness(ASKED, WordVectors(encoder)).of(TEXT) == pytest.approx(nearest.tolist(), abs=1e-6)


def test_what_was_prepared_is_the_same(encoder: StaticEncoder) -> None:
    vectors = WordVectors(encoder)
    prepared = Nearness(ASKED, vectors)
    prepared.prepare([f"前言。{TEXT}", "老人"])
    assert prepared.of(TEXT) == pytest.approx(Nearness(ASKED, vectors).of(TEXT), abs=1e-6)


@pytest.mark.parametrize("text", ["", "。", "次、件"])
def test_a_text_without_words_of_two_characters_is_near_nothing(text: str, encoder: StaticEncoder) -> None:
    assert Nearness(ASKED, WordVectors(encoder)).of(text) is None


def test_vectors_stay_the_same_as_more_are_learned(encoder: StaticEncoder) -> None:
    vectors = WordVectors(encoder)
    before = vectors.of(ASKED)
    vectors.of([f"词{number}" for number in range(3000)])
    assert np.array_equal(vectors.of(ASKED), before)
    assert vectors.of([]).shape == (0, encoder.dimension)
