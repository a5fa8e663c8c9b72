"""Characters: what many files write in place of plain Chinese characters and spaces, and text that is garbage."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from corpus.errors import CorpusError
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

# Of the Chinese characters of a right text, at least 97 % are everyday ones; of garbage, at most 60 %.
_SAMPLE = 50_000
_LEAST_PLAUSIBLE = 0.6
_LEAST_LETTERS = 12  # a headline of seven characters may have four rare ones
# Soft hyphens, zero-width characters, marks of direction, byte order marks, variation selectors.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u2060-\u2064\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
# Radicals, compatibility ideographs and ligatures that look like the characters they stand for.
_ALIKE = "\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f"
# Radicals of the supplement have no decomposition; these look like a character (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = dict(
    zip(
        "⺁⺇⺊⺌⺎⺒⺓⺝⺟⺠⺧⺫⺬⺮⺶⺻⺼⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳⻨",
        "厂几卜小兀巳幺月母民牛罒示竹羊聿肉臼虎西见角贝车長长门阝雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟麦",
        strict=True,
    )
)
# Punctuation of vertical lines.
_UPRIGHT = dict(
    zip(
        "︐︑︒︓︔︕︖︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄",
        "，、。：；！？…：—（）｛｝〔〕【】《》〈〉「」『』",
        strict=True,
    )
)
_FOLDED = re.compile(f"[{_INVISIBLE}{_SPACES}{_ALIKE}{''.join(_RADICALS)}{''.join(_UPRIGHT)}]|[\U000e0100-\U000e01ef]")
_OTHERS = {**_RADICALS, **_UPRIGHT}
# What lost bytes become: U+FFFD, and two of them read as GBK.
_LOST = re.compile(r"\ufffd|锟斤拷|锟斤|烫烫烫|屯屯屯")


def folded(text: str) -> str:
    """Return text with compatibility forms replaced, odd spaces made plain, and invisible characters taken out."""
    return _FOLDED.sub(_fold, text)


def _fold(match: re.Match[str]) -> str:
    char = match.group()
    if char in _OTHERS:
        return _OTHERS[char]
    if re.match(f"[{_SPACES}]", char):
        return " "
    return unicodedata.normalize("NFKC", char) if re.match(f"[{_ALIKE}]", char) else ""


def plausibility(text: str) -> float:
    """Return the share of everyday Chinese characters among the letters beyond ASCII; 1.0 where there are none."""
    beyond = [char for char in text[:_SAMPLE] if char > "\x7f" and unicodedata.category(char)[0] not in "PSZN"]
    return sum(char in _everyday() for char in beyond) / len(beyond) if beyond else 1.0


@cache
def _everyday() -> frozenset[str]:
    """Return the first level of GB 2312 and of Big5: everyday simplified and traditional characters."""
    simplified = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    lows = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(byte for high in range(0xA4, 0xC7) for low in lows for byte in (high, low))
    wide = "".join(map(chr, (*range(0x3000, 0x3020), *range(0xFF00, 0xFF60))))
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore") + wide)


def is_garbage(line: str) -> bool:
    """Whether a line was decoded wrongly as a whole; a line with a lost character or two is not garbage."""
    letters = sum(char > "\x7f" for char in line)
    lost = sum(len(match) for match in _LOST.findall(line))
    return 2 * lost > letters > 0 or (letters >= _LEAST_LETTERS and plausibility(line) < _LEAST_PLAUSIBLE)


def without_garbage(
    lines: Sequence[str], *, file: str, place: str = places.LINE_NUMBER
) -> tuple[list[str], list[LeftOut]]:
    """Take out the lines that are garbage, and tell of them and of those with lost characters.

    Args:
        lines: the lines of a file or of one page.
        file: the file's name, for the error.
        place: says where a line stands, by its number.

    Raises:
        CorpusError: more than half of the text is garbage.
    """
    kept, notes, garbage = [], [], 0
    for number, line in enumerate(lines, 1):
        bad = is_garbage(line)
        if bad or _LOST.search(line):
            notes.append(LeftOut(Left.GARBLED, place.format(line=number), line.strip()))
        if bad:
            garbage += len(line)
        else:
            kept.append(line)
    if 2 * garbage > sum(map(len, lines)):
        raise CorpusError(wording.GARBLED_TEXT.format(file=file, where=notes[0].where))
    return kept, notes
