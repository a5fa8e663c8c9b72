"""Questions about a page rather than its text: who wrote it, what it is called, which installment it is.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from collections.abc import Sequence

from corpus.grammar import han_number
from corpus.model import Kind, Source
from index.answering.constraints import Constraint, violated
from index.normal import normalise
from index.passages import KIND_WORDS, Passage
from index.query.grammar import Want
from index.query.question import Question
from index.query.tables import rows
from index.query.words import heavy_words, share_of
from index.retrieval.search import Hit, Searcher
from index.store.generation import Generation
from index.store.table import Filters

# Who took a picture stands beside who wrote the article, where it is told: 文/麦泽兰 图/尤晓湖.
_PICTURE_BY = r"(?:照片|图片|配图|图).{0,6}(?:谁|哪一?位|什么人).{0,3}[拍摄]"
_CREDITED = re.compile(r"[图摄]")
_ROLES = re.compile(r"策划|编辑|责编|版式|排版|校对|美编|审核")
_PARTS = [(Kind(kind), wordings.replace("<picture>", _PICTURE_BY)) for kind, wordings in rows("parts.tsv")]
_WORDS = re.compile(
    r"文字|美术|责任|执行|想?联系|出自|出于|谁手|手笔|[这那该本]?一?[篇期版张幅]?(?:文章|稿子|稿件|报道|新闻|工作巡礼|巡礼|专版|版面|图片说明|图片|照片|配图|通讯员?|专题|一文|报纸)|"
    r"[这那该本]?一?[篇期版]|采写|撰写|撰稿|执笔|写|作者|记者|署名|总?策划|编辑|责编|版式|排版|校对|美编|审核|题目|标题|主题|总题|通栏|名字|名称|叫做?|讲|关于|刊登|登|"
    r"系列|栏目|前言|编者按|开篇语|按语|导言|第几[期篇]|哪一?期|[这那][篇期]|题为|拍|图中|图上|图里|图说|内容|"
    r"场面|画面|情景|活动|时间|那天|[\d一二三四五六七八九十]+月份?|委员们?|在?[做干](?:什么|啥|嘛)|登|报上|版面上?|配的图|的图|[张幅]图"
)
_OF_ARTICLE = re.compile(r"文章|稿|报道|[那这]篇|通讯员|记者")
_MONTH = re.compile(r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月")
_THEME = re.compile(r"主题|标题|题目")
_SAME_ROLE = {"责编": "编辑", "美编": "美术编辑"}
_NUMBERED = re.compile(r"第?([0-9一二三四五六七八九十]+)期")
_OVERVIEW = re.compile(r"介绍|概况|概述|简介|情况|怎么样|如何|工作|做法|特色|亮点|经验|举措|成绩|成效|说说|讲讲|总结")
_OPEN = frozenset({Want.DEFINITION, Want.LIST, Want.OTHER})
_LEXICAL = {**KIND_WORDS, Kind.LEAD: "近年来 工作"}
_DEPTH = 60
_NAMED = frozenset({Constraint.NAME, Constraint.DATE, Constraint.ORDINAL, Constraint.QUANTITY})
_SAID = 0.9
_MARKS = " ,.?!:;，。？！：；、的"
_HALF = 0.5
_MOST = 5


def asked_part(question: Question) -> Kind | None:
    """Return the part of a page that a question asks for; None where it asks about what the text says."""
    if question.want is Want.FIGURE and "第几" not in question.text:
        return None
    part = next((kind for kind, pattern in _PARTS if re.search(pattern, question.slots.rest)), None)
    overview = question.slots.named and question.want in _OPEN and not _subject(question, Kind.LEAD).strip(_MARKS)
    return part or (Kind.LEAD if overview and _OVERVIEW.search(question.slots.rest) else None)


def find_part(question: Question, part: Kind, searcher: Searcher, generation: Generation) -> list[Hit]:
    """Return the asked part of the pages that a question is about, best first; none where it is about the text.

    What the question says beyond page words (a title, a series) must be said of the page it stands on.
    """
    subject, slots = _subject(question, part), question.slots
    of_years = Filters(None, slots.years or None)
    numbers = {han_number(number) for number in _NUMBERED.findall(slots.rest)}
    reports = [
        report
        for report in generation.reports
        if (not slots.regions or set(slots.regions) & set(report.regions))
        and (not numbers or report.installment in numbers)
    ]
    pairs = [pair for report in reports for pair in zip(report.regions, report.committees, strict=True)]
    committees = [committee for region, committee in pairs if region in slots.regions]
    if heavy_words(subject) and not committees:
        titled = [hit.passage.source for hit in searcher.search(subject, of_years, k=_MOST)]
        committees = sorted({one.committee for one in titled if one.committee and _is_about(subject, one)})
    series = sorted({report.series for report in reports if report.series})[:_MOST]
    text = " ".join((_LEXICAL[part], *series, subject))
    theirs = of_years._replace(committees=committees)
    within = searcher.search(text, theirs, k=_DEPTH) if committees else []
    beyond = searcher.search(text, of_years, k=_DEPTH)
    names = {report.name for report in reports}

    def is_asked(passage: Passage) -> bool:
        source, is_of_page = passage.source, passage.article is None
        belongs = passage.report in names if is_of_page else not committees or source.committee in committees
        return source.kind is part and belongs and _is_as_told(question, part, passage)

    hits = [hit for hit in {hit.row: hit for hit in (*within, *beyond)}.values() if is_asked(hit.passage)]
    # A question may use the words of a caption or of credits.
    is_shown = part in (Kind.CAPTION, Kind.CREDITS)
    about = [hit for hit in hits if _is_about(subject, hit.passage.source, hit.passage.text if is_shown else "")]
    if not about and committees and part is Kind.CAPTION:
        about = _nearest_picture(question, subject, hits)
    if not about and committees and part is Kind.BYLINE and _OF_ARTICLE.search(slots.rest):
        told = [hit.passage for hit in searcher.search(subject, theirs, k=_MOST)]
        articles = {(one.report, one.article) for one in told if _says(subject, normalise(one.text))}
        about = [hit for hit in hits if (hit.passage.report, hit.passage.article) in articles]
    return sorted(about, key=lambda hit: (_rank(question, hit.passage), -hit.rrf))[:_MOST]


def _subject(question: Question, part: Kind) -> str:
    """Return what a question says beyond words of pages."""
    subject = _WORDS.sub(" ", _NUMBERED.sub(" ", question.core))
    return _OVERVIEW.sub(" ", subject) if part is Kind.LEAD else subject


def _is_as_told(question: Question, part: Kind, passage: Passage) -> bool:
    """Whether a picture is of the day, and shows the name or number, that is asked for, and a line names the role."""
    rest = question.slots.rest
    if part is Kind.CAPTION:
        text, month = normalise(passage.text), _MONTH.search(rest)
        if month and not re.search(rf"(?<!\d){han_number(month['month'])}月", text):
            return False
        return _NAMED.isdisjoint(violated(question, text, text))
    if part is Kind.BYLINE and re.search(_PICTURE_BY, rest):
        return bool(_CREDITED.search(passage.text))
    roles = _ROLES.findall(rest) if part is Kind.CREDITS else []
    return all(role in passage.text or _SAME_ROLE.get(role, role) in passage.text for role in roles)


def _is_about(subject: str, source: Source, shown: str = "") -> bool:
    """Whether the page, by its titles and what is shown, says what the question says of it."""
    said = (source.article, source.series, source.report_title, source.committee, shown)
    return _says(subject, normalise(" ".join(filter(None, said))))


def _says(subject: str, text: str) -> bool:
    return all(share_of(word, text) >= _SAID for word in heavy_words(subject))


def _nearest_picture(question: Question, subject: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the one picture that shows most of what a question says of it, or that is of the month it says."""
    words = heavy_words(subject)
    texts = [normalise(hit.passage.text) for hit in hits]
    shown = [sum(share_of(word, text) >= _SAID for word in words) / max(1, len(words)) for text in texts]
    best = max(shown, default=0.0)
    if shown.count(best) != 1 or (best < _HALF and not _MONTH.search(question.slots.rest)):
        return []
    return [hits[shown.index(best)]]


def _rank(question: Question, passage: Passage) -> int:
    """Put the opening first, and of a banner's lines the one that names the series, unless the theme is asked for."""
    if passage.source.kind is Kind.LEAD:
        return passage.start
    if passage.source.kind is not Kind.BANNER:
        return 0
    series = passage.source.series
    return int((bool(series) and str(series) in passage.text) == bool(_THEME.search(question.text)))
