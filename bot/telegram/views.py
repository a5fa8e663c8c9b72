"""Views: an answer, one of its quotes, what stands around it, and its section, as messages with buttons.

A button works after a restart, too: it carries the key of an answer that is kept (`bot.answers`) in at most 64 bytes
(https://core.telegram.org/bots/api#inlinekeyboardbutton); the payload of a link is as short
(https://core.telegram.org/bots/features#deep-linking).
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from telegram import InlineKeyboardMarkup, Message

from bot.answers import PART, Changed, Cited, Content, Sent
from bot.coverage import coverage_now
from bot.originals import Excerpt, excerpts_of, has_pages, picture_of
from bot.telegram.conversation import place_of
from bot.telegram.metrics import logging_fault
from bot.telegram.render import LIMIT, answer_messages, markup, pack, slice_blocks, text_blocks, units
from bot.telegram.sending import reply
from bot.telegram.services import Services
from corpus.model import Span
from index.answer import Answer, Quote, Status
from index.answering.decision import ANSWERS
from index.context import Context, context_of
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


def content_of(services: Services, answer: Answer, *, behind: str = "") -> Content:
    """Return what is shown and kept of a new answer; where nothing was found, with examples to choose."""
    if answer.status is Status.NOT_FOUND:
        answer = replace(answer, choices=coverage_now(services.engine).choices)
    return Content.of(answer, behind=behind)


def texts_of(services: Services, content: Content) -> list[str]:
    """Return an answer as the HTML of its messages, its quotes sliced from their sources; raises as `page_of`."""
    generation, quotes = services.engine.generation, []
    for one in content.quotes[: content.shown]:
        site, span = _site(one, generation), Span(one.start, one.end)
        quotes.append(site.quote(span, highlights=one.highlights, answering=one.answering, score=one.score))
    if content.choices and content.chosen is None and quotes:
        content = replace(content, behind="\n".join(filter(None, (content.behind, CHOOSE))))
    coverage = coverage_now(services.engine).coverage if content.status is Status.NOT_FOUND else ""
    return answer_messages(content, quotes, coverage=coverage)


def page_of(services: Services, sent: Sent, press: Press) -> Page:
    """Return what a button shows; raises Changed where a report was replaced or removed, Damaged a source altered."""
    content = sent.content
    if press.view is not View.ANSWER:
        quote = content.quotes[press.number]
        is_answer = (content.status is Status.ANSWERED or content.is_partial) and quote.score >= ANSWERS
        status = Status.ANSWERED if is_answer else Status.NEAR_MISS
        content = Content(content.asked, content.understood, status, (quote,), 1, ())
    if press.view in (View.CONTEXT, View.SECTION):
        texts = _around(_site(quote, services.engine.generation), quote, press.view)
    else:
        texts = texts_of(services, content)
    number = len(texts) - 1 if press.view is View.ANSWER else min(press.page, len(texts) - 1)
    return Page(texts[number], keyboard_of(services, sent, replace(press, page=number), pages=len(texts)))


def keyboard_of(services: Services, sent: Sent, press: Press, *, pages: int = 1) -> InlineKeyboardMarkup | None:
    """Return the buttons under what a button shows, which is one message of `pages`."""
    content, number, view = sent.content, press.number, press.view
    numbers = range(content.shown) if view is View.ANSWER else (number,)
    quotes = [content.quotes[at] for at in numbers]
    sites = [context_of(services.engine.generation, one.sha256, Span(one.start, one.end)) for one in quotes]

    def button(says: str, view: View = View.ANSWER, number: int = 0, page: int = 0) -> tuple[str, str]:
        return says, Press(sent.key, view, number, page).data

    around = [(wording.CONTEXT, View.CONTEXT)]
    has_section = len(sites) == 1 and sites[0] is not None and sites[0].passage.section is not None
    around += [(wording.SECTION, View.SECTION)] if has_section else []
    beside = [button(says, other, number) for says, other in around if other is not view]
    says_wrong = wording.NOT_WRONG if services.feedback.is_kept(sent, numbers) else WRONG
    is_alone = content.shown == 1  # the first quote is shown with the answer
    following = content.shown if view is View.ANSWER else number + 1
    next_one = [button(wording.NEXT, View.QUOTE, following)] if following < len(content.quotes) else []
    if view is View.ANSWER:  # its messages stand one below the other
        rows = _choices(sent, quotes, sites)
        if content.shown:
            rows.append([*(beside if is_alone else ()), *next_one, button(says_wrong, View.WRONG)])
        elif content.status is Status.NOT_FOUND and content.asked:
            rows.append([(wording.SOURCES_BUTTON, ALL_SOURCES)])
    else:
        turns = ((PREVIOUS_PAGE, press.page - 1), (NEXT_PAGE, press.page + 1))
        rows = [[button(says, view, number, to) for says, to in turns if 0 <= to < pages]]
        if view is View.QUOTE:
            rows.append([*beside, button(says_wrong, View.WRONG_QUOTE, number)])
            back = [] if number <= int(is_alone) else [button(wording.PREVIOUS, View.QUOTE, number - 1)]
            rows.append([*back, button(wording.BACK), *next_one])
        else:
            rows.append([*beside, button(wording.BACK, View.ANSWER if is_alone and not number else View.QUOTE, number)])
    if len(quotes) == 1:
        original = services.engine.generation.sources.original(quotes[0].sha256)
        is_there = has_pages(original) or bool(_excerpts(services.engine.generation, quotes[0], original))
        elsewhere = [button(wording.ORIGINAL, View.ORIGINAL, number)] if is_there else []
        if services.access.settings.open and sent.place.chat < 0:
            elsewhere.append((wording.IN_PRIVATE, link_to(quotes[0], bot=services.bot.username)))
        rows.append(elsewhere)
    return markup(*rows)


def originals_of(services: Services, sent: Sent, press: Press) -> list[tuple[bytes, str]]:
    """Return what of the original holds a quote, as pictures with what is said of them; raises as `page_of`."""
    quote, generation = sent.content.quotes[press.number], services.engine.generation
    _site(quote, generation)
    original, found = generation.sources.original(quote.sha256), []
    for excerpt in _excerpts(generation, quote, original):
        if picture := picture_of(original, excerpt):
            says = wording.ORIGINAL_PICTURE if excerpt.is_picture else wording.ORIGINAL_PAGE
            found.append((picture[0], says.format(report=quote.report, page=excerpt.page)))
    return found


def _excerpts(generation: Generation, quote: Cited, original: Path | None) -> tuple[Excerpt, ...]:
    if original is None:
        return ()
    return excerpts_of(original, generation.sources.document(quote.sha256), Span(quote.start, quote.end))


async def answer_with(
    message: Message, services: Services, content: Content, *, before: Sent | None = None, part: int = 0
) -> None:
    """Answer a question of a message, of which `part` counts from 0, or, in its messages, the one that has `before`.

    The answer is kept before it is sent, so that its buttons work from the first moment, in a thread of its own, so
    that it does not wait behind the questions of others. Raises as `page_of`, and TelegramError.
    """
    slot = before.message if before else message.message_id + part * PART
    texts, sent, keyboard = await asyncio.to_thread(texts_of, services, content), None, None
    with logging_fault():
        sent = await asyncio.to_thread(services.answers.keep, place_of(message), slot, content)
        keyboard = await asyncio.to_thread(keyboard_of, services, sent, Press(sent.key))
    written = await reply(message, texts, keyboard=keyboard, into=sent or before, is_latest=before is None)
    if sent is not None and tuple(written) != sent.replies:
        with logging_fault():
            await asyncio.to_thread(services.answers.take_note, sent.key, written)


def link_to(quote: Cited | Quote, *, bot: str) -> str:
    """Return the link that opens a quote with the bot of this name."""
    return f"https://t.me/{bot}?start=p1-{quote.sha256[:16]}-{quote.start}-{quote.end}"


def target_of(payload: str) -> tuple[str, Span] | None:
    """Return what a link opens: the beginning of a source's SHA-256 and a span; None where it is no such link."""
    match = _PAYLOAD.fullmatch(payload)
    return (match[1], Span(int(match[2]), int(match[3]))) if match else None


