"""Cuts the font of the charts from Noto Sans CJK; see README.md."""

import sys
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]

_HERE = Path(__file__).parent
_FAMILY, _STYLE = "Xunli Sans SC", "XunliSansSC-Regular"
_DROPPED = ["VORG", "vhea", "vmtx", "GPOS", "GSUB", "GDEF", "BASE", "DSIG"]


def characters() -> set[int]:
    """Return the code points that are kept."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    text = "".join(cell.decode("gb2312", "ignore") for cell in cells)
    text += (_HERE.parents[1] / "corpus" / "regions.tsv").read_text(encoding="utf-8")
    text += "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "‐‑–‰"
    return {ord(char) for char in text if char.isprintable()}


def cut(collection: Path) -> Any:
    """Return the font, cut and renamed."""
    fonts = TTCollection(collection).fonts
    font = next(one for one in fonts if one["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14])
    options.drop_tables += _DROPPED
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    named = {1: _FAMILY, 3: f"2.004;{_STYLE}", 4: _FAMILY, 6: _STYLE}
    for record in font["name"].names:
        record.string = named.get(record.nameID, record.toUnicode())
    compact = font["CFF "].cff
    compact.fontNames = [_STYLE]
    compact.topDictIndex[0].FullName = compact.topDictIndex[0].FamilyName = _FAMILY
    return font


if __name__ == "__main__":
    cut(Path(sys.argv[1])).save(_HERE / f"{_STYLE}.otf")
