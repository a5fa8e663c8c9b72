"""Regions and committees: which county, district or city a text speaks of."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from corpus import grammar


@cache
def regions() -> dict[str, str]:
    """Return every region of China by its full name, with its short name ("" where that is an everyday word)."""
    table: dict[str, str] = {}
    for line in (files("corpus") / "regions.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, short = line.split("\t")
            table[name] = short
    return table


def short_name(region: str) -> str:
    """Return a region's name without its suffix: 涟水县 gives 涟水; a name of one character keeps it (赵县)."""
    listed = regions().get(region)
    if listed:
        return listed
    short = re.sub(rf"{grammar.REGION_SUFFIX}$", "", region)
    return short if len(short) > 1 else region


def committee_regions(paragraphs: Iterable[str]) -> list[Counter[str]]:
    """Count, for each paragraph, the regions whose committee (…政协) it names.

    A run of characters before 政协 rarely has a mark where the region's name begins (走进云溪县政协), so the list
    of China's regions decides first, then the words that usually stand before a name, then the other mentions.
    """
    mentions = [[_without_leading(match.group(1)) for match in grammar.COMMITTEE.finditer(text)] for text in paragraphs]
    counts = Counter(name for names in mentions for name in names)
    agreed = {name: _agreed(name, counts) for name in counts}
    return [Counter(agreed[name] for name in names if not _generic(agreed[name])) for names in mentions]


def _without_leading(run: str) -> str:
    for at in range(len(run) - 1):
        if run[at:] in regions():
            return run[at:]
    rest = grammar.LEADING.sub("", run)
    return rest if len(rest) > 2 else run


def _agreed(name: str, counts: Counter[str]) -> str:
    """Return the best supported name that `name` ends with: 坚持云溪县 is 云溪县 where that is said elsewhere."""
    shorter = [other for other in counts if name != other and name.endswith(other) and counts[other] >= counts[name]]
    return min((other for other in shorter if not _generic(other)), key=len, default=name)


def _generic(name: str) -> bool:
    stem = re.sub(rf"{grammar.REGION_SUFFIX}$", "", name)
    return bool(grammar.GENERIC_REGION.match(stem)) or bool(grammar.LEADING.fullmatch(stem))
