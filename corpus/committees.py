"""Committees: which 政协 the lines of a page name, and in what part."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from corpus import grammar
from corpus.regions import Level, Mention, Region, full_name, full_names, is_generic, regions_in, regions_of, short_name
from corpus.wordlists import cut, tagged

_NUMBER = r"(?:第?[一二三四五六七八九十百]{1,4}届)?"
_BODY = re.compile(rf"{_NUMBER}(?:人民)?政协(?!提案|委员之|报)")
_BODY_BEFORE = re.compile(rf"(?:(?<!全国)政协|政治协商会议){_NUMBER}(?:[\u4e00-\u9fff]{{2,8}}?[省市州盟区])?$")
# The committee of a town is a part of its county's: 云溪县柳镇政协联络组.
_BODY_OF_TOWN = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:镇|乡|街道)政协")
# 阜宁、滨海、射阳三县政协, 涟水县和灌南县等县政协: what stands between the names, and after the last.
_AND = re.compile(r"(?:政协)?(?:[、和与及\s]|以及)?")
# 甲县政协与乙县政协联合…, 甲县政协联合乙县政协: what stands between two that act together, and after them.
_JOINED = re.compile(r"政协(?:[、和及]|(?P<joins>联合|携手|联手|牵手)|(?P<beside>[与同跟]|会同))")
_TOGETHER = re.compile(
    r"政协[^，。,；]{0,14}(?:联合|联手|携手|牵手|共同|共建|合办|合作|协同|联动|互动|同[题步时]|一[起道同]|跨[省市县区]|毗邻)"
)
_AND_OTHERS = re.compile(r"政协?等|等")
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
# So many characters hold the province and the city that stand before a county.
_CITY = 12
# So many characters from its start, what a paragraph says is what it is about.
_OPENING = 40
_NEVER_FIRST = frozenset("被把将给让使由经与及是从据在")
_NO_NAME = re.compile(r"^[vpcdrmut]")
_OFFICERS = re.compile(
    r"^(?:原|党组)*(?:党组)?(?:书记、)?(?:副?主席|副?秘书长|常委|领导|机关|副?主任|委员|(?:[\u4e00-\u9fff]{1,6}委)?副?主任)"
)
_VISITS = re.compile(r"一行|来[到\u4e00-\u9fff]|莅|率[队领]|带队|陪同|到会|应邀|赴|到[^。]{1,10}(?:调研|考察|指导)")
_COMES = re.compile(
    r"^[^，,]{0,8}来[看学电函访]|^[^，,]{0,12}来(?:到)?[\u4e00-\u9fff]{2,8}(?:考察|学习|调研|交流|参观|取经|指导|视察|座谈)|^[^，,]{0,12}来访|^[^，,]{0,6}(?:应邀|列席|派[人员])|^[^，,]{0,8}(?:代表|访问|考察)团"
)
# 联合永昌县政协开展视察: whoever tells so does, with another one.
_WITH = ("联合", "会同", "携手")
_HELPS = re.compile(r"[^，,。]{0,8}(?:领导|指导|支持|关心|帮助)下")
_OTHERS = re.compile(
    r"(?:列\s*席[:：]|(?:兄弟|友邻|周边|邻)[县区市]?|来自|与|同|和|跟|到|赴|向|前往|学习|对接|考察|[、，].{0,8}等[县市区])$"
)
_SUBJECT = re.compile(
    rf"(?:^[—－-]*(?:{grammar.NUMBERED.pattern[1:]}|{grammar.SUBNUMBERED.pattern[1:]}|{grammar.BULLET.pattern[1:]})?(?:[^，,。]{{1,4}}[，,])?|[。；!！?？：:\s【]|[^，,。]{{0,14}}(?:[年月日]|以来|日前|近日|近年|期间|上午|下午|同时)[，,]?|(?:^|[。，,])在[^，。,]{{2,20}}[，,])$"
)
# A row as tables are written out, see `corpus.formats.tables`.
_ROW = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,12}?)(?P<body>政协)?[:：](?=[^。]*[0-9][^。]*。$)")
_GENERIC = re.compile(r"(?:(?<![\u4e00-\u9fff])[全各该我本原]?|(?<=[^县区市旗州盟省]))(?P<kind>[县区市旗州盟省])政协")


class Role(IntEnum):
    """What a committee does in a clause, with what it weighs: whether it acts, is only named, visits or is visited."""

    ACTS = 20
    NAMED = 10
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A committee that a line names, by its region; `start` and `end` are of the region's name."""

    region: str
    start: int
    end: int
    role: Role


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
    listed = [
        [(meant(one.regions, page)[0].name, one) for one in _bodies(texts, number)] for number in range(len(texts))
    ]
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
            home = run.home(sure) or run.short_home(sure, page)
            named += [(max(run.start, run.end - len(home)), run.end, home)] if home else []
        found.append(_with_roles(text, sorted(named)))
    return found


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


def _with_roles(text: str, named: Sequence[tuple[int, int, str]]) -> list[Named]:
    """Give each committee of a line its role, in a list that of the first: 赴泗阳县政协、泗洪县政协考察."""
    found: list[Named] = []
    for start, end, name in named:
        listed = bool(found) and found[-1].end < start and _AND.fullmatch(text, found[-1].end, _outer(text, start))
        role = found[-1].role if listed else role_of(text, start, end)
        found.append(Named(name, start, end, role))
    return found


