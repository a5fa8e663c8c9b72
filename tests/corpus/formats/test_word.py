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
from corpus.model import Left

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


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
EQUATION = (
    f"<w:p><m:oMath {MATH}><m:r><m:t>y=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:sSup><m:e>"
    "<m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f><m:rad><m:deg/><m:e><m:r>"
    "<m:t>z</m:t></m:r></m:e></m:rad></m:oMath></w:p>"
)
RUBY = (
    "<w:p><w:r><w:ruby><w:rt><w:r><w:t>zhèng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>政</w:t></w:r></w:rubyBase></w:ruby>"
    "</w:r><w:r><w:t>协</w:t></w:r></w:p>"
)


@pytest.mark.parametrize("strict", [False, True])
def test_equations_and_ruby_are_read_in_strict_files_as_well(strict: bool, replace_part: Make) -> None:
    content = with_body(EQUATION + RUBY)
    if strict:
        xml = zipfile.ZipFile(io.BytesIO(content)).read(_PART).decode()
        for name in ("wordprocessingml", "officeDocument"):
            xml = xml.replace(f"schemas.openxmlformats.org/{name}/2006", f"purl.oclc.org/ooxml/{name}")
        content = replace_part(content, _PART, xml.encode())
    found = word.extract(content, file="a.docx")
    assert [line for line in found.pages[0] if line] == ["y=(a+b)/(x^2)√(z)", "政协"]
    assert [(note.kind, note.text) for note in found.left_out] == [(Left.RUBY, "zhèng")]


def test_a_style_may_hide_or_number_its_paragraphs(replace_part: Make) -> None:
    styles = (
        f'<w:styles {nsdecls("w")}><w:style w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Numbered"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Heading"><w:basedOn w:val="Numbered"/></w:style></w:styles>'
    )
    numbering = (
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="10"/>'
        '<w:numFmt w:val="chineseLegalSimplified"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styled = "".join(
        paragraph(text).replace("<w:p>", f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>')
        for text, style in (("一季度", "Heading"), ("看不见", "Hidden"), ("二季度", "Heading"))
    )
    content = with_body(styled)
    for part, xml in (("word/styles.xml", styles), ("word/numbering.xml", numbering)):
        content = replace_part(content, part, xml.encode())
    found = word.extract(content, file="a.docx")
    assert [line for line in found.pages[0] if line] == ["壹拾、一季度", "壹拾壹、二季度"]
    assert [(note.kind, note.text) for note in found.left_out] == [(Left.HIDDEN, "看不见")]


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
