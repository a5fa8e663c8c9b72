"""Passages: the units that are indexed, embedded and quoted."""

import re
from dataclasses import dataclass, field, replace

from corpus import grammar
from corpus.figures import figures_in
from corpus.model import Article, Block, Figure, Kind, Report, Source, Span
from corpus.regions import regions_in, short_name
from index.normal import normalise

# An item's first sentence is its lead when it is at most this long.
_LONGEST_LEAD = 30
_LONGEST_LINE = 16
# 委员工作室：…, but not 他说：…
_COLON_LEAD = re.compile(
    r"([^，,。：:；;、！？!?]{2,20})(?<![说道称为是即有如])(?<!表示|指出|认为|介绍|强调|包括|如下)[：:](?=.)"
)
_QUOTED = re.compile(r"“[^”]*”")
_FIGURE = re.compile(r"[0-9０-９]")
_RUNNING = re.compile(r"[0-9０-９，,；;]")
_MARKED = re.compile(rf"{grammar.SUBNUMBERED.pattern}|{grammar.NUMBERED.pattern}")
_LINKED = re.compile(r"在此基础上|在此期间|同时|此外|其中|对此|为此|据此|截至|这[些一项个]|该")
KIND_WORDS = {
    Kind.BYLINE: "作者 通讯员 记者",
    Kind.CAPTION: "图片说明",
    Kind.CREDITS: "本版编辑 策划",
    Kind.TITLE: "文章标题",
    Kind.BANNER: "报道主题",
    Kind.PREFACE: "前言",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage: as it stands, in its normal form, and its figures in the order of its text."""

    span: Span
    text: str
    normal: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a report, ready to be searched and quoted.

    `text == stored_text[start:end]` of the source whose SHA-256 is `sha256`; `sentences` are absolute spans;
    `context` is what is embedded and indexed before the text (committee, section) and is never quoted;
    `article` and `section` count from 0 within the report (None outside an article or section); `written` is
    the year that 今年 is. `normal` (the normal form of each sentence) and `figures` are found by `analysed` when a
    generation is built, and kept with it.
    """

    report: str
    sha256: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    source: Source
    context: str
    article: int | None = None
    section: int | None = None
    page: int | None = None
    written: int | None = None
    normal: tuple[str, ...] = field(default=(), compare=False)
    figures: tuple[Figure, ...] = field(default=(), compare=False)

    @property
    def location(self) -> str:
        """Where it stands, in the normal form, as the reader is told: committee, year, title, section, item."""
        source = self.source
        year = f"{source.year}年" if source.year else None
        parts = (source.owner, year, source.article or source.report_title, source.section, source.item)
        return normalise(" ".join(part for part in parts if part))

    @property
    def whose(self) -> str:
        """Whose it is, a committee's or else a whole report's."""
        return self.source.committee or self.report

    @property
    def told(self) -> str:
        """Its sentences in their normal form."""
        return " ".join(self.normal)

    def sentence(self, number: int) -> Sentence:
        """Return a sentence of an analysed passage; they count from 0."""
        span = self.sentences[number]
        figures = tuple(figure for figure in self.figures if figure.sentence == span)
        return Sentence(span, self.text[span.start - self.start : span.end - self.start], self.normal[number], figures)


def analysed(passage: Passage) -> Passage:
    """Return a passage with the normal form and the figures of its sentences."""
    source, headed = passage.source, set(grammar.years_in(passage.source.section or ""))  # 三、2022年工作打算
    year = headed.pop() if len(headed) == 1 else source.year
    whose = {"year": year, "committee": source.committee, "written": passage.written}
    texts = [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]
    spans = zip(passage.sentences, texts, strict=True)
    found = ((span, figures_in(text, start=span.start, **whose)) for span, text in spans)
    figures = tuple(replace(figure, sentence=span) for span, each in found for figure in each)
    return replace(passage, normal=tuple(map(normalise, texts)), figures=figures)


def passages_of(report: Report) -> list[Passage]:
    """Return a report's passages in the order of its text."""
    outer = (*report.banner, *report.preface, *report.credits, *report.unplaced)
    passages = [_passage(report, block) for block in outer]
    for number, article in enumerate(report.articles):
        titles = (article.title, *article.subtitles) if article.title else article.subtitles
        blocks = (*titles, *article.bylines, *article.captions, *article.leads)
        passages += [_passage(report, block, number) for block in blocks]
        for at, section in enumerate(article.sections):
            item: str | None = None
            for block in section.items:
                if not _goes_on(block, item, report.document.text):
                    item = _item_name(block, report.document.text)
                passages.append(_passage(report, block, number, at, item))
    return sorted(passages, key=lambda passage: passage.start)


def _item_name(block: Block, text: str) -> str | None:
    """Return an item's lead without its full stop; None for a paragraph without one.

    A lead is a short first sentence without figures, the words before a colon, or a line of a few words on its own.
    """
    lead = block.sentences[0].of(text)
    bare = _MARKED.sub("", _QUOTED.sub("", lead))
    longest, running = (_LONGEST_LEAD, _FIGURE) if len(block.sentences) > 1 else (_LONGEST_LINE, _RUNNING)
    if len(lead) <= longest and not running.search(bare) and not lead.endswith(("”", "」")):
        return lead.rstrip("。！？!?:：")
    colon = _COLON_LEAD.match(lead)
    return colon.group(1) if colon else None


def _goes_on(block: Block, item: str | None, text: str) -> bool:
    """Whether a paragraph goes on from the item above: an item with a number ends where the next number is."""
    if item is None:
        return False
    start = block.span.of(text)
    return bool(_LINKED.match(start)) or (bool(_MARKED.match(item)) and not _MARKED.match(start))


_OUTER = (Kind.PREFACE, Kind.BANNER)
_OF_ALL = re.compile(r"全[市州省]|县市区|市县区|县区|各级")


def _sole_article(report: Report, block: Block) -> Article | None:
    """Return the article whose page a block outside all articles stands on, if that is of one committee alone.

    What speaks of other places, or of all in a city, is not theirs.
    """
    if len({article.committees for article in report.articles}) != 1:
        return None
    article, said = report.articles[0], block.span.of(report.document.text)
    if any(short_name(region) in said for region in article.regions):
        return article
    return None if regions_in(said) or _OF_ALL.search(said) else article


def _passage(
    report: Report, block: Block, number: int | None = None, at: int | None = None, item: str | None = None
) -> Passage:
    """Return a paragraph as a passage; `number` is that of its article, `at` that of its section there."""
    document, text = report.document, report.document.text
    article = None if number is None else report.articles[number]
    owner = article or (_sole_article(report, block) if block.kind in _OUTER else None)
    source = Source(
        series=report.series,
        installment=report.installment,
        report_title=report.title,
        article=article.name if article else None,
        committee=owner.committee if owner else None,
        region=owner.region if owner else None,
        kind=block.kind,
        section=None if article is None or at is None else article.sections[at].heading.of(text),
        item=item,
        authors=article.authors if article else (),
        year=report.year,
    )
    # The words a reader knows from where a passage stands: committee, year, section, kind.
    year = f"{source.year}年" if source.year else None
    context = (source.owner or source.series, year, source.section, KIND_WORDS.get(source.kind))
    return Passage(
        report=document.name,
        sha256=document.sha256,
        start=block.span.start,
        end=block.span.end,
        text=block.span.of(text),
        sentences=block.sentences,
        source=source,
        context=" ".join(filter(None, context)),
        article=number,
        section=at,
        page=block.page,
        written=report.written,
    )
