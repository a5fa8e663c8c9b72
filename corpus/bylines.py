"""Bylines: who wrote an article, as a conditional random field over characters finds it in such lines.

Trained on lines of pages whose authors careful readers named (`index/training/lines.py`): those who wrote, not those
who edited, checked, took pictures or are only told of.
"""

import re
from collections.abc import Iterator

from corpus.crf import WEIGHTS, Tagger, char_class
from corpus.regions import regions_in, regions_of
from corpus.wordlists import cut, tagged, words

# The hundred most common surnames (Ministry of Public Security, 2020) and more: nothing but names can stand there.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "康施牛洪温柳葛柯祝游骆纪褚卫乔赖倪卓冷梅岑伍舒屈祁桑凌霍沙苗季颜庄聂焦辛尚甄耿鲍蓝裴"
    "路盛单房闻翟景鹿敖丛滕阎樊娄柏荆井卜隋冀郎鄢宫牟费仇栾楼刁迟官车包左靳鞠佟卞艾燕芦匡应解边易谷晏"
    "岳海佘郗邬臧奚戚窦喻鲁俞殷毕傅齐穆萧湛禹狄米贝伏谈茅庞项阮闵麻危童虞裘缪宗郁诸吉钮嵇荣翁荀惠曲封芮储巫乌巴牧仲伊甘厉戎符詹束幸司蒲池胥党贡劳姬申冉雍濮寿扈浦瞿茹戈衡寇欧沃师巩晁訾阚那简饶查竺盖桓练粟阙买毋苟亓仝逯缑敬晋亢綦阳"
    "邢章宁涂楚柴蒙尤席桂邝苑谌屠廉漆辜栗邸逯阴兰农奚昝贲於羿邴糜隗宓钭郜蓟邰蔺逄郦璩郏宦庾暨殳夔厍乜蒯麦冼揭禤褟曩佴芶"
)
_COMPOUND = words("欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 呼延 端木 司徒 夏侯 宇文 长孙 南宫 东方 独孤")
_TAGGER = Tagger(WEIGHTS / "authors.crfsuite")
BEGINS, INSIDE, OTHER = "B", "I", "O"
_NAMED = re.compile(f"{BEGINS}{INSIDE}+")
# 李　四, 李 四 光, 李　四 王　五: names set apart.
_APART = re.compile(
    r"(?<![\u4e00-\u9fff])(?![图摄])[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff])+(?=[^\u4e00-\u9fff]|$|报道|供稿)"
)
_RUN = re.compile(r"[\u4e00-\u9fff·•A-Za-z]+|\d+|\s+|.")
# What a paragraph may say of its author stands at its start or its end, behind or between such marks.
_HEAD, _TAIL, _MARKED = 80, 60, re.compile(r"[（(:：/／|｜□■◎●]|[讯电]")
_ENDED = re.compile(r"[。！？；!?][”’」』]?$")
# Who checks, is present or took a picture is no author: 校对:张三 李四, 出 席:张三, 张三 摄.
_WROTE = r"文字?|作者|撰[稿文]|供稿人?|采写"
_PEOPLE = rf"(?:(?!{_WROTE}|整理)[\u4e00-\u9fff·]{{2,4}}[\s、，,]+)*"
_ROLES = (
    r"打[字印]|[一二三初复终]审|审[核签阅]|[编责总]\s*[编审校辑]|校对|监制|签发|核稿|[出列缺]\s*席|[联收]\s?[系件]\s?人"
    r"|副?\s*主\s*[席任]|秘书长"
)
_BEFORE_OTHERS = re.compile(rf"(?:{_ROLES})\s*[:：/／|｜]\s*{_PEOPLE}$")
# Who is credited, is: 撰稿:张三, 张三 供稿, 报告人系县政协主席张三.
_NAME = r"[\u4e00-\u9fff·•]{2,12}"
_CREDIT = re.compile(rf"(?<![\u4e00-\u9fff])(?:{_WROTE})(?:[/／、]?(?:图|摄影?))?\s*[:：|｜]\s*")
_CREDITED = re.compile(rf"[\s、，,及和]*(?P<name>{_NAME})(?=[\s、，,;；)）】\]|｜]|$)")
_CREDITED_BEHIND = re.compile(rf"(?<![\u4e00-\u9fff])(?P<name>{_NAME})\s+(?:供稿|撰稿|采写)")
_SPOKEN = re.compile(
    r"(?:报告|讲话|发言)人[系是为:：][^，。；（()）]{0,40}?(?:主席|主任|书记|秘书长|常委|委员|长)\s*(?P<name>[\u4e00-\u9fff·]{2,4})(?![\u4e00-\u9fff])"
)
# (张三 李四) behind the text: where one is a name, the others are.
_SIGNED = re.compile(rf"[（(]\s*(?P<names>{_NAME}(?:[\s、，,]+{_NAME})+)\s*[)）]\W*$")
_IN_BRACKETS = re.compile(r"[（(].*[)）]")
_NOBODY = frozenset(words("佚名 匿名"))
_OFFICE = re.compile("[协委办局室报网社站部处科组院校会心县市区旗省州镇乡村者员辑]")
# 李 四光: a surname set apart from two characters.
_SURNAME_APART = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+(?!记者|报道|供稿|整理|摄影|编辑|校对)([\u4e00-\u9fff]{2})(?![\u4e00-\u9fff])"
)
_BEHIND_OTHERS = re.compile(rf"\s*{_PEOPLE}(?:摄|供图)\W*$")
_KINDS = dict.fromkeys(("credit", "dateline", "masthead", "nav"), "around")
_KINDS |= {"byline": "byline", "text": "text", "salutation": "text"}
_LABEL, _PLACES, _WHOLE = 4, 5, 6


