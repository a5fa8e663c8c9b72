"""Bylines: who wrote an article, as such lines name people."""

import re
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from corpus.grammar import BULLET, is_credited
from corpus.regions import regions_of
from corpus.wordlists import cut, words

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
_PLACE = r"(?:本报|本刊|本网|本台|本社|全媒体|全媒|融媒体|融媒|特约|特邀|见习|首席|实习|特派|驻\w{1,3})"
_OUTLET = r"(?:[\u4e00-\u9fff]{2,8}?(?:报|刊|网|台|社|客户端|中心|融媒体?))"
_TASK = (
    r"(?:通讯员|记者|撰稿人|撰稿|本文作者|作者|来稿|稿件提供|文字提供|供稿人|供稿|投稿人|投稿|采访|信息员|信息报送|实习生|"
    r"评论员)"
)
_ROLE = re.compile(rf"^(?:{_OUTLET}?{_PLACE}*{_TASK})+")
_PICTURING = words("图 摄 摄影 供图 图片")
_WRITING = words(
    "文 述 口述 文图 图文 撰文 采写 整理 文字 文字整理 文案 原创 报道 联合报道 摄影报道 综合报道 执笔 本报讯 本报 本刊"
)
_TASKS = _PICTURING | _WRITING
# Those whom such a task names did not write.
_OTHER_TASK = re.compile(
    r"(?:责任|执行|网络)?编辑|责编|主编|编审|[初复终]审|审[核校稿]人?|校对|来源|视频|音频|剪辑|监审|统筹|出品|主持|记录|(?:作者|供稿|撰稿|报送)?单位|监制|发布者?|上传者?|设计|排版|版式|制图"
)
# 县政协, 县政协提案委
_OFFICE_OF_ONE = re.compile(r"政协(?:[\u4e00-\u9fff]{0,6}(?:委|办|室|处|科|组))?$")
# （提案委 张三）, （云溪 张三整理）
_FROM = re.compile(
    r"^[（(](?P<whose>[\u4e00-\u9fff]{2,10})\s+(?=[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,2}(?:\s|整理|供稿|[)）]))"
)
_UNITS = ("镇", "乡", "委", "办", "室", "科", "处", "组", "会", "局", "站", "台", "部", "政协")
_BODY = re.compile(r"(?:政协|委员会|办公室|工委|党组|机关|报社|日报|电视台|中心|办|[研究联络秘书信息]{2}室|宣传部)$")
# 市政协研究室供稿
_WROTE = re.compile(r"(?<=.{2})(?:供稿|报道|撰稿|采写|整理|撰文)$")
_ASIDE = re.compile(
    r"[（(](?:作者)?(?:系|单位|为)[^（）()]*[)）]|(?<=[\u4e00-\u9fff])[（(][^（）()]{2,20}(?:主席|书记|秘书长|主任|委员|常委|政协|界)[)）]$"
    r"|(?<=[\u4e00-\u9fff])[（(](?P<region>[\u4e00-\u9fff]{2,6})[)）]"
)
# （作者:张三,系云溪县政协副主席）
_SELF = re.compile(r"(?<=[\u4e00-\u9fff])[，,\s]*(?:系|现任|单位[:：])[^（）()，。]{2,30}(?=[)）]$)")
# 记者张三通讯员李四
_RUN_ON = re.compile(r"(?<=记者)(?P<name>\s?[\u4e00-\u9fff]{2,3})(?=(?:本报|特约)?通讯员)")
_MARKS = r"\s/／:：、，,;；()（）\[\]【】〔〕|｜丨∣☉⊙▍▌□■●◆◇○★☆◎▲△"
# 文/张三 图/李四, 张三 文 李四 摄: who took the pictures beside who wrote.
_PICTURED = re.compile(
    r"(?<=.)(?<![文/／])(?:图|摄影?|供图|图片)\s*[/／:：]\s*[\u4e00-\u9fff·]{2,6}(?=[\s)）]|$)"
    r"|(?<=[\s/／]文)\s+[\u4e00-\u9fff·]{2,4}\s*[/／]?\s*(?:摄影?|供?图)(?=[)）]?$)"
)
_TEXT_BY = re.compile(r"文\s*[/／:：]|[\s/／]文\s")
# No characters of a name: 下转三版, 未完待续.
_IN_NO_NAME = re.compile("[一二三四五六七八九十转续略完版页图注摄据附见]")
_LABELS = re.compile(r"^(?:信息|文章|稿件|内容)?(?:来源|出处)\s*[:：]\s*")
_FIELDS = re.compile(r"[|｜]|\s{2,}")
_SEPARATOR = re.compile(f"[{_MARKS}]+")
# 李　四 is one word, as is 李 四 光 alone on a line.
_ONE = "[\u4e00-\u9fff]"
_APART = re.compile(
    rf"^{_ONE}(?:\s+{_ONE}){{2,3}}$|(?<=[\u4e00-\u9fff]\s)文\s+(?![图摄]){_ONE}(?![^{_MARKS}])|(?<![^{_MARKS}])(?![文图摄述]){_ONE}\s+(?![文图摄述]){_ONE}(?![^{_MARKS}])"
)
_BRACKETED = re.compile(r"[（(\[【〔].+[)）\]】〕]")
# Marks that stand before a name, those of lists and more.
_SIGN = re.compile(rf"{BULLET.pattern}|^[☉⊙△▲▍▌]")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6}){1,3}")
# 本报讯(通讯员 张三), 某某网11月8日讯 (李四)
# 政协某县委员会主席 张三: above a speech.
_OFFICE = re.compile(
    r"^[\u4e00-\u9fff、]{2,24}(?:主席|书记|秘书长|主任|委员|常委|[市县区旗州]长)\s+(?P<name>[\u4e00-\u9fff]{2,3})$"
)
_UNIT = re.compile(r"^[（(]\s*作者(?:单位|系|为)\s*[:：]?\s*")
# 乌云其其格, among other names in brackets.
_LONG_NAME = re.compile(r"[\u4e00-\u9fff]{4,6}")
_INLINE = re.compile(
    r"^[^，。,（(]{2,30}?[讯电]\s*[（(](?P<first>[^（）()]{2,60})[)）]|[（(](?P<last>[^（）()]{2,60})[)）](?=$|相关链接|责任?编辑?|[上下]一篇)"
    r"|^[（(](?P<opening>(?:本报|特约)?(?:记者|通讯员)[^（）()，。]{2,40})[)）](?=.{20})"
    r"|(?<=[。！”])\s*(?:[□■◎●▲◆]\s*(?P<marked>[^，。]{2,40})|(?P<closing>(?:本报|特约)?(?:记者|通讯员)[^，。：:]{2,40}))$"
    r"|(?<=[。！”])\s*(?P<signed>文\s*[:：|｜丨/]\s*[\u4e00-\u9fff]{2,6})$"
    r"|^(?:[\u4e00-\u9fff\d]{2,14}[讯电]\s+)?(?P<report>(?:记者|通讯员|实习生|本报记者)[^，。：:]{2,40}?)\s*报道[:：]"
)
_SOURCE = re.compile(r"^(?:来源|稿源)\s*[:：]\s*\S+\s*")
_AUTHOR = re.compile(
    r"(?:作者|记者|通讯员|撰稿人?|供稿人?)\s*[:：]\s*(?P<names>[^|｜:：]{2,40}?)\s*(?=$|[|｜]|\s\S{1,6}[:：])"
)
# 作者：张三, 文丨李四（云溪） 王五, 本报记者 赵六: who wrote, after a word that says so, as far as names go.
_PERSON = (
    rf"(?!{_PLACE}?{_TASK}|{_OTHER_TASK.pattern}|摄影|图片|来源)"
    r"(?:(?!丨)[\u4e00-\u9fff]){2,6}(?:[（(][^（）()]{1,16}[)）])?"
)
_LABELLED = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?=文[|｜丨]))(?:{_PLACE}|{_OUTLET})*(?:{_TASK}|撰文|采写|文字|文案|文|原创|执笔)(?:\s*(?P<colon>[:：|｜丨])\s*|\s*[/／]\s*|\s+)"
    rf"(?P<names>{_PERSON}(?:[\s、，,;；]+{_PERSON}(?=[\s、，,;；/／|｜丨)）]|$))*)(?!\s*[/／]\s*(?:摄|供?图)|[\u4e00-\u9fff])"
)
# 主席：张三, 记录：李四: a word before a colon that is no task of those who write.
_LABEL = re.compile(r"^[（(【\[\s]*(?P<label>[\u4e00-\u9fff]\s*[\u4e00-\u9fff\s]{1,8}?)\s*[:：]")
# 张三 2024-07-11
_BEFORE_DATE = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3})\s+(?:19|20)\d\d[年./-]\d")
# 张三各位委员、同志们: a speaker's name runs into the salutation.
_SPEAKER = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3})(?:各位|尊敬的)[^。，]{1,16}[:：]$")
_SHORT_WORDS = re.compile(r"[\u4e00-\u9fff]{2,3}(?:\s+[\u4e00-\u9fff]{2,3})*")
_LONGEST = 60
_SIGNERS = 3
_LONGEST_RUN = 12
_NO_PEOPLE = ("昨天", "今天", "前天", "刚刚", "县", "区", "市", "旗", "局", "委", "办")
_ACCOUNTS = ("网", "报", "社", "站", "台", "号", "中心", "同学", "小编", "政协", *_UNITS)
_NAMES_APART = re.compile(r"[\s、，,;；]+(?![^（(]*[)）])")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the words of a line are: people, bodies that wrote, and words that are neither."""

    names: tuple[str, ...]
    bodies: tuple[str, ...]
    others: tuple[str, ...]
    writes: bool


def is_byline(text: str) -> bool:
    """Whether a line says who wrote: 通讯员 张三, 本报记者 李四 文/图, ■ 王五 赵六."""
    if len(text) > _LONGEST or text.endswith(("。", "！", "？")):
        return False
    office = _OFFICE.match(text)
    if office and names_only(office["name"]):
        return True
    if _is_of_others(text):
        return False
    reading = _read(text)
    if reading.others or not (reading.names or reading.bodies):
        return False
    signed = _SIGN.match(text) or (_BRACKETED.fullmatch(text) and not is_credited(text))
    # 【…】 is a subhead more often than a signature.
    sure = not text.startswith(("【", "[", "〔")) or all(map(is_familiar, reading.names))
    return reading.writes or bool(signed and sure and names_only(text))


def names_only(text: str) -> bool:
    """Whether a line may be nothing but people's names: a byline without the word 通讯员."""
    if _is_of_others(text):
        return False
    reading = _read(text)
    bracketed = bool(_BRACKETED.fullmatch(text))
    spelt = {name for name in reading.names if "·" in name or (bracketed and _is_spelt(name))}
    if (whose := _FROM.match(text)) and whose["whose"].endswith(_UNITS):
        spelt |= {name for name in reading.names if cut(name) != [name]}  # （市政协办公室 都小满）
    wen = [name for name in reading.names if bracketed and len(name) == 3 and name[0] == "文" and cut(name) != [name]]
    familiar = [name for name in reading.names if name in spelt or name in wen or is_familiar(name)]
    short = all(len(name) <= 3 or name[:2] in _COMPOUND or name in spelt for name in reading.names)
    # Two words of two characters, 务实 高效, are a phrase unless both look like names.
    phrase = all(len(name) == 2 for name in reading.names)
    enough = len(familiar) == len(reading.names) or (bool(familiar) and not phrase) or bool(reading.bodies)
    return 0 < len(reading.names) <= 6 and not reading.others and short and enough


