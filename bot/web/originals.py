"""The pages of original files as pictures."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from corpus.formats.reading import PICTURES

_SCALE = 2.0  # of 72 dots per inch
_MOST_PIXELS = 16_000_000
_LONGEST_SIDE = 3_000  # of a scan; sent any larger, it would only take longer


def pages_of(original: Path | None, page: int | None) -> tuple[int, ...]:
    """Return the pages to show beside a text: the one that a slice is on, else the first."""
    if original is None or original.suffix not in (".pdf", *PICTURES):
        return ()
    return (page or 1,)


def picture_of(original: Path | None, number: int) -> tuple[bytes, str] | None:
    """Return a page of an original, counted from 1, as a picture with its media type; None where there is none."""
    if number < 1 or not pages_of(original, number):
        return None
    assert original is not None  # noqa: S101 - it has pages
    content = io.BytesIO()
    if original.suffix == ".pdf":
        import pypdfium2  # noqa: PLC0415 - seldom needed

        from corpus.formats.pdf import drawing  # noqa: PLC0415 - as above

        with drawing(), pypdfium2.PdfDocument(original) as document:
            if number > len(document):
                return None
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
            page.render(scale=scale).to_pil().save(content, format="PNG")
        return content.getvalue(), "image/png"
    with Image.open(original) as scan:
        try:
            scan.seek(number - 1)
        except EOFError:
            return None
        upright = ImageOps.exif_transpose(scan).convert("RGB")
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        upright.save(content, format="JPEG", quality=85)
    return content.getvalue(), "image/jpeg"