def authors_in(text: str, kind: str) -> tuple[str, ...]:
    """Return who a line says wrote it: 本报记者 张三 通讯员 李　四 gives (张三, 李四).

    Args:
        text: the line in simplified characters.
        kind: what the line is, see `corpus.labels.Mark`.
    """
    found: list[str] = []
    for part in parts_of(text, kind):
        tags = _TAGGER.tag(features_of(part.replace("•", "·"), kind))
        spans = {match.span() for match in _NAMED.finditer("".join(tags))}
        spans |= set(_credited(part)) if _KINDS.get(kind) != "text" else set(_signed(part, spans))
        found += [part[start:end] for start, end in sorted(spans) if _is_author(part, start, end, kind)]
        found += [match["name"] for match in _SPOKEN.finditer(part) if is_familiar(match["name"])]
    return tuple(dict.fromkeys(found))


def _is_author(text: str, start: int, end: int, kind: str) -> bool:
    """Whether a name in a line is its author's: none of an editor, a photographer, a place or nobody."""
    name, is_bracketed = text[start:end], bool(_IN_BRACKETS.fullmatch(text, max(0, start - 1), end + 1))
    if _BEFORE_OTHERS.search(text[:start]) or _BEHIND_OTHERS.match(text, end) or name in _NOBODY:
        return False
    is_alone = text.strip("（()） ") == name
    if (is_bracketed or is_alone) and regions_of(name):
        return False
    # In a byline 丹青 is a name; elsewhere, and in brackets of its own, it is a word.
    sure = _KINDS.get(kind) == "byline" and not (is_bracketed and is_alone)
    return sure or is_familiar(name) or cut(name) != [name]


