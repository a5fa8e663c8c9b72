"""Original files, shown page by page, or the strips of them that hold a quote."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import docx
import numpy as np
import pytest
from docx.shared import Cm
from PIL import Image

from bot import originals
from bot.originals import Excerpt, excerpts_of, picture_of
from corpus.formats import read
from corpus.model import Box, Document, Paragraph, RecognisedLine, Span
from tests.corpus.formats.conftest import column, docx_of, pdf_of
from tests.corpus.formats.ofd_files import ofd_of

PAGE = Image.new("RGB", (40, 60), "white")
PARAGRAPHS = tuple(Paragraph(Span(5 * at, 5 * at + 4), at + 1) for at in range(3))
THREE_PAGES = Document("一", "一.pdf", "第一页。\n第二页。\n第三页。\n", "0" * 64, PARAGRAPHS)


def test_a_page_of_a_pdf_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    PAGE.save(path)
    drawn = picture_of(path, Excerpt(1))
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn[0])).size == (80, 120)
    assert (picture_of(path, Excerpt(2)), picture_of(path, Excerpt(0))) == (None, None)


def test_characters_of_a_font_that_is_not_in_the_file_are_drawn_if_the_system_has_them(tmp_path: Path) -> None:
    """To read a file they are boxes; where no Chinese font is installed the page stays blank."""
    path, text = tmp_path / "a.pdf", "一一一一"
    path.write_bytes(pdf_of([column([text], x=60, top=700, size=40)]))
    for _ in range(3):
        assert read(path).text.strip() == text
        drawn = picture_of(path, Excerpt(1))
        assert drawn is not None
        ink = np.asarray(Image.open(io.BytesIO(drawn[0])).convert("L")) < 128
        assert ink.sum() < 0.3 * (4 * 80 * 80)  # of boxes it would be all


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".webp"])
def test_a_scan_is_shown_in_a_format_that_every_browser_knows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    PAGE.save(path)
    shown = picture_of(path, Excerpt(1))
    assert shown is not None
    assert (Image.open(io.BytesIO(shown[0])).size, shown[1]) == ((40, 60), "image/jpeg")
    assert picture_of(path, Excerpt(2)) is None


def test_each_page_of_a_scan_of_several_is_shown_and_no_larger_than_a_screen_needs(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    PAGE.save(path, save_all=True, append_images=[Image.new("L", (6_000, 1_000))])
    shown = picture_of(path, Excerpt(2))
    assert shown is not None
    assert Image.open(io.BytesIO(shown[0])).size == (3_000, 500)


def test_other_files_and_none_have_no_pages(tmp_path: Path) -> None:
    word = tmp_path / "a.docx"
    word.write_bytes(docx_of(["第一页。"]))
    text = tmp_path / "a.md"
    text.write_text("第一页。", encoding="utf-8")
    for original in (None, word, text):
        assert excerpts_of(original, THREE_PAGES, Span(0, 4)) == ()
        assert picture_of(original, Excerpt(1)) is None


@pytest.mark.parametrize(("span", "page"), [(Span(2, 4), 1), (Span(11, 14), 3), (None, 1)])
def test_without_lines_the_page_that_a_slice_begins_on_is_shown_else_the_first(span: Span | None, page: int) -> None:
    assert excerpts_of(Path("a.pdf"), THREE_PAGES, span) == (Excerpt(page),)


def test_of_a_text_page_between_scanned_ones_all_is_shown() -> None:
    mixed = replace(THREE_PAGES, lines=(RecognisedLine(Span(0, 4), 1, (0.1, 0.1, 0.9, 0.12)),))
    assert excerpts_of(Path("a.pdf"), mixed, Span(11, 14)) == (Excerpt(3),)
    [shown] = excerpts_of(Path("a.pdf"), mixed, Span(0, 14))
    assert (shown.page, len(shown.strips)) == (1, 1)


def scan(*boxes: Box, pages: Sequence[int] = ()) -> Document:
    """Return a text of lines of ten characters that were recognised in these boxes."""
    numbers = pages or [1] * len(boxes)
    lines = [
        RecognisedLine(Span(10 * at, 10 * at + 10), page, box)
        for at, (box, page) in enumerate(zip(boxes, numbers, strict=True))
    ]
    return replace(THREE_PAGES, text="字" * 10 * len(boxes), lines=tuple(lines))


def column_of(left: float, count: int, *, top: float = 0.1) -> list[Box]:
    return [(left, top + 0.03 * at, left + 0.3, top + 0.03 * at + 0.02) for at in range(count)]


def strips(document: Document, start: int, end: int) -> list[tuple[int, list[Box]]]:
    shown = excerpts_of(Path("a.png"), document, Span(start, end))
    return [(one.page, [tuple(round(at, 4) for at in box) for box in one.strips]) for one in shown]  # type: ignore[misc]


def test_the_strip_of_a_quote_is_its_lines_and_two_above_and_below() -> None:
    document = scan(*column_of(0.1, 10))
    assert strips(document, 42, 45) == [(1, [(0.094, 0.154, 0.406, 0.306)])]
    assert strips(document, 0, 10) == [(1, [(0.094, 0.094, 0.406, 0.186)])]
    assert strips(document, 90, 100) == [(1, [(0.094, 0.304, 0.406, 0.396)])]


def test_a_quote_over_two_columns_has_a_strip_of_each() -> None:
    document = scan(*column_of(0.1, 6), *column_of(0.6, 6))
    assert strips(document, 55, 65) == [(1, [(0.094, 0.184, 0.406, 0.276), (0.594, 0.094, 0.906, 0.186)])]


def test_a_quote_over_two_pages_has_a_strip_of_each() -> None:
    document = scan(*column_of(0.1, 3), *column_of(0.1, 3), pages=[1, 1, 1, 2, 2, 2])
    assert strips(document, 25, 35) == [
        (1, [(0.094, 0.094, 0.406, 0.186)]),
        (2, [(0.094, 0.094, 0.406, 0.186)]),
    ]


def test_vertical_lines_lie_beside_each_other() -> None:
    document = scan(*((0.9 - 0.04 * at, 0.1, 0.93 - 0.04 * at, 0.7) for at in range(9)))
    assert strips(document, 40, 50) == [(1, [(0.651, 0.091, 0.859, 0.709)])]


def test_more_than_a_page_of_strips_is_shown_as_a_page_and_of_many_pages_the_first() -> None:
    boxes = [*column_of(0.1, 28), *column_of(0.6, 28)]
    assert excerpts_of(Path("a.png"), scan(*boxes), Span(0, 560)) == (Excerpt(1),)
    many = scan(*column_of(0.1, 1) * 9, pages=range(1, 10))
    assert [one.page for one in excerpts_of(Path("a.tif"), many, Span(0, 90))] == [1, 2, 3]


GREY, RED, BLUE = (200, 200, 200), (255, 0, 0), (0, 0, 255)


def drawn(*places: tuple[Box, tuple[int, int, int]], size: tuple[int, int] = (1_000, 2_000)) -> Image.Image:
    """Return a page with coloured lines."""
    page = Image.new("RGB", size, "white")
    for box, colour in places:
        left, top, right, bottom = (round(at * side) for at, side in zip(box, size * 2, strict=True))
        page.paste(colour, (left, top, right, bottom))
    return page


def colours(content: bytes) -> tuple[tuple[int, int], set[str]]:
    """Return the size of a picture, and which colours have a hundred pixels in it at least."""
    shown = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    named = {"grey": GREY, "red": RED, "blue": BLUE}
    found = {name for name, colour in named.items() if (abs(shown - colour).sum(axis=2) < 60).sum() > 100}
    return (shown.shape[1], shown.shape[0]), found


LINES = column_of(0.1, 9)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".pdf"])
def test_a_strip_is_cut_out_of_its_page(tmp_path: Path, suffix: str) -> None:
    """The quoted line is red, those near it are grey, those farther away blue."""
    page = drawn(*((box, RED if at == 4 else GREY if 2 <= at <= 6 else BLUE) for at, box in enumerate(LINES)))
    path = tmp_path / f"a{suffix}"
    page.save(path, resolution=144.0)
    [excerpt] = excerpts_of(path, scan(*LINES), Span(42, 45))
    shown = picture_of(path, excerpt)
    assert shown is not None
    assert shown[1] == "image/jpeg"
    assert colours(shown[0]) == ((312, 304), {"red", "grey"})
    whole = picture_of(path, Excerpt(1))
    assert whole is not None
    assert colours(whole[0]) == ((1_000, 2_000), {"red", "grey", "blue"})


def test_a_photo_that_lies_on_its_side_is_cut_upright(tmp_path: Path) -> None:
    page = drawn(*((box, RED if at == 4 else GREY if 2 <= at <= 6 else BLUE) for at, box in enumerate(LINES)))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    path = tmp_path / "a.jpg"
    page.rotate(90, expand=True).save(path, exif=exif)
    shown = picture_of(path, excerpts_of(path, scan(*LINES), Span(42, 45))[0])
    assert shown is not None
    assert colours(shown[0]) == ((312, 304), {"red", "grey"})


def test_strips_of_two_columns_stand_one_below_the_other(tmp_path: Path) -> None:
    boxes = [*column_of(0.1, 6), *column_of(0.6, 6)]
    path = tmp_path / "a.png"
    drawn((boxes[5], RED), (boxes[6], BLUE)).save(path)
    shown = picture_of(path, excerpts_of(path, scan(*boxes), Span(55, 65))[0])
    assert shown is not None
    size, _ = colours(shown[0])
    assert size == (312, 2 * 184)
    upper = Image.open(io.BytesIO(shown[0])).crop((0, 0, 312, 184))
    lower = Image.open(io.BytesIO(shown[0])).crop((0, 184, 312, 368))
    for half, colour in ((upper, "red"), (lower, "blue")):
        content = io.BytesIO()
        half.save(content, "PNG")
        assert colours(content.getvalue())[1] == {colour}


def test_a_page_that_would_be_too_large_without_loss_is_sent_as_a_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    PAGE.save(path)
    monkeypatch.setattr(originals, "_MOST_BYTES", 10)
    shown = picture_of(path, Excerpt(1))
    assert shown is not None
    assert shown[1] == "image/jpeg"


def test_a_strip_is_cut_out_of_a_picture_in_a_word_file(tmp_path: Path) -> None:
    page, content = drawn(*((box, RED if at == 4 else GREY) for at, box in enumerate(LINES))), io.BytesIO()
    page.save(content, "PNG")
    word = docx.Document()
    word.add_paragraph("前文。")
    for shown in (io.BytesIO(blue()), content):
        word.add_picture(shown, width=Cm(10))
    path = tmp_path / "a.docx"
    word.save(path)
    document = scan(*LINES, pages=[2] * len(LINES))
    [excerpt] = excerpts_of(path, document, Span(42, 45))
    assert (excerpt.page, excerpt.is_picture) == (2, True)
    cut = picture_of(path, excerpt)
    assert cut is not None
    assert colours(cut[0]) == ((312, 304), {"red", "grey"})
    whole = picture_of(path, Excerpt(2, is_picture=True))
    assert whole is not None
    assert colours(whole[0])[0] == (1_000, 2_000)
    assert picture_of(path, Excerpt(3)) is None


def test_a_strip_is_cut_out_of_a_picture_in_an_old_word_file() -> None:
    path = Path(__file__).parents[1] / "corpus/formats/cases/writer-scans.doc"
    shown = picture_of(path, Excerpt(2, ((0.0, 0.2, 1.0, 0.7),), is_picture=True))
    assert shown is not None
    assert colours(shown[0])[0] == (1_240, 200)


def test_a_strip_is_cut_out_of_the_pictures_on_a_page_of_an_ofd_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ofd"
    path.write_bytes(ofd_of([[]], picture="0 0 210 148.5", image=blue()))
    shown = picture_of(path, Excerpt(1, ((0.0, 0.0, 1.0, 0.5),)))
    assert shown is not None
    assert colours(shown[0]) == ((1_654, 1_170), {"blue"})
    below = picture_of(path, Excerpt(1, ((0.0, 0.6, 1.0, 1.0),)))
    assert below is not None
    assert colours(below[0])[1] == set()
    assert picture_of(path, Excerpt(2)) is None
    assert excerpts_of(path, THREE_PAGES, Span(0, 4)) == ()


def blue() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), BLUE).save(out, "PNG")
    return out.getvalue()


def test_a_strip_is_cut_out_of_a_picture_in_a_web_page() -> None:
    path = Path(__file__).parents[1] / "corpus/formats/cases/writer-pictures.html"
    shown = picture_of(path, Excerpt(1, ((0.0, 0.2, 1.0, 0.7),), is_picture=True))
    assert shown is not None
    assert colours(shown[0])[0] == (1_240, 200)
    assert picture_of(path, Excerpt(9, is_picture=True)) is None
