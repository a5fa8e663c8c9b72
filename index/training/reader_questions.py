"""Questions made by rule from work reports: a figure gives way to 多少 or 几, parts go, words give way to near ones."""

import random
import re
from collections.abc import Sequence

from index.terms import words
from index.training.reader_data import Asked, Passage

_NUMERAL = r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[一二两三四五六七八九十百千]+"
_FIGURE = re.compile(
    rf"(?:近|约|超过|超|达到|达|逾)?(?P<value>{_NUMERAL})(?P<many>[多余]?[万亿]?[多余]?)"
    r"(?P<unit>人次|平方米|平方公里|公里|公顷|千瓦|立方米|个百分点|[件份条篇项次场个名人家户所座吨元亩台辆种类批届支处本间套天倍]|[%％])"
)
_NAME = re.compile(r"[“《「](?P<name>[^”》」]{2,12})[”》」]")
_CLAUSE = re.compile(r"[，,；;：:。！？!?]")
# Said with one word in a report, with another in a question; the first group of each is what a report writes.
_NEAR = (
    ("开展", "举行 进行 搞 做"), ("举办", "办 组织"), ("建立", "设立 建"), ("建成", "建 建好"), ("完成", "做完 办完"),
    ("提出", "提"), ("组织", "安排"), ("召开", "开"), ("培训", "训练"), ("新增", "增加 新加"), ("推进", "推动"),
    ("达到", "是"), ("增长", "增加 涨"), ("帮助", "帮"), ("解决", "处理"), ("参加", "参与"), ("通过", "经过"),
    ("全年", "一年"), ("制定", "出台"), ("修建", "修"), ("发放", "发"), ("投入", "花"), ("共计", "一共"),
    ("超过", "多于"), ("实现", "做到"), ("全部", "所有"), ("下降", "减少 降低"), ("群众", "老百姓"),
)  # fmt: skip
_LESS_THAN_TEN = re.compile(r"[0-9一二两三四五六七八九]")


def short_passages(texts: Sequence[tuple[str, str]], *, seed: int) -> list[Passage]:
    """Cut (title, text) pairs into passages of two to five sentences, as long as those of our reports."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    passages = []
    for title, text in texts:
        whole = Passage.of(title, text)
        at = 0
        while at < len(whole.sentences):
            size = dice.randint(2, 5)
            passages.append(Passage(title, whole.sentences[at : at + size]))
            at += size
    return passages


def made_questions(passages: Sequence[Passage], *, most: int, seed: int) -> list[Asked]:
    """Return at most `most` questions, each answered by a figure or a name in one sentence of its passage."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    places = [(row, sentence) for row, passage in enumerate(passages) for sentence in passage.sentences]
    dice.shuffle(places)
    questions: list[Asked] = []
    for row, sentence in places:
        if len(questions) >= most:
            break
        made = _figure_question(sentence, dice) or _name_question(sentence, dice)
        if made:
            questions.append(Asked(made[0], (made[1],), row))
    return questions


def _figure_question(sentence: str, dice: random.Random) -> tuple[str, str] | None:
    """Return a question for one figure of a sentence, with the figure."""
    figures = [figure for figure in _FIGURE.finditer(sentence) if _counts(figure, sentence)]
    if not figures:
        return None
    figure = dice.choice(figures)
    before, after = _clause(sentence, figure.start(), figure.end())
    if len(before) + len(after) < 6:
        return None
    unit = figure["unit"]
    few = _LESS_THAN_TEN.fullmatch(figure["value"]) and not figure["many"]
    asking = ("几" if few or (len(figure["value"]) < 3 and dice.random() < 0.3) else "多少") + unit
    if unit in "%％":
        asking = "百分之多少" if dice.random() < 0.6 else "多少"
    elif unit == "个百分点":
        asking = "多少个百分点"
    return _worded(before, asking, after, dice), figure.group()


def _counts(figure: re.Match[str], sentence: str) -> bool:
    """Whether a figure is worth asking for: not an ordinal, not the 一 of 一个 and 一批."""
    return figure["value"] != "一" and sentence[figure.start() - 1 : figure.start()] not in ("第", "几")


def _name_question(sentence: str, dice: random.Random) -> tuple[str, str] | None:
    """Return a question for what stands in quotation marks."""
    names = list(_NAME.finditer(sentence))
    if not names:
        return None
    name = dice.choice(names)
    before, after = _clause(sentence, name.start(), name.end())
    if len(before) + len(after) < 8:
        return None
    return _worded(before, "什么", after, dice), name["name"]


def _clause(sentence: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands in the clause before and after a span; a short clause takes the one before it along."""
    cuts = [mark.end() for mark in _CLAUSE.finditer(sentence)]
    first = max((cut for cut in cuts if cut <= start), default=0)
    last = min((cut - 1 for cut in cuts if cut > end), default=len(sentence))
    if start - first + last - end < 10:
        first = max((cut for cut in cuts if cut < first), default=0)
    return sentence[first:start], sentence[end:last]


def _worded(before: str, asking: str, after: str, dice: random.Random) -> str:
    """Put a question together: now in the order of the report, now the asked-for part brought forward."""
    kept = [_thinned(part, dice) for part in (before, after)]
    moved = words(before)[-1:] if not after else []
    if moved and len(moved[0]) >= 2 and dice.random() < 0.6:  # 开展专题协商7次 -> 开展了几次专题协商
        head = kept[0].removesuffix(moved[0])
        return f"{head}{dice.choice(('', '了', '了'))}{asking}{moved[0]}{dice.choice(('', '?', '?'))}"
    return f"{kept[0]}{asking}{kept[1]}{dice.choice(('', '?', '?'))}"


def _thinned(part: str, dice: random.Random) -> str:
    """Leave words out and put near ones in."""
    drop = dice.choice((0.0, 0.15, 0.3, 0.5))
    kept = [word for word in words(part) if dice.random() >= drop or word.isdecimal()]
    near = {said: other.split() for said, other in _NEAR}
    return "".join(dice.choice(near[word]) if word in near and dice.random() < 0.6 else word for word in kept)
