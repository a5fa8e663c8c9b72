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

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answers import NO_ANSWER, Cited, Content, Sent
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.telegram.render import LIMIT, answer_messages, pack, slice_blocks, text_blocks, text_messages, units
from corpus.model import Source, Span
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.context import Context, context_of
from index.engine import Engine
from index.errors import Damaged, IndexFault
from index.store.generation import Generation
from prompts import telegram as wording
from prompts.answers import CHOOSE, NEXT_PAGE, PREVIOUS_PAGE, WRONG
from prompts.sources import NO_YEAR, YEAR, source_line

_MOST_QUOTES = 5
_DATA = re.compile(r"a1:([0-9a-f]{12}):([aqcswxo]):([0-9]{1,3}):([0-9]{1,3})")
ANY_BUTTON = r"^a\d+:"  # of any version
_PAYLOAD = re.compile(r"p1-([0-9a-f]{16})-([0-9]{1,9})-([0-9]{1,9})")
ANY_PAYLOAD = r"^/start(?:@\w+)? p\d+-"  # of any version
ALL_SOURCES = "s1:0:000000:"  # `bot.telegram.figures.Turn`: the first page of the reports
_MOST_NAMES = 12
_SHORT_NAME = 12


class Changed(IndexFault):
    """A report that was quoted is searched no more, or not as it was; the message says so kindly."""


class View(StrEnum):
    """What a button shows or does."""

    ANSWER = "a"
    QUOTE = "q"
    CONTEXT = "c"
    SECTION = "s"
    WRONG = "w"  # said of the answer
    WRONG_QUOTE = "x"  # said of one quote
    CHOICE = "o"


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
    def of(cls, data: str) -> "Press | None":
        """Return what a button carries; None where another version made it."""
        match = _DATA.fullmatch(data)
        return cls(match[1], View(match[2]), int(match[3]), int(match[4])) if match else None


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


@dataclass(frozen=True, slots=True)
class Views:
    """Shows what an engine answers; for threads, off the event loop.

    Links to a private chat are of use where that `is_open` to everybody.
    """

    engine: Engine
    catalogue: CoverageCache
    feedback: Feedback
    is_open: bool = False

    def outgoing(self, answer: Answer, *, behind: str = "") -> Outgoing:
        """Return a new answer in words, checked (raises Damaged); where nothing was found, with examples to choose."""
        if answer.status is Status.NOT_FOUND:
            answer = replace(answer, choices=self.catalogue.current().choices)
        answer, more = first_quotes(answer)
        check_quotes(answer, self.engine.generation)
        content = Content.of(answer, behind="\n".join(filter(None, (more, behind))))
        return Outgoing(self.texts(answer, behind=content.behind), content)

    def texts(self, answer: Answer, *, before: str = "", behind: str = "") -> list[str]:
        """Return an answer as the HTML of one message or more."""
        if answer.choices and answer.quotes:
            behind = "\n".join(filter(None, (behind, CHOOSE)))
        coverage = self.catalogue.current().coverage if answer.status is Status.NOT_FOUND else ""
        return answer_messages(answer, before=before, behind=behind, coverage=coverage)

    def page(self, sent: Sent, press: Press, *, bot: str | None = None) -> Page:
        """Return what a button shows; `bot` is the bot's name, where a link to a private chat with it is of use.

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
        sites = [context_of(self.engine.generation, quote.sha256, Span(quote.start, quote.end)) for quote in quotes]
        is_one = len(quotes) == 1
        return keyboard_of(
            sent,
            press,
            pages=pages,
            has_section=is_one and sites[0] is not None and sites[0].has_section,
            is_wrong=self.feedback.is_kept(sent, numbers),
            names=_names(quotes, sites),
            link=link_to(quotes[0], bot=bot) if bot and self.is_open and is_one else None,
        )

    def _texts(self, content: Content, press: Press) -> list[str]:
        generation = self.engine.generation
        asked = (content.asked, content.understood)
        if press.view in (View.CONTEXT, View.SECTION):
            quote = content.quotes[press.number]
            site = _site(quote, generation)
            return _context(site, quote) if press.view is View.CONTEXT else _section(site)
        if press.view is View.QUOTE:
            one = _restored(content.quotes[press.number], generation)
            is_answer = content.status is Status.ANSWERED and one.score >= ANSWERS
            return self.texts(Answer(*asked, Status.ANSWERED if is_answer else Status.NEAR_MISS, (one,), 0.0))
        if content.is_sum:  # which is of all that the reports tell now
            answer, _ = first_quotes(self.engine.answer(content.understood))
            check_quotes(answer, generation)
            now = Content.of(answer)
            if (now.status, now.quotes[: now.shown]) != (content.status, content.quotes[: content.shown]):
                raise Changed(wording.RECOUNTED)
            return self.texts(replace(answer, question=content.asked), behind=content.behind)
        quotes = tuple(_restored(quote, generation) for quote in content.quotes[: content.shown])
        choices = content.choices if content.chosen is None else ()
        answer = Answer(*asked, content.status, quotes, elapsed_ms=0.0, reason=content.reason, choices=choices)
        return self.texts(answer, before=content.before, behind=content.behind)


def first_quotes(answer: Answer) -> tuple[Answer, str]:
    """Return an answer with its first quotes only, the others a button away, and what is said of that."""
    more = answer.quotes[_MOST_QUOTES:]
    if not more:
        return answer, ""
    said = wording.MORE_QUOTES.format(count=len(more))
    return replace(answer, quotes=answer.quotes[:_MOST_QUOTES], further=(*more, *answer.further)), said


def check_quotes(answer: Answer, generation: Generation) -> None:
    """Check every quote of an answer, and the figures put before it, against its source now; raises Damaged."""
    for quote in answer.quotes:
        text = generation.source_text(quote.sha256)
        spans = [(quote.start, quote.end, quote.text), *((one.start, one.end, one.text) for one in quote.answering)]
        if any(text[start:end] != words for start, end, words in spans):
            raise Damaged(wording.SOURCE_DIFFERS.format(report=quote.report))


def link_to(quote: Cited | Quote, *, bot: str) -> str:
    """Return the link that opens a quote with the bot of this name."""
    return f"https://t.me/{bot}?start=p1-{quote.sha256[:16]}-{quote.start}-{quote.end}"


def target_of(payload: str) -> tuple[str, Span] | None:
    """Return what a link opens: the beginning of a source's SHA-256 and a span; None where it is no such link."""
    match = _PAYLOAD.fullmatch(payload)
    return (match[1], Span(int(match[2]), int(match[3]))) if match else None


