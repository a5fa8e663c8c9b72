"""Picture: the text that is recognised in a scan or a photo, by PP-OCR models that come with `rapidocr`."""

import importlib.util
import io
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from corpus.errors import CorpusError
from corpus.formats.assembly import Extract
from corpus.formats.columns import Piece
from corpus.formats.layout import extract_of
from corpus.formats.package import refusing
from corpus.model import Box, Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MOST_PAGES = 50
_MOST_EMBEDDED = 100
_MOST_PIXELS = 80_000_000
# The engine makes a picture smaller when a side is longer; a page of a newspaper is read at about this size.
LONGEST_SIDE = 4_000
# Below this confidence a line is left out, below the other it is named for a look at the picture.
_READ, _SURE = 0.5, 0.9
_UPRIGHT = 1.5
# A picture within another file is tried where no side is shorter, in pixels. To look for lines costs a tenth of reading
# a page, so they are looked for in a small copy first; of few lines a larger one will do.
_GLANCE, _OF_FEW, _FEW = 1_000, 2_000, 8
# It holds a page of text where so many letters are read, or so many that end a sentence: photographs have banners.
_LEAST_SIDE = 150
_LEAST_LETTERS, _LEAST_SENTENCE = 50, 20
_SENTENCE_END = re.compile("[。；;]")
# One picture at a time: the models take all processors as it is.
_ENGINE = threading.Lock()


def extract(content: bytes, *, file: str) -> Extract:
    """Return the paragraphs of each picture of a file, most of which hold one."""
    _engine(file)
    with refusing(wording.PICTURE, file), warnings.catch_warnings(action="ignore"):
        images = list(_images(content, file))
    pages = (recognise(one, file=file, where=places.PAGE.format(page=at)) for at, one in enumerate(images, 1))
    return extract_of(pages, file=file, nothing=wording.NOTHING_RECOGNISED)


def picture_of(content: bytes, number: int = 1, *, file: str) -> Image.Image | None:
    """Return a picture of a file, upright; None where it is not there, damaged, too large or of an unknown kind."""
    with suppress(CorpusError), refusing(wording.PICTURE, file), warnings.catch_warnings(action="ignore"):
        return next(islice(_images(content, file), number - 1, None), None)
    return None


def _images(content: bytes, file: str) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise CorpusError(wording.BOMB.format(file=file, reason=f"{picture.width}×{picture.height}"))
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number >= _MOST_PAGES:
                raise CorpusError(wording.TOO_MANY_PAGES.format(file=file, limit=_MOST_PAGES))
            yield (ImageOps.exif_transpose(frame) or frame).convert("RGB")


@cache
def _loaded() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra, and slow to load

    params = {"Global.max_side_len": LONGEST_SIDE, "Global.text_score": 0.0, "Global.log_level": "critical"}
    return RapidOCR(params=params)


def is_installed() -> bool:
    """Whether the recognition is there; it is an extra."""
    return importlib.util.find_spec("rapidocr") is not None


def nothing_read(without_recognition: str = wording.NO_RECOGNITION) -> str:
    """Return what is said of a file that holds only pictures in which no text was recognised."""
    return wording.NOTHING_RECOGNISED if is_installed() else without_recognition


def _engine(file: str) -> Any:
    try:
        return _loaded()
    except ImportError as error:
        raise CorpusError(wording.NO_RECOGNITION.format(file=file)) from error


def _found(image: Image.Image, *, file: str, is_read: bool) -> Any:
    """Return the lines of a picture, without their text unless it is read."""
    with _ENGINE:
        return _engine(file)(np.asarray(image)[:, :, ::-1], use_cls=is_read, use_rec=is_read)


def _reduced(image: Image.Image, side: int) -> Image.Image:
    small = image.copy()
    small.thumbnail((side, side))
    return small


