"""Number words: what 1.2万, 一百二十, ８．５ and 七点八 are worth, and which numbers are names and count nothing."""

import re

from corpus.wordlists import LISTS

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

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "○": 0, "两": 2}
"""What one number word is worth; ○ is how some papers set the zero of a year."""
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_WIDE = str.maketrans("０１２３４５６７８９．·", "0123456789..", ",，\u3000 \u00a0\u2007\u2009\u202f")
_LONGEST = 24  # nobody counts further, and a float cannot
_PIECE = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]")
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
            # 万亿 and 一亿三千万 differ by whether all that was read so far is counted in this myriad.
            all_of_it = 0 < total < _MYRIADS[piece]
            total = times(total + section, piece) if all_of_it else total + times(section, piece)
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


# Numbers that name: dates, ordinals, titles, and names such as “543”, 二十大, 十五届二次会议.
_HAN_YEAR = "[〇○零一二三四五六七八九]{4}"
_YEAR = rf"(?:[12１２][0-9０-９]{{3}}(?<!2[1-9]..)|{_HAN_YEAR}|[0-9](?: [0-9]){{3}})"
_FEW = "[0-9０-９〇一二三四五六七八九十]{1,3}"
_LINK = r"\s?[、和至到—–~～-]\s?"
_NAMES = "|".join(sorted(LISTS["numbered"], key=len, reverse=True))
_PLACES = (
    "三台县|五台|九台区|七台河|七里河|五家渠|三元区|三门峡|三门县|五大连池|八步区|六枝|万年县|三亚|三省(?<=[东北]三省)"
)
_MEETING = "中全会|次(?:全体会议|全会|党代会|代表大会|常委会议)|大(?=精神|报告|召开|提出|胜利|代表|以来)"
_NAMED = re.compile(
    # 2023年, 二〇二三年, 2021-2023年, 2023-10-13
    rf"{_YEAR}\s?(?:年(?:度|版|代)?(?:[-—–~～至到]\s?{_YEAR}年)?|[-—–~～至到/]\s?(?:[0-9]{{2,4}}|{_HAN_YEAR})\s?(?:年度?|学年|财年))"
    r"|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])"
    # 10月13日, 6至8月, 二十一世纪, 一季度, 9时30分, 9:30, 上午9点
    rf"|{_FEW}(?:{_LINK}{_FEW}){{0,4}}\s?月(?:份|底|初|末|中旬|上旬|下旬)?(?:{_FEW}(?:{_LINK}{_FEW})?[日号])?"
    rf"|{_FEW}(?:{_LINK}{_FEW})?\s?(?:日(?!内|均)|号|时(?!间)(?:{_FEW}分)?|季度|世纪|年代|年级|线(?!路)|等奖)"
    r"|[0-9]{1,2}[:：][0-9]{2}(?![0-9])"
    # 十五届二次会议, 十九届六中全会, 四次全会, 十八大, 三年行动计划
    rf"|(?<!举办)(?<!连续)(?<!承办)(?<!已办){_FEW}届(?!\s*(?:[，。,;；、]|$))(?:{_FEW}[次中]\w{{0,2}})?|[一二三四五六七八九十]+(?:{_MEETING})"
    r"|(?:十[二三四五六七八九]|二十)大|(?:(?<=人大)|(?<=政协)|(?<=委会))[一二三四五六七八九十]次会议"
    rf"|[一二三四五六七八九十0-9]+年(?=[^的来内间里中后，,。；;]{{0,4}}(?:行动|规划|计划|方案)|制)|{_NAMES}|{_PLACES}"
)
_QUOTES = "”’」』\"'"
_QUOTED = re.compile(rf"(?<=[“‘「『\"'])(?:{NUMBER}|\+)[^，。,;；:：、！？!?{_QUOTES}]{{0,11}}[{_QUOTES}]")
_ORDINAL = re.compile(rf"第\s?{NUMBER}(?:{_LINK}第?{NUMBER})*(?:届{_FEW}次|\w)?")
# A short quotation in number words is a name: “收支两条线”. One in digits may hold a figure.
_SHORT = re.compile(rf"[“‘「『][^，。,;；:：、！？!?0-9０-９{_QUOTES}“‘「『]{{1,10}}[{_QUOTES}]")
_TITLE = re.compile(r"《[^》]{0,80}》")
_MARKED = {"第": _ORDINAL, "《": _TITLE} | dict.fromkeys("“‘「『", _SHORT)
MARKS = "".join(_MARKED)
"""Characters that may begin a name."""


def past_a_name(text: str, start: int) -> int | None:
    """Return where the title, ordinal, date or named number that begins at `start` ends; None where none does."""
    marked = _MARKED.get(text[start])
    match = marked.match(text, start) if marked else _QUOTED.match(text, start) or _NAMED.match(text, start)
    if match:
        return match.end()
    return start + 1 if marked else None
