"""Furniture: the lines around a page's articles, which say when and where it was published or lead elsewhere."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from corpus import grammar
from corpus.lines import Line, Mark
from corpus.model import Document, Left, Span
from corpus.regions import regions_in
from corpus.simplified import simplified

_LABEL = (
    r"(?:信息提供|发布|发表|更新|上传)?(?:时间|日期)|发[布表]于|(?:信息|文章|稿件|内容)?(?:来源|出处|作者)|稿源|(?:责任|执行|网络)?编辑|责编"
    r"|审[核校]人?|校对|(?:文章)?(?:浏览|阅读|点击|访问)(?:次数|量|率|数)?|热度|字[体号]|分享到?"
    r"|原标题|标签|主题词|签发人|备案号|地址|邮编|电话|新闻热线|当前位置|您?的?位置|今天是"
)
_LABELLED = re.compile(rf"^[•·※*>【\[|（(\s]*(?:{_LABEL})\s*[:：]")
_DATE = r"(?:19|20)\d\d\s?[年./\-]\s?\d{1,2}\s?[月./\-]\s?\d{1,2}日?"
_STAMPED = re.compile(
    rf"^(?:[^，。,；;]{{0,14}}|[^，。,；;]{{2,30}}(?:委员会|办公室|研究室)(?:编印?|主编|印)?\s+){_DATE}(?:\s*\d{{1,2}}:\d\d(?::\d\d)?)?(?:\s*$|[\s|）)]+[^，。,]{{0,80}}$)"
)
_TRAIL = re.compile(
    r"^.{0,16}(?:\s*[>＞»›]\s*[^\s>＞»›，。]{1,16}){1,6}$|^\S{2,12}(?:\s+[/→]\s+[^\s/→，。]{1,16}){2,6}$|^.{0,6}位置.{0,40}首页|^当前所在|^.{0,24}(?:[上下]一[篇条版期].{0,8}){2}"
)
_BUTTONS = re.compile(
    r"^[\s|｜!\[\]()（）【】图片像大中小字标准打印收藏分享返回主页首页]+$|^点击.{0,8}(?:查看|阅读|下载|关注)|^\W*点个?.{0,3}(?:在看|赞)|^阅读\s*\d+\s|站内搜索|^友情链接[:：]|^END\W*$|^扫描?.{0,4}二维码"
    r"|^P\.\s?\d+$|^Page \d+\b.{0,40}$"
    r"|^[（(]?总第\d+期[)）]?$|^(?:[报送发]|抄[报送]|主送)[:：]"
)
_IMPRINT = re.compile(
    r"^.{2,20}(?:委员会|办公室)文件$|^.{2,12}[〔\[]\d{4}[〕\]]第?\d+号(?:\s+\S{1,6})?$|备案号|ICP备|版权所有|(?:未经|不得).{0,8}(?:许可|授权|转载)|与?本[站网]立场|侵权.{0,12}(?:联系|删除|处理)"
    r"|^.{2,20}(?:主办|主管|承办)$|(?:[|｜][^|｜]+){3}"
)
# 首页 政协概况 要闻 提案在线, [首页] [要闻]: words of a menu on one line.
_MENU_LINE = re.compile(
    r"^[|｜┊·\s]*(?:[\[【]?[\u4e00-\u9fff]{1,7}[\]】]?[|｜┊·\s]+){3,}[\[【]?[\u4e00-\u9fff]{1,7}[\]】]?[|｜┊·\s]*$"
)
_HOME = re.compile(r"首\s?页|网站首页")
# The head or the foot of a printed page: ·118·, 第二十七页; and 第12期（总第347期） alone.
_FOLIO = re.compile(
    r"^·\s?\d+\s?·|·\s?\d+\s?·$|^[^，。！？]{2,40}\s第[\d一二三四五六七八九十]+[页版](?:\s\S{1,8})?$|^[^，。！？\s]{2,20}\s{3,}[^，。！？]{2,24}\s{2,}\d{1,4}$|^第\d+期[（(]总第\d+期[)）]$"
    r"|共\d+[条页].{0,12}[上下]一页|本站第.{0,12}位访[客问]|(?:…|\.{3}|·{3}|-{3})\s*\d{1,3}$"
    r"|^[（(▶►]?\s*(?:下转|上接|转)[^，。）)]{0,10}[版页A-Z\d][）)]?$"
)
# 某某网 · 通知公告, 首页 - 新闻中心 - 要闻, 听新闻 | 字号 T- T+
_COLUMN = re.compile(
    r"^[^，。]{2,14}(?:网|号|客户端)\s*[·‧•|｜–-]\s*[^，。]{2,12}$|^\S{2,8}(?:\s+[–-]\s+\S{2,10}){2,}$"
    r"|^(?:听新闻|打印|分享|字号|字体|关闭)\s*[|｜]|^\W*点击?上方|^发[布表]于\s*[\d-]+|〔\d{4}〕\d+号\s+签发人"
)
# 责编 张三 版式 李四 电话 0517-…
_STAFF = re.compile(
    r"^(?:(?:责任编辑|责编|编辑|版式|校对|美编|审核|电话|热线)\s*[:：|｜]?\s*[^\s，。]{1,14}\s*){2,}$|^(?:责任编辑|责编|编辑|审核|校对)\s*[|｜]"
)
# 政 协 简 报: what a bulletin is called.
_SPACED_NAME = re.compile(r"^(?:[\u4e00-\u9fff]\s+){2,}[报态讯息刊]$")
# 2 要闻·政协    闽西日报    2019年4月17日 星期三
_HEAD = re.compile(rf"^(?=.*(?:报|周刊|新闻网|星期.)).{{2,40}}\s{{2,}}{_DATE}.{{0,12}}$")
# Where else an article stands, as a note below it: （…供稿，…刊发）, 原载《…》, …网站同步转载
_REPRINT = re.compile(
    r"^[（(].{4,}(?:刊发|转载|原载).{0,30}[)）]$|原载《|(?:同步|公众号|网站?|全文)(?:同步)?转[载发][)）]?$"
)
_SITE = re.compile(
    r"^[^，。！？\s]{2,14}(?:信息网|政务网|政协网|新闻网|门户网站?|数字报|电子报|客户端|[日晚时商周]报|政协报)$"
)
_ELSEWHERE = re.compile(
    r"^(?:[【\[](?:打印|关闭|收藏|分享|返回)[】\]]\s*)*[【\[［■●◆▼↓←*\s]*(?:新闻推荐|下期预告|(?:一周|本周|今日)?热[文点榜]|推荐\W*$|往期(?:推荐|回顾|精彩)|猜你喜欢|延伸阅读|(?:相关|推荐|热门|更多|精彩)(?:阅读|新闻|链接|推荐|文章|图集|内容)|[上下]一[篇条版])[】\]]?\s*[:：]?"
)
# A field of a record, such as 索引号:…; two in a row are a table.
_FIELD = re.compile(r"^([\u4e00-\u9fff]{2,6})(?<!标题|题目|题名|名称)\s*[:：]")
# Of such a record, without colons: 索 引 号 000218877 主题分类 教育
_NAMED = re.compile(grammar.NAME_OF_RECORD)
_RECORD_LINE = re.compile(
    r"^(?:索\s*引\s*号|发布机构|主题分类|成文日期|文\s*号|发文字号|发布日期|公开类别|信息分类|生成日期|有效性|关键词)\s+\S"
)
# What tells of a page that stands beside its text: when it appeared, who wrote it, whose site it is.
_LINK = re.compile(rf"^[\[（(]?{_DATE}[\])）]?\s*\S|\S\s*[\[（(]?{_DATE}[\])）]?$")
_TELLING = re.compile(
    rf"(?:时间|日期|来源|作者|稿源|供稿|撰稿|主办|主管|承办|版权所有|ICP备).*[\u4e00-\u9fff\d]|^{_DATE}[\s\d:]*$"
    r"|(?:人民政府|政府门户|政协)网?站?$|(?:当前|所在的?)位置"
)
_FURNITURE = (_STAMPED, _TRAIL, _BUTTONS, _IMPRINT, _FOLIO, _REPRINT, _STAFF, _SPACED_NAME, _HEAD, _COLUMN)
_LONGEST = 160
_MENU = 4  # short lines in a row
_MENU_WORD = 4  # characters
# Whose site it is stands below what leads elsewhere.
_OWNS = re.compile(r"^(?:主办|主管|版权所有|Copyright|©)")
# What is recommended below an article is never most of the page.
_MOST_ELSEWHERE = 0.5
_LABELS = 20
_SHORTEST_CONTENTS = _RECORD = 2


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those that are furniture marked as datelines and what leads to other pages as such."""
    top = list(takewhile(lambda line: line.mark != Mark.PROSE, lines))
    listed = _contents(top, lines)
    apart = listed | {line.number for line in lines if _is_furniture(line)}
    owns = {line.number for line in lines if _OWNS.match(line.text) and len(line.text) <= _LONGEST}
    away = _runs(lines, _is_word, _MENU) - listed | _elsewhere(lines, len(top)) - owns
    apart |= {line.number for line in top if _SITE.match(line.text) or _RECORD_LINE.match(line.text)} | _runs(
        top, _is_field, _RECORD
    )
    away |= _links(top)
    apart |= _mastheads(top, apart | away)
    apart |= _repeated([line for line in top if line.number not in apart | away])
    marks = dict.fromkeys(apart, Mark.DATELINE) | dict.fromkeys(away, Mark.ELSEWHERE)
    return [replace(line, mark=marks.get(line.number, line.mark)) for line in lines]


