"""Measure words: what a quantity is counted in, as one pattern."""

import re

from corpus.wordlists import words

# A line holds measure words that are always safe after a number, or one word and, as a pattern, what must not follow it
# (3家 is counted, 三家庭 is not).
_MEASURES = """
人次 场次 批次 件次 户次 架次 车次 班次 艘次 辆次 台次 例次 篇次 项次 家次
标准箱 标箱 人份 千瓦时 千瓦小时 千瓦 兆瓦时 兆瓦 吉瓦
平方公里 平方千米 平方米 平方厘米 平方 平米 立方米 立方 公里 华里 海里 千米
厘米 毫米 微米 纳米 公顷 公斤 千克 毫克 微克 毫升
美元 欧元 日元 港元 港币 英镑 卢布 澳元
分钟 小时 课时 学时 学分 周年 周岁 摄氏度 百分点 千分点 床位 吨公里 人公里 吨 斤 番
块钱 毛钱 盘
篇 册 套 栋 幢 辆 艘 匹 株 棵 颗 粒 枚 箱 桶 瓶 袋 筐 捆 桌 席 趟 例 宗 桩 幅 曲 句 卷 页 根 岁 升 盏 帧 个
人 民(?!币)|口|大(?!多|都)|才|士|类|家|们|员|均(?!为|是)|工(?!作|程)|格|心|权
次 性|序|要|元
名 牌|列|义(?!务|诊)
家 庭
户 籍|外
件 套
条 文(?!史)
项 目(?!标)
部 门|队(?!伍)|分|位|委(?!员)|长(?!篇)|级|署|落|件
场 所|馆|地(?!方)|景
支 部(?!队)|行(?!动)|持|援|撑|出|柱|付|流
届 中|次|全会|全体|委|别|时|满|末
期 间|限|货|待|望|刊(?!物)|末|盼|工程|项目|建设
批 示(?!范)|准(?!入)|复(?!工)|评
类 似|别
种 植(?!物)|粮|群|田|子(?!女)
份 额|量
张 力|扬
本 市|县|区|地(?!方)|级|年|次|土|届|报(?!告)|着|色|领|职
座 谈
位 数(?!学|字)|置|于|次|一体
处 理(?!想)|置|于|罚|级|长|方|室|女
所 有|在|需|属|得|以|谓
间 接|隔|距
台 湾|胞|商|账|州
架 构
列 入|车|为
只 有|是|要|能
眼 前|光|界
米 粉|饭
秒 杀
回 应|访|家|复|乡|收|头|顾|归|购|答|升|落|报|到|流|暖|稳|馈|避|忆|路|来|去|合
辑 录
毛 病|利|巾|泽|细|重
包 括|含|装|裹|容|围|抓|联|保|村|片|户|干|点|机|办|组|产|销|邮|子|扎
车 辆|间|站|道|位|库|型|主|程|流|号|牌|用|载|祸|险|展
天 然|津|气(?!温)|下|安门
周 边|末|期|到|围|密
年 级|代|度(?!假)|轻|龄|底|末|后|前(?!后)
元 旦|素|宵|件|气|勋|帅
倍 增
折 射|扣|叠|线|合
片 面|区|段|长|刻|儿
段 位|落
组 织|建|长|成|合|员|团
轮 流|值|岗|候|胎|船|廓|椅
起 来|草|步|到|点|源|诉(?!讼)|义|码|止|始|飞|伏|初|航
笔 记|者|试|谈
副 主|书记|县|市|省|处|科|教|食|业|总|局|部
封 闭|锁|存|山|面|控|建
块 钱|头
集 体|团|中|群|聚|合|约|成|散
剂 量
亩 产|均
单 位|元|一|个|独|纯|身|项|据|价|产|程|方
顷 刻
克 服|拉|强|隆
"""
# These make names with a single number word (四面八方, 三门峡), so they need digits or a longer number.
_WEAK_MEASURES = """
双 方|向|边|重|休|职|语|月|减|创|拥|轨|控|碳
通 过|报|知|道|车|行|常|告|话|讯|用|风|信|航|水|气|电|畅|俗|往|州
把 关|握|手|脉|控|戏|柄|总
字 典|体|面|段|号
分 之|布|类|管|别|析|散|批|解|级|店|局|支|行|享|开|明|流|户|包|发|配|为|成|层|担|红|权|歧|会|校|院|队|工|化
步 入|行|骤|伐|走
层 次|面|级|出
门 户|口|槛|票|店|诊|前|牌
道 路|德|理|教|具|歉
口 岸|径|号|碑|头|粮|感|服|语
面 积|临|对|向|上|前|貌|板|粉|试|部|料|世|目
头 等|部|脑|条|衔
首 次|届|个|批|要|先|府|创|都|轮|部|长
对 接|口|象|外|标|照|策|应|话|于|比|方|等|待|手|党|此
班 级|子|组|长|主|车|列
站 位|点|台|在|长|立
节 约|能|点|省|水|目|气|余|制|俭|奏|假|庆|育
里 面|程|弄
角 度|色|落|逐|质
度 假|过|量|数
队 伍|员|长|友|列
环 境|节|保|球|绕|比|卫
题 目|材
课 题|程|本|外
讲 话|座|解|述|究|师|坛|台|授
版 本|权|面|图|块
"""