def recognise(image: Image.Image, *, file: str, where: str) -> tuple[list[Piece], list[LeftOut]]:
    """Return the lines of text in a picture as pieces, and a note that they were recognised."""
    found = _found(image, file=file, is_read=True)
    if found.txts is None:
        return [], []
    lines = list(zip(found.boxes, found.txts, found.scores, strict=True))
    unsure = " | ".join(text for _, text, score in lines if _READ <= score < _SURE)
    unread = " | ".join(text for _, text, score in lines if score < _READ)
    notes = [LeftOut(Left.RECOGNISED, where, unsure)] + [LeftOut(Left.GARBLED, where, unread)] * bool(unread)
    return pieces_of([(box, text) for box, text, score in lines if score >= _READ], image.size), notes


@dataclass(slots=True)
class Embedded:
    """Recognises pictures that stand in a file of another format, so many of a file at most.

    The longer side of a picture has `least` pixels at least.
    """

    file: str
    least: int = 0
    tried: int = 0

    def read(
        self, opening: Callable[[], Image.Image | None], *, where: str, alt: str, is_scan: bool
    ) -> tuple[list[Piece], list[LeftOut]]:
        """Return the text of a picture as pieces, and what is told of it; `opening` returns None where it is damaged.

        A picture that stands beside text has to hold a page of text; of a scan, without any beside it, all is read.
        """
        if self.tried >= _MOST_EMBEDDED:
            return [], [LeftOut(Left.PICTURE, where, places.TOO_MANY_PICTURES.format(limit=_MOST_EMBEDDED))]
        self.tried += 1
        image = opening()
        if image is None or min(image.size) < _LEAST_SIDE or max(image.size) < self.least:
            return [], [LeftOut(Left.PICTURE, where, alt)]
        try:
            _engine(self.file)
        except CorpusError:
            return [], [LeftOut(Left.PICTURE, where, f"{places.NOT_RECOGNISED} {alt}".strip())]
        width = image.width
        if max(image.size) > _GLANCE:
            lines = _found(_reduced(image, _GLANCE), file=self.file, is_read=False).boxes
            if lines is None:
                return [], []
            if len(lines) < _FEW:
                image = _reduced(image, _OF_FEW)
        found, notes = recognise(image, file=self.file, where=where)
        pieces = [piece.scaled(width / image.width) for piece in found]
        words = " ".join(piece.text for piece in pieces)
        least = _LEAST_SENTENCE if _SENTENCE_END.search(words) else _LEAST_LETTERS
        if is_scan or sum(map(str.isalnum, words)) >= least:
            return pieces, notes
        return [], [LeftOut(Left.PICTURE, where, words)] * bool(words)


def pieces_of(lines: Sequence[tuple[Any, str]], size: tuple[int, int]) -> list[Piece]:
    """Return recognised lines as pieces; a page that is mostly vertical is turned so that its lines become rows.

    Of each line its four corners are given, in pixels from the top left, and its text; of the page its size.
    """
    corners = [(tuple(zip(*box, strict=True)), text) for box, text in lines]
    boxes = [(min(x), min(y), max(x), max(y), text) for (x, y), text in corners]
    upright = [text for x, y, right, bottom, text in boxes if len(text) > 1 and bottom - y > _UPRIGHT * (right - x)]
    if 2 * len("".join(upright)) > sum(len(text) for *_, text in boxes):
        found = [Piece(text, y, (x + right) / 2, right - x, bottom) for x, y, right, bottom, text in boxes]
    else:
        found = [Piece(text, x, -bottom, bottom - y, right) for x, y, right, bottom, text in boxes]
    return [replace(piece, box=_box(corners, size)) for piece, (*corners, _) in zip(found, boxes, strict=True)]


def _box(corners: Sequence[float], size: tuple[int, int]) -> Box:
    """Return left, top, right and bottom in pixels as shares of a page; four places are enough for any."""
    left, top, right, bottom = np.divide(corners, size * 2).clip(0, 1).round(4).tolist()
    return left, top, right, bottom