def _contents(top: Sequence[Line], lines: Sequence[Line]) -> set[int]:
    """Return the headlines that a page repeats further down, its table of contents, which belongs to no article."""
    heads = Counter(line.text for line in lines if line.mark == Mark.HEADLINE)
    firsts = {line.text: line.number for line in reversed(top) if heads[line.text] > 1}
    label = {line.number for line in top if grammar.CONTENTS.match(line.text)}
    return {*firsts.values(), *label} if len(firsts) >= _SHORTEST_CONTENTS else set()


def _runs(lines: Sequence[Line], holds: Callable[[Line], bool], least: int) -> set[int]:
    """Return the lines of which something holds, where there are so many in a row."""
    runs = [[line.number for line in run] for told, run in groupby(lines, holds) if told]
    return {number for run in runs if len(run) >= least for number in run}


def _is_word(line: Line) -> bool:
    """Whether a line may be one of a menu."""
    return len(line.text) <= _MENU_WORD and line.mark in (Mark.HEADLINE, Mark.BYLINE)


def _is_field(line: Line) -> bool:
    """Whether a line may be of a record about the page: 索引号:…, but not 盱眙县:…."""
    field = _FIELD.match(line.text) if line.mark == Mark.HEADLINE else None
    return field is not None and "政协" not in field[1] and not regions_in(field[1], everyday=True)


