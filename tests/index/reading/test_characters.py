import numpy as np
import pytest

from index.reading.characters import BOUNDARY, PLANE, UNKNOWN, Characters


@pytest.fixture(scope="module")
def characters() -> Characters:
    """Return a table of 县 (also as 縣) and 政, with the pair 县政."""
    fold = np.zeros(PLANE, dtype=np.uint16)
    fold[[ord("县"), ord("縣")]] = 2
    fold[ord("政")] = 3
    return Characters(
        fold=fold,
        rarity=np.array([5, 5, 1, 2], dtype=np.float32),
        pair_keys=np.array([2 * PLANE + 3], dtype=np.uint32),
        pair_rarity=np.array([3, 5], dtype=np.float32),
        vectors=np.array([[0, 0], [0, 0], [127, 0], [0, 127]], dtype=np.int8),
        pair_vectors=np.array([[0, 127], [0, 0]], dtype=np.int8),
    )


def test_forms_of_one_character_share_an_id(characters: Characters) -> None:
    assert characters.ids("县縣政").tolist() == [2, 2, 3]


@pytest.mark.parametrize("odd", ["x", "😀", "\ud800", "\x00", "\U000e0001"])
def test_what_is_not_in_the_table_is_unknown(characters: Characters, odd: str) -> None:
    assert characters.ids(odd).tolist() == [UNKNOWN]


def test_a_character_beyond_the_basic_plane_is_not_taken_for_one_within(characters: Characters) -> None:
    assert characters.ids(chr(PLANE + ord("县"))).tolist() == [UNKNOWN]


def test_unknown_pairs_share_the_last_row(characters: Characters) -> None:
    assert characters.pairs(np.array([2, 3, 2, BOUNDARY], dtype=np.int32)).tolist() == [0, 1, 1]


def test_one_character_has_no_pair(characters: Characters) -> None:
    assert characters.pairs(np.array([2], dtype=np.int32)).tolist() == []


def test_company_is_the_mean_cosine_of_characters_and_pairs(characters: Characters) -> None:
    vectors = characters.company(characters.ids("县政县"))
    np.testing.assert_allclose(vectors @ vectors.T, [[1, 0, 0.5], [0, 0.5, 0], [0.5, 0, 0.5]], atol=1e-6)


def test_the_company_of_no_text_is_empty(characters: Characters) -> None:
    assert characters.company(characters.ids("")).shape == (0, 4)
