"""Regions and committees: which county, district or city a text speaks of."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from corpus import grammar

_LONGEST_PAGE = 200_000
_SHORTEST = 2  # characters of a region's name: 渠县
_LONGEST_STEM = 5  # of a region that no list has; those of a people's autonomous county are longer
AUTONOMOUS = ("自治县", "自治旗")
_SUFFIXES = (*AUTONOMOUS, "县", "区", "市", "旗")


@cache
def regions() -> dict[str, str]:
    """Return every region of China by its full name, with its short name ("" where that is an everyday word)."""
    table: dict[str, str] = {}
    for line in (files("corpus") / "regions.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, short = line.split("\t")
            table[name] = short
    return table


@cache
def _by_short_name() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for name, short in regions().items():
        table.setdefault(short, []).append(name)
    return table


def short_name(region: str) -> str:
    """Return a region's name without its suffix: 涟水县 gives 涟水; a name of one character keeps it (赵县)."""
    listed = regions().get(region)
    if listed:
        return listed
    short = re.sub(rf"{grammar.REGION_SUFFIX}$", "", region)
    if region.endswith(AUTONOMOUS):
        short = grammar.PEOPLES.sub("", short) or short
    if len(short) > 1:
        return short
    # 霜林区 is the district 霜林 and no 林区 named 霜.
    return region[:-1] if len(region) > 2 else region


def committee_regions(paragraphs: Iterable[str]) -> list[Counter[str]]:
    """Count, for each paragraph, the regions whose committee it names: 涟水县政协, 涟水政协, 政协涟水县委员会.

    A run of characters before 政协 rarely has a mark where the region's name begins (走进云溪县政协), so the list
    of China's regions decides first, then the words that usually stand before a name, then the other mentions.
    """
    texts = list(paragraphs)
    full = [[_without_leading(match[1] or match[2]) for match in _matches(grammar.COMMITTEE, text)] for text in texts]
    counts = Counter(name for names in full for name in names)
    agreed = {name: _agreed(name, counts) for name in counts}
    homes = {name: region for name, region in agreed.items() if not is_generic(region)}
    runs = [[match[1] for match in _matches(grammar.SHORT_COMMITTEE, text)] for text in texts]
    homes |= _short_homes({run for each in runs for run in each}, set(homes.values()), "\n".join(texts))
    return [
        Counter(homes[name] for name in (*names, *shorter) if name in homes)
        for names, shorter in zip(full, runs, strict=True)
    ]


def _matches(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    """Return where a pattern that has 政协 in it matches; most paragraphs are told apart without it."""
    return pattern.finditer(text) if "政协" in text else ()


def _short_homes(runs: set[str], known: set[str], page: str) -> dict[str, str]:
    """Return the regions meant by 涟水 in 涟水政协: one whose full name stands on the page, or the only listed one."""
    named = {short_name(region): region for region in sorted(known)}
    near = page if len(page) <= _LONGEST_PAGE else ""
    homes = {run: _short_home(run, named, near) for run in runs}
    return {run: home for run, home in homes.items() if home}


def _short_home(run: str, named: dict[str, str], page: str) -> str | None:
    for at in range(len(run) - 1):
        short = run[at:]
        if short in named:
            return named[short]
        listed = _by_short_name().get(short, [])
        begins = at == 0 or bool(listed) or run[:at].endswith(grammar.LEADING)
        full = [short + suffix for suffix in _SUFFIXES if begins and short + suffix in page]
        local = [region for region in listed if region.endswith(_SUFFIXES)]
        if len(full or local) == 1:
            return (full or local)[0]
    return None


def _without_leading(run: str) -> str:
    """Return the region's name at the end of a run of characters."""
    for at in range(len(run) - 1):
        if run[at:] in regions():
            return run[at - 1 :] if _is_longer_name(run, at) else run[at:]
    # A name may begin with 和 or 同; whether it does is left to the other mentions.
    doubtful = run.startswith(grammar.IN_NAMES)
    starts = [at for at in range(1 + doubtful, len(run) - 2) if run[:at].endswith(grammar.LEADING)]
    return run[starts[-1] :] if starts else run


def _is_longer_name(run: str, at: int) -> bool:
    """Whether a listed name of two characters is the end of another: 雾渠县 is no 渠县 that 雾 stands before."""
    before = run[:at]
    if not before or before.endswith(grammar.LEADING) or len(run) - at > _SHORTEST:
        return False
    return at == 1 or before[:-1].endswith(grammar.LEADING)


def _agreed(name: str, counts: Counter[str]) -> str:
    """Return the best supported name that `name` ends with: 和云溪县 is 云溪县 where that is said elsewhere."""
    endings = (name[at:] for at in range(len(name) - 2, 0, -1))
    return next((end for end in endings if counts.get(end, 0) >= counts[name] and not is_generic(end)), name)


def is_generic(name: str) -> bool:
    """Whether a name is of no one region: 各县, 推动市, 渔民出身的县, 队长由县, 云溪县柳村村民评价县."""
    if name in regions():
        return False
    stem = re.sub(rf"{grammar.REGION_SUFFIX}$", "", name)
    if "的" in name or stem.endswith(grammar.NEVER_LAST):
        return True
    if not name.endswith(AUTONOMOUS) and (len(stem) > _LONGEST_STEM or "县" in stem[:-1]):
        return True
    if stem.endswith(("县", "区", "市", "旗")):
        # 灯市区 is a district 灯市, as 沙市区 is; 全市区 and 到市区 are none.
        return not (name.endswith("市区") and len(stem) == 2) or is_generic(stem)
    rests = [stem, *(stem[at:] for at in range(1, len(stem)) if stem[:at].endswith(grammar.LEADING))]
    return any(rest in grammar.LEADING or grammar.GENERIC_REGION.match(rest) for rest in rests)
