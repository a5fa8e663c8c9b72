"""Numbering: the numbers that Word writes in front of paragraphs, which are not in their text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.formats.ooxml import child, children, value

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of each list of a document."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    # Lists that continue each other share their counts.
    counted_as: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> "Numbering":
        """Return the numbering of `word/numbering.xml`."""
        numbering = cls()
        if root is None:
            return numbering
        abstract = {value(one, "abstractNumId"): dict(_levels(one)) for one in children(root, "abstractNum")}
        for one in children(root, "num"):
            number, wanted = value(one, "numId"), value(child(one, "abstractNumId"))
            levels = dict(abstract.get(wanted, {}))
            overrides = list(children(one, "lvlOverride"))
            for override in overrides:
                levels.update(_levels(override))
                start = child(override, "startOverride")
                at = _number(value(override, "ilvl"))
                if start is not None and at in levels:
                    levels[at] = _Level(levels[at].format, levels[at].text, _number(value(start), 1))
            numbering.levels[number] = levels
            numbering.counted_as[number] = f"{number} alone" if overrides else wanted
        return numbering

    def label(self, number: str, level: int) -> str:
        """Return what stands in front of the next paragraph of a list at a level; "" for bullets."""
        levels = self.levels.get(number, {})
        if level not in levels or not 0 <= level < _MOST_LEVELS:
            return ""
        counts = self._counts.setdefault(self.counted_as[number], [None] * _MOST_LEVELS)
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        counts[level + 1 :] = [None] * (_MOST_LEVELS - level - 1)
        if levels[level].format in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at)
            count = counts[at] if counts[at] is not None else of.start if of else 1
            return _written(count or 0, of.format if of else "decimal")

        label = re.sub(r"%([1-9])", shown, levels[level].text)
        # Word puts a tab behind it; after 、 or a bracket none is seen.
        return label if re.search(r"[^\x00-\xff]$|\)$", label) or not label else f"{label} "


def _levels(of: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in children(of, "lvl"):
        kind = child(level, "numFmt")
        start, text = child(level, "start"), child(level, "lvlText")
        yield (
            _number(value(level, "ilvl")),
            _Level(value(kind) or "decimal", value(text), _number(value(start), 1)),
        )


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def _written(count: int, kind: str) -> str:
    """Return a count in one of Word's number formats; decimal for those that are not known."""
    if kind in _FORMATS and count > 0:
        return _FORMATS[kind](count)
    return str(count)


def _chinese(count: int) -> str:
    """Return 十一 for 11, up to 9999."""
    if not 0 < count < 10_000:
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
    text = ""
    for size, letters in (*_ROMAN, *_ROMAN_ONES):
        text += letters * (count // size)
        count %= size
    return text


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _circled(count: int) -> str:
    return chr(ord("①") + count - 1) if count <= 20 else f"({count})"


def _digits(count: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(count))


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"), _chinese
    ),
    **dict.fromkeys(("taiwaneseCounting", "koreanCounting", "ideographDigital10"), _chinese),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand"), lambda count: _digits(count, _DIGITS)),
    "chineseLegalSimplified": lambda count: _digits(count, _LEGAL),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": lambda count: f"({count})",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "decimalZero": lambda count: f"{count:02d}",
    "ideographTraditional": lambda count: _STEMS[(count - 1) % 10],
    "ideographZodiac": lambda count: _BRANCHES[(count - 1) % 12],
    "lowerRoman": lambda count: _roman(min(count, 5_000)),
    "upperRoman": lambda count: _roman(min(count, 5_000)).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
}