def _choices(sent: Sent, quotes: Sequence[Cited], sites: Sequence[Context | None]) -> list[list[tuple[str, str]]]:
    """Return what there is to choose from: readings of the question, else the quotes of a comparison."""
    content, named = sent.content, []
    for number, choice in enumerate(content.choices):
        mark = wording.CHOSEN if number == content.chosen else ""
        named.append((f"{mark}{choice.name}", View.CHOICE if choice.question else View.QUOTE))
    if not named and content.shown > 1:
        sources = [site.passage.source if site else None for site in sites]
        has_years = len({source.year for source in sources if source}) > 1
        for quote, source in zip(quotes, sources, strict=True):
            whose = (source and source.committee) or quote.report
            year = YEAR.format(year=source.year) if source and source.year else NO_YEAR
            named.append((wording.PLACE.format(committee=whose, year=year) if has_years else whose, View.QUOTE))
    buttons = [(name, Press(sent.key, view, at).data) for at, (name, view) in enumerate(named[:_MOST_NAMES])]
    width = 2 if all(len(name) <= _SHORT_NAME for name, _ in buttons) else 1
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def _site(quote: Cited, generation: Generation) -> Context:
    """Return where a quote stands; raises Changed where its report is not searched any more as it was."""
    site = context_of(generation, quote.sha256, Span(quote.start, quote.end))
    if site is None:
        is_there = any(report.name == quote.report for report in generation.reports)
        raise Changed((wording.REPLACED if is_there else wording.REMOVED).format(report=quote.report))
    return site


def _around(site: Context, quote: Cited, view: View) -> list[str]:
    """Return a quote's paragraph, the quote in bold, between its neighbours, or its whole section, as messages."""
    passage, is_section = site.passage, view is View.SECTION
    if is_section:
        slices = [site.quote(span) for span in site.section()]
    else:
        whole, span = Span(passage.start, passage.end), (quote.start, quote.end)
        slices = [site.quote(whole, highlights=() if span == (whole.start, whole.end) else (span,))]
        slices += [other.quote(Span(other.passage.start, other.passage.end)) for other in site.neighbours()]
        slices.sort(key=lambda one: one.start)
    title = wording.SECTION if is_section else wording.CONTEXT
    below = text_blocks(source_line(replace(passage.source, item=None) if is_section else passage.source), tag="i")
    room = max(LIMIT // 2, LIMIT - units(title) - sum(map(units, below)) - 2)
    blocks = [block for one in slices for block in slice_blocks(one, limit=room, expandable=is_section)]
    return pack([*text_blocks(title, tag="b"), *blocks, *below], separator="\n")
