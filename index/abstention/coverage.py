"""Coverage: which words of a question a piece of evidence accounts for.

A report that says nothing of 人口 cannot answer a question about it, however well the rest matches; so the words that
evidence does not cover decide when to decline.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from corpus.figures import figures_in
from corpus.model import Figure
from index.abstention.nearness import Nearness, WordVectors
from index.abstention.sharing import SAME_SOUND, Sought, share_of, sought
from index.terms import MARK
from index.terms import words as cut
from index.understanding.synonyms import synonyms_of

# Verbs and nouns that every report is full of, or that a paraphrase changes first.
_LIGHT = """
开展 组织 举办 举行 召开 进行 实施 推进 推动 推出 建立 成立 设立 创建 打造 搞 办 做 弄 干 发 写 出 给 拿 提
提出 完成 参加 参与 得到 取得 工作 活动 情况 方面 方式 方法 做法 措施 事情 事 东西 内容 成效 成果 成绩 主要
重点 相关 有关 关于 通过 围绕 针对 政协 委员 县 区 市 全县 全区 全市 县里 区里 当地 本地 年 年度 全年 一年
次 个 人 名 人次 数 数字 数据 总 共 有 在 是 为 对 向 和 与 等 把 被 让 到 里 上 下 中 要 会 能 名字 名称 叫
称为 叫做 提到 说 讲 报道 报告 文章 里面 时候 时间 地方 人员 单位 县政协 区政协 市政协 这 那 这个 那个 这些
那些 它 他们 我们 你们 他 她 其 中的 之类 进 来 去 过 一下 一个 一些 多 少 大 小 好 新 最 更 很 太 挺 其中
晚上 早上 中午 今天 明天 昨天 周末 现在 目前 以来 期间 专门 正在 具体 固定 日子 分别 什么 怎么 谁 哪 几 多少
"""
LIGHT = frozenset(_LIGHT.split())
_QUOTED = re.compile(r"[“\"「『《〈](.+?)[”\"」』》〉]")
_DATE = re.compile(
    r"(?:\d{1,2}月)?\d{1,2}[日号]|\d{1,2}月份?|(?:每?周|星期|礼拜)[一二三四五六日末天]|(?:农历|逢初?)[一二三四五六七八九十初廿正腊月]+|[上下]半年|"
    r"(?:早上|早晨|清晨|凌晨|上午|中午|下午|傍晚|晚上|夜里|夜间|晚|每晚)[\d一二两三四五六七八九十]{1,2}点半?"
)
# Below this cosine a word is not near at all.
NEAR = 0.35
# What has no near words: GDP, 电话, 满意率, 二号提案, 第三届.
_EXACT = re.compile(
    r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])|(?<![打接通])电话|手机号|车牌|曲目|曲子|剧情|地址|邮编|邮箱|网址|微信号|预算|编制|工资|房价|人口|生日|学历|籍贯|年龄|"
    r"(?:满意|办复|办结|采纳|落实|出勤|履职|参与|完成|解决|签约|覆盖)率|"
    r"[女男](?=委员|性|同志|的|干部|职工|代表)|[一二三四五六七八九十\d]+号(?=提案|文件|建议)|第[一二三四五六七八九十\d]+[届次期号场批季轮站节课](?!会议)"
)
_WEEK = re.compile("星期|礼拜")
_CLAUSE = re.compile(r"[,，;；。:：]")
_ABOVE = re.compile("[多余来几过超上逾]|突破|不止")
_BELOW = re.compile("不[足到满]|没到|未[到满]|少于|低于")
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

    def __init__(self, words: Sequence[Word], vectors: WordVectors) -> None:
        self._words = tuple(words)
        self._sought = [(sought(word.text), _parts(word)) for word in words]
        self._characters = [frozenset(word.text) for word in words]
        self._weights = [word.weight for word in words]
        self._heavy = [at for at, word in enumerate(words) if word.weight >= 1]
        self._total = sum(self._weights)
        self._nearness = Nearness([word.text for word in words], vectors)
        self._known: dict[str, Coverage] = {}

    @property
    def groundless(self) -> bool:
        """Whether the question has nothing but numbers and words that every report is full of."""
        return all(weight <= _LIGHT_WEIGHT for weight in self._weights)

    @property
    def vague(self) -> bool:
        """Whether the question has no weighty word."""
        return not self._heavy

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up all words of some evidence at once, which is faster than text by text."""
        self._nearness.prepare(map(plain, texts))

    def cover(self, evidence: str) -> Coverage:
        """Return how `evidence` (normalised text) accounts for the words of the question."""
        if evidence not in self._known:
            self._known[evidence] = self._cover(plain(evidence))
        return self._known[evidence]

    def lacking(self, evidence: str) -> dict[str, float]:
        """Return, of each weighty word of the question, how much of it `evidence` (normalised text) does not say."""
        evidence = plain(evidence)
        _, shares = self._shares(evidence)
        return {self._words[at].text: 1 - shares[at] for at in self._heavy}

    def says_all(self, evidence: str) -> bool:
        """Return whether evidence says all weighty words of the question as they are written, or in words very near.

        Words of the same sound and synonyms do not do. A very near word shares a character with the word, which is
        looked at first, for few texts say all.
        """
        evidence = plain(evidence)
        if any(self._characters[at].isdisjoint(evidence) for at in self._heavy):
            return False
        shares = {at: _share(self._sought[at], evidence) for at in self._heavy}
        unsaid = [at for at, share in shares.items() if share < SAME_SOUND]
        if SAME_SOUND in shares.values():
            return False
        nearest = self._nearness.of(evidence) if unsaid else None
        return not unsaid or (nearest is not None and all(nearest[at] > SAME_SOUND for at in unsaid))

    def _cover(self, evidence: str) -> Coverage:
        if not self._weights:
            return Coverage(0.0, 0.0, 1.0, 0.0)
        exact, soft = self._shares(evidence)
        missing = sum(self._weights[at] for at in self._heavy if soft[at] < NEAR)
        return Coverage(
            exact=sum(map(mul, self._weights, exact)) / self._total,
            soft=sum(map(mul, self._weights, soft)) / self._total,
            worst=min((soft[at] for at in self._heavy), default=1.0),
            missing=missing / self._total,
        )

    def _shares(self, evidence: str) -> tuple[list[float], list[float]]:
        """Return how much of each word evidence without marks has as it is written, and in near words too."""
        exact = [_share(word, evidence) for word in self._sought]
        return exact, self._softened(exact, evidence)

    def _softened(self, exact: list[float], evidence: str) -> list[float]:
        """Return the shares, of a word not found the cosine of the nearest word of the evidence if that is more."""
        if all(share >= SAME_SOUND for share in exact):
            return exact
        nearest = self._nearness.of(evidence)
        if nearest is None:
            return exact
        return [
            max(share, cosine) if share < SAME_SOUND else share for share, cosine in zip(exact, nearest, strict=True)
        ]


