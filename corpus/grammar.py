"""The marks of a newspaper page of work reports, as regular expressions; Chinese by nature."""

import re
import unicodedata

from corpus.numerals import DIGITS, value_of

# In years, letters and figures stand in for 〇 as often as not: 二O二三年, 二0二三年.
_YEAR_DIGITS = {char: str(digit) for char, digit in (DIGITS | dict.fromkeys("OoＯ0０◯", 0)).items()}

YEAR = re.compile(rf"(?<!\d)((?:19|20|１９|２０)\d\d)\s?(?:年|—|-|·|\b)|([一二][{''.join(_YEAR_DIGITS)}]{{3}})年")
FULL_DATE = re.compile(r"^[(（]?(?:(?:19|20)\d\d年)?\s?\d{1,2}月\d{1,2}日")

_CIRCLED = "①-⑳㈠-㈩"
NUMBER = rf"(?:[0-9０-９一二三四五六七八九十百]+|[{_CIRCLED}])"
_OPEN, _CLOSE = r"[（(【〔〖\[〈《]", r"[）)】〕〗\]〉》]"
# 二〇二三年淮安市县市区政协工作巡礼(一), 工作巡礼之三, 第3期, 【三】, ·3, ③
SERIES = re.compile(
    rf"^[—–\-\s【\[《“■●◆]*(?P<name>[^。！？!?]{{3,40}}?)[\s·•—–\-:：]*"
    rf"(?:{_OPEN}\s*(?:(?:19|20)\d\d年?)?(?:之|第)?\s*(?P<bracketed>{NUMBER})\s*(?:期|篇|辑)?\s*{_CLOSE}"
    rf"|(?:系列(?:报道)?)?(?:之|第|[Nn][Oo]\.?)\s*(?P<plain>{NUMBER})(?:期|篇|辑)?"
    rf"|(?<=[·•\s])(?P<bare>{NUMBER})|(?P<circled>[{_CIRCLED}]))"
    rf"(?:{_OPEN}总第{NUMBER}期{_CLOSE})?[】\]》”\s]*$"
)
SERIES_WORD = re.compile(r"选编|汇编|简报|巡礼|巡展|系列|专版|专刊|特刊|专题报道|掠影|回眸|风采|撷英|集萃")
# A series is about many committees, an article about one.
MANY = re.compile(r"[县市区旗]{2}|各[县市区旗地]|全[市省州盟区]|系统|基层政协")
_ALONE = re.compile(
    rf"^(?:{_OPEN}(?:之|第)?(?P<bracketed>{NUMBER})(?:期|篇|辑)?{_CLOSE}|(?:之|第)(?P<plain>{NUMBER})(?:期|篇|辑)?)$"
)

_TASK = "策划|编辑|编校|责编|主编|美编|版式|组版|校对|审核|审校|审读|监制|统筹|组稿|出品|制图|设计|编审|协调"
CREDITS = re.compile(
    rf"^[(（\[【]?(?:本版|本报|总|责任?|执行|版面|美术|文字|图片|值班)?(?:{_TASK})[^。:：]{{0,8}}[:：]"
    r"|^[(（]?本版[^。:：]{0,14}[:：]|^[(（]?本版(?:图片|照片|稿件|图文|文图)"
    r"|^(?:本版|责任|执行|版面|值班)?(?:编辑|责编|主编|美编|版式|组版|校对|编审|审读)(?:\s+[\u4e00-\u9fff]{1,4})+$"
    r"|^[^。，,]{0,6}(?:邮箱|信箱|联系电话|热线|[Ee]-?mail)\s*[:：]"
)
# 本报记者 张三, 通讯员：李四, □ 文/图 王五
BYLINE = re.compile(
    r"^[^\w]*(?:本[报刊网台])?(?:全媒体|特约|见习|实习)?(?:记者|通讯员|作者|撰稿|供稿|撰文|文字?(?=\s*[/／:：])).{2,58}(?<![。！？])$"
)
CAPTION = re.compile(
    r"^[▲△▴▵↑↓←→]|^[^\w“”《》「」]*[上下左右中前后题]?图[①-⑳0-9一二三四五六七八九十]*[)）]?(?:为|[:：])"
    r"|^[(（]?(?:图片(?!报道|新闻|故事)|资料图|图[①-⑳0-9一二三四五六七八九十]+\s)|^(?:摄影|供图|制图)\s*[:：/／]"
)
# A title and its authors in a table of contents, as tables are written out (see `corpus.formats.tables`).
ENTRY = re.compile(r"(?:篇\s?名|题\s?[目名]|标\s?题)[:：](?P<title>[^\n]{4,60}?),作\s?者[:：](?P<names>[^\n,]{2,30})")
# What names the title in a record: 题名: …, 颗粒名称: | … |
NAME_OF_RECORD = r"^(?:[\u4e00-\u9fff]{0,2}名\s*称|标\s*题|题\s*[目名]|篇\s*名)\s*[:：|\s]\s*[|｜]?\s*"
# Who wrote, behind a title on its line: …的“三问”文丨张三　图丨李四, ...(下)本报记者 张三
BYLINE_BEHIND = re.compile(r"\s*(?:文\s*[|｜丨]|(?:本报|本刊|本网)?(?:记者|通讯员)\s).*$")
# What stands around a title and is none of it: the mark of a list, a picture of a leaf, the day of the news, 原标题: ….
AROUND_TITLE = re.compile(
    "^原标题[:：]\\s*|"
    rf"^[※■□●○◆◇★☆◎▲△▶►◀\s\u2190-\u2bff\U0001f000-\U0001faff]+|{NAME_OF_RECORD}|\s*[|｜]$|\s*[\[（(](?:19|20)\d\d-\d\d?-\d\d?[\])）]$"
)
_DOCUMENT = r"(?:通知|报告|意见|决定|决议|办法|方案|提案|建议|函|公告|答复|批复)"
# Where a title is broken over two lines, each pair as the end of one and the start of the next.
BROKEN = (
    (
        re.compile(
            r"政治协商会议[^，。]{0,16}[省市州盟县区旗]?$|政协.*委员会$|第[一二三四五六七八九十]{1,3}届$|届委员会$"
        ),
        re.compile(r"^(?:第[一二三四五六七八九十]{1,3}届|[\u4e00-\u9fff]{0,14}委员会)"),
    ),
    (re.compile(r"^[^，。]{0,14}关于(?!.*的[^的]{1,8}$)"), re.compile(rf"{_DOCUMENT}$")),
    (re.compile(r"“[^”]*$|《[^》]*$|「[^」]*$|[（(][^）)]*$"), re.compile("")),
)
BULLET = re.compile(r"^[※★☆\u2580-\u25ff]\s*")
NUMBERED = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+[章节部]|[0-9]{1,2}[、.．]|(?:[0-9]{1,2}|[一二三四五六七八九十]+)月份?$)\s*"
)
SUBNUMBERED = re.compile(r"^(?:[（(][一二三四五六七八九十0-9]+[)）]|[①-⑳]|[0-9]{1,2}[.．、)）])\s*")

