"""Figures: every quantity in running text, as written and as a number, with what it counts."""

import re
from functools import lru_cache

from corpus.indicators import Place, indicator_of
from corpus.measures import LASTING
from corpus.model import Figure, Span
from corpus.numerals import DIGITS
from corpus.quantities import Quantity, plain_form, quantities_in

# Raise it when other figures are found in the same text: what an index has stored of another version is found anew.
VERSION = 3
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_YEAR = re.compile(r"(?<![0-9])(?P<arabic>(?:19|20)[0-9]{2})\s?年|(?P<han>[〇○零一二三四五六七八九]{4})年")
_BASE_YEAR = re.compile(r"[比较与从自同]\s?$")


def figures_in(
    text: str, *, start: int | None = None, year: int | None = None, committee: str | None = None
) -> tuple[Figure, ...]:
    """Return every quantity in `text`, in order; they do not overlap.

    Dates, ordinals, titles and named numbers (“543”, 二十大) are none; 一 is none where it is an article (一个难题).
    A range is one figure: its value is the lower bound, and its qualifier keeps the rest (3至5次: 3, "至5"). Several
    qualifiers are joined by … (约600余人: "约…余"). 百分之三十 and 三成 are 30 %, 三分之二 is 2/3 without a unit,
    36万元 is 360000 元, 翻两番 is 2 番. The unit is the measure word alone, "" where there is none (1386万, 两国).

    Args:
        text: running text, of either width: a sentence of a report, or a question.
        start: where `text` begins in the stored text; given, offsets are absolute and `Figure.sentence` is set.
        year: the year a figure speaks of where `text` names none before it.
        committee: the committee it speaks of.
    """
    return _figures(text, start, year, committee)


def units_in(text: str) -> tuple[str, ...]:
    """Return the unit of every quantity in `text`, in order, without working out what each counts."""
    return tuple(quantity.unit for quantity in _quantities(plain_form(text)[0]))


# The sentences of a corpus are read again for every question, and several times for one, hence the caches.
@lru_cache(maxsize=1024)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities_in(text))


@lru_cache(maxsize=1024)
def _figures(text: str, start: int | None, year: int | None, committee: str | None) -> tuple[Figure, ...]:
    offset = start or 0
    sentence = None if start is None else Span(offset, offset + len(text))
    plain, places = plain_form(text)
    found = []
    for quantity, indicator, named in _readings(plain):
        begin, last = quantity.start, quantity.end - 1
        if places is not None:
            begin, last = places[begin], places[last]
        found.append(
            Figure(
                text=text[begin : last + 1],
                value=quantity.value,
                unit=quantity.unit,
                qualifier=quantity.qualifier,
                indicator=indicator,
                start=offset + begin,
                end=offset + last + 1,
                year=named or year,
                committee=committee,
                sentence=sentence,
                high=quantity.high,
            )
        )
    return tuple(found)


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[tuple[Quantity, str | None, int | None], ...]:
    """Return the quantities of a text, each with what it counts and the year that is named before it."""
    quantities = _quantities(text)
    years = [_year_before(text, quantity.start) if "年" in text else None for quantity in quantities]
    return tuple(zip(quantities, _indicators(text, quantities), years, strict=True))


def _indicators(text: str, quantities: tuple[Quantity, ...]) -> list[str | None]:
    """Return what each quantity counts; one may take over what the one before it in its sentence counts."""
    found: list[str | None] = []
    last: dict[bool, tuple[str, str]] = {}  # of times, and of all else
    floor = 0
    for number, this in enumerate(quantities):
        if last and _SENTENCE_END.search(text, floor, this.start):
            last = {}
        ceiling = quantities[number + 1].start if number + 1 < len(quantities) else len(text)
        place = Place(text, floor, this.start, this.end, ceiling, this.unit, share=this.share)
        time = this.unit in LASTING
        indicator = this.noun or indicator_of(place, last.get(time))
        if indicator:
            last[time] = (indicator, this.unit)
        found.append(indicator)
        # A time alone parts nothing: 教育经费支出五年累计7.79万亿元. A counted noun does: 12名委员走访企业30余家.
        if indicator or not time:
            floor = this.end
        if indicator and not time and text.startswith(indicator, this.end):
            floor += len(indicator)
    return found


def _year_before(text: str, end: int) -> int | None:
    """Return the year last named before `end`; one in a title, or only compared with (比2020年), is not meant."""
    named = None
    for match in _YEAR.finditer(text, 0, end):
        at = match.start()
        if not _BASE_YEAR.search(text, max(0, at - 2), at) and text.rfind("《", 0, at) <= text.rfind("》", 0, at):
            named = int(match["arabic"] or "".join(str(DIGITS[char]) for char in match["han"]))
    return named
