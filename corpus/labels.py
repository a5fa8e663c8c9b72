"""Labels: what each line of a page is, by a conditional random field over its looks and those of its neighbours.

The model is trained on pages whose lines careful readers labelled, see `index/training/lines.py`.
"""

import re
from collections import Counter
from collections.abc import Container, Sequence
from enum import StrEnum
from itertools import groupby

from corpus import grammar
from corpus.bylines import is_familiar
from corpus.crf import WEIGHTS, Tagger, bucket, char_class
from corpus.regions import regions_in
from corpus.wordlists import tagged


class Mark(StrEnum):
    """What a line is."""

    HEADLINE = "headline"
    GOES_ON = "headline+"
    """The second line of a headline."""
    KICKER = "kicker"
    SUBTITLE = "subtitle"
    COLUMN = "column"
    HEADING = "heading"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDITS = "credit"
    DATELINE = "dateline"
    MASTHEAD = "masthead"
    NAVIGATION = "nav"
    SERIES = "series"
    THEME = "theme"
    PREFACE = "preface"
    SALUTATION = "salutation"
    PROSE = "text"


_TAGGER = Tagger(WEIGHTS / "lines.crfsuite")
_SHORT = 60  # characters: longer lines are told by their ends alone
_LENGTHS = (2, 4, 6, 8, 10, 12, 15, 18, 22, 26, 30, 36, 42, 50, 60, 80, 120, 200, 400)
_ENDS = {
    "period": re.compile(r"。[”’」』）)】》]*$"),
    "stop": re.compile(r"[！？!?][”’」』）)】》]*$"),
    "comma": re.compile(r"[；;，,、…]$"),
    "colon": re.compile(r"[:：]$"),
    "close": re.compile(r"[)）】》”\]]$"),
    "digit": re.compile(r"\d$"),
    "latin": re.compile(r"[A-Za-z]$"),
    "han": re.compile(r"[\u4e00-\u9fff]$"),
}
_STARTS = {
    "number": re.compile(r"^[一二三四五六七八九十]+、"),
    "bracketed": re.compile(r"^[（(][一二三四五六七八九十\d]+[）)]"),
    "arabic": re.compile(r"^\d+[.、．]"),
    "chapter": re.compile(r"^第[一二三四五六七八九十]+[章节部]"),
    "dash": re.compile(r"^[—–-]"),
    "round": re.compile(r"^[（(]"),
    "square": re.compile(r"^[【\[〔]"),
    "quote": re.compile(r"^[“《「]"),
    "hash": re.compile(r"^[#＃]"),
    "digit": re.compile(r"^\d"),
    "latin": re.compile(r"^[A-Za-z]"),
    "han": re.compile(r"^[\u4e00-\u9fff]"),
}
_DATE = re.compile(
    r"(?:19|20)?\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}|\d{1,2}月\d{1,2}日|[二一][〇○零一二三四五六七八九]{3}年"
)
_COUNTED = {
    "colons": re.compile("[:：]"),
    "stops": re.compile("[。！？]"),
    "commas": re.compile("[，,]"),
    "gaps": re.compile(r"\s+"),
    "bars": re.compile("[|｜/>＞]"),
    "times": re.compile(r"\d{1,2}[:：]\d\d"),
}
_SAID = {
    "series": grammar.SERIES,
    "ofseries": grammar.SERIES_WORD,
    "several": grammar.MANY,
    "unclosed": re.compile(r"“[^”]*$|《[^》]*$|「[^」]*$|[（(][^）)]*$"),
    "unopened": re.compile(r"^[^“]*”|^[^《]*》|^[^（(]*[）)]"),
    "date": _DATE,
}
_MANY = 3
# A name set apart: 李　四.
_APART = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
# What of a line is a feature of its neighbours, too.
_SEEN = (
    *("len=", "end=", "start=", "names=", "date", "series"),
    *("s2=", "e2=", "shape=", "colons=", "gaps=", "bars=", "t1="),
)
_NEAR, _BELOW, _STEM, _OPENING, _REACH = 6, 3, 4, 24, 60


def marks_of(texts: Sequence[str], breaks: Sequence[int], stem: str) -> list[Mark]:
    """Return what each line of a page is.

    Args:
        texts: the lines in simplified characters, in order.
        breaks: for each line, how many line breaks follow it.
        stem: the file's name without its suffix.
    """
    return [Mark(label) for label in _TAGGER.tag(features_of(texts, breaks, stem))]


def features_of(texts: Sequence[str], breaks: Sequence[int], stem: str) -> list[list[str]]:
    """Return the features of each line; see `marks_of`."""
    bare = ["".join(text.split()) for text in texts]
    own = [_looks(text) for text in texts]
    seen = [[name for name in each if name.startswith(_SEEN)] for each in own]
    around = _places(texts, breaks)
    named = _named(bare, re.sub(r"[\W\d_a-zA-Z]+", "", stem))
    pages = []
    for at, found in enumerate(own):
        near = [
            f"{step:+d}{name}"
            for step in (-2, -1, 1, 2)
            for name in (seen[at + step] if 0 <= at + step < len(own) else ["none"])
            if abs(step) == 1 or name.startswith(("len=", "end=", "none"))
        ]
        pages.append([*found, *around[at], *named[at], *near])
    return pages


