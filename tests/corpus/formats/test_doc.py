"""Doc: files of Word 97-2003, most by LibreOffice Writer; table.doc is a sample of the tests of msdoc2docx (MIT)."""

from pathlib import Path

import pytest

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import doc
from corpus.model import Document, Left

CASES = Path(__file__).parent / "cases"


def base() -> list[str]:
    return [line for line in (CASES / "base.txt").read_text(encoding="utf-8").splitlines() if line.strip()]


def lines_of(document: Document) -> list[str]:
    return [paragraph.span.of(document.text) for paragraph in document.paragraphs]


def test_hidden_text_is_left_out_and_told() -> None:
    document = formats.read(CASES / "writer-hidden.doc")
    assert lines_of(document) == base()
    assert [(note.kind, note.where, note.text) for note in document.left_out] == [
        (Left.HIDDEN, "第 9 段之后", "(原稿为125件,待核)")
    ]


def test_revisions_are_read_as_accepted() -> None:
    document = formats.read(CASES / "writer-tracked.doc")
    assert [line for line in lines_of(document) if line not in base()] == [
        "专题协商有深度。全年围绕“古桥保护”等议题开展专题协商8次,提出建议83条。"
    ]
    assert [(note.kind, note.text) for note in document.left_out] == [(Left.DELETED, "6")]


def test_automatic_numbers_are_kept() -> None:
    document = formats.read(CASES / "writer-numbers.doc")
    assert lines_of(document) == lines_of(formats.read(CASES / "writer-numbers.docx"))
    assert [line for line in lines_of(document) if line.startswith(("四、", "(二)"))] == [
        "四、服务群众 在为民解忧上见真情",
        "(二)重点提案督办机制",
    ]
    assert document.left_out == ()


def test_a_style_may_number_its_paragraphs() -> None:
    content = (CASES / "writer-hidden.doc").read_bytes()
    main = content.index(b"\xec\xa5")
    last_paragraph = content.index(b"\x00\x00\x12\x64\x14\x01\x01\x00", main)
    style = (70).to_bytes(2, "little")  # List Number
    changed = content[:last_paragraph] + style + content[last_paragraph + 2 :]
    found = [line for line in doc.extract(changed, file="报.doc").pages[0] if line]
    assert found == [*base()[:-1], f"1. {base()[-1]}"]


def test_automatic_numbers_of_lists_that_cannot_be_read_are_told() -> None:
    content = bytearray((CASES / "writer-numbers.doc").read_bytes())
    lists = content.index(b"\xec\xa5") + 0x2E2
    content[lists : lists + 8] = bytes(8)
    notes = doc.extract(bytes(content), file="报.doc").left_out
    assert [(note.kind, note.where, note.text) for note in notes] == [(Left.NUMBERING, "文中", "7 段")]


def test_a_footnote_follows_its_paragraph() -> None:
    document = formats.read(CASES / "writer-footnote.doc")
    assert lines_of(document) == lines_of(formats.read(CASES / "docx-footnote.docx"))


def test_a_table_is_read_like_that_of_a_docx_file() -> None:
    assert lines_of(formats.read(CASES / "table.doc")) == ["Before", "A B", "After"]


def test_headers_and_footers_are_kept() -> None:
    found = lines_of(formats.read(CASES / "writer-header.doc"))
    series = "二〇二三年潞川市县市区政协工作巡礼(四)"
    assert found == [series, *(line for line in base() if line != series), "本版责任编辑 薛听澜"]


def test_a_file_of_wps_is_read_alike() -> None:
    content = (CASES / "writer-hidden.doc").read_bytes()
    assert formats.reading.read_bytes(content, name="报", file="报.wps", suffix=".wps").text.split("\n")[0] == base()[0]


@pytest.mark.parametrize(
    ("case", "name"), [("docx-hidden.docx", "报.doc"), ("html-open-p.html", "报.doc"), ("html-is-mht.html", "报.wps")]
)
def test_what_is_only_named_so_is_read_by_its_content(case: str, name: str) -> None:
    content = (CASES / case).read_bytes()
    document = formats.reading.read_bytes(content, name="报", file=name, suffix=name[-4:])
    assert lines_of(document) == base()


def test_a_file_with_a_password_is_refused_as_such() -> None:
    content = bytearray((CASES / "writer-hidden.doc").read_bytes())
    main = content.index(b"\xec\xa5")
    content[main + 0x0B] |= 0x01
    with pytest.raises(CorpusError, match=r"^报.doc:doc 文件有密码"):
        doc.extract(bytes(content), file="报.doc")


def test_a_damaged_file_is_refused() -> None:
    content = (CASES / "writer-hidden.doc").read_bytes()
    with pytest.raises(CorpusError, match=r"^报.doc:不是完好的 doc 文件"):
        doc.extract(content[:3000], file="报.doc")


def test_a_character_of_two_code_units_is_one() -> None:
    content = (CASES / "writer-hidden.doc").read_bytes()
    changed = content.replace("读书会".encode("utf-16-le"), "𠮷会".encode("utf-16-le"))
    assert "学习教育走在前。全年举办𠮷会14场,参加委员960人次。" in doc.extract(changed, file="报.doc").pages[0]
