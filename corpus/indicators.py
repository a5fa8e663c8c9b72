"""Indicators: what a quantity counts. The noun beside it, or the phrase before or after it."""

import re
from dataclasses import dataclass

from corpus.measures import LASTING, SHARES
from corpus.wordlists import LIGHT, MEASURED, NOMINAL, NOUNS, STATING, Tagged, tagged, words

_WINDOW = 48
_HARD = re.compile(r"[，。,;；:：！？!?\n（()）…—]")
_QUOTATION = re.compile(r"([“《‘「『][^”》’」』]*[”》’」』]|[（(][^（）()]{1,20}[）)])")
_ASIDE = re.compile(r"^[（(][^）)]*[）)]")
_DATE = r"(?:[0-9０-９]{4}年(?:底|末|初|前|后)?|[0-9０-９]{1,2}月(?:份|底|初)?起?)"
_TIME = (
    r"(?:用|花)?(?:过去|今后|未来|最近|近|这|前|上)?[0-9０-９一二两三四五六七八九十]+(?:年|个月|天)"
    r"(?:来|间|内|里|多)?(?:时间)?"
)
# 全年累计, 分别为, 由每人每年, 2012年末的
_TOTAL = (
    "全年|先后|累计|总计|合计|共计|一共|总共|共有|计有|共|分别|各有|各|平均|年均|(?<!人)均|就有|就|已达到?|已经|已|仅|只|达到?|达|为|是|有|"
    "了|过|仍然|仍|(?<![规原守准法细总附])则|还|也|又|拟|拟?新?安排|首次|按|(?:由|从)?每[人户亩](?:每[年月天])?|从|(?<![理缘自])由|由|(?:从|由)?(?:去年|上年)(?:底|末|初)?的?|"
    rf"{_TIME}|(?:从|由)?{_DATE}的?|的|等|每年|每月|每季度|每周|每次|每|这|以来|在|将|现已|(?<![实体呈发出表])现|目前|将要|要|须|实际|预计|都|继续|(?:累计)?完成"
)
TURN = (
    "增长|增加|提高|下降|减少|上升|上涨|降低|回落|扩大|缩小|提升|上调|下调|压减|压缩|延长|缩短|增产|减产|增收|增(?![速幅值量])|减|降|升|涨|"
    "高出|低于|高|低"
)
"""Words of change; what has changed stands before them."""

_COUNTING = re.compile(rf"(?:{_TOTAL})+$")
_TURNED_TO = re.compile(
    rf"(?:分别)?(?:再|又|已)?(?:(?:{TURN}|调整|发展)?(?:到|至|为)(?:人均)?|(?:控制|保持|稳定|维持|设定|确定|定)(?:在|为|到))$"
)
# 比上年, 同比: with what a figure is compared does not say what it counts.
_COMPARED = re.compile(
    rf"(?:同比|环比|(?:(?<![占同环对])比(?!重|例|率|{TURN})|(?<!比)较)[^，,]{{1,14}}?)"
    rf"(?=(?:分别|又|再)?(?:实际|名义)?(?:{TURN})|[多少]了?$)|比[^，,]{{0,8}}[年期末底初]$"
)
_LEADING = re.compile(
    rf"^(?:[一二三四五六七八九十]+是|(?:从|到|至)?{_DATE}|{_TIME}|每(?:年|月|周|季度|天|日|半年)|全年|其中|年内|今年|去年|同时|一年来|截至目前|目前|现在|预计|我们|"
    r"(?:全[国省市县区州镇])?(?:共有|现有)|再(?!就业|生|造|次)|共(?![同建享和产])|累计|先后|已经?|要|须|应|继续|并(?![案购网轨联])|还|也|又|以|拟|"
    r"但|而|使|让|向|和|与|及|以及|、|的|好|了|是|对(?![话口外象接策比照应标])|在|以来|来(?![访自信电华宾])|从|由|"
    r"[（(][^）)]{1,4}[）)]|[ \u3000])+"
)
_PLACES = re.compile(r".*等(?:地|处|国)的?(?=.)")
_REACH = 24  # how far back the words of counting are looked for

