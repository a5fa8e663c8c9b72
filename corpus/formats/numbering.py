"""Numbering: the numbers that Word writes in front of paragraphs, which are not in their text."""

import re
import string
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

_DIGITS = str.maketrans(string.digits, "〇一二三四五六七八九")
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = "m1000 cm900 d500 cd400 c100 xc90 l50 xl40 x10 ix9 v5 iv4 i1"
_MOST_LEVELS = 9


class _Level(NamedTuple):
    """One level of a list: the name of its number format, its text with %1 to %9, its first number."""

    format: str
    text: str
    start: int


class Numbering:
    """Counts the paragraphs of each list of `word/numbering.xml`; lists of one definition continue each other."""

    def __init__(self, root: etree._Element) -> None:
        definitions = {one.get("abstractNumId", ""): _levels(one) for one in root.iterfind("abstractNum")}
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        for one in root.iterfind("num"):
            number, definition = one.get("numId", ""), value_of(one.find("abstractNumId"))
            levels, overrides = dict(definitions.get(definition, {})), one.findall("lvlOverride")
            for override in overrides:
                levels |= _levels(override)
                start, at = override.find("startOverride"), number_of(override.get("ilvl", ""), 0)
                if start is not None and at in levels:
                    levels[at] = levels[at]._replace(start=number_of(value_of(start), 1))
            self._lists[number] = f"{number} alone" if overrides else definition, levels

    def label(self, number: str, level: int) -> str | None:
        """Return what stands in front of the next paragraph of a list; "" for bullets, None for unknown lists."""
        counted_as, levels = self._lists.get(number, ("", {}))
        if level not in levels or not 0 <= level < _MOST_LEVELS:
            return None
        counts = self._counts.setdefault(counted_as, [None] * _MOST_LEVELS)
        before = counts[level]
        counts[level:] = [levels[level].start if before is None else before + 1] + [None] * (_MOST_LEVELS - level - 1)
        if levels[level].format in ("bullet", "none"):
            return ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of, count = levels.get(at, _Level("decimal", "", 1)), counts[at]
            count = of.start if count is None else count
            return _FORMATS.get(of.format, str)(count) if count > 0 else str(count)

        label = re.sub(r"%([1-9])", written, levels[level].text)
        # Word puts a tab behind it; after 、 or a bracket none is seen.
        return label if re.search(r"[^\x00-\xff]$|\)$", label) or not label else f"{label} "


def value_of(element: etree._Element | None) -> str:
    """Return the value of an element, "" where it or its value is missing."""
    return "" if element is None else str(element.get("val", ""))


def number_of(text: str, otherwise: int) -> int:
    """Return a number as it is written in a part."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def _levels(of: etree._Element) -> dict[int, _Level]:
    levels = {}
    for level in of.iterfind("lvl"):
        kind, text, start = (value_of(level.find(name)) for name in ("numFmt", "lvlText", "start"))
        levels[number_of(level.get("ilvl", ""), 0)] = _Level(kind or "decimal", text, number_of(start, 1))
    return levels


def _chinese(count: int) -> str:
    """Return 十一 for 11, up to 9999."""
    if count >= 10_000:
        return str(count)
    digits = zip(f"{count:04}", "千百十 ", strict=True)
    text = "".join("零" if digit == "0" else digit.translate(_DIGITS) + unit for digit, unit in digits)
    text = re.sub("零+", "零", text).strip("零 ")
    return text.removeprefix("一") if 10 <= count < 20 else text


def _roman(count: int) -> str:
    text, count = "", min(count, 5_000)
    for letters, size in re.findall(r"([a-z]+)(\d+)", _ROMAN):
        times, count = divmod(count, int(size))
        text += letters * times
    return text


def _letter(count: int) -> str:
    return string.ascii_lowercase[(count - 1) % 26] * ((count - 1) // 26 + 1)


# By their names in ST_NumberFormat (ECMA-376 part 1, 17.18.59).
_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "koreanCounting"), _chinese),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital10"), _chinese),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand"), lambda count: str(count).translate(_DIGITS)),
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"),
        lambda count: chr(ord("①") + count - 1) if count <= 20 else f"({count})",
    ),
    "chineseLegalSimplified": lambda count: ("一" * (10 <= count < 20) + _chinese(count)).translate(_LEGAL),
    "decimalEnclosedParen": "({})".format,
    "decimalEnclosedFullstop": "{}.".format,
    "decimalZero": "{:02d}".format,
    "ideographTraditional": lambda count: "甲乙丙丁戊己庚辛壬癸"[(count - 1) % 10],
    "ideographZodiac": lambda count: "子丑寅卯辰巳午未申酉戌亥"[(count - 1) % 12],
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
}
