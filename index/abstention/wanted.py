"""What is wanted: whether a sentence holds the kind of answer that a question asks for.

The Chinese words here are the grammar of answers, not sentences that a user reads.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from corpus.figures import figures_in, units_in
from corpus.grammar import SURNAMES, han_number
from corpus.regions import regions
from index.question import Question
from index.terms import people_in, words
from index.understanding.asking import Want, asks_price, asks_what_was_spent
from index.understanding.synonyms import synonyms_of

_ROLES = (
    "副主席|主席|副书记|书记|副县长|县长|副区长|区长|副市长|市长|秘书长|主任|局长|部长|会长|院长|校长|馆长|社长|站长|"
    "通讯员|记者|委员|策划|编辑"
)
_LEVEL = "(?P<level>全国|省|市)?(?:委|政协|政府)?"
_PERSON = re.compile(rf"{_LEVEL}(?:{_ROLES})[:：]?\s?(?!任(?:组|副|主)|会)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
# 主席是谁, 团长叫什么: the holder of an office is asked for, not one of many who did something.
_HOLDER = re.compile(
    rf"{_LEVEL}(?P<role>{_ROLES}|[\u4e00-\u9fff](?:长|头|负责人|牵头人)|负责人|牵头人|召集人|主持人|传承人|带头人|领队|首席|编剧|导演|指挥|教练|顾问|司机)(?:现在|目前)?(?:是|叫|姓|为|归|由)?(?:谁|哪一?位|哪个|什么名|什么|啥)"
)
_DATE = re.compile(
    r"\d+月|\d{4}年|每[年季月周]|[上下]半年|[一二三四]季度|[唐宋元明清]代|民国|世纪|年代|朝|[\d一二两三四五六七八九十][时点]|[两几]个(?:小时|钟头)"
)
_HOUR_ASKED = re.compile(r"几点(?![子个建要意])")
_HOUR_TOLD = re.compile(r"[\d一二两三四五六七八九十]+(?:[时点](?!的?[子意])|:\d\d)")
# What was made, given or drawn, by whom or when: a sentence that answers says so in one of these words.
_DONE = re.compile(
    r"(?:谁|哪一?[位年天家]|什么时[候间]|何时)[^,，]{0,3}?(?P<deed>设计|捐|导演|执导|盖|始建|挖|造|凿|铸)[^,，]{0,2}的"
    r"|(?P<before>始建|挖|凿|铸)(?:造|成)?(?:于|是)(?:哪|什么)"
)
_DEEDS = tuple(
    (re.compile(done), re.compile(told))
    for done, told in (
        ("设计", "设计|绘制"),
        ("捐", "捐|出资|资助|赞助"),
        ("导演|执导", "导演|执导"),
        ("盖|始建|挖|造|凿|铸", "盖|始建|新建|兴建|修建|建[成于起]|挖|造|凿|铸|落成"),
    )
)
# 几时完工 is not answered by when work began.
_OPPOSITES = (
    (re.compile("完工|竣工|建成|建好|修好|通车|投用|启用"), re.compile("开工|动工|奠基")),
    (re.compile("开工|动工|奠基"), re.compile("完工|竣工|建成|通车|投用")),
)
_YEAR_ASKED = re.compile(r"哪一?年")
_YEAR_TOLD = re.compile(r"\d{4}年|\d月|[去前当今]年|年代|世纪|[唐宋元明清]代|民国|朝")
_PLACE = re.compile(
    r"赴|前往|[\u4e00-\u9fff]{2}[至到][\u4e00-\u9fff]{2,8}?(?:的|路|线|段)|位于|设在|落户|等地|借用|由原?[^,，。;；]{2,12}改[建造]|在[^,，。;；]{2,12}?(?:举[行办]|召开|开展|参加|启动|开[馆工幕])|"
    r"(?:在|于|到|从|往|走进|来到|进驻|视察|走访|考察|调研|和|、)[^,，。;；]{1,12}?(?:[省市县区镇乡村街路园馆院校站寨湾岛山湖河江荡港桥厅楼]|街道|社区|小学|中学|大学|广场|大厦|公园|中心|基地|草场|码头|会场|现场|礼堂|酒店|"
    r"大道|农场|牧场|景区|园区|校区|工地|车间|企业|公司|分店|驿站|店|工坊|作坊|厂|合作社|项目|林场|场|驿|阁|亭|塔|寺|庙|祠|堡|坡|沟|岭|坪|坝|潭|泉|段|台|旁|边)"
)
_NAME = re.compile(
    rf"[“《「\"][^”》」\"]+[”》」\"]|[\u4e00-\u9fff]{{2,3}}(?:{_ROLES})|(?:{_ROLES})[\u4e00-\u9fff]{{2,3}}"
)
_CAUSE = re.compile(r"因|由于|鉴于|考虑到|为了|为解决|为破解|针对|致使|导致|难以|以便|之所以")
# Somebody does something, though no name is told: 由17名委员轮流坐班, 请老艺人执教.
_AGENT = re.compile(rf"由|请|带领|牵头|领衔|主讲|执教|\d+[名位]|(?:{_ROLES})")
# A name after who somebody is (老船工卜长江), or before it (折彩凤委员).
_RARER = "路盛单房闻卜陆井柏荆臧费隋冀郎鄢池缪艾居计闵匡管"
_SURNAMED = re.compile(
    rf"[员工师人长手匠生授士家者民友头户嫂爷奶妈哥姐叔婶伯娃翁医商](?:[{SURNAMES}{_RARER}]|[\u4e00-\u9fff](?=[\u4e00-\u9fff]{{1,2}}[说等领主带讲唱担]))[\u4e00-\u9fff]{{1,2}}"
    r"|(?<![一-龥])[\u4e00-\u9fff]{2,3}(?:委员|同志|老师|师傅|先生|女士|教授|医生)"
    r"|[一-龥]{2,3}委员一人|的[一-龥]{2,3}\d{2}岁"
    r"|(?<=[员工师家人长生手农匠民医警])[一-龥]{2,3}(?=执笔|担任|兼任|统筹|口述|领唱|独唱|主讲|带队|负责|牵头|个人|领衔|审稿|主编|主笔|编写|绘制|创作)"
)
# Who somebody is may be said at length before the name: 由区政协副主席、书法家欧阳砚秋兼任.
_NAMED_LAST = re.compile(
    rf"(?:欧阳|上官|司马|诸葛|尉迟|夏侯|[{SURNAMES}{_RARER}])[\u4e00-\u9fff]{{1,2}}(?=$|[、兼担任已负带领出])"
)
_CHARGED = re.compile(r"[收租票价售卖罚]|一[次晚趟张吨碗份顿]\d|每[人位碗张餐份吨户间晚斤亩个]|津贴|工资|补贴")
_SPENDING = re.compile(r"[投筹拨耗花]|资金|造价|经费|费用|成本|捐|贷款")
# 哪些 wants more than one thing, told apart: 北京、武汉; 一是…二是…; 图书馆和体育馆.
_SEVERAL = re.compile(r"[、;；]|和|及|与|[“《「].*[“《「]|一是|二是|既|又|还")
# 哪所小学, 哪一级, 是哪个村的: one of many is asked for by its name, which must stand right before the word.
_WHICH = re.compile(
    r"哪(?:一)?(?:[个所家座条位支间处])?(?P<noun>村|镇|乡|街道|社区|小学|中学|学校|大学|医院|公司|企业|公园|广场|码头|银行|书店|出版社|研究院|学院|媒体|报纸|景区|水库|剧团|级|路|"
    r"鼓楼|渠|桥|岛|山|河|湖|厂|寺|港|渡口|车站|场馆|古镇|祠堂|戏班)"
    r"|(?P<kind>小学|中学|学校|医院|公司|企业|机构|工厂|商场|酒店)[^,，]{0,2}(?:叫什么|叫啥|是谁家|都?是哪)"
)
# 哪个学校 is answered by the name of a 中学.
_SAME_KIND = {
    "学校": "学校|小学|中学|大学|学院|幼儿园|职校|技校|[一二三四]中|高中|职高|校区",
    "医院": "医院|卫生院|诊所|卫生服务中心|妇保院",
    "公司": "公司|企业|集团|厂|合作社",
    "企业": "企业|公司|集团|厂|合作社",
    "村": "村|嘎查|屯|寨|垸|湾",
    "镇": "镇|乡|街道|苏木",
    "乡": "乡|镇|苏木",
    "路": "路|街|大道|巷|线|渠|坡",
    "媒体": "报|网|台|刊|媒体|频道",
    "报纸": "报|网",
}
_NAMED_AND = "(?<=[在到于赴进是、,，][\u4e00-\u9fff]和)"  # 在泰和村
_MEASURED = r"[多几余个所家座条位间处各全每两该本等的和、,，。“”进在到往向于从把对入出]"
# 其中《人民政协报》几篇: a part of a number stands beside the whole.
_PART = "其中"
_CITY = re.compile(r"哪(?:一)?(?:座|个|些|几[个座])大?城市")
_CONTACT = re.compile(
    r"(?<![打接])电话|手机号|联系方式|座机|(?<!来)热线(?:号码|是多少)|邮箱|网址|地址|怎么联系|如何联系"
)
_PHONES = re.compile(r"(?:多少|几)[部台个只块]|电话的")  # counted, or only spoken of
_REACHED = re.compile(r"\d{3,4}-?\d{7,8}|\d{5,11}(?!\d|[件次人个条篇名户元])|@|www|[路街巷]\d+号")
# The name of a person is wanted, not of a thing: 那位司机叫什么, 几位院士的名字.
_PEOPLE_NAMED = re.compile(
    r"(?:司机|师傅|老师|教师|院士|专家|教授|艺人|工匠|医生|大夫|委员|代表|村民|老人|老人家|队长|组长|团长|领队|作者|记者|学生|同学|孩子|老乡|老板|人)"
    r"(?:们)?(?:的名字|姓名|分别叫|都叫|是叫|叫什么|叫啥|姓什么|姓啥|姓甚)|姓甚名谁|分别(?:叫|是)谁"
)
_SEVERAL_NAMED = re.compile(r"(?:[它他她]们|分别|都|[两二三四五六七八九十\d]+[家所个位名座支])[^,，]{0,6}叫(?:什么|啥)")
_THINGS = re.compile(r"它们|[两二三四五六七八九十\d]+[家所座]")
# Whoever is asked for by such a word is named with it.
_SAID_ITSELF = re.compile(
    r"(?P<word>老伴|爱人|妻子|丈夫|儿子|女儿|法官|冠军|亚军|第一名|设计师|房东|店主)[^,，]{0,3}(?:谁|叫|姓|哪)"
)
_BARE = frozenset("个的子们大小新老")
_HEAD = 5
_COUNTED = re.compile(r"哪(?P<count>[两二三四五六七八九十\d]{1,2})")
_QUOTED = re.compile(r"[“《「\"][^”》」\"]+[”》」\"]")
_FORMS = {Want.DATE: _DATE, Want.PLACE: _PLACE, Want.NAME: _NAME}
_DATE_ALONE = 14
_CLAUSE = re.compile(r"[,，;；:：。!！?？]")


class Fit(StrEnum):
    """How a sentence stands to the kind of answer that is wanted; OPEN where any sentence may answer."""

    OPEN = "open"
    HELD = "held"
    SAME_UNIT = "same_unit"
    LIKE_UNIT = "like_unit"
    OTHER_UNIT = "other_unit"
    LACKED = "lacked"


def fit_of(question: Question, sentence: str) -> Fit:
    """Return how a normalised sentence stands to what the question wants."""
    if _lacks_name(question.slots.rest, sentence) or _lacks_deed(question.slots.rest, sentence):
        return Fit.LACKED
    match question.want:
        case Want.FIGURE:
            fit = _number_fit(question, sentence)
        case Want.REASON:
            fit = Fit.HELD if _CAUSE.search(sentence) else Fit.OPEN
        case Want.LIST:
            fit = _list_fit(question.slots.rest, sentence)
        case Want.PERSON:
            fit = _person_fit(question.slots.rest, sentence)
        case Want.PLACE if _WHICH.search(question.slots.rest):
            fit = Fit.HELD  # its name stands there, or else it would be lacking
        case Want.DATE:
            fit = Fit.HELD if _tells_when(question.slots.rest, sentence) else Fit.LACKED
        case Want.NAME:
            fit = Fit.HELD if _names_another(question.text, sentence) else Fit.LACKED
        case Want.PLACE:
            fit = Fit.HELD if _PLACE.search(sentence) else Fit.LACKED
        case _:
            fit = Fit.OPEN
    return fit


def _number_fit(question: Question, sentence: str) -> Fit:
    units = units_in(sentence)
    fit = _figure_fit(question, units) if _counts(question, sentence) else Fit.OTHER_UNIT
    told = fit in (Fit.SAME_UNIT, Fit.LIKE_UNIT, Fit.HELD)
    if told and not _is_money_asked_for(question, sentence):
        return Fit.LACKED
    return Fit.LACKED if _PART in question.slots.rest and not _tells_part(question, units, sentence) else fit


def _tells_when(asked: str, sentence: str) -> bool:
    """Whether a sentence tells an hour, a year or any date, as is asked, and not only of the opposite."""
    if _HOUR_ASKED.search(asked):
        return bool(_HOUR_TOLD.search(sentence))
    for this, opposite in _OPPOSITES:
        if this.search(asked) and opposite.search(sentence) and not this.search(sentence):
            return False
    return bool((_YEAR_TOLD if _YEAR_ASKED.search(asked) else _DATE).search(sentence))


def _lacks_deed(asked: str, sentence: str) -> bool:
    """Whether a sentence says nothing of what was done: 请谁设计的 is answered by no 由22名委员轮流值守."""
    deeds = [match["deed"] or match["before"] for match in _DONE.finditer(asked)]
    told = [told for deed in deeds for done, told in _DEEDS if done.search(deed)]
    return bool(told) and not any(one.search(sentence) for one in told)


def _lacks_name(asked: str, sentence: str) -> bool:
    """Whether a number to ring, a person's name or the name of one of many is asked for and not told."""
    kin = _SAID_ITSELF.search(asked)
    if kin and not any(word in sentence for word in (kin["word"], *synonyms_of(kin["word"]))):
        return True
    if _CONTACT.search(asked) and not _PHONES.search(asked) and not _REACHED.search(sentence):
        return True
    if _PEOPLE_NAMED.search(asked) and not _names_person(sentence):
        return True
    which = _WHICH.search(asked)
    if which is not None:
        noun = which["noun"] or which["kind"]
        nouns = f"(?:{_SAME_KIND.get(noun, noun)})"
        return not re.search(
            rf"[\d\u4e00-\u9fff]{{2}}(?:(?<!{_MEASURED})|{_NAMED_AND}){nouns}(?![民里级支干居会长])", sentence
        )
    return bool(_CITY.search(asked)) and not _names_city(sentence)


