"""Damage: hundreds of damaged files of each format are read, or refused in one clear line, and soon.

`XUNLI_DAMAGE=3000 pytest tests/corpus/formats/test_damage.py` tries as many of each.
"""

import io
import os
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import CorpusError
from corpus.formats import picture
from corpus.formats.reading import read_bytes
from tests.corpus.formats.ofd_files import ofd_of

CASES = Path(__file__).parent / "cases"
VARIANTS = int(os.environ.get("XUNLI_DAMAGE", "200"))
SECONDS = 20
SAMPLES = {
    "txt": "txt-big5.txt",
    "md": "md-lists.md",
    "html": "html-gbk-says-latin1.html",
    "mht": "html-is-mht.html",
    "docx": "docx-merged-table.docx",
    "doc": "writer-footnote.doc",
    "pdf": "pdf-enc-gbkp.pdf",
}
Content = Callable[[str], bytes]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return content with some bytes changed, cut out, repeated, blanked or put in, or cut short."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(data) or 1), chance.randint(1, 64)
        how = chance.randrange(6)
        if how == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif how == 1:
            del data[at : at + length]
        elif how == 2:
            data[at:at] = data[at : at + length] * chance.randint(1, 20)
        elif how == 3:
            data[at : at + length] = bytes(len(data[at : at + length]))
        elif how == 4:
            data[at:at] = chance.randbytes(length)
        elif chance.random() < 0.3:
            del data[at:]
    return bytes(data)


def damaged_within(content: bytes, chance: random.Random) -> bytes:
    """Return a package of which one part is damaged, and well packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == chosen else part)
    return out.getvalue()


def variants(content: bytes, seed: str) -> Iterator[bytes]:
    chance = random.Random(seed)
    for number in range(VARIANTS):
        within = content.startswith(b"PK") and number % 3
        yield damaged_within(content, chance) if within else damaged(content, chance)


def check(content: bytes, suffix: str) -> None:
    began = time.process_time()
    try:
        document = read_bytes(content, name="坏", file=f"坏.{suffix}", suffix=f".{suffix}")
    except CorpusError as error:
        assert str(error).startswith(f"坏.{suffix}")
        assert len(str(error).splitlines()) == 1
        assert len(str(error)) < 300
    else:
        document.text.encode("utf-8")
        assert all(0 <= paragraph.span.start < paragraph.span.end for paragraph in document.paragraphs)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("suffix", SAMPLES)
def test_damaged_files_are_read_or_refused_in_one_line(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "is_installed", lambda: False)
    for content in variants((CASES / SAMPLES[suffix]).read_bytes(), suffix):
        check(content, suffix)


class Nothing:
    txts = boxes = None


def noise(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 50).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["docx", "ofd"])
def test_damaged_files_with_pictures_are_read_or_refused_in_one_line(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "_loaded", lambda: lambda _image, **_: Nothing())
    text = [(20.0, 40.0, 4.0, "汀溪县政协立案提案152件。")]
    made = {
        "docx": (CASES / "writer-pictures.docx").read_bytes(),
        "ofd": ofd_of([text], picture="0 100 210 100", image=noise("png", (200, 160))),
    }
    for content in variants(made[kind], kind):
        check(content, kind)


def test_damaged_pictures_are_read_or_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_loaded", lambda: lambda _image, **_: Nothing())
    for kind in ("png", "jpeg", "tiff"):
        for content in variants(noise(kind), kind):
            check(content, kind)
