"""Coverage: which words of a question a piece of evidence accounts for.

A report that says nothing of 人口 cannot answer a question about it, however well the rest matches; so the words that
evidence does not cover decide when to decline.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.figures import figures_in
from corpus.model import Figure
from index.encoder import Encoder
from index.terms import MARKS
from index.terms import words as cut
from index.understanding.pinyin import sounds_like
from index.understanding.synonyms import synonyms_of

# Verbs and nouns that every report is full of, or that a paraphrase changes first.
_LIGHT = """
开展 组织 举办 举行 召开 进行 实施 推进 推动 推出 建立 成立 设立 创建 打造 搞 办 做 弄 干 发 写 出 给 拿 提
提出 完成 参加 参与 得到 取得 工作 活动 情况 方面 方式 方法 做法 措施 事情 事 东西 内容 成效 成果 成绩 主要
重点 相关 有关 关于 通过 围绕 针对 政协 委员 县 区 市 全县 全区 全市 县里 区里 当地 本地 年 年度 全年 一年
次 个 人 名 人次 数 数字 数据 总 共 有 在 是 为 对 向 和 与 等 把 被 让 到 里 上 下 中 要 会 能 名字 名称 叫
称为 叫做 提到 说 讲 报道 报告 文章 里面 时候 时间 地方 人员 单位 县政协 区政协 市政协 这 那 这个 那个 这些
那些 它 他们 我们 你们 他 她 其 中的 之类 进 来 去 过 一下 一个 一些 多 少 大 小 好 新 最 更 很 太 挺 其中
晚上 早上 中午 今天 明天 昨天 周末 现在 目前 以来 期间 专门 正在 具体 分别 什么 怎么 谁 哪 几 多少
"""
LIGHT = frozenset(_LIGHT.split())
_QUOTED = re.compile(r"[“\"「『《〈](.+?)[”\"」』》〉]")
_DATE = re.compile(
    r"(?:\d{1,2}月)?\d{1,2}[日号]|\d{1,2}月份?|(?:每?周|星期|礼拜)[一二三四五六日末天]|农历[一二三四五六七八九十初廿正腊月]+|[上下]半年"
)
# The share that a word of the same sound, or a synonym, covers; below the other a word is not near at all.
SAME_SOUND = 0.9
NEAR = 0.35
# What has no near words: GDP, 电话, 满意率, 二号提案, 第三届.
_EXACT = re.compile(
    r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])|电话|手机号|车牌|曲目|曲子|剧情|地址|邮编|邮箱|网址|微信号|预算|编制|工资|房价|人口|生日|学历|籍贯|年龄|"
    r"(?:满意|办复|办结|采纳|落实|出勤|履职|参与|完成|解决|签约|覆盖)率|"
    r"[女男](?=委员|性|同志|的|干部|职工|代表)|[一二三四五六七八九十\d]+号(?=提案|文件|建议)|第[一二三四五六七八九十\d]+[届次期号场批季轮站节课](?!会议)"
)
_CLAUSE = re.compile(r"[,，;；。:：]")
_VAGUE = frozenset("多余来几")
_LONGEST_NAME = 16
# No phrase of the synonyms is made of more words.
_MOST_WORDS = 6
_LIGHT_WEIGHT = 0.15
_SINGLE_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question with its weight: 1 for an ordinary noun, more for a longer, hence rarer, one.

    `parts` are the words of a phrase, none for a single word.
    """

    text: str
    weight: float
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a piece of evidence accounts for a question.

    `exact` is the weighted share of words found as written, by sound or by a synonym, `soft` counts a near word by its
    cosine, `worst` is the least covered weighty word's share, and `missing` the share of the weighty words that nothing
    comes near to.
    """

    exact: float
    soft: float
    worst: float
    missing: float


def weigh(core: str) -> tuple[Word, ...]:
    """Return the words of a question's core, each once, in order; its quantities are checked apart from words.

    Words that make a phrase which has synonyms (电话 手表) are one.
    """
    words, at = _words(core), 0
    found: dict[str, Word] = {}
    while at < len(words):
        ends = range(min(at + _MOST_WORDS, len(words)), at, -1)
        end = next((end for end in ends if synonyms_of("".join(words[at:end]))), at + 1)
        text = "".join(words[at:end])
        found.setdefault(text, Word(text, _weight(text), tuple(words[at:end]) if end > at + 1 else ()))
        at = end
    return tuple(found.values())


def heavy_words(core: str) -> tuple[Word, ...]:
    """Return the single words of a question's core that carry its meaning."""
    words = (Word(word, _weight(word)) for word in dict.fromkeys(_words(core)))
    return tuple(word for word in words if word.weight >= 1)


