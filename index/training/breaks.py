"""Breaks: the model that says where in a line others begin, from labelled pages whose lines are run together."""

import lzma
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pycrfsuite  # type: ignore[import-untyped]

from corpus.breaks import BEGINS, INSIDE, LEAST, Word, around_of, features_of, words_of
from corpus.labels import Mark
from index.training.lines import Line, Page, excerpt

Part = tuple[Mark, str]
Way = Callable[[Sequence[Line], Random], list[bool]]
"""Says for each line of a page but the last whether it is run together with the next."""

_PARAMETERS = {"c1": 3.5, "c2": 0.5, "max_iterations": 70, "feature.minfreq": 8, "feature.possible_transitions": 1}
_RUN_TOGETHER, _EXCERPTS = 2, 2  # times that lines of a page are run together, and all those of an excerpt
_SEPARATORS = ("", "", " ", "  ", "\u3000\u3000", "\u3000", "    ")
_ONE_SEPARATOR, _ANY_SEPARATOR = 0.6, 0.1  # shares of pages with one, and with another at every join
_OFTEN, _SELDOM = 0.7, 0.2
_RUNS = 4

_HEADS = (Mark.HEADLINE, Mark.GOES_ON, Mark.KICKER, Mark.SUBTITLE)
_SIGNED = (Mark.BYLINE, Mark.CREDITS, Mark.DATELINE)
_ABOUT = (*_SIGNED, Mark.NAVIGATION, Mark.MASTHEAD)
_TEXTS = (Mark.PROSE, Mark.SALUTATION, Mark.PREFACE)
# What a line is, as far as it matters here.
_KINDS = (
    dict.fromkeys(Mark, "head")
    | dict.fromkeys(_TEXTS, "text")
    | dict.fromkeys(_ABOUT, "about")
    | {Mark.BYLINE: "byline", Mark.CAPTION: "caption"}
)
_ONE = frozenset(_KINDS[mark] for mark in _ABOUT)
"""Lines of these kinds may as well stand on one: credits, links."""


def train_breaks(pages: Sequence[Page], path: Path, seed: int = 1) -> None:
    """Train the model on pages as they are and run together in several ways; write it to a file, packed by xz."""
    random = Random(seed)  # noqa: S311
    trainer = pycrfsuite.Trainer(verbose=False)
    for page in pages:
        for lines in _variants(page, random):
            around = around_of(["".join(text for _, text in parts) for parts in lines])
            for parts, shared in zip(lines, around, strict=True):
                words = words_of("".join(text for _, text in parts))
                if sum(len(text) for _, text in parts) >= LEAST:
                    trainer.append(pycrfsuite.ItemSequence(features_of(words, shared)), labels_of(words, parts))
    trainer.set_params(_PARAMETERS)
    with TemporaryDirectory() as folder:
        trainer.train(f"{folder}/breaks")
        path.write_bytes(lzma.compress(Path(folder, "breaks").read_bytes(), preset=9))


def labels_of(words: Sequence[Word], parts: Sequence[Part]) -> list[str]:
    """Return the label of each word of a line that was made of parts: whether one begins there, and what it is in."""
    chars: list[str] = []
    above = ""
    for mark, text in parts:
        kind = _KINDS[mark]
        goes_on = kind == above and (kind in _ONE or mark is Mark.GOES_ON)
        chars += [INSIDE + kind] * len(text)
        chars[-len(text.lstrip())] = (INSIDE if goes_on else BEGINS) + kind
        above = kind
    spans = (chars[word.start : word.start + len(word.text)] for word in words)
    return [next((label for label in span if label.startswith(BEGINS)), span[0]) for span in spans]


def _variants(page: Page, random: Random) -> Iterator[list[list[Part]]]:
    """Yield the lines of a page as they are, all in one, and run together in other ways; each made of its parts."""
    last = len(page.lines) - 1
    yield _joined(page.lines, [False] * last, random)
    yield _joined(page.lines, [True] * last, random)
    for _ in range(_RUN_TOGETHER):
        way = random.choices(tuple(_WAYS), tuple(_WAYS.values()))[0]
        yield _joined(page.lines, way(page.lines, random), random)
    for _ in range(_EXCERPTS):
        lines = [line for _, line in excerpt(page.lines, random)]
        yield _joined(lines, [True] * (len(lines) - 1), random)


def _joined(lines: Sequence[Line], joins: Sequence[bool], random: Random) -> list[list[Part]]:
    """Return lines run together where told, each made of its parts, with a separator in front of all but the first."""
    separator, before_text = random.choice(_SEPARATORS), random.choice(_SEPARATORS)
    chance = random.random()
    found: list[list[Part]] = []
    for number, (mark, text, _) in enumerate(lines):
        if not number or not joins[number - 1]:
            found.append([(mark, text)])
            continue
        gap = before_text if mark is Mark.PROSE and chance > _ONE_SEPARATOR else separator
        found[-1].append((mark, (random.choice(_SEPARATORS) if chance < _ANY_SEPARATOR else gap) + text))
    return found


def _where(told: Callable[[Mark, Mark], bool], share: float = 1) -> Way:
    """Return a way to run together such neighbours, all of them or a share."""

    def way(lines: Sequence[Line], random: Random) -> list[bool]:
        return [told(above, below) and random.random() < share for (above, *_), (below, *_) in pairwise(lines)]

    return way


def _in_runs(lines: Sequence[Line], random: Random) -> list[bool]:
    """Keep a few of a page's line ends."""
    ends = {random.randrange(len(lines)) for _ in range(random.randint(1, _RUNS))}
    return [at not in ends for at in range(len(lines) - 1)]


def _but_blank(lines: Sequence[Line], _: Random) -> list[bool]:
    """Keep the line ends with a blank line below."""
    return [breaks < 2 for *_, breaks in lines[:-1]]


# How a page's lines are run together, and how often each way is taken.
_WAYS: dict[Way, float] = {
    _in_runs: 4,
    _but_blank: 1,
    _where(lambda above, below: above in _HEADS and below in _TEXTS): 1,
    _where(lambda above, below: above in _HEADS and below in _SIGNED): 1,
    _where(lambda above, below: above in _HEADS): 1,
    _where(lambda above, below: Mark.BYLINE in (above, below), _OFTEN): 2,
    _where(lambda above, below: above in _ABOUT and below in _ABOUT): 1,
    _where(lambda above, below: below in _ABOUT, _OFTEN): 1,
    _where(lambda above, below: above is Mark.HEADING, _OFTEN): 2,
    _where(lambda above, below: Mark.CAPTION in (above, below), _OFTEN): 1,
    _where(lambda above, below: True, _SELDOM): 2,
}