def names_in(text: str) -> tuple[str, ...]:
    """Return who a byline names, people first: 本报记者 张三 通讯员 李　四 gives (张三, 李四)."""
    reading = _read(text)
    return reading.names or reading.bodies


def people_in(text: str) -> tuple[str, ...]:
    """Return the people of a list of authors, each perhaps with an office: 本刊记者 张三, 云溪县政协委员 李四."""
    return tuple(name for name in _read(re.sub(r"\S*(?:委员|主席|主任)(?=\s)", " ", text)).names)


def names_within(text: str) -> tuple[str, ...]:
    """Return who a paragraph credits within it: 本报讯（通讯员 张三）, …。（记者 李四）, …。□王五, 记者赵六报道:…."""
    speaker = _SPEAKER.match(text)
    if speaker and names_only(speaker["name"]):
        return (speaker["name"],)
    found: list[str] = []
    for match in _INLINE.finditer(text):
        if match["signed"]:
            found += labelled_in(match["signed"])
            continue
        inner = _SOURCE.sub("", next(filter(None, match.groups())))
        closes = match["last"] is None or text[: match.start()].rstrip().endswith(("。", "！", "”", "？"))
        # What else than names would stand in brackets after 某某社讯.
        dispatch = match["first"] is not None and _SHORT_WORDS.fullmatch(inner)
        if is_byline(inner) or dispatch or (closes and names_only(f"（{inner}）")):
            found += names_in(f"（{inner}）")
    return tuple(found)


