import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Document, Paragraph, Span
from index.errors import Damaged
from index.store.layout import Layout
from index.store.sources import Sources
from tests.index.samples import FIRST, SECOND


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.fixture
def sources(layout: Layout) -> Sources:
    sources = Sources(layout)
    sources.store([FIRST])
    return sources


def test_a_document_comes_back_with_its_pages(sources: Sources) -> None:
    paged: Document = replace(SECOND, paragraphs=(Paragraph(Span(0, 3), 1), Paragraph(Span(5, 9), 2)))
    sources.store([paged])
    assert sources.document(SECOND.sha256) == paged
    assert sources.document(FIRST.sha256) == FIRST


def test_a_text_is_stored_to_the_byte(tmp_path: Path, sources: Sources) -> None:
    text = "一\r\n二\u3000三\n"
    odd = replace(FIRST, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    sources.store([odd])
    assert sources.text(odd.sha256) == text


@pytest.mark.parametrize("content", [None, b"", b"other"], ids=["missing", "empty", "other"])
@pytest.mark.parametrize("suffix", [".txt", ".json"])
def test_damage_is_named_and_put_right_by_storing_again(
    layout: Layout, sources: Sources, content: bytes | None, suffix: str
) -> None:
    path = layout.sources / f"{FIRST.sha256}{suffix}"
    path.unlink() if content is None else path.write_bytes(content)
    [line] = sources.check(FIRST.sha256)
    assert line.startswith(f"{path}:原文已损坏")
    with pytest.raises(Damaged, match=r"重新加入原文件"):
        sources.document(FIRST.sha256)
    sources.store([FIRST])
    assert list(sources.check(FIRST.sha256)) == []


def test_what_nothing_refers_to_goes(layout: Layout, sources: Sources) -> None:
    sources.store([SECOND])
    (layout.sources / f"{FIRST.sha256}.txt.new").touch()
    sources.keep_only({FIRST.sha256})
    assert sorted(path.name for path in layout.sources.iterdir()) == [f"{FIRST.sha256}.json", f"{FIRST.sha256}.txt"]


def test_a_text_is_read_once_for_each_version_of_its_file(
    layout: Layout, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, real = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or real(path))
    path = layout.source(FIRST.sha256)
    assert [sources.text(FIRST.sha256) for _ in range(3)] == [FIRST.text] * 3
    assert read == [path]
    path.write_text(FIRST.text.replace("8次", "9次"), encoding="utf-8")
    with pytest.raises(Damaged, match="校验和不符"):
        sources.text(FIRST.sha256)
    path.write_text(FIRST.text, encoding="utf-8")
    assert sources.text(FIRST.sha256) == FIRST.text
