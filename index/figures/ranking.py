"""Ranking: which figures of a sentence can answer a question of how many, best first, and which must not.

A linear model over what the grammar tells: how near the question's words stand to each figure, what of the figure's
own words the question lacks, unit, year and role. `index.training.figures` fits the weights (a conditional logit over
the figures of a sentence). No meaning is known here beyond the stages of a proposal; a reader's scores may be given as
priors.

The Chinese words here are the grammar of questions and reports, not sentences that a user reads.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from corpus.measures import are_alike, kind_of
from corpus.model import Figure, Role
from corpus.quantities import plain_form
from index.figures.questions import EMPTY, HAN, LATER_STAGES, NEGATED, PAIR, WORD, YEAR, Ask, ask_of, stages_of
from index.normal import CLAUSE_END, simplified

# What a question asks of the figures: a change, an average, the state now, the largest, a part of a group.
_ASKS_CHANGE = re.compile(r"(?:比.{0,12}[多少高低]|增加|减少|下降|提高|增长|上升|多出|少了)[了出收办]?(?:多少|几)")
_ASKS_EACH = re.compile(r"[人户]均|平均|每")
_NOW = re.compile(r"现在|如今|今年|目前|后来|改.{0,3}后|最后|达到|到了?多少")
_MOST, _LEAST = re.compile(r"最[多高大长好]|第一|头一|居首|冠"), re.compile(r"最[少低小短]|垫底")
_OF_GROUP = re.compile(r"[里其当]中|里[头面]|的.{0,3}[里中]|[里中](?=[^，,]{0,8}(?:多少|几))")
_CHANGING = re.compile(r"增|减|降|升|提高|[多少][了出]?(?:\||$)|比")
# The whole of which parts follow: 不满意的21件中，…
_GROUP = re.compile(r"(?:的?[^，,。；;、0-9]{0,8}?)(?:当中|之中|里面|[中里])(?=[，,有已其另])|[，,（(]?其中|已")
_RESPECTIVELY = re.compile(r"(?:分别|依次)[^。；;]*$")
_SENTENCE_END = re.compile(r"[。；;！？!?\n]")
# How near a word of the question stands to a figure: in the same clause before it (by the figures between), in what it
# counts, after it, in the clause before, further back, in the sentence before, after.
_BEFORE, _CLAUSE_BEFORE = (1.0, 0.8, 0.75), (0.6, 0.55, 0.5)
_INDICATOR, _AFTER, _FURTHER, _BACK, _EARLIER, _NEXT = 0.95, 0.85, 0.3, 0.35, 0.25, 0.15
WEIGHTS_FILE = Path(__file__).parents[1] / "weights" / "figures.json"
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class RankedFigure:
    """A figure, how well it answers (higher is better), and whether it may: none does of another kind than is asked."""

    figure: Figure
    score: float
    may_answer: bool


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

    The figures' offsets point into a text where the sentence begins at `start`; `priors` are what a reader gives each
    of them, as log odds; `context` is told with the sentence (its item, its heading) and may name an act.
    """
    ask, told, context = ask_of(question), _Sentence.of(sentence, figures, start), simplified(context)
    ranked = [
        RankedFigure(figure, score_of(row) + prior, _may_answer(ask, figure, told.words(number), context or told.text))
        for number, (figure, row, prior) in enumerate(
            zip(figures, _features(ask, told), priors or [0.0] * len(figures), strict=True)
        )
    ]
    return tuple(sorted(ranked, key=lambda one: (not one.may_answer, -one.score)))


def score_of(features: Features, weights: Mapping[str, float] | None = None) -> float:
    """Return the score of a figure, by the shipped weights if no others are given."""
    weights = _weights() if weights is None else weights
    return sum(weights[name] * value for name, value in features.items())


