"""Banner: what a page says of itself, which belongs to the report and to no article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus import grammar
from corpus.labels import Mark
from corpus.lines import Line


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
    """Return the banner of a page's lines; one without a series if there is none."""
    preface = tuple(line for line in lines if line.mark is Mark.PREFACE)
    named = [line for line in lines if line.mark is Mark.SERIES and grammar.number_alone(line.text) is None]
    if not named:
        return Banner(preface=preface)
    own = [at for at, line in enumerate(lines) if line.mark in (Mark.SERIES, Mark.THEME)]
    below = tuple(takewhile(lambda line: line.mark is Mark.PROSE, lines[own[-1] + 1 :]))
    # Text below it leads to the articles, if there are any.
    preface += below if any(line.mark is Mark.HEADLINE for line in lines) else ()
    alone = (grammar.number_alone(line.text) for line in lines if line.mark is Mark.SERIES)
    series = next((line for line in named if series_of(line.text)[1] is not None), named[0])
    name, number = series_of(series.text)
    return Banner(
        lines=tuple(lines[at] for at in own),
        preface=preface,
        themes=tuple(line for line in lines if line.mark is Mark.THEME),
        series=series,
        name=name,
        number=next((one for one in alone if one is not None), None) if number is None else number,
    )


def series_of(line: str) -> tuple[str, int | None]:
    """Return a series' name, without year and number, and the number."""
    match = grammar.SERIES.match(line)
    name = match["name"] if match else line
    name = re.sub(rf"(?:{grammar.YEAR.pattern})度?|^(?:19|20)\d\d(?!\d)", "", name).strip(" 　·—–-:：")
    wrapped = re.fullmatch(r"[【\[《“](.+)[】\]》”]", name)
    number = next((group for group in match.groups()[1:] if group), None) if match else None
    return (wrapped[1] if wrapped else name) or line, grammar.han_number(number) if number else None
