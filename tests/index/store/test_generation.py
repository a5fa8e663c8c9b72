import gc
from pathlib import Path

import pytest

from index.errors import Damaged, IndexFault
from index.figures.rows import rows_of
from index.retrieval.faiss_store import FaissStore
from index.store.files import is_held
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from index.store.table import Filters
from tests.conftest import FakeEncoder
from tests.index.samples import FIRST, SECOND, THIRD, add, document, page


@pytest.fixture
def generation(tmp_path: Path, encoder: FakeEncoder) -> Generation:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    add(home, FIRST, SECOND, THIRD)
    return home.current()


def test_rows_are_those_of_the_committees_and_years(generation: Generation) -> None:
    rows = generation.passages.rows_of(Filters(["云溪县政协"], [2023]))
    assert rows is not None
    expected = [at for at, passage in enumerate(generation.passages) if passage.source.committee == "云溪县政协"]
    assert rows.tolist() == expected != []


def test_no_filter_is_no_list_of_rows(generation: Generation) -> None:
    assert generation.passages.rows_of(Filters()) is None


@pytest.mark.parametrize("name", ["二", "二.txt", SECOND.sha256[:8], SECOND.sha256])
def test_a_report_goes_by_its_name_its_file_and_its_hash(generation: Generation, name: str) -> None:
    assert generation.report(name).sha256 == SECOND.sha256


@pytest.mark.parametrize("name", ["四", SECOND.sha256[:7], ""])
def test_an_unknown_report_is_told_with_those_there_are(generation: Generation, name: str) -> None:
    with pytest.raises(IndexFault, match=r"现有:一、二、三"):
        generation.report(name)


def test_the_text_of_a_report_is_what_was_read(generation: Generation) -> None:
    assert generation.text_of("二") == SECOND.text


def test_coverage_names_each_committee_with_its_years(generation: Generation) -> None:
    assert generation.coverage() == {"云溪县政协": (2023,), "青岚区政协": (2023,), "鹤鸣区政协": (2022,)}


def test_a_committee_of_two_names_is_one_and_found_under_both(tmp_path: Path, encoder: FakeEncoder) -> None:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    names = ("科尔沁左翼后旗政协", "科左后旗政协")
    pages = (page(name, "开展协商。全年开展协商8次。", number=number) for number, name in enumerate(names, 1))
    add(home, *(document(f"{number}", text) for number, text in enumerate(pages, 1)))
    generation = home.current()
    assert generation.coverage() == {names[1]: (2023,)}
    assert {*names} <= {*generation.stored[names[0]]}
    assert [row.figure.committee for row in rows_of(generation, committees=names[:1])] == [names[1]] * 2


def test_an_article_of_two_committees_is_found_under_each(tmp_path: Path, encoder: FakeEncoder) -> None:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    add(home, document("联", "涟水、灌南两县政协联合视察盐河\n2023年6月，两县政协组织联合视察3次。\n"))
    generation = home.current()
    assert generation.coverage() == {"涟水县政协": (2023,), "灌南县政协": (2023,)}
    for committee in ("涟水县政协", "灌南县政协"):
        row = rows_of(generation, committees=[committee])[-1]
        assert (row.source.committee, row.source.region) == ("涟水县政协、灌南县政协", "涟水县、灌南县")


def test_every_passage_is_a_slice_of_its_source(generation: Generation) -> None:
    for passage in generation.passages:
        assert generation.source_text(passage.sha256)[passage.start : passage.end] == passage.text


def test_an_altered_source_is_not_quoted(generation: Generation, tmp_path: Path) -> None:
    path = Layout(tmp_path).source(FIRST.sha256)
    path.write_text(FIRST.text.replace("8次", "9次"), encoding="utf-8")
    with pytest.raises(Damaged, match=r"校验和不符"):
        generation.text_of("一")


def test_a_generation_is_held_while_it_is_open(generation: Generation, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "other")
    home = Home(layout, FakeEncoder(), FaissStore())
    add(home, FIRST)
    opened = home.current()
    manifest = layout.generation(opened.number).manifest
    assert is_held(manifest)
    del opened, home
    gc.collect()
    assert not is_held(manifest)
