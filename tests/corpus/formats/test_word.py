"""Word: every paragraph in order, in tables and text boxes too, once, and as accepted."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import word

Make = Callable[..., bytes]
_PART = "word/document.xml"
_CONTENT = (Path(__file__).parent / "cases/docx-hidden.docx").read_bytes()


def lines(content: bytes) -> list[str]:
    return [line for line in word.extract(content, file="a.docx").pages[0] if line]


def refusal(content: bytes) -> str:
    with pytest.raises(CorpusError) as caught:
        word.extract(content, file="a.docx")
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def with_body(xml: str) -> bytes:
    """Return a Word file whose body is the given markup."""
    document = docx.Document()
    names = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    for element in reversed(parse_xml(f"<w:body {names}>{xml}</w:body>")):
        document.element.body.insert(0, element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_the_shipped_page_survives_word(make_docx: Make, shipped_lines: list[str], saved: Callable[..., Path]) -> None:
    document = formats.read(saved(make_docx(shipped_lines), "报道.docx"))
    assert [paragraph.span.of(document.text) for paragraph in document.paragraphs] == shipped_lines
    assert (document.name, document.file) == ("报道", "报道.docx")
    assert {paragraph.page for paragraph in document.paragraphs} == {None}


def test_bold_leads_and_line_breaks(make_docx: Make) -> None:
    document = docx.Document()
    item = document.add_paragraph()
    item.add_run("坚持党的领导不动摇。").bold = True
    item.add_run("始终坚持。\n另起一行。\t后面")
    out = io.BytesIO()
    document.save(out)
    assert lines(out.getvalue()) == ["坚持党的领导不动摇。始终坚持。", "另起一行。 后面"]


def test_a_row_of_short_cells_is_one_line_and_a_layout_table_is_read_cell_by_cell() -> None:
    def cell(*texts: str) -> str:
        return f"<w:tc>{''.join(map(paragraph, texts))}</w:tc>"

    table = (
        f"<w:tbl><w:tr>{cell('专题协商')}{cell('7次')}</w:tr><w:tr>{cell('左一', '左二')}{cell('右一')}</w:tr></w:tbl>"
    )
    assert lines(with_body(paragraph("前") + table + paragraph("后"))) == [
        "前",
        "专题协商 7次",
        "左一",
        "左二",
        "右一",
        "后",
    ]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<w:txbxContent>" + paragraph("框内一") + paragraph("框内二") + "</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    anchored = f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{both}</w:r></w:p>"
    assert lines(with_body(anchored + paragraph("后"))) == ["正文", "框内一", "框内二", "后"]


def test_revisions_are_read_as_accepted() -> None:
    changed = (
        "<w:p><w:r><w:t>开展</w:t></w:r><w:del><w:r><w:delText>六</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>七</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>次</w:t></w:r></w:hyperlink></w:p>"
    )
    assert lines(with_body(changed)) == ["开展七次"]


def test_content_controls_are_read() -> None:
    assert lines(with_body(f"<w:sdt><w:sdtContent>{paragraph('控件内')}</w:sdtContent></w:sdt>")) == ["控件内"]


# What is refused.


def test_a_bomb_is_refused_by_the_sizes_it_declares(make_docx: Make, replace_part: Make) -> None:
    bomb = replace_part(make_docx(["县政协"]), _PART, b" " * (25 * 1024**2))
    assert len(bomb) < 200_000
    assert refusal(bomb) == "a.docx:解压后过大(26 MB),不予读取;请重新导出。"


def test_a_bomb_of_entities_does_not_go_off(make_docx: Make, replace_part: Make) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "炸">{levels}]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&l8;</w:t></w:r></w:p></w:body></w:document>"
    )
    content = replace_part(make_docx(["县政协"]), _PART, xml.encode())
    try:
        assert sum(map(len, lines(content))) < 1_000
    except CorpusError as error:
        assert "不是完好的 docx 文件" in str(error)


def test_too_many_parts_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}.xml", b"")
    assert "解压后过大" in refusal(out.getvalue())


def test_an_archive_that_is_no_document_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "县政协")
    assert refusal(out.getvalue()) == "a.docx:不是完好的 docx 文件(内部结构有误);请重新导出。"


def test_a_cut_archive_is_refused(make_docx: Make) -> None:
    content = make_docx(["县政协"])
    assert refusal(content[: len(content) // 2]) == "a.docx:不是完好的 docx 文件(压缩包不完整);请重新导出。"


def test_a_document_with_a_password_is_refused_as_such(saved: Callable[..., Path]) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(CorpusError, match=r"^a.docx:docx 文件有密码"):
        formats.read(saved(content, "a.docx"))


def test_a_document_without_text_is_refused(make_docx: Make, saved: Callable[..., Path]) -> None:
    with pytest.raises(CorpusError, match=r"^a.docx:里面没有文字"):
        formats.read(saved(make_docx(["", " "]), "a.docx"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(markup=st.text(alphabet="<>/w:pr t\"='&;县", max_size=80))
def test_any_markup_is_read_or_refused_in_one_line(replace_part: Make, markup: str) -> None:
    xml = f"<w:document {nsdecls('w')}><w:body>{markup}</w:body></w:document>"
    try:
        word.extract(replace_part(_CONTENT, _PART, xml.encode()), file="a.docx")
    except CorpusError as error:
        assert len(str(error).splitlines()) == 1
