from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import Damaged
from index.faiss_vectors import FAISS, FaissVectors
from index.layout import GenerationLayout
from tests.index import oracle


def unit(count: int, dimension: int = 24, seed: int = 3) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def written(
    folder: Path,
    *new: NDArray[np.float32],
    base: FaissVectors | None = None,
    keep: NDArray[np.bool_] | None = None,
) -> FaissVectors:
    files = GenerationLayout(folder)
    FAISS.write(files, new, dimension=new[0].shape[1], base=base, keep=keep)
    return FAISS.open(files)


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    return unit(500)


@pytest.fixture(scope="module")
def store(vectors: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> FaissVectors:
    return written(tmp_path_factory.mktemp("vectors"), vectors[:200], vectors[200:])


@pytest.mark.parametrize("allowed", [None, [3], [0, 1, 2, 70, 499], list(range(0, 500, 7)), []], ids=str)
@pytest.mark.parametrize("k", [1, 10, 600])
def test_rows_and_cosines_are_those_of_brute_force(
    store: FaissVectors, vectors: NDArray[np.float32], allowed: list[int] | None, k: int
) -> None:
    query = unit(1, seed=9)[0]
    cosines = (vectors.astype(np.float64) @ query).astype(np.float64)
    mask = np.isin(np.arange(500), np.arange(500) if allowed is None else allowed)
    rows, found = store.search(query, k, None if allowed is None else np.array(allowed, np.int64))
    assert rows.tolist() == oracle.best(cosines, k, mask)
    assert found.tolist() == pytest.approx(cosines[rows].tolist(), abs=1e-6)


def test_a_vector_is_nearest_to_itself_with_cosine_one(store: FaissVectors, vectors: NDArray[np.float32]) -> None:
    rows, cosines = store.search(vectors[123], 1)
    assert rows.tolist() == [123]
    assert cosines.tolist() == pytest.approx([1.0], abs=1e-6)


def test_equal_cosines_come_in_the_order_of_rows(tmp_path: Path) -> None:
    store = written(tmp_path, np.array([[0, 1], [1, 0], [0, 1], [1, 0]], np.float32))
    rows, cosines = store.search(np.array([1, 0], np.float32), 4)
    assert (rows.tolist(), cosines.tolist()) == ([1, 3, 0, 2], [1.0, 1.0, 0.0, 0.0])


def test_vectors_come_back_as_they_were(store: FaissVectors, vectors: NDArray[np.float32]) -> None:
    assert np.array_equal(store.get([499, 0, 7]), vectors[[499, 0, 7]])
    assert len(store) == 500


def test_kept_rows_come_before_new_ones(tmp_path: Path, vectors: NDArray[np.float32], store: FaissVectors) -> None:
    keep = np.arange(500) % 2 == 0
    grown = written(tmp_path, unit(3, seed=5), base=store, keep=keep)
    expected = np.concatenate([vectors[keep], unit(3, seed=5)])
    assert np.array_equal(grown.get(np.arange(253)), expected)


def test_nothing_new_keeps_what_stays(tmp_path: Path, vectors: NDArray[np.float32], store: FaissVectors) -> None:
    left = written(tmp_path, np.zeros((0, 24), np.float32), base=store, keep=np.arange(500) < 2)
    assert np.array_equal(left.get([0, 1]), vectors[:2])
    assert len(left) == 2


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"no index")
    with pytest.raises(Damaged, match=str(tmp_path / "v")):
        len(FaissVectors(tmp_path / "v"))


def test_a_file_that_cannot_be_written_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        written(tmp_path / "no", np.zeros((1, 2), np.float32))
