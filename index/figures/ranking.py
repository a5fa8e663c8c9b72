"""Ranking: which figures of a sentence can answer a question of how many, best first, and which must not.

A linear model over what the grammar tells: how near the question's words stand to each figure, what of the figure's
own words the question lacks, unit, year and role. `index.training.figures` fits the weights (a conditional logit over
the figures of a sentence). No meaning is known here beyond `_STAGES`; a reader's scores may be given as priors.

The Chinese words here are the grammar of questions and reports, not sentences that a user reads.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from corpus.figures import figures_in
from corpus.measures import UNIT, are_alike, kind_of
from corpus.model import Figure, Role
from corpus.quantities import UNIT_NAMES, plain_form
from corpus.wordlists import words
from index.terms import words as cut

_ASKED = re.compile(
    rf"(?:多少|几多|几(?!乎)|好多|多大|多(?=[高长久远重深宽]))[十百千万亿]*(?P<of>个?)(?P<unit>{UNIT})?(?P<noun>[\u4e00-\u9fff]{{0,4}})"
)
# Kinds of measure that are asked for without their units.
_KINDS_ASKED = {
    "money": r"钱|金额|资金|经费|投资|花.{0,4}[多几]|掏|赚|挣|省下|"
    r"[补贴]多少|罚|造价|补贴|工资|租金|[单票房]价|费用|成本|"
    r"善款|产值|收入|拨款|捐款",
    "share": r"百分|率|占比|比例|几成|占了?.{0,4}[多几]|[几多]少?倍",
    "time": r"多久|多长时间|时长|工期|[多几]少?个?钟头",
    "age": r"多大(?:岁数|年纪|了)|年龄|高龄",
    "area": r"面积|多大地",
    "length": r"多[长远宽高深](?!时)|里路",
    "weight": r"多重|产量|打多少",
    "people": r"人数|多少(?:委员|群众|学生|老人|党员|代表|干部|居民|村民|职工|专家|孩子|老师)",
}
_ROLES_ASKED = {
    Role.CHANGE: r"增|加了|减|[多少]了|降|涨|提[高升]|上升|多[出收办]|比.{0,10}[多少高低]|差多少|变化|幅度|"
    r"多[打挣赚卖交来花].{0,2}多少",
    Role.BASE: r"原来|之前|以前|原先|本来|从前|[上去前]年|上一年|最初|起初|当初|过去|上[届次]|头年|同期",
    Role.EACH: r"平均|人均|户均|每|一[年月天次户人个家亩件场期位名张吨斤]",
    Role.PLAN: r"计划|打算|准备|目标|预计|原定|拟|预期|争取|将",
}
_ASKS_CHANGE = re.compile(r"(?:比.{0,12}[多少高低]|增加|减少|下降|提高|增长|上升|多出|少了)[了出收办]?(?:多少|几)")
_ASKS_EACH = re.compile(r"[人户]均|平均|每")
_CHANGING = re.compile(r"增|减|降|升|提高|[多少][了出]?(?:\||$)|比")
_COUNTS_ITSELF = re.compile(r"[\u4e00-\u9fff]{1,3}?(?P<unit>[户人])")  # 多少贫困户 are counted in 户
_NOW = re.compile(r"现在|如今|今年|目前|后来|改.{0,3}后|最后|达到|到了?多少")
_MOST, _LEAST = re.compile(r"最[多高大长好]|第一|头一|居首|冠"), re.compile(r"最[少低小短]|垫底")
_NEGATED = re.compile(r"(?:不|未|没|无法?|非|拒绝?)(?:有|予|给|能|曾|被|得到|获|再){0,2}$")
# What becomes of a proposal, an opinion or a report, one stage after the other: a figure of one is none of another.
_STAGES = {
    "received": r"收到|收集|征集|提交|递交|提出|[交收报递](?:了|上|来)",
    "filed": r"(?:立案|立[上了](?!门)|立得)",
    "assigned": r"交办|承办|主办|会办|转办|领办",
    "answered": r"办复|答复|面复|回复",
    "done": r"办结|办完|办成|办好|解决|结案",
    "adopted": r"[采录刊引]用|采纳|被用",
    "realised": r"落了?[实地]|兑现",
    "praised": r"[获得]奖|奖项|表彰",
    "instructed": r"批示",
    "satisfied": r"满意",
}
_STAGE = {name: re.compile(pattern) for name, pattern in _STAGES.items()}
_LATER = frozenset(_STAGES) - {"received", "assigned"}
# The whole of which parts follow: 不满意的21件中，… And a question of such a part.
_PARTICLE = re.compile(r"[了的呢吗呀啊在被给去来到要能].*")
_GROUP = re.compile(r"(?:的?[^，,。；;、0-9]{0,8}?)(?:当中|之中|里面|[中里])(?=[，,有已其另])|[，,（(]?其中|已")
_OF_GROUP = re.compile(r"[里其当]中|里[头面]|的.{0,3}[里中]|[里中](?=[^，,]{0,8}(?:多少|几))")
_RESPECTIVELY = re.compile(r"(?:分别|依次)[^。；;]*$")
_PARTED, _ENDED = re.compile(r"[，,。；;：:！？!?\n]"), re.compile(r"[。；;！？!?\n]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")
# Characters and words that say nothing of what is asked.
_EMPTY = frozenset(
    "的了是有在一共总吗呢啊呀请问帮我查下想知道那这个年到底就都给去来过和与跟把被让里上中得着也还又几多少大小要哪谁什么怎会们"
    "你他她它其以为于及等能可以不没未人家边份件条次名位"
)
_EMPTY_WORDS = words("多少 一共 总共 请问 一下 知道 到底 这个 那个 那边 这边 他们 拢共 合计 究竟 一个 大概 几个")
# How near a word of the question stands to a figure: in the same clause before it (by the figures between), in what it
# counts, after it, in the clause before, further back, in the sentence before, after.
_BEFORE, _CLAUSE_BEFORE = (1.0, 0.8, 0.75), (0.6, 0.55, 0.5)
_INDICATOR, _AFTER, _FURTHER, _BACK, _EARLIER, _NEXT = 0.95, 0.85, 0.3, 0.35, 0.25, 0.15
_WORD, _PAIR, _ACROSS, _CHARACTER = 1.0, 0.5, 0.3, 0.35  # weights of what is looked for
_AS_GOOD, _SEVERAL = 0.7, 3  # figures so near the best answer with it; more are none that does
WEIGHTS_FILE = Path(__file__).parents[1] / "weights" / "figures.json"
Features = dict[str, float]


class Mismatch(StrEnum):
    """Why a figure must not answer a question, however near it stands."""

    KIND = "kind"  # money for people, a share for a count
    GIVEN = "given"  # the question states it
    ROLE = "role"  # 比上年增加12件 for 152件, or the other way round
    STAGE = "stage"  # 立案 for 办结, 提出 for 采纳
    NEGATION = "negation"  # 办结 for 未办结


@dataclass(frozen=True, slots=True)
class RankedFigure:
    """A figure, how well it answers (higher is better), and why it must not; None where it may."""

    figure: Figure
    score: float
    mismatch: Mismatch | None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a question of how many asks: `tokens` are its words, pairs and characters with their weights.

    `noun` is what is asked the number of, as far as it stands behind the measure word (几个乡镇).
    `negated` are the tokens that stand behind a negation; `given` the figures that the question states.
    """

    text: str
    unit: str
    noun: str
    kinds: tuple[str, ...]
    roles: frozenset[Role]
    stages: frozenset[str]
    tokens: Mapping[str, float]
    negated: frozenset[str]
    given: tuple[Figure, ...]
    years: frozenset[str]


