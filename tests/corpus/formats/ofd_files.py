"""OFD files: a small writer of the national page format, for tests."""

import io
import zipfile
from collections.abc import Sequence

_NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
Text = tuple[float, float, float, str]  # x, y from the top, font size, text; in millimetres


def ofd_of(pages: Sequence[Sequence[Text]], *, picture: str = "", image: bytes = b"") -> bytes:
    """Return an OFD file with text at the given places.

    `picture` is the boundary of a picture on each page, `image` its content in PNG.
    """
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {_NAMES} Version="1.0"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {_NAMES} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="3">'
        "<ofd:MediaFile>one.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        "Doc_0/Res/one.png": image,
        "Doc_0/Document.xml": f"<ofd:Document {_NAMES}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{at + 1}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for at, texts in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{number + 10}" Boundary="{x} {y - size} {size * len(text)} {size}" Font="1" '
            f'Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size}">{text}</ofd:TextCode></ofd:TextObject>'
            for number, (x, y, size, text) in enumerate(texts)
        )
        image = f'<ofd:ImageObject ID="9" Boundary="{picture}" ResourceID="3"/>' if picture else ""
        layer = f'<ofd:Layer ID="2">{objects}{image}</ofd:Layer>'
        parts[f"Doc_0/Pages/{at}.xml"] = f"<ofd:Page {_NAMES}><ofd:Content>{layer}</ofd:Content></ofd:Page>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
