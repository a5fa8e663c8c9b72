"""Premises: whether what a question states is what a sentence says."""

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import fmean

from corpus.figures import figures_in
from corpus.model import Figure
from corpus.numerals import value_of
from corpus.regions import regions
from index.abstention.coverage import Gauge, is_strange, lists, may_be, plain, quoted_names
from index.abstention.naming import ANY_SURNAME
from index.abstention.sharing import SAME_SOUND
from index.question import Question
from index.terms import last_verb, nouns_in, words
from index.understanding.asking import alike

_NUMBER = re.compile(
    r"(?P<qualifier>近|不足|不到|约|大约|超过?|逾)?(?P<number>\d+(?:\.\d+)?|[一二两三四五六七八九][十百千万一二三四五六七八九]+)(?P<odd>[多余来几])?"
)
_DATED = re.compile(r"\d+[年月日号]|第\d+")
_MEASURES = frozenset({"元", "%", "亩", "吨", "公里", "天", "年"})
_BEHIND_VERB = re.compile(r"[了过是有到着共只要]+$")
_FROM = re.compile(r"[由从][^,，。;；]{0,8}$")
_TO = re.compile(r"[^,，。;；]{0,6}[到至为]")
_TOLD_BEFORE = re.compile(r"\d+[\u4e00-\u9fff%]")
# At the beginning of a clause: what was so before.
_ONCE = re.compile(r"(?:年初|原来|原先|原本|过去|从前|以前|最初|此前|上一?年)[^,，。;；、]{0,8}$")
_DIRECTIONS = (
    re.compile(r"[上增]涨|涨[到至了价成]|[上提]升|升[到至高]|增[加多至到长]|提高|变多|多了|翻番"),
    re.compile(r"下降|降[到至低了成]|减[少至到低]|跌[到至]|下跌|下滑|压[减缩降]|变少|少了|缩短"),
)
_ORDINAL = re.compile(r"(头一?|第一|首|第[二三四]|最后一?|末)个?(?:周|星期|礼拜|天|日)")
_LAST = ("最后", "最后一", "末")
_WHO = re.compile(
    rf"(?:是|由|叫|归)(?P<name>[{ANY_SURNAME}][\u4e00-\u9fff]{{1,2}})(?=\W|$|[吗吧呢]|[带牵当担负领主执]|[^\W\d_]?的)"
)
_OFFICE = re.compile("副?(?:主席|书记|县长|区长|市长|秘书长|局长|部长|校长|院长|馆长)")
_CLAUSE_END = re.compile(r"[,，;；。:：、]")
_WAYS = {"below": "近不足未到", "above": "余多超逾", "about": "约左右概"}


def unsaid(question: Question, gauge: Gauge, sentence: str, around: str, item: str = "") -> float:
    """Return, in [0, 1], how much of what a question states a normalised sentence does not say.

    A quantity or a date that is not there, or that is there of something else (收到提案302件,立案264件 does not
    say 立案302件), is 1, and so are the opposite (涨 for 降) and a person who is not named. Else it is what is lacking
    of the least covered noun (中学 is no 小学) or, if that is more, on average of all words, or of those of the turn
    itself (砸开 may be told in other words). 0 where nothing is stated. A name in marks may stand elsewhere in the
    passage, `around`, and other words in its `item`.
    """
    if not question.states:
        return 0.0
    rest = question.slots.rest
    stated = [figure for figure in figures_in(rest) if figure.value != 1]
    stated += _without_unit(rest, stated)
    if _is_denied(question, stated, sentence) or any(name not in plain(around) for name in quoted_names(rest)):
        return 1.0
    if stated:
        return 1.0 - gauge.cover(sentence).soft
    said, nouns = f"{item} {sentence}", nouns_in(question.core)
    lacking = gauge.lacking(said)
    of_nouns = {word: lack for word, lack in lacking.items() if word in nouns}
    if any(lack > 1 - SAME_SOUND and _is_other_kind(word, rest, said) for word, lack in of_nouns.items()):
        return 1.0
    own = [lack for word, lack in lacking.items() if word in question.turn]
    return max(1.0 - gauge.cover(said).soft, fmean(own) if own else 0.0, *of_nouns.values())


