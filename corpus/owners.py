"""Owners: whose an article is, by a log-linear model over all that the page says of regions and their committees.

For each article there are hypotheses: that it is no committee's, one region's, or that of several which act together.
Each has features, by their names; a conditional logit gives their probabilities. Its weights are fitted on pages whose
committees careful readers named, see `index/training/owners.py`.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, fsum

from corpus.committees import Named, kinds_in, meant
from corpus.crf import WEIGHTS
from corpus.labels import Mark
from corpus.lines import HEADS
from corpus.model import Doubt
from corpus.page import Page
from corpus.regions import Level, regions_of
from corpus.wordlists import words_in
from prompts import doubts as wording

WEIGHTS_FILE = WEIGHTS / "owners.json"
# Below the first the best hypothesis is told as a doubt, with whom others name that are at least so likely.
_SURE, _LIKELY = 0.8, 0.05
_NOBODY = 0.5  # so probable it has to be that an article is no committee's: what is of none is not found
_ALTERNATIVES = 4
_OTHERS = 200  # lines of other articles on both sides
_START, _OPENING, _OPENED = 3, 24, 80  # characters
_FIRST = 3  # paragraphs
_NEAR = 9  # characters between names that stand close together
_MOST = 6  # committees that an article may be of together
_TITLES = "Hh"  # headlines and headings, of what `_PLACES` calls lines
_PLACES = dict.fromkeys(HEADS, "H") | {Mark.HEADING: "h", Mark.BYLINE: "b", Mark.CAPTION: "c"}
_SENTENCE = re.compile("[。！？；]")
_BODY = re.compile(r".{0,14}?政协")
_OTHER_BODIES = {"congress": re.compile("人大|人民代表大会"), "government": re.compile("政府")}
# What stands around the names of regions is a feature of several together, too, if it does so for one of them.
_AROUND = ("C<", "C>", "C«", "C»", "P<")
_STEPS = (0, 1, 2, 3, 5, 9)

Owned = tuple[str, ...]
Hypothesis = tuple[Owned, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an article is: of one region or of several together; `of_committee` is False where it is no committee's."""

    regions: Owned = ()
    doubt: Doubt | None = None
    of_committee: bool = True


def owner_of(page: Page, start: int, end: int, *, alone: bool) -> Owner:
    """Return whose the article is that a page's lines from `start` to `end` hold; `alone` if it is the only one."""
    nobody, *somebody = chances_of(hypotheses(page, start, end, alone=alone))
    ranked = sorted(somebody, key=lambda one: -one[1])
    best, chance = nobody if nobody[1] >= _NOBODY or not ranked else ranked[0]
    if not best:
        named = [names for names, _ in ranked]
        reason = wording.NOT_CPPCC if named else wording.NO_COMMITTEE
        doubt = Doubt("committee", None, reason, tuple(map(_committees, named[:_ALTERNATIVES]))) if alone else None
        return Owner(next(iter(named), ())[:1], doubt, of_committee=False)
    others = [_committees(names) for names, other in ranked[1:] if other >= _LIKELY and chance < _SURE]
    told = [(page.texts[at], one) for at in range(start, end) for one in page.named[at] if one.region in best]
    namesakes = [f"{name}政协" for name in _namesakes(best, told, page)]
    by_file = not any(one.is_committee for _, one in told) and (alone or chance < _SURE)
    reasons = (
        wording.NOT_CPPCC if nobody[1] > chance else "",
        wording.SEVERAL_PLACES if namesakes else "",
        wording.SEVERAL_COMMITTEES if others else "",
        wording.BY_FILE if by_file else "",
    )
    why = next(filter(None, reasons), None)
    alternatives = (*namesakes, *others)[:_ALTERNATIVES]
    return Owner(best, Doubt("committee", _committees(best), why, alternatives) if why else None)


def hypotheses(page: Page, start: int, end: int, *, alone: bool) -> list[Hypothesis]:
    """Return whose an article may be, each with its features: nobody's first, then one region's, then several together.

    A feature of several is the mean of what it is for each; what they have together begins with "&", what is of
    nobody's with "-".
    """
    article = _Article(page, start, end, alone=alone)
    single = {name: article.features_of(name) for name in article.names}
    found: list[Hypothesis] = [((), {f"-{name}": 1.0 for name in article.features_of_nobody()})]
    found += [((name,), dict.fromkeys(features, 1.0)) for name, features in single.items()]
    for group, features in article.groups().items():
        values: defaultdict[str, float] = defaultdict(float, dict.fromkeys(features, 1.0))
        for feature in (feature for name in group for feature in single[name]):
            values[feature] += 1 / len(group)
            if feature.startswith(_AROUND):
                values[f"&any {feature}"] = 1.0
        found.append((group, values))
    return found


