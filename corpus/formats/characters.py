"""Characters: from the bytes of a text to its characters, what stands in for plain ones, and text that is garbage."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
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


def decode(content: bytes, *, file: str, declared: Sequence[str] = ()) -> str:
    """Decode a text; a byte order mark is not part of it, line ends are kept as they are.

    UTF-8 is taken where it is valid. Otherwise GB18030, UTF-16 and Big5 are tried, and the text that reads most like
    Chinese wins; of a file put together from several, line by line.

    Args:
        content: the whole file.
        file: the file's name, for the error.
        declared: encodings that are taken before all others where the text is plausible.

    Raises:
        CorpusError: no encoding gives plausible text, or the bytes of the right one are damaged.
    """
    for encoding in declared:
        if (text := _best(content, (encoding,))) is not None:
            return text
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _damaged(content[len(mark) :], encoding, error.start, file) from error
    text = _attempt(content, "utf-8")
    if text is not None and "\0" not in text:
        return text
    best = _best(content, _WITHOUT_MARK) or text
    if best is not None:
        return best
    lines = [_best(line, _BY_LINE) for line in content.splitlines(keepends=True)]
    if None not in lines:
        return "".join(filter(None, lines))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        if not before.isascii() and plausibility(before) >= _PLAUSIBLE:  # what starts as UTF-8 is a damaged file
            raise _damaged(content, "utf-8", error.start, file) from error
    raise CorpusError(wording.NO_ENCODING.format(file=file, guess=_GUESSES))


def _best(content: bytes, encodings: Sequence[str]) -> str | None:
    """Return the text that reads most like Chinese; None where none reads well."""
    texts = [text for encoding in encodings if (text := _attempt(content, encoding)) is not None and "\0" not in text]
    best = max(texts, key=plausibility, default=None)
    return best if best is not None and plausibility(best) >= _PLAUSIBLE else None


def _attempt(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _damaged(content: bytes, encoding: str, at: int, file: str) -> CorpusError:
    line = len(content[:at].decode(encoding, "ignore").splitlines()) or 1
    return CorpusError(wording.BAD_BYTES.format(file=file, line=line, encoding=encoding.upper()))


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


def without_garbage(lines: Sequence[str], *, file: str) -> tuple[list[str], list[LeftOut]]:
    """Take out the lines of a file that are garbage, and tell of them and of those with lost characters.

    Raises:
        CorpusError: more than half of the text is garbage.
    """
    kept, notes, garbage = [], [], 0
    for number, line in enumerate(lines, 1):
        letters = sum(char > "\x7f" for char in line)
        lost = sum(len(match) for match in _LOST.findall(line))
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
