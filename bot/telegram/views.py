"""Views: an answer, one of its quotes, what stands around it, and its section, as messages with buttons.

Every quote is sliced from the source when it is shown, and from no other place than where it stood. A button carries a
version, the key of the answer, what is to be shown, and of which quote and page; what else it needs is kept
(`bot.answers`), so that it works after a restart and when another generation serves. 64 bytes at most
(https://core.telegram.org/bots/api#inlinekeyboardbutton). The payload of a link, which opens a quote in a private chat,
has at most 64 characters of A-Z, a-z, 0-9, _ and - (https://core.telegram.org/bots/features#deep-linking).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import InlineKeyboardMarkup

from bot.answers import Changed, Cited, Content, Sent
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.originals import excerpts_of, has_pages, picture_of
from bot.telegram.render import LIMIT, answer_messages, markup, pack, slice_blocks, text_blocks, units
from corpus.model import Source, Span
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.context import Context, context_of
from index.engine import Engine
from index.store.generation import Generation
from prompts import telegram as wording
from prompts.answers import CHOOSE, NEXT_PAGE, PREVIOUS_PAGE, WRONG
from prompts.sources import NO_YEAR, YEAR, source_line

BUTTON = re.compile(r"a1:([0-9a-f]{12}):([aqcswxop]):([0-9]{1,3}):([0-9]{1,3})$")
ANY_PAYLOAD = r"^/start(?:@\w+)? p\d+-"  # of any version
ALL_SOURCES = "s1:0:000000:"  # `bot.telegram.figures`: the first page of the reports
_PAYLOAD = re.compile(r"p1-([0-9a-f]{16})-([0-9]{1,9})-([0-9]{1,9})")
_MOST_NAMES = 12
_SHORT_NAME = 12


class View(StrEnum):
    """What a button shows or does."""

    ANSWER = "a"
    QUOTE = "q"
    CONTEXT = "c"
    SECTION = "s"
    WRONG = "w"  # said of the answer
    WRONG_QUOTE = "x"  # said of one quote
    CHOICE = "o"
    ORIGINAL = "p"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries; `number` counts quotes or choices from 0, `page` the messages that a text would fill."""

    key: str
    view: View = View.ANSWER
    number: int = 0
    page: int = 0

    @property
    def data(self) -> str:
        """The button's data."""
        return f"a1:{self.key}:{self.view}:{self.number}:{self.page}"

    @classmethod
    def of(cls, match: re.Match[str]) -> "Press":
        """Return what a button carries whose data matches `BUTTON`."""
        return cls(match[1], View(match[2]), int(match[3]), int(match[4]))


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one message, HTML, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(slots=True)
class Views:
    """Shows what an engine answers; for threads, off the event loop.

    In groups, links lead to a private chat with the `bot` of this name where that `is_open` to everybody.
    """

    engine: Engine
    catalogue: CoverageCache
    feedback: Feedback
    is_open: bool = False
    bot: str = ""

    def content(self, answer: Answer, *, behind: str = "") -> Content:
        """Return what is shown and kept of a new answer; where nothing was found, with examples to choose."""
        if answer.status is Status.NOT_FOUND:
            answer = replace(answer, choices=self.catalogue.current().choices)
        return Content.of(answer, behind=behind)

    def texts(self, content: Content) -> list[str]:
        """Return an answer as the HTML of its messages, its quotes sliced from their sources; raises as `page`."""
        quotes = [_restored(quote, self.engine.generation) for quote in content.quotes[: content.shown]]
        if content.choices and content.chosen is None and quotes:
            content = replace(content, behind="\n".join(filter(None, (content.behind, CHOOSE))))
        coverage = self.catalogue.current().coverage if content.status is Status.NOT_FOUND else ""
        return answer_messages(content, quotes, coverage=coverage)

    def page(self, sent: Sent, press: Press) -> Page:
        """Return what a button shows.

        Raises:
            Changed: a report is not searched any more as it was.
            Damaged: a source is missing or altered.
        """
        texts = self._texts(sent.content, press)
        number = len(texts) - 1 if press.view is View.ANSWER else min(press.page, len(texts) - 1)
        return Page(texts[number], self.keyboard(sent, replace(press, page=number), pages=len(texts)))

    def keyboard(self, sent: Sent, press: Press, *, pages: int = 1) -> InlineKeyboardMarkup | None:
        """Return the buttons under what a button shows, which is one message of `pages`."""
        content, number = sent.content, press.number
        numbers = range(content.shown) if press.view is View.ANSWER else (number,)
        quotes = [content.quotes[at] for at in numbers]
        sites = [context_of(self.engine.generation, one.sha256, Span(one.start, one.end)) for one in quotes]

        def button(says: str, view: View = View.ANSWER, number: int = 0, page: int = 0) -> tuple[str, str]:
            return says, Press(sent.key, view, number, page).data

        around = [(wording.CONTEXT, View.CONTEXT)]
        around += [(wording.SECTION, View.SECTION)] if len(sites) == 1 and sites[0] and sites[0].has_section else []
        beside = [button(says, view, number) for says, view in around if view is not press.view]
        says_wrong = wording.NOT_WRONG if self.feedback.is_kept(sent, numbers) else WRONG
        is_alone = content.shown == 1  # the first quote is shown with the answer
        following = content.shown if press.view is View.ANSWER else number + 1
        next_one = [button(wording.NEXT, View.QUOTE, following)] if following < len(content.quotes) else []
        if press.view is View.ANSWER:  # its messages stand one below the other
            rows = _choices(sent, _names(quotes, sites))
            if content.shown:
                rows.append([*(beside if is_alone else ()), *next_one, button(says_wrong, View.WRONG)])
            elif content.status is Status.NOT_FOUND and content.asked:
                rows.append([(wording.SOURCES_BUTTON, ALL_SOURCES)])
        else:
            turns = ((PREVIOUS_PAGE, press.page - 1), (NEXT_PAGE, press.page + 1))
            rows = [[button(says, press.view, number, to) for says, to in turns if 0 <= to < pages]]
            if press.view is View.QUOTE:
                rows.append([*beside, button(says_wrong, View.WRONG_QUOTE, number)])
                back = [] if number <= int(is_alone) else [button(wording.PREVIOUS, View.QUOTE, number - 1)]
                rows.append([*back, button(wording.BACK), *next_one])
            else:
                home = View.ANSWER if is_alone and number == 0 else View.QUOTE
                rows.append([*beside, button(wording.BACK, home, number)])
        if len(quotes) == 1:
            is_there = has_pages(self.engine.generation.sources.original(quotes[0].sha256))
            elsewhere = [button(wording.ORIGINAL, View.ORIGINAL, number)] if is_there else []
            if self.is_open and sent.place.chat < 0:
                elsewhere.append((wording.IN_PRIVATE, link_to(quotes[0], bot=self.bot)))
            rows.append(elsewhere)
        return markup(*rows)

    def originals(self, sent: Sent, press: Press) -> list[tuple[bytes, str]]:
        """Return what of the original holds a quote, as pictures with what is said of them; raises as `page`."""
        quote, generation = sent.content.quotes[press.number], self.engine.generation
        _site(quote, generation)
        original = generation.sources.original(quote.sha256)
        found = []
        for excerpt in excerpts_of(original, generation.sources.document(quote.sha256), Span(quote.start, quote.end)):
            if picture := picture_of(original, excerpt):
                found.append((picture[0], wording.ORIGINAL_PAGE.format(report=quote.report, page=excerpt.page)))
        return found

    def _texts(self, content: Content, press: Press) -> list[str]:
        if press.view is View.ANSWER:
            return self.texts(content)
        quote = content.quotes[press.number]
        if press.view is View.QUOTE:
            is_answer = content.status is Status.ANSWERED and quote.score >= ANSWERS
            status = Status.ANSWERED if is_answer else Status.NEAR_MISS
            return self.texts(Content(content.asked, content.understood, status, (quote,), 1, ()))
        site = _site(quote, self.engine.generation)
        return _context(site, quote) if press.view is View.CONTEXT else _section(site)


