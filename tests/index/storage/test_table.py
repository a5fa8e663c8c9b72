from pathlib import Path

import numpy as np
import pytest

from index.errors import Damaged
from index.passages import Passage
from index.storage.preview import addition_of
from index.storage.table import ROW, PassageTable, encoded_text, key_of, line_of, passage_from_line, short_hash
from tests.index.samples import FIRST, passage

PASSAGES = [
    passage("专题协商8次", committee="云溪县政协", year=2023),
    passage("提案248件", committee="青岚区政协", year=2023),
    passage("议事105场", committee="云溪县政协", year=2022),
    passage("本版策划"),
]
COMMITTEES = ("云溪县政协", "青岚区政协")


@pytest.fixture
def table(tmp_path: Path) -> PassageTable:
    rows = []
    with (tmp_path / "passages.jsonl").open("wb") as file:
        for number, one in enumerate(PASSAGES):
            committee = COMMITTEES.index(one.source.committee) if one.source.committee else -1
            year = one.source.year or -1
            fields = (number, 0, 0, number // 2, committee, year, key_of(one), short_hash(one.text))
            row = np.array([fields], ROW)
            row["offset"] = file.tell()
            row["length"] = file.write(line_of(one))
            rows.append(row)
    np.save(tmp_path / "rows.npy", np.concatenate(rows))
    return PassageTable(tmp_path / "rows.npy", tmp_path / "passages.jsonl", COMMITTEES)


@pytest.mark.parametrize("one", [*PASSAGES, *addition_of(FIRST).passages], ids=lambda one: one.text[:8])
def test_a_line_reads_as_it_was_written(one: Passage) -> None:
    assert passage_from_line(line_of(one)) == one


def test_passages_are_found_by_row_and_by_slice(table: PassageTable) -> None:
    assert len(table) == 4
    assert table[2] == PASSAGES[2]
    assert table[1:3] == PASSAGES[1:3]
    assert list(table) == PASSAGES
    assert list(table.of_report(1)) == PASSAGES[2:]


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


def test_the_key_is_of_all_that_is_encoded_and_the_words_of_the_text_alone(table: PassageTable) -> None:
    assert encoded_text(PASSAGES[0]) == "专题协商8次"
    assert int(table.rows["words"][0]) == short_hash("专题协商8次")
    first = addition_of(FIRST).passages[-1]
    assert key_of(first) == short_hash(f"{first.context} {first.text}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.npy", None),
        ("rows.npy", b""),
        ("rows.npy", b"\x93NUMPY"),
        ("passages.jsonl", None),
        ("passages.jsonl", b""),
    ],
)
def test_a_file_that_is_no_table_is_named(
    table: PassageTable, tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(Damaged, match=str(tmp_path)):
        PassageTable(tmp_path / "rows.npy", tmp_path / "passages.jsonl", COMMITTEES)


def test_rows_of_another_form_are_damage(table: PassageTable, tmp_path: Path) -> None:
    np.save(tmp_path / "rows.npy", np.zeros(4, ROW.descr[:3]))
    with pytest.raises(Damaged, match=r"rows\.npy"):
        PassageTable(tmp_path / "rows.npy", tmp_path / "passages.jsonl", COMMITTEES)