_Parts = tuple[tuple[Sought, float], ...]


def _parts(word: Word) -> _Parts:
    return tuple((sought(part), _weight(part)) for part in word.parts)


def _share(word: tuple[Sought, _Parts], evidence: str) -> float:
    """Return how much of a word, or of a phrase or else of its words, the evidence has."""
    phrase, parts = word
    whole = phrase.share(evidence)
    if not parts or whole >= SAME_SOUND:
        return whole
    told = sum(weight * part.share(evidence) for part, weight in parts)
    return max(whole, told / sum(weight for _, weight in parts))


def plain(text: str) -> str:
    """Return a text without quotation and title marks, which part words in some writers' hands (委员“家”访)."""
    return MARK.sub("", text)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of things that stand in quotation or title marks in some texts, those of three characters up."""
    return frozenset(name for text in texts for name in _QUOTED.findall(text) if 3 <= len(name) <= _LONGEST_NAME)


def said_of(names: Iterable[str], asked: str) -> frozenset[str]:
    """Return those of some names, without their marks, that a question says."""
    asked = plain(asked)
    return frozenset(name for name in map(plain, names) if name in asked)


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
    named = [figure for figure in figures_in(asked) if figure.value != 1 and not lists(evidence, figure.value)]
    told = figures_in(evidence) if named else ()
    return any(_is_missing(figure, told, strict=strict) for figure in named)


def lists(evidence: str, count: float) -> bool:
    """Whether a clause lists so many things: 走访、建单、会商 are 三个步骤."""
    return 2 < count < 10 and any(clause.count("、") + 1 == count for clause in _CLAUSE.split(evidence))


def _is_dated(date: str, evidence: str) -> bool:
    """Whether a date is told, or stands there as it is written, in a name (垴杏3号)."""
    date, evidence = _WEEK.sub("周", date), _WEEK.sub("周", evidence)
    forms = (date, date.replace("号", "日").removesuffix("份"))
    return any(re.search(rf"(?<!\d){re.escape(form)}", evidence) for form in forms)


def _is_missing(figure: Figure, told: Sequence[Figure], *, strict: bool) -> bool:
    same_unit = any(other.unit == figure.unit for other in told)
    return (strict or same_unit) and not any(may_be(figure, other) for other in told)


def may_be(asked: Figure, told: Figure) -> bool:
    """Whether a told value is the asked one, or lies next to a vague one: 七十多岁 is 73岁, 不到五百人 480人."""
    qualifier = asked.qualifier or ""
    if told.value == asked.value or not qualifier:
        return told.value == asked.value
    step = next((10**power for power in range(8, -1, -1) if asked.value % 10**power == 0), 1)
    if _BELOW.search(qualifier):
        return asked.value - step < told.value < asked.value
    return bool(_ABOVE.search(qualifier)) and asked.value < told.value < asked.value + step