def link_to(quote: Cited | Quote, *, bot: str) -> str:
    """Return the link that opens a quote with the bot of this name."""
    return f"https://t.me/{bot}?start=p1-{quote.sha256[:16]}-{quote.start}-{quote.end}"


def target_of(payload: str) -> tuple[str, Span] | None:
    """Return what a link opens: the beginning of a source's SHA-256 and a span; None where it is no such link."""
    match = _PAYLOAD.fullmatch(payload)
    return (match[1], Span(int(match[2]), int(match[3]))) if match else None


def _choices(sent: Sent, names: Sequence[str]) -> list[list[tuple[str, str]]]:
    """Return what there is to choose from: readings of the question, else the quotes of a comparison by their names.

    Two stand side by side where all are short.
    """
    content, buttons = sent.content, []
    for number, choice in enumerate(content.choices):
        mark = wording.CHOSEN if number == content.chosen else ""
        view = View.CHOICE if choice.question else View.QUOTE
        buttons.append((f"{mark}{choice.name}", Press(sent.key, view, number).data))
    if not buttons and content.shown > 1:
        buttons = [(name, Press(sent.key, View.QUOTE, number).data) for number, name in enumerate(names)]
    buttons = buttons[:_MOST_NAMES]
    width = 2 if all(len(name) <= _SHORT_NAME for name, _ in buttons) else 1
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


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


