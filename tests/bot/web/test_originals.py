"""Original files, shown page by page."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.web.originals import pages_of, picture_of
from corpus.formats import read
from tests.corpus.formats.conftest import column, pdf_of

PAGE = Image.new("RGB", (40, 60), "white")


def test_a_page_of_a_pdf_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    PAGE.save(path)
    drawn = picture_of(path, 1)
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn[0])).size == (80, 120)
    assert (picture_of(path, 2), picture_of(path, 0)) == (None, None)
    assert (pages_of(path, 3), pages_of(path, None)) == ((3,), (1,))


def test_characters_of_a_font_that_is_not_in_the_file_are_drawn_if_the_system_has_them(tmp_path: Path) -> None:
    """To read a file they are boxes; where no Chinese font is installed the page stays blank."""
    path, text = tmp_path / "a.pdf", "一一一一"
    path.write_bytes(pdf_of([column([text], x=60, top=700, size=40)]))
    for _ in range(3):
        assert read(path).text.strip() == text
        drawn = picture_of(path, 1)
        assert drawn is not None
        ink = np.asarray(Image.open(io.BytesIO(drawn[0])).convert("L")) < 128
        assert ink.sum() < 0.3 * (4 * 80 * 80)  # of boxes it would be all


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".webp"])
def test_a_scan_is_shown_in_a_format_that_every_browser_knows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    PAGE.save(path)
    shown = picture_of(path, 1)
    assert shown is not None
    assert (Image.open(io.BytesIO(shown[0])).size, shown[1]) == ((40, 60), "image/jpeg")
    assert picture_of(path, 2) is None


def test_each_page_of_a_scan_of_several_is_shown_and_no_larger_than_a_screen_needs(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    PAGE.save(path, save_all=True, append_images=[Image.new("L", (6_000, 1_000))])
    shown = picture_of(path, 2)
    assert shown is not None
    assert Image.open(io.BytesIO(shown[0])).size == (3_000, 500)


def test_other_files_and_none_have_no_pages(tmp_path: Path) -> None:
    assert (pages_of(None, 1), pages_of(tmp_path / "a.docx", 1)) == ((), ())
    assert (picture_of(None, 1), picture_of(tmp_path / "a.docx", 1)) == (None, None)
