from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import Damaged
from index.passages import Passage, analysed
from index.store.table import Filters, PassageTable, row_of, short_hash, write_passages
from tests.index.samples import FIRST, addition_of, passage

PASSAGES = [
    passage("专题协商8次", committee="云溪县政协", year=2023),
    passage("提案248件", committee="青岚区政协", year=2023),
    passage("议事105场", committee="云溪县政协", year=2022),
    passage("本版策划"),
]


@pytest.fixture
def table(tmp_path: Path) -> PassageTable:
    write_passages(tmp_path / "passages.sqlite3", [row_of((row // 2, one)) for row, one in enumerate(PASSAGES)])
    return PassageTable(tmp_path / "passages.sqlite3")


@pytest.mark.parametrize("one", [*PASSAGES, *addition_of(FIRST).passages], ids=lambda one: one.text[:8])
def test_a_passage_reads_with_what_was_found_in_it(one: Passage, tmp_path: Path) -> None:
    write_passages(tmp_path / "passages.sqlite3", [row_of((0, one))])
    [read] = PassageTable(tmp_path / "passages.sqlite3")
    assert read == one
    assert (read.normal, read.figures) == (analysed(one).normal, analysed(one).figures)


def test_passages_are_found_by_row(table: PassageTable) -> None:
    assert len(table) == 4
    assert (table[2], table[-1]) == (PASSAGES[2], PASSAGES[3])
    assert list(table) == PASSAGES
    assert table.of([3, 0, 3]) == [PASSAGES[3], PASSAGES[0], PASSAGES[3]]
    with pytest.raises(IndexError):
        table[4]


def test_a_report_has_its_rows(table: PassageTable) -> None:
    assert table.rows_of_report(1).tolist() == [2, 3]
    assert table.rows_of_report(7).tolist() == []


def test_reports_are_found_by_the_words_of_a_passage(table: PassageTable) -> None:
    assert [table.reports_with(text) for text in ("提案248件", "本版策划", "提案")] == [[0], [1], []]


def test_several_threads_read_at_once(table: PassageTable) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda row: table[row % 4], range(400))) == PASSAGES * 100


@pytest.mark.parametrize(
    ("committees", "years", "rows"),
    [
        (None, None, None),
        (["云溪县政协"], None, [0, 2]),
        (None, [2023], [0, 1]),
        (["云溪县政协"], [2023], [0]),
        (["云溪县政协", "青岚区政协"], [2022, 2023], [0, 1, 2]),
        (["无此政协"], None, []),
        ([], None, []),
        (None, [1999], []),
    ],
)
def test_rows_match_committees_and_years(
    table: PassageTable, committees: list[str] | None, years: list[int] | None, rows: list[int] | None
) -> None:
    found = table.rows_of(Filters(committees, years))
    assert (None if found is None else found.tolist()) == rows


def test_hashes_are_of_all_that_is_encoded(tmp_path: Path) -> None:
    first = addition_of(FIRST).passages[-1]
    write_passages(tmp_path / "passages.sqlite3", [row_of((0, PASSAGES[0])), row_of((0, first))])
    expected = [short_hash("专题协商8次"), short_hash(f"{first.context} {first.text}")]
    assert PassageTable(tmp_path / "passages.sqlite3").hashes() == expected


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0", b"no table" * 1000], ids=str)
def test_a_file_that_is_no_table_is_named(table: PassageTable, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "passages.sqlite3"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(Damaged, match=str(path)):
        PassageTable(path)


def test_a_table_that_cannot_be_written_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"):
        write_passages(tmp_path / "no" / "passages.sqlite3", [])
