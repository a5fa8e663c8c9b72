"""Signs: the outward form of questions and answers (a year, a quantity, a list), by pattern."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Question words say what is asked for, not what the sentence talks about: they weigh nothing in the overlap.
_ASKING = re.compile(
    r"什么时候|什么时间|什么地方|什么样|什么|甚么|为什么|为何|因何|谁|哪一|哪些|哪里|哪儿|哪|何时|何地|何处|何种|何人|何|"
    r"多少|多大|多长|多久|多高|多远|多|几|怎么样|怎么|怎样|如何|是否|吗|呢|请问|[?？]"
)
_KINDS = {
    "reason": r"为什么|为何|因何|原因|缘故",
    "person": r"谁|何人|哪一?位|哪个人|什么人|哪几位|人名",
    "date": r"何时|什么时候|什么时间|哪一?[年天日]|几[年月号]|哪个?月|年份|时间|年代|世纪|时期|多久",
    "number": r"多少|几|多[大长高远重]|数量|比例|面积",
    "where": r"哪里|哪儿|何处|何地|什么地方|在哪|位于|哪一?个?[国省市县地区州洲城]|地点",
    "list": r"哪些|哪[几两三]|分别|包括",
    "how": r"怎么|怎样|如何|什么样",
    "name": r"是什么|指什么|定义|含义|意思|什么是|叫做|称为|又称|别名|全名|简称|名字",
    "which": r"哪",
    "what": r"什么|何",
}
_NUMERAL = r"[0-9０-９零〇一二两三四五六七八九十百千万亿]"
_SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹金魏姜谢邹苏潘葛范彭马方任袁柳史唐薛雷贺罗林郭梁宋刘黄徐胡高"
# What an answer of some kind looks like; searched only in the part of a sentence that the question does not say.
# An alternation without sets is looked for by its first characters, several times as fast.
_ANSWERS = {
    "digits": _NUMERAL + r"+",
    "dates": rf"[0-9０-９一二三四五六七八九〇零]{{2,4}}年|{_NUMERAL}+[月日]|世纪|年代|时期|时代",
    "quantities": _NUMERAL + r"[多余]*(?!年|月|日|世纪)[\u4e00-\u9fff%％]",
    "names": rf"[·•]|[{_SURNAMES}]\w{{1,2}}",
    "places": r"[\u4e00-\u9fff][省市县区州国镇乡村岛山河湖路街洲城部东西南北]|位于|地处",
    "reasons": r"因为|由于|因此|因而|所以|为了|以便|导致|使得|致使|原因|故|以致",
    "commas": r"、",
    "quotes": r"[《「“\"]",
    "latin": r"[A-Za-z]{2,}",
    "copulas": r"[是为即称指叫名]",
    "joins": r"包括|分别|分为|以及|和|及",
    "people": r"先生|教授|博士|总统|主席|国王|将军|皇帝|总理|部长|人|者|家",
    "pronouns": r"^[他她它其该这此同而]|^之后|^后来",
}
_UNIT = re.compile(r"(?:多少|第?几)个?([\u4e00-\u9fff])")
_HEAD = re.compile(r"(?:什么|哪一?[个种位本部家所座支条项名次场类些]?|何种?)([\u4e00-\u9fff]{1,3})")
_KIND_PATTERNS = tuple(re.compile(pattern) for pattern in _KINDS.values())
_ANSWER_PATTERNS = tuple(re.compile(pattern, re.MULTILINE) for pattern in _ANSWERS.values())
_AT_MOST = 8

SIGNS = ("unit", "head", *_ANSWERS)
KINDS = tuple(f"asks_{kind}" for kind in _KINDS)


def asking(question: str) -> NDArray[np.bool_]:
    """Return (question,): which characters belong to question words."""
    mask = np.zeros(len(question), dtype=np.bool_)
    for word in _ASKING.finditer(question):
        mask[word.start() : word.end()] = True
    return mask


def kinds(question: str) -> NDArray[np.float32]:
    """Return a 1 for each kind of answer (reason, person, date ...) that the question asks for."""
    return np.array([bool(pattern.search(question)) for pattern in _KIND_PATTERNS], dtype=np.float32)


def signs_of(question: str, sentences: Sequence[str], said: Sequence[NDArray[np.bool_]]) -> NDArray[np.float32]:
    """Return (sentences, len(SIGNS)): the signs of an answer, where `said` marks what the question says already.

    `unit` is 1 where a numeral stands before the counted noun of the question (几支 -> 四支), `head` the part of
    the noun after 什么/哪 that is found; both are -1 where the question has none.
    """
    units, nouns = _UNIT.findall(question), _HEAD.findall(question)
    counted = re.compile("|".join(f"{_NUMERAL}[多余]?{re.escape(unit)}" for unit in units)) if units else None
    signs = np.full((len(sentences), len(SIGNS)), -1, dtype=np.float32)
    for row, sentence in zip(signs, sentences, strict=True):
        if counted:
            row[0] = bool(counted.search(sentence))
        if nouns:
            row[1] = max(_tail(noun, sentence) for noun in nouns)
    signs[:, 2:] = _counts(sentences, said)
    return signs


def _counts(sentences: Sequence[str], said: Sequence[NDArray[np.bool_]]) -> NDArray[np.int64]:
    """Return (sentences, patterns): how often the unsaid part of each sentence looks like an answer, up to a limit.

    The patterns go over all sentences at once, one to a line, which is many times faster than one by one.
    """
    text = "\n".join(sentence.replace("\n", " ") for sentence in sentences)
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").copy()
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)])
    for start, marks in zip(starts, said, strict=False):
        points[start : start + len(marks)][marks] = ord(" ")
    rest = points.tobytes().decode("utf-32-le")
    counts = np.zeros((len(sentences), len(_ANSWER_PATTERNS)), dtype=np.int64)
    for column, pattern in enumerate(_ANSWER_PATTERNS):
        found = np.array([match.start() for match in pattern.finditer(rest)], dtype=np.int64)
        lines = np.searchsorted(starts, found, side="right") - 1
        counts[:, column] = np.bincount(lines, minlength=len(sentences))
    return np.minimum(counts, _AT_MOST)


def _tail(noun: str, sentence: str) -> float:
    return next(((len(noun) - k) / len(noun) for k in range(len(noun)) if noun[k:] in sentence), 0.0)
