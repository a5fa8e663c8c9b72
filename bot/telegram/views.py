"""Views: an answer, one of its quotes, what stands around it, and its section, as messages with buttons.

Every quote is sliced from the source when it is shown, and from no other place than where it stood.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from telegram import InlineKeyboardMarkup

from bot.answers import Cited, Content, Sent
from bot.coverage import Catalogue
from bot.feedback import Feedback
from bot.telegram.deep_links import link_to
from bot.telegram.keyboards import Press, Shown, View, keyboard_of
from bot.telegram.obstacles import Told, told
from bot.telegram.render import LIMIT, answer_messages, pack, slice_blocks, text_blocks, units
from corpus.model import Source, Span
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.context import Context, context_of
from index.engine import Engine
from index.errors import IndexFault
from index.passages import Passage
from index.store.generation import Generation
from prompts import buttons as wording
from prompts.sources import NO_YEAR, YEAR, source_line


class Changed(IndexFault):
    """A report that was quoted is searched no more, or not as it was; the message says so kindly."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one message, HTML, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None


class Views:
    """Shows answers that were kept; for threads, off the event loop."""

    def __init__(self, engine: Engine, *, catalogue: Catalogue, feedback: Feedback, is_open: bool = False) -> None:
        """Show what an engine answers; links to a private chat are of use where that `is_open` to everybody."""
        self._is_open = is_open
        self._engine = engine
        self._catalogue = catalogue
        self._feedback = feedback

    def page(self, sent: Sent, press: Press, *, bot: str | None = None) -> Page:
        """Return what a button shows.

        Args:
            sent: the answer that it belongs to.
            press: what it carries; `number` is that of a quote of the answer.
            bot: the bot's name, where a link to a private chat with it is of use.

        Raises:
            Changed: a report is not searched any more as it was.
            Damaged: a source is missing or altered.
        """
        texts = self._texts(sent, press)
        number = min(press.page, len(texts) - 1)
        if press.view is View.ANSWER:
            number = len(texts) - 1
        page = replace(press, page=number)
        return Page(texts[number], self.keyboard(sent, page, pages=len(texts), bot=bot))

    def keyboard(
        self, sent: Sent, press: Press, *, pages: int = 1, bot: str | None = None
    ) -> InlineKeyboardMarkup | None:
        """Return the buttons under what a button shows; see `page`."""
        content = sent.content
        is_whole = press.view is View.ANSWER
        numbers = range(content.shown) if is_whole else (press.number,)
        quotes = [content.quotes[number] for number in numbers]
        sites = [context_of(self._engine.generation, quote.sha256, Span(quote.start, quote.end)) for quote in quotes]
        shown = Shown(
            press=press,
            pages=pages,
            has_section=len(sites) == 1 and sites[0] is not None and sites[0].has_section,
            is_wrong=self._feedback.is_kept(sent, numbers),
            names=_names(quotes, sites),
            link=link_to(quotes[0], bot=bot) if bot and self._is_open and len(quotes) == 1 else None,
        )
        return keyboard_of(sent, shown)

    def _texts(self, sent: Sent, press: Press) -> list[str]:
        content, generation = sent.content, self._engine.generation
        if press.view is View.CONTEXT:
            return _context(_site(content.quotes[press.number], generation), content.quotes[press.number])
        if press.view is View.SECTION:
            return _section(_site(content.quotes[press.number], generation))
        if press.view is View.QUOTE:
            quote = restored(content.quotes[press.number], generation)
            is_answer = content.status is Status.ANSWERED and quote.score >= ANSWERS
            status = Status.ANSWERED if is_answer else Status.NEAR_MISS
            return self.texts(Told(Answer(content.asked, content.understood, status, (quote,), 0.0)))
        if content.is_sum:
            return self.texts(self._added_up_again(content))
        quotes = tuple(restored(quote, generation) for quote in content.quotes[: content.shown])
        choices = content.choices if content.chosen is None else ()
        answer = Answer(content.asked, content.understood, content.status, quotes, elapsed_ms=0.0, choices=choices)
        return self.texts(Told(answer, content.before, content.behind))

    def _added_up_again(self, content: Content) -> Told:
        """Return the answer to a question for a total, which is of all that the reports tell now.

        Raises:
            Changed: that is not what was told.
        """
        answer = replace(self._engine.answer(content.understood), question=content.asked)
        again = told(answer, self._engine.generation)
        now = Content.of(again.answer, before=again.before, behind=again.behind)
        if now != replace(content, choices=answer.choices, chosen=None):
            raise Changed(wording.RECOUNTED)
        return again

    def texts(self, shown: Told) -> list[str]:
        """Return an answer as the HTML of one message or more."""
        answer, behind = shown.answer, shown.behind
        if answer.choices and answer.quotes:
            behind = "\n".join(filter(None, (behind, wording.CHOOSE)))
        coverage = self._catalogue.holdings().coverage if answer.status is Status.NOT_FOUND else ""
        return answer_messages(answer, before=shown.before, behind=behind, coverage=coverage)