@cache
def _weights() -> dict[str, float]:
    return cast("dict[str, float]", json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its figures.

    `spans` are theirs within `text`; `counted` is where the noun ends that each of them counts.
    """

    text: str
    figures: Sequence[Figure]
    spans: Sequence[tuple[int, int]]
    counted: Sequence[int]

    @classmethod
    def of(cls, sentence: str, figures: Sequence[Figure], start: int) -> "_Sentence":
        plain = simplified(plain_form(sentence))
        text = plain if len(plain) == len(sentence) else sentence
        spans = [(figure.start - start, figure.end - start) for figure in figures]
        nouns = [figure.indicator or "" for figure in figures]
        counted = [
            end + len(noun) if text.startswith(noun, end) else end for noun, (_, end) in zip(nouns, spans, strict=True)
        ]
        return cls(text, figures, spans, counted)

    def around(self, number: int) -> tuple[str, str]:
        """Return a figure's own words: in its clause, up to the figures beside it."""
        first, last = self.spans[number]
        floor = self.spans[number - 1][1] if number else 0
        ceiling = self.spans[number + 1][0] if number + 1 < len(self.spans) else len(self.text)
        after = re.split(r"[，,。；;：:！？!?、）)\n]", self.text[last:ceiling])[0]
        return CLAUSE_END.split(self.text[floor:first])[-1], after

    def words(self, number: int) -> str:
        """Return all that tells what a figure is: what it counts, and its own words."""
        return "|".join((self.figures[number].indicator or "", *self.around(number)))

    def nearness(self, number: int, place: tuple[int, int]) -> float:
        """Return how near a word at a place stands to a figure; what another counts is further from it."""
        (begin, end), (first, last) = place, self.spans[number]
        if begin < first:
            if _SENTENCE_END.search(self.text, end, first):
                return _EARLIER
            between = min(sum(noun_end > begin for noun_end in self.counted[:number]), 2)
            clauses = len(CLAUSE_END.findall(self.text, end, first))
            return _BACK if clauses > 1 else (_CLAUSE_BEFORE if clauses else _BEFORE)[between]
        if begin < last or _SENTENCE_END.search(self.text, last, begin):
            return 0.0
        if clauses := len(CLAUSE_END.findall(self.text, last, begin)):
            return _NEXT if clauses == 1 else 0.0
        is_passed = any(noun_end <= begin for _, noun_end in self.spans[number + 1 :]) or "、" in self.text[last:begin]
        return _FURTHER if is_passed else _AFTER


def features_of(question: str, sentence: str, figures: Sequence[Figure], *, start: int = 0) -> list[Features]:
    """Return the features of each figure, as training needs them; see `rank_figures`."""
    return _features(ask_of(question), _Sentence.of(sentence, figures, start))


def _features(ask: Ask, told: _Sentence) -> list[Features]:
    found = []
    for number, gaps in enumerate(_gaps(ask, told)):
        lost = [(1.0 if ask.tokens[token] >= PAIR else 0.35) * gap for token, gap in gaps.items()]
        total = sum(ask.tokens[token] for token in gaps)
        share = sum(lost) / total if total else 0.0
        nearness = {"lost": sum(lost), "lost_share": share, "worst": max(lost, default=0.0)}
        found.append(nearness | _own_features(ask, told, number))
    return found


def _gaps(ask: Ask, told: _Sentence) -> list[dict[str, float]]:
    """Return, for each figure, how much nearer each word stands to the figure that it is nearest to.

    Words that stand as near to all figures tell nothing and are left out.
    """
    found: list[dict[str, float]] = [{} for _ in told.figures]
    for token in ask.tokens:
        is_negated = token in ask.negated
        places = [
            match.span()
            for match in re.finditer(re.escape(token), told.text)
            if bool(NEGATED.search(told.text, max(0, match.start() - 3), match.start())) == is_negated
        ]
        levels = []
        for number, figure in enumerate(told.figures):
            near, indicator = [told.nearness(number, place) for place in places], figure.indicator or ""
            if token not in indicator and _RESPECTIVELY.search(told.text, 0, told.spans[number][0]):
                near = [min(level, _FURTHER) for level in near]
            if token in indicator and not is_negated and not NEGATED.search(indicator[: indicator.find(token)]):
                near.append(_INDICATOR)
            levels.append(max(near, default=0.0))
        if len(set(levels)) > 1:
            for gap, level in zip(found, levels, strict=True):
                gap[token] = max(levels) - level
    return found


def _own_features(ask: Ask, told: _Sentence, number: int) -> Features:
    """Return how words, negation, unit, role, year and value of a figure suit the question."""
    figure, figures, (_, end) = told.figures[number], told.figures, told.spans[number]
    own, kind = "".join(told.around(number)), kind_of(figure.unit)
    is_denied, is_asked = bool(re.search(r"[不未没无](?!少|断|足|低|超)", own)), bool(ask.negated)
    years = YEAR.findall(told.text, 0, told.spans[number][0]) if ask.years else []
    is_group, asks_part = bool(_GROUP.match(told.text, end)), ask.says(_OF_GROUP)
    values = [other.value for other in figures if other.unit == figure.unit]
    stages = stages_of(told.words(number))
    found = {
        "unexplained": _unexplained(own, ask.text, 3),
        "unexplained_indicator": _unexplained(figure.indicator or "", ask.text, 2),
        "denied_both": is_denied and is_asked,
        "denied_figure": is_denied and not is_asked,
        "unit": bool(ask.unit) and ask.unit == figure.unit,
        "unit_other": bool(ask.unit) and not are_alike(ask.unit, figure.unit),
        "noun": len(ask.noun) > 1 and told.text.startswith(ask.noun, end),
        "kind": (1 if kind in ask.kinds else -1) if ask.kinds else 0,
        "kind_unasked": not ask.kinds and kind != "count",
        "base_now": figure.role is Role.BASE and ask.says(_NOW),
        "given": _is_given(ask, figure),
        "after_given": number > 0 and _is_given(ask, figures[number - 1]),
        "most": ask.says(_MOST) and len(values) > 1 and figure.value == max(values),
        "group": is_group and not asks_part,
        "group_asked": is_group and asks_part,
        "least": ask.says(_LEAST) and len(values) > 1 and figure.value == min(values),
        "year": bool(years) and years[-1] in ask.years,
        "year_other": bool(years) and years[-1] not in ask.years,
        "stage": bool(ask.stages & stages),
        "stage_other": bool(ask.stages and stages) and not ask.stages & stages,
    }
    for role in (Role.CHANGE, Role.BASE, Role.EACH):
        found[f"{role}_asked"] = figure.role is role and role in ask.roles
        found[f"{role}_unasked"] = figure.role is role and role not in ask.roles
    return {name: float(value) for name, value in found.items()}


def _unexplained(words: str, question: str, smooth: int) -> float:
    """Return the share of the characters of some words that a question does not have."""
    chars = [char for char in words if HAN.match(char) and char not in EMPTY]
    return sum(char not in question for char in chars) / (smooth + len(chars))


def _is_given(ask: Ask, figure: Figure) -> bool:
    """Whether the question states a figure: 86个村 of 给86个村配…花了多少."""
    return any(
        math.isclose(one.value, figure.value) and (not one.unit or are_alike(one.unit, figure.unit))
        for one in ask.given
    )


def _may_answer(ask: Ask, figure: Figure, words: str, context: str) -> bool:
    """Whether a figure with these own words, told in this context, may answer; the unsure is left to scores."""
    kinds, told = {kind_of(ask.unit), kind_of(figure.unit)}, stages_of(context)
    is_change = figure.role is Role.CHANGE or "share" in kinds or bool(_CHANGING.search(words))
    reasons_against = (
        # Money for people, a share for a count; or the question states it.
        ask.unit not in ("", "个", "点") and len(kinds) > 1 and not are_alike(ask.unit, figure.unit),
        any(one.value == figure.value and one.unit == figure.unit for one in ask.given),
        # 比上年增加12件 for 152件, or the other way round; 人均 for all.
        figure.role is Role.CHANGE and "share" not in kinds and Role.CHANGE not in ask.roles,
        ask.says(_ASKS_CHANGE) and not is_change,
        ask.says(_ASKS_EACH) and figure.role is not Role.EACH and not _ASKS_EACH.search(context),
        # 立案 for 办结, 提出 for 采纳; 办结 for 未办结.
        ask.stages and not ask.stages & told and (ask.stages | stages_of(words)) & LATER_STAGES,
        any(
            ask.tokens[token] == WORD and token in words and not NEGATED.search(words[: words.find(token)])
            for token in ask.negated
        ),
    )
    return not any(reasons_against)