def _names_person(sentence: str) -> bool:
    told = any(form.search(sentence) for form in (_PERSON, _SURNAMED, _NAMED_LAST))
    return told or bool(people_in(sentence))


def _names_another(asked: str, sentence: str) -> bool:
    """Whether a sentence has a person, or a name that the question has not said; several where several are asked."""
    names = [name[0] for name in _NAME.finditer(sentence) if name[0].strip('“”《》「」"') not in asked]
    if _SEVERAL_NAMED.search(asked):
        marked = [name for name in names if _QUOTED.match(name)]
        people = len(people_in(sentence)) > 1 or bool(_SURNAMED.search(sentence) and "、" in sentence)
        return len(marked) > 1 or (people and not _THINGS.search(asked))
    return bool(names) or bool(_SURNAMED.search(sentence))


def _names_city(sentence: str) -> bool:
    return any(short in sentence for short in regions().values() if len(short) > 1) or "市" in sentence


def _figure_fit(question: Question, units: Sequence[str]) -> Fit:
    """Return how the units of a sentence's figures suit the wanted one."""
    if not units:
        return Fit.LACKED
    if not question.units:
        return Fit.HELD
    ranks = [question.units.index(_counted_in(question, unit)) for unit in units if suits(question, unit)]
    if not ranks:
        return Fit.OTHER_UNIT
    return Fit.SAME_UNIT if min(ranks) == 0 else Fit.LIKE_UNIT