@dataclass(frozen=True, slots=True)
class _Run:
    """The characters before 政协 that no list explains; `names` are the regions that they may end with."""

    text: str
    start: int
    names: tuple[str, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def best(self, support: Counter[str]) -> str:
        """Return the best supported of the names; of equals the shortest, but 和 may begin a name."""
        doubtful = self.text[0] in grammar.FUNCTION
        order = self.names if doubtful else self.names[::-1]
        return max(order, key=lambda name: support[name], default="")

    def home(self, sure: set[str]) -> str | None:
        endings = (self.text[at:] for at in range(len(self.text) - 1))
        return next((name for name in endings if name in sure), None)

    def short_home(self, sure: set[str], page: str) -> str | None:
        """Return the region meant by 屏川 in 屏川政协: one that the page names in full."""
        if self.text.endswith(_SUFFIXES):
            return None
        shorts = [self.text[at:] for at in range(max(0, len(self.text) - _SHORT_RUN), len(self.text) - 1)]
        for short in shorts:
            known = sorted(name for name in sure if name and short_name(name) == short)
            full = known or [short + suffix for suffix in _SUFFIXES if self.text == short and short + suffix in page]
            if len(full) == 1:
                return full[0]
        return None


def _runs(text: str, ends: set[int]) -> list[_Run]:
    if "政协" not in text:
        return []
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


def heads(text: str, mention: Mention) -> bool:
    """Whether a region is what a line is about: 【盱眙】…, 一、盱眙县, ●盱眙篇:…."""
    return bool(_HEAD.fullmatch(text, 0, mention.start) and _HEAD_END.match(text, mention.end))


def _listed_in(text: str) -> Iterator[Mention]:
    """Yield the regions of a list that stands before the committees of all: 光山、商城两县政协."""
    for match in _LIST.finditer(text):
        pieces = list(_LISTED.finditer(text, *match.span("names")))
        count = match["count"] and grammar.han_number(match["count"])
        # Before 政协 a name counts that is an everyday word elsewhere.
        last = [next(iter(regions_in(f"{piece[0]}政协")[-1:]), None) for piece in pieces]
        named = [one if one and one.end == len(piece[0]) else None for one, piece in zip(last, pieces, strict=True)]
        kinds = match["kinds"]
        if count not in (None, len(pieces)) or (not kinds and (len(named) < 2 or None in named)):
            continue
        for piece, one in zip(pieces, named, strict=True):
            if one and (not kinds or kinds in "地家" or _kinds_of(one) & {*kinds}):
                yield replace(one, start=piece.start() + one.start, end=piece.end(), sure=True)


def _kinds_of(mention: Mention) -> set[str]:
    return {region.name[-1] for region in mention.regions}


def joint_in(text: str, named: Sequence[Named]) -> list[list[Named]]:
    """Return the committees, in groups, that a line names as acting together: 涟水、灌南两县政协.

    Of a list that goes on (涟水县政协、灌南县政协等) not all are named, and none.
    """
    groups: list[list[Named]] = []
    for one in named:
        last = groups[-1][-1] if groups else None
        if last and last.end < one.start and _acts_with(text, last, one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [
        group
        for group in groups
        if len({one.region for one in group}) > 1 and not _AND_OTHERS.match(text, group[-1].end)
    ]


def _acts_with(text: str, one: Named, other: Named) -> bool:
    """Whether a committee is named as acting together with the one before it."""
    if one.role is not Role.ACTS:
        return False
    start = _outer(text, other.start)
    joined = _JOINED.fullmatch(text, one.end, start)
    if joined and joined["beside"]:
        return bool(_TOGETHER.match(text, other.end))
    return bool(joined or (other.role is Role.ACTS and _AND.fullmatch(text, one.end, start)))


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


def _outer(text: str, start: int) -> int:
    """Return where a region begins with the city or province that stands before it: 9月13日,|衢州市衢江区政协."""
    first = max(0, start - _CITY)
    return next((first + one.start for one in regions_in(text[first:start]) if first + one.end == start), start)


def role_of(text: str, start: int, end: int) -> Role:
    """Return what the committee does whose region is `text[start:end]`."""
    before = text[: _outer(text, start)].rsplit("。", 1)[-1]
    body = text.find("政协", end, end + _OPENING + 2)
    sentence = text[body + 2 :].split("。", 1)[0] if body >= 0 else ""
    officers = _OFFICERS.match(sentence)
    if (
        sentence.startswith("来")
        or _HELPS.match(sentence)
        or _COMES.search(sentence)
        or _OTHERS.search(before)
        or (before.endswith(_WITH) and "政协" not in before)
        or (officers and _VISITS.search(sentence[officers.end() :]))
    ):
        return Role.OTHER
    return Role.ACTS if _SUBJECT.search(before) and not officers else Role.NAMED


def kinds_in(texts: Sequence[str], named: Sequence[Sequence[Named]] | None = None) -> Counter[str]:
    """Count the kinds by which lines call a committee, 县政协 or 市政协; `named` are those called by their names."""
    kinds: Counter[str] = Counter()
    for text, each in zip(texts, named or [()] * len(texts), strict=True):
        ends = {one.end for one in each}
        kinds.update(match["kind"] for match in _GENERIC.finditer(text) if match.end("kind") not in ends)
    return kinds
