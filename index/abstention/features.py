"""Features: what tells, of a sentence of a passage, how well it answers a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.figures import figures_in, units_in
from corpus.model import Kind
from index.abstention.coverage import NEAR, Coverage, Gauge, is_strange, names_in, plain, said_of, unknown_in
from index.abstention.premise import unsaid
from index.abstention.wanted import Fit, answering_clauses, fit_of, suits
from index.question import Question, normalise
from index.search import Hit
from index.understanding.asking import Want

_FITS = {Fit.SAME_UNIT: 1.0, Fit.LIKE_UNIT: 0.85}
_ALL = 0.95
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")
_ASKS_OR_DATES = re.compile(r"[哪啥什怎咋谁几吗呢?？]|多少|干嘛|\d月")
_SETS_UP = (
    r"(?:推[行出]|创[设新办立建]|首创|建[立起设成]|[设成]立|打造|开[发设办展]|搭建|组建|实[行施]|探索|上线|启用|制定|"
    r"选聘|聘请|招募|摆[开出])"
)
_POINTED = frozenset({Want.FIGURE, Want.DATE, Want.PERSON, Want.PLACE})
_ASIDE = frozenset({Kind.TITLE, Kind.BANNER, Kind.BYLINE, Kind.CREDITS})


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from, each roughly in [0, 1].

    `exact`, `soft` and `worst` tell how the passage covers the question's words (`coverage`); `sentence` and
    `sentence_worst` how the sentence does, `clause` and `indicator` how the best clause and the best figure of a
    fitting unit do (where no figure is wanted, the sentence); the fits are those of `wanted`; `chance` is the
    reader's probability, `leads` tells whether it is the highest of all that may be the answer; `cosine` and `near`
    are the passage's and the sentence's cosine to the question; `strange` tells that the question has a quantity,
    date or quoted name that the passage lacks, `misnamed` that it has a name that only other passages have,
    `outmatched` that a sentence of others says all of it and this one does not, `unsaid` how much of what it states
    the sentence does not say, `aside` that the passage is a title or the like, `vague` that the question has no
    weighty word, `groundless` that it has nothing to go by, `misplaced` that a caption is no answer, `dated` that
    the sentence tells the day that the question does, `introduces` that it opens an item, or sets up the thing,
    that is to be explained. What begins with `ahead_` is by how much it is above the best of all other passages.
    """

    exact: float
    soft: float
    worst: float
    missing: float
    titled: float
    sentence: float
    sentence_worst: float
    clause: float
    indicator: float
    held: float
    fits: float
    other_unit: float
    lacked: float
    chance: float
    leads: float
    cosine: float
    near: float
    strange: float
    misnamed: float
    outmatched: float
    unsaid: float
    aside: float
    vague: float
    groundless: float
    misplaced: float
    dated: float
    introduces: float
    ahead_exact: float = 0.0
    ahead_soft: float = 0.0
    ahead_sentence: float = 0.0
    ahead_clause: float = 0.0
    ahead_chance: float = 0.0
    ahead_cosine: float = 0.0
    ahead_near: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What the hits of one question are weighed within.

    `names` are those that the question says, of what stands in marks in what was found; `days` those it says; `spelt`
    tells that a word of it that no dictionary has stands in what was found as in the question.
    """

    question: Question
    gauge: Gauge
    said_elsewhere: bool
    names: frozenset[str]
    days: tuple[str, ...]
    spelt: bool

    @classmethod
    def of(cls, question: Question, gauge: Gauge, hits: Sequence[Hit], others: Sequence[Hit]) -> "Frame":
        """Return the frame of what was found, and of what was found among others."""
        elsewhere = [sentence for hit in others for sentence in hit.sentences]
        gauge.prepare(map(around_of, hits))
        found = [sentence for hit in hits for sentence in hit.sentences]
        unknown = unknown_in(question.core)
        return cls(
            question=question,
            gauge=gauge,
            said_elsewhere=any(map(gauge.says_all, elsewhere)),
            names=said_of(names_in((*found, *elsewhere)), question.slots.rest),
            days=tuple(_DAY.findall(question.text)),
            spelt=any(name in plain(sentence) for name in unknown for sentence in found),
        )


@lru_cache(maxsize=256)
def around_of(hit: Hit) -> str:
    """Return what a passage says together with the section and the kind of passage it is."""
    parts = (*hit.sentences, hit.passage.source.section or "", hit.passage.context.rpartition(" ")[2])
    return normalise(" ".join(parts))


def likeliest(question: Question, hit: Hit, most: int | None) -> list[int]:
    """Return the numbers, ascending, of the sentences that are likeliest to answer, so many at most.

    Those that have the wanted kind of answer come first, then what introduces a thing, then by the reader's chance.
    """
    numbers, chances = list(range(len(hit.sentences))), hit.chances.tolist()
    if most is None or len(numbers) <= most:
        return numbers

    def rank(at: int) -> tuple[bool, bool, float]:
        lacks = fit_of(question, hit.sentences[at]) in (Fit.LACKED, Fit.OTHER_UNIT)
        return lacks, not _introduces(question, hit, at), -chances[at]

    return sorted(sorted(numbers, key=rank)[:most])


def features_of(frame: Frame, hit: Hit, nears: Mapping[int, float]) -> dict[int, Features]:
    """Return the features of some sentences of a hit, given the cosine of each to the question."""
    shared = _of_passage(frame, hit)
    return {at: Features(**shared, **_of_sentence(frame, hit, at, near)) for at, near in nears.items()}


def _of_passage(frame: Frame, hit: Hit) -> dict[str, float]:
    """Return the features that all sentences of a passage have in common."""
    question, gauge, around = frame.question, frame.gauge, around_of(hit)
    whole, kind = gauge.cover(around), hit.passage.source.kind
    return {
        "exact": whole.exact,
        "soft": whole.soft,
        "worst": whole.worst,
        "missing": whole.missing,
        "titled": gauge.cover(normalise(hit.passage.source.item or "")).exact,
        "cosine": hit.cosine,
        "strange": float(is_strange(question.core, around, strict=question.want is Want.OTHER)),
        "misnamed": float(any(name not in plain(around) for name in frame.names)),
        "aside": float(kind in _ASIDE),
        "vague": float(gauge.vague),
        "misplaced": float(kind is Kind.CAPTION and _wants_no_event(question)),
    }


def _of_sentence(frame: Frame, hit: Hit, at: int, near: float) -> dict[str, float]:
    """Return the features of one sentence of a passage."""
    question, gauge, sentence = frame.question, frame.gauge, hit.sentences[at]
    part, fit = gauge.cover(sentence), fit_of(question, sentence)
    clauses, dated = answering_clauses(question, sentence), any(day in sentence for day in frame.days)
    return {
        "sentence": part.soft,
        "sentence_worst": part.worst,
        "clause": max((gauge.cover(clause).soft for clause in clauses), default=0.0),
        "indicator": _indicator_cover(question, gauge, sentence) if question.want is Want.FIGURE else part.soft,
        "held": float(fit is Fit.HELD),
        "fits": _FITS.get(fit, 0.0),
        "other_unit": float(fit is Fit.OTHER_UNIT),
        "lacked": float(fit is Fit.LACKED),
        "chance": float(hit.chances[at]),
        "leads": 0.0,  # known once all are weighed
        "near": near,
        "outmatched": float(frame.said_elsewhere and part.worst < NEAR and not dated),
        "unsaid": unsaid(question, gauge, sentence, around_of(hit), normalise(hit.passage.source.item or "")),
        "groundless": float(_has_no_ground(frame, part)),
        "dated": float(dated),
        "introduces": float(_introduces(question, hit, at)),
    }


def _wants_no_event(question: Question) -> bool:
    """Whether a reason is asked for, or only a theme named (2024年专题协商): a caption tells of one day."""
    themed = question.want is Want.OTHER and not question.states and not _ASKS_OR_DATES.search(question.text)
    return themed or question.want is Want.REASON


def _has_no_ground(frame: Frame, part: Coverage) -> bool:
    """Whether there is nothing to go by: a day or a name in marks is ground enough, of whatever words it is made."""
    if frame.days or frame.names or frame.spelt:
        return False
    question, gauge = frame.question, frame.gauge
    said = bool(question.slots.regions) and (question.want not in _POINTED or part.exact >= _ALL)
    return gauge.groundless or (gauge.vague and not said)


def _introduces(question: Question, hit: Hit, at: int) -> bool:
    """Whether a sentence opens the item, or sets up the thing, that is to be explained."""
    if question.want is not Want.DEFINITION or hit.passage.source.kind is Kind.CAPTION:
        return False
    asked, item = plain(question.core), plain(normalise(hit.passage.source.item or ""))
    names = [name for name in map(plain, names_in([*hit.sentences, item])) if name in asked]
    sentence = plain(hit.sentences[at])
    return any(name in item or re.search(rf"{_SETS_UP}.{{0,6}}{re.escape(name)}", sentence) for name in names)


def _indicator_cover(question: Question, gauge: Gauge, sentence: str) -> float:
    """Return how far what one fitting figure counts covers the words of the question."""
    if not any(suits(question, unit) for unit in units_in(sentence)):
        return 0.0
    fitting = (figure for figure in figures_in(sentence) if suits(question, figure.unit))
    return max((gauge.cover(figure.indicator).soft for figure in fitting if figure.indicator), default=0.0)