def _counted_in(question: Question, unit: str) -> str:
    """Return the unit that is asked for: 几条船 may be told as 560艘次, for 条 is 艘, and 次 counts them again."""
    return unit if unit in question.units else unit.removesuffix("次")


def _counts(question: Question, sentence: str) -> bool:
    """Whether a figure of a sentence counts what a question asks the number of, as far as that is plain."""
    if not question.counted:
        return True
    wanted = (question.counted, *synonyms_of(question.counted))
    if len(words(question.counted)) > 1 and not any(word in sentence for word in wanted):
        return True  # 歇脚的地儿 is told in other words, if at all
    shared = set("".join(wanted)) - _BARE
    # What is counted ends an indicator: 商定摊位照明等事项126项 counts no 摊位.
    return any(shared & set((figure.indicator or "")[-_HEAD:]) for figure in figures_in(sentence))


def _tells_part(question: Question, units: Sequence[str], sentence: str) -> bool:
    return _PART in sentence or sum(suits(question, unit) for unit in units) > 1


def _is_money_asked_for(question: Question, sentence: str) -> bool:
    """Whether money that is told was spent where that is asked, and is taken where a price is asked.

    门票30元 and 一晚只收15元 are no cost, 总投资1.46亿元 is no price.
    """
    if asks_what_was_spent(question.slots.rest):
        wanted, other = _SPENDING, _CHARGED
    elif asks_price(question.slots.rest):
        wanted, other = _CHARGED, _SPENDING
    else:
        return True
    return any(wanted.search(part) or not other.search(part) for part in answering_clauses(question, sentence))


