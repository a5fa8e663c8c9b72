"""Misses: declined questions, those about one thing together, so that a maintainer sees what is lacking.

A question joins the group whose first question it shares most of its words with (`Question.words`), at least half
(Jaccard index 0.5), whoever and whichever year it asks of.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.state import Miss
from index.query.courtesy import courtesy
from index.query.question import Question, understand
from index.query.scope import scope_of
from index.store.records import ReportRecord
from prompts.notices import NO_MISSES
from prompts.templates import filled

_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Cluster:
    """Declined questions about one topic, the latest first; places and years the most frequent first."""

    topic: str
    places: tuple[str, ...]
    years: tuple[int, ...]
    misses: tuple[Miss, ...]


def clusters_of(misses: Iterable[Miss], reports: Sequence[ReportRecord]) -> list[Cluster]:
    """Group declined questions (the latest first) that are no courtesy, the largest group first, then the latest."""
    scope = scope_of(reports)
    groups: list[list[tuple[Miss, Question]]] = []
    keys: list[frozenset[str]] = []
    having: dict[str, list[int]] = {}  # the groups whose first question has a word
    for miss in misses:
        if courtesy(miss.question) is not None:
            continue
        question = understand(miss.question, scope, today=datetime.fromtimestamp(miss.at).date())
        key = frozenset(question.words or {question.core or question.text})
        shared = Counter(at for word in key for at in having.get(word, ()))
        shares = ((count / len(key | keys[at]), -at) for at, count in shared.items())
        share, nearest = max(shares, default=(0.0, 0))
        if share >= _SHARED:
            groups[-nearest].append((miss, question))
            continue
        for word in key:
            having.setdefault(word, []).append(len(groups))
        groups.append([(miss, question)])
        keys.append(key)
    clusters = []
    for group in groups:
        latest = group[0][1]
        places = Counter(name for _, one in group for name in (*one.slots.regions, *one.slots.absent))
        years = Counter(year for _, one in group for year in one.slots.years)
        named, told = tuple(dict(places.most_common())), tuple(dict(years.most_common()))
        clusters.append(Cluster(latest.core or latest.text, named, told, tuple(miss for miss, _ in group)))
    return sorted(clusters, key=lambda cluster: (-len(cluster.misses), -cluster.misses[0].at))


def text_of(clusters: Sequence[Cluster], *, most: int | None = None) -> str:
    """Return groups in words, some lines each, at most so many."""
    return filled("misses", clusters=clusters, most=most) if clusters else NO_MISSES