def keyboard_of(
    sent: Sent,
    press: Press,
    *,
    pages: int = 1,
    has_section: bool = False,
    is_wrong: bool = False,
    names: Sequence[str] = (),
    link: str | None = None,
) -> InlineKeyboardMarkup | None:
    """Return the buttons under a message that shows an answer, or a part of it.

    `pages` are the messages that its text fills, of which this is one; `names` are those of the quotes of the answer;
    `link` opens the quote in a private chat, None where that would be no use.
    """
    content, key, number = sent.content, press.key, press.number
    last = len(content.quotes) - 1

    def button(says: str, view: View = View.ANSWER, number: int = 0, page: int = 0) -> InlineKeyboardButton:
        return InlineKeyboardButton(says, callback_data=Press(key, view, number, page).data)

    around = [button(wording.CONTEXT, View.CONTEXT, number)]
    around += [button(wording.SECTION, View.SECTION, number)] if has_section else []
    says_wrong = wording.NOT_WRONG if is_wrong else WRONG
    rows: list[list[InlineKeyboardButton]] = []
    if press.view is View.ANSWER:  # its messages stand one below the other
        rows += _choices(sent, names)
        if content.shown:
            row = around if content.shown == 1 else []
            row += [button(wording.NEXT, View.QUOTE, content.shown)] if len(content.quotes) > content.shown else []
            rows.append([*row, button(says_wrong, View.WRONG)])
        elif content.status is Status.NOT_FOUND and content.asked:
            rows.append([InlineKeyboardButton(wording.SOURCES_BUTTON, callback_data=ALL_SOURCES)])
    else:
        turns = ((PREVIOUS_PAGE, press.page - 1), (NEXT_PAGE, press.page + 1))
        rows.append([button(says, press.view, number, to) for says, to in turns if 0 <= to < pages])
        is_alone = content.shown == 1  # the first quote is shown with the answer
        if press.view is View.QUOTE:
            rows.append([*around, button(says_wrong, View.WRONG_QUOTE, number)])
            row = [] if number <= int(is_alone) else [button(wording.PREVIOUS, View.QUOTE, number - 1)]
            row.append(button(wording.BACK))
            rows.append(row if number == last else [*row, button(wording.NEXT, View.QUOTE, number + 1)])
        else:
            own = wording.CONTEXT if press.view is View.CONTEXT else wording.SECTION
            home = View.ANSWER if is_alone and number == 0 else View.QUOTE
            rows.append([*(one for one in around if one.text != own), button(wording.BACK, home, number)])
    if link is not None:
        rows.append([InlineKeyboardButton(wording.IN_PRIVATE, url=link)])
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _choices(sent: Sent, names: Sequence[str]) -> list[list[InlineKeyboardButton]]:
    """Return what there is to choose from: readings of the question, else the quotes of a comparison by their names.

    Two stand side by side where all are short.
    """
    content = sent.content
    named = []
    for number, choice in enumerate(content.choices):
        mark = wording.CHOSEN if number == content.chosen else ""
        named.append((f"{mark}{choice.name}", Press(sent.key, View.CHOICE if choice.question else View.QUOTE, number)))
    if not named and content.shown > 1:
        named = [(name, Press(sent.key, View.QUOTE, number)) for number, name in enumerate(names)]
    width = 2 if all(len(name) <= _SHORT_NAME for name, _ in named[:_MOST_NAMES]) else 1
    buttons = [InlineKeyboardButton(name, callback_data=press.data) for name, press in named[:_MOST_NAMES]]
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


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
    below = text_blocks(source_line(source), tag="i")
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
