"""Ranking: which figures of a sentence can answer a question of how many, best first, and which must not.

A linear model over what the grammar tells: what of a figure's own words the question lacks, unit and role.
`index.training.figures` fits the weights (a conditional logit over the figures of a sentence). No meaning is known here
beyond the stages of a proposal; the reader's scores are added where a figure is put in front of a quote.

The Chinese words here are the grammar of reports, not sentences that a user reads.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from corpus.measures import are_alike, kind_of
from corpus.model import Figure, Role
from corpus.quantities import plain_form
from index.normal import CLAUSE_END, simplified
from index.passages import Sentence
from index.query.amounts import EACH, LATER_STAGES, NEGATED, Amount, stages_of

_CHANGING = re.compile(r"增|减|降|升|提高|[多少][了出]?(?:\||$)|比")
_PHRASE_END = re.compile(r"[，,。；;：:！？!?、）)\n]")
_PARTED = re.compile(r"[，,；;。！？!?\n]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Characters that say nothing of what a figure is.
_EMPTY = frozenset(
    "的了是有在一共总吗呢啊呀请问帮我查下想知道那这个年到底就都给去来过和与跟把被让里上中得着也还又几多少大小要哪谁什么怎会们"
    "你他她它其以为于及等能可以不没未人家边份件条次名位"
)
_MOST = 4.0
WEIGHTS_FILE = Path(__file__).parents[1] / "weights" / "figures.json"
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class RankedFigure:
    """A figure, how well it answers (higher is better), and whether it may: none does of another kind than is asked."""

    figure: Figure
    score: float
    may_answer: bool


def rank_figures(asked: Amount, sentence: Sentence, context: str = "") -> tuple[RankedFigure, ...]:
    """Return the figures of a sentence, those that may answer first, the best of them in front.

    Where one is of the stage that is asked (立案), those of others (收到) are left out. `context` is told with the
    sentence (its passage) and may name an act.
    """
    text = simplified(context) or _text_of(sentence)
    told = _figures_of(sentence)
    scores = map(score_of, _features(asked, told))
    stages = [stages_of(one.words) for one in told]
    of_stage = any(own & asked.stages for own in stages)
    ranked = [
        RankedFigure(one.figure, score, _may_answer(asked, one, text))
        for one, own, score in zip(told, stages, scores, strict=True)
        if not (of_stage and own) or own & asked.stages
    ]
    return tuple(sorted(ranked, key=lambda one: (not one.may_answer, -one.score)))


def features_of(asked: Amount, sentence: Sentence) -> list[Features]:
    """Return the features of each figure of a sentence, as training needs them."""
    return _features(asked, _figures_of(sentence))


def score_of(features: Features, weights: Mapping[str, float] | None = None) -> float:
    """Return the score of a figure, by the shipped weights if no others are given."""
    weights = _weights() if weights is None else weights
    return sum(weights[name] * value for name, value in features.items())


@cache
def _weights() -> dict[str, float]:
    return cast("dict[str, float]", json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure with its own words: those in its clause, before and after it, up to the figures beside it.

    `clause` has the other figures of its clause as well.
    """

    figure: Figure
    before: str
    after: str
    clause: str

    @property
    def words(self) -> str:
        """All that tells what the figure is: what it counts, and its own words."""
        return "|".join((self.figure.indicator or "", self.before, self.after))


def _text_of(sentence: Sentence) -> str:
    plain = simplified(plain_form(sentence.text))
    return plain if len(plain) == len(sentence.text) else sentence.text


def _figures_of(sentence: Sentence) -> list[_Told]:
    text, start, figures = _text_of(sentence), sentence.span.start, sentence.figures
    floors = (0, *(figure.end - start for figure in figures))
    ceilings = (*(figure.start - start for figure in figures[1:]), len(text))
    places = zip(figures, floors, ceilings, strict=False)
    parts = [(one, text[floor : one.start - start], text[one.end - start : ceiling]) for one, floor, ceiling in places]
    return [
        _Told(one, CLAUSE_END.split(before)[-1], _PHRASE_END.split(after)[0], _clause(text, one.start - start))
        for one, before, after in parts
    ]