@cache
def _weights() -> dict[str, float]:
    found: dict[str, float] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return found


def chances_of(found: Sequence[Hypothesis]) -> list[tuple[Owned, float]]:
    """Return the probability of each hypothesis, given that one of them is right."""
    weights = _weights()
    # Exact, since features come in no fixed order: of two that are even the same one wins each time.
    scores = [fsum(weights.get(name, 0.0) * value for name, value in features.items()) for _, features in found]
    shares = [exp(score - max(scores)) for score in scores]
    return [(names, share / sum(shares)) for (names, _), share in zip(found, shares, strict=True)]


class _Article:
    """An article's candidates: the regions that it names, that stand around it, and that its neighbours name most."""

    def __init__(self, page: Page, start: int, end: int, *, alone: bool) -> None:
        self.page, self.lines, self.alone = page, range(start, end), alone
        self.committees: Counter[str] = Counter()
        self.plain: Counter[str] = Counter()
        self.in_titles: defaultdict[str, set[bool]] = defaultdict(set)  # whether as a committee
        self.first: dict[str, tuple[int, int]] = {}
        self.said: defaultdict[str, set[str]] = defaultdict(set)
        self.rows: defaultdict[Owned, set[str]] = defaultdict(set)
        prose = [at for at in self.lines if page.lines[at].mark is Mark.PROSE]
        self.opening = prose[0] if prose else None
        self.last = prose[-1] if prose else None
        for at in self.lines:
            self._read(at, page.named[at])
        # 石漕县地处三省交界, and then but 县政协.
        for at in [] if +self.committees else prose[:_FIRST]:
            self._read(at, page.unlisted(at))
        near = (*range(max(0, start - _OTHERS), start), *range(end, min(len(page.lines), end + _OTHERS)))
        self.beside = Counter(one.region for at in near for one in page.named[at] if one.is_committee)
        every = dict.fromkeys((*self.first, *page.around, *(name for name, _ in self.beside.most_common(2))))
        self.names = sorted(every, key=lambda name: (-self.committees[name], -self.plain[name], -self.beside[name]))
        self.places = {name: next(iter(regions_of(name)), None) for name in self.names}
        self.levels = {name: place.level if place else None for name, place in self.places.items()}
        self.opens = next((region for at in self.lines[:2] if (region := page.begins_with(at))), None)
        self.next = page.begins_with(end) if end < len(page.lines) else None
        self.count = page.count(start, end)
        self.titles = [at for at in self.lines if page.lines[at].mark in HEADS]
        edge = ("first" if start == 0 else "") + ("last" if end == len(page.lines) else "")
        self.stands = f"{edge},{bool(self.titles)},{min(len(prose), 3)}"
        # How often it says 县政协, and the like, without a name.
        bodies = [[one for one in named if one.is_committee] for named in page.named]
        self.calls, self.calls_in_titles = (
            kinds_in([page.texts[at] for at in some], [bodies[at] for at in some]) for some in (self.lines, self.titles)
        )

    def _read(self, at: int, named: Sequence[Named]) -> None:
        """Take in what a line names, and what stands around that."""
        text = self.page.texts[at]
        place = _PLACES.get(self.page.lines[at].mark, "T" if at == self.opening else "t")
        # A caption may be the next article's.
        counts = place != "c" or self.opening is None
        for one in named:
            said = {"first"} if one.is_committee and not self.committees and counts else set()
            (self.committees if one.is_committee else self.plain)[one.region] += counts
            self.first.setdefault(one.region, (at, one.start))
            before = _SENTENCE.split(text[: one.start])[-1]
            body = _BODY.match(text[one.end :]) if one.is_committee else None
            behind = _SENTENCE.split(text[one.end + (body.end() if body else 0) :])[0]
            said |= {"", f"@{place}", one.form, f"@{place}{one.form}", *["last"] * (at == self.last)}
            said |= {f"<{before[-size:]}" for size in (1, 2, 3)} | {f">{behind[:size]}" for size in (1, 2, 3)}
            said |= {"^", f"^@{place}"} if one.start < _START else {"early"} if one.start < _OPENING else set()
            if place in _TITLES:
                said.add(f"@{place}>{behind[:2]}")
                self.in_titles[one.region].add(one.is_committee)
            self.said[one.region] |= {one.kind + name for name in said}
        for one, other in pairwise(named):
            if one.region != other.region and one.end <= other.start <= one.end + _NEAR:
                between = text[one.end : other.start].replace("政协", "")
                for name in (between, f"{between}{place in _TITLES}"):
                    self.said[one.region].add(f"{one.kind}»{name}")
                    self.said[other.region].add(f"{other.kind}«{name}")
        for row in self.page.rows(at):
            joined = {re.sub("政协|[县市区旗州]", "", text[one.end : other.start])[:3] for one, other in pairwise(row)}
            by, behind = "/".join(sorted(joined)), text[row[-1].end :][:2]
            self.rows[tuple(dict.fromkeys(one.region for one in row))] |= {
                *(f"row{place}", f"={by}", f"{place}={by}", f">{behind}", f"{place}>{behind}"),
                f"{place}^{row[0].start < _START}",
            }

    def features_of_nobody(self) -> set[str]:
        """Return the features of an article being no committee's."""
        texts, signs = [self.page.texts[at] for at in self.lines], self.page.signs
        text, title = "".join(texts), "".join(self.page.texts[at] for at in self.titles)
        opening = "" if self.opening is None else self.page.texts[self.opening]
        own = text.count("政协")
        found = {
            *("bias", f"n={min(len(self.names), 4)}", f"alone={self.alone}", f"own={_step(own)}"),
            f"opens={bool(self.opens)},alone={self.alone}",
            *(f"stands={self.stands}", f"stands={self.stands},opens={bool(self.opens)},beside={bool(self.beside)}"),
            *(f"calls={''.join(sorted(self.calls))}", f"calls={bool(self.calls)},alone={self.alone}"),
            f"beside={bool(self.beside)},calls={bool(self.calls)},own={min(own, 2)}",
            f"committees={min(len(+self.committees), 3)}",
            f"title={'政协' in title}",
            f"signs={'政协' in signs.text},{'政协' in signs.file}",
            f"prose={self.opening is not None}",
            f"opening={'政协' in opening},{'政协' in title}",
            f"lines={4 * sum('政协' in one for one in texts) // max(1, len(texts))}",
            *(f"body>{match[1]}" for match in re.finditer("政协(.{0,2})", text)),
            *(f"body<{match[1]}" for match in re.finditer("(.?)政协", text)),
            *(f"word={word}" for word in words_in(title[:_OPENED])),
            *(f"word of text={word}" for word in words_in(opening[:_OPENED])),
        }
        for name, body in _OTHER_BODIES.items():
            others = len(body.findall(text))
            found.add(f"{name}={_compared(own, others) if others else None}")
            found |= {f"{name} title={bool(body.search(title))}", f"{name} file={bool(body.search(signs.file))}"}
        return found

    def features_of(self, name: str) -> set[str]:
        """Return the features of an article being of one region."""
        own, kind, place = self.committees[name], name[-1], self.places[name]
        around, parent = self.page.around, self.page.signs.parent
        rank, some, total = self.names.index(name), min(len(+self.committees), 4), self.committees.total()
        others = [one for one in self.names if one != name]
        alike = [one for one in others if one[-1] == kind and one in self.first]
        rivals = [self.committees[one] for one in alike if self.committees[one]]
        below = [one for one in others if place and (region := self.places[one]) and place in region.parents]
        above = [one for one in others if place and self.places[one] in place.parents]
        level = sum(self.levels[one] == self.levels[name] for one in self.first) if place else 0
        calls, in_titles, only = self.calls[kind], self.calls_in_titles[kind], not alike
        here = "C" if own else "P" if self.plain[name] else "c" if name in self.first else "around"
        here = "beside" if here == "around" and name not in around else here
        sides = "".join(side for side in ("above", "below", "file") if any(side in one for one in around.get(name, ())))
        found = {
            *(f"sides={sides},{here}", f"sides={sides},{here},{calls > 0}"),
            *(f"level={self.levels[name]}", f"kind={kind}", f"own={_step(own)}", f"plain={_step(self.plain[name])}"),
            *(f"rank={min(rank, 5)}", f"some={some}", f"rank={min(rank, 3)},some={some}"),
            *(f"calls={_step(calls)}", f"rank={min(rank, 3)},calls={_step(calls)}"),
            *(f"calls in titles={min(in_titles, 2)}", f"calls={calls > 0},only={only},own={min(own, 1)}"),
            f"calls in titles={in_titles > 0},only={only},here={name in self.first}",
            *(f"here={here}", f"here={here},some={min(some, 2)},calls={calls > 0}"),
            f"opens={self.opens == name if self.opens else None}",
            f"around={name in around},own={min(own, 2)}",
            f"rivals={min(len(rivals), 3)},own={min(own, 3)}",
            f"rival={_compared(own, max(rivals, default=0))},own={min(own, 3)}",
            f"below={min(sum(self.committees[one] > 0 for one in below), 3)}",
            f"below={any(one in around for one in below)},{any(self.plain[one] for one in below)}",
            f"below more={max((self.committees[one] for one in below), default=-1) > own}",
            f"above={any(self.committees[one] for one in above)}",
            f"above={any(one in self.first or one in around for one in above)}",
            f"share={4 * own // total if total else None}",
            f"titles={sorted(self.in_titles.get(name, ()))}",
            f"level={min(level, 5)},rank={min(rank, 3)}",
            f"count={self.count and rank < self.count},own={min(own, 2)}",
            f"count={self.count},level={min(level, 6)}",
        }
        over = sum(place in region.parents for one in self.beside for region in regions_of(one)[:1]) if place else 0
        found |= {f"over={min(over, 3)},{self.stands}", f"over={min(over, 3)},own={min(own, 2)},calls={calls > 0}"}
        if self.beside:
            most = self.beside.most_common(1)[0][0] == name
            found |= {f"beside={_step(self.beside[name])}", f"beside={most},some={min(some, 1)},calls={calls > 0}"}
        if parent:
            found.add(f"series={parent == name},{parent in (one.name for one in place.parents) if place else None}")
        return found | self.said.get(name, set()) | around.get(name, set())

    def groups(self) -> dict[Owned, set[str]]:
        """Return the regions that may act together in the article, with the features of that."""
        found: defaultdict[Owned, set[str]] = defaultdict(set)

        def add(names: Iterable[str], *features: str) -> None:
            group = tuple(sorted(set(names), key=lambda name: self.first[name]))
            if 1 < len(group) <= _MOST and len({self.levels[name] for name in group}) == 1:
                found[group].update(features)

        for row, features in self.rows.items():
            add(row, *features)
        for level in (None, *Level):
            peers = [one for one in self.first if self.levels[one] is level]
            peers.sort(key=lambda one: (-self.committees[one], self.first[one]))
            named = [one for one in peers if self.committees[one]]
            add(named, "all")
            add((one for one in named if 2 * self.committees[one] >= self.committees[named[0]]), "half")
            add((one for one in peers if one in self.in_titles), "titles")
            add(peers[: self.count], "counted")
            for other in named[1:4]:
                add((named[0], other), "pair")
        for group, features in found.items():
            own, size = [self.committees[name] for name in group], len(group)
            titled = sum(name in self.in_titles for name in group)
            peers = [one for one in +self.committees if self.levels[one] is self.levels[group[0]]]
            features |= {
                *("bias", f"size={size}", f"count={self.count == size if self.count else None}"),
                *(f"next={self.next in self.first}", f"least={min(*own, 3)}"),
                f"ratio={4 * min(own) // max(own) if max(own) else -1}",
                *(f"titled={titled == size}", f"titled={min(titled, 2)},least={min(*own, 2)}"),
                f"whole={all(one in group for one in peers)}",
                f"in a row={any({*group} == {*row} for row in self.rows)}",
            }
        return {group: {f"&{name}" for name in features} for group, features in found.items()}


def _step(count: int) -> int:
    return max(step for step in _STEPS if step <= count)


def _compared(own: int, other: int) -> str:
    return "more" if own > other else "less" if own < other else "as many"


def _namesakes(owned: Owned, named: Sequence[tuple[str, Named]], page: Page) -> list[str]:
    """Return who else goes by the form that the owner always has, where nothing tells which is meant: 清河政协."""
    forms = {text[one.start : one.end] for text, one in named if one.is_committee} if len(owned) == 1 else ()
    meanings = [{region.name for region in meant(regions_of(form), page.text)} for form in forms]
    return sorted(set.intersection(*meanings).difference(owned)) if meanings else []


def _committees(names: Iterable[str]) -> str:
    return "、".join(f"{name}政协" for name in names)