@lru_cache(maxsize=256)
def ask_of(question: str) -> Ask:
    """Return what a question asks."""
    text = plain_form(question)[0]
    asked = next(reversed(list(_ASKED.finditer(text))), None)
    unit = UNIT_NAMES.get(asked["unit"], asked["unit"]) or asked["of"] if asked else ""
    if asked and not asked["unit"] and (own := _COUNTS_ITSELF.match(asked["noun"])):
        unit = own["unit"]
    if re.search(_KINDS_ASKED["age"], text):
        unit = "岁"
    named = [kind for kind, pattern in _KINDS_ASKED.items() if re.search(pattern, text)]
    kinds = [kind_of(unit)] if unit and unit != "个" else []
    body = f"{text[: asked.start()]} {text[asked.start('noun') :]}" if asked else text
    tokens = dict(_tokens(body))
    return Ask(
        text=text,
        unit=unit,
        noun=_PARTICLE.sub("", asked["noun"])[:2] if asked else "",
        kinds=tuple(dict.fromkeys(kinds + named)),
        roles=frozenset(role for role, pattern in _ROLES_ASKED.items() if re.search(pattern, text)),
        stages=_stages_of(text),
        tokens=tokens,
        negated=frozenset(one for one in tokens if _NEGATED.search(body[: body.find(one)])),
        given=figures_in(text),
        years=frozenset(_YEAR.findall(text)),
    )