def _places(texts: Sequence[str], breaks: Sequence[int]) -> list[list[str]]:
    """Return where each line stands: from the page's ends, from its first and last long line, between wide gaps."""
    last = len(texts) - 1
    long = [at for at, text in enumerate(texts) if len(text) >= _SHORT]
    first_long, last_long = (long[0], long[-1]) if long else (len(texts), -1)
    ranks = {at: rank for rank, at in enumerate(sorted(range(first_long), key=lambda at: -len(texts[at])))}
    usual = sorted(breaks)[len(breaks) // 2] if breaks else 0
    shapes = [(_kind(text, _STARTS), bucket(len(text), _LENGTHS), " " in text or "\u3000" in text) for text in texts]
    alike = Counter(shapes)
    return [
        [
            f"from={min(at, _NEAR)}",
            f"to={min(last - at, _NEAR)}",
            f"lines={bucket(last + 1, _LENGTHS)}",
            f"tofirst={max(-_NEAR, min(_NEAR, first_long - at))}",
            f"tolast={max(-_NEAR, min(_NEAR, at - last_long))}",
            f"alike={min(alike[shapes[at]] - 1 if len(''.join(text.split())) <= _SHORT else -1, _MANY)}",
            f"rank={min(ranks.get(at, -1), _NEAR)}",
            *["gapbelow"] * (breaks[at] > usual),
            *["gapabove"] * (at > 0 and breaks[at - 1] > usual),
        ]
        for at, text in enumerate(texts)
    ]


def _named(bare: Sequence[str], stem: str) -> list[list[str]]:
    """Return what of each line, without white space, stands elsewhere: in the file's name, below it, on the page."""
    repeated = {pair for pair, count in Counter(pair for text in bare for pair in _pairs(text)).items() if count > 1}
    first = {text: at for at, text in reversed(list(enumerate(bare)))}
    last = {text: at for at, text in enumerate(bare)}
    found = []
    for at, text in enumerate(bare):
        names = ["again"] * (last[text] > at) + ["before"] * (first[text] < at)
        if _STEM <= len(text) <= _SHORT:
            beside = bare[max(0, at - _REACH) : at + _REACH]
            names += ["inside"] * any(text in other and text != other for other in beside)
            below = "".join(bare[at + 1 : at + 1 + _BELOW])
            names += [f"stem={_share(stem, text)}", f"below={_share(text, below)}", f"page={_share(text, repeated)}"]
        found.append(names)
    return found


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _share(text: str, within: Container[str]) -> int:
    """Return how many quarters of a text's pairs of characters stand in another, or are some pairs; -1 without any."""
    pairs = _pairs(text)
    return 4 * sum(pair in within for pair in pairs) // len(pairs) if pairs else -1


def _looks(text: str) -> list[str]:
    """Return the features that a line has by itself."""
    plain = _plain(text)
    found = [f"len={bucket(len(text), _LENGTHS)}", f"end={_kind(text, _ENDS)}", f"start={_kind(text, _STARTS)}"]
    for size in (1, 2, 3, 4):
        found += [f"s{size}={plain[:size]}", f"e{size}={plain[-size:]}"]
    found += [f"{name}={min(_MANY, len(each.findall(text)))}" for name, each in _COUNTED.items()]
    found += [name for name, pattern in _SAID.items() if pattern.search(text[:_SHORT])]
    found.append(f"lead={bucket(text.find('。') + 1, _LENGTHS)}")
    found += ["body"] * ("政协" in text[:_OPENING]) + ["place"] * bool(regions_in(text[:_OPENING]))
    if len(text) > _SHORT:
        return found + [f"b={plain[at : at + 2]}" for at in (*range(8), *range(-10, -2))]
    words = tagged(text)
    kinds = [kind for _, kind in words]
    found += [f"b={plain[at : at + 2]}" for at in range(len(plain) - 1)] + [f"c={char}" for char in set(plain)]
    found += [f"w={word}" for word, _ in words if len(word) > 1] + [f"t={kind}" for kind in set(kinds)]
    found += [f"t1={'-'.join(kinds[:1])}", f"t2={'-'.join(kinds[:2])}"]
    found += [f"te1={'-'.join(kinds[-1:])}", f"te2={'-'.join(kinds[-2:])}"]
    names = re.findall(r"[\u4e00-\u9fff·]+", _APART.sub(r"\1", text))
    found.append(f"names={min(_MANY, sum(2 <= len(name) <= 4 and is_familiar(name) for name in names))}")
    found.append("shape=" + "".join(kind for kind, _ in groupby(map(char_class, text)))[:14])
    return found


def _plain(text: str) -> str:
    """Return a line with its regions as 地, its digits as 0 and its white space as _."""
    for region in reversed(regions_in(text) if len(text) <= 2 * _SHORT else []):
        text = f"{text[: region.start]}地{text[region.end :]}"
    return re.sub(r"\s+", "_", re.sub(r"\d{2,}", "00", re.sub(r"\d", "0", text)))


def _kind(text: str, kinds: dict[str, re.Pattern[str]]) -> str:
    return next((name for name, pattern in kinds.items() if pattern.search(text)), "other")
