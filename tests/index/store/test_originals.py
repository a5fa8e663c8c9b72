"""Original files are kept for as long as the texts that were read from them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import formats
from corpus.formats.reading import read_bytes
from corpus.model import Document, RecognisedLine, Settled, Span
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import KEPT, Home
from tests.conftest import FakeEncoder
from tests.corpus.formats.conftest import docx_of
from tests.index.samples import FIRST, SECOND, THIRD, add


@pytest.fixture
def home(tmp_path: Path, encoder: FakeEncoder) -> Home:
    return Home(Layout(tmp_path / "home"), encoder, FaissStore())


LINES = (RecognisedLine(Span(0, 4), 1, (0.1, 0.2, 0.9, 0.25)), RecognisedLine(Span(5, 9), 2, (0.0, 0.1, 1.0, 0.3)))


@pytest.fixture
def scan() -> Document:
    return replace(FIRST, file="一.png", original=b"picture", lines=LINES)


@pytest.fixture
def word() -> Document:
    content = docx_of(FIRST.text.splitlines())
    return read_bytes(content, name="一", file="一.DOCX", suffix=".docx")


def kept(home: Home) -> dict[str, bytes]:
    folder = home.layout.home / "originals"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_the_file_itself_is_kept_under_the_hash_of_its_text(home: Home, word: Document) -> None:
    add(home, word)
    assert kept(home) == {f"{word.sha256}.docx": word.original}
    assert home.sources.original(word.sha256) == home.layout.home / "originals" / f"{word.sha256}.docx"
    assert home.sources.original(SECOND.sha256) is None


def test_a_file_that_was_read_from_a_disk_is_kept_too(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text(FIRST.text, encoding="gb18030")
    add(home, formats.read(path))
    assert kept(home) == {f"{FIRST.sha256}.txt": path.read_bytes()}


def test_what_is_gone_since_it_was_read_is_passed_over(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text(FIRST.text, encoding="utf-8")
    document = formats.read(path)
    path.unlink()
    assert add(home, document) == 1
    assert kept(home) == {}


def test_the_same_text_from_another_file_replaces_it(home: Home, word: Document) -> None:
    add(home, word)
    add(home, read_bytes(word.text.encode(), name="一", file="一.txt", suffix=".txt"))
    assert kept(home) == {f"{word.sha256}.txt": word.text.encode()}


def test_a_rollback_and_a_rebuild_leave_it_and_it_goes_with_the_last_generation_of_its_text(
    home: Home, word: Document
) -> None:
    add(home, SECOND)
    add(home, word)
    home.rollback()
    assert list(kept(home)) == [f"{word.sha256}.docx"]
    add(home, word)
    home.rebuild()
    assert (list(kept(home)), home.verify()) == ([f"{word.sha256}.docx"], [])
    home.remove("一")
    assert list(kept(home)) == [f"{word.sha256}.docx"]  # one may roll back to it
    for _ in range(KEPT):
        add(home, THIRD)
        home.remove("三")
    assert kept(home) == {}


@pytest.mark.parametrize("content", [None, b"other"], ids=["missing", "other"])
def test_damage_is_named_with_its_remedy_and_put_right_by_adding_the_file_again(
    home: Home, word: Document, content: bytes | None
) -> None:
    add(home, word)
    path = home.sources.original(word.sha256)
    assert path
    path.unlink() if content is None else path.write_bytes(content)
    [line] = home.verify()
    assert line.startswith(f"{path if content else path.with_suffix('.*')}:原件已损坏")
    assert "请用 xunli index add 重新加入原文件" in line
    add(home, word)
    assert (home.verify(), path.read_bytes()) == ([], word.original)


def test_a_file_kept_before_its_hash_was_is_not_doubted(home: Home, word: Document) -> None:
    add(home, word)
    path = home.layout.origin(word.sha256)
    stored = json.loads(path.read_bytes())
    stored.pop("original")
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert home.verify() == []


def lines_of(home: Home, document: Document) -> tuple[RecognisedLine, ...]:
    return home.sources.document(document.sha256).lines


def test_where_its_lines_were_recognised_is_kept_with_it_and_goes_with_it(home: Home, scan: Document) -> None:
    add(home, SECOND)
    add(home, scan)
    home.rebuild()
    assert (lines_of(home, scan), lines_of(home, SECOND), home.verify()) == (LINES, (), [])
    add(home, FIRST)  # the text alone, without a file
    assert lines_of(home, scan) == LINES
    home.remove("一")
    for _ in range(KEPT):
        add(home, THIRD)
        home.remove("三")
    assert [path.name for path in (home.layout.home / "sources").iterdir() if FIRST.sha256 in path.name] == []


def test_lines_are_those_of_the_file_that_is_kept(home: Home, scan: Document) -> None:
    add(home, scan)
    add(home, replace(FIRST, original=FIRST.text.encode()))
    assert (list(kept(home)), lines_of(home, scan)) == ([f"{FIRST.sha256}.txt"], ())


def test_a_scan_that_was_kept_before_its_lines_were_is_read_and_gets_them_when_it_is_added_again(
    home: Home, scan: Document
) -> None:
    add(home, replace(scan, lines=(), settled=Settled(year=2022)))
    path = home.layout.origin(scan.sha256)
    stored = json.loads(path.read_bytes())
    stored.pop("lines")
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert (lines_of(home, scan), home.verify()) == ((), [])
    add(home, scan)
    assert (lines_of(home, scan), home.sources.document(scan.sha256).settled.year) == (LINES, 2022)


@pytest.mark.parametrize("box", [[0.1, 0.2, 0.9], [0.1, 0.2, "x", 0.3], [0.9, 0.2, 0.1, 0.3], [0.1, 0.2, 0.9, 7]])
def test_altered_lines_are_damage_and_put_right_by_adding_the_file_again(
    home: Home, scan: Document, box: list[object]
) -> None:
    add(home, scan)
    path = home.layout.origin(scan.sha256)
    stored = json.loads(path.read_bytes())
    stored["lines"][1]["box"] = box
    path.write_text(json.dumps(stored), encoding="utf-8")
    [line] = home.verify()
    assert line.startswith(f"{path}:")
    assert "请用 xunli index add 重新加入原文件" in line
    add(home, scan)
    assert (home.verify(), lines_of(home, scan)) == ([], LINES)
