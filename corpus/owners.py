"""Owners: whose an article is, by weighing what names a committee."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest

from corpus import grammar
from corpus.committees import Named, Role, heads, joint_in, kinds_in, may_be_name, meant, role_of
from corpus.labels import Mark
from corpus.lines import HEADS, Line
from corpus.model import Doubt
from corpus.regions import Level, Mention, regions_in, regions_of, short_name
from prompts import doubts as wording

# How many times as much as in running text a committee weighs in a headline and in a byline.
_HEADLINE, _BYLINE = 3, 2
# And how many times less in a caption, which may be the next article's.
_CAPTION = 4
# A region without its committee: in a headline, in running text (all of it at most), in a file's name or a source line.
_PLAIN_HEADLINE, _PLAIN, _MOST_PLAIN, _IN_FILE, _IN_SOURCE = 15, 2, 15, 25, 15
_COMMITTEE_IN_FILE, _COMMITTEE_IN_SOURCE = 40, 30
# 县政协 without a name speaks for the counties among the candidates.
_KIND, _MOST_KIND = 5, 20
_LEAST = 10
# The city of the series owns an article that names it this many times as often as any county.
_PARENT_OWNS = 2
_RIVAL = 0.7
# Who acts together with the owner weighs at least this share of it in the text.
_PARTNER = 0.5
# A paragraph is about what its first characters name.
_START = 24
# 酉水流域三县政协, 金寨麻城两地政协: how many act together.
_COUNTED = re.compile(r"(?P<count>[两二三四五六])(?:[县区市旗州]{1,2}|[地家])政协")
# What stands between them in a row: 竹溪—平利, 婺源、开化、休宁.
_BESIDE = re.compile(r"[、，—–·\-与和]{1,2}|[县区市旗][、与和]|携手|牵手|联手")
# So many lines with a date or a source are looked at.
_SOURCES = 40
_ALTERNATIVES = 4
# A report of theirs by its title, or by where it was given.
_REPORT_OF_OTHERS = re.compile(
    r"^[\u4e00-\u9fff]{0,12}(?:(?<![听取审议])(?:人民政府|[县区市州]政府|人大常委会|人民代表大会(?:常务委员会)?)"
    r"(?:办公室)?(?:关于|工作报告)|政府工作报告)"
    r"|^[\u4e00-\u9fff]{2,12}(?:人大|人民代表大会|人民政府|[县区市州旗]政府)(?!政协|门户|网)[^。，,]{4,}$(?<!政协)"
    r"|^[^。，,]{0,16}日?在[^。，,]{2,16}人民代表大会[^。，,]{2,16}会议上",
    re.MULTILINE,
)
_OF_PROPOSALS = re.compile(r"^关于(?!.*政府)[^。，,]{0,8}政协[^。，,]{0,20}提案")
# What an article about a committee's work says, whatever it calls itself.
_OF_COMMITTEES = re.compile("政协|政治协商|委员|提案|协商|界别")
_TITLES = 5
_PLACE_END = re.compile("[讯电：:]")
_AWAY = re.compile(r"(?:到|赴|前往|去|向|与|同|和|跟|学习|对接|考察)$")
_PAPER = ("日报", "晚报", "时报", "政协报", "政协网", "商报", "新闻网", "发布")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an article is: of one region or of several together; `of_committee` is False where it is no committee's."""

    regions: tuple[str, ...] = ()
    doubt: Doubt | None = None
    of_committee: bool = True


@dataclass(frozen=True, slots=True)
class Signs:
    """What the page around its articles says of whose they are.

    `file` is the file's name in simplified characters, `lines` are those with the date and the source; `parent` is the
    city of the series, which owns no article unless that names it far more than others.
    """

    file: str
    lines: tuple[Line, ...] = ()
    parent: str | None = None

    @property
    def masthead(self) -> str:
        """What the page is called: its file's name and the lines of its series."""
        return " ".join((self.file, *(line.text for line in self.lines if line.mark in (Mark.SERIES, Mark.MASTHEAD))))

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((self.file, *(line.text for line in self.lines[:_SOURCES])))


