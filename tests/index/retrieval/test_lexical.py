from pathlib import Path

import numpy as np
import pytest

from index.errors import Damaged
from index.retrieval.faiss_store import TantivyIndex, write_lexical
from index.store.table import Entry, Filters
from tests.index import oracle
from tests.index.samples import some_entries


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return some_entries(400)


@pytest.fixture(scope="module")
def index(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    folder = tmp_path_factory.mktemp("lexical")
    write_lexical(folder, entries)
    return TantivyIndex(folder)


@pytest.mark.parametrize("committees", [None, ["云溪县政协"], ["云溪县政协", "青岚区政协"], ["无此政协"], []])
@pytest.mark.parametrize("years", [None, [2022], [2022, 2023], [1999]])
def test_rows_and_scores_are_those_of_brute_force(
    index: TantivyIndex, entries: list[Entry], committees: list[str] | None, years: list[int] | None
) -> None:
    question = ["t1", "t17", "t33", "t17"]
    expected = oracle.bm25([entry.terms.split() for entry in entries], question)
    allowed = np.array(
        [
            bool(set(question) & set(entry.terms.split()))
            and (committees is None or entry.committee in committees)
            and (years is None or entry.year in years)
            for entry in entries
        ]
    )
    rows, scores = index.search(question, 20, Filters(committees, years))
    assert rows.tolist() == oracle.best(expected, 20, allowed)
    assert scores.tolist() == pytest.approx(expected[rows].tolist(), rel=1e-5)


def test_lengths_are_kept_in_one_byte() -> None:
    assert [oracle.stored_length(length) for length in (0, 24, 39, 40, 41, 55, 57, 100)] == [
        0,
        24,
        39,
        40,
        40,
        54,
        56,
        96,
    ]


def test_equal_scores_come_in_the_order_of_rows(tmp_path: Path) -> None:
    entries = [Entry(row, None, None, "甲 乙") for row in range(3)]
    write_lexical(tmp_path, entries)
    assert TantivyIndex(tmp_path).search(["甲"], 3)[0].tolist() == [0, 1, 2]


def test_terms_are_kept_as_they_are(tmp_path: Path) -> None:
    entries = [Entry(0, None, None, "10.5 CO-op é"), Entry(1, None, None, "10 5")]
    write_lexical(tmp_path, entries)
    found = TantivyIndex(tmp_path)
    assert [found.search([term], 5)[0].tolist() for term in ("10.5", "CO-op", "é", "5", "co-op")] == [
        [0],
        [0],
        [0],
        [1],
        [],
    ]


def test_a_folder_that_is_no_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(Damaged, match=str(tmp_path)):
        TantivyIndex(tmp_path)
