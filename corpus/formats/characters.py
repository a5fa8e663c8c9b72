"""Characters: from the bytes of a text to its characters, what stands in for plain ones, and text that is garbage."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

from corpus.errors import CorpusError
from corpus.model import Left, LeftOut
from prompts import left_out as places
from prompts import storage as wording

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK = ("gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
_BY_LINE = ("utf-8", "gb18030", "big5hkscs")
_GUESSES = "、".join(("UTF-8", "GB18030", "UTF-16", "Big5"))
# Of the Chinese characters that a right guess gives, at least 97 % are everyday ones; a wrong guess gives at most 60 %.
_PLAUSIBLE, _GARBAGE = 0.8, 0.6
_SAMPLE = 50_000
_LEAST_LETTERS = 12  # a headline of seven characters may have four rare ones
# Soft hyphens, zero-width characters, marks of direction, byte order marks, variation selectors.
_INVISIBLE = (
    *(0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)),
    *(*range(0x2066, 0x206A), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),
)
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)
# Radicals, compatibility ideographs and ligatures that look like the characters they stand for.
_ALIKE = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB07), *range(0x2F800, 0x2FA20))
_FOLDED: dict[int, str | int] = {
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys(_SPACES, " "),
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in _ALIKE},
    # Radicals of the supplement have no decomposition; these look like a character (EquivalentUnifiedIdeograph).
    **str.maketrans(
        "⺁⺇⺊⺌⺎⺒⺓⺝⺟⺠⺧⺫⺬⺮⺶⺻⺼⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂几卜小兀巳幺月母民牛罒示竹羊聿肉臼虎西见角贝车長长门阝雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
    ),
    # Punctuation of vertical lines.
    **str.maketrans(
        "︐︑︒︓︔︕︖︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄", "，、。：；！？…：—（）｛｝〔〕【】《》〈〉「」『』"
    ),
}
# What lost bytes become: U+FFFD, and two of them read as GBK.
LOST = re.compile(r"\ufffd|锟斤拷|锟斤|烫烫烫|屯屯屯")


def decode(content: bytes, *, file: str, declared: Sequence[str] = ()) -> str:
    """Decode a text; a byte order mark is not part of it, line ends are kept as they are.

    UTF-8 is taken where it is valid. Otherwise GB18030, UTF-16 and Big5 are tried, and the text that reads most like
    Chinese wins; of a file put together from several, line by line. Encodings that are `declared` come before all
    others where the text is plausible.

    Raises:
        CorpusError: no encoding gives plausible text, or the bytes of the right one are damaged.
    """
    for encoding in declared:
        if (text := _best(content, (encoding,))) is not None:
            return text
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding, file)
    text = None
    with suppress(UnicodeDecodeError):
        text = content.decode("utf-8")
    best = text if text is not None and "\0" not in text else _best(content, _WITHOUT_MARK) or text
    if best is not None:
        return best
    lines = [_best(line, _BY_LINE) for line in content.splitlines(keepends=True)]
    if None not in lines:
        return "".join(filter(None, lines))
    before, _, _ = content.decode("utf-8", "replace").partition("\ufffd")
    if not before.isascii() and plausibility(before) >= _PLAUSIBLE:
        return _decoded(content, "utf-8", file)  # what starts as UTF-8 is a damaged file
    raise CorpusError(wording.NO_ENCODING.format(file=file, guess=_GUESSES))


def _best(content: bytes, encodings: Sequence[str]) -> str | None:
    """Return the text that reads most like Chinese; None where none reads well."""
    texts = []
    for encoding in encodings:
        with suppress(UnicodeError, LookupError):
            texts.append(content.decode(encoding))
    best = max((text for text in texts if "\0" not in text), key=plausibility, default=None)
    return best if best is not None and plausibility(best) >= _PLAUSIBLE else None


def _decoded(content: bytes, encoding: str, file: str) -> str:
    """Decode a text whose encoding is known; damage is told by its line."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(content[: error.start].decode(encoding, "ignore").splitlines()) or 1
        raise CorpusError(wording.BAD_BYTES.format(file=file, line=line, encoding=encoding.upper())) from error


def folded(text: str) -> str:
    """Return text with compatibility forms replaced, odd spaces made plain, and invisible characters taken out."""
    return text.translate(_FOLDED)


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


def without_garbage(lines: Sequence[str], *, file: str) -> tuple[list[str], list[LeftOut]]:
    """Take out the lines of a file that are garbage, and tell of them and of those with lost characters.

    Raises:
        CorpusError: more than half of the text is garbage.
    """
    kept, notes, garbage = [], [], 0
    for number, line in enumerate(lines, 1):
        letters = sum(char > "\x7f" for char in line)
        lost = sum(len(match) for match in LOST.findall(line))
        # A line that was decoded wrongly as a whole; one with a lost character or two is not garbage.
        bad = 2 * lost > letters > 0 or (letters >= _LEAST_LETTERS and plausibility(line) < _GARBAGE)
        if bad or lost:
            notes.append(LeftOut(Left.GARBLED, places.LINE_NUMBER.format(line=number), line.strip()))
        if bad:
            garbage += len(line)
        else:
            kept.append(line)
    if 2 * garbage > sum(map(len, lines)):
        raise CorpusError(wording.GARBLED_TEXT.format(file=file, where=notes[0].where))
    return kept, notes