def unknown_in(core: str) -> tuple[str, ...]:
    """Return what a question's core has that no dictionary knows: three characters up that are no words (望泖桥)."""
    runs = "".join(word if len(word) == 1 and word not in LIGHT else " " for word in _words(core)).split()
    return tuple(run for run in runs if len(run) > 2)


def _words(core: str) -> list[str]:
    core = plain(core)
    for figure in reversed(figures_in(core)):
        core = f"{core[: figure.start]} {core[figure.end :]}"
    return cut(core)


def _weight(word: str) -> float:
    if word in LIGHT or word.isdecimal():
        return _LIGHT_WEIGHT
    if len(word) == 1:
        return _SINGLE_WEIGHT
    return 1.0 + 0.2 * (min(len(word), 5) - 2)


def quoted_names(text: str) -> tuple[str, ...]:
    """Return what a question puts in quotation marks or title marks."""
    return tuple(_QUOTED.findall(text))


class Gauge:
    """Measures pieces of evidence against the words of one question."""

    def __init__(self, words: Sequence[Word], vectors: "WordVectors") -> None:
        self._words = words
        self._weights = np.array([word.weight for word in words], np.float32)
        self._heavy = self._weights >= 1
        self._vectors = vectors
        self._asked = vectors.of([word.text for word in words])
        self._known: dict[str, Coverage] = {}
        self._columns: dict[str, int] = {}
        self._cosines = np.empty((len(words), 0), np.float32)

    @property
    def groundless(self) -> bool:
        """Whether the question has nothing but numbers and words that every report is full of."""
        return bool((self._weights <= _LIGHT_WEIGHT).all())

    @property
    def vague(self) -> bool:
        """Whether the question has no weighty word."""
        return not self._heavy.any()

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up all words of some evidence at once, which is faster than text by text."""
        words = dict.fromkeys(word for text in texts for word in cut(plain(text)) if len(word) > 1)
        new = [word for word in words if word not in self._columns]
        self._columns.update(zip(new, range(len(self._columns), len(self._columns) + len(new)), strict=True))
        self._cosines = np.concatenate([self._cosines, self._asked @ self._vectors.of(new).T], axis=1)

    def cover(self, evidence: str) -> Coverage:
        """Return how `evidence` (normalised text) accounts for the words of the question."""
        if evidence not in self._known:
            self._known[evidence] = self._cover(evidence)
        return self._known[evidence]

    def _cover(self, evidence: str) -> Coverage:
        evidence = plain(evidence)
        if not self._words:
            return Coverage(0.0, 0.0, 1.0, 0.0)
        exact = np.array([_share(word, evidence) for word in self._words], np.float32)
        soft = np.maximum(exact, self._nearest(exact, evidence))
        total = float(self._weights.sum())
        return Coverage(
            exact=float(self._weights @ exact) / total,
            soft=float(self._weights @ soft) / total,
            worst=float(soft[self._heavy].min(initial=1.0)),
            missing=float(self._weights @ (self._heavy & (soft < NEAR))) / total,
        )

    def _nearest(self, exact: NDArray[np.float32], evidence: str) -> NDArray[np.float32]:
        """Return, for the words not found, the cosine of the nearest word of the evidence."""
        others = {word for word in cut(evidence) if len(word) > 1}
        if not others or bool((exact >= SAME_SOUND).all()):
            return exact
        if not others <= self._columns.keys():
            self.prepare([evidence])
        cosines = self._cosines[:, [self._columns[word] for word in others]].max(axis=1)
        return np.where(exact < SAME_SOUND, np.clip(cosines, 0.0, 1.0), exact)


class WordVectors:
    """The vectors of single words, each encoded once."""

    _MOST = 50_000

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return (words, dimension), rows of length 1."""
        if len(self._known) > self._MOST:
            self._known = {}
        known = self._known
        missing = [word for word in dict.fromkeys(words) if word not in known]
        if missing:
            known.update(zip(missing, self._encoder.encode(missing), strict=True))
        if not words:
            return np.empty((0, self._encoder.dimension), np.float32)
        return np.stack([known[word] for word in words])