def _is_denied(question: Question, stated: Sequence[Figure], sentence: str) -> bool:
    """Whether a sentence lacks a figure, date, place or person that is stated, or tells it of something else."""
    rest, told = question.slots.rest, figures_in(sentence)
    return (
        is_strange(plain(rest), sentence, strict=True)
        or not all(_is_told(figure, told) or lists(sentence, figure.value) for figure in stated)
        or _of_something_else(stated, rest, told, sentence)
        or any(name not in sentence for name in (*_places_in(rest), *_people_in(rest)))
        or any(not re.search(rf"(?<!副){office}", sentence) for office in _OFFICE.findall(rest))
        or _is_opposite(rest, sentence)
        or _is_swapped(question.core, sentence)
    )


def _people_in(text: str) -> list[str]:
    """Return the people that a question names for what it states."""
    return [match["name"] for match in _WHO.finditer(text)]


def _is_other_kind(noun: str, asked: str, said: str) -> bool:
    """Whether evidence has another noun of the same kind, which the question has not: 中学 for 小学."""
    return any(
        len(other) == len(noun) and other[-1] == noun[-1] and other not in asked for other in nouns_in(said) - {noun}
    )


def _is_swapped(core: str, sentence: str) -> bool:
    """Whether what is stated of two things is told of each other: 黑豆赞成、黄豆反对 where 黄豆 stand for 赞成."""
    clauses = [[word for word in words(clause) if len(word) > 1] for clause in re.split(r"\s", core)]
    pairs = [pair for clause in clauses for pair in pairwise(clause)]
    told = [set(words(clause)) for clause in _CLAUSE_END.split(sentence)]

    def stand_together(first: str, second: str) -> bool:
        return any({first, second} <= clause for clause in told)

    return any(
        stand_together(a, d) and stand_together(c, b) and not stand_together(a, b) and not stand_together(c, d)
        for (a, b), (c, d) in combinations(pairs, 2)
        if len({a, b, c, d}) == 4
    )


def _places_in(text: str) -> list[str]:
    """Return the regions, by their short names, that a text names anywhere (上海港)."""
    said = words(text)
    return [short for short in set(regions().values()) if len(short) > 1 and any(one.startswith(short) for one in said)]


def _without_unit(text: str, known: Sequence[Figure]) -> list[Figure]:
    """Return the bare numbers of a question that are no quantities: 是超过600吗."""
    taken = {at for figure in known for at in range(figure.start, figure.end)}
    return [
        Figure(match[0], value_of(match["number"]) or 0.0, "", match["qualifier"] or match["odd"], None, *match.span())
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
        if _is_past(figure, rest):
            if any(may_be(figure, other) and _is_past(other, sentence) for other in told):
                continue
            return True
        # 一座亭 is any of them and no number of them.
        rivals = [other for other in told if _is_unit(figure.unit, other.unit) and other.value != 1]
        same = [other for other in rivals if other.unit == figure.unit]
        rivals = same if any(may_be(figure, other) for other in same) else rivals
        if any(may_be(figure, other) and _is_past(other, sentence) for other in rivals):
            return True
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
    """Whether a told figure is what it was before: the 26 of 由每公斤26元提高到40元, the 16 of 年初挂16盏."""
    before, after = sentence[: told.start], sentence[told.end :]
    return bool(_FROM.search(before) and _TO.match(after)) or bool(_ONCE.search(before))


def _is_opposite(stated: str, sentence: str) -> bool:
    """Whether what is stated goes the other way than what a sentence tells, or counts weeks from the other end."""
    ways, told_ways = ([bool(way.search(text)) for way in _DIRECTIONS] for text in (stated, sentence))
    if sum(ways) == sum(told_ways) == 1 and ways != told_ways:
        return True
    asked, told = _ORDINAL.search(stated), _ORDINAL.search(sentence)
    return asked is not None and told is not None and (asked[1] in _LAST) != (told[1] in _LAST)


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
