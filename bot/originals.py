"""Original files as pictures: the strips of a scan that hold a quote, or a whole page."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from PIL import Image

from corpus.formats import reading
from corpus.model import Box, Document, RecognisedLine, Span, around

_LONGEST_SIDE = 3_000  # of a scan; sent any larger, it would only take longer
_MOST_BYTES = 4_000_000  # of a page without loss; of one that is a scan it would be far more
_MOST_PAGES = 3
_WORD, _WEB = (".docx", ".doc", ".wps"), (".html", ".htm", ".mht", ".mhtml")
# So many lines above and below a quote are shown with it; they also tell how wide its column is.
_BESIDE = 2
# Lines belong together that are no further apart than this, and a strip has this margin, in heights of a line.
_REACH, _MARGIN = 2.0, 0.3


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a page of an original, counted from 1: some strips of it, or all where there are none.

    Of a file without pages `page` is the number of a picture that stands in its text.
    """

    page: int
    strips: tuple[Box, ...] = ()
    is_picture: bool = False


def excerpts_of(original: Path | None, document: Document, span: Span | None) -> tuple[Excerpt, ...]:
    """Return what of an original stands beside a slice of its text.

    These are the recognised lines that hold it; where none are known the page that it begins on, else the first.
    """
    if original is None:
        return ()
    strips: dict[int, list[Box]] = {}
    for run in _runs(document.lines, span) if span else ():
        strips.setdefault(document.lines[run.start].page, []).append(_strip(document.lines, run))
    for page, boxes in strips.items():
        if sum(bottom - top for _, top, _, bottom in boxes) >= 1.0:
            strips[page] = []  # as high as the page, they are better seen in it
    if strips:
        is_picture = original.suffix in (*_WORD, *_WEB)
        return tuple(Excerpt(page, tuple(boxes), is_picture) for page, boxes in strips.items())[:_MOST_PAGES]
    if not has_pages(original):
        return ()
    begins = (one.page for one in document.paragraphs if span and one.span.start <= span.start < one.span.end)
    return (Excerpt(next(begins, None) or 1),)


def has_pages(original: Path | None) -> bool:
    """Whether an original is shown page by page."""
    return original is not None and original.suffix in (".pdf", *reading.PICTURES)


def _runs(lines: Sequence[RecognisedLine], span: Span) -> list[range]:
    """Return the lines that a slice touches, those of each column by themselves."""
    touched = [at for at, line in enumerate(lines) if line.span.start < span.end and span.start < line.span.end]
    firsts = [at for at in touched if at == touched[0] or not _is_next(lines[at - 1], lines[at])]
    return [range(first, end) for first, end in pairwise([*firsts, *(at + 1 for at in touched[-1:])])]


def _is_next(line: RecognisedLine, other: RecognisedLine) -> bool:
    """Whether two lines stand close to one another on a page."""
    reach = _REACH * min(_height(line), _height(other))
    (left, top, right, bottom), (x, y, end, foot) = line.box, other.box
    beside = x - right <= reach and left - end <= reach
    return line.page == other.page and beside and y - bottom <= reach and top - foot <= reach


def _height(line: RecognisedLine) -> float:
    left, top, right, bottom = line.box
    return min(right - left, bottom - top)  # lines may be vertical


def _strip(lines: Sequence[RecognisedLine], run: range) -> Box:
    """Return the box of a run of lines and of some before and after it, with a margin."""
    first, last = run.start, run.stop - 1
    while first > max(0, run.start - _BESIDE) and _is_next(lines[first - 1], lines[first]):
        first -= 1
    while last < min(len(lines), run.stop + _BESIDE) - 1 and _is_next(lines[last], lines[last + 1]):
        last += 1
    box = around(line.box for line in lines[first : last + 1])
    assert box is not None  # noqa: S101 - a run has lines
    margin = _MARGIN * _height(lines[run.start])
    return max(0.0, box[0] - margin), max(0.0, box[1] - margin), min(1.0, box[2] + margin), min(1.0, box[3] + margin)


def picture_of(original: Path | None, excerpt: Excerpt) -> tuple[bytes, str] | None:
    """Return an excerpt of an original, its strips one below the other, as a picture with its media type.

    None where there is no such page.
    """
    if original is None or excerpt.page < 1:
        return None
    is_drawn = original.suffix == ".pdf"
    page = reading.picture_of(original.read_bytes(), excerpt.page, file=original.name, suffix=original.suffix)
    if page is None:
        return None
    if excerpt.strips:
        page = _cut(page, excerpt.strips)
    if excerpt.strips or not is_drawn:
        page.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if is_drawn and not excerpt.strips and len(content := _as_file(page, "PNG")) <= _MOST_BYTES:
        return content, "image/png"
    return _as_file(page, "JPEG"), "image/jpeg"


def _as_file(picture: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    picture.save(content, format=kind, quality=85)
    return content.getvalue()


def _cut(page: Image.Image, strips: Sequence[Box]) -> Image.Image:
    """Return strips of a page, one below the other."""
    width, height = page.size
    cuts = [
        page.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))
        for left, top, right, bottom in strips
    ]
    sheet = Image.new("RGB", (max(cut.width for cut in cuts), sum(cut.height for cut in cuts)), "white")
    for cut, top in zip(cuts, accumulate((cut.height for cut in cuts), initial=0), strict=False):
        sheet.paste(cut, (0, top))
    return sheet
