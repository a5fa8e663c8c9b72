"""Grammar: the kind of answer that everyday questions want, in which unit, of whom, and what is left to search for.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from enum import StrEnum

from corpus.grammar import han_number
from corpus.measures import UNIT


class Want(StrEnum):
    """The kind of answer that a question wants."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    DEFINITION = "definition"
    COMMITTEE = "committee"
    OTHER = "other"


_WHOSE = r"(?:县区|县|区|市|旗|政协|地方政协|单位)"
# The kinds of answers, each with the wordings that want it; the first that fits counts.
_WANTS_TABLE = r"""
committee 哪(?:一)?个<whose>|哪(?:一)?家|哪[县区]|哪些(?:县|区|市|政协|地方政协)|哪几(?:个[县区]|家)
figure 各[^,，]{0,2}(?:多少|几(?![年月日号点]))
date 什么时[候间]|什么日子|何时|几时(?!间)|哪[一]?天|哪[一]?年|[哪什][个么](?:朝代|年代)|哪个?月|几月|几[号日]|(?:星期|周|礼拜)几|几点(?![子个])|啥时[候间]|日期|时间是|多会儿
figure (?<!哪)(?<!怎么)几(?!乎|年来)|多少|多大规模|百分之|占比|比例|总数|总量|[人次件篇条场户]数(?!字)|人次(?=分别|各|\W*$)|谁[^,，]{0,10}[多少高]\W*$|哪[个家边][^,，]{0,4}[多少高]\W*$|数量|有多[少高大重长远久宽深厚]|多高|多大|多[重长远久](?=\W*$|时间)
figure (?:产量|产值|比例|收入|金额|投资额|总投资|经费|人口|面积|[满办采落率][^,，]{0,2}率|[\u4e00-\u9fff]{2}率)\W*$|(?:学费|租金|票价|费用?|门票)(?:怎么|咋|如何)[收算交]|\s[次件篇条人名个场%户]\s*[?？]*$
person (?:主席|书记|主任|(?<![生成特延])长|领队|负责人|牵头人|召集人)[^,，]{0,3}(?:叫什么|叫啥|名字|姓名|姓什么|是谁|是哪个)
name 叫(?:做)?(?:什么|啥)|(?:什么|啥)名(?!堂)[字称]?|名字(?:是|叫)|书名(?=是?(?:什么|啥|叫)|\W*$)
person 谁|哪[一两三几]?位|什么人|啥人|哪些人|作者|通讯员|记者是|执笔
reason (?:卡|难|堵|根子|根源|问题|毛病|原因|症结)(?:就|都|出)?在(?:哪|什么地方)
place 哪里|哪儿|在哪(?![些个几种一])|什么地[方点]|何处|啥地[方点]|地点|哪个(?:乡|镇|村|街道|社区|地方|草场|广场)|哪(?:一)?段|[到去]哪(?![些个几种])
reason 为什么|为何|为啥|因为什么|因为啥|怎么偏要|怎么想起来?|怎么要|干嘛要|原因|目的|图个啥|凭啥|出于什么|什么考虑|缘由
list 哪些|哪几|哪[二两三四五六七八九十\d]|有什么|有啥|分别是|包括|都是什么|列举|列一下|列出
definition 什么|啥|怎么|怎样|如何|咋|介绍|说说|含义|意思|内容|具体|解释
"""
_WANTS = [
    (Want(kind), re.compile(wordings.replace("<whose>", _WHOSE)))
    for kind, wordings in map(str.split, _WANTS_TABLE.strip().splitlines())
]
_EACH = re.compile(
    r"各(?!界|方|项|类|种|地区的|级)|分别(?!是|叫|为|有哪|在)|对比|比较|相比|每[个家](?:县|区|政协)|谁[^,，]{0,4}[多少高]|哪[个家边][^,，]{0,6}更|"
    r"哪些(?:县|区|市|政协|地方)|哪几(?:个[县区]|家)|[两二三四几\d](?:家(?:政协)?|个(?:政协|县区|县|区|地方)|[地县区])(?=政协|\s*[各分都,，的]|20|$)"
)
_MANY_COMMITTEES = re.compile(
    r"(?P<count>[两二三四五六])(?:家(?:政协)?|个(?:政协|县区|县|区))(?=政协|\s*[各分都,，的]|$)"
)
# A question that states something and asks whether it is so.
_PREMISE = re.compile(
    r"(?:吗|么|对吧|是吧|没错吧|对不对|是不是|是真的|没错|属实|有没有错|确认|核实|不是[^?？]{2,30}[吗嘛么]|吧)\s*[?？!！。]*\s*$|了\s*[?？]+\s*$|是不是|是否|有没有|(?P<verb>[\u4e00-\u9fff])不(?P=verb)"
)
_MANY = re.compile(rf"(?:多少|几|多大)[万亿]?(?P<unit>{UNIT})")
_TERSE = re.compile(
    r"(?P<unit>人次|[次件篇条人名场户%])数?\s*[?？]*$|(?P<of>人次(?=分别|各)|[次件篇条人场户]数(?![字据量]))"
)
# Units by what a question asks for without naming a measure word; the first that fits counts.
_SENSES_TABLE = r"""
元 角 ~ (?:造价|成本|售价|单价|收购价|花费|开销|票价|房租|产值|营收|利润|投入|总投资|善款|[口易销交]额|[价款金费资])(?:每[\u4e00-\u9fff]{1,2}|现在|一共|总共|大概|都|涨到|降到|是|为|有|了)*(?:多少|几[百千万亿])(?!个|[名位件条次])|多少钱
元 角 ~ 几块钱|几个钱|花(?:了|费|掉)?(?:多少|几多)(?![个次条件场名天年月人小])|(?:投资|造价|投入|花)[^,，]{0,3}(?:多少|几)个?[万亿](?![个人户亩吨])
元 角 ~ (?:多少|多大)(?:万|亿)?元?(?:\w{0,3})(?:资金|经费|投资|费用?|金额|损失|收入|补贴|补助|工资|奖金|租金|款)(?![项目])
元 角 ~ (?:投资额?|资金|经费|费用?|金额|款|钱|损失|收入|补贴|补助|工资|奖金|租金|价格|产值)(?:有|是|为|一共|共|大概)?多[少大]|收入\s*[?？]*$|(?:投资额|总投资)\W*$|票价|门票|单价|租金|收费|学费|[卖收]?(?:几块|多少)钱?一[次晚趟张吨碗份顿斤]
元 角 ~ 一[次晚趟张吨碗份顿斤][^,，]{0,4}(?:几块|多少)|卖(?:几块|多少)
人 ~ 人口(?:是|有|数)?(?:多少)?\W*$
% 元 厘 ~ 利息|利率
吨 标箱 标准箱 ~ 吞吐量|运量
瓦 千瓦 ~ [多几]少?个?千?瓦|功率
米 厘米 公里 ~ 多(?:深|宽|厚)
吨 斤 公斤 千克 担 立方米 ~ 产量
斤 公斤 千克 吨 克 两 ~ 多重|几斤
公里 里 米 千米 华里 海里 ~ 多[长远](?!时间)|多少里|几里
小时 个小时 分钟 ~ [几多][少个]{0,2}(?:钟头|小时)
天 年 个月 小时 分钟 周 日 月 ~ 多久|多长时间
岁 ~ [几多少]岁|多大年纪|多大岁数|年龄|高龄
平方米 平方公里 亩 公顷 平方 平米 ~ 面积|多大地
% ~ 百分之|率(?:是|有|达到|为|呢|能)?(?:多[少高]|几|[?？]*\s*$)|[比占]例|占比|几成|率.{0,6}多高
人 名 位 人次 户 ~ 多少(?:群众|老百姓|百姓|居民|村民|市民|人员|委员|学生|老人|职工|党员|代表|老师|专家|农户|游客|孩子|人(?!次|家))
"""
_BY_SENSE = [
    (re.compile(wordings), tuple(units.split()))
    for units, _, wordings in (row.partition(" ~ ") for row in _SENSES_TABLE.strip().splitlines())
]
# Measure words that may stand in a report for the first of each group in a question; 个 and 多少 alone take any.
_ALIKE = {
    group.split()[0]: tuple(group.split())
    for line in (
        "人 名 位 人次|名 人 位|位 人 名|家 个 户|户 家|座 处 个 所|处 个 座 所|所 个 处 家|间 个 处 所 家|种 类 项 大",
        "次 场 期 回 场次 批 批次 轮 届 趟 户次|回 次 场 期 场次 批 批次 轮 趟 航次 班次 人次 册次 起|场 次 期 回 场次 批 批次 轮",
        "期 次 场 批 班|批 批次 次 期|趟 次 回 场 航次 班次 车次 人次|桌 场 次|堂 节 课 次 讲 场|节 堂 课 讲|天 日|年 届",
        "件 条 项 份|条 件 项 份 艘|项 件 条 个|篇 份 条 件 部|封 件 条|张 个 份|本 部 册 套 卷|部 本 册 套 卷 台|支 个|块 元",
        "副 幅 双|双 副|幅 副|只 支 头|棵 株|株 棵|栋 幢 座|艘 条 只|台 部 架 辆 套|里 公里",
    )
    for group in line.split("|")
}