def author_in(text: str) -> tuple[str, ...]:
    """Return who a line with the date and the source names as its author: people, but no account of a website."""
    match = _AUTHOR.search(text)
    if match and names_only(named := f"（{match['names']}）"):
        return names_in(named)
    fields = [_LABELS.sub("", field.strip()) for field in _FIELDS.split(text)]
    told = (field for field in fields if is_signature(field) and (is_byline(field) or _read(field).bodies))
    dated = _BEFORE_DATE.match(text)
    signed = (dated["name"],) if dated and is_familiar(dated["name"]) else ()
    return labelled_in(text) or next((names_in(field) for field in told), signed)


def labelled_in(text: str) -> tuple[str, ...]:
    """Return whom words such as 作者, 通讯员 or 文丨 name within a line that says other things, too."""
    found: list[str] = []
    for match in _LABELLED.finditer(_joined(text)):
        words = [re.sub(r"[（(].*", "", word) for word in _NAMES_APART.split(match["names"])]
        told = _is_told if match["colon"] else is_familiar
        found += takewhile(told, dropwhile(lambda word: word.endswith(_UNITS), words))
    return tuple(dict.fromkeys(found))


def _is_told(word: str) -> bool:
    """Whether what stands behind 作者: is a person, whatever the name, and no word or account (网络, 笔杆小站)."""
    return is_familiar(word) or (cut(word) != [word] and not word.endswith(_ACCOUNTS))