def _tokens(body: str) -> Iterator[tuple[str, float]]:
    """Yield what is looked for: single characters, then pairs, then words, so that the heaviest weight stays.

    A pair across two words weighs less: it may be of a name that no dictionary has.
    """
    found = [word for word in cut(body) if word not in _EMPTY_WORDS and not word.isdigit()]
    yield from ((char, _CHARACTER) for word in found for char in word if _HAN.match(char) and char not in _EMPTY)
    pairs = {run[at : at + 2] for run in _HAN.findall(body) for at in range(len(run) - 1)}
    within = {word[at : at + 2] for word in found for at in range(len(word) - 1)}
    for pair in sorted(pairs):
        if not _EMPTY.issuperset(pair):
            yield pair, _PAIR if pair in within else _ACROSS
    yield from ((word, _WORD) for word in found if len(word) > 1)


def _stages_of(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _STAGE.items() if pattern.search(text))


def rank_figures(
    question: str,
    sentence: str,
    figures: Sequence[Figure],
    *,
    start: int = 0,
    priors: Sequence[float] | None = None,
    context: str = "",
) -> tuple[RankedFigure, ...]:
    """Return the figures of a sentence, those that may answer first, the best of them in front.

    Args:
        question: as asked, or written out after the turn before.
        sentence: the sentence as stored.
        figures: those of the sentence, in its order.
        start: where the sentence begins in the stored text, which the figures' offsets point into.
        priors: for each figure what a reader gives it, as log odds; none by default.
        context: what is told with the sentence (its item, its heading), where an act may be named; the sentence.
    """
    ask, rows = ask_of(question), features_of(question, sentence, figures, start=start)
    text, spans = _same_length(sentence), [(figure.start - start, figure.end - start) for figure in figures]
    given = priors or [0.0] * len(figures)
    ranked = [
        RankedFigure(
            figure, score_of(row) + prior, _mismatch(ask, figure, _words(text, figures, spans, number), context or text)
        )
        for number, (figure, row, prior) in enumerate(zip(figures, rows, given, strict=True))
    ]
    return tuple(sorted(ranked, key=lambda one: (one.mismatch is not None, -one.score)))


def answers_among(
    question: str, sentence: str, figures: Sequence[Figure], *, start: int = 0, context: str = ""
) -> tuple[Figure, ...]:
    """Return the figures that answer, in the order of the text: the best one, and those that it cannot be told from.

    None where every figure mismatches, or where too many answer as well. The arguments are those of `rank_figures`.
    """
    ranked = [
        one for one in rank_figures(question, sentence, figures, start=start, context=context) if not one.mismatch
    ]
    best = [one.figure for one in ranked if one.score >= ranked[0].score - _AS_GOOD]
    return tuple(sorted(best, key=lambda figure: figure.start)) if len(best) <= _SEVERAL else ()


def score_of(features: Features, weights: Mapping[str, float] | None = None) -> float:
    """Return the score of a figure, by the shipped weights if no others are given."""
    weights = _weights() if weights is None else weights
    return sum(weights[name] * value for name, value in features.items())


@cache
def _weights() -> dict[str, float]:
    return cast("dict[str, float]", json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))


def features_of(question: str, sentence: str, figures: Sequence[Figure], *, start: int = 0) -> list[Features]:
    """Return the features of each figure."""
    ask, text = ask_of(question), _same_length(sentence)
    spans = [(figure.start - start, figure.end - start) for figure in figures]
    gaps = _gaps(ask, text, figures, spans)
    return [
        _nearness(gaps[number], ask)
        | _own(ask, text, figures, spans, number)
        | _told(ask, text, figures, spans, number)
        for number in range(len(figures))
    ]