def restored(quote: Cited, generation: Generation) -> Quote:
    """Return a quote again, with its words.

    Raises:
        Changed: its report is not searched any more as it was.
        Damaged: its source is missing or altered.
    """
    span = Span(quote.start, quote.end)
    return _site(quote, generation).quote(
        span, highlights=quote.highlights, answering=quote.answering, score=quote.score
    )


def _site(quote: Cited, generation: Generation) -> Context:
    site = context_of(generation, quote.sha256, Span(quote.start, quote.end))
    if site is None:
        is_there = any(report.name == quote.report for report in generation.reports)
        said = wording.REPLACED if is_there else wording.REMOVED
        raise Changed(said.format(report=quote.report))
    return site


def _context(site: Context, quote: Cited) -> list[str]:
    """Return the paragraph of a quote, the quote in bold, between those before and after it."""
    passage = site.passage
    whole = Span(passage.start, passage.end)
    is_all = (quote.start, quote.end) == (whole.start, whole.end)
    middle = site.quote(whole, highlights=() if is_all else ((quote.start, quote.end),))
    around = [_paragraph(one, site.generation) for one in (site.before(), site.after())]
    return _messages(wording.CONTEXT_TITLE, [around[0], middle, around[1]], passage.source, expandable=False)


def _paragraph(passage: Passage | None, generation: Generation) -> Quote | None:
    if passage is None:
        return None
    span = Span(passage.start, passage.end)
    site = context_of(generation, passage.sha256, span)
    return site.quote(span) if site else None


def _section(site: Context) -> list[str]:
    """Return the whole section of a passage, folded."""
    slices = [site.quote(span) for span in site.section()]
    source = replace(site.passage.source, item=None)
    return _messages(wording.SECTION_TITLE, slices, source, expandable=True)


def _messages(title: str, slices: Sequence[Quote | None], source: Source, *, expandable: bool) -> list[str]:
    """Return slices between a title and their source, each message with something of them."""
    below = text_blocks(source_line(asdict(source)), tag="i")
    room = max(LIMIT // 2, LIMIT - units(title) - sum(block.units for block in below) - 2)
    blocks = [block for one in slices if one for block in slice_blocks(one, limit=room, expandable=expandable)]
    return pack([*text_blocks(title, tag="b"), *blocks, *below], separator="\n")


def _names(quotes: Sequence[Cited], sites: Sequence[Context | None]) -> list[str]:
    """Return what each quote is told apart by: whose it is, and of which year where the years differ."""
    sources = [site.passage.source if site else None for site in sites]
    has_years = len({source.year for source in sources if source}) > 1
    names = []
    for quote, source in zip(quotes, sources, strict=True):
        whose = (source and source.committee) or quote.report
        year = YEAR.format(year=source.year) if source and source.year else NO_YEAR
        names.append(wording.PLACE.format(committee=whose, year=year) if has_years else whose)
    return names
