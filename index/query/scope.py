"""Scope: the committees, regions and years that a corpus covers, and the names that its regions go by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.regions import brief_names, full_names, short_name
from index.store.records import ReportRecord

_CITY = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:市|州|盟|地区)")
_ANY = "*"


@dataclass(frozen=True)
class Scope:
    """What the corpus covers.

    `committees` maps a region's full name (涟水县) to its committee (涟水县政协), `parents` a city to the regions
    that its series reports on; `years` are the years of the reports; of `places` there are but pages of no committee.
    """

    committees: Mapping[str, str]
    parents: Mapping[str, frozenset[str]]
    years: frozenset[int]
    places: frozenset[str] = frozenset()

    def name_of(self, region: str) -> str:
        """Return what passages of a region are stored under: its committee's name, or its own."""
        return self.committees.get(region, region)

    @cached_property
    def forms(self) -> dict[str, tuple[str, ...]]:
        """Every name that a region goes by, with the regions of that name."""
        forms: dict[str, tuple[str, ...]] = {}
        for region in self.committees:
            short = short_name(region)
            cut_down = [one for name in brief_names(region) for one in (name, *([name[:-1]] if len(name) > 2 else []))]
            brief = [form for name in cut_down for form in (name, f"{name}政协")]
            for form in dict.fromkeys((*full_names(region), f"{region}政协", short, f"{short}政协", *brief)):
                forms[form] = (*forms.get(form, ()), region)
        for region in sorted(self.places):
            for form in (*full_names(region), short_name(region), *brief_names(region)):
                forms.setdefault(form, (region,))
        return forms

    @cached_property
    def _masked(self) -> dict[str, list[tuple[int, str]]]:
        masked: dict[str, list[tuple[int, str]]] = {}
        for number, form in enumerate(self.forms):
            for mask in _masks(form):
                masked.setdefault(mask, []).append((number, form))
        return masked

    def misspelt(self, text: str) -> list[tuple[int, str]]:
        """Return where a text has a form with one other character, and the form, in the order of the forms.

        Forms are looked up with one character left open, so that of the thousands in a nation few are compared.
        """
        found = []
        for length in {len(form) for form in self.forms}:
            for at in range(len(text) - length + 1):
                piece = text[at : at + length]
                alike = (one for mask in _masks(piece) for one in self._masked.get(mask, ()))
                found += [(number, at, form) for number, form in alike if form != piece]
        return [(at, form) for _, at, form in sorted(found)]


def _masks(form: str) -> list[str]:
    """Return a form of three characters up with each of them left open in turn."""
    return [form[:at] + _ANY + form[at + 1 :] for at in range(len(form))] if len(form) > 2 else []


def scope_of(reports: Sequence[ReportRecord]) -> Scope:
    """Return what some reports cover; a city that a series or a file is named after stands for the regions in it."""
    pairs = (pair for report in reports for pair in zip(report.regions, report.committees, strict=True))
    parents: dict[str, set[str]] = {}
    for report in reports:
        city = _CITY.search(report.series or report.name)
        if city:
            parents.setdefault(city[0], set()).update(report.regions)
    years = frozenset(report.year for report in reports if report.year)
    committees = dict(pairs)
    places = frozenset(place for report in reports for place in report.places if place not in committees)
    return Scope(committees, {city: frozenset(names) for city, names in parents.items()}, years, places)