def want_of(rest: str) -> Want:
    """Return the kind of answer that a question wants."""
    return next((want for want, pattern in _WANTS if pattern.search(rest)), Want.OTHER)


def asks_of_each(rest: str) -> bool:
    """Whether a question wants an answer of each committee."""
    return bool(_EACH.search(rest))


def many_of(rest: str) -> int:
    """Return how many committees a question speaks of (两家政协: 2); 0 where it does not say."""
    match = _MANY_COMMITTEES.search(rest)
    return (han_number(match["count"]) or 0) if match else 0


def states(rest: str) -> bool:
    """Whether a question states something and asks whether it is so."""
    return want_of(rest) is Want.OTHER and bool(_PREMISE.search(rest))


def units_of(rest: str) -> tuple[str, ...]:
    """Return the units that fit a question of how many, the asked one first; none where any does."""
    for pattern, units in _BY_SENSE:
        if pattern.search(rest):
            return units
    many, terse = _MANY.search(rest), _TERSE.search(rest)
    unit = many["unit"] if many else (terse["unit"] or terse["of"].removesuffix("数")) if terse else "个"
    return () if unit == "个" else _ALIKE.get(unit, (unit,))


# Words of asking, of politeness and of filling, which no report answers with. Longer ones first.
_FILLER = re.compile(
    "|".join(
        (
            r"请问一下|请问|麻烦(?:你|您)?|我想(?:知道|问|了解)(?:一下)?|想(?:知道|问|了解)(?:一下|下)?|帮(?:我|忙)(?:查|找|看)(?:一下|一查|下)?",
            r"同一[版期页张]上?的|查(?:一下|下)|能(?:不能)?告诉我|告诉我|能否|可以|谢谢|你好|您好|到底|究竟|一共|总共|合计|大概|大约|差不多|前前后后",
            rf"哪(?:一)?个{_WHOSE}|哪(?:一)?家(?:政协)?|哪些(?:县区|县|区|市|政协|地方)|哪几(?:个[县区]|家)",
            r"各(?:县区|县市区|县|区|家|自|个|有|是)|[两二三四几](?:家|个)(?:政协|县区|县)?|[两二三四](?:地|县|区)(?=\s*(?:$|各|分别|的|政协))|[两三四]年(?=的|各|分别|\s*$)",
            r"什么时[候间]|什么地[方点]|什么样|什么人|什么|哪里|哪儿|(?:哪些|哪几?[个所家座])(?:乡镇街道|乡镇|镇村|村镇|村庄|村|镇|街道|社区|地方|地区|城市)(?![\u4e00-\u9fff]{0,1}[公镇])|哪些|哪[几一二两三四五六七八九十\d]+[个项条支种类位家本部天年月段]?|哪[天年月位段]|哪个|哪",
            r"几月份?(?:几[号日])?|几[号日]|(?:星期|周|礼拜)几|几时|几点钟?|请解释|解释(?:一下)?|\(\s*\)|[【】—]+|求助|到底|所谓|怎么个|多[高大](?=\W|$)|怎么个|[搞弄做]法|干什么|干啥|干嘛|做什么|听说|据说",
            r"(?<!反)对[吗吧]|是吧|对不对|是真的[吗吧]?|没错[吧吗]?|确认一下|核实一下|属实|来着|一顿|真的|哪[两几]位|[两几]位(?=写)|那旮[瘩沓]|[那这](?:边|儿|里|块儿?|帮人)",
            r"几多|多少钱|几块钱|块钱|(?:多少|几|多大)[万亿]?(?:人次|场次|[个次条篇件人支项名场期份家回元户吨亩张本处座所届种类部位趟块根盏台辆])?",
            r"为什么|为何|为啥|怎么样|怎么回事|怎么|怎样|如何|咋样|咋|啥时[候间]|啥地[方点]|啥|谁",
            r"是不是|是否|有没有|分别|对比|相比|比较|情况|方面|具体|介绍|说说|讲讲|是指|指的是|意思|含义",
            r"[吗呢呀啊吧嘛哦哈么的了是有都也还又就那这]+(?=[\s?？!！。,，]|$)|[?？!！。,，;；、~～…]+",
        )
    )
)
_PARTICLE = re.compile(
    r"(?<!\S)(?:那么|那|这个|这|个(?=\S)|还有|再|然后|是|有|在|的|了|又|也|和|与|跟|共)+|(?:是|的|了|呢|吗|过|得|有|不)+(?!\S)"
)
_ELSEWHERE = re.compile(
    r"[^县区市]{0,6}(?:今天|明天|后天|今晚|现在)[^县区市]{0,8}(?:天气|下雨|下不下雨|几度|冷不冷|热不热|堵不堵|股票|吃什么|吃啥|几点)[^县区市]{0,4}"
)


def core_of(rest: str) -> str:
    """Return what a question asks about, without the words of asking."""
    core = re.sub(r"\s+", " ", _FILLER.sub(" ", rest)).strip()
    previous = None
    while core != previous:
        previous, core = core, _PARTICLE.sub("", core).strip()
    return core


def asks_elsewhere(text: str) -> bool:
    """Whether a question is of the weather and the like, which no report tells."""
    return bool(_ELSEWHERE.fullmatch(text))