def _is_furniture(line: Line) -> bool:
    """Whether a line is furniture by its own looks: a date with a source, a trail of links, an imprint."""
    text = line.text
    if line.mark in (Mark.CREDITS, Mark.DATELINE) or len(text) > _LONGEST:
        return False
    if line.mark == Mark.CAPTION:
        return bool(_STAMPED.search(text) and _TELLING.search(text))
    if any(pattern.search(text) for pattern in _FURNITURE):
        return True
    if _is_menu(line):
        return True
    return bool(_LABELLED.match(text)) and "。" not in text.rstrip("。")


def _elsewhere(lines: Sequence[Line], first: int) -> set[int]:
    """Return the lines from 新闻推荐 or 上一篇 to the end, below the first text, which lead to other pages."""
    left = sum(len(line.text) for line in lines) * _MOST_ELSEWHERE
    labels = [at for at, line in enumerate(lines) if at > first and _ELSEWHERE.match(line.text)][:_LABELS]
    # Below 相关链接 may stand more on the matter, in sentences and not in titles.
    links = {at for at in labels if "链接" in lines[at].text}
    told = {at for at in links if at + 1 < len(lines) and lines[at + 1].text.endswith("。")}
    ends = (at for at in labels if at not in told and sum(len(one.text) for one in lines[at:]) < left)
    return {lines[at].number for at in (*told, *range(next(ends, len(lines)), len(lines)))}


def _is_menu(line: Line) -> bool:
    """Whether a line is a row of links."""
    return bool(_MENU_LINE.match(line.text) and (_HOME.search(line.text) or re.search(r"[|｜┊\[]", line.text)))


def _links(top: Sequence[Line]) -> set[int]:
    """Return the headlines with numbers or days above the last one: what else the site has, as most is read."""
    heads = [line for line in top if line.mark == Mark.HEADLINE]
    return set() if not heads or heads[-1].numbered else _runs(heads[:-1], _is_link, _RECORD)


def _is_link(line: Line) -> bool:
    return line.numbered or bool(_LINK.search(line.text))


def _mastheads(top: Sequence[Line], apart: set[int]) -> set[int]:
    """Return the headlines that stand above a row or a trail of links, as long as one stands below: a site's name."""
    last = max((line.number for line in top if _is_menu(line) or _TRAIL.match(line.text)), default=-1)
    heads = [line.number for line in top if line.mark == Mark.HEADLINE and line.number not in apart]
    return {number for number in heads if number < last} if any(number > last for number in heads) else set()


def notes_of(document: Document) -> list[Line]:
    """Return what a file held around its text, as far as it tells of the page: when it appeared, whose site it is."""
    held = (note.text for note in document.left_out if note.kind is Left.NAVIGATION)
    pieces = (piece.strip() for text in held for piece in re.split(r"\s[|｜]\s|\n", text))
    told = (piece for piece in pieces if len(piece) <= _LONGEST and _TELLING.search(piece))
    return [Line(-1, Mark.DATELINE, simplified(one), one, Span(0, 0), (), None, 0) for one in told]


def _repeated(top: Sequence[Line]) -> set[int]:
    """Return the lines of a page's top that the last of them repeats: a title that stands there twice."""
    heads = [line for line in top if line.mark == Mark.HEADLINE]
    found: set[int] = set()
    below: set[str] = set()
    for line in reversed(heads):
        bare = "".join(line.text.split())
        if {bare, _NAMED.sub("", bare), grammar.COLON.split(bare, maxsplit=1)[-1]} & below:
            found.add(line.number)
        below.add(bare)
    return found