def _restored(quote: Cited, generation: Generation) -> Quote:
    """Return a quote again, with its words; raises as `_site`, and Damaged where its source is missing or altered."""
    span = Span(quote.start, quote.end)
    site = _site(quote, generation)
    return site.quote(span, highlights=quote.highlights, answering=quote.answering, score=quote.score)


def _site(quote: Cited, generation: Generation) -> Context:
    """Return where a quote stands; raises Changed where its report is not searched any more as it was."""
    site = context_of(generation, quote.sha256, Span(quote.start, quote.end))
    if site is None:
        is_there = any(report.name == quote.report for report in generation.reports)
        raise Changed((wording.REPLACED if is_there else wording.REMOVED).format(report=quote.report))
    return site


def _context(site: Context, quote: Cited) -> list[str]:
    """Return the paragraph of a quote, the quote in bold, between those before and after it."""
    passage = site.passage
    whole = Span(passage.start, passage.end)
    is_all = (quote.start, quote.end) == (whole.start, whole.end)
    slices = [site.quote(whole, highlights=() if is_all else ((quote.start, quote.end),))]
    for other in site.neighbours():
        beside = context_of(site.generation, other.sha256, Span(other.start, other.end))
        if beside:
            slices.append(beside.quote(Span(other.start, other.end)))
    slices.sort(key=lambda one: one.start)
    return _messages(wording.CONTEXT, slices, passage.source, expandable=False)


def _section(site: Context) -> list[str]:
    """Return the whole section of a passage, folded."""
    slices = [site.quote(span) for span in site.section()]
    return _messages(wording.SECTION, slices, replace(site.passage.source, item=None), expandable=True)


def _messages(title: str, slices: Sequence[Quote], source: Source, *, expandable: bool) -> list[str]:
    """Return slices between a title and their source, each message with something of them."""
    below = text_blocks(source_line(source), tag="i")
    room = max(LIMIT // 2, LIMIT - units(title) - sum(block.units for block in below) - 2)
    blocks = [block for one in slices for block in slice_blocks(one, limit=room, expandable=expandable)]
    return pack([*text_blocks(title, tag="b"), *blocks, *below], separator="\n")