def owner_of(
    lines: Sequence[Line], named: Sequence[Sequence[Named]], signs: Signs, *, alone: bool, subject: str | None
) -> Owner:
    """Return whose an article is.

    Args:
        lines: the article's lines.
        named: for each line, the committees it names.
        signs: what the page says.
        alone: whether it is the only article of its page, of which the file's name speaks.
        subject: the region that its last paragraph is about, as it begins.
    """
    texts = [line.text for line in lines]
    scores = _by_committee(lines, named)
    if subject:
        scores[subject] += Role.ACTS
    text = "\n".join((*texts, signs.text))
    every = _weighed(lines, named, scores, signs, text, alone=alone)
    if signs.parent and signs.parent in every and len(every) > 1:
        del every[signs.parent]
        if scores[signs.parent] > _PARENT_OWNS * max((scores[name] for name in every), default=0):
            return Owner((signs.parent,))
    best = [name for name, score in every.most_common() if score >= _LEAST] or _only(lines, named, scores)
    if alone and not scores and _is_of_others(texts, signs.masthead):
        foreign = Doubt("committee", None, wording.NOT_CPPCC, _committees(best))
        return Owner(tuple(best[:1]), foreign, of_committee=False)
    if not alone and not _OF_COMMITTEES.search("".join(texts)):
        return Owner(tuple(best[:1]), of_committee=False)
    opening = None if best or alone else _region_at_start(lines, signs.parent)
    best = [opening] if opening else best
    if not best:
        return Owner((), Doubt("committee", None, wording.NO_COMMITTEE, _committees(every)), of_committee=False)
    owner, *others = best
    if not subject and (partners := _partners(owner, lines, named, scores)):
        return Owner(partners)
    rivals = [name for name in others if every[name] >= _RIVAL * every[owner] and name in scores]
    why = wording.SEVERAL_COMMITTEES if rivals else None if scores[owner] or not alone else wording.BY_FILE
    namesakes = _namesakes(owner, lines, named, text) if not why else []
    if namesakes:
        why, others = wording.SEVERAL_PLACES, [*namesakes, *others]
    doubt = Doubt("committee", f"{owner}政协", why, _committees(others)) if why else None
    return Owner((owner,), doubt)


def _weighed(
    lines: Sequence[Line],
    named: Sequence[Sequence[Named]],
    scores: Counter[str],
    signs: Signs,
    text: str,
    *,
    alone: bool,
) -> Counter[str]:
    """Weigh every region that may own an article: by its committee, by its name, and by what stands around."""
    mentions = [one for each in named for one in each]
    acting = list(dict.fromkeys(one.region for one in mentions if one.role is not Role.OTHER))
    plain, texts = _by_region(lines), [line.text for line in lines]
    # An article among others that names nobody as acting, nor any region above it, is whose the page is.
    silent = not any(one.role is Role.ACTS for one in mentions)
    untitled = max(plain.values(), default=0) < _PLAIN_HEADLINE // 3
    around = _around(signs, text, acting) if alone or not acting or (silent and untitled) else Counter()
    kinds = kinds_in(texts, named)
    if not around and acting:
        # 县政协 of an article that names but the city's committee is whose the page is.
        nameless = {kind for kind in kinds if all(name[-1] != kind for name in acting)}
        around = Counter({name: one for name, one in _around(signs, text, acting).items() if name[-1] in nameless})
    every = Counter({name: scores[name] + plain[name] + around[name] for name in (*scores, *plain, *around)})
    homes = _homes(texts) if not acting else set()
    titled = [at for at, line in enumerate(lines) if line.mark in HEADS]
    in_title = kinds_in([texts[at] for at in titled], [named[at] for at in titled])
    visited = {one.region for one in mentions} - {*acting}
    for name in every.keys() - visited:
        home = name in homes and kinds[name[-1]] and not scores[name]
        every[name] += min(_MOST_KIND, _KIND * (kinds[name[-1]] + in_title[name[-1]])) + (_LEAST if home else 0)
    return every


def _only(lines: Sequence[Line], named: Sequence[Sequence[Named]], scores: Counter[str]) -> list[str]:
    """Return the only region whose committee is named, though it but visits, or acts in a caption alone.

    In a caption, 市政协 may come along.
    """
    if len(scores) != 1:
        return []
    [only] = scores
    kinds = kinds_in([line.text for line in lines], named)
    elsewhere = sum(count for kind, count in kinds.items() if kind != only[-1])
    acts = any(one.role is not Role.OTHER for each in named for one in each)
    return [only] if not elsewhere or (acts and elsewhere <= 1 + kinds[only[-1]]) else []


def _partners(
    owner: str, lines: Sequence[Line], named: Sequence[Sequence[Named]], scores: Counter[str]
) -> tuple[str, ...]:
    """Return the committees that an article is of together; none where it is of one.

    They are those that a headline names as acting together, or the first sentence that says who acts, if the text
    then speaks of each about as often.
    """
    text = "".join(line.text for line in lines if line.mark == Mark.PROSE)
    for line, each in zip(lines, named, strict=True):
        heading = line.mark in (*HEADS, Mark.HEADING)
        acting = next((one for one in each if one.role is Role.ACTS), None)
        for group in joint_in(line.text, each):
            partners = tuple(dict.fromkeys(one.region for one in group))
            related = any(are_related(one, other) for one, other in combinations(partners, 2))
            equal = all(scores[one] >= _PARTNER * scores[owner] for one in partners)
            told = not text or all(short_name(one) in text for one in partners)
            if owner in partners and not related and ((heading and told) or (equal and group[0] is acting)):
                return partners
        row = _row_of(line.text) if heading else ()
        if owner in row and all(scores[one] for one in row):
            return row
        if heading and (counted := _COUNTED.search(line.text)):
            siblings = [name for name, _ in scores.most_common() if name == owner or are_siblings(name, owner)]
            count = grammar.han_number(counted["count"]) or 0
            partners = tuple(siblings[:count])
            if owner in partners and len(partners) == count and count > 1:
                return partners
        if acting and not heading:
            break
    return ()


