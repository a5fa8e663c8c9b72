import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import Damaged
from index.store.layout import GenerationLayout
from index.store.manifest import Manifest, check_files, read_manifest, sum_files, write_manifest


@pytest.fixture
def layout(tmp_path: Path) -> GenerationLayout:
    layout = GenerationLayout(tmp_path)
    layout.lexical.mkdir()
    layout.reports.write_text("[]")
    (layout.lexical / "a.term").write_bytes(b"terms")
    (layout.lexical / ".tantivy-writer.lock").touch()
    return layout


@pytest.fixture
def manifest(layout: GenerationLayout) -> Manifest:
    manifest = Manifest(
        number=3,
        parent=2,
        encoder="fake",
        dimension=12,
        instruction="问:",
        passages=0,
        reports=0,
        figures=1,
        files=sum_files(layout),
    )
    write_manifest(layout, manifest)
    return manifest


def test_it_reads_as_it_was_written(layout: GenerationLayout, manifest: Manifest) -> None:
    assert read_manifest(layout) == manifest


def test_every_file_but_locks_is_listed(manifest: Manifest) -> None:
    assert sorted(manifest.files) == ["lexical/a.term", "reports.json"]


def test_untouched_files_are_as_stated(layout: GenerationLayout, manifest: Manifest) -> None:
    assert list(check_files(layout, manifest)) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "缺失"), (b"term", "大小应为 5 字节,实为 4"), (b"Terms", "校验和不符")],
    ids=["missing", "truncated", "flipped"],
)
def test_a_damaged_file_is_named_with_what_is_wrong(
    layout: GenerationLayout, manifest: Manifest, content: bytes | None, reason: str
) -> None:
    path = layout.lexical / "a.term"
    path.unlink() if content is None else path.write_bytes(content)
    assert list(check_files(layout, manifest)) == [f"{path}:已损坏({reason})"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{", b"\xff", b'{"sha256": "x"}', b'{"sha256": 1, "files": {"a": {"size": 1}}}'],
)
def test_what_is_no_manifest_is_damaged(layout: GenerationLayout, content: bytes) -> None:
    layout.manifest.write_bytes(content)
    with pytest.raises(Damaged, match=r"校验和不符"):
        read_manifest(layout)


@pytest.mark.parametrize("field", ["number", "parent", "encoder", "figures", "files"])
def test_an_altered_field_is_found_out(layout: GenerationLayout, manifest: Manifest, field: str) -> None:
    fields = json.loads(layout.manifest.read_text(encoding="utf-8"))
    fields[field] = {} if field == "files" else 99
    layout.manifest.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(Damaged, match=str(layout.manifest)):
        read_manifest(layout)


def test_a_missing_manifest_is_damage(layout: GenerationLayout) -> None:
    with pytest.raises(Damaged, match=r"缺失"):
        read_manifest(layout)


def test_what_is_stated_of_a_file_counts(layout: GenerationLayout, manifest: Manifest) -> None:
    stated = {name: replace(entry, sha256="0" * 64) for name, entry in manifest.files.items()}
    assert len(list(check_files(layout, replace(manifest, files=stated)))) == 2


def test_of_large_files_the_size_alone_may_be_compared(layout: GenerationLayout, manifest: Manifest) -> None:
    term = layout.lexical / "a.term"
    term.write_bytes(b"Terms")
    assert len(list(check_files(layout, manifest, sum_up_to=5))) == 1
    assert list(check_files(layout, manifest, sum_up_to=4)) == []
    term.write_bytes(b"term")
    assert len(list(check_files(layout, manifest, sum_up_to=4))) == 1


def test_a_manifest_of_another_version_is_told(layout: GenerationLayout, manifest: Manifest) -> None:
    write_manifest(layout, replace(manifest, form=1))
    with pytest.raises(Damaged, match="由别的版本写成"):
        read_manifest(layout)
