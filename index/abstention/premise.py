"""Premises: whether what a question states is what a sentence says."""

import re
from collections.abc import Sequence

from corpus.figures import figures_in
from corpus.model import Figure
from corpus.regions import regions
from index.abstention.coverage import Gauge, is_strange, may_be
from index.question import Question
from index.terms import last_verb
from index.understanding.asking import alike

_NUMBER = re.compile(r"(?P<qualifier>近|不足|不到|约|大约|超过?|逾)?(?P<number>\d+(?:\.\d+)?)")
_DATED = re.compile(r"\d+[年月日号]|第\d+")
_MEASURES = frozenset({"元", "%", "亩", "吨", "公里", "天", "年"})
_BEHIND_VERB = re.compile(r"[了过是有到着共只要]+$")
_FROM = re.compile(r"[由从][^,，。;；]{0,8}$")
_TO = re.compile(r"[^,，。;；]{0,6}[到至为]")
_TOLD_BEFORE = re.compile(r"\d+[\u4e00-\u9fff%]")
_CLAUSE_END = re.compile(r"[,，;；。:：、]")
_WAYS = {"below": "近不足未到", "above": "余多超逾", "about": "约左右概"}


def unsaid(question: Question, gauge: Gauge, sentence: str) -> float:
    """Return, in [0, 1], how much of what a question states a normalised sentence does not say.

    A quantity or a date that is not there, or that is there of something else (收到提案302件,立案264件 does not
    say 立案302件), is 1; else the share of the least covered weighty word is lacking. 0 where nothing is stated.
    """
    if not question.states:
        return 0.0
    rest, told = question.slots.rest, figures_in(sentence)
    stated = [figure for figure in figures_in(rest) if figure.value != 1]
    stated += _without_unit(rest, stated)
    if is_strange(rest, sentence, strict=True) or not all(_is_told(figure, told) for figure in stated):
        return 1.0
    if _of_something_else(stated, rest, told, sentence):
        return 1.0
    if any(name in rest and name not in sentence for name in _places_in(rest)):
        return 1.0
    covered = gauge.cover(sentence)
    return 1.0 - (covered.soft if stated else covered.worst)


def _places_in(text: str) -> list[str]:
    """Return the regions, by their short names, that a text names anywhere (上海港)."""
    return [short for short in set(regions().values()) if len(short) > 1 and short in text]


def _without_unit(text: str, known: Sequence[Figure]) -> list[Figure]:
    """Return the bare numbers of a question that are no quantities: 是超过600吗."""
    taken = {at for figure in known for at in range(figure.start, figure.end)}
    return [
        Figure(match[0], float(match["number"]), "", match["qualifier"], None, match.start(), match.end())
        for match in _NUMBER.finditer(_DATED.sub(lambda match: " " * len(match[0]), text))
        if not taken & set(range(*match.span("number")))
    ]


def _is_told(figure: Figure, told: Sequence[Figure]) -> bool:
    """Whether a figure is told with its unit and the like of its qualifier: 近600人次 is not 600人次."""
    return any(
        may_be(figure, other)
        and _is_unit(figure.unit, other.unit)
        and (_rough(other.qualifier) == _rough(figure.qualifier) or other.value != figure.value)
        for other in told
    )


def _is_unit(stated: str, told: str) -> bool:
    """Whether a unit that is stated may be the told one: 三十七个 are 37名, 四十块 are 40元."""
    return stated in (told, "") or told in alike(stated) or (stated == "个" and told not in _MEASURES)


def _rough(qualifier: str | None) -> str:
    """Return which way a qualifier points: below (近), above (余, 超), about (约), or not at all."""
    return next((way for way, words in _WAYS.items() if qualifier and any(word in qualifier for word in words)), "")


def _of_something_else(stated: Sequence[Figure], rest: str, told: Sequence[Figure], sentence: str) -> bool:
    """Whether the told figure that counts what a stated one counts has another value."""
    for figure in stated:
        if _is_past(figure, rest) and any(may_be(figure, other) and _is_past(other, sentence) for other in told):
            continue
        # 一座亭 is any of them and no number of them.
        rivals = [other for other in told if _is_unit(figure.unit, other.unit) and other.value != 1]
        rivals = [other for other in rivals if not _is_past(other, sentence)]
        done = [other for other in rivals if _same_deed(figure, rest, other, sentence)]
        if done:
            if not any(may_be(figure, other) for other in done):
                return True
            continue
        if rivals and figure.indicator:
            # Of two that are as much alike, the one that contradicts: better not to confirm.
            closest = max(rivals, key=lambda other: (_alike(figure, other), not may_be(figure, other)))
            if not may_be(figure, closest) and _alike(figure, closest) > 0:
                return True
    return False


def _is_past(told: Figure, sentence: str) -> bool:
    """Whether a told figure is what it was before: the 26 of 由每公斤26元提高到40元."""
    before, after = sentence[: told.start], sentence[told.end :]
    return bool(_FROM.search(before) and _TO.match(after))


def _same_deed(stated: Figure, rest: str, told: Figure, sentence: str) -> bool:
    """Whether the verb right before a stated number stands before the told one too: 灭了26盏 beside 灭灯19盏."""
    verb = last_verb(_BEHIND_VERB.sub("", rest[: stated.start]))
    clause = _CLAUSE_END.split(sentence[: told.start])[-1]
    return bool(verb) and verb in _TOLD_BEFORE.split(clause)[-1]


def _alike(stated: Figure, told: Figure) -> float:
    """Return how far an indicator has the characters of the stated one, the first ones most (立案提案: 立案).

    What it has besides counts a little against it.
    """
    weights = {char: 1 / at for at, char in reversed(list(enumerate(stated.indicator or "", 1)))}
    has = set(told.indicator or "")
    return sum(weight for char, weight in weights.items() if char in has) - 0.01 * len(has - set(weights))
