"""Lines: the models that say what each line of a page is and who wrote it, from pages that careful readers labelled.

A page is `{"name", "lines": [[label, text, line breaks below], ...], "authors": [...], "committees": [[line, [region,
...]], ...]}`; the labels are those of `corpus.labels.Mark`, and from a line on the page is of these regions'
committees, of none where there is no region; `committees` is null where nobody said.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pycrfsuite  # type: ignore[import-untyped]

from corpus import bylines
from corpus.banner import series_of
from corpus.grammar import number_alone
from corpus.labels import Mark, features_of
from corpus.wordlists import cut
from index.training.reading import records

Line = tuple[Mark, str, int]

_PARAMETERS: dict[str, Any] = {"c1": 0.5, "c2": 1.5, "max_iterations": 150, "feature.minfreq": 3}
_EXCHANGED, _GLUED = 4, 0.1
_STYLES = 6
_LINKED, _LINKS = 0.4, ("{}", "· {}", "[{1}] {0}", "{} {}", "{} [{}]", "{}({})", "▶{}", "{1} {0}")
# Lines that tell of people, or of who took a picture, or lead elsewhere.
_TOLD = (Mark.PROSE, Mark.CAPTION, Mark.NAVIGATION, Mark.HEADLINE, Mark.GOES_ON, Mark.HEADING)
_KEPT, _TEXTS = 0.5, 4  # of what is around an excerpt, and its paragraphs at most
_WIDE = str.maketrans(",:()?!;", "，：（）？！；")
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
_NUMBERS = (
    *("{}({})", "{}（{}）", "{}之{}", "{} 第{}期", "{}·{}", "{}【{}】"),
    *("{}系列报道之{}", "{}（第{}期）", "{}", "{}"),
)
_BREAKS = 0.3
_LEAST = 8  # characters of a broken headline's first line
_YEARS = ("2023年", "2024", "二〇二三年", "二O二四年", "2022·", "", "——2023年", "2021年度")
_CALLED = ("县市区政协工作巡礼", "县区政协履职掠影", "基层政协行", "走进县区政协", "政协系统履职回眸", "各县政协风采")
_HAN = "一二三四五六七八九"
_PAGE_LEVEL = (Mark.SERIES, Mark.THEME, Mark.PREFACE)


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page: its file's name, its lines, who wrote it, and of whom it is from which line on."""

    name: str
    lines: tuple[Line, ...]
    authors: tuple[str, ...]
    committees: tuple[tuple[int, tuple[str, ...]], ...] | None = None

    @classmethod
    def of(cls, fields: dict[str, Any]) -> "Page":
        """Return a page from its fields."""
        lines = ((Mark(label), text, breaks) for label, text, breaks in fields["lines"])
        authors = tuple("".join(name.split()) for name in fields["authors"])
        told = fields["committees"]
        committees = None if told is None else tuple((at, tuple(sorted(names))) for at, names in told)
        return cls(fields["name"], tuple(lines), authors, committees)


def pages_of(path: Path) -> list[Page]:
    """Read labelled pages, one a line, gzipped."""
    return list(map(Page.of, records(path)))


def train_lines(pages: Sequence[Page], path: Path, seed: int = 1) -> None:
    """Train the model on pages, an excerpt of each, and each in another style; write it to a file."""
    random = Random(seed)  # noqa: S311
    headlines = [text for page in pages for mark, text, _ in page.lines if mark is Mark.HEADLINE]
    trainer = pycrfsuite.Trainer(verbose=False)
    for page in pages:
        # Pages of a series, which are what the product is for, are few.
        styles = _STYLES if any(mark is Mark.SERIES for mark, *_ in page.lines) else 1
        restyled = (_restyled(page.lines, random) for _ in range(styles))
        linked = _linked(page.lines, random, headlines)
        part = [line for _, line in excerpt(page.lines, random)]
        for lines in (page.lines, part, *linked, *restyled):
            features = features_of([text for _, text, _ in lines], [breaks for *_, breaks in lines], page.name)
            trainer.append(pycrfsuite.ItemSequence(features), [mark.value for mark, *_ in lines])
    trainer.set_params(_PARAMETERS)
    trainer.train(str(path))


