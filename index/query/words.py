"""Words: those of a question that carry its meaning, and how much of a word a text has."""

import re
from functools import lru_cache

from corpus.figures import figures_in
from index.terms import MARK
from index.terms import words as cut

# Function words, and verbs and nouns that stand in any report.
_LIGHT = frozenset(
    """
    开展 组织 举办 举行 召开 进行 实施 推进 推动 推出 建立 成立 设立 创建 打造 搞 办 做 弄 干
    发 写 出 给 拿 提 提出 完成 参加 参与 得到 取得 工作 活动 情况 方面 方式 方法 做法 措施
    事情 事 东西 内容 成效 成果 成绩 主要 重点 相关 有关 关于 通过 围绕 针对 政协 委员 县 区 市
    全县 全区 全市 县里 区里 当地 本地 年 年度 全年 一年 次 个 人 名 人次 数 数字 数据 总 共
    有 在 是 为 对 向 和 与 等 把 被 让 到 里 上 下 中 要 会 能 名字 名称 叫 称为 叫做
    提到 说 讲 报道 报告 文章 里面 时候 时间 地方 人员 单位 县政协 区政协 市政协 这 那 这个 那个
    这些 那些 它 他们 我们 你们 他 她 其 中的 之类 进 来 去 过 一下 一个 一些 多 少 大 小 好
    新 最 更 很 太 挺 其中 今天 明天 昨天 现在 目前 以来 期间 具体 分别 什么 怎么 谁 哪 几
    多少
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
_QUOTED = re.compile(r"[“\"「『《〈](.+?)[”\"」』》〉]")
_PAIRS = 0.8


@lru_cache(maxsize=1024)
def heavy_words(core: str) -> tuple[str, ...]:
    """Return the words of a question's core that carry its meaning, each once, in their order; quantities apart."""
    core = MARK.sub("", core)
    for figure in reversed(figures_in(core)):
        core = f"{core[: figure.start]} {core[figure.end :]}"
    return tuple(
        word for word in dict.fromkeys(cut(core)) if len(word) > 1 and word not in _LIGHT and not word.isdecimal()
    )


def quoted_names(text: str) -> tuple[str, ...]:
    """Return what a question puts in quotation marks or title marks."""
    return tuple(_QUOTED.findall(text))


def share_of(word: str, text: str) -> float:
    """Return how much of a word a text has: 1 for the word, else up to 0.8 by its pairs of characters."""
    if word in text:
        return 1.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 else []
    return _PAIRS * sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
