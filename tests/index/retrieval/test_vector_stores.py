"""What every store must do, against brute force: embedded files, Milvus Lite, and a Milvus server where one is named.

XUNLI_TEST_MILVUS_URI names a server (of which these tests remove what they wrote).
"""

import os
import random
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import Damaged
from index.retrieval.faiss_store import FaissStore
from index.retrieval.milvus_store import MilvusStore
from index.store.layout import GenerationLayout
from index.store.manifest import Manifest, sum_files
from index.store.table import Entry, Filters, PassageTable, write_passages
from index.store.vector_store import DenseIndex, LexicalIndex, VectorStore
from tests.index import oracle
from tests.index.samples import some_entries, stored, unit

COMMITTEES = ("云溪县政协", "青岚区政协", "鹤鸣区政协")
YEARS = (2021, 2022, 2023)
DIMENSION = 24


@pytest.fixture(scope="module", params=["files", "lite", "server"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorStore]:
    if request.param == "files":
        yield FaissStore()
        return
    uri = str(tmp_path_factory.mktemp("milvus") / "lite.db")
    if request.param == "server":
        uri = os.environ.get("XUNLI_TEST_MILVUS_URI", "")
        if not uri:
            pytest.skip("XUNLI_TEST_MILVUS_URI is not set")
    elif find_spec("milvus_lite") is None:
        pytest.skip("milvus-lite is not installed")
    yield MilvusStore(uri)


class Opened(NamedTuple):
    vectors: DenseIndex
    lexical: LexicalIndex


class Generations:
    """Generations of one store."""

    def __init__(self, store: VectorStore, folder: Path) -> None:
        self.store, self.folder = store, folder
        self._numbers = count(random.randrange(10**6, 10**9))
        self.written: list[int] = []

    def write(self, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> Opened:
        """Write a generation and open it."""
        number = next(self._numbers)
        files = GenerationLayout(self.folder / str(number))
        files.folder.mkdir()
        write_passages(files.passages, stored(entries))
        self.written.append(number)
        self.store.write(files, number, PassageTable(files.passages), vectors)
        return self.open(number)

    def open(self, number: int) -> Opened:
        files = GenerationLayout(self.folder / str(number))
        passages = PassageTable(files.passages)
        manifest = Manifest(number, None, "fake", DIMENSION, "", len(passages), 1, 1, sum_files(files))
        return Opened(*self.store.open(files, manifest))


@pytest.fixture(scope="module")
def generations(store: VectorStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generations]:
    generations = Generations(store, tmp_path_factory.mktemp("generations"))
    yield generations
    for number in generations.written:
        store.delete(number)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return some_entries(400, committees=(*COMMITTEES, None), years=(*YEARS, None))


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    return unit(400)


@pytest.fixture(scope="module")
def opened(generations: Generations, entries: list[Entry], vectors: NDArray[np.float32]) -> Opened:
    return generations.write(entries, vectors)


FILTERS = [
    (None, None),
    (["云溪县政协"], None),
    (["云溪县政协", "青岚区政协"], [2022]),
    (None, [2021, 2023]),
    (["无此政协"], None),
    ([], None),
    (None, [1999]),
]


def allowed_by(entries: Sequence[Entry], committees: list[str] | None, years: list[int] | None) -> NDArray[np.bool_]:
    return np.array(
        [
            (committees is None or entry.committee in committees) and (years is None or entry.year in years)
            for entry in entries
        ]
    )


def assert_ranked(
    rows: NDArray[np.int64], scores: NDArray[np.float32], expected: NDArray[np.float64], best: list[int]
) -> None:
    """Assert that as many rows as there are come back, the best first, each with about its BM25.

    Engines count lengths and segments each in its own way: a row may give way to one that scores within 10% of it.
    """
    assert len(set(rows.tolist())) == len(rows) == len(best)
    assert (np.diff(scores) <= 0).all()
    assert expected[rows].tolist() == pytest.approx(expected[best].tolist(), rel=0.1)


class TestMeaning:
    @pytest.mark.parametrize("where", FILTERS)
    @pytest.mark.parametrize("k", [1, 10, 600])
    def test_rows_and_cosines_are_those_of_brute_force(
        self,
        opened: Opened,
        entries: list[Entry],
        vectors: NDArray[np.float32],
        where: tuple[list[str] | None, list[int] | None],
        k: int,
    ) -> None:
        committees, years = where
        query = unit(1, seed=9)[0]
        cosines = vectors.astype(np.float64) @ query
        allowed = allowed_by(entries, committees, years)
        rows = None if committees is years is None else np.flatnonzero(allowed)
        found, scores = opened.vectors.search(query, k, rows)
        assert found.tolist() == oracle.best(cosines, k, allowed)
        assert scores.tolist() == pytest.approx(cosines[found].tolist(), abs=1e-6)

    def test_any_rows_may_be_searched_alone(self, opened: Opened, vectors: NDArray[np.float32]) -> None:
        rows = np.array([0, 1, 2, 70, 399])
        found, _ = opened.vectors.search(vectors[70], 3, rows)
        assert found.tolist() == oracle.best(vectors.astype(np.float64) @ vectors[70], 3, np.isin(np.arange(400), rows))

    def test_vectors_come_back_as_they_were_in_the_order_asked(
        self, opened: Opened, vectors: NDArray[np.float32]
    ) -> None:
        assert np.array_equal(opened.vectors.get([399, 0, 7, 0]), vectors[[399, 0, 7, 0]])
        assert opened.vectors.get([]).shape == (0, DIMENSION)
        assert len(opened.vectors) == 400


class TestWords:
    @pytest.mark.parametrize(("committees", "years"), FILTERS)
    @pytest.mark.parametrize("k", [1, 20, 600])
    def test_rows_are_ranked_nearly_as_brute_force_ranks_them(
        self, opened: Opened, entries: list[Entry], committees: list[str] | None, years: list[int] | None, k: int
    ) -> None:
        question = ["t1", "t17", "t33", "t17"]
        expected = oracle.bm25([entry.terms.split() for entry in entries], question)
        allowed = allowed_by(entries, committees, years) & (expected > 0)
        rows, scores = opened.lexical.search(question, k, Filters(committees, years))
        assert_ranked(rows, scores, expected, oracle.best(expected, k, allowed))

    @pytest.mark.parametrize(("terms", "k"), [([], 5), (["无"], 5), (["t1"], 0)])
    def test_nothing_asked_or_nothing_known_finds_nothing(self, opened: Opened, terms: list[str], k: int) -> None:
        rows, scores = opened.lexical.search(terms, k)
        assert (rows.tolist(), scores.tolist()) == ([], [])
        assert len(opened.lexical) == 400

    def test_terms_are_kept_as_they_are(self, generations: Generations) -> None:
        texts = (["10.5", "三色管理法", "三色"], ["10", "5", "管理法"], [], ["é", "a1b2", "甲乙"])
        entries = [Entry(row, None, None, " ".join(terms)) for row, terms in enumerate(texts)]
        found = generations.write(entries, unit(4)).lexical
        asked = ("10.5", "三色管理法", "三色", "管理", "é", "5", "a1b2", "甲乙", "甲")
        rows = [found.search([term], 5)[0].tolist() for term in asked]
        assert rows == [[0], [0], [0], [], [3], [1], [3], [3], []]


def test_the_generation_before_is_as_it_was(
    generations: Generations, opened: Opened, vectors: NDArray[np.float32]
) -> None:
    generations.write(some_entries(3), vectors[:3])
    assert opened.vectors.search(vectors[399], 1)[0].tolist() == [399]


def test_what_was_forgotten_cannot_be_opened(generations: Generations, store: VectorStore) -> None:
    generations.write([Entry(0, None, None, "甲")], unit(1))
    number = generations.written[-1]
    if isinstance(store, FaissStore):
        (generations.folder / str(number) / "lexical" / "meta.json").unlink()
    store.delete(number)
    with pytest.raises(Damaged):
        generations.open(number)
