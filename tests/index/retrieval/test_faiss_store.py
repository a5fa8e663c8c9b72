from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import Damaged
from index.retrieval.faiss_store import FaissIndex, write_vectors
from tests.index import oracle
from tests.index.samples import unit


def written(folder: Path, vectors: NDArray[np.float32], **options: int) -> FaissIndex:
    write_vectors(folder / "vectors.faiss", vectors, **options)
    return FaissIndex(folder / "vectors.faiss")


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    return unit(500)


@pytest.fixture(scope="module")
def store(vectors: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> FaissIndex:
    return written(tmp_path_factory.mktemp("vectors"), vectors)


def test_a_vector_is_nearest_to_itself_with_cosine_one(store: FaissIndex, vectors: NDArray[np.float32]) -> None:
    rows, cosines = store.search(vectors[123], 1)
    assert rows.tolist() == [123]
    assert cosines.tolist() == pytest.approx([1.0], abs=1e-6)


def test_equal_cosines_come_in_the_order_of_rows(tmp_path: Path) -> None:
    store = written(tmp_path, np.array([[0, 1], [1, 0], [0, 1], [1, 0]], np.float32))
    rows, cosines = store.search(np.array([1, 0], np.float32), 4)
    assert (rows.tolist(), cosines.tolist()) == ([1, 3, 0, 2], [1.0, 1.0, 0.0, 0.0])


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(Damaged, match=str(tmp_path / "vectors.faiss")):
        len(FaissIndex(tmp_path / "vectors.faiss"))


def test_a_file_that_cannot_be_written_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_vectors(tmp_path / "no" / "vectors.faiss", np.zeros((1, 2), np.float32))


def some_texts(count: int, seed: int) -> NDArray[np.float32]:
    """Return vectors in loose groups, as those of texts are; unrelated ones have no near neighbours at all."""
    dice = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(40, 64))
    rows = (centres[dice.integers(40, size=count)] + dice.normal(size=(count, 64))).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def many() -> NDArray[np.float32]:
    return some_texts(12_000, seed=2)


@pytest.fixture(scope="module")
def coded(many: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> FaissIndex:
    return written(tmp_path_factory.mktemp("coded"), many, exact_up_to=1000)


def recall(store: FaissIndex, vectors: NDArray[np.float32], rows: NDArray[np.int64] | None = None) -> float:
    """Return the share of the true ten nearest, by brute force, that are found, over 50 queries."""
    allowed = np.ones(len(vectors), bool) if rows is None else np.isin(np.arange(len(vectors)), rows)
    shares = []
    for query in some_texts(50, seed=3):
        found, cosines = store.search(query, 10, rows)
        assert allowed[found].all()
        assert cosines.tolist() == pytest.approx((vectors[found] @ query).tolist(), abs=1e-6)
        assert (np.diff(cosines) <= 0).all()
        expected = oracle.best(vectors.astype(np.float64) @ query, 10, allowed)
        shares.append(len(set(expected) & set(found.tolist())) / 10)
    return float(np.mean(shares))


def test_a_large_store_says_that_it_has_codes(coded: FaissIndex, store: FaissIndex) -> None:
    assert (coded.kind, store.kind) == ("faiss PQ32x4fs + Flat", "faiss Flat")


@pytest.mark.parametrize("share", [None, 2, 5, 15, 400], ids=["all", "half", "fifth", "15th", "400th"])
def test_a_large_store_finds_the_nearest_whatever_the_filter_leaves(
    coded: FaissIndex, many: NDArray[np.float32], share: int | None
) -> None:
    rows = None if share is None else np.arange(0, len(many), share)
    assert recall(coded, many, rows) >= 0.98


def test_vectors_behind_codes_come_back_as_they_were(coded: FaissIndex, many: NDArray[np.float32]) -> None:
    assert np.array_equal(coded.get([11_999, 0, 7]), many[[11_999, 0, 7]])
