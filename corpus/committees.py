"""Committees: which 政协 the lines of a page name, and in what part."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from corpus import grammar
from corpus.regions import Level, Mention, Region, full_name, full_names, is_generic, regions_in, regions_of, short_name
from corpus.wordlists import cut, tagged

_NUMBER = r"(?:第?[一二三四五六七八九十百]{1,4}届)?"
_BODY = re.compile(rf"{_NUMBER}(?:人民)?政协(?!提案|委员之|报)")
_BODY_BEFORE = re.compile(rf"(?:(?<!全国)政协|政治协商会议){_NUMBER}(?:[\u4e00-\u9fff]{{2,8}}?[省市州盟区])?$")
# The committee of a town is a part of its county's: 云溪县柳镇政协联络组.
_BODY_OF_TOWN = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:镇|乡|街道)政协")
_LIST = re.compile(
    r"(?P<names>[\u4e00-\u9fff]{2,10}?(?:[、和与及][\u4e00-\u9fff]{2,10}?)*)"
    r"(?:(?:(?P<count>[两二三四五六七八九十]+)|等[\u4e00-\u9fff]?)(?P<kinds>[县区市旗州]{1,3}|[地家]))?政协"
)
_LISTED = re.compile(r"[^、和与及]+")
# 【盱眙】, 盱眙县: at the start of a line, and of what follows: …县政协.
_HEAD = re.compile(rf"(?:{grammar.NUMBERED.pattern}|{grammar.SUBNUMBERED.pattern})?[【\[（(\s※★☆\u2580-\u25ff]*")
_BELOW = 3
_HEAD_END = re.compile(r"[】\]）)]?[:：]|[】\]]|篇?(?:[:：]|$)|(?:这边|方面)$|[ \u3000]")
_BODY_AFTER = re.compile(rf"{_NUMBER}委员会|第?[一二三四五六七八九十]+届")
_RUN = re.compile(rf"[\u4e00-\u9fff]{{2,16}}?(?={_NUMBER}政协)|(?<=政协)[\u4e00-\u9fff]{{2,12}}?(?={_NUMBER}委员会)")
_SUFFIXES = ("自治县", "自治旗", "自治州", "县", "区", "市", "旗", "州", "盟")
_SHORT_RUN = 5
_SHORT = 60  # characters of a line in which an everyday word is more likely a region
# So many characters from its start, what a paragraph says is what it is about.
_OPENING = 40
_NEVER_FIRST = frozenset("被把将给让使由经与及是从据在")
_NO_NAME = re.compile(r"^[vpcdrmut]")
# A row as tables are written out, see `corpus.formats.tables`.
_ROW = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,12}?)(?P<body>政协)?[:：](?=[^。]*[0-9][^。]*。$)")
GENERIC = re.compile(r"(?:(?<![\u4e00-\u9fff])[全各该我本原]?|(?<=[^县区市旗州盟省]))(?P<kind>[县区市旗州盟省])政协")


@dataclass(frozen=True, slots=True)
class Named:
    """A region that a line names, or its committee; `start` and `end` are of the region's name.

    `form` tells how: in "full", by a "short" name, or by one that may be something else ("unsure").
    """

    region: str
    start: int
    end: int
    is_committee: bool = True
    form: str = "full"

    @property
    def kind(self) -> str:
        """C of a committee, P of a place."""
        return "C" if self.is_committee else "P"


def named_in(texts: Sequence[str], strong: Sequence[bool], around: str = "") -> list[list[Named]]:
    """Find the regions that each line names, with and without their committees, from left to right.

    Of a city or province right before its county, as in 昆明市西山区, only the county is named; see `committees_named`
    for what is given.
    """
    page = "\n".join((*texts, around))
    found = []
    for text, committees, head in zip(texts, committees_named(texts, strong, around), strong, strict=True):
        mentions = regions_in(text, everyday=head and len(text) <= _SHORT)
        above = {one.start for one, after in pairwise(mentions) if after.start == one.end and after.lies_in(one)}
        inside = {at for one in committees for at in range(one.start, one.end)}
        bare = [one for one in mentions if one.start not in above and inside.isdisjoint(range(one.start, one.end))]
        plain = [Named(meant(one.regions, page)[0].name, one.start, one.end, False, _form(one)) for one in bare]
        found.append(sorted((*committees, *plain), key=lambda one: one.start))
    return found


def _form(mention: Mention) -> str:
    return "full" if mention.full and mention.sure else "short" if mention.sure else "unsure"


def committees_named(texts: Sequence[str], strong: Sequence[bool], around: str = "") -> list[list[Named]]:
    """Find the committees that each line names: 涟水县政协, 涟水政协, 政协涟水县委员会.

    Listed regions are found wherever they stand. A region that no list has is believed only where a strong place names
    it, that is, a headline, a byline or the start of a paragraph; then its other mentions count as well.

    Args:
        texts: the lines, in simplified characters.
        strong: for each line, whether it is a headline, a byline or the like.
        around: what else tells where the page is from: the file's name, the lines with date and source.
    """
    page = "\n".join((*texts, around))
    bodies = (_bodies(texts, number) for number in range(len(texts)))
    listed = [[(meant(one.regions, page)[0].name, one) for one in each] for each in bodies]
    runs = [_runs(text, {one.end for _, one in each}) for text, each in zip(texts, listed, strict=True)]
    support = Counter(name for each in runs for run in each for name in run.names)
    support.update(name for each in listed for name, _ in each)
    sure = {name for each in listed for name, one in each if one.sure}
    for each, head in zip(runs, strong, strict=True):
        sure |= {run.best(support) for run in each if (head or run.start < _OPENING) and not run.home(sure)}
    found = []
    for text, mentions, each in zip(texts, listed, runs, strict=True):
        named = [(one.start, one.end, name) for name, one in mentions if name in sure]
        for run in each:
            home, end = run.home(sure) or run.short_home(sure, page), run.start + len(run.text)
            named += [(max(run.start, end - len(home)), end, home)] if home else []
        found.append([Named(name, start, end, True, _form_of(name, text[:end])) for start, end, name in sorted(named)])
    return found


def _form_of(region: str, text: str) -> str:
    return "full" if text.endswith(region[-1]) else "short"


def meant(named: Sequence[Region], text: str) -> list[Region]:
    """Return which of the regions that share a form a text means, all of them where nothing tells.

    It is the one that the text names in full, that lies where the others lie that it names (巴州政协 beside 巴中市 is
    巴州区政协, beside 库尔勒市 that of 巴音郭楞), or of whose kind it speaks (县政协).
    """
    if len(named) < 2:
        return list(named)
    codes, kinds = _codes_in(text), kinds_in([text])

    def evidence(region: Region) -> tuple[bool, int, bool, int]:
        within = region.code[:2] if region.level is Level.PROVINCE else region.code[:4]
        near = sum(code.startswith(within) for code in codes - {region.code})
        in_full = any(form in text for form in full_names(region.name) if len(regions_of(form)) == 1)
        return in_full, near, not region.former, kinds[region.name[-1]]

    best = max(map(evidence, named))
    return [region for region in named if evidence(region) == best]


@lru_cache(maxsize=16)
def _codes_in(text: str) -> frozenset[str]:
    """Return the codes of the regions that a text surely names."""
    mentions = regions_in(text)
    return frozenset(one.regions[0].code for one in mentions if one.full and one.sure and len(one.regions) == 1)


@dataclass(frozen=True, slots=True)
class _Run:
    """The characters before 政协 that no list explains; `names` are the regions that they may end with."""

    text: str
    start: int
    names: tuple[str, ...]

    def best(self, support: Counter[str]) -> str:
        """Return the best supported of the names; of equals the shortest, but 和 may begin a name."""
        order = self.names if self.text[0] in grammar.FUNCTION else self.names[::-1]
        return max(order, key=lambda name: support[name], default="")

    def home(self, sure: set[str]) -> str | None:
        return next((self.text[at:] for at in range(len(self.text) - 1) if self.text[at:] in sure), None)

    def short_home(self, sure: set[str], page: str) -> str | None:
        """Return the region meant by 屏川 in 屏川政协: one that the page names in full."""
        if self.text.endswith(_SUFFIXES):
            return None
        for at in range(max(0, len(self.text) - _SHORT_RUN), len(self.text) - 1):
            short = self.text[at:]
            known = sorted(name for name in sure if name and short_name(name) == short)
            full = known or [short + suffix for suffix in _SUFFIXES if self.text == short and short + suffix in page]
            if len(full) == 1:
                return full[0]
        return None


def _runs(text: str, ends: set[int]) -> list[_Run]:
    found = []
    for match in _RUN.finditer(text):
        run = match.group()
        if match.end() in ends or run.endswith("全国"):
            continue
        starts = [0] if match.start() == 0 or not "\u4e00" <= text[match.start() - 1] <= "\u9fff" else []
        starts += [0] if text.startswith("政协", match.start() - 2) and not starts else []
        starts += [at for at in range(1, len(run) - 2) if run[:at].endswith(grammar.LEADING)]
        names = [run[at:] for at in starts if run.endswith(_SUFFIXES) and may_be_name(run[at:])]
        found.append(_Run(run, match.start(), tuple(names)))
    return found


def may_be_name(name: str) -> bool:
    """Whether a name that no list has may be a region's: no word in it does anything (走访社区, 推动市)."""
    if is_generic(name) or len(name) < len("云溪县") or name[0] in _NEVER_FIRST:
        return False
    words = [word for word in cut(f"{name}政协") if len(word) > 1 and word in name]
    return not any(_NO_NAME.match(tag) for word in words for _, tag in tagged(word))


