"""Files to read: a writer of small PDF files, and the shipped page saved in every format."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest

Text = tuple[float, float, float, str]  # x, y, font size, text
_SHIPPED = Path(__file__).parents[3] / "corpus/reports/2023-淮安市县市区政协工作巡礼-1.txt"

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/W[1 95 500]>>]>>"
)
_GLYPHS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Song/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/ABCDEF+Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
)
_IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    b"stream\n\0\nendstream"
)


def pdf_of(
    pages: Sequence[Sequence[Text]],
    *,
    image: bool = False,
    garbled: bool = False,
    apart: bool = True,
    turned: bool = False,
) -> bytes:
    """Return a PDF file with Chinese text at the given places, each in a text object of its own if `apart`."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(count))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)]
    objects += [_GLYPHS if garbled else _FONT, _IMAGE]
    for number, texts in enumerate(pages):
        resources = b"<</Font<</F 3 0 R>>%s>>" % (b"/XObject<</I 4 0 R>>" if image else b"")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources%s/Contents %d 0 R>>"
            % (resources, 6 + 2 * number)
        )
        shown = [
            b"/F %g Tf %s %g %g Tm <%s> Tj"
            % (
                size,
                b"0 1 -1 0" if turned else b"1 0 0 1",
                842 - y if turned else x,
                x if turned else y,
                text.encode("utf-16-be").hex().encode(),
            )
            for x, y, size, text in texts
        ]
        stream = b"\n".join(b"BT %s ET" % one for one in shown) if apart else b"BT %s ET" % b"\n".join(shown)
        stream += b" q 595 0 0 842 0 0 cm /I Do Q" if image else b""
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return bytes(out) + end % (len(objects) + 1, table, len(objects) + 1, len(out))


def column(lines: Sequence[str], *, x: float, top: float, size: float = 10, leading: float = 15) -> list[Text]:
    """Return lines set below each other; an ideographic space at the start of a line is an indent of 2 characters."""
    return [
        (x + 2 * size * line.startswith("　"), top - leading * number, size, line.lstrip("　"))
        for number, line in enumerate(lines)
    ]


def docx_of(lines: Sequence[str]) -> bytes:
    """Return a Word file with these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return an archive with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return out.getvalue()


@pytest.fixture(scope="session")
def shipped_lines() -> list[str]:
    return [line for line in _SHIPPED.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves a file and returns its path."""

    def save(content: bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    return pdf_of


@pytest.fixture(scope="session")
def make_column() -> Callable[..., list[Text]]:
    return column


@pytest.fixture(scope="session")
def make_docx() -> Callable[..., bytes]:
    return docx_of


@pytest.fixture(scope="session")
def replace_part() -> Callable[..., bytes]:
    return with_part
