"""Banner: what a page says of itself, which belongs to the report and to no article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from corpus import grammar
from corpus.bylines import names_within
from corpus.lines import Line, Mark, alike

_LONGEST_COUPLET = 14
_REACH = 8
_LONGEST_PREFACE = 3
_TEXT = (Mark.PROSE, Mark.PREFACE)


@dataclass(frozen=True, slots=True)
class Banner:
    """The lines of a banner; `themes` and `series` are among `lines`, `name` and `number` are what `series` says."""

    lines: tuple[Line, ...] = ()
    preface: tuple[Line, ...] = ()
    themes: tuple[Line, ...] = ()
    series: Line | None = None
    name: str | None = None
    number: int | None = None


def banner_of(lines: Sequence[Line]) -> Banner:
    """Return the banner of a page's lines, which hold neither credits nor datelines; an empty one if there is none."""
    notes = _notes(lines)
    at = _series_at(lines)
    if at is None:
        return Banner(preface=tuple(lines[place] for place in notes))
    name, _ = series_of(lines[at].text)
    number_at, number = _number(lines, at)
    first, after = min(at, number_at), max(at, number_at) + 1
    themes, preface = [], []
    if not _below_title(lines, first, after):
        themes = _themes(lines, first, after)
        top, end = min([first, *themes]), max([after - 1, *themes]) + 1
        preface = list(range(top)) if all(line.mark in _TEXT for line in lines[:top]) else []
        text = len(list(takewhile(lambda line: line.mark in _TEXT, lines[end:])))
        # Text that is all there is, is an article's.
        elsewhere = end + text < len(lines) or any(line.mark not in _TEXT for line in lines[:top])
        preface += range(end, end + text) if elsewhere else ()
    again = [place for place, line in enumerate(lines) if line.mark == Mark.SERIES and series_of(line.text)[0] == name]
    own = {at, number_at, *themes, *again}
    return Banner(
        lines=tuple(lines[place] for place in sorted(own)),
        preface=tuple(lines[place] for place in sorted({*preface, *notes} - own)),
        themes=tuple(lines[place] for place in themes),
        series=lines[at],
        name=name,
        number=number,
    )


def series_of(line: str) -> tuple[str, int | None]:
    """Return a series' name, without year and number, and the number."""
    match = grammar.SERIES.match(line)
    name = match["name"] if match else line
    name = re.sub(rf"(?:{grammar.YEAR.pattern})度?|^(?:19|20)\d\d(?!\d)", "", name).strip(" 　·—–-:：")
    wrapped = re.fullmatch(r"[【\[《“](.+)[】\]》”]", name)
    number = next((group for group in match.groups()[1:] if group), None) if match else None
    return (wrapped[1] if wrapped else name) or line, grammar.han_number(number) if number else None


def _series_at(lines: Sequence[Line]) -> int | None:
    """Return where the series line is: the first with a number, or the first that is not an article's title."""
    found = [at for at, line in enumerate(lines) if line.mark == Mark.SERIES]
    numbered = [at for at in found if _number(lines, at)[1] is not None]
    titles = (Mark.BYLINE, Mark.SUBTITLE)
    plain = [at for at in found if at + 1 == len(lines) or lines[at + 1].mark not in titles]
    return next(iter(numbered or plain), None)


def _number(lines: Sequence[Line], at: int) -> tuple[int, int | None]:
    """Return where the number of a series stands, on its line or on one of its own beside it, and the number."""
    _, number = series_of(lines[at].text)
    for place in (at + 1, at - 1) if number is None else ():
        if 0 <= place < len(lines) and (alone := grammar.number_alone(lines[place].text)) is not None:
            return place, alone
    return at, number


def _below_title(lines: Sequence[Line], first: int, after: int) -> bool:
    """Whether the series line at the top stands below the title of the page's only article, not below a theme."""
    rest = list(lines[after:])
    if next((line.mark for line in rest[:_REACH] if line.mark != Mark.CAPTION), None) == Mark.BYLINE:
        return True
    heads = [at for at, line in enumerate(rest) if line.mark == Mark.HEADLINE]
    if first == 0 or any(line.mark != Mark.HEADLINE for line in lines[:first]) or not heads:
        return False
    leads = {line.mark for line in rest[: heads[0]]}
    if Mark.PROSE not in leads or leads - {Mark.PROSE, Mark.CAPTION}:
        return False
    subhead, alone = rest[heads[0]], all(line.mark == Mark.PROSE for line in rest[heads[0] + 1 : heads[0] + 2])
    return subhead.numbered or (alone and alike(subhead, [rest[at] for at in heads[1:]]))


def _themes(lines: Sequence[Line], first: int, after: int) -> list[int]:
    """Return where the page's theme stands, which may be a couplet on two lines."""
    above = bool(first) and _may_be_theme(lines[first - 1])
    if not above and not _theme_follows(lines, first, after):
        return []
    nearest, start = (first - 1, max(0, first - 2)) if above else (after, after)
    pair = [line.text for line in lines[start : start + 2] if _may_be_theme(line)]
    couplet = len(pair) == 2 and len(pair[0]) == len(pair[1]) <= _LONGEST_COUPLET
    return [start, start + 1] if couplet and not re.search(r"\s", "".join(pair)) else [nearest]


def _may_be_theme(line: Line) -> bool:
    is_own = line.numbered or line.text.startswith("※") or grammar.KICKER.match(line.text)
    return line.mark == Mark.HEADLINE and not is_own


def _theme_follows(lines: Sequence[Line], first: int, after: int) -> bool:
    """Whether the headline below the series line is the page's theme and no article's title.

    It is a theme if another title comes before any byline, or if nothing but a preface comes after it.
    """
    if after == len(lines) or not _may_be_theme(lines[after]):
        return False
    preface = list(takewhile(lambda line: line.mark in _TEXT, lines[after + 1 :]))
    rest = list(lines[after + 1 + len(preface) :])
    if len(preface) > _LONGEST_PREFACE or any(names_within(line.text) for line in preface):
        return False
    if not rest:
        return first > len(preface)
    if preface:
        # The first article's pictures may stand above its title.
        rest = list(dropwhile(lambda line: line.mark == Mark.CAPTION, rest))
    if len(rest) < 2 or rest[0].mark != Mark.HEADLINE:
        return False
    text = rest[1].mark == Mark.PROSE and not rest[1].has_item_lead and not rest[0].numbered
    return not preface or text or rest[1].mark in (Mark.CAPTION, Mark.BYLINE, Mark.SUBTITLE)


def _notes(lines: Sequence[Line]) -> list[int]:
    """Return where editor's notes stand: 编者按:…, or the prose below a line that says no more than 编者按."""
    notes: list[int] = []
    for at, line in enumerate(lines):
        if line.mark == Mark.PREFACE:
            label = grammar.PREFACE.match(line.text)
            alone = label and label.end() == len(line.text)
            below = takewhile(lambda other: other.mark == Mark.PROSE, lines[at + 1 :] if alone else ())
            notes += range(at, at + 1 + len(list(below)))
    return notes
