"""Naming: whether a sentence names the person, place or thing that a question asks for by name.

The Chinese words here are the grammar of answers, not sentences that a user reads.
"""

import re

from corpus.grammar import SURNAMES
from corpus.regions import regions
from index.terms import people_in, words
from index.understanding.synonyms import synonyms_of

_ROLES = (
    "副主席|主席|副书记|书记|副县长|县长|副区长|区长|副市长|市长|秘书长|主任|局长|部长|会长|院长|校长|馆长|社长|站长|"
    "通讯员|记者|委员|策划|编辑"
)
_LEVEL = "(?P<level>全国|省|市)?(?:委|政协|政府)?"
_PERSON = re.compile(rf"{_LEVEL}(?:{_ROLES})[:：]?\s?(?!任(?:组|副|主)|会)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
# 主席是谁, 团长叫什么: the holder of an office is asked for, not one of many who did something.
_HOLDER = re.compile(
    rf"{_LEVEL}(?P<role>{_ROLES}|[\u4e00-\u9fff](?:长|头|负责人|牵头人)|负责人|牵头人|召集人|主持人|传承人|带头人|领队|首席|编剧|导演|指挥|教练|顾问|司机)(?:现在|目前)?(?:的?那?[位个]|的人)?(?:是|叫|姓|为|归|由)?(?:谁|哪一?位|哪个|什么名|什么|啥)"
)
NAME = re.compile(
    rf"[“《「\"][^”》」\"]+[”》」\"]|[\u4e00-\u9fff]{{2,3}}(?:{_ROLES})|(?:{_ROLES})[\u4e00-\u9fff]{{2,3}}"
)
# Somebody does something, though no name is told: 由17名委员轮流坐班, 请老艺人执教.
_AGENT = re.compile(rf"由|请|带领|牵头|领衔|主讲|执教|\d+[名位]|(?:{_ROLES})")
# A name after who somebody is (老船工卜长江), or before it (折彩凤委员).
ANY_SURNAME = SURNAMES + (
    "路盛单房闻卜陆井柏荆臧费隋冀郎鄢池缪艾居计闵匡管尤冶窦章奚鲁俞廉滕殷毕邬皮卞齐康伍余穆萧湛禹狄舒项阮麻娄童刁虞昝莫裘解应宗宣贲郁杭左钮"
    "嵇邢荣翁荀芮羿储靳汲邴糜巫乌牧隗谷宓郗仰仲伊宁仇栾甘厉戎祖符詹束龙幸韶郜黎蓟薄宿蒲邰索屠蒙胥莘翟贡冉郦雍璩桑濮扈燕郏浦晏瞿阎慕茹宦戈廖暨"
    "衡欧蔚隆巩晁敖融訾阚饶鞠丰巢蒯游竺权"
)
_SURNAMED = re.compile(
    rf"[员工师人长手匠生授士家者民友头户嫂爷奶妈哥姐叔婶伯娃翁医商](?:[{ANY_SURNAME}]|[\u4e00-\u9fff](?=[\u4e00-\u9fff]{{1,2}}[说等领主带讲唱担]))[\u4e00-\u9fff]{{1,2}}"
    r"|(?<![一-龥])[\u4e00-\u9fff]{2,3}(?:委员|同志|老师|师傅|先生|女士|教授|医生)"
    rf"|是[^,，。;；]{{2,16}}的[{ANY_SURNAME}][一-龥]{{1,2}}(?=$|[,，。;；])|(?<=员)文[^\W\d_化艺史件明体旅字物章工][一-龥]?(?=[驻说带领担负])"
    r"|[一-龥]{2,3}委员一人|的[一-龥]{2,3}\d{2}岁"
    r"|(?<=[员工师家人长生手农匠民医警])[一-龥]{2,3}(?=执笔|担任|兼任|统筹|口述|领唱|独唱|主讲|带队|负责|牵头|个人|领衔|审稿|主编|主笔|编写|绘制|创作)"
)
# Who somebody is may be said at length before the name: 由区政协副主席、书法家欧阳砚秋兼任.
_NAMED_LAST = re.compile(
    rf"(?:欧阳|上官|司马|诸葛|尉迟|夏侯|[{ANY_SURNAME}])[\u4e00-\u9fff]{{1,2}}(?=$|[、兼担任已负带领出])"
)
# 哪所小学, 哪一级, 是哪个村的: one of many is asked for by its name, which must stand right before the word.
_WHICH = re.compile(
    r"哪(?:一)?(?:[个所家座条位支间处])?(?P<noun>村|镇|乡|街道|社区|小学|中学|学校|大学|医院|公司|企业|公园|广场|码头|银行|书店|出版社|研究院|学院|媒体|报纸|景区|水库|剧团|级|路|菜?市场|超市|饭店|食堂|单位|"
    r"鼓楼|渠|桥|岛|山|河|湖|厂|寺|港|渡口|车站|场馆|古镇|祠堂|戏班)"
    r"|(?P<kind>小学|中学|学校|医院|公司|企业|机构|工厂|商场|酒店|第三方|厂家|承建商|供应商|单位)[^,，]{0,2}(?:叫什么|叫啥|是谁家|都?是哪)"
)
# 哪个学校 is answered by the name of a 中学.
_SAME_KIND = {
    "学校": "学校|小学|中学|大学|学院|幼儿园|职校|技校|[一二三四]中|高中|职高|校区",
    "医院": "医院|卫生院|诊所|卫生服务中心|妇保院",
    "公司": "公司|企业|集团|厂|合作社",
    "菜市场": "市场",
    "第三方": "公司|中心|大学|学院|研究院|研究所|检测站|机构",
    "厂家": "厂|公司|企业",
    "承建商": "公司|集团|局",
    "供应商": "公司|集团|厂|合作社",
    "单位": "公司|局|委|办|厂|院|校|中心|集团|社",
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
_CITY = re.compile(r"哪(?:一)?(?:座|个|些|几[个座])大?城市")
_CONTACT = re.compile(
    r"(?<![打接])电话|手机号|联系方式|座机|(?<!来)热线(?:号码|是多少)|(?:完整|什么|[的个])号码|邮箱|网址|地址|怎么联系|如何联系"
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
    r"(?<!我)(?P<word>老伴|爱人|妻子|丈夫|儿子|女儿|法官|冠军|亚军|第一名|设计师|房东|店主)[^,，]{0,3}(?:谁|叫|姓|哪[个位家支])"
)
# 哪首歌 is told by its title, 什么茶 by a word that ends in 茶.
_WORK_ASKED = re.compile(
    r"(?:什么|啥|哪一?[首支出部本些个]|哪几?[首支出部本])(?:歌曲?|曲子|戏|剧目|电影|片子|小说|小戏|书)(?:名|的名字)?(?=\W*$|[的,，了])"
)
_TITLE = re.compile(r"《([^》]+)》")
_KIND_ASKED = re.compile(
    r"(?:什么|啥|哪一?[种款类])(?:样的)?(?P<noun>[\u4e00-\u9fff]{0,2}[茶酒鱼树花菜粥糖石布拳舞豆器])[头子儿]?(?=\W*$|[的,，]|[做刻编雕砌打织酿泡])"
)
QUOTED = re.compile(r"[“《「\"][^”》」\"]+[”》」\"]")


def lacks_name(asked: str, sentence: str) -> bool:
    """Whether a number to ring, a person's name or the name of one of many is asked for and not told."""
    kin = _SAID_ITSELF.search(asked)
    if kin and not any(word in sentence for word in (kin["word"], *synonyms_of(kin["word"]))):
        return True
    if _CONTACT.search(asked) and not _PHONES.search(asked) and not _REACHED.search(sentence):
        return True
    if _PEOPLE_NAMED.search(asked) and not _tells_person(sentence):
        return True
    which = _WHICH.search(asked)
    if which is not None:
        noun = which["noun"] or which["kind"]
        nouns = f"(?:{_SAME_KIND.get(noun, noun)})"
        told = re.finditer(
            rf"[\d\u4e00-\u9fff]{{2}}(?:(?<!{_MEASURED})|{_NAMED_AND}){nouns}(?![民里级支干居会长书员])", sentence
        )
        return all(name[0] in asked for name in told)
    if _lacks_kind(asked, sentence):
        return True
    return bool(_CITY.search(asked)) and not _names_city(sentence)


def _lacks_kind(asked: str, sentence: str) -> bool:
    """Whether a work is asked for and no title is told, or which kind of a thing and no kind: 什么茶, 哪款木器."""
    if _WORK_ASKED.search(asked):
        return all(title in asked for title in _TITLE.findall(sentence))
    kind = _KIND_ASKED.search(asked)
    if kind is None:
        return False
    ending = kind["noun"][-1]
    return not any(word[-1] == ending and len(word) > 1 and word not in asked for word in words(sentence))


def names_another(asked: str, sentence: str) -> bool:
    """Whether a sentence has a person, or a name that the question has not said; several where several are asked."""
    names = [name[0] for name in NAME.finditer(sentence) if name[0].strip('“”《》「」"') not in asked]
    if _SEVERAL_NAMED.search(asked):
        marked = [name for name in names if QUOTED.match(name)]
        people = len(people_in(sentence)) > 1 or bool(_SURNAMED.search(sentence) and "、" in sentence)
        return len(marked) > 1 or (people and not _THINGS.search(asked))
    return bool(names) or bool(_SURNAMED.search(sentence))


def names_person(asked: str, sentence: str) -> bool | None:
    """Return whether a sentence names who is asked for; None where somebody does something, though no name is told.

    A holder of an office must be named with it, at the level that is asked about: 省政协主席 is not 县政协主席.
    """
    named = list(_PERSON.finditer(sentence))
    holder = _HOLDER.search(asked)
    if holder is None:
        if named:
            return True
        told = _AGENT.search(sentence) or _SURNAMED.search(sentence) or people_in(sentence)
        return None if told else False
    role = holder["role"]
    if not _holds(role, sentence):
        return False
    levels = [match["level"] for match in named if role in match[0]]
    return not levels or holder["level"] in levels


def asks_which(asked: str) -> bool:
    """Whether one of many is asked for by its name: 哪所小学, 在哪个村."""
    return bool(_WHICH.search(asked))


def _tells_person(sentence: str) -> bool:
    told = any(form.search(sentence) for form in (_PERSON, _SURNAMED, _NAMED_LAST))
    return told or bool(people_in(sentence))


def _names_city(sentence: str) -> bool:
    return any(short in sentence for short in regions().values() if len(short) > 1) or "市" in sentence


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