def _same_length(sentence: str) -> str:
    plain = plain_form(sentence)[0]
    return plain if len(plain) == len(sentence) else sentence


def _gaps(ask: Ask, text: str, figures: Sequence[Figure], spans: Sequence[tuple[int, int]]) -> list[dict[str, float]]:
    """Return, for each figure, how much nearer each word stands to the figure that it is nearest to.

    Words that stand as near to all figures tell nothing and are left out.
    """
    found: list[dict[str, float]] = [{} for _ in figures]
    counted = [
        last + len(figure.indicator or "") if text.startswith(figure.indicator or "", last) else last
        for figure, (_, last) in zip(figures, spans, strict=True)
    ]
    for token in ask.tokens:
        negated = token in ask.negated
        places = [
            (match.start(), match.end())
            for match in re.finditer(re.escape(token), text)
            if bool(_NEGATED.search(text, max(0, match.start() - 3), match.start())) == negated
        ]
        levels = []
        for number, figure in enumerate(figures):
            near = [_level(text, spans, counted, number, *place) for place in places]
            if near and _RESPECTIVELY.search(text, 0, spans[number][0]) and token not in (figure.indicator or ""):
                near = [min(level, _FURTHER) for level in near]
            at = (figure.indicator or "").find(token)
            if at >= 0 and not negated and not _NEGATED.search((figure.indicator or "")[:at]):
                near.append(_INDICATOR)
            levels.append(max(near, default=0.0))
        if len(set(levels)) > 1:
            for gap, level in zip(found, levels, strict=True):
                gap[token] = max(levels) - level
    return found


def _level(  # noqa: PLR0917 - one measure of one place
    text: str, spans: Sequence[tuple[int, int]], counted: Sequence[int], number: int, begin: int, end: int
) -> float:
    """Return how near a word at `[begin, end)` stands to a figure.

    `counted` is where the noun ends that each figure counts: that noun is further from the figure after it.
    """
    first, last = spans[number]
    if begin < first:
        if _ENDED.search(text, end, first):
            return _EARLIER
        between = min(sum(one > begin for one in counted[:number]), 2)
        parted = len(_PARTED.findall(text, end, first))
        return _BACK if parted > 1 else (_CLAUSE_BEFORE if parted else _BEFORE)[between]
    if begin < last or _ENDED.search(text, last, begin):
        return 0.0
    parted = len(_PARTED.findall(text, last, begin))
    if parted:
        return _NEXT if parted == 1 else 0.0
    passed = any(one <= begin for _, one in spans[number + 1 :]) or "、" in text[last:begin]
    return _FURTHER if passed else _AFTER


def _nearness(gaps: Mapping[str, float], ask: Ask) -> Features:
    lost = sum((1.0 if ask.tokens[token] >= _PAIR else 0.35) * gap for token, gap in gaps.items())
    total = sum(ask.tokens[token] for token in gaps)
    worst = max(((1.0 if ask.tokens[token] >= _PAIR else 0.35) * gap for token, gap in gaps.items()), default=0.0)
    return {"lost": lost, "lost_share": lost / total if total else 0.0, "worst": worst}


def _around(text: str, spans: Sequence[tuple[int, int]], number: int) -> tuple[str, str]:
    """Return a figure's own words: in its clause, up to the figures beside it."""
    first, last = spans[number]
    floor = spans[number - 1][1] if number else 0
    ceiling = spans[number + 1][0] if number + 1 < len(spans) else len(text)
    return _PARTED.split(text[floor:first])[-1], re.split(r"[，,。；;：:！？!?、）)\n]", text[last:ceiling])[0]


def _words(text: str, figures: Sequence[Figure], spans: Sequence[tuple[int, int]], number: int) -> str:
    """Return all that tells what a figure is: what it counts, and its own words."""
    return "|".join((figures[number].indicator or "", *_around(text, spans, number)))


def _own(ask: Ask, text: str, figures: Sequence[Figure], spans: Sequence[tuple[int, int]], number: int) -> Features:
    """Return what the figure's own words have that the question lacks, and how their negations agree."""
    before, after = _around(text, spans, number)
    denied = bool(re.search(r"[不未没无](?!少|断|足|低|超)", before + after))
    asked = bool(ask.negated)
    return {
        "unexplained": _unexplained(before + after, ask.text, 3),
        "unexplained_indicator": _unexplained(figures[number].indicator or "", ask.text, 2),
        "denied_both": float(denied and asked),
        "denied_figure": float(denied and not asked),
    }