def _clause(text: str, at: int) -> str:
    return _PARTED.split(text[:at])[-1] + _PARTED.split(text[at:])[0]


def _features(asked: Amount, told: Sequence[_Told]) -> list[Features]:
    """Return the features of each figure of a sentence.

    `alone` and `clause_alone` tell how much of the question the words of a figure, or of its clause, have and those of
    the others have not.
    """
    own = [_shared(one.words, asked.text) for one in told]
    clauses = {one.clause: _shared(one.clause, asked.text) for one in told}
    found = []
    for at, one in enumerate(told):
        others = set().union(*own[:at], *own[at + 1 :])
        elsewhere = set().union(*(shared for clause, shared in clauses.items() if clause != one.clause))
        alone = {"alone": own[at] - others, "clause_alone": clauses[one.clause] - elsewhere}
        counts = {name: min(float(len(shared)), _MOST) for name, shared in alone.items()}
        found.append(_features_alone(asked, one) | counts)
    return found


def _shared(words: str, question: str) -> set[str]:
    """Return the telling characters of some words, and the pairs with one, that a question has as well."""
    chars = {char for char in words if char.isalnum() and char not in _EMPTY and char in question}
    pairs = {one + other for one, other in pairwise(words) if chars.intersection((one, other))}
    return chars | {pair for pair in pairs if pair in question}


def _features_alone(asked: Amount, told: _Told) -> Features:
    """Return how words, unit, role and value of a figure suit the question."""
    figure, kind, own = told.figure, kind_of(told.figure.unit), stages_of(told.words)
    found = {
        "unexplained": _unexplained(told.before + told.after, asked.text, 3),
        "unexplained_indicator": _unexplained(figure.indicator or "", asked.text, 2),
        "unit": bool(asked.unit) and asked.unit == figure.unit,
        "unit_other": bool(asked.unit) and not are_alike(asked.unit, figure.unit),
        "noun": len(asked.noun) > 1 and told.after.startswith(asked.noun),
        "kind": (1 if kind in asked.kinds else -1) if asked.kinds else 0,
        "kind_unasked": not asked.kinds and kind != "count",
        "stage": bool(asked.stages & own),
        "stage_other": bool(asked.stages and own) and not asked.stages & own,
        "given": any(
            math.isclose(one.value, figure.value) and (not one.unit or are_alike(one.unit, figure.unit))
            for one in asked.given
        ),
    }
    for role in (Role.CHANGE, Role.BASE, Role.EACH):
        found[f"{role}_asked"] = figure.role is role and role in asked.roles
        found[f"{role}_unasked"] = figure.role is role and role not in asked.roles
    return {name: float(value) for name, value in found.items()}


def _unexplained(words: str, question: str, smooth: int) -> float:
    """Return the share of the characters of some words that a question does not have."""
    chars = [char for char in words if _HAN.match(char) and char not in _EMPTY]
    return sum(char not in question for char in chars) / (smooth + len(chars))


def _may_answer(asked: Amount, told: _Told, context: str) -> bool:
    """Whether a figure that is told in this context may answer; the unsure is left to scores."""
    figure, words = told.figure, told.words
    kinds, stages = {kind_of(asked.unit), kind_of(figure.unit)}, stages_of(context)
    is_change = figure.role is Role.CHANGE or "share" in kinds or bool(_CHANGING.search(words))
    reasons_against = (
        # Money for people, a share for a count; or the question states it.
        asked.unit not in ("", "个", "点") and len(kinds) > 1 and not are_alike(asked.unit, figure.unit),
        any(one.value == figure.value and one.unit == figure.unit for one in asked.given),
        # 比上年增加12件 for 152件, or the other way round; 人均 for all.
        figure.role is Role.CHANGE and "share" not in kinds and Role.CHANGE not in asked.roles,
        asked.of_change and not is_change,
        asked.of_each and figure.role is not Role.EACH and not EACH.search(context),
        # 立案 for 办结, 提出 for 采纳; 办结 for 未办结.
        asked.stages and not asked.stages & stages and (asked.stages | stages_of(words)) & LATER_STAGES,
        any(one in words and not NEGATED.search(words[: words.find(one)]) for one in asked.negated),
    )
    return not any(reasons_against)
