"""Numbering: the numbers that Word writes in front of paragraphs, which are not in their text."""

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: the name of its number format in OOXML, its text with %1 to %9, its first number."""

    format: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of each list of a document; lists that continue each other are `counted_as` one."""

    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    counted_as: Mapping[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    def label(self, number: str, level: int) -> str | None:
        """Return what stands in front of the next paragraph of a list; "" for bullets, None for unknown lists."""
        levels = self.levels.get(number, {})
        if level not in levels or not 0 <= level < _MOST_LEVELS:
            return None
        counts = self._counts.setdefault(self.counted_as[number], [None] * _MOST_LEVELS)
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        counts[level + 1 :] = [None] * (_MOST_LEVELS - level - 1)
        if levels[level].format in ("bullet", "none"):
            return ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at, Level("decimal", "", 1))
            count = counts[at]
            count = of.start if count is None else count
            return _FORMATS[of.format](count) if of.format in _FORMATS and count > 0 else str(count)

        label = re.sub(r"%([1-9])", written, levels[level].text)
        # Word puts a tab behind it; after 、 or a bracket none is seen.
        return label if re.search(r"[^\x00-\xff]$|\)$", label) or not label else f"{label} "


def _chinese(count: int) -> str:
    """Return 十一 for 11, up to 9999."""
    if count >= 10_000:
        return str(count)
    text = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // place % 10
        if digit:
            text += _DIGITS[digit] + unit
        elif text and not text.endswith("零") and count % place:
            text += "零"
    return text.removeprefix("一") if 10 <= count < 20 else text


def _roman(count: int) -> str:
    text, count = "", min(count, 5_000)
    for size, letters in _ROMAN:
        text += letters * (count // size)
        count %= size
    return text


def _letter(count: int) -> str:
    return string.ascii_lowercase[(count - 1) % 26] * ((count - 1) // 26 + 1)


def _legal(count: int) -> str:
    return (("一" if 10 <= count < 20 else "") + _chinese(count)).translate(_LEGAL)


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"), _chinese
    ),
    **dict.fromkeys(("taiwaneseCounting", "koreanCounting", "ideographDigital10"), _chinese),
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand"),
        lambda count: str(count).translate(str.maketrans(string.digits, _DIGITS)),
    ),
    "chineseLegalSimplified": _legal,
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"),
        lambda count: chr(ord("①") + count - 1) if count <= 20 else f"({count})",
    ),
    "decimalEnclosedParen": "({})".format,
    "decimalEnclosedFullstop": "{}.".format,
    "decimalZero": "{:02d}".format,
    "ideographTraditional": lambda count: _STEMS[(count - 1) % 10],
    "ideographZodiac": lambda count: _BRANCHES[(count - 1) % 12],
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
}
