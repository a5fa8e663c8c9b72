"""Reading: any file becomes a document or one clear line that names the file and the remedy."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import assembly, reading

Save = Callable[[bytes, str], Path]


def refusal(path: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        formats.read(path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.endswith("。")
    return message


def test_a_text_file_is_stored_exactly_as_it_is(saved: Save) -> None:
    content = "\n\n  标题\r\n\r\n　　正文。 \r尾\n".encode()
    document = formats.read(saved(content, "2023-某市巡礼-1.txt"))
    assert document.text.encode() == content
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert (document.name, document.file) == ("2023-某市巡礼-1", "2023-某市巡礼-1.txt")
    assert [paragraph.span.of(document.text) for paragraph in document.paragraphs] == ["标题", "正文。", "尾"]
    assert {paragraph.page for paragraph in document.paragraphs} == {None}


def test_every_accepted_suffix_has_a_reader(saved: Save) -> None:
    for suffix in (".txt", ".html", ".htm", ".md", ".TXT", ".Html"):
        assert "县政协开会。" in formats.read(saved("县政协开会。".encode(), f"a{suffix}")).text


def test_a_missing_file_is_named_by_its_path(tmp_path: Path) -> None:
    assert refusal(tmp_path / "无此文件.txt") == f"{tmp_path}/无此文件.txt:没有这个文件,请核对路径。"
    assert "没有这个文件" in refusal(Path("a\0b.txt"))
    assert "没有这个文件" in refusal(saved_below_a_file(tmp_path))


def saved_below_a_file(folder: Path) -> Path:
    (folder / "文件").write_text("x")
    return folder / "文件" / "a.txt"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "这是文件夹" in refusal(tmp_path)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "不是普通文件" in refusal(tmp_path / "pipe.txt")


def test_a_file_without_permission_is_refused(saved: Save) -> None:
    path = saved("县政协".encode(), "a.txt")
    path.chmod(0)
    if os.geteuid() != 0:
        assert "没有读取权限" in refusal(path)
        return
    os.seteuid(65534)
    try:
        assert "没有读取权限" in refusal(path)
    finally:
        os.seteuid(0)


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    assert "读取失败" in refusal(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n", "﻿".encode(), "　\n　".encode()], ids=["nothing", "blank", "mark", "wide"]
)
def test_a_file_without_text_is_refused(saved: Save, content: bytes) -> None:
    assert refusal(saved(content, "空.txt")) == "空.txt:里面没有文字,请核对文件。"


def test_a_control_character_is_refused_with_its_line(saved: Save) -> None:
    assert refusal(saved("第一行\n第二\0行".encode(), "a.txt")).startswith("a.txt 第 2 行:有控制字符 U+0000")
    assert "U+001B" in refusal(saved(b"\x1b[2J", "a.txt"))


def test_a_file_of_a_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(100 * 1024**2)
    assert "有 100 MB,超过 20 MB 的上限" in refusal(path)


def test_too_much_text_is_refused(saved: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "MOST_TEXT", 10)
    assert "超过 10 字的上限" in refusal(saved("一二三四五六七八九十一".encode(), "a.txt"))
    assert "超过 10 字的上限" in refusal(saved("一二三四五六七八九十一".encode(), "a.md"))


@pytest.mark.parametrize("name", ["报道.xls", "报道", ".txt", "报道.xlsx", "报道.txt.exe"])
def test_an_unknown_suffix_is_refused_with_those_that_are_known(saved: Save, name: str) -> None:
    assert f"可用的有 {' '.join(formats.ACCEPTED)}。" in refusal(saved(b"x", name))


@pytest.mark.parametrize(
    ("content", "name", "looks"),
    [
        (b"%PDF-1.5", "a.txt", "PDF"),
        (b"PK\x03\x04", "a.pdf", "Word/ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "Word 97-2003"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "PNG"),
        (b"\xff\xd8\xff\xe0", "a.html", "JPEG"),
        (b"{\\rtf1", "a.txt", "RTF"),
    ],
)
def test_content_that_belies_its_suffix_is_refused(saved: Save, content: bytes, name: str, looks: str) -> None:
    assert f"内容却像{looks}" in refusal(saved(content, name))


def test_a_name_in_another_encoding_can_be_stored_and_shown(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("政协.txt".encode("gb18030"))
    path.write_text("县政协开会。", encoding="utf-8")
    assert formats.read(path).name == "政协"


def test_a_name_of_several_lines_is_shown_on_one(tmp_path: Path) -> None:
    path = tmp_path / "甲\n乙\x1b.txt"
    path.write_bytes(b"")
    assert refusal(path) == "甲 乙 .txt:里面没有文字,请核对文件。"


def test_reading_text_loads_no_library_for_other_formats(saved: Save) -> None:
    path = saved("县政协开会。".encode(), "a.txt")
    code = (
        "import sys; from pathlib import Path; from corpus.formats import read; read(Path(sys.argv[1]));"
        "print(sorted({'pypdfium2', 'lxml'} & sys.modules.keys()))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout == "[]\n"


def test_the_limit_on_bytes_is_what_telegram_lets_a_bot_download() -> None:
    assert reading.MOST_BYTES == 20 * 1024 * 1024
