"""Pictures: what is recognised is put in order and told as recognised; without the extra, that is said."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import layout, picture
from corpus.model import Box, Document, Left

# What PP-OCR found on the upper half of a page: four corners of each line in pixels, its text, its confidence.
RECOGNISED = json.loads((Path(__file__).parent / "cases/recognised.json").read_text(encoding="utf-8"))


class Found:
    """The result of the recognition."""

    def __init__(self, lines: list[list]) -> None:
        self.boxes, self.txts, self.scores = zip(*lines, strict=True) if lines else (None, None, None)


def png(size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "PNG")
    return out.getvalue()


def box(x: float, y: float, right: float, bottom: float) -> list[list[float]]:
    return [[x, y], [right, y], [right, bottom], [x, bottom]]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[list]], None]:
    """Return a function that says what the recognition finds."""

    def say(lines: list[list]) -> None:
        monkeypatch.setattr(picture, "_loaded", lambda: lambda _image, **_: Found(lines))

    return say


def lines_of(lines: list[tuple[list[list[float]], str]]) -> list[str]:
    return layout.extract_of([(picture.pieces_of(lines, (1_000, 1_000)), [])], file="报.png").pages[0]


def test_recognised_lines_of_a_page_are_in_order() -> None:
    base = [
        line for line in (Path(__file__).parent / "cases/base.txt").read_text(encoding="utf-8").splitlines() if line
    ]
    found = lines_of([(corners, text) for corners, text, _ in RECOGNISED])
    assert ["".join(line.split()).replace("，", ",") for line in found] == ["".join(line.split()) for line in base]


def test_columns_are_read_one_after_the_other() -> None:
    rows = [[f"{name}栏的第{row}行文字写到这里为止" for row in "一二三"] for name in "甲乙"]
    lines = [
        (box(40 + 520 * at, 50 + 40 * row, 490 + 520 * at, 80 + 40 * row), rows[at][row])
        for row in range(3)
        for at in (0, 1)
    ]
    assert lines_of(lines) == ["".join(row for column in rows for row in column)]


def test_vertical_lines_are_read_from_right_to_left() -> None:
    rows = ["坚持党的领导不动摇始终坚持", "在县委领导下。"]
    assert lines_of([(box(100, 40, 130, 250), rows[1]), (box(150, 40, 180, 430), rows[0])]) == ["".join(rows)]


def test_a_picture_is_read_and_told_as_recognised(
    saved: Callable[..., Path], found: Callable[[list[list]], None]
) -> None:
    found(
        [
            [box(0, 0, 400, 30), "汀溪县政协立案提案152件。", 0.99],
            [box(0, 50, 300, 80), "办复率100%。", 0.7],
            [box(0, 90, 9, 99), "囗", 0.2],
        ]
    )
    document = formats.read(saved(png(), "报.png"))
    assert document.text.split() == ["汀溪县政协立案提案152件。", "办复率100%。"]
    assert {paragraph.page for paragraph in document.paragraphs} == {1}
    assert [(note.kind, note.where, note.text) for note in document.left_out] == [
        (Left.RECOGNISED, "第 1 页", "办复率100%。"),
        (Left.GARBLED, "第 1 页", "囗"),
    ]


def places(document: Document) -> list[tuple[str, int, Box]]:
    return [(one.span.of(document.text), one.page, one.box) for one in document.lines]


def test_recognised_lines_know_where_they_stand_in_the_text_and_on_the_page(
    saved: Callable[..., Path], found: Callable[[list[list]], None]
) -> None:
    rows = [[f"{name}栏第{row}行的文字写到这里" for row in "一二三"] for name in "甲乙"]
    found(
        [
            [box(200 + 500 * at, 100 + 40 * row, 600 + 500 * at, 130 + 40 * row), rows[at][row], 0.99]
            for row in range(3)
            for at in (0, 1)
        ]
    )
    document = formats.read(saved(png((2_000, 1_000)), "报.png"))
    assert document.text == f"{''.join(rows[0] + rows[1])}\n"
    assert places(document) == [
        (rows[at][row], 1, (0.1 + 0.25 * at, (10 + 4 * row) / 100, 0.3 + 0.25 * at, (13 + 4 * row) / 100))
        for at in (0, 1)
        for row in range(3)
    ]


def test_what_is_made_of_a_line_before_it_is_stored_moves_those_behind_it(
    saved: Callable[..., Path], found: Callable[[list[list]], None]
) -> None:
    lines = ["\u200b汀溪县\u200b政协\u2f00", "立案 提案152件 ,", "办复率100%。"]
    found([[box(0, 50 * at, 500 - 100 * at, 50 * at + 30), text, 0.99] for at, text in enumerate(lines)])
    document = formats.read(saved(png((500, 500)), "报.png"))
    assert [text.strip() for text, *_ in places(document)] == ["汀溪县政协一", "立案 提案152件 ,", "办复率100%。"]


def test_pieces_of_a_row_and_rows_of_a_table_stand_in_one_box(
    saved: Callable[..., Path], found: Callable[[list[list]], None]
) -> None:
    cells = [("单位", "提案", "视察"), ("甲县政协", "152", "7"), ("乙县政协", "141", "9")]
    table = [
        [box(100 + 300 * x, 400 + 50 * y, 220 + 300 * x, 430 + 50 * y), cell, 0.99]
        for y, row in enumerate(cells)
        for x, cell in enumerate(row)
    ]
    halves = [[box(100, 100, 300, 130), "汀溪县政协立案", 0.99], [box(310, 100, 500, 130), "提案152件。", 0.99]]
    found([*halves, *table])
    document = formats.read(saved(png((1_000, 1_000)), "报.png"))
    first, *others = places(document)
    assert first == ("汀溪县政协立案提案152件。", 1, (0.1, 0.1, 0.5, 0.13))
    assert {where for _, _, where in others} == {(0.1, 0.4, 0.82, 0.53)}
    assert any("152" in text and "提案" in text for text, *_ in others)


def test_vertical_lines_stand_where_they_are_seen(
    saved: Callable[..., Path], found: Callable[[list[list]], None]
) -> None:
    rows = ["坚持党的领导不动摇始终坚持", "在县委领导下。"]
    found([[box(100, 40, 130, 250), rows[1], 0.99], [box(150, 40, 180, 430), rows[0], 0.99]])
    document = formats.read(saved(png((500, 1_000)), "报.png"))
    assert places(document) == [(rows[0], 1, (0.3, 0.04, 0.36, 0.43)), (rows[1], 1, (0.2, 0.04, 0.26, 0.25))]


def test_a_file_of_text_and_scanned_pages_knows_the_places_of_the_scanned(
    make_pdf: Callable[..., bytes],
    make_column: Callable[..., list],
    saved: Callable[..., Path],
    found: Callable[[list[list]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "is_installed", lambda: True)
    found([[box(0, 0, 400, 30), "汀溪县政协立案提案152件。", 0.99]])
    text = make_column(["柳堰区政协去年召开了八次协商会议。"], x=60, top=700)
    document = formats.read(saved(make_pdf([text, []], image=True), "报.pdf"))
    assert document.text.splitlines() == ["柳堰区政协去年召开了八次协商会议。", "汀溪县政协立案提案152件。"]
    [(line, page, (left, top, right, bottom))] = places(document)
    assert (line, page, left, top) == ("汀溪县政协立案提案152件。", 2, 0.0, 0.0)
    assert (right, bottom) == pytest.approx((400 / (595 * 200 / 72), 30 / (842 * 200 / 72)), abs=0.001)


def test_a_scanned_page_of_a_pdf_is_recognised(
    make_pdf: Callable[..., bytes],
    saved: Callable[..., Path],
    found: Callable[[list[list]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "is_installed", lambda: True)
    found([[box(0, 0, 400, 30), "汀溪县政协立案提案152件。", 0.99]])
    document = formats.read(saved(make_pdf([[]], image=True), "报.pdf"))
    assert document.text == "汀溪县政协立案提案152件。\n"
    assert [note.kind for note in document.left_out] == [Left.RECOGNISED]


def test_without_the_extra_the_remedy_is_said(saved: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("rapidocr")

    monkeypatch.setattr(picture, "_loaded", missing)
    with pytest.raises(CorpusError, match=r"^报.jpg:文字在图片里,要先装文字识别:pip install 'xunli\[ocr\]'"):
        formats.read(saved(b"\xff\xd8\xff\xe0 x", "报.jpg"))


def test_a_picture_without_text_is_refused(saved: Callable[..., Path], found: Callable[[list[list]], None]) -> None:
    found([])
    with pytest.raises(CorpusError, match=r"^报.png:图片里没有认出文字"):
        formats.read(saved(png(), "报.png"))


def test_a_damaged_or_huge_picture_is_refused(
    saved: Callable[..., Path], found: Callable[[list[list]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    found([])
    with pytest.raises(CorpusError, match=r"^报.png:不是完好的 图片 文件"):
        formats.read(saved(png()[:40], "报.png"))
    monkeypatch.setattr(picture, "_MOST_PIXELS", 1_000)
    with pytest.raises(CorpusError, match=r"^大.png:解压后过大\(60×40\)"):
        formats.read(saved(png(), "大.png"))


def test_the_real_recognition_reads_a_line(saved: Callable[..., Path]) -> None:
    pytest.importorskip("rapidocr")
    from PIL import ImageDraw, ImageFont

    font = ImageFont.truetype(next((Path(__file__).parents[3] / "bot/fonts").glob("*.*tf")), 32)
    image = Image.new("RGB", (560, 80), "white")
    ImageDraw.Draw(image).text((20, 20), "汀溪县政协立案提案152件", font=font, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    assert formats.read(saved(out.getvalue(), "报.png")).text == "汀溪县政协立案提案152件\n"
