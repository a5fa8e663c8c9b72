"""What a file would bring, told before anything is published."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexFault
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.preview import Change, Preview, Repeat, Standing, preview
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, add, document, page


@pytest.fixture
def base(tmp_path: Path, encoder: FakeEncoder) -> Generation:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    add(home, FIRST, SECOND)
    return home.current()


def only(document_: object, base: Generation | None) -> Preview:
    (found,) = preview([document_], base)  # type: ignore[list-item]
    return found


def test_a_first_file_is_new() -> None:
    found = only(FIRST, None)
    assert (found.standing, found.replaces, found.changes, found.repeats) == (Standing.NEW, None, (), ())


def test_a_further_installment_is_new(base: Generation) -> None:
    assert only(THIRD, base).standing is Standing.NEW


@pytest.mark.parametrize("name", ["一", "另一个名字"])
def test_the_same_text_is_known_under_any_name(base: Generation, name: str) -> None:
    assert only(replace(FIRST, name=name, file=f"{name}.txt"), base).standing is Standing.KNOWN


@pytest.mark.parametrize("name", ["一", "另一个名字"])
def test_a_changed_installment_replaces_the_old_under_any_name(base: Generation, name: str) -> None:
    found = only(replace(CHANGED, name=name), base)
    assert (found.standing, found.replaces) == (Standing.CHANGED, base.report("一"))
    assert found.changes == (Change("开展专题协商。全年开展专题协商8次。", "开展专题协商。全年开展专题协商9次。"),)


def test_paragraphs_that_come_and_go_are_changes(base: Generation) -> None:
    text = FIRST.text.replace("办好提案工作。全年收到提案248件。", "").rstrip() + "\n\n抓好培训。全年培训3期。\n"
    found = only(document("一", text.replace("8次。", "8次。\n\n调研视察。全年视察2次。")), base)
    assert found.changes == (
        Change("办好提案工作。全年收到提案248件。", "调研视察。全年视察2次。"),
        Change("", "抓好培训。全年培训3期。"),
    )


def test_another_page_of_an_installment_replaces_nothing(base: Generation) -> None:
    assert only(document("下版", page("楠浦区政协", "抓好培训。全年培训3期。")), base).standing is Standing.NEW


def test_the_same_number_in_another_year_replaces_nothing(base: Generation) -> None:
    text = page("云溪县政协", "开展专题协商。全年开展专题协商8次。", year=2024)
    assert only(document("次年", text), base).standing is Standing.NEW


def test_an_article_that_another_report_has_is_told(base: Generation) -> None:
    items = [passage.text for passage in base.passages if passage.report == "二" and passage.source.kind == "item"]
    found = only(document("摘编", page("青岚区政协", *items, number=7)), base)
    assert found.standing is Standing.NEW
    assert found.repeats == (Repeat("青岚区政协交出新答卷", "二"),)


def test_figures_are_counted_and_unplaced_lines_are_kept() -> None:
    found = only(document("图", FIRST.text + "\n2023年3月25日 星期六\n"), None)
    assert found.figures == 2
    assert found.addition.record.counts.unplaced == len(found.addition.unplaced)


def test_a_text_given_twice_counts_once() -> None:
    found = preview([FIRST, SECOND, replace(FIRST, name="副本")], None)
    assert [one.document.name for one in found] == ["一", "二"]


def test_two_texts_of_one_name_are_refused() -> None:
    with pytest.raises(IndexFault, match=r"一\.txt 与 一\.docx:两份内容不同的文件同名"):
        preview([FIRST, replace(CHANGED, file="一.docx")], None)
