"""Bundles: every report of a folder or a zip file is read, the rest is told, and no name leads out of it."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import reading
from corpus.model import Left, LeftOut

TEXT = "县政协开会。"
Zipped = Callable[..., Path]


@pytest.fixture
def zipped(tmp_path: Path) -> Zipped:
    def zip_of(members: Mapping[str, str | bytes], name: str = "期刊.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path

    return zip_of


def refusal(*paths: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        formats.read_all(paths)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_every_report_of_a_zip_file_is_read_and_the_rest_is_told(zipped: Zipped) -> None:
    path = zipped({"乙/二.md": TEXT, "甲/一.txt": TEXT, "表.xlsx": b"x", "__MACOSX/._一.txt": b"", ".DS_Store": b""})
    first, second = sorted(formats.read_all([path]), key=lambda document: document.name)
    assert [(first.name, first.file, first.text), (second.name, second.file)] == [
        ("一", "一.txt", TEXT),
        ("二", "二.md"),
    ]
    assert first.left_out + second.left_out == (LeftOut(Left.FILE, "压缩包内", "表.xlsx"),)


def test_every_report_of_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "报" / "页_files").mkdir(parents=True)
    for name in ("一.txt", "页.html", "页_files/头.html", "~$一.docx", "表.xlsx"):
        (tmp_path / "报" / name).write_text(TEXT, encoding="utf-8")
    documents = formats.read_all([tmp_path / "报"])
    assert [document.file for document in documents] == ["一.txt", "页.html"]
    assert documents[0].left_out == (LeftOut(Left.FILE, "文件夹内", "表.xlsx"),)


def test_a_file_is_read_as_ever(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(TEXT, encoding="utf-8")
    assert formats.read_all([tmp_path / "一.txt"]) == [formats.read(tmp_path / "一.txt")]


@pytest.mark.parametrize("name", ["../../逃.txt", "/etc/逃.txt", "..\\..\\逃.txt", "C:\\逃.txt"])
def test_a_name_that_leads_out_is_only_a_name(zipped: Zipped, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.rglob("逃*"))
    [document] = formats.read_all([zipped({name: TEXT})])
    assert document.name == "逃"
    assert sorted(tmp_path.parent.rglob("逃*")) == before


def test_names_in_gbk_are_read(zipped: Zipped) -> None:
    path = zipped({"abcdefgh.txt": TEXT})
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", "县市政协".encode("gb18030")))
    assert formats.read_all([path])[0].name == "县市政协"


def test_a_bad_member_is_named_with_its_archive(zipped: Zipped) -> None:
    assert refusal(zipped({"一.txt": TEXT, "坏.pdf": b"%PDF-1.4 x"})).startswith(
        "期刊.zip 里的 坏.pdf:不是完好的 pdf 文件"
    )


def test_a_bundle_without_reports_is_refused(zipped: Zipped, tmp_path: Path) -> None:
    assert refusal(zipped({"表.xlsx": b"x"})).startswith("期刊.zip:里面没有可读的报道文件;可用的有 .txt")
    (tmp_path / "空").mkdir()
    assert refusal(tmp_path / "空").startswith("空:里面没有可读的报道文件")


def test_a_bomb_is_refused_before_it_is_unpacked(zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000)
    assert refusal(zipped({"一.txt": b"a" * 2_000})).startswith("期刊.zip:解压后过大")
    monkeypatch.setattr(reading, "_MOST_FILES", 1)
    assert refusal(zipped({"一.txt": TEXT, "二.txt": TEXT})) == "期刊.zip:里面超过 1 个文件;请只放报道文件,分几次加入。"


def test_a_torn_or_missing_archive_is_refused(zipped: Zipped, tmp_path: Path) -> None:
    path = zipped({"一.txt": TEXT})
    path.write_bytes(path.read_bytes()[:60])
    assert refusal(path) == "期刊.zip:不是完好的 zip 文件(压缩包不完整);请重新导出。"
    assert "没有这个文件" in refusal(tmp_path / "无.zip")


def test_a_zip_file_with_a_password_is_refused_as_such(zipped: Zipped) -> None:
    path = zipped({"一.txt": TEXT})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert refusal(path) == "期刊.zip:zip 文件有密码,请另存为无密码的文件。"
