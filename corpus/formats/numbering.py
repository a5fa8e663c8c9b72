"""Numbering: the numbers that Word writes in front of paragraphs, which are not in their text."""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = "m1000 cm900 d500 cd400 c100 xc90 l50 xl40 x10 ix9 v5 iv4 i1"
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: the name of its number format in OOXML, its text with %1 to %9, its first number."""

    format: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of each list of a document; lists of one definition continue each other."""

    definitions: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    _lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    def use(self, number: str, definition: str, overrides: Sequence[tuple[int, Level | int]]) -> None:
        """Name a list by its number: some levels of its definition may be others, or start with another number."""
        levels = dict(self.definitions.get(definition, {}))
        for at, other in overrides:
            if isinstance(other, Level):
                levels[at] = other
            elif at in levels:
                levels[at] = replace(levels[at], start=other)
        self._lists[number] = f"{number} alone" if overrides else definition, levels

    def label(self, number: str, level: int) -> str | None:
        """Return what stands in front of the next paragraph of a list; "" for bullets, None for unknown lists."""
        counted_as, levels = self._lists.get(number, ("", {}))
        if level not in levels or not 0 <= level < _MOST_LEVELS:
            return None
        counts = self._counts.setdefault(counted_as, [None] * _MOST_LEVELS)
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
    digits = f"{count:04}"
    text = "".join(
        _DIGITS[int(digit)] + unit if digit > "0" else "零" for digit, unit in zip(digits, "千百十 ", strict=True)
    )
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


def _circled(count: int) -> str:
    return chr(ord("①") + count - 1) if count <= 20 else f"({count})"


def _digits(count: int) -> str:
    return str(count).translate(str.maketrans(string.digits, _DIGITS))


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "koreanCounting"), _chinese),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital10"), _chinese),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand"), _digits),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "chineseLegalSimplified": lambda count: (("一" if 10 <= count < 20 else "") + _chinese(count)).translate(_LEGAL),
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
