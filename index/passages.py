"""Passages: the units that are indexed, embedded and quoted."""

from dataclasses import dataclass

from corpus.model import Article, Block, Kind, Report, Source, Span

# An item's first sentence is its lead when it is at most this long.
_LONGEST_LEAD = 30


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a report, ready to be searched and quoted.

    `text == stored_text[start:end]` of the source whose SHA-256 is `sha256`; `sentences` are absolute spans;
    `context` is what is embedded and indexed before the text (committee, section) and is never quoted;
    `article` and `section` count from 0 within the report (None outside an article or section).
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


def passages_of(report: Report) -> list[Passage]:
    """Return a report's passages in the order of its text."""
    passages = [_passage(report, block) for block in (*report.banner, *report.preface, *report.credits)]
    passages += [_passage(report, block) for block in report.unplaced]
    for number, article in enumerate(report.articles):
        passages += _article_passages(report, article, number)
    return sorted(passages, key=lambda passage: passage.start)


def _article_passages(report: Report, article: Article, number: int) -> list[Passage]:
    titles = (article.title, *article.subtitles) if article.title else article.subtitles
    outer = (*titles, *article.bylines, *article.captions, *article.leads)
    passages = [_passage(report, block, article=article, number=number) for block in outer]
    for at, section in enumerate(article.sections):
        heading = section.heading.of(report.document.text)
        item: str | None = None
        for block in section.items:
            item = _item_name(block, report.document.text) or item
            passages.append(
                _passage(report, block, article=article, number=number, section=at, heading=heading, item=item)
            )
    return passages


def _item_name(block: Block, text: str) -> str | None:
    """Return an item's lead without its full stop; None for a paragraph that goes on from the one before."""
    first = block.sentences[0]
    if len(block.sentences) < 2 or first.end - first.start > _LONGEST_LEAD:
        return None
    return first.of(text).rstrip("。！？!?:：")


def _passage(
    report: Report,
    block: Block,
    *,
    article: Article | None = None,
    number: int | None = None,
    section: int | None = None,
    heading: str | None = None,
    item: str | None = None,
) -> Passage:
    document = report.document
    source = Source(
        series=report.series,
        installment=report.installment,
        report_title=report.title,
        article=article.title.span.of(document.text) if article and article.title else None,
        committee=article.committee if article else None,
        region=article.region if article else None,
        kind=block.kind,
        section=heading,
        item=item,
        authors=article.authors if article else (),
        year=report.year,
    )
    return Passage(
        report=document.name,
        sha256=document.sha256,
        start=block.span.start,
        end=block.span.end,
        text=block.span.of(document.text),
        sentences=block.sentences,
        source=source,
        context=_context(source),
        article=number,
        section=section,
        page=block.page,
    )


_KIND_WORDS = {
    Kind.BYLINE: "作者 通讯员 记者",
    Kind.CAPTION: "图片说明",
    Kind.CREDITS: "本版编辑 策划",
    Kind.TITLE: "文章标题",
    Kind.BANNER: "报道主题",
    Kind.PREFACE: "前言",
}


def _context(source: Source) -> str:
    """Return the words a reader knows from where a passage stands: committee, year, section, kind."""
    year = f"{source.year}年" if source.year else None
    whose = source.committee or source.series
    return " ".join(part for part in (whose, year, source.section, _KIND_WORDS.get(source.kind)) if part)