def _signed(text: str, spans: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where the names stand that sign a text together, if any of them is known to."""
    signed = _SIGNED.search(text)
    named = re.compile(_NAME).finditer(text, *signed.span("names")) if signed else ()
    told = {match.span(): match[0] for match in named}
    if not spans.isdisjoint(told):
        yield from (place for place, name in told.items() if cut(name) != [name] and not _OFFICE.search(name))


def _may_be_name(name: str) -> bool:
    """Whether it is a surname with a given name, or has the sounds of a foreign one: neither words nor an office."""
    if is_familiar(name) and ("·" in name or len(name) < 4 or name[:2] in _COMPOUND):
        return True
    is_of_words = all(len(word) > 1 for word in cut(name)) and not tagged(name)[0][1].startswith("nr")
    return len(name) > 2 and not is_of_words and not _OFFICE.search(name)


def _credited(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a line names those to whom it gives the text: 撰稿:张三 李四, 张三 供稿."""
    found = list(_CREDITED_BEHIND.finditer(text))
    for credit in _CREDIT.finditer(text):
        match = _CREDITED.match(text, credit.end())
        while match:
            found.append(match)
            match = _CREDITED.match(text, match.end())
    yield from (match.span("name") for match in found if _may_be_name(match["name"]))


def parts_of(text: str, kind: str) -> list[str]:
    """Return the parts of a line that may name its author, names set apart as one word: all of it, or its two ends."""
    text = text.replace("丨", "|")  # a character that serves as a mark
    text = _SURNAME_APART.sub(_with_surname, _APART.sub(_together, text))
    short = len(text) <= _HEAD + _TAIL
    if short and _KINDS.get(kind) != "text":
        return [text]
    head, tail = text[:_HEAD], text[-_TAIL:]
    starts = bool(_MARKED.search(head[: _HEAD // 2]))
    ends = bool(_MARKED.search(tail[-_TAIL // 2 :])) or not _ENDED.search(tail)
    return [text] if short and starts and ends else [head] * starts + [tail] * ends


def _together(match: re.Match[str]) -> str:
    chars = match.group().split()
    size = len(chars) if len(chars) % 2 else 2
    return " ".join("".join(chars[at : at + size]) for at in range(0, len(chars), size))


def _with_surname(match: re.Match[str]) -> str:
    return match[1] + match[2] if match[1] in _SURNAMES and match[1] != "文" else match[0]


def features_of(text: str, kind: str) -> list[list[str]]:
    """Return the features of each character of a line, or of a part of one."""
    places = [(around, run, at) for run, around in _runs(text) for at in range(len(run))]
    word_of = [(word, tag, at) for word, tag in tagged(text) for at in range(len(word))]
    word_of += [("", "", 0)] * (len(text) - len(word_of))
    regions = {at for region in regions_in(text) for at in range(region.start, region.end)}
    surnames = [char in _SURNAMES for char in text]
    depth = 0
    found = []
    for at in range(len(text)):
        around, run, within = places[at]
        word, tag, inside = word_of[at]
        near = {step: text[at + step] if 0 <= at + step < len(text) else "" for step in range(-3, 4)}
        features = [f"{step}={char}" for step, char in near.items()]
        features += [f"{step}k={char_class(near[step])}" for step in (-2, -1, 0, 1, 2)]
        features += [f"{step}p={near[step]}{near[step + 1]}" for step in (-2, -1, 0, 1)]
        features += [f"kind={_KINDS.get(kind)}", f"word={word}", f"tag={tag},{len(word)},{inside}", *around]
        features += [f"run={min(len(run), _WHOLE)},{min(within, _PLACES)}", f"in={run[:within][-2:]}"]
        features += [f"surname{step or ''}" for step in (0, -1, -2) if at + step >= 0 and surnames[at + step]]
        features += ["region"] * (at in regions) + ["compound"] * (text[at : at + 2] in _COMPOUND)
        features += [f"start={min(at, _PLACES)}", f"end={min(len(text) - 1 - at, _PLACES)}", f"open={depth}"]
        depth += (near[0] in "（(") - (near[0] in "）)")
        found.append(features)
    return found


def _runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the runs of characters of one kind, each with features of what stands around it: 编辑 before 编辑：张三."""
    runs = [match.group() for match in _RUN.finditer(text)]
    label = ""  # the last run that is no mark or space
    for before, run, after, beyond in zip(["", *runs], runs, [*runs[1:], ""], [*runs[2:], "", ""], strict=False):
        around = [f"before={before[-2:]}", f"after={after[:2]}", f"next={beyond[:3]}"]
        around += [f"label={label[-_LABEL:]}", f"label2={label[-2:]},{before[-1:]}"]
        yield run, around + [f"whole={run}"] * (len(run) <= _WHOLE)
        if len(run) > 1 or "\u4e00" <= run <= "\u9fff":
            label = run


def is_familiar(name: str) -> bool:
    """Whether a name begins with a surname, or is of two parts (祖丽·艾尼)."""
    return name[0] in _SURNAMES or name[:2] in _COMPOUND or "·" in name