def _without_region(aside: re.Match[str]) -> str:
    """Leave out what stands in brackets behind a name, if only its region does: 张三（云溪）."""
    return aside.group() if aside["region"] and not regions_of(aside["region"]) else ""


def _is_of_others(text: str) -> bool:
    """Whether a line begins with a label of others than those who write or take pictures, or of where it comes from."""
    match = _LABEL.match(text)
    label = "".join(match["label"].split()) if match else ""
    told = re.search(_TASK, label) or label in _TASKS or _LABELS.match(f"{label}:") or _WROTE.search(label)
    return bool(match) and not told


def _joined(text: str) -> str:
    """Return a text with names that are set apart, 李　四, as one word."""
    return _APART.sub(lambda match: "".join(match.group().split()), text)


def is_signature(text: str) -> bool:
    """Whether a line below the text may be who wrote it, without a word that says so: people, or people of a body."""
    people = _read(text).names
    return (
        0 < len(people) <= _SIGNERS
        and names_only(text)
        and all(is_familiar(name) or name[0] == "文" for name in people)
    )


def _read(text: str) -> _Reading:
    names: list[str] = []
    bodies: list[str] = []
    others: list[str] = []
    writes = False
    office = _OFFICE.match(text)
    whose = _FROM.match(text)
    text = text[whose.end() :] if whose and (whose["whose"].endswith(_UNITS) or regions_of(whose["whose"])) else text
    unit = _UNIT.sub("供稿 ", office["name"] if office else text)
    unit = _PICTURED.sub("", unit) if _TEXT_BY.search(unit) else unit
    passed_over = False
    plain = _RUN_ON.sub(r"\g<name> ", _SELF.sub("", _ASIDE.sub(_without_region, unit)))
    for word in filter(None, _SEPARATOR.split(_joined(plain))):
        bare = _WROTE.sub("", _ROLE.sub("", word))
        other_task = bool(_OTHER_TASK.fullmatch(word))
        passed_over = other_task or (passed_over and bare == word and bare not in _TASKS)
        writes = writes or (not other_task and (bare != word or word in _WRITING))
        dispatched = word.endswith("报道") and bool(regions_of(bare))  # 记者 张三 云溪报道
        if not bare or bare in _TASKS or passed_over or dispatched:
            continue
        if (_BODY.search(bare) and len(bare) > 4) or (bare == word and _OFFICE_OF_ONE.search(bare)):
            bodies.append(bare)
        elif (run := _people(bare)) and (bare == word or word.startswith("通讯员") or is_familiar(bare)):
            names += run
        else:
            others.append(bare)
    named = writes and bool(names) and all(map(_LONG_NAME.fullmatch, others))
    if _BRACKETED.fullmatch(text) and others and (named or all(map(_is_spelt, others))):
        names, others = [*names, *others], []
    return _Reading(tuple(names), tuple(bodies), tuple(others), writes)


def is_familiar(name: str) -> bool:
    """Whether a name begins with a surname, or is of two parts (祖丽·艾尼)."""
    return name[0] in _SURNAMES or name[:2] in _COMPOUND or "·" in name


def _is_spelt(name: str) -> bool:
    """Whether a name, as of peoples without surnames, is spelt by sounds: it holds no words (巴音才其克)."""
    words = len(name) - len(cut(name))
    return bool(_LONG_NAME.fullmatch(name)) and not _IN_NO_NAME.search(name) and words <= (len(name) > 4)


def _people(word: str) -> list[str]:
    """Return the names in a word: 王玉峰王荣荣 are two; none where the word is no name."""
    run = _run(word) if 3 < len(word) <= _LONGEST_RUN and word[:2] not in _COMPOUND else None
    return run or ([word] if _NAME.fullmatch(word) and not word.endswith(_NO_PEOPLE) else [])


def _run(word: str) -> list[str] | None:
    if not word:
        return []
    for length in (3, 2):
        if len(word) >= length and word[0] in _SURNAMES:
            rest = _run(word[length:])
            if rest is not None:
                return [word[:length], *rest]
    return None
