from pathlib import Path

import numpy as np
import pytest

from index.errors import Damaged
from index.lexical import Entry, LexicalIndex, can_lose, write_lexical
from tests.index import oracle
from tests.index.samples import some_entries


def opened(folder: Path, entries: list[Entry]) -> LexicalIndex:
    return LexicalIndex(folder, np.array([entry.id for entry in entries], np.uint64))


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return some_entries(400)


@pytest.fixture(scope="module")
def index(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical")
    write_lexical(folder, entries)
    return opened(folder, entries)


@pytest.mark.parametrize("committees", [None, ["云溪县政协"], ["云溪县政协", "青岚区政协"], ["无此政协"], []])
@pytest.mark.parametrize("years", [None, [2022], [2022, 2023], [1999]])
def test_rows_and_scores_are_those_of_brute_force(
    index: LexicalIndex, entries: list[Entry], committees: list[str] | None, years: list[int] | None
) -> None:
    question = ["t1", "t17", "t33", "t17"]
    expected = oracle.bm25([list(entry.terms) for entry in entries], question)
    allowed = np.array(
        [
            bool(set(question) & set(entry.terms))
            and (committees is None or entry.committee in committees)
            and (years is None or entry.year in years)
            for entry in entries
        ]
    )
    rows, scores = index.search(question, 20, committees=committees, years=years)
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
    entries = [Entry(id, None, None, ["甲", "乙"]) for id in (2, 4, 9)]
    write_lexical(tmp_path, entries)
    assert opened(tmp_path, entries).search(["甲"], 3)[0].tolist() == [0, 1, 2]


def test_what_is_added_later_counts_as_if_it_had_been_there(tmp_path: Path, entries: list[Entry]) -> None:
    for start in range(0, 400, 40):  # ten times: tantivy merges what it wrote before
        write_lexical(tmp_path, entries[start : start + 40])
    grown = opened(tmp_path, entries)
    expected = oracle.bm25([list(entry.terms) for entry in entries], ["t2", "t5"])
    rows, scores = grown.search(["t2", "t5"], 50)
    found = np.array([bool({"t2", "t5"} & set(entry.terms)) for entry in entries])
    assert rows.tolist() == oracle.best(expected, 50, found)
    assert scores.tolist() == pytest.approx(expected[rows].tolist(), rel=1e-5)
    assert len(grown) == 400


@pytest.mark.parametrize(("terms", "k"), [([], 5), (["无"], 5), (["t1"], 0)])
def test_nothing_asked_or_nothing_known_finds_nothing(index: LexicalIndex, terms: list[str], k: int) -> None:
    rows, scores = index.search(terms, k)
    assert (rows.tolist(), scores.tolist()) == ([], [])


def test_terms_are_kept_as_they_are(tmp_path: Path) -> None:
    entries = [Entry(0, None, None, ["10.5", "CO-op", "é"]), Entry(1, None, None, ["10", "5"])]
    write_lexical(tmp_path, entries)
    found = opened(tmp_path, entries)
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
        LexicalIndex(tmp_path, np.zeros(0, np.uint64))


def test_of_few_that_go_nothing_is_found_and_scores_move_by_little(tmp_path: Path) -> None:
    entries = some_entries(5000)
    write_lexical(tmp_path, entries)
    gone = [entry.id for entry in entries[1000:1050]]
    assert can_lose(tmp_path, len(gone))
    write_lexical(tmp_path, [], gone=gone)
    left = [entry for entry in entries if entry.id not in gone]
    index = opened(tmp_path, left)
    question = ["t1", "t17", "t33"]
    expected = oracle.bm25([list(entry.terms) for entry in left], question)
    rows, scores = index.search(question, len(entries))
    assert len(index) == len(left)
    assert sorted(rows.tolist()) == [row for row, one in enumerate(left) if set(question) & set(one.terms)]
    assert scores.tolist() == pytest.approx(expected[rows].tolist(), abs=0.02)


def test_no_more_than_one_in_a_hundred_may_go_by_and_by(tmp_path: Path) -> None:
    entries = some_entries(1000)
    write_lexical(tmp_path, entries)
    assert (can_lose(tmp_path, 10), can_lose(tmp_path, 11)) == (True, False)
    write_lexical(tmp_path, [], gone=[entry.id for entry in entries[:6]])
    assert (can_lose(tmp_path, 4), can_lose(tmp_path, 5)) == (True, False)


def test_what_goes_and_what_comes_is_written_at_once(tmp_path: Path) -> None:
    entries = some_entries(300)
    write_lexical(tmp_path, entries[:200])
    write_lexical(tmp_path, entries[200:], gone=[entries[0].id, entries[1].id])
    index = opened(tmp_path, entries[2:])
    assert len(index) == 298
    found = {entry.id for row, entry in enumerate(entries[2:]) if row in index.search(["t1"], 500)[0]}
    assert found == {entry.id for entry in entries[2:] if "t1" in entry.terms}