REGION_SUFFIX = r"(?:自治县|自治旗|新区|林区|特区|县|区|市|旗)"
# The peoples that an autonomous county is named after: 翁朵侗族自治县 is 翁朵.
PEOPLES = re.compile(
    r"(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|"
    r"景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|"
    r"裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族|各族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔)+$"
)
# 石漕县 of 石漕县地处三省交界, but not 各县 or 全县
REGION_AT_START = re.compile(rf"(?:^|[。，,；;、\s])([\u4e00-\u9fff]{{2,5}}?{REGION_SUFFIX})(?![委府长域城级直内情])")
# 淮安市 of 淮安市县市区政协工作巡礼
CITY = re.compile(r"(?![全各我本])[\u4e00-\u9fff]{2,6}?(?:市|州|盟|地区)")
# Words that stand before a region's name without a mark between: 走进云溪县政协 is about 云溪县.
LEADING = (
    *("年以来", "以来", "年来", "年度", "年", "月", "日", "今年", "去年", "近年", "日前", "近日", "同时", "其中"),
    *("走进", "来到", "赴", "前往", "围绕", "作为", "关于", "根据", "按照", "以及", "来自", "通过", "依托", "结合"),
    *("指导", "助推", "推动", "带队", "带领", "协助", "联合", "邀请", "组织", "召开", "举办", "参加", "支持", "成为"),
    *("通报", "汇报", "报送", "报告", "反馈", "函告", "通知"),
    *("记者", "了解", "获悉", "坚持", "从", "在", "由", "对", "为", "和", "与", "及", "是", "向", "据", "到", "让"),
    *("把", "被", "将", "给", "的", "跟", "同", "使", "部分", "广大", "首任", "历任", "现任", "时任", "前任", "新任"),
)
# No region's name ends so: 总队长由县政协委员担任, 于是市政协召开会议.
NEVER_LAST = tuple("片由是把被将给让与及使从据经请向以对")
# Nor so: 涟水灌南两县政协.
COUNTS = frozenset("一二两三四五六七八九十几数")
# Words of one character that some names begin with: 和县, 同心县.
FUNCTION = frozenset("和同会通从向应")
# Of the leading words, those that no word such as 会同 follows.
BEFORE_ANY = ("走进", "来到", "前往", "围绕", "来自", "记者", "获悉", "是", "在")
# 审 查 立 案 情 况 的 通 报
WIDE = re.compile(r"(?:[\u4e00-\u9fff]\s+){3,}[\u4e00-\u9fff]")
LONGEST_STEM = 5  # of a region that no list has
GENERIC_REGION = re.compile(
    r"^[全各本我市县区省州盟级两该此外邻兄弟基层有关相关地级各个所辖一二三四五六七八九十几多个名位每周边先进]*$"
)


def closed_up(text: str) -> str:
    """Return a line with what is set wide, 审 查 情 况 的 通 报, as words."""
    return WIDE.sub(lambda match: "".join(match.group().split()), text)


def han_number(text: str) -> int | None:
    """Return the number that 十一, 二十, 3, ３ or ③ writes; None for anything else."""
    circled = len(text) == 1 and unicodedata.category(text) == "No"
    value = unicodedata.numeric(text) if circled else value_of(text)
    return None if value is None else int(value)


# Years counted from the one in which it is said; 比去年 and 去年同期 say what is compared, not when it was.
RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上一年": -1, "上年度": -1, "上年": -1}
RELATIVE_YEARS |= {"今年": 0, "本年度": 0, "明年": 1, "后年": 2}


def bare_years_in(text: str) -> list[int]:
    """Return the years a headline starts with and does not call years: 2023淮安市县市区政协工作巡礼."""
    return [int(year) for year in re.findall(r"^[—–\-\s【\[《“]*((?:19|20)\d\d)(?!\d)", text)]


def number_alone(text: str) -> int | None:
    """Return the number of an installment on a line of its own: (三), 第3期, 之三; None for any other line."""
    match = _ALONE.match(text)
    return han_number(match["bracketed"] or match["plain"]) if match else None


def years_in(text: str) -> list[int]:
    """Return the years written in `text`, 2023年 and 二〇二三年 alike, in order, with repeats."""
    digits = str.maketrans(_YEAR_DIGITS)
    return [int((arabic or han).translate(digits)) for arabic, han in YEAR.findall(text)]