def _share(word: Word, evidence: str) -> float:
    """Return how much of a word, or of a phrase or else of its words, the evidence has."""
    whole = share_of(word.text, evidence)
    if not word.parts or whole >= SAME_SOUND:
        return whole
    weights = [_weight(part) for part in word.parts]
    parts = sum(weight * share_of(part, evidence) for part, weight in zip(word.parts, weights, strict=True))
    return max(whole, parts / sum(weights))


def share_of(word: str, evidence: str) -> float:
    """Return how much of a word the evidence has: 1 for it, 0.9 for its sound or a synonym, else a share."""
    if word in evidence:
        return 1.0
    if any(other in evidence for other in synonyms_of(word) if len(other) > 1):
        return SAME_SOUND
    if len(word) < 2:
        return 0.0
    if not word.isascii() and any(
        evidence[at] in word or evidence[at + 1] in word
        for at in _near(word, evidence)
        if sounds_like(word, evidence[at : at + len(word)])
    ):
        return SAME_SOUND
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return 0.8 * sum(pair in evidence for pair in pairs) / len(pairs) if len(pairs) > 1 else 0.0


def _near(word: str, evidence: str) -> list[int]:
    """Return where the evidence agrees with the word in all characters but one."""
    # One of the two halves is the same in both, so only where one stands is the rest compared.
    half, length = len(word) // 2, len(word)
    starts = set(_places(word[:half], evidence)) | {at - half for at in _places(word[half:], evidence)}
    return [
        at
        for at in sorted(starts)
        if 0 <= at <= len(evidence) - length
        and sum(a != b for a, b in zip(word, evidence[at : at + length], strict=True)) == 1
    ]


def _places(part: str, text: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def plain(text: str) -> str:
    """Return a text without quotation and title marks, which part words in some writers' hands (委员“家”访)."""
    return text.translate(MARKS)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of things that stand in quotation or title marks in some texts, those of three characters up."""
    return frozenset(name for text in texts for name in _QUOTED.findall(text) if 3 <= len(name) <= _LONGEST_NAME)


def is_misnamed(asked: str, evidence: str, names: Iterable[str]) -> bool:
    """Whether a question says one of these names and the evidence does not."""
    asked, evidence = plain(asked), plain(evidence)
    return any(name in asked and name not in evidence for name in map(plain, names))


@lru_cache(maxsize=1024)
def is_strange(asked: str, evidence: str, *, strict: bool = False) -> bool:
    """Whether a name in marks, a date, an ordinal, a rate, an acronym or a quantity of the question is missing.

    A quantity is missing where its unit stands with other values only; if `strict`, wherever its value is not told.
    """
    if any(share_of(name, evidence) < 0.5 for name in quoted_names(asked)):
        return True
    if any(not _is_dated(date, evidence) for date in _DATE.findall(asked)):
        return True
    if any(name not in evidence and name.replace("第一", "首") not in evidence for name in _EXACT.findall(asked)):
        return True
    named = [figure for figure in figures_in(asked) if figure.value != 1 and not _lists(evidence, figure.value)]
    told = figures_in(evidence) if named else ()
    return any(_is_missing(figure, told, strict=strict) for figure in named)


def _lists(evidence: str, count: float) -> bool:
    """Whether a clause lists so many things: 走访、建单、会商 are 三个步骤."""
    return 2 < count < 10 and any(clause.count("、") + 1 == count for clause in _CLAUSE.split(evidence))


def _is_dated(date: str, evidence: str) -> bool:
    """Whether a date is told, or stands there as it is written, in a name (垴杏3号)."""
    return date.replace("号", "日").removesuffix("份") in evidence or date in evidence


def _is_missing(figure: Figure, told: Sequence[Figure], *, strict: bool) -> bool:
    same_unit = any(other.unit == figure.unit for other in told)
    return (strict or same_unit) and not any(may_be(figure, other) for other in told)


def may_be(asked: Figure, told: Figure) -> bool:
    """Whether a told value is the asked one, or lies above a vague one: 七十多岁 is 73岁, 十来年 11年."""
    if told.value == asked.value or not _VAGUE & set(asked.qualifier or ""):
        return told.value == asked.value
    step = next((10**power for power in range(8, -1, -1) if asked.value % 10**power == 0), 1)
    return asked.value < told.value < asked.value + step
