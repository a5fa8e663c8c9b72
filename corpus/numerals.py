"""Number words: what 1.2万, 一百二十, ８．５ and 七点八 are worth, and which numbers are names and count nothing."""

import re

_DIGIT = "[0-9０-９]"
# Text out of a PDF may have a space between any two digits: 3 5 0万.
_SPACED = rf"{_DIGIT}(?: {_DIGIT}(?!{_DIGIT}))+(?: ?[.．·] ?{_DIGIT}(?: {_DIGIT}(?!{_DIGIT}))*)?"
# 2 700 and 1 234 567 have a space between thousands; 6 17 152 are numbers side by side.
_GROUPED = r"(?<![0-9.])(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3}(?![0-9]))+(?:\.[0-9]+)?(?! ?[0-9])"
ARABIC = rf"(?:{_SPACED}|{_GROUPED}|{_DIGIT}+(?:[,，]{_DIGIT}{{3}}(?!{_DIGIT}))*(?:[.．·]{_DIGIT}+)?)"
HAN = "零〇一二两三四五六七八九十百千万亿"
MAGNITUDE = "(?:[十百万亿]|千(?![瓦米克卡帕]))"
"""A pattern for one magnitude; 千瓦 and 千米 are units."""

NUMBER = (
    rf"(?:{ARABIC}(?:[ \u3000]?{MAGNITUDE}+(?:{ARABIC}{MAGNITUDE}+)*)?"
    rf"|(?:[零〇一二两三四五六七八九十百万亿]|千(?![瓦米克卡帕]))+(?:点[零〇一二三四五六七八九]+{MAGNITUDE}*)?)"
)
"""A pattern for what may be a number, without groups; `value_of` tells whether it is one."""

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
"""What one number word is worth; ○ is how some papers set the zero of a year."""
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_WIDE = str.maketrans("０１２３４５６７８９．·", "0123456789..", ",，\u3000 \u00a0\u2007\u2009\u202f")
_LONGEST = 24  # nobody counts further, and a float cannot
_PIECE = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SPOKEN = re.compile(r"(?P<whole>[^点]+)点(?P<decimals>[零〇一二三四五六七八九]+)(?P<magnitude>[百千万亿]*)")


def value_of(words: str) -> float | None:
    """Return what a number is worth, or None where the words are not one number.

    Args:
        words: digits of either width, with or without thousands separators, number words, or both (3千5百万).

    Returns:
        The value; None for digits in a row (二〇二三, a year), for adjacent guesses (三四十), and for a magnitude
        alone (百, which is as a rule part of a name), but not for one magnitude of another (百万).
    """
    plain = words.translate(_WIDE)
    if len(plain) > _LONGEST:
        return None
    if _PLAIN.fullmatch(plain):
        return float(plain)
    spoken = _SPOKEN.fullmatch(plain)
    if spoken is not None:
        whole = _sum(_PIECE.findall(spoken["whole"]))
        fraction = "".join(str(DIGITS[word]) for word in spoken["decimals"])
        return None if whole is None else times(float(f"{int(whole)}.{fraction}"), spoken["magnitude"])
    pieces: list[str] = _PIECE.findall(plain)
    return _sum(pieces) if pieces and "".join(pieces) == plain else None


def times(value: float, magnitudes: str) -> float:
    """Return `value` times the magnitudes: 1.2 with 万亿 is 1200000000000. Exact where a decimal can be."""
    for word in magnitudes:
        value = round(value * (_TENS.get(word) or _MYRIADS[word]), 6)
    return value


def _sum(pieces: list[str]) -> float | None:
    """Add up myriads, thousands, hundreds and tens; two digits side by side are no number."""
    total = section = 0.0
    digit: float | None = None
    last = least = 1
    for number, piece in enumerate(pieces):
        if piece in _MYRIADS:
            section += digit or 0
            if not section and not total:
                return None
            total = times(total + section, piece) if _below(total, piece) else total + times(section, piece)
            section, digit, last = 0.0, None, _MYRIADS[piece]
        elif piece in _TENS:
            if digit is None and piece != "十" and pieces[number + 1 : number + 2] not in (["万"], ["亿"]):
                return None
            if section and _TENS[piece] >= least:
                return None  # 三千五千 are two
            section += times(1 if digit is None else digit, piece)
            digit, last, least = None, _TENS[piece], _TENS[piece]
        elif digit is not None:
            return None
        elif piece in ("零", "〇"):
            last = 1
        else:
            digit = float(DIGITS.get(piece, 0)) if piece in DIGITS else float(piece)
    # 一万二 and 三百五 leave out the last magnitude.
    if digit is not None and last > 10 and pieces[-1] in DIGITS:
        digit *= last / 10
    return total + section + (digit or 0)


def _below(total: float, myriad: str) -> bool:
    """Whether all that was read so far is counted in this myriad: 万亿 and 一亿三千万 differ."""
    return 0 < total < _MYRIADS[myriad]