def _unexplained(words: str, question: str, smooth: int) -> float:
    chars = [char for char in words if _HAN.match(char) and char not in _EMPTY]
    return sum(char not in question for char in chars) / (smooth + len(chars))


def _told(ask: Ask, text: str, figures: Sequence[Figure], spans: Sequence[tuple[int, int]], number: int) -> Features:
    """Return how unit, role, year and value of a figure suit the question."""
    figure, kind = figures[number], kind_of(figures[number].unit)
    unit, same = ask.unit, ask.unit == figure.unit
    alike = not unit or same or are_alike(unit, figure.unit)
    years = _YEAR.findall(text, 0, spans[number][0]) if ask.years else []
    is_group, asks_part = bool(_GROUP.match(text, spans[number][1])), bool(_OF_GROUP.search(ask.text))
    values = [other.value for other in figures if other.unit == figure.unit]
    stages = _stages_of(_words(text, figures, spans, number))
    found = {
        "unit": float(bool(unit) and same),
        "unit_other": float(not alike),
        "noun": float(len(ask.noun) > 1 and text.startswith(ask.noun, spans[number][1])),
        "kind": float(kind in ask.kinds) - float(bool(ask.kinds) and kind not in ask.kinds),
        "kind_unasked": float(not ask.kinds and kind != "count"),
        "base_now": float(figure.role is Role.BASE and bool(_NOW.search(ask.text))),
        "given": float(_is_given(ask, figure)),
        "after_given": float(number > 0 and _is_given(ask, figures[number - 1])),
        "most": float(bool(_MOST.search(ask.text)) and len(values) > 1 and figure.value == max(values)),
        "group": float(is_group and not asks_part),
        "group_asked": float(is_group and asks_part),
        "least": float(bool(_LEAST.search(ask.text)) and len(values) > 1 and figure.value == min(values)),
        "year": float(bool(years) and years[-1] in ask.years),
        "year_other": float(bool(years) and years[-1] not in ask.years),
        "stage": float(bool(ask.stages & stages)),
        "stage_other": float(bool(ask.stages and stages) and not ask.stages & stages),
    }
    for role in _ROLES_ASKED:
        if role is not Role.PLAN:
            found[f"{role}_asked"] = float(figure.role is role and role in ask.roles)
            found[f"{role}_unasked"] = float(figure.role is role and role not in ask.roles)
    return found


def _is_given(ask: Ask, figure: Figure) -> bool:
    """Whether the question states a figure: 86个村 of 给86个村配…花了多少."""
    return any(
        math.isclose(one.value, figure.value) and (not one.unit or are_alike(one.unit, figure.unit))
        for one in ask.given
    )


def _mismatch(ask: Ask, figure: Figure, words: str, context: str) -> Mismatch | None:
    """Return why a figure must not answer; what is not sure is left to its score.

    Args:
        ask: what is asked.
        figure: the figure.
        words: its own words: what it counts, and what stands around it.
        context: all that is told with it.
    """
    kinds, told = {kind_of(ask.unit), kind_of(figure.unit)}, _stages_of(context)
    is_change = figure.role is Role.CHANGE or "share" in kinds or bool(_CHANGING.search(words))
    reasons = {
        Mismatch.KIND: ask.unit not in ("", "个", "点") and len(kinds) > 1 and not are_alike(ask.unit, figure.unit),
        Mismatch.GIVEN: any(one.value == figure.value and one.unit == figure.unit for one in ask.given),
        Mismatch.ROLE: (figure.role is Role.CHANGE and "share" not in kinds and Role.CHANGE not in ask.roles)
        or (bool(_ASKS_CHANGE.search(ask.text)) and not is_change)
        or (bool(_ASKS_EACH.search(ask.text)) and figure.role is not Role.EACH and not _ASKS_EACH.search(context)),
        Mismatch.STAGE: bool(ask.stages)
        and not ask.stages & told
        and bool(ask.stages & _LATER or _stages_of(words) & _LATER),
        Mismatch.NEGATION: any(
            token in words and not _NEGATED.search(words[: words.find(token)])
            for token in ask.negated
            if ask.tokens[token] == _WORD
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)
