"""Makes `corpus/formats/boxes.ttf`, where each character is a box: python -m tests.corpus.formats.boxes FILE."""

import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

# PDFium knows this name as one of a Chinese font of Linux, and takes it where no other is installed.
NAME = "WenQuanYi Micro Hei"
NARROW = ((0x21, 0x7E), (0xA1, 0x24F), (0x370, 0x52F))
WIDE = ((0x2010, 0x27BF), (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF01, 0xFFEE), (0x20000, 0x323AF))
CODE_PAGES = sum(1 << bit for bit in (0, 17, 18, 19, 20))


def main() -> None:
    """Write the font to the file that is given."""
    glyphs = {".notdef": TTGlyphPen(None).glyph(), "space": TTGlyphPen(None).glyph()}
    for name, width in (("narrow", 500), ("wide", 1000)):
        pen = TTGlyphPen(None)
        pen.moveTo((20, -120))
        for corner in ((20, 880), (width - 20, 880), (width - 20, -120)):
            pen.lineTo(corner)
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({32: "space"})
    many = CmapSubtable.newSubtable(13)  # many characters of one glyph
    many.platformID, many.platEncID, many.language = 3, 10, 0
    ranges = (("narrow", NARROW), ("wide", WIDE))
    many.cmap = {code: name for name, each in ranges for first, last in each for code in range(first, last + 1)}
    builder.font["cmap"].tables.append(many)
    builder.setupGlyf(glyphs)
    widths = {".notdef": 1000, "space": 500, "narrow": 500, "wide": 1000}
    builder.setupHorizontalMetrics({name: (width, 20) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names = {"familyName": NAME, "styleName": "Regular", "fullName": NAME, "psName": NAME.replace(" ", "")}
    builder.setupNameTable({**names, "uniqueFontIdentifier": "boxes", "version": "1.0"})
    builder.setupOS2(
        sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120, ulCodePageRange1=CODE_PAGES
    )
    builder.setupPost()
    builder.save(sys.argv[1])


if __name__ == "__main__":
    main()