def of_several(title: str) -> bool:
    """Whether a headline says that several committees act together: 三县政协, 竹溪—平利."""
    return bool(_COUNTED.search(title) or _row_of(title))


def _row_of(text: str) -> tuple[str, ...]:
    """Return the regions that a headline names in a row, without their committees: 竹溪—平利:一堵墙拆出一条路."""
    row: list[Mention] = []
    for one in _innermost(regions_in(text, everyday=True)):
        if not row or _BESIDE.fullmatch(text, row[-1].end, one.start):
            row.append(one)
    names = [one.regions[0].name for one in row]
    siblings = len(names) > 1 and all(are_siblings(names[0], name) for name in names[1:])
    return tuple(names) if siblings else ()


def _namesakes(owner: str, lines: Sequence[Line], named: Sequence[Sequence[Named]], text: str) -> list[str]:
    """Return who else goes by the form that the owner always has, where nothing tells which is meant: 清河政协."""
    forms = {
        line.text[one.start : one.end]
        for line, each in zip(lines, named, strict=True)
        for one in each
        if one.region == owner
    }
    meanings = [{region.name for region in meant(regions_of(form), text)} for form in forms]
    return sorted(set.intersection(*meanings) - {owner}) if meanings else []


def _homes(texts: Sequence[str]) -> set[str]:
    """Return the regions that 县政协 or 区政协 must be of: the only ones of their kind that the lines name.

    Where one goes to or compares itself with, such as 安吉县 of 县政协赴安吉县考察, is none.
    """
    named: dict[str, set[str]] = {}
    for text in texts:
        for mention in _innermost(regions_in(text)):
            if not mention.full and not _PLACE_END.match(text, mention.end):
                continue
            before = text[: mention.start].rsplit("。", 1)[-1]
            for name in dict.fromkeys(region.name for region in mention.regions):
                away = _AWAY.search(before) and f"{name[-1]}政协" in before
                named.setdefault(name[-1], set()).update(() if away else (name,))
    return {name for names in named.values() if len(names) == 1 for name in names}


def _committees(names: Sequence[str] | Counter[str]) -> tuple[str, ...]:
    return tuple(f"{name}政协" for name in list(names)[:_ALTERNATIVES])


def _by_committee(lines: Sequence[Line], named: Sequence[Sequence[Named]]) -> Counter[str]:
    """Weigh the committees that the lines name."""
    scores: Counter[str] = Counter()
    pictured = _CAPTION if any(line.mark == Mark.PROSE for line in lines) else 1
    weights = {Mark.BYLINE: _BYLINE} | dict.fromkeys((*HEADS, Mark.HEADING), _HEADLINE)
    visiting: set[str] = set()
    for line, each in zip(lines, named, strict=True):
        for one in each:
            # Who comes in as a visitor, or is visited, is no more than named where its work is told.
            visiting |= {one.region} if one.role is Role.OTHER and one.region not in scores else set()
            # A name alone may be that of the paper: 江苏政协.
            kicker = bool(grammar.KICKER.match(line.text))
            role = min(one.role, Role.NAMED) if kicker or one.region in visiting else one.role
            weight = 1 if kicker else weights.get(line.mark, 1)
            scores[one.region] += weight * role // (pictured if line.mark == Mark.CAPTION else 1)
    return scores


