"""The marks of a newspaper page of work reports, as regular expressions; Chinese by nature."""

import re

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "○": 0, "两": 2}

_HAN_DIGIT = "〇○零一二三四五六七八九"
YEAR = re.compile(rf"(?<!\d)((?:19|20)\d\d)\s?(?:年|—|-|·|\b)|([{_HAN_DIGIT}]{{4}})年")
FULL_DATE = re.compile(r"^[(（]?(?:(?:19|20)\d\d年)?\s?\d{1,2}月\d{1,2}日")

NUMBER = r"[0-9０-９一二三四五六七八九十百]+"
# 二〇二三年淮安市县市区政协工作巡礼(一), 工作巡礼之三, 第3期
SERIES = re.compile(
    rf"^(?P<name>[^。！？!?]{{3,40}}?)\s*"
    rf"(?:[（(]\s*(?:之|第)?(?P<bracketed>{NUMBER})(?:期|篇)?\s*[)）]|(?:系列)?(?:之|第)(?P<plain>{NUMBER})(?:期|篇|辑)?)$"
)
SERIES_WORD = re.compile(r"巡礼|系列|专版|专刊|特刊|掠影|回眸|风采")

_WRITER = r"(?:通讯员|记者|撰稿人?|撰文|作者|供稿|文字|文/|文图|图文|文\s?[:：/·])"
BYLINE = re.compile(rf"^[□■●◆▲\s(（]*(?:本报|特约|见习|本刊)*{_WRITER}[\s:：/·]*(?P<names>[^。！？!?]{{2,40}})$")
_ROLE = re.compile(r"本报|特约|见习|本刊|通讯员|记者|撰稿人?|撰文|作者|供稿|文字|摄影|图/?文|文/?图|[文图摄]\s?[:：/]")
_TASK = "策划|编辑|责编|主编|美编|版式|校对|审核|审校|监制|统筹|组稿|出品|制图|设计|编审|协调"
CREDITS = re.compile(rf"^[(（]?(?:本版|本报|总|责任?|执行|版面|美术|文字|图片)?(?:{_TASK})[^。:：]{{0,8}}[:：]")
CAPTION = re.compile(
    r"^[▲△↑↓←→◆■●]|^[(（]?图[①-⑳0-9一二三四五六七八九十]*[)）]?(?:为|[:：])|^[上下左右中]图(?:为|[:：])|^图片"
)
CREDITED = re.compile(r"[\u4e00-\u9fff·]{2,4}\s{0,2}[/／]?(?:摄|供图|摄影|摄影报道)[)）]?$|资料图片?[)）]?$")
SUBTITLE = re.compile(r"^[—–-]{1,3}")
DATELINE = re.compile(
    r"^(?:第?[A-Z0-9一二三四五六七八九十]+版|(?:19|20)\d\d年\d+月\d+日\s*(?:星期.|第.{1,3}版)).{0,20}$"
)
SENTENCE_END = re.compile(r"[。！？!?；;，,、…：:][”’」』）)】》]*$")

NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+[章节部]|[0-9]{1,2}[、.．])\s*")
SUBNUMBERED = re.compile(r"^(?:[（(][一二三四五六七八九十0-9]+[)）]|[①-⑳]|[0-9]{1,2}[.．、)）])\s*")

# The hundred most common surnames (Ministry of Public Security, 2020) and some more that are no everyday words.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "康施牛洪温柳葛柯祝游骆纪褚卫乔赖倪卓冷梅岑伍舒屈祁桑凌霍沙苗季颜庄聂焦辛尚甄耿鲍蓝裴"
)

REGION_SUFFIX = r"(?:自治县|自治旗|新区|林区|特区|县|区|市|旗)"
COMMITTEE = re.compile(rf"([\u4e00-\u9fff]{{1,11}}?{REGION_SUFFIX})政协")
# Words that stand before a region's name without a mark between: 走进云溪县政协 is about 云溪县.
LEADING = re.compile(
    r"^(?:.*(?:年以来|以来|年来|年度|年|月|日|今年|去年|同时|其中|走进|来到|围绕|作为|指导|助推|推动|带队|赴|前往|关于|根据|按照|"
    r"以及|来自|通过|邀请|组织|召开|举办|参加|支持|成为|记者|了解|获悉|从|在|由|对|为|和|与|及|是|向|据|到|让|把|被|将|给|的|跟|同|使))"
)
GENERIC_REGION = re.compile(r"^[全各本我市县区省级两该此外邻兄弟基层有关相关地级各个所辖]*$")


def han_number(text: str) -> int | None:
    """Return the number that 十一, 二十, 3 or ３ writes; None for anything else. Up to 999."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit


def years_in(text: str) -> list[int]:
    """Return the years written in `text`, 2023年 and 二〇二三年 alike, in order, with repeats."""
    years = []
    for match in YEAR.finditer(text):
        arabic, han = match.groups()
        years.append(int(arabic) if arabic else int("".join(str(DIGITS[char]) for char in han)))
    return years


def names_in(byline: str) -> tuple[str, ...]:
    """Return the people a byline names: 本报记者 张三 通讯员 李四 gives (张三, 李四)."""
    match = BYLINE.match(byline)
    if match is None:
        return ()
    words = re.split(r"[\s、,，；;:：/()（）]+", _ROLE.sub(" ", byline))
    return tuple(word for word in words if re.fullmatch(r"[\u4e00-\u9fff·]{2,6}", word))
