from pathlib import Path

import pytest

from index.errors import Damaged
from index.store.records import Counts, read_records, write_records
from tests.index.samples import FIRST, THIRD, addition_of


def test_a_record_says_what_the_page_holds() -> None:
    record = addition_of(FIRST).record
    assert (record.name, record.file, record.sha256) == ("一", "一.txt", FIRST.sha256)
    assert (record.series, record.installment, record.year) == ("石梁市县区政协工作巡礼", 1, 2023)
    assert (record.committees, record.regions) == (("云溪县政协",), ("云溪县",))
    assert record.counts == Counts(articles=1, sections=1, items=2, passages=6, unplaced=0)


def test_records_read_as_they_were_written(tmp_path: Path) -> None:
    records = (addition_of(FIRST).record, addition_of(THIRD).record)
    write_records(tmp_path / "reports.json", records)
    assert read_records(tmp_path / "reports.json") == records


@pytest.mark.parametrize("content", [None, b"", b"[1]", b"{}x", b'[{"name": "x"}]', b"\xff"])
def test_what_are_no_records_is_damage(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "reports.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Damaged, match=str(path)):
        read_records(path)
