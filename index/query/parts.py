"""Parts of a page that questions ask for: who wrote it, what it is called, which installment it is, its pictures.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass

from corpus.grammar import han_number
from corpus.model import Kind
from index.query.grammar import Want, heavy_words
from index.query.slots import Slots
from index.query.tables import rows

# Who took a picture stands beside who wrote the article, where it is told: 文/麦泽兰 图/尤晓湖.
_PICTURE_BY = r"(?:照片|图片|配图|图).{0,6}(?:谁|哪一?位|什么人).{0,3}[拍摄]"
_ROLES = re.compile(r"策划|编辑|责编|版式|排版|校对|美编|审核")
_ROLE_NAMES = {"责编": "责编|编辑", "美编": "美编|美术编辑"}
_PARTS = [(Kind(kind), wordings.replace("<picture>", _PICTURE_BY)) for kind, wordings in rows("parts.tsv")]
_WORDS = re.compile(
    r"文字|美术|责任|执行|想?联系|出自|出于|谁手|手笔|[这那该本]?一?[篇期版张幅]?(?:文章|稿子|稿件|报道|新闻|工作巡礼|巡礼|专版|版面|图片说明|图片|照片|配图|通讯员?|专题|一文|报纸)|"
    r"[这那该本]?一?[篇期版]|采写|撰写|撰稿|执笔|写|作者|记者|署名|总?策划|编辑|责编|版式|排版|校对|美编|审核|题目|标题|主题|总题|通栏|名字|名称|叫做?|讲|关于|刊登|登|"
    r"系列|栏目|前言|编者按|开篇语|按语|导言|第几[期篇]|哪一?期|[这那][篇期]|题为|拍|图中|图上|图里|图说|内容|"
    r"场面|画面|情景|活动|时间|那天|[\d一二三四五六七八九十]+月份?|委员们?|在?[做干](?:什么|啥|嘛)|登|报上|版面上?|配的图|的图|[张幅]图"
)
_OF_ARTICLE = re.compile(r"文章|稿|报道|[那这]篇|通讯员|记者")
_MONTH = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[日号](?!楼|线|院|门)")
_THEME = re.compile(r"主题|标题|题目")
_NUMBERED = re.compile(r"第?([0-9一二三四五六七八九十]+)期")
_OVERVIEW = re.compile(r"介绍|概况|概述|简介|情况|怎么样|如何|工作|做法|特色|亮点|经验|举措|成绩|成效|说说|讲讲|总结")
_OPEN = frozenset({Want.DEFINITION, Want.LIST, Want.OTHER})
_MARKS = " ,.?!:;，。？！：；、的"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a page that a question asks for, and what it says of the page beyond words of pages.

    `subject` is that (a title, a series) and `words` are those of it that carry its meaning; `installments` are numbers
    that are named; `of_article` tells that an article is meant, `of_theme` that a theme is. `shows` are patterns that
    must stand in the part (a day, a role of the staff, who took a picture).
    """

    kind: Kind
    subject: str
    words: tuple[str, ...]
    installments: frozenset[int]
    of_article: bool
    of_theme: bool
    shows: tuple[str, ...]


def part_of(text: str, slots: Slots, want: Want, core: str) -> Part | None:
    """Return the part of a page that a question asks for; None where it asks about what the text says."""
    rest = slots.rest
    if slots.absent or (want is Want.FIGURE and "第几" not in text):
        return None
    # 协商的题目是谁定的 asks for no title.
    kinds = (kind for kind, pattern in _PARTS if re.search(pattern, rest))
    kind = next((kind for kind in kinds if (kind, want) != (Kind.TITLE, Want.PERSON)), None)
    subject = _WORDS.sub(" ", _NUMBERED.sub(" ", core))
    if kind is None and slots.named and want in _OPEN and _OVERVIEW.search(rest):
        kind = None if _OVERVIEW.sub(" ", subject).strip(_MARKS) else Kind.LEAD
    if kind is None:
        return None
    subject = _OVERVIEW.sub(" ", subject) if kind is Kind.LEAD else subject
    shows: list[str] = []
    if kind is Kind.CAPTION:
        shows += [rf"(?<!\d){han_number(month)}月" for month in _MONTH.findall(rest)[:1]]
        shows += [rf"(?<!\d)0?{int(day)}[日号]" for day in _DAY.findall(rest)[:1]]
    elif kind is Kind.CREDITS:
        shows += [_ROLE_NAMES.get(role, role) for role in _ROLES.findall(rest)]
    elif kind is Kind.BYLINE and re.search(_PICTURE_BY, rest):
        shows.append("[图摄]")
    return Part(
        kind=kind,
        subject=subject,
        words=heavy_words(subject),
        installments=frozenset(filter(None, map(han_number, _NUMBERED.findall(rest)))),
        of_article=bool(_OF_ARTICLE.search(rest)),
        of_theme=bool(_THEME.search(text)),
        shows=tuple(shows),
    )