_NOUN_TAGS = ("n", "vn", "an", "j", "eng", "l", "s")
_MODIFIER_TAGS = ("b", "a", "f", "ns", "nr", "nt", "nz", "quote")
_ADVERB_TAGS = words("d ad a an b c uj ul")
_SUFFIXES = ("化", "式", "型", "性", "级", "色")  # of modifiers: 特色化、情境式…阵地
_NEGATIONS = words("不 未 没 没有")

_PARTICIPANTS = words("人 人次")
_PEOPLE = words("名 位 人 人次")
_PRECEDED = SHARES | words("周年 岁")
_EVENTS = words("次 回 趟 遍 轮")
_LONG = words("年 个月 世纪")  # 过去五年 is a time; 蹲点263天 is what was done
_LOOSE = 16  # longest clause, in characters, that may be one noun phrase

_GOVERNED = re.compile(r"(?:(?<!参)与|对|向|把|给|以|同|于)$")
_JOINED = re.compile(
    r"(?<![总饱温缓柔祥随应亲融共])和(?![平谐睦解约气美顺田静硕])|(?<!参)与(?!会|时)|(?<![普涉以])及(?!时|格)|以及|并"
)
_PREDICATE = re.compile(
    rf"^(?:实际|名义|平均|净|年均|每年|分别|再|又|共)*(?:(?:{TURN})[到至为]?|占.*|同比.*|低于.*|高于.*|多|少)$"
)
_EQUAL = re.compile(r"^(?:相当于|约?为|是|达到?)")
_DESCRIBING = words("参加 参与 获得 荣获 完成")  # 参与活动的委员
_LISTED = re.compile(r"(?<![高中初平均优同])等(?P<noun>[^的等了]{2,8})(?:的|$)")
_WITHIN = re.compile(r"(?:以?内|以[上下]|左右)$")
_PASSIVE = re.compile(r"^(?:被|获(?!奖)|得到|受到|已)")
_PASSIVE_END = re.compile(r"(?:被|得到|受到)[^“”《》]*$")
_TURN_END = re.compile(rf"(?:年均|平均)?(?:实际|名义)?(?:{TURN})$")
_LASTED = re.compile(r"(?:连续|持续|历时|为期|延长|长达|坚持|任期|满)(?:了|已|达)?$")
_TIMES = re.compile(r"(?:时间|时长|时限|期限|周期|工期|年限|天数|寿命|年龄)$")
_CROWD = re.compile(r".*?(?:人口|学生|教师|农民|职工|居民|群众|人民|老人|劳动力|党员)")
_NO_NOUN = ("目标", "任务", "大关", "规模", "水平", "标准", "以上", "左右")
_COUNTS = words("个 项 大 种 条 类")
_EMPTY = words("新增 全国 全省 全市 全县 全区 全州 全镇")
_NO_NAME = LIGHT | _EMPTY


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a quantity: the clauses before it, the nearest last, and the rest of its clause behind it."""

    previous: str
    clause: str
    after: str
    unit: str


def place_of(before: str, after: str, unit: str) -> Place:
    """Return the place of a quantity between the texts that part it from its neighbours."""
    before, after = before[-_WINDOW:], after[:_WINDOW]
    earlier = begin = 0
    for mark in _HARD.finditer(_masked(before)):
        earlier, begin = begin, mark.end()
    previous = before[earlier : max(begin - 1, 0)] if before[begin - 1 : begin] in ("，", ",") else ""
    end = _HARD.search(_masked(after))
    tail = _ASIDE.sub("", (after[: end.start()] if end else after).lstrip())
    # What it is compared with (比上年) does not say what it counts.
    return Place(previous.strip(), _COMPARED.sub("", before[begin:].strip()), tail, unit)


def indicator_of(place: Place, last: tuple[str, str] | None, *, whole_of: str = "") -> str | None:
    """Return what the quantity counts, or None.

    Args:
        place: where it stands.
        last: what the quantity before it in the same sentence counts, and in which unit; of times for a time.
        whole_of: what is counted of the whole that this is a part of: 议事室38个(其中村级26个).
    """
    clause = place.clause
    if place.unit in LASTING:
        return _of_a_time(place, last[0] if last else "") or None
    own = _own(place)
    if last is None:
        # 研究经费，从2002年1288亿元增加到…: the clause itself names nothing.
        return own or (_phrase_before(place.previous).text if clause and not _trimmed(clause) else "") or None
    if own.endswith(_SUFFIXES) and whole_of:
        return own + whole_of
    alike = last[1] == place.unit
    whole = last[0] if alike and not own and not _EQUAL.search(clause) else _TURN_END.sub("", last[0])
    if own in MEASURED:
        return _TURN_END.sub("", last[0]) + own
    if own and (_PREDICATE.match(own) or (alike and (own in LIGHT or _PASSIVE.match(own)))):
        return _PASSIVE_END.sub("", whole) + own.removeprefix("分别")
    return own or whole or None


def _own(place: Place) -> str:
    """Return what a quantity counts by the words of its own clause, or ""."""
    ahead = _phrase_before(place.clause)
    strong = "" if ahead.verb or ahead.text in _EMPTY else ahead.text
    if place.unit in _PARTICIPANTS:
        weak = ahead.text if ahead.text not in LIGHT else ""
        # They make up something (35人的队伍) or take part in it (2100万人次培训).
        return strong or _noun_after(place) or _action_after(place) or weak
    if place.unit in _EVENTS:
        # 次 counts what was done: before it (专题协商7次) or after it (21次参加政协活动).
        action = _action_after(place)
        return (strong if ahead.lit or not action else "") or action or _noun_after(place) or ahead.text
    money_of = place.unit.endswith("元") and place.after.startswith("的")
    if place.unit in _PRECEDED or money_of or place.clause.endswith("每"):
        return strong or _noun_after(place) or ahead.text
    return _noun_after(place) or ahead.text or _action_after(place)


def _of_a_time(place: Place, last: str) -> str:
    """A time is that of what lasted (连续三年举办…), or is itself the measure (办理时间90天, 缩短到55天)."""
    clause = place.clause
    lasted = _LASTED.search(clause)
    if lasted is None:
        ahead = _phrase_before(clause)
        phrase = "" if ahead.text.endswith("用") else ahead.text
        if ahead.verb:
            return _noun_after(place)
        if _TIMES.search(phrase) or place.unit not in _LONG:
            return phrase or (last if clause else "")
        return last if clause and not phrase else ""
    lasting = _phrase_before(clause[: lasted.start()]).text
    return _action_after(place).partition("的")[0] or _noun_after(place) or lasting


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The noun phrase that ends a clause.

    `lit` tells whether a light verb (开展, 提出) stood before it, `verb` whether it ends with one and names nothing.
    """

    text: str
    lit: bool = False
    verb: bool = False