def train_authors(pages: Sequence[Page], path: Path, seed: int = 1) -> None:
    """Train the model that finds who wrote in a line, with the names as they are and exchanged; write it to a file."""
    random = Random(seed)  # noqa: S311
    names = [name for page in pages for name in page.authors]
    trainer = pycrfsuite.Trainer(verbose=False)
    for page in pages:
        for text, kind, tags in tagged_parts(page):
            variants = [(text, tags)]
            if bylines.BEGINS in tags:
                variants += [_exchanged(text, tags, names, random) for _ in range(_EXCHANGED)]
            for variant, labels in variants:
                trainer.append(pycrfsuite.ItemSequence(bylines.features_of(variant, kind)), labels)
    trainer.set_params(_PARAMETERS | {"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.minfreq": 2})
    trainer.train(str(path))


def tagged_parts(page: Page) -> list[tuple[str, str, list[str]]]:
    """Return the parts of a page's lines that may name its authors, the kind of line, and a tag for each character.

    An author is where bylines and credits name them, else where other lines do, and in running text only if none does.
    """
    parts = ((part, mark.value) for mark, text, _ in page.lines for part in bylines.parts_of(text, mark.value))
    found = [(part, kind, [bylines.OTHER] * len(part)) for part, kind in parts]
    surest = (Mark.BYLINE, Mark.CREDITS), tuple(mark for mark in Mark if mark not in _TOLD), (Mark.PROSE,), tuple(Mark)
    for name in sorted(page.authors, key=len, reverse=True):
        for kinds in surest:
            if sum(_tag(name, part, tags) for part, kind, tags in found if kind in kinds):
                break
    return found


def _tag(name: str, text: str, tags: list[str]) -> bool:
    """Tag a name wherever a text has it and nothing is tagged yet; return whether it does."""
    places = [match.start() for match in re.finditer(re.escape(name), text)]
    free = [at for at in places if set(tags[at : at + len(name)]) == {bylines.OTHER}]
    for at in free:
        tags[at : at + len(name)] = [bylines.BEGINS, *[bylines.INSIDE] * (len(name) - 1)]
    return bool(free)


def _exchanged(text: str, tags: list[str], names: Sequence[str], random: Random) -> tuple[str, list[str]]:
    """Return a text with other people's names for those of its authors, now and then without space between them."""
    pieces: list[str] = []
    labels: list[str] = []
    glued = random.random() < _GLUED
    for at, (char, tag) in enumerate(zip(text, tags, strict=True)):
        if tag == bylines.BEGINS:
            name = random.choice(names)
            pieces.append(name)
            labels += [bylines.BEGINS, *[bylines.INSIDE] * (len(name) - 1)]
        elif tag == bylines.OTHER and not (glued and char.isspace() and tags[at + 1 : at + 2] == [bylines.BEGINS]):
            pieces.append(char)
            labels.append(tag)
    return "".join(pieces), labels


def excerpt(lines: Sequence[Line], random: Random) -> list[tuple[int, Line]]:
    """Return a part of a page as somebody may copy it, with the places of its lines.

    That is one to four paragraphs, and some of what stands around them.
    """
    numbered = list(enumerate(lines))
    prose = [at for at, (mark, *_) in numbered if mark is Mark.PROSE]
    if not prose:
        return numbered
    first = random.choice([0, 0, random.randrange(len(prose))])
    start = prose[first - 1] + 1 if first else 0
    end = prose[min(first + random.randint(1, _TEXTS), len(prose)) - 1] + 1
    around = {Mark.NAVIGATION, Mark.CREDITS, Mark.MASTHEAD, Mark.DATELINE, Mark.CAPTION, Mark.COLUMN}
    part = [(at, line) for at, line in numbered[start:end] if line[0] not in around or random.random() < _KEPT]
    if random.random() < _KEPT:
        part = [(at, (mark, _sentence(text) if mark is Mark.PROSE else text, gap)) for at, (mark, text, gap) in part]
    rest = {*around, Mark.BYLINE}
    return part + [(at, line) for at, line in numbered[end:] if line[0] in rest and random.random() < _KEPT]


