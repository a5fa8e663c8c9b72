"""The stored figures: those that are in the text, whichever way a generation came about."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.figures import VERSION, figures_in
from corpus.model import Figure
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import GenerationLayout, Layout
from index.store.manifest import read_manifest, sum_files, write_manifest
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, add, document, page

QUALIFIED = document("四", page("墨河县政协", "抓好培训。教育培训近600人次,刊登稿件1.2万余篇,连续三年办展。", number=4))


@pytest.fixture
def home(tmp_path: Path, encoder: FakeEncoder) -> Home:
    return Home(Layout(tmp_path), encoder, FaissStore())


def stored(generation: Generation) -> list[tuple[int, Figure]]:
    return [(row, figure) for row, passage in enumerate(generation.passages) for figure in passage.figures]


def in_text(generation: Generation) -> list[tuple[int, Figure]]:
    return [
        (row, figure)
        for row, passage in enumerate(generation.passages)
        for span in passage.sentences
        for figure in figures_in(
            passage.text[span.start - passage.start : span.end - passage.start],
            start=span.start,
            year=passage.source.year,
            committee=passage.source.committee,
        )
    ]


def made_by_an_older_grammar(files: GenerationLayout) -> None:
    """Make of a generation one whose figures another version found."""
    with closing(sqlite3.connect(files.passages)) as database, database:
        database.execute("UPDATE passages SET passage = json_set(CAST(passage AS TEXT), '$.figures', json('[]'))")
    manifest = read_manifest(files)
    files.manifest.unlink()
    write_manifest(files, replace(manifest, figures=VERSION - 1, files=sum_files(files)))


def test_what_is_stored_is_what_is_in_the_text(home: Home) -> None:
    add(home, FIRST, SECOND, THIRD, QUALIFIED)
    figures = stored(home.current())
    assert figures == in_text(home.current())
    assert [figure.text for _, figure in figures][-3:] == ["近600人次", "1.2万余篇", "三年"]


def test_figures_follow_their_passages_through_changes(home: Home) -> None:
    add(home, FIRST, SECOND)
    add(home, THIRD)
    home.remove("二")
    add(home, CHANGED, QUALIFIED)
    figures = stored(home.current())
    assert figures == in_text(home.current())
    assert [figure.text for _, figure in figures] == ["105场", "9次", "248件", "近600人次", "1.2万余篇", "三年"]


def test_each_figure_is_with_its_sentence(home: Home) -> None:
    add(home, QUALIFIED)
    passage = home.current().passages[-1]
    told = [passage.sentence(number) for number in range(len(passage.sentences))]
    assert [one.text for one in told] == ["抓好培训。", "教育培训近600人次,刊登稿件1.2万余篇,连续三年办展。"]
    assert [[figure.text for figure in one.figures] for one in told] == [[], ["近600人次", "1.2万余篇", "三年"]]


def test_figures_of_another_version_are_found_anew_and_built_upon(home: Home, tmp_path: Path) -> None:
    add(home, FIRST, SECOND)
    layout = Layout(tmp_path)
    made_by_an_older_grammar(layout.generation(1))
    older = Home(layout, FakeEncoder(), FaissStore())
    assert stored(older.current()) == in_text(older.current()) != []
    add(older, THIRD)
    assert older.current().manifest.figures == VERSION
    assert stored(older.current()) == in_text(older.current())


def test_figures_are_not_found_again_where_they_are_stored(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home, FIRST, SECOND)
    expected = stored(home.current())
    monkeypatch.delattr("index.passages.figures_in")
    assert stored(home.current()) == expected
