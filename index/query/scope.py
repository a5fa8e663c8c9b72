"""Scope: the committees, regions and years that a corpus covers, and the names that its regions go by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from corpus.regions import full_names, short_name

_CITY = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:市|州|盟|地区)")


class Covered(Protocol):
    """A report, as far as it tells what is covered."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def series(self) -> str | None: ...  # noqa: D102
    @property
    def year(self) -> int | None: ...  # noqa: D102
    @property
    def committees(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def regions(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Scope:
    """What the corpus covers.

    `committees` maps a region's full name (涟水县) to its committee (涟水县政协), `parents` a city to the regions
    that its series reports on; `years` are the years of the reports.
    """

    committees: Mapping[str, str]
    parents: Mapping[str, frozenset[str]]
    years: frozenset[int]
    forms: Mapping[str, tuple[str, ...]] = field(init=False)
    _alike: Mapping[tuple[int, int, str], list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        forms: dict[str, list[str]] = {}
        for region in self.committees:
            short = short_name(region)
            for form in dict.fromkeys((*full_names(region), f"{region}政协", short, f"{short}政协")):
                forms.setdefault(form, []).append(region)
        object.__setattr__(self, "forms", {form: tuple(names) for form, names in forms.items()})
        object.__setattr__(self, "_alike", _by_halves(forms))

    def forms_like(self, text: str) -> list[str]:
        """Return, in their order, the forms that some piece of a text may be with one other character.

        They have every other character of the piece, counted from the first or from the second: so few of the
        thousands of forms in a nation are looked at.
        """
        places: set[int] = set()
        lengths = set(map(len, self.forms))
        for at in range(len(text)):
            for length in lengths:
                piece = text[at : at + length]
                if len(piece) == length:
                    places.update(self._alike.get((0, length, piece[::2]), ()))
                    places.update(self._alike.get((1, length, piece[1::2]), ()))
        every = list(self.forms)
        return [every[place] for place in sorted(places)]


def scope_of(reports: Iterable[Covered]) -> Scope:
    """Return what some reports cover; a city that a series or a file is named after stands for the regions in it."""
    committees: dict[str, str] = {}
    parents: dict[str, set[str]] = {}
    years: set[int] = set()
    for report in reports:
        committees.update(zip(report.regions, report.committees, strict=True))
        years |= {report.year} if report.year else set()
        city = _CITY.search(report.series or report.name)
        if city:
            parents.setdefault(city[0], set()).update(report.regions)
    return Scope(committees, {city: frozenset(names) for city, names in parents.items()}, frozenset(years))


def _by_halves(forms: Iterable[str]) -> dict[tuple[int, int, str], list[int]]:
    """Return the places of forms of three characters up by their length and every other character."""
    places: dict[tuple[int, int, str], list[int]] = {}
    for place, form in enumerate(forms):
        if len(form) > 2:
            for start in (0, 1):
                places.setdefault((start, len(form), form[start::2]), []).append(place)
    return places