def suits(question: Question, unit: str) -> bool:
    """Whether a figure of this unit may be the wanted one."""
    return not question.units or _counted_in(question, unit) in question.units


def answering_clauses(question: Question, sentence: str) -> list[str]:
    """Return the clauses of a sentence that hold the kind of answer that is wanted, all of it where any may answer.

    A date stands before what happened then, in a clause of its own, which comes along.
    """
    parts = clauses(sentence)
    if question.want is Want.FIGURE:
        return [part for part in parts if any(suits(question, unit) for unit in units_in(part))]
    form = _FORMS.get(question.want)
    if form is None:
        return [sentence]
    held = [at for at, part in enumerate(parts) if form.search(part)]
    return ["".join(parts[at : at + 1 + (len(parts[at]) <= _DATE_ALONE)]) for at in held]


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence."""
    return [clause for clause in _CLAUSE.split(sentence) if clause.strip()]


def _list_fit(asked: str, sentence: str) -> Fit:
    """哪四支 wants so many: told as a number, or listed."""
    counted = _COUNTED.search(asked)
    count = counted and han_number(counted["count"])
    if not count:
        return Fit.OPEN if _SEVERAL.search(sentence) else Fit.LACKED
    listed = max(sentence.count("、") + 1, len(_QUOTED.findall(sentence)))
    # 三问三评 is a name and tells nothing of 哪三问.
    told = any(figure.value == count and figure.text not in asked for figure in figures_in(sentence))
    return Fit.HELD if told or listed >= count else Fit.LACKED


def _holds(role: str, sentence: str) -> bool:
    """Whether somebody is named with a role: 院长由书法家欧阳砚秋兼任, 团长是当过风钻工的李大钻, 孔笙任团长."""
    if re.search(rf"{role}由[^,，。;；]*[\u4e00-\u9fff]{{2}}[兼担]?任", sentence):
        return True
    if re.search(
        rf"{role}[:：]?\s?(?!任|会)[{SURNAMES}][\u4e00-\u9fff]|[\u4e00-\u9fff]{{2,3}}[兼担]?任[^,，。;；]{{0,6}}{role}",
        sentence,
    ):
        return True
    clause = re.search(rf"{role}[\u4e00-\u9fff]{{0,4}}[、是由为][^,，。;；]{{2,40}}", sentence)
    return bool(clause and (people_in(clause[0]) or _NAMED_LAST.search(clause[0])))


def _person_fit(asked: str, sentence: str) -> Fit:
    """A holder of an office must be named with it, at the level that is asked about: 省政协主席 is not 县政协主席."""
    named = list(_PERSON.finditer(sentence))
    holder = _HOLDER.search(asked)
    if holder is None:
        if named:
            return Fit.HELD
        told = _AGENT.search(sentence) or _SURNAMED.search(sentence) or people_in(sentence)
        return Fit.OPEN if told else Fit.LACKED
    role = holder["role"]
    if not _holds(role, sentence):
        return Fit.LACKED
    levels = [match["level"] for match in named if role in match[0]]
    return Fit.HELD if not levels or holder["level"] in levels else Fit.LACKED