def _bodies(texts: Sequence[str], number: int) -> list[Mention]:
    """Return the regions that a line names for their committees."""
    text = texts[number]
    found = list(_listed_in(text)) if "政协" in text else []
    taken = {at for one in found for at in range(one.start, one.end)}
    for mention in regions_in(text):
        after = text[mention.end : mention.end + 12]
        if mention.start not in taken and (
            _BODY.match(after)
            or _BODY_OF_TOWN.match(after)
            or (_BODY_BEFORE.search(text[max(0, mention.start - 12) : mention.start]) and _BODY_AFTER.match(after))
            or (heads(text, mention) and _kinds_of(mention) & kinds_in(texts[number : number + _BELOW]).keys())
        ):
            found.append(mention)
    return sorted(found, key=lambda one: one.start)


def heads(text: str, mention: Mention | Named) -> bool:
    """Whether a region is what a line is about: 【盱眙】…, 一、盱眙县, ●盱眙篇:…."""
    return bool(_HEAD.fullmatch(text, 0, mention.start) and _HEAD_END.match(text, mention.end))


def _listed_in(text: str) -> Iterator[Mention]:
    """Yield the regions of a list that stands before the committees of all: 光山、商城两县政协."""
    for match in _LIST.finditer(text):
        pieces = list(_LISTED.finditer(text, *match.span("names")))
        count = match["count"] and grammar.han_number(match["count"])
        # Before 政协 a name counts that is an everyday word elsewhere.
        listed = [(regions_in(f"{piece[0]}政协"), len(piece[0])) for piece in pieces]
        named = [next((one for one in found if one.end == end), None) for found, end in listed]
        kinds = match["kinds"]
        if count not in (None, len(pieces)) or (not kinds and (len(named) < 2 or None in named)):
            continue
        for piece, one in zip(pieces, named, strict=True):
            if one and (not kinds or kinds in "地家" or _kinds_of(one) & {*kinds}):
                yield replace(one, start=piece.start() + one.start, end=piece.end(), sure=True)


def _kinds_of(mention: Mention) -> set[str]:
    return {region.name[-1] for region in mention.regions}


def names_committee(text: str, region: str) -> bool:
    """Whether a text names the committee of a region by one of its forms: 虎林市政协, 虎林政协."""
    return any(f"{form}政协" in text for form in (*full_names(region), short_name(region)))


def region_of_row(text: str) -> str | None:
    """Return the region that heads the row of a table, as in 涟水县政协:专题协商6次,调研报告7篇。, or None."""
    row = _ROW.match(text)
    if row is None:
        return None
    name = row["name"]
    if row["body"] and name.endswith(_SUFFIXES) and not is_generic(name):
        return name
    named = full_name(name)
    return named[0] if len(named) == 1 else None


def kinds_in(texts: Sequence[str], named: Sequence[Sequence[Named]] | None = None) -> Counter[str]:
    """Count the kinds by which lines call a committee, 县政协 or 市政协; `named` are those called by their names."""
    kinds: Counter[str] = Counter()
    for text, each in zip(texts, named or [()] * len(texts), strict=True):
        ends = {one.end for one in each}
        kinds.update(match["kind"] for match in GENERIC.finditer(text) if match.end("kind") not in ends)
    return kinds