def _linked(lines: Sequence[Line], random: Random, headlines: Sequence[str]) -> list[list[Line]]:
    """Return a page with links to other pages above or below it, by their headlines and perhaps their days; or none."""
    if random.random() > _LINKED:
        return []
    date = f"20{random.randint(10, 25)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    style = random.choice(_LINKS)
    titles = random.sample(headlines, random.randint(2, _TEXTS + 1))
    links = [(Mark.NAVIGATION, style.format(title, date), 1) for title in titles]
    first = next((at for at, (mark, *_) in enumerate(lines) if mark in (Mark.HEADLINE, Mark.KICKER)), 0)
    at = random.choice([first, len(lines)])
    return [[*lines[:at], *links, *lines[at:]]]


def _sentence(text: str) -> str:
    """Return the first sentence of a paragraph."""
    return text[: text.find("。") + 1] or text


def _restyled(lines: Sequence[Line], random: Random) -> list[Line]:
    """Return a page as another office would set it."""
    changes = random.sample(_CHANGES, 3)
    for change in changes:
        lines = change(lines, random)
    return list(lines)


def _each(mark: Mark, *ways: Callable[[str], str]) -> Callable[[Sequence[Line], Random], list[Line]]:
    def change(lines: Sequence[Line], random: Random) -> list[Line]:
        way = random.choice(ways)
        return [(one, way(text) if one is mark else text, breaks) for one, text, breaks in lines]

    return change


def _without(lines: Sequence[Line], random: Random) -> list[Line]:
    """Leave out the bylines, or the captions."""
    left_out = random.choice([Mark.BYLINE, Mark.CAPTION])
    return [line for line in lines if line[0] is not left_out]


def _renumbered(lines: Sequence[Line], random: Random) -> list[Line]:
    """Write the line of a series in another way: its year, its number, what such a series may be called."""
    style, number = random.choice(_NUMBERS), random.randint(1, 9)
    written = random.choice([str(number), _HAN[number - 1], chr(ord("①") + number - 1)])
    year, called = random.choice(_YEARS), random.choice(_CALLED)
    found = []
    for mark, text, breaks in lines:
        name = series_of(text)[0] if mark is Mark.SERIES and number_alone(text) is None else ""
        city = name[: name.find("市") + 1]
        new = style.format(year + random.choice([name, city + called]), written)
        found.append((mark, new if name else text, breaks))
    return found


def _moved(lines: Sequence[Line], random: Random) -> list[Line]:
    """Put what is of the whole page to its top, to its end, or between two articles."""
    banner = [line for line in lines if line[0] in _PAGE_LEVEL]
    rest = [line for line in lines if line[0] not in _PAGE_LEVEL]
    heads = [at for at, line in enumerate(rest) if line[0] is Mark.HEADLINE]
    at = random.choice([0, len(rest), *heads[1:]])
    return [*rest[:at], *banner, *rest[at:]]


def _broken(lines: Sequence[Line], random: Random) -> list[Line]:
    """Break long headlines over two lines."""
    found: list[Line] = []
    for mark, text, breaks in lines:
        ends = list(accumulate(map(len, cut(text))))
        places = [at for at in ends if _LEAST <= at <= len(text) - _LEAST // 2]
        if mark is Mark.HEADLINE and len(text) >= 2 * _LEAST and places and random.random() < _BREAKS:
            at = random.choice(places)
            found += [(mark, text[:at].strip(), 1), (Mark.GOES_ON, text[at:].strip(), breaks)]
        else:
            found.append((mark, text, breaks))
    return found


def _spaced(lines: Sequence[Line], random: Random) -> list[Line]:
    breaks = random.randint(1, 2)
    return [(mark, text, breaks) for mark, text, _ in lines]


def _with_width(lines: Sequence[Line], random: Random) -> list[Line]:
    table = random.choice([_WIDE, _NARROW])
    return [(mark, text.translate(table), breaks) for mark, text, breaks in lines]


_CHANGES: tuple[Callable[[Sequence[Line], Random], list[Line]], ...] = (
    _each(Mark.CAPTION, lambda text: f"▲{text}", lambda text: f"{text}(张三 摄)"),
    _each(
        Mark.BYLINE,
        lambda text: re.sub("^(?:通讯员|记者)", "本报全媒体记者", text),
        lambda text: text if text[0] in "□(（" else f"□ {text}",
        lambda text: text if text[0] in "(（" else f"{text} 报道",
    ),
    _without,
    _broken,
    _renumbered,
    _moved,
    _spaced,
    _with_width,
)