def _phrase_before(clause: str) -> _Ahead:
    rest = _trimmed(clause)
    if not rest or _GOVERNED.search(clause):
        return _Ahead("")
    found = _cut(rest)
    for at, (word, tag) in enumerate(found):
        if word in "由从" and tag == "p" and (subject := _bare("".join(word for word, _ in found[:at]))):
            found, rest = found[:at], subject  # 起征点从月销售额3万元提高到…
            break
    described = clause.startswith("的", len(rest))  # 参加会议的有120人
    for at in range(len(found) - 2, -1, -1):
        if _is_light(*found[at]):
            phrase = _bare("".join(word for word, _ in found[at + 1 :]))
            if at and found[at - 1][0] in _NEGATIONS:
                return _Ahead("".join(word for word, _ in found[at - 1 :]), lit=True)  # 未|办结|提案
            if not _is_part(phrase, found[at][0], described=described):
                return _Ahead(phrase, lit=True)
    return _Ahead(_bare(rest), verb=found[-1][0] in LIGHT)


def _is_part(phrase: str, verb: str, *, described: bool) -> bool:
    """Whether a phrase needs the verb before it: 办理|时间, 研发投入|年均增长, 参与|活动的委员."""
    if len(phrase) < 2 or phrase in MEASURED or phrase.startswith("率") or _PREDICATE.match(phrase):
        return True
    return verb in _DESCRIBING and (described or "的" in phrase)


def _is_light(word: str, tag: str) -> bool:
    return word in LIGHT or (len(word) == 4 and word[2:] in LIGHT) or (word in "将把按" and tag in ("d", "p"))


