"""Misses: declined questions, those about one thing together, so that a maintainer sees what is lacking.

Two questions are about one thing when they share at least half of their weighty words (Jaccard index 0.5), whoever and
whichever year they ask of. A question joins the group whose first question it shares most
with. The weighty words are those that the answerer itself weighs evidence by: `index.query.words.heavy_words`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bot.state import Miss
from index.query.question import Question, understand
from index.query.scope import Scope
from index.query.words import heavy_words
from prompts import notices as wording

NOTHING = Scope({}, {}, frozenset())
_SHARED = Fraction(1, 2)
_SHOWN_NAMES = 6


@dataclass(frozen=True, slots=True)
class Cluster:
    """Declined questions about one thing.

    `topic` is what the latest asks about, without whom and when; `places` and `years` are those that are asked of, the
    most frequent first; `misses` are the questions, the latest first.
    """

    topic: str
    places: tuple[str, ...]
    years: tuple[int, ...]
    misses: tuple[Miss, ...]


def clusters_of(misses: Iterable[Miss], scope: Scope) -> list[Cluster]:
    """Group declined questions, the largest group first, then the latest.

    Args:
        misses: the questions, the latest first.
        scope: what the corpus covers.
    """
    groups: list[list[tuple[Miss, Question]]] = []
    keys: list[frozenset[str]] = []
    having: dict[str, list[int]] = {}
    for miss in misses:
        question = understand(miss.question, scope, today=datetime.fromtimestamp(miss.at).date())
        key = _key(question)
        at = _nearest(key, keys, having)
        if at is None:
            at = len(groups)
            groups.append([])
            keys.append(key)
            for word in key:
                having.setdefault(word, []).append(at)
        groups[at].append((miss, question))
    return sorted(map(_cluster, groups), key=lambda cluster: (-len(cluster.misses), -cluster.misses[0].at))


def lines_of(clusters: Sequence[Cluster], *, most: int | None = None) -> Iterator[str]:
    """Yield groups in words, some lines each, at most so many."""
    if not clusters:
        yield wording.NO_MISSES
        return
    yield wording.MISSES.format(count=sum(len(one.misses) for one in clusters), clusters=len(clusters))
    for cluster in clusters[:most]:
        names = [*cluster.places[:_SHOWN_NAMES], *(wording.YEAR.format(year=year) for year in cluster.years)]
        about = wording.ABOUT.format(names="、".join(names)) if names else ""
        line = wording.MISS.format(
            count=len(cluster.misses), topic=cluster.topic, about=about, example=cluster.misses[0].question
        )
        yield wording.BULLET.format(line=line)
    if most is not None and len(clusters) > most:
        yield wording.MORE_MISSES.format(count=len(clusters) - most)


def _key(question: Question) -> frozenset[str]:
    """Return the weighty words of a question; the whole question if it has none."""
    return frozenset(heavy_words(question.core) or {question.core or question.text})


def _nearest(key: frozenset[str], keys: Sequence[frozenset[str]], having: dict[str, list[int]]) -> int | None:
    """Return the group that shares most of the words, the earliest of equals; None where none shares enough."""
    shared = Counter(at for word in key for at in having.get(word, ()))
    if not shared:
        return None
    share, at = min((-Fraction(count, len(key | keys[at])), at) for at, count in shared.items())
    return at if -share >= _SHARED else None


def _cluster(group: Sequence[tuple[Miss, Question]]) -> Cluster:
    latest = group[0][1]
    places = Counter(name for _, question in group for name in (*question.slots.regions, *question.slots.absent))
    years = Counter(year for _, question in group for year in question.slots.years)
    return Cluster(
        topic=latest.core or latest.text,
        places=tuple(name for name, _ in places.most_common()),
        years=tuple(year for year, _ in years.most_common()),
        misses=tuple(miss for miss, _ in group),
    )
