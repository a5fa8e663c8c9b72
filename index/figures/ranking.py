"""Ranking: which figures of a sentence can answer a question of how many, best first, and which must not.

A linear model over what the grammar tells: how near the question's words stand to each figure, what of the figure's
own words the question lacks, unit, year and role. `index.training.figures` fits the weights (a conditional logit over
the figures of a sentence). No meaning is known here beyond `_STAGES`; a reader's scores may be given as priors.

The Chinese words here are the grammar of questions and reports, not sentences that a user reads.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import cast

from corpus.measures import are_alike, kind_of
from corpus.model import Figure, Role
from corpus.quantities import plain_form
from index.figures.questions import (
    ASKS_CHANGE,
    ASKS_EACH,
    EMPTY,
    HAN,
    LATER_STAGES,
    LEAST,
    MOST,
    NEGATED,
    NOW,
    OF_GROUP,
    PAIR,
    ROLES_ASKED,
    WORD,
    YEAR,
    Ask,
    ask_of,
    stages_of,
)

_CHANGING = re.compile(r"增|减|降|升|提高|[多少][了出]?(?:\||$)|比")
# The whole of which parts follow: 不满意的21件中，…
_GROUP = re.compile(r"(?:的?[^，,。；;、0-9]{0,8}?)(?:当中|之中|里面|[中里])(?=[，,有已其另])|[，,（(]?其中|已")
_RESPECTIVELY = re.compile(r"(?:分别|依次)[^。；;]*$")
_PARTED, _ENDED = re.compile(r"[，,。；;：:！？!?\n]"), re.compile(r"[。；;！？!?\n]")
# How near a word of the question stands to a figure: in the same clause before it (by the figures between), in what it
# counts, after it, in the clause before, further back, in the sentence before, after.
_BEFORE, _CLAUSE_BEFORE = (1.0, 0.8, 0.75), (0.6, 0.55, 0.5)
_INDICATOR, _AFTER, _FURTHER, _BACK, _EARLIER, _NEXT = 0.95, 0.85, 0.3, 0.35, 0.25, 0.15
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
            if bool(NEGATED.search(text, max(0, match.start() - 3), match.start())) == negated
        ]
        levels = []
        for number, figure in enumerate(figures):
            near = [_level(text, spans, counted, number, place) for place in places]
            if near and _RESPECTIVELY.search(text, 0, spans[number][0]) and token not in (figure.indicator or ""):
                near = [min(level, _FURTHER) for level in near]
            at = (figure.indicator or "").find(token)
            if at >= 0 and not negated and not NEGATED.search((figure.indicator or "")[:at]):
                near.append(_INDICATOR)
            levels.append(max(near, default=0.0))
        if len(set(levels)) > 1:
            for gap, level in zip(found, levels, strict=True):
                gap[token] = max(levels) - level
    return found


def _level(
    text: str, spans: Sequence[tuple[int, int]], counted: Sequence[int], number: int, place: tuple[int, int]
) -> float:
    """Return how near a word at `place` stands to a figure.

    `counted` is where the noun ends that each figure counts: that noun is further from the figure after it.
    """
    begin, end = place
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
    lost = sum((1.0 if ask.tokens[token] >= PAIR else 0.35) * gap for token, gap in gaps.items())
    total = sum(ask.tokens[token] for token in gaps)
    worst = max(((1.0 if ask.tokens[token] >= PAIR else 0.35) * gap for token, gap in gaps.items()), default=0.0)
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
    chars = [char for char in words if HAN.match(char) and char not in EMPTY]
    return sum(char not in question for char in chars) / (smooth + len(chars))


def _told(ask: Ask, text: str, figures: Sequence[Figure], spans: Sequence[tuple[int, int]], number: int) -> Features:
    """Return how unit, role, year and value of a figure suit the question."""
    figure, kind = figures[number], kind_of(figures[number].unit)
    unit, same = ask.unit, ask.unit == figure.unit
    alike = not unit or same or are_alike(unit, figure.unit)
    years = YEAR.findall(text, 0, spans[number][0]) if ask.years else []
    is_group, asks_part = bool(_GROUP.match(text, spans[number][1])), ask.says(OF_GROUP)
    values = [other.value for other in figures if other.unit == figure.unit]
    stages = stages_of(_words(text, figures, spans, number))
    found = {
        "unit": float(bool(unit) and same),
        "unit_other": float(not alike),
        "noun": float(len(ask.noun) > 1 and text.startswith(ask.noun, spans[number][1])),
        "kind": float(kind in ask.kinds) - float(bool(ask.kinds) and kind not in ask.kinds),
        "kind_unasked": float(not ask.kinds and kind != "count"),
        "base_now": float(figure.role is Role.BASE and ask.says(NOW)),
        "given": float(_is_given(ask, figure)),
        "after_given": float(number > 0 and _is_given(ask, figures[number - 1])),
        "most": float(ask.says(MOST) and len(values) > 1 and figure.value == max(values)),
        "group": float(is_group and not asks_part),
        "group_asked": float(is_group and asks_part),
        "least": float(ask.says(LEAST) and len(values) > 1 and figure.value == min(values)),
        "year": float(bool(years) and years[-1] in ask.years),
        "year_other": float(bool(years) and years[-1] not in ask.years),
        "stage": float(bool(ask.stages & stages)),
        "stage_other": float(bool(ask.stages and stages) and not ask.stages & stages),
    }
    for role in ROLES_ASKED:
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
    kinds, told = {kind_of(ask.unit), kind_of(figure.unit)}, stages_of(context)
    is_change = figure.role is Role.CHANGE or "share" in kinds or bool(_CHANGING.search(words))
    reasons = {
        Mismatch.KIND: ask.unit not in ("", "个", "点") and len(kinds) > 1 and not are_alike(ask.unit, figure.unit),
        Mismatch.GIVEN: any(one.value == figure.value and one.unit == figure.unit for one in ask.given),
        Mismatch.ROLE: (figure.role is Role.CHANGE and "share" not in kinds and Role.CHANGE not in ask.roles)
        or (ask.says(ASKS_CHANGE) and not is_change)
        or (ask.says(ASKS_EACH) and figure.role is not Role.EACH and not ASKS_EACH.search(context)),
        Mismatch.STAGE: bool(ask.stages)
        and not ask.stages & told
        and bool(ask.stages & LATER_STAGES or stages_of(words) & LATER_STAGES),
        Mismatch.NEGATION: any(
            token in words and not NEGATED.search(words[: words.find(token)])
            for token in ask.negated
            if ask.tokens[token] == WORD
        ),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)
