"""The weights by which it is told whose an article is: a conditional logit over the hypotheses of `corpus.owners`.

Fitted on the labelled pages of `index.training.lines` whose committees are known, on an excerpt and a paragraph of
each, and on some of them as if they were of another place.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from corpus.articles import parts_of
from corpus.committees import GENERIC
from corpus.labels import Mark
from corpus.lines import Line as PageLine
from corpus.lines import with_marks
from corpus.model import Span
from corpus.owners import Hypothesis, Owned, hypotheses
from corpus.parse import layout_of
from corpus.regions import Level, every_region, full_names, regions, short_name
from index.training.lines import Line, Page, excerpt
from index.training.logit import fit_logit

_PENALTY = 2.0  # of half the squared weights
_LEAST = 4  # articles that a feature is of
_MOVED = 0.4  # of the pages of one committee
_SMALL = 0.01  # weights that are left out


def fit_owners(pages: Sequence[Page], path: Path, seed: int = 1) -> None:
    """Fit the weights on pages and parts of them, and write them to a file."""
    random = Random(seed)  # noqa: S311
    shown = [one for page in pages for one in shown_of(page, random)]
    counts = Counter(name for found, _ in shown for name in {name for _, features in found for name in features})
    names = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= _LEAST))}
    weights = _fit(shown, names)
    kept = {name: round(float(weights[at]), 3) for name, at in names.items() if abs(weights[at]) >= _SMALL}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def shown_of(page: Page, random: Random) -> Iterator[tuple[list[Hypothesis], int]]:
    """Yield the examples of a page, of an excerpt and a paragraph of it, and now and then of it in another place."""
    lines = list(enumerate(page.lines))
    yield from examples_of(page, lines)
    yield from examples_of(page, excerpt(page.lines, random))
    yield from examples_of(page, _paragraph(page.lines, random))
    if (moved := _moved(page, random)) and random.random() < _MOVED:
        yield from examples_of(moved, list(enumerate(moved.lines)))


def examples_of(page: Page, lines: Sequence[tuple[int, Line]]) -> Iterator[tuple[list[Hypothesis], int]]:
    """Yield the hypotheses of each article of some of a page's lines, and which of them is right, if any of them is."""
    if page.committees is None:
        return
    bare = [
        PageLine(at, mark, text, text, Span(0, 0), (), None, gap) for at, (_, (mark, text, gap)) in enumerate(lines)
    ]
    places = [at for at, _ in lines]
    _, _, layout = layout_of(with_marks(bare, [mark for _, (mark, *_) in lines]), (), page.name)
    parts = parts_of(layout)
    for start, end in parts:
        first, last = (places[layout.lines[at].number] for at in (start, end - 1))
        right = _owned(page.committees, first, last)
        found = hypotheses(layout, start, end, alone=len(parts) == 1)
        number = next((at for at, (names, _) in enumerate(found) if {*names} == right), None)
        if number is None and not any(right.intersection(names) for names, _ in found):
            number = 0  # nothing tells
        if number is not None and len(found) > 1:
            yield found, number


def _moved(page: Page, random: Random) -> Page | None:
    """Return a page of one region's committee as if it were of another region's, of any level; None if it is not."""
    names = {name for _, names in page.committees or () for name in names}
    own = names.pop() if len(names) == 1 else ""
    if own not in regions():
        return None
    level = random.choice(list(Level))
    new = random.choice([region.name for region in every_region() if region.level is level and not region.former])
    forms = dict.fromkeys(full_names(own), new) | {short_name(own): short_name(new)}
    named = re.compile("|".join(sorted(forms, key=len, reverse=True)))

    def moved(text: str) -> str:
        text = named.sub(lambda match: forms[match[0]], text)
        return GENERIC.sub(lambda match: f"{match[0][:-3]}{new[-1]}政协", text)

    return Page(
        moved(page.name),
        tuple((mark, moved(text), breaks) for mark, text, breaks in page.lines),
        page.authors,
        tuple((at, tuple(new if name == own else name for name in names)) for at, names in page.committees or ()),
    )


def _paragraph(lines: Sequence[Line], random: Random) -> list[tuple[int, Line]]:
    """Return one paragraph of a page by itself."""
    prose = [(at, line) for at, line in enumerate(lines) if line[0] is Mark.PROSE]
    return [random.choice(prose)] if prose else []


def _owned(committees: Sequence[tuple[int, Owned]], first: int, last: int) -> set[str]:
    """Return whose the lines of a page are from the first to the last: of all that begin there, or what goes on."""
    inside = [names for at, names in committees if first <= at <= last]
    before = [names for at, names in committees if at < first]
    return {name for names in inside or before[-1:] or [committees[0][1]] for name in names}


def _fit(shown: Sequence[tuple[list[Hypothesis], int]], names: dict[str, int]) -> NDArray[np.float64]:
    rows, columns, values, starts = [], [], [], []
    is_right: list[bool] = []
    for found, number in shown:
        starts.append(len(is_right))
        for _, features in found:
            known = [(names[name], value) for name, value in features.items() if name in names]
            rows += [len(is_right)] * len(known)
            columns += [name for name, _ in known]
            values += [value for _, value in known]
            is_right.append(len(is_right) - starts[-1] == number)
    table = csr_matrix((values, (rows, columns)), shape=(len(is_right), len(names)))
    return fit_logit(table, starts, is_right, _PENALTY)