def _by_region(lines: Sequence[Line]) -> Counter[str]:
    """Weigh the counties, districts and cities that the lines name without a committee."""
    scores: Counter[str] = Counter()
    for line in lines:
        heading = line.mark in (*HEADS, Mark.HEADING)
        for mention in _innermost(regions_in(line.text)):
            if _is_committee(line.text, mention):
                continue
            name = mention.regions[0].name
            weight = max(1, (_PLAIN_HEADLINE if heading else _PLAIN) // (1 if mention.full else 3))
            scores[name] = max(scores[name], min(_MOST_PLAIN, scores[name] + weight))
    return scores


def _around(signs: Signs, text: str, acting: Sequence[str]) -> Counter[str]:
    """Weigh the regions that the file's name and the source lines name, less where committees act in the text.

    A city whose county acts is the source as a publisher; a province's paper prints what any county does.
    """
    scores: Counter[str] = Counter()
    counties = [region for name in acting for one in regions_in(name)[:1] for region in one.regions]
    cities = {parent.name for region in counties for parent in region.parents}
    places = [(signs.file, one, True) for one in _innermost(regions_in(signs.file, everyday=not acting))]
    for line in signs.lines[:_SOURCES]:
        # 武进文 of 版式:武进文 is a person, 涟水县政协办 is of a region.
        credit = line.mark == Mark.CREDITS
        found = [one for one in regions_in(line.text) if one.full or not credit or _is_committee(line.text, one)]
        places += [(line.text, one, False) for one in _innermost(found)]
    for where, mention, in_file in places:
        is_paper = where.startswith(_PAPER, mention.end)
        # 本溪日报 is of the city, not of the county of that name.
        city = next((one for one in mention.regions if is_paper and one.level is Level.PREFECTURE), None)
        name = (city or meant(mention.regions, text)[0]).name
        if is_paper:
            weight = _IN_SOURCE // (3 if mention.regions[0].level is Level.PROVINCE else 1)
        elif not _is_committee(where, mention):
            weight = _IN_SOURCE if not in_file else _LEAST if acting else _IN_FILE
        elif in_file and role_of(where, mention.start, mention.end) is Role.OTHER:
            weight = _LEAST
        else:
            weight = _COMMITTEE_IN_FILE if in_file else _COMMITTEE_IN_SOURCE
        if in_file and not (mention.full or mention.sure):
            weight = min(weight, _LEAST - 1)
        far = (is_paper or not in_file) and (name in cities or "地址" in where[: mention.start])
        scores[name] += weight // (3 if far else 1)
    return scores


def _is_committee(text: str, mention: Mention) -> bool:
    before = text.startswith("委员会", mention.end) and text[: mention.start].endswith("政协")
    return before or text.startswith("政协", mention.end)


def _innermost(mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out a city or province that stands right before its county: 昆明市西山区."""
    pairs = zip_longest(mentions, mentions[1:])
    return [one for one, after in pairs if not (after and after.start == one.end and after.lies_in(one))]


def _is_of_others(texts: Sequence[str], masthead: str) -> bool:
    """Whether a page is about a people's congress or a government, and 政协 is only told of in passing.

    What is said 关于县政协…提案 is an account to 政协, whoever gives it.
    """
    if any(map(_OF_PROPOSALS.match, texts[:_TITLES])):
        return False
    if _REPORT_OF_OTHERS.search("\n".join((masthead, *texts[:_TITLES]))):
        return True
    text = "".join(texts)
    others = sum(text.count(body) for body in ("人大", "人民代表大会"))
    return not re.search("政协|政治协商会议", text[:1000] + masthead) or (
        others > 3 * text.count("政协") and "政协" not in masthead
    )


def subject_of(line: Line, named: Sequence[Named]) -> str | None:
    """Return whose committee a paragraph is about from its start: 涟水县政协…, or 在清江浦区,…区政协…."""
    for mention in regions_in(line.text[:_START])[:1]:
        if heads(line.text, mention) and any(mention.regions[0].name == one.region for one in named):
            return mention.regions[0].name
    acting = next((one.region for one in named if one.role is Role.ACTS), None)
    places = [mention for mention in _innermost(regions_in(line.text[:_START])) if mention.full]
    if named or not places or re.match(r"政协", line.text[places[0].end :]):
        return acting
    region = places[0].regions[0].name
    is_head = line.mark in (*HEADS, Mark.HEADING) and heads(line.text, places[0])
    return region if is_head or kinds_in([line.text], [named])[region[-1]] else None


def are_siblings(one: str, other: str) -> bool:
    """Whether two listed regions are different ones of the same level."""
    levels = [mention.regions[0].level for name in (one, other) for mention in regions_in(name)[:1]]
    return one != other and len(levels) > 1 and levels[0] == levels[1]


def are_related(one: str, other: str) -> bool:
    """Whether one listed region is the city or the province of the other."""
    pair = [mention for name in (one, other) for mention in regions_in(name)[:1]]
    return len(pair) > 1 and (pair[0].lies_in(pair[1]) or pair[1].lies_in(pair[0]))


def _region_at_start(lines: Sequence[Line], parent: str | None) -> str | None:
    """Return the region that no list has and a clause of the article's opening begins with (石漕县地处三省交界)."""
    prose = [line.text for line in lines if line.mark == Mark.PROSE]
    for name in (match[1] for text in prose[:3] for match in grammar.REGION_AT_START.finditer(text)):
        bare = next((name[at:] for at in range(1, len(name) - 2) if name[:at] in grammar.LEADING), name)
        if bare != parent and may_be_name(bare):
            return bare
    return None
