"""PDF: columns in reading order, lines joined to paragraphs, and a page for each paragraph."""

import io
import time
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import layout, pdf, picture
from corpus.model import Left

Make = Callable[..., bytes]
Column = Callable[..., list[tuple[float, float, float, str]]]


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read as they are, whether or not the extra is installed here."""
    monkeypatch.setattr(picture, "is_installed", lambda: False)


def paragraphs(content: bytes) -> list[list[str]]:
    return pdf.extract(content, file="a.pdf").pages


LEFT = [
    "　坚持党的领导不动摇。始终坚持在",
    "县委领导下开展工作,严格执行重大",
    "事项请示报告制度。",
    "　左栏第二段,全年开展专题协商7",
    "次,提出建议15条。",
]
RIGHT = ["　右栏第一段,全年累计教育培训近", "600人次,覆盖全体委员和工作人员", "共计三批。", "　右栏第二段到此为止。"]
BOTH = [
    "坚持党的领导不动摇。始终坚持在县委领导下开展工作,严格执行重大事项请示报告制度。",
    "左栏第二段,全年开展专题协商7次,提出建议15条。",
    "右栏第一段,全年累计教育培训近600人次,覆盖全体委员和工作人员共计三批。",
    "右栏第二段到此为止。",
]


def test_two_columns_are_read_one_after_the_other(make_pdf: Make, make_column: Column) -> None:
    texts = [*make_column(LEFT, x=50, top=700), *make_column(RIGHT, x=300, top=700)]
    assert paragraphs(make_pdf([texts])) == [BOTH]


@pytest.mark.parametrize("apart", [True, False])
def test_columns_drawn_row_by_row_are_still_columns(make_pdf: Make, make_column: Column, apart: bool) -> None:
    texts = [*make_column(LEFT, x=50, top=700), *make_column(RIGHT, x=300, top=700)]
    rows = sorted(texts, key=lambda text: (-text[1], text[0]))
    assert paragraphs(make_pdf([rows], apart=apart)) == [BOTH]


def test_columns_one_character_apart_are_columns(make_pdf: Make, make_column: Column) -> None:
    columns = [[f"{name}栏的第{row}行文字写到这里为止" for row in "一二三"] for name in "甲乙"]
    texts = [text for at, lines in enumerate(columns) for text in make_column(lines, x=40 + 150 * at, top=700)]
    assert paragraphs(make_pdf([texts])) == [["".join(line for lines in columns for line in lines)]]


def test_what_a_browser_prints_at_the_edges_of_a_page_is_no_measure_of_its_lines(
    make_pdf: Make, make_column: Column
) -> None:
    edges = [(24.0, 820.0, 8.0, "11/30/26"), (24.0, 17.0, 8.0, "file:///a.html")]
    found = paragraphs(make_pdf([[*edges, *make_column(LEFT, x=50, top=700)]]))
    assert found == [["11/30/26", *BOTH[:2], "file:///a.html"]]


def test_a_headline_over_both_columns_comes_first_and_one_between_them_parts_them(
    make_pdf: Make, make_column: Column
) -> None:
    texts = [
        (150.0, 740.0, 20.0, "奋力书写新时代政协履职新答卷"),
        *make_column(LEFT, x=50, top=700),
        *make_column(RIGHT, x=300, top=700),
        (120.0, 600.0, 20.0, "以实干担当谱写人民政协新篇章"),
        *make_column([line.replace("左", "下左") for line in LEFT], x=50, top=560),
        *make_column([line.replace("右", "下右") for line in RIGHT], x=300, top=560),
    ]
    found = paragraphs(make_pdf([texts]))[0]
    assert found[:5] == ["奋力书写新时代政协履职新答卷", *BOTH]
    assert found[5] == "以实干担当谱写人民政协新篇章"
    assert found[7].startswith("下左栏第二段")
    assert found[9].startswith("下右栏第二段")


def test_a_page_that_is_turned_is_read_like_one_that_is_not(make_pdf: Make, make_column: Column) -> None:
    texts = [*make_column(LEFT, x=50, top=700), *make_column(RIGHT, x=300, top=700)]
    assert paragraphs(make_pdf([texts], turned=True)) == [BOTH]


def test_three_columns_are_read_from_left_to_right(make_pdf: Make, make_column: Column) -> None:
    columns = [[f"第{name}栏的第{row}行文字写到这里" for row in "一二三"] for name in "甲乙丙"]
    texts = [text for at, lines in enumerate(columns) for text in make_column(lines, x=40 + 180 * at, top=700)]
    assert paragraphs(make_pdf([texts])) == [["".join(line for lines in columns for line in lines)]]


def test_a_headline_of_two_lines_is_one_paragraph(make_pdf: Make, make_column: Column) -> None:
    title = [(50.0, 780.0, 24.0, "砥砺前行新征程"), (50.0, 750.0, 24.0, "实干笃行新时代谱写新篇")]
    texts = [*title, *make_column([line.strip() for line in LEFT], x=50, top=700)]
    assert paragraphs(make_pdf([texts]))[0][0] == "砥砺前行新征程 实干笃行新时代谱写新篇"


def test_a_subhead_in_the_same_type_stays_apart(make_pdf: Make, make_column: Column) -> None:
    lines = [*LEFT, "履职为本", "　第三段另起一行,继续说下去直到行尾", "为止。"]
    found = paragraphs(make_pdf([make_column(lines, x=50, top=700)]))[0]
    assert found[2:] == ["履职为本", "第三段另起一行,继续说下去直到行尾为止。"]


def test_a_paragraph_that_goes_on_in_the_next_column_and_page_is_one(make_pdf: Make, make_column: Column) -> None:
    lines = [
        "　这一段文字从左栏的最末一行写起,",
        "一直写到右栏的第一行还没有写完,",
        "又接着写到下一页的第一行才算结束",
        "。",
    ]
    found = paragraphs(
        make_pdf(
            [
                [*make_column(LEFT[:3] + lines[:1], x=50, top=700), *make_column([lines[1], lines[1]], x=300, top=700)],
                [*make_column(lines[2:] + RIGHT[:3], x=50, top=700), (290.0, 20.0, 10.0, "- 2 -")],
            ]
        )
    )
    assert found[0][1] == (lines[0] + lines[1] * 2 + lines[2] + "。").strip("　")
    assert found[1] == [BOTH[2]]


def test_paragraphs_know_their_page(make_pdf: Make, make_column: Column, saved: Callable[..., Path]) -> None:
    content = make_pdf([make_column(LEFT, x=50, top=700), make_column(RIGHT, x=50, top=700)])
    document = formats.read(saved(content, "两页.pdf"))
    found = [(paragraph.page, paragraph.span.of(document.text)) for paragraph in document.paragraphs]
    assert found == list(zip([1, 1, 2, 2], BOTH, strict=True))


def test_bold_type_made_by_printing_twice_is_read_once(make_pdf: Make) -> None:
    texts = [(50.0, 700.0, 12.0, "坚持党的领导不动摇"), (50.3, 700.0, 12.0, "坚持党的领导不动摇")]
    assert paragraphs(make_pdf([texts])) == [["坚持党的领导不动摇"]]


def test_characters_set_one_by_one_are_joined(make_pdf: Make) -> None:
    texts = [(50.0 + 10 * at, 700.0, 10.0, char) for at, char in enumerate("全年开展专题协商会。")]
    assert paragraphs(make_pdf([texts])) == [["全年开展专题协商会。"]]


def test_names_set_apart_keep_a_space(make_pdf: Make) -> None:
    texts = [(50.0, 700.0, 10.0, "通讯员"), (88.0, 700.0, 10.0, "王玉峰"), (126.0, 700.0, 10.0, "王荣荣")]
    assert paragraphs(make_pdf([texts])) == [["通讯员 王玉峰 王荣荣"]]


def _set(line: str, *, width: float) -> list[str]:
    """Return a line broken where it is as wide as the column; all but headlines are indented by two characters."""
    rows = ["　"] if len(line) > width else [""]
    room = width - 2 * len(rows[0])
    for char in line:
        wide = 0.5 if char.isascii() else 1
        if room < wide:
            rows.append("")
            room = width
        rows[-1] += char
        room -= wide
    return rows


def test_a_page_set_in_two_columns_is_parsed_like_its_text(
    make_pdf: Make, make_column: Column, saved: Callable[..., Path], shipped_lines: list[str]
) -> None:
    rows = [row for line in shipped_lines for row in _set(line, width=24)]
    half = (len(rows) + 1) // 2
    halves = [make_column(part, x=x, top=1400, leading=13) for part, x in ((rows[:half], 30), (rows[half:], 310))]
    document = formats.read(saved(make_pdf([halves[0] + halves[1]]), "版面.pdf"))
    found = [paragraph.span.of(document.text) for paragraph in document.paragraphs]
    assert found == shipped_lines


# What is refused.


def refusal(content: bytes) -> str:
    with pytest.raises(CorpusError) as caught:
        paragraphs(content)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_a_file_without_any_text_is_taken_for_a_scan(make_pdf: Make) -> None:
    assert refusal(make_pdf([[], []])).startswith("a.pdf:没有文字,是扫描的图片或转成了曲线")
    assert refusal(make_pdf([[]], image=True)).startswith("a.pdf:没有文字,是扫描的图片或转成了曲线")


def test_fonts_that_do_not_say_their_characters_are_refused(make_pdf: Make) -> None:
    glyphs = "".join(chr(0x0400 + number) for number in range(60))
    content = make_pdf([[(50.0, 700.0, 10.0, glyphs)]], garbled=True)
    assert refusal(content).startswith("a.pdf 第 1 页:字体没有文字对照表")


def test_an_encrypted_file_is_refused_unless_its_password_is_empty(make_pdf: Make, make_column: Column) -> None:
    def locked(password: str) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([make_column(LEFT, x=50, top=700)]))))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert refusal(locked("secret")) == "a.pdf:pdf 文件有密码,请另存为无密码的文件。"
    assert paragraphs(locked("")) == [BOTH[:2]]


def test_too_many_pages_are_refused(make_pdf: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_PAGES", 2)
    assert "超过 2 页" in refusal(make_pdf([[(50.0, 700.0, 10.0, "县政协开会。")]] * 3))


def test_a_bomb_does_not_go_off(make_pdf: Make) -> None:
    stream = zlib.compress(b"BT ET\n" * 2_000_000, 9)
    content = make_pdf([[(50.0, 700.0, 10.0, "县政协。")]])
    at = content.index(b"<</Length", content.index(b"/Contents"))
    bomb = content[:at] + b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream endobj"
    assert len(bomb) < 200_000
    assert "没有文字" in refusal(bomb + content[content.index(b"xref") :])


def test_remarks_of_the_library_stay_with_it(make_pdf: Make, capfd: pytest.CaptureFixture[str]) -> None:
    content = make_pdf([[(50.0, 700.0, 10.0, "县政协召开全体会议。")]])
    place = content.rindex(b"startxref") + 10
    assert paragraphs(content[:place] + b"77\n%%EOF") == [["县政协召开全体会议。"]]
    assert capfd.readouterr() == ("", "")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_one_line(content: bytes) -> None:
    assert refusal(b"%PDF-1.4\n" + content).startswith("a.pdf")


def test_pages_are_numbered_in_order(make_pdf: Make, make_column: Column, saved: Callable[..., Path]) -> None:
    content = make_pdf([make_column(RIGHT, x=50, top=700)] * 4)
    pages = [paragraph.page or 0 for paragraph in formats.read(saved(content, "a.pdf")).paragraphs]
    assert all(first <= second for first, second in pairwise(pages))
    assert set(pages) == {1, 2, 3, 4}


def test_a_large_picture_is_told_with_its_page(make_pdf: Make, make_column: Column) -> None:
    content = make_pdf([make_column(LEFT, x=50, top=700), [(290.0, 20.0, 10.0, "2")]], image=True)
    found = pdf.extract(content, file="a.pdf")
    assert [(note.kind, note.where, note.text) for note in found.left_out] == [
        (Left.PICTURE, "第 1 页", "占版面 100% 的图片"),
        (Left.PICTURE, "第 2 页", "占版面 100% 的图片"),
        (Left.RUNNING_HEAD, "各页上下边", "2"),
    ]
    assert found.pages[0] == BOTH[:2]


def test_damage_that_the_library_passes_over_is_told() -> None:
    content = (Path(__file__).parent / "cases/writer-table.pdf").read_bytes()
    assert pdf.extract(content, file="a.pdf").left_out == []
    middle = content.index(b"stream") + 600
    for damaged in (content[:-7], content[:middle] + bytes(40) + content[middle + 40 :]):
        notes = pdf.extract(damaged, file="a.pdf").left_out
        assert (Left.DAMAGED, "文件内") in [(note.kind, note.where) for note in notes]


def test_a_file_that_is_all_beginnings_of_streams_is_looked_through_soon() -> None:
    began = time.process_time()
    for part in (b"/Filter/FlateDecode", b"/Filter ", b"<</Filter/FlateDecode>>stream\n"):
        pdf._is_damaged(part * 50_000 + b"%%EOF")
    assert time.process_time() - began < 10


def test_a_vertical_headline_beside_horizontal_text_stands_alone(make_pdf: Make, make_column: Column) -> None:
    headline = [(500.0, 700.0 - 24 * at, 20.0, char) for at, char in enumerate("同心同行答好民生卷")]
    found = paragraphs(make_pdf([[*headline, *make_column(LEFT, x=50, top=690)]]))[0]
    assert sorted(found) == sorted(["同心同行答好民生卷", *BOTH[:2]])
    assert found[-2:] == BOTH[:2]


def test_vertical_lines_are_read_from_right_to_left(make_pdf: Make) -> None:
    lines = ["坚持党的领导不动摇", "始终坚持在县委领导", "下开展工作。"]
    texts = [
        (500.0 - 20 * row, 700.0 - 14 * at, 12.0, char)
        for row, line in enumerate(lines)
        for at, char in enumerate(line)
    ]
    assert paragraphs(make_pdf([texts])) == [["".join(lines)]]


def test_a_header_in_a_row_stands_alone_on_a_page_of_vertical_lines(make_pdf: Make) -> None:
    lines = ["坚持党的领导不动摇", "始终坚持在县委领导", "下开展工作。"]
    texts = [
        (500.0 - 20 * row, 700.0 - 14 * at, 12.0, char)
        for row, line in enumerate(lines)
        for at, char in enumerate(line)
    ]
    header = (24.0, 484.0, 8.0, "2026年11月30日打印")
    assert paragraphs(make_pdf([[header, *texts]])) == [["".join(lines), header[3]]]


def test_a_column_of_figures_is_no_vertical_writing(make_pdf: Make) -> None:
    texts = [(50.0, 700.0 - 14 * at, 12.0, str(at)) for at in range(1, 8)]
    assert paragraphs(make_pdf([texts]))[0] == [str(at) for at in range(1, 8)]


def test_a_page_in_a_predefined_encoding_with_a_password_for_the_owner_is_read(
    make_pdf: Make, make_column: Column
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([make_column(LEFT, x=50, top=700)]))))
    writer.encrypt("", "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert paragraphs(out.getvalue()) == [BOTH[:2]]


@pytest.mark.parametrize("gap", [0.3, 0.6, 1.0])
def test_a_headline_whose_characters_are_set_apart_has_no_spaces(
    make_pdf: Callable[..., bytes], make_column: Callable[..., list], gap: float
) -> None:
    headline = "同心同行答好民生卷"
    spaced = [(60 + 24 * (1 + gap) * at, 760, 24, char) for at, char in enumerate(headline)]
    text = make_column(["县政协全年开展专题协商七次组织视察", "十二次。"], x=60, top=700)
    assert pdf.extract(make_pdf([[*spaced, *text]]), file="a.pdf").pages[0][0] == headline
