from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import Damaged
from index.passages import Passage, analysed
from index.store.preview import addition_of
from index.store.table import (
    PassageTable,
    Stored,
    body_of,
    encoded_text,
    figures_of,
    key_of,
    passage_of,
    short_hash,
    write_passages,
)
from tests.index.samples import FIRST, passage

PASSAGES = [
    passage("专题协商8次", committee="云溪县政协", year=2023),
    passage("提案248件", committee="青岚区政协", year=2023),
    passage("议事105场", committee="云溪县政协", year=2022),
    passage("本版策划"),
]


@pytest.fixture
def table(tmp_path: Path) -> PassageTable:
    rows = [
        Stored(
            report=row // 2,
            committee=one.source.committee,
            year=one.source.year,
            key=key_of(one),
            words=short_hash(one.text),
            body=body_of(one),
            terms="",
            figures=None,
        )
        for row, one in enumerate(PASSAGES)
    ]
    write_passages(tmp_path / "passages.sqlite3", rows)
    return PassageTable(tmp_path / "passages.sqlite3")


@pytest.mark.parametrize("one", [*PASSAGES, *addition_of(FIRST).passages], ids=lambda one: one.text[:8])
def test_a_passage_reads_as_it_was_written(one: Passage) -> None:
    assert passage_of(body_of(one)) == one
    found = analysed(one)
    read = passage_of(body_of(found), figures_of(found))
    assert (read.normal, read.figures) == (found.normal, found.figures)


def test_passages_are_found_by_row_and_by_slice(table: PassageTable) -> None:
    assert len(table) == 4
    assert (table[2], table[-1]) == (PASSAGES[2], PASSAGES[3])
    assert table[1:3] == PASSAGES[1:3]
    assert list(table) == PASSAGES
    assert table.of([3, 0, 3]) == [PASSAGES[3], PASSAGES[0], PASSAGES[3]]
    with pytest.raises(IndexError):
        table[4]


def test_a_report_has_its_rows_and_its_passages(table: PassageTable) -> None:
    assert table.rows_of_report(1).tolist() == [2, 3]
    assert table.of_report(1) == PASSAGES[2:]
    assert table.of_report(7) == []


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
    found = table.matching(committees, years)
    assert (None if found is None else found.tolist()) == rows


def test_the_key_is_of_all_that_is_encoded() -> None:
    assert encoded_text(PASSAGES[0]) == "专题协商8次"
    first = addition_of(FIRST).passages[-1]
    assert key_of(first) == short_hash(f"{first.context} {first.text}")


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0", b"no table" * 1000], ids=str)
def test_a_file_that_is_no_table_is_named(table: PassageTable, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "passages.sqlite3"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(Damaged, match=str(path)):
        PassageTable(path)


def test_a_table_that_cannot_be_written_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"):
        write_passages(tmp_path / "no" / "passages.sqlite3", [])
