"""Views: an answer, one of its quotes, what stands around it, and its section, as messages with buttons.

Every quote is sliced from the source when it is shown, and from no other place than where it stood.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from telegram import InlineKeyboardMarkup

from bot.answers import NO_ANSWER, Cited, Content, Sent
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.telegram.keyboards import Press, Shown, View, keyboard_of, link_to
from bot.telegram.render import LIMIT, answer_messages, pack, slice_blocks, text_blocks, text_messages, units
from corpus.model import Source, Span
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.context import Context, context_of
from index.engine import Engine
from index.errors import Damaged, IndexFault
from index.store.generation import Generation
from prompts import buttons as wording
from prompts import telegram as telegram_wording
from prompts.answers import CHOOSE
from prompts.sources import NO_YEAR, YEAR, source_line

_MOST_QUOTES = 5


class Changed(IndexFault):
    """A report that was quoted is searched no more, or not as it was; the message says so kindly."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one message, HTML, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be sent: the HTML of one message or more, and what is kept of the answer."""

    texts: Sequence[str]
    content: Content = NO_ANSWER

    @classmethod
    def of(cls, text: str) -> "Outgoing":
        """Return plain text, to be sent without buttons."""
        return cls(text_messages(text))


class Views:
    """Shows answers; for threads, off the event loop."""

    def __init__(self, engine: Engine, *, catalogue: CoverageCache, feedback: Feedback, is_open: bool = False) -> None:
        """Show what an engine answers; links to a private chat are of use where that `is_open` to everybody."""
        self._is_open = is_open
        self._engine = engine
        self._catalogue = catalogue
        self._feedback = feedback

    def outgoing(self, answer: Answer, *, behind: str = "") -> Outgoing:
        """Return a new answer in words, checked; where nothing was found there are examples to choose from.

        Raises:
            Damaged: a source is missing or altered, or a quote is not what stands there.
        """
        if answer.status is Status.NOT_FOUND:
            answer = replace(answer, choices=self._catalogue.current().choices)
        answer, more = first_quotes(answer)
        check_quotes(answer, self._engine.generation)
        content = Content.of(answer, behind="\n".join(filter(None, (more, behind))))
        return Outgoing(self.texts(answer, behind=content.behind), content)

    def texts(self, answer: Answer, *, before: str = "", behind: str = "") -> list[str]:
        """Return an answer as the HTML of one message or more."""
        if answer.choices and answer.quotes:
            behind = "\n".join(filter(None, (behind, CHOOSE)))
        coverage = self._catalogue.current().coverage if answer.status is Status.NOT_FOUND else ""
        return answer_messages(answer, before=before, behind=behind, coverage=coverage)

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
        texts = self._texts(sent.content, press)
        number = len(texts) - 1 if press.view is View.ANSWER else min(press.page, len(texts) - 1)
        return Page(texts[number], self.keyboard(sent, replace(press, page=number), pages=len(texts), bot=bot))

    def keyboard(
        self, sent: Sent, press: Press, *, pages: int = 1, bot: str | None = None
    ) -> InlineKeyboardMarkup | None:
        """Return the buttons under what a button shows; see `page`."""
        numbers = range(sent.content.shown) if press.view is View.ANSWER else (press.number,)
        quotes = [sent.content.quotes[number] for number in numbers]
        sites = [context_of(self._engine.generation, quote.sha256, Span(quote.start, quote.end)) for quote in quotes]
        is_one = len(quotes) == 1
        shown = Shown(
            press=press,
            pages=pages,
            has_section=is_one and sites[0] is not None and sites[0].has_section,
            is_wrong=self._feedback.is_kept(sent, numbers),
            names=_names(quotes, sites),
            link=link_to(quotes[0], bot=bot) if bot and self._is_open and is_one else None,
        )
        return keyboard_of(sent, shown)

    def _texts(self, content: Content, press: Press) -> list[str]:
        generation = self._engine.generation
        if press.view in (View.CONTEXT, View.SECTION):
            quote = content.quotes[press.number]
            site = _site(quote, generation)
            return _context(site, quote) if press.view is View.CONTEXT else _section(site)
        asked = (content.asked, content.understood)
        if press.view is View.QUOTE:
            one = restored(content.quotes[press.number], generation)
            is_answer = content.status is Status.ANSWERED and one.score >= ANSWERS
            return self.texts(Answer(*asked, Status.ANSWERED if is_answer else Status.NEAR_MISS, (one,), 0.0))
        if content.is_sum:  # which is of all that the reports tell now
            answer, _ = first_quotes(self._engine.answer(content.understood))
            check_quotes(answer, generation)
            now = Content.of(answer)
            if (now.status, now.quotes[: now.shown]) != (content.status, content.quotes[: content.shown]):
                raise Changed(wording.RECOUNTED)
            return self.texts(replace(answer, question=content.asked), behind=content.behind)
        quotes = tuple(restored(quote, generation) for quote in content.quotes[: content.shown])
        choices = content.choices if content.chosen is None else ()
        answer = Answer(*asked, content.status, quotes, elapsed_ms=0.0, reason=content.reason, choices=choices)
        return self.texts(answer, before=content.before, behind=content.behind)


def first_quotes(answer: Answer) -> tuple[Answer, str]:
    """Return an answer with its first quotes only, the others a button away, and what is said of that."""
    more = answer.quotes[_MOST_QUOTES:]
    if not more:
        return answer, ""
    said = telegram_wording.MORE_QUOTES.format(count=len(more))
    return replace(answer, quotes=answer.quotes[:_MOST_QUOTES], further=(*more, *answer.further)), said


def check_quotes(answer: Answer, generation: Generation) -> None:
    """Check every quote of an answer, and the figures put before it, against its source as it is now.

    Raises:
        Damaged: a source is missing or altered, or a quote or figure is not what stands there.
    """
    for quote in answer.quotes:
        text = generation.source_text(quote.sha256)
        spans = [(quote.start, quote.end, quote.text), *((one.start, one.end, one.text) for one in quote.answering)]
        if any(text[start:end] != words for start, end, words in spans):
            raise Damaged(telegram_wording.SOURCE_DIFFERS.format(report=quote.report))


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
    slices = [site.quote(whole, highlights=() if is_all else ((quote.start, quote.end),))]
    for other in (site.before(), site.after()):
        beside = context_of(site.generation, other.sha256, Span(other.start, other.end)) if other else None
        if other and beside:
            slices.append(beside.quote(Span(other.start, other.end)))
    slices.sort(key=lambda one: one.start)
    return _messages(wording.CONTEXT, slices, passage.source, expandable=False)


def _section(site: Context) -> list[str]:
    """Return the whole section of a passage, folded."""
    slices = [site.quote(span) for span in site.section()]
    return _messages(wording.SECTION, slices, replace(site.passage.source, item=None), expandable=True)


def _messages(title: str, slices: Sequence[Quote], source: Source, *, expandable: bool) -> list[str]:
    """Return slices between a title and their source, each message with something of them."""
    below = text_blocks(source_line(asdict(source)), tag="i")
    room = max(LIMIT // 2, LIMIT - units(title) - sum(block.units for block in below) - 2)
    blocks = [block for one in slices for block in slice_blocks(one, limit=room, expandable=expandable)]
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
