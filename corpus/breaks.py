"""Breaks: where a line holds several whose ends were lost, by a conditional random field over its words.

The model is trained on labelled pages whose lines were run together (`index/training/breaks.py`). It reads no list of
words: the words of a line, the marks and gaps around them, and what the page's other lines look like.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from corpus.bylines import is_familiar
from corpus.crf import WEIGHTS, Tagger, bucket, char_class
from corpus.wordlists import tagged

BEGINS, INSIDE = "B", "I"

_TAGGER = Tagger(WEIGHTS / "breaks.crfsuite.xz")
_LENGTHS = (2, 4, 6, 8, 11, 14, 18, 23, 30, 40, 60, 100, 200, 400, 800)
_LINES = (1, 2, 3, 6, 12)
_STOPS, _PAUSES = "。！？!?…", "，,、；;：:"
_MARKS = f"{_STOPS}{_PAUSES}”“’‘（）()《》【】[]〔〕—－-·|｜/／>＞■□●◆▲▶△○※_\"'"
_CLOSED = re.compile(r"“[^“”]{0,120}”|（[^（）]{0,80}）|\([^()]{0,80}\)|《[^《》]{0,60}》|【[^【】]{0,40}】")
_DIGITS = re.compile(r"\d+")
_NEAR, _AHEAD = 60, 6
_NAME = 4  # characters that a name has, at most
_SHORT = 40
_TITLE = "shortFalse"
# How probable it must be that a line begins, at white space and elsewhere, where a cut does more harm: at one place of
# a line at least, and at the others then.
_SURE, _LIKELY = (0.6, 0.8), (0.2, 0.4)
_NO_GAP = "0"
LEAST = 16  # characters that a line has which is looked at


class Word(NamedTuple):
    """A word of a line: where it starts, its part of speech, and what white space stands in front of it."""

    start: int
    text: str
    tag: str
    gap: str


def breaks_of(texts: Sequence[str]) -> list[list[int]]:
    """Return where in each line of a page others begin, the line's own start left out.

    Args:
        texts: the page's lines in simplified characters, in order, without surrounding white space.
    """
    pairs = zip(texts, around_of(texts), strict=True)
    return [_breaks_in(text, around) if len(text) >= LEAST else [] for text, around in pairs]


def _breaks_in(text: str, around: Sequence[str]) -> list[int]:
    words = words_of(text)
    chances = _TAGGER.probabilities(features_of(words, around), BEGINS)
    places = [(word.start, chance, word.gap == _NO_GAP) for word, chance in zip(words, chances, strict=True)][1:]
    if not any(chance >= _SURE[bare] for _, chance, bare in places):
        return []
    return [start for start, chance, bare in places if chance >= _LIKELY[bare]]


def words_of(text: str) -> list[Word]:
    """Return the words of a line, each with where it starts and what white space stands before it."""
    found, at, gap = [], 0, ""
    for word, tag in tagged(text):
        for part in re.findall(r"\s+|\S+", word):
            if part.isspace():
                gap += part
            else:
                found.append(Word(at, part, tag, _gap(gap)))
                gap = ""
            at += len(part)
    return found


def _gap(space: str) -> str:
    """Return what kind of gap white space is: none, narrow or wide, one or more."""
    if not space:
        return _NO_GAP
    return ("w" if "\u3000" in space else "t" if "\t" in space else "n") + str(min(len(space), 2))


def around_of(texts: Sequence[str]) -> list[list[str]]:
    """Return for each line of a page the features that all its words have: its length, what stands above and below."""
    looks = ["none", *map(_look, texts), "none"]
    lines = bucket(len(texts), _LINES)
    titled = list(accumulate((look == _TITLE for look in looks), max))  # of the lines above, one ahead as looks are
    return [
        [f"line={bucket(len(text), _LENGTHS)},{lines}", f"near={titled[at]},{looks[at]},{looks[at + 2]}"]
        for at, text in enumerate(texts)
    ]


def _look(text: str) -> str:
    return ("short" if len(text) <= _SHORT else "long") + str("。" in text)


def features_of(words: Sequence[Word], around: Sequence[str]) -> list[list[str]]:
    """Return the features of each word of a line; `around` are those of the whole line."""
    inside = _closed(words)
    gaps = _gaps(words)
    before, after = _before(words), _after(words)
    plain = ["", "", *(_DIGITS.sub("0", word.text) for word in words), "", "", ""]
    tags = ["", *(word.tag for word in words), "", "", ""]
    length = words[-1].start + len(words[-1].text)
    lines = around[0].rpartition(",")[2]
    seen: dict[str, int] = {}
    found = []
    for at, word in enumerate(words):
        p2, p1, own, n1 = plain[at : at + 4]
        t1, tag, u1, u2 = tags[at : at + 4]
        gap, last, again = word.gap, p1[-1:], 0
        for ahead in words[at : at + _AHEAD]:
            again += len(ahead.text) > 1 and word.start - seen.get(ahead.text, -99) <= _NEAR
        seen[word.text] = word.start
        mark = last if last in _MARKS else char_class(last) if last else ""
        found.append([
            f"w={own}", f"w-1={p1}", f"w+1={n1}", f"p={p1}|{own}",
            f"t={tag}", f"t-1={t1}", f"t+1={u1}", f"tt={t1}|{tag}", f"tn={tag}|{u1}", f"ttn={t1}|{tag}|{u1}",
            f"tnn={tag}|{u1}|{u2}", f"e={(p2 + p1)[-2:]}", f"s={char_class(own[0])}{len(own)}", f"m={mark}",
            f"g={gap},{mark}", f"gs={gaps[gap]},{mark}", f"gl={gap},{mark},{lines}",
            f"in={inside[at]}", f"again={min(again, 3)}", *before[at], *after[at],
            f"from={bucket(word.start, _LENGTHS)}", f"to={bucket(length - word.start, _LENGTHS)}", *around,
        ])  # fmt: skip
    return found


def _closed(words: Sequence[Word]) -> list[bool]:
    """Return for each word whether it stands within quotation marks or brackets."""
    text = "".join(word.text for word in words)
    within = {place for match in _CLOSED.finditer(text) for place in range(match.start() + 1, match.end())}
    return [start in within for start in accumulate((len(word.text) for word in words[:-1]), initial=0)]


def _gaps(words: Sequence[Word]) -> dict[str, str]:
    """Return for each kind of gap of a line how often it stands in it, and how often behind the end of a sentence."""
    kinds: dict[str, list[bool]] = {}
    for above, word in pairwise(words):
        kinds.setdefault(word.gap, []).append(above.text[-1] in _STOPS)
    kinds.setdefault(words[0].gap, [])
    wide = max((kind for kind in kinds if kind != _NO_GAP), key=lambda kind: (kind[1], kind[0]), default="0")
    return {
        kind: f"{kind}/{bucket(len(ends), (1, 2, 4, 8, 16))}/{4 * sum(ends) // max(1, len(ends))}/{kind == wide}"
        if kind != _NO_GAP
        else f"0/{wide}"
        for kind, ends in kinds.items()
    }


def _before(words: Sequence[Word]) -> list[list[str]]:
    """Return of each word how far behind it the last stop, mark and gap are, and whether a comma stands between."""
    stop = mark = gap = 0
    kind, commas, run = "start", 0, ""
    found = []
    for word in words:
        here = word.start
        if word.gap != _NO_GAP:
            gap, run = here, ""
        found.append([
            f"stop={bucket(here - stop, _LENGTHS)},{min(commas, 2)}",
            f"mark={kind},{bucket(here - mark, _LENGTHS)}",
            f"gap={bucket(here - gap, _LENGTHS)}",
            *([f"run={len(run)},{word.tag},{is_familiar(run)}"] if 1 < len(run) <= _NAME else ()),
        ])  # fmt: skip
        end = here + len(word.text)
        run = "" if word.text[-1] in _MARKS else run + word.text
        if word.text[-1] in _STOPS:
            stop, commas = end, 0
        if word.text[-1] in _MARKS:
            mark, kind = end, word.text[-1]
            commas += kind in _PAUSES
    return found


def _after(words: Sequence[Word]) -> list[list[str]]:
    """Return of each word what mark follows it and how far ahead, and how far the next stop and gap are."""
    length = words[-1].start + len(words[-1].text)
    stop = mark = gap = length
    kind, ends = "end", "end"
    found = []
    for word in reversed(words):
        if word.text[0] in _MARKS:
            mark, kind = word.start, word.text[0]
        if word.text[0] in _STOPS:
            stop, ends = word.start, "stop"
        here = word.start
        found.append([
            f"nextmark={kind},{bucket(mark - here, _LENGTHS)}",
            f"nextstop={ends},{bucket(stop - here, _LENGTHS)}",
            f"nextgap={bucket(gap - here, _LENGTHS)}",
        ])  # fmt: skip
        if word.gap != _NO_GAP:
            gap = word.start
    return found[::-1]