# 三方面 and 三项 count alike; 中美两国 and 五省 count the noun itself, which is no measure word.
_SHARE = "[%％﹪‰]|成(?![为立果员功效本绩年人品套长交就因分都])"
_COMPOUND = "个[半多余来]?(?:月|小时|世纪|百分点|千分点|钟头)"
_POINTS = (
    "(?<=以下[两三四五六七八九])点|点(?=(?:主要|具体|重要)?(?:意见|建议|要求|希望|体会|启示|看法|措施|共识|经验|工作))"
)
_BIG = (
    r"大(?=[\u4e00-\u9fff]{2})"
    "(?!以来|精神|报告|召开|提出|胜利|代表|会议|上的|连池|皆空|[后前小人家爷姑姨娘妈叔哥姐王夫学队约概致多量批幅力])"
)
_LEVEL = "(?<=[省市县区乡镇村府央地）)][两三四五])级"
NOUNS = (
    "省份|省区市|省区|省市|省|县市区|市县区|县区|县市|区县|市县|市州|地市|县|区(?!域|块|间)|市|乡镇|镇街|镇|街道|村居|村|社区|国家|国(?!集团|联军|演义)|部门|部委|"
    "地(?![方区产块级点理位面质形带图震铁下势步处税])"
)
"""Nouns that are counted without a measure word."""


def _units(table: str) -> str:
    """Return an alternation of the table's measure words, the longest first."""
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        words = line.split()
        if len(words) == 2 and len(words[0]) == 1:
            found[words[0]] = f"{words[0]}(?!{words[1]})"
        else:
            found |= {word: word for word in words}
    return "|".join(found[word] for word in sorted(found, key=len, reverse=True))


_BRACKETED = "[场人件户][（(]次[）)]"
_LATIN_TABLE = """
平方米 m² m2 m^2 ㎡|平方公里 km² km2 km^2 ㎢|立方米 m³ m3 m^3|公顷 hm² hm2 ha|
公里 km|米 m|厘米 cm|毫米 mm|公斤 kg|克 g|吨 t|
升 L|毫升 mL|千瓦 kW|千瓦时 kWh|兆瓦 MW|摄氏度 ℃
"""
LATIN = {sign: name for name, *signs in map(str.split, _LATIN_TABLE.split("|")) for sign in signs}
"""Units in Latin letters, and the words for them."""

_LATIN = "|".join(f"{re.escape(one)}(?![A-Za-z0-9])" for one in sorted(LATIN, key=len, reverse=True))
_SPECIAL = rf"{_LATIN}|{_BRACKETED}|{_COMPOUND}|{_LEVEL}|{_SHARE}|方面|{_POINTS}|{_BIG}|日(?=内)"
UNIT = rf"{_SPECIAL}|{_units(_MEASURES)}|{_units(_WEAK_MEASURES)}"
"""A pattern for a unit, without groups."""

WEAK = frozenset(line.split()[0] for line in _WEAK_MEASURES.strip().splitlines())
LASTING = words("年 天 日 周 个月 小时 分钟 秒 世纪")
SHARES = words("% ‰ ‱ 倍 百分点 千分点 番")

KINDS = {
    "money": words("元 角 分钱 美元 欧元 日元 港元 港币 英镑 卢布 澳元"),
    "share": SHARES,
    "time": LASTING | words("课时 学时 月 刻"),
    "people": words("人 名 位 人次 口"),
    "area": words("平方米 平方公里 平方千米 平方 平米 亩 公顷"),
    "length": words("公里 米 千米 厘米 毫米 里 华里 海里"),
    "weight": words("吨 斤 公斤 千克 克 毫克"),
    "volume": words("立方米 立方 升 毫升"),
    "age": words("岁 周岁"),
}
"""Units by what they measure; all others count."""
# Measure words that stand for one another between a question and a report.
_ALIKE = tuple(
    map(
        words,
        (
            *("人 名 位 人次 口", "次 场 期 回 场次 批 批次 轮 届 趟 户次 件次", "件 条 项 份 篇 个 宗 起", "户 家 个"),
            *(
                "个 处 所 家 座 间 项 支 种 类 部 条 辆 台 株 棵 栋 对 名 位 人 户",
                "本 部 册 套 卷 辑 种",
                "棵 株",
                "栋 幢 座",
            ),
            *("辆 台 部 车 架", "天 日", "堂 节 课 讲 场", "班 期 个", "里 公里 千米", "对 双 副 幅", "头 只 羽 匹 口"),
        ),
    )
)


def kind_of(unit: str) -> str:
    """Return what a unit measures: money, share, time, ..., "count" for a measure word."""
    return next((kind for kind, units in KINDS.items() if unit in units), "count")


def are_alike(one: str, other: str) -> bool:
    """Whether two units may stand for one another: 名 and 人, 次 and 场."""
    return one == other or any(one in group and other in group for group in _ALIKE)
