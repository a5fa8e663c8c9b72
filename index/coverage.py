"""Coverage: which words of a question a piece of evidence accounts for.

A report that says nothing of 人口 cannot answer a question about it, however well the rest matches; so the words that
evidence does not cover decide when to decline.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.figures import figures_in
from index.encoder import Encoder
from index.pinyin import sounds_like
from index.terms import words as cut

# Verbs and nouns that every report is full of, or that a paraphrase changes first.
LIGHT = frozenset(
    "开展 组织 举办 举行 召开 进行 实施 推进 推动 推出 建立 成立 设立 创建 打造 搞 办 做 弄 干 发 写 出 给 拿 提 提出 完成 参加 参与 得到 取得 "
    "工作 活动 情况 方面 方式 方法 做法 措施 事情 事 东西 内容 成效 成果 成绩 主要 重点 相关 有关 关于 通过 围绕 针对 政协 委员 县 区 市 全县 "
    "全区 全市 县里 区里 当地 本地 年 年度 全年 一年 次 个 人 名 人次 数 数字 数据 总 共 有 在 是 为 对 向 和 与 等 把 被 让 到 里 上 下 中 要 会 能 "
    "名字 名称 叫 称为 叫做 提到 说 讲 写 报道 报告 文章 里面 方面 时候 时间 地方 人员 单位 县政协 区政协 市政协 这 那 这个 那个 这些 那些 它 他们 我们 "
    "你们 他 她 其 中的 之类 进 来 去 过 一下 一个 一些 多 少 大 小 好 新 最 更 很 太 挺 现在 目前 以来 期间 专门 具体 分别 什么 怎么 谁 哪 几 多少".split()
)
_QUOTED = re.compile(r"[“\"「『《〈](.+?)[”\"」』》〉]")
_DATE = re.compile(r"(?:\d{1,2}月)?\d{1,2}[日号]|\d{1,2}月份?")
_LIGHT_WEIGHT = 0.15
_SINGLE_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question with its weight: 1 for an ordinary noun, more for a longer, hence rarer, one."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a piece of evidence accounts for a question.

    `exact` is the weighted share of words found as written or by sound, `soft` counts a near word by its cosine,
    `worst` is the least covered weighty word's share, and `strange` tells whether a quantity, date or quoted
    name of the question is missing from the evidence.
    """

    exact: float
    soft: float
    worst: float
    strange: bool


def weigh(core: str) -> tuple[Word, ...]:
    """Return the words of a question's core, heaviest meaning first in weight, not in order."""
    return tuple(Word(word, _weight(word)) for word in dict.fromkeys(cut(core)))


def heavy_words(core: str) -> tuple[Word, ...]:
    """Return the words of a question's core that carry its meaning."""
    return tuple(word for word in weigh(core) if word.weight >= 1)


def _weight(word: str) -> float:
    if word in LIGHT or word.isdecimal():
        return _LIGHT_WEIGHT
    if len(word) == 1:
        return _SINGLE_WEIGHT
    return 1.0 + 0.2 * (min(len(word), 5) - 2)


def quoted_names(text: str) -> tuple[str, ...]:
    """Return what a question puts in quotation marks or title marks."""
    return tuple(_QUOTED.findall(text))


def cover(words: Sequence[Word], core: str, evidence: str, encoder: Encoder) -> Coverage:
    """Return how `evidence` (normalised text) accounts for the words of a question."""
    weights = np.array([word.weight for word in words], dtype=np.float32)
    exact = np.array([share_of(word.text, evidence) for word in words], dtype=np.float32)
    soft = np.maximum(exact, _nearest(words, exact, evidence, encoder))
    total = float(weights.sum()) or 1.0
    heavy = [float(share) for share, word in zip(soft, words, strict=True) if word.weight >= 1]
    return Coverage(
        exact=float(weights @ exact) / total if words else 0.0,
        soft=float(weights @ soft) / total if words else 0.0,
        worst=min(heavy, default=1.0),
        strange=_is_strange(core, evidence),
    )


def share_of(word: str, evidence: str) -> float:
    """Return how much of a word the evidence has: 1 where the evidence has the word, 0.9 where it has one of the same sound, else the share it has."""
    if word in evidence:
        return 1.0
    if len(word) < 2:
        return 0.0
    if not word.isascii() and any(
        evidence[at] in word or evidence[at + 1] in word
        for at in _near(word, evidence)
        if sounds_like(word, evidence[at : at + len(word)])
    ):
        return 0.9
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return 0.8 * sum(pair in evidence for pair in pairs) / len(pairs) if len(pairs) > 1 else 0.0


def _near(word: str, evidence: str) -> list[int]:
    """Return where the evidence agrees with the word in all characters but one."""
    return [
        at
        for at in range(len(evidence) - len(word) + 1)
        if sum(a != b for a, b in zip(word, evidence[at : at + len(word)], strict=True)) == 1
    ]


def _nearest(words: Sequence[Word], exact: np.ndarray, evidence: str, encoder: Encoder) -> np.ndarray:
    """Return, for the words not found, the cosine of the nearest word of the evidence."""
    soft = np.zeros(len(words), dtype=np.float32)
    missing = [number for number, share in enumerate(exact) if share < 0.9]
    others = [word for word in dict.fromkeys(cut(evidence)) if len(word) > 1]
    if missing and others:
        vectors = encoder.encode([words[number].text for number in missing] + others)
        cosines = vectors[: len(missing)] @ vectors[len(missing) :].T
        soft[missing] = np.clip(cosines.max(axis=1), 0.0, 1.0)
    return soft


def _is_strange(core: str, evidence: str) -> bool:
    if any(share_of(name, evidence) < 0.5 for name in quoted_names(core)):
        return True
    if any(date.replace("号", "日").removesuffix("份") not in evidence for date in _DATE.findall(core)):
        return True
    told = {(figure.value, figure.unit) for figure in figures_in(evidence)}
    asked = [figure for figure in figures_in(core) if figure.value != 1]
    return any(figure.text not in evidence and (figure.value, figure.unit) not in told for figure in asked)
