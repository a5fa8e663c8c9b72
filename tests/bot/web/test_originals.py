"""Originals: kept by the hash of their text, and shown page by page."""

import io
from pathlib import Path

from PIL import Image

from bot.web.originals import Originals, pages_of, picture_of


def stored(folder: Path) -> Originals:
    originals = Originals(folder)
    picture = Image.new("RGB", (40, 60), "white")
    for letter, suffix in (("a", ".pdf"), ("b", ".png")):
        content = io.BytesIO()
        picture.save(content, format="PDF" if suffix == ".pdf" else "PNG")
        originals.store(letter * 64, suffix, content.getvalue())
    return originals


def test_a_page_of_a_pdf_and_a_picture_are_shown(tmp_path: Path) -> None:
    originals = stored(tmp_path)
    pdf, png = (originals.find(letter * 64) for letter in "ab")
    assert (pages_of(pdf, 3), pages_of(png, None), pages_of(None, 1)) == ((3,), (1,), ())
    drawn = picture_of(pdf, 1)
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn[0])).size == (80, 120)
    assert picture_of(pdf, 2) is None
    assert png is not None
    assert picture_of(png, 1) == (png.read_bytes(), "image/png")


def test_what_is_not_kept_is_not_found(tmp_path: Path) -> None:
    originals = stored(tmp_path)
    assert originals.find("c" * 64) is None
    assert picture_of(None, 1) is None


def test_the_files_of_texts_that_are_gone_are_removed(tmp_path: Path) -> None:
    originals = stored(tmp_path)
    originals.keep_only(["b" * 64])
    assert originals.find("a" * 64) is None
    assert originals.find("b" * 64) is not None
