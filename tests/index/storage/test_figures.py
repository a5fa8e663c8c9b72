"""The stored figures: those that are in the text, whichever way a generation came about."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.figures import VERSION, figures_in
from corpus.model import Figure
from index.layout import GenerationLayout, Layout
from index.publish import Home
from index.storage.generation import Generation
from index.storage.manifest import read_manifest, write_manifest
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, add, document, page

QUALIFIED = document("四", page("墨河县政协", "抓好培训。教育培训近600人次,刊登稿件1.2万余篇,连续三年办展。", number=4))


@pytest.fixture
def home(tmp_path: Path, encoder: FakeEncoder) -> Home:
    return Home(Layout(tmp_path), encoder)


def stored(generation: Generation) -> list[tuple[int, Figure]]:
    return [(found.row, figure) for found in generation.figures.of() for figure in found.figures]


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


def forget_figures(files: GenerationLayout) -> None:
    """Make of a generation one of before figures were stored."""
    path = files.figures(VERSION)
    manifest = read_manifest(files)
    write_manifest(files, replace(manifest, files={k: v for k, v in manifest.files.items() if k != path.name}))
    path.unlink()


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


def test_only_the_rows_that_are_asked_for_are_given(home: Home) -> None:
    add(home, FIRST, SECOND, THIRD)
    generation = home.current()
    found = list(generation.figures.of(generation.rows_of(committees=["青岚区政协"])))
    assert [figure.text for one in found for figure in one.figures] == ["700余人次", "36次"]
    assert {one.passage.source.committee for one in found} == {"青岚区政协"}
    assert all(generation.passages[one.row] == one.passage for one in found)


def test_the_file_is_checked_like_the_others(home: Home, tmp_path: Path) -> None:
    add(home, FIRST)
    path = Layout(tmp_path).generation(1).figures(VERSION)
    assert path.name in home.current().manifest.files
    path.write_bytes(path.read_bytes().replace(b"8.0", b"9.0"))
    [wrong] = home.verify()
    assert path.name in wrong


def test_an_older_generation_without_the_file_gives_the_same_and_is_built_upon(home: Home, tmp_path: Path) -> None:
    add(home, FIRST, SECOND)
    layout = Layout(tmp_path)
    forget_figures(layout.generation(1))
    older = Home(layout, FakeEncoder())
    assert stored(older.current()) == in_text(older.current()) != []
    assert older.verify() == []
    add(older, THIRD)
    assert layout.generation(2).figures(VERSION).exists()
    assert stored(older.current()) == in_text(older.current())


def test_figures_are_not_found_again_where_they_are_stored(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home, FIRST, SECOND)
    expected = stored(home.current())
    monkeypatch.delattr("index.storage.figures.figures_in")
    assert stored(home.current()) == expected