def _noun_after(place: Place) -> str:
    """Return the noun phrase that follows directly: 15条建议, 24名会双语的委员."""
    tail = place.after
    joined = _JOINED.search(_masked(tail))
    found = _cut(tail[: joined.start()] if joined else tail)
    if len(found) == 1 and len(found[0][0]) > 1 and found[0][0] not in _NO_NAME:
        phrase = "" if _PREDICATE.match(found[0][0]) else found[0][0]
    else:
        phrase = _noun_phrase(found, tail, loose=place.unit not in _PEOPLE and len(tail) <= _LOOSE)
    if (joined or tail.startswith("、", len(phrase))) and (listed := _LISTED.search(tail)):
        phrase = listed["noun"]  # 178项节能、节水和资源利用等重大项目
    phrase = _WITHIN.sub("", phrase)
    if not place.unit and (crowd := _CROWD.match(phrase)):
        return crowd.group()
    return "" if phrase.startswith(_NO_NOUN) and place.unit not in _COUNTS else phrase


def _noun_phrase(found: list[Tagged], tail: str, *, loose: bool) -> str:
    """Return the noun phrase that begins a clause; behind 的 where the words before it only describe the noun."""
    described = bool(found) and found[0][1].startswith(("v", "d"))
    if described:
        found = _cut(tail)
    taken = _nouns(found, loose=loose)
    phrase = "".join(word for word, _ in found[:taken])
    of = next((number for number, (word, _) in enumerate(found[:8]) if word == "的"), None)
    if of is not None and (taken == 0 or described or (taken <= of and phrase.endswith(_SUFFIXES))):
        found = found[of + 1 :]
        phrase = "".join(word for word, _ in found[: _nouns(found, loose=False)])
    return phrase


def _nouns(found: list[Tagged], *, loose: bool) -> int:
    """Return how many words the noun phrase takes that `found` begins with.

    A loose one may have a verb in it (基础学科拔尖学生培养基地), where a noun ends the clause.
    """
    taken = 0
    loose = loose and bool(found) and found[-1][1].startswith(_NOUN_TAGS)
    for at, (word, tag) in enumerate(found):
        if word in STATING or word[:2] in STATING or (len(word) == 4 and word[2:] in STATING):
            break
        if word in NOUNS or tag.startswith(_NOUN_TAGS) or (tag == "k" and taken == at):
            taken = at + 1
        elif tag.startswith(_MODIFIER_TAGS):
            taken = at + 1 if tag[0] in "nq" else taken
        elif word == "、" and at and found[at - 1][0].endswith(_SUFFIXES):
            continue
        elif not (word in NOMINAL or (tag[0] == "v" and loose) or (tag[0] in "vd" and at == 0)):
            break
    return taken


def _action_after(place: Place) -> str:
    """Return the clause that follows, if it is a statement: 21次参加政协活动."""
    found = _cut(place.after)
    while found and (found[0][1] in _ADVERB_TAGS or found[0][0].endswith("幅度")) and found[0][0] not in _NEGATIONS:
        found.pop(0)
    first, tag = found[0] if found else ("", "")
    states = first in _NEGATIONS or tag.startswith(("v", "p"))
    return "".join(word for word, _ in found) if states and not _PREDICATE.match(first) else ""


# The clause around a quantity, and what in it is about the counting and not about the counted.


def _cut(text: str) -> list[Tagged]:
    """Return the words of `text` with their tags; a quotation, title or parenthesis is one word, tagged `quote`."""
    pieces = enumerate(_QUOTATION.split(text))
    return [word for at, piece in pieces for word in ([(piece, "quote")] if at % 2 else tagged(piece))]


def _masked(text: str) -> str:
    """Return `text`, of the same length, without what quotations, titles and parentheses hold."""
    return _QUOTATION.sub(lambda match: "〓" * len(match.group()), text)


def _trimmed(clause: str) -> str:
    """Return a clause without the words of counting that end it (全年累计, 提高到) and the places (深圳等地)."""
    previous = None
    while clause != previous:
        previous = clause
        for pattern in (_TURNED_TO, _COUNTING):
            end = pattern.search(clause, max(0, len(clause) - _REACH))
            clause = (clause[: end.start()] if end else clause).rstrip(" 、\u3000")
    return _PLACES.sub("", clause)


def _bare(phrase: str) -> str:
    """Return a phrase without the words that only lead up to it (全年, 其中, 今年)."""
    return _LEADING.sub("", phrase).strip(" 、\u3000")
