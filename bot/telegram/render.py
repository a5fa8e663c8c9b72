"""Rendering: answers as Telegram HTML, cut into messages so that a quote stays exact and whole.

Telegram counts a text after its entities are parsed, in UTF-16 code units
(https://core.telegram.org/bots/api#sendmessage and #messageentity).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.answers import Content
from bot.figures import figure_lines
from corpus.wordlists import cut
from index.answer import Answer, Quote, Status
from index.store.records import ReportRecord
from prompts import answers, figures, sources
from prompts import telegram as wording

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
_SENTENCE_END = re.compile(r"[。!?！？;；\n]+[”’」』》)）]*")
_FUNCTION = frozenset("的了呢吗吧是有在和与都政协县区市年第")
_PATCHED = re.compile(r"[,，]|和\s*和|[A-Za-z]{3,}")
_MOST_NAMES = 4
# Halves of a pair cannot be sent, and what controls a terminal has no business in a message.
_UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message that is not cut further: its HTML, and the UTF-16 units that Telegram counts of it."""

    html: str
    units: int


def answer_messages(content: Content, quotes: Sequence[Quote], *, coverage: str = "") -> list[str]:
    """Return an answer as the HTML of one message or more; `coverage` is said where nothing was found."""
    answer = Answer(content.asked, content.understood, content.status, tuple(quotes), 0.0, reason=content.reason)
    blocks: list[Block] = []
    if is_worth_showing(answer.understood, asked=answer.question):
        blocks += text_blocks(answers.UNDERSTOOD.format(text=answer.understood))
    reason = figures.reason_line(answer.reason) if answer.reason else ""
    blocks += text_blocks(content.before)
    if answer.status is Status.NOT_FOUND:
        blocks += text_blocks((reason or answers.NOT_FOUND) + answers.COVERAGE.format(coverage=coverage))
    elif answer.status is Status.NEAR_MISS:
        blocks += [*text_blocks(reason), *text_blocks(answers.NEAR_MISS)]
    if content.total:
        blocks.append(_led("\n", content.total))
    for quote in quotes:
        blocks += quote_blocks(quote, led=[_led("", line) for line in figure_lines(answer, quote)])
    behind = "\n".join(filter(None, (reason if answer.status is Status.ANSWERED else "", content.behind)))
    blocks += [block for line in (*content.missing, behind) for block in text_blocks(line)]
    return pack(blocks, separator="\n\n")


def is_worth_showing(understood: str, *, asked: str) -> bool:
    """Whether how a question was understood differs in substance from how it was typed, and reads like a question.

    Words in another order, form or width are no substance; what was pieced together with commas is no question.
    """
    said, typed = (set(unicodedata.normalize("NFKC", text).casefold()) for text in (understood, asked))
    return any(map(str.isalnum, said - typed - _FUNCTION)) and not _PATCHED.search(understood)


def report_line(report: ReportRecord) -> str:
    """Return a report in one line: its series and number, or its title, the year, and whose work it tells of."""
    title = sources.series_line(report.series, report.installment) or report.title or report.name
    names = "、".join(report.committees[:_MOST_NAMES]) or report.name
    if len(report.committees) > _MOST_NAMES:
        names += figures.MORE_COMMITTEES.format(count=len(report.committees))
    return wording.REPORT.format(title=title, year=report.year or sources.NO_YEAR, committees=names)


def text_messages(text: str) -> list[str]:
    """Return plain text as the HTML of one message or more, cut between lines where it can be."""
    blank = Block("", 0)
    return pack([block for line in text.split("\n") for block in text_blocks(line) or [blank]], separator="\n")


def quote_blocks(quote: Quote, *, led: Sequence[Block] = ()) -> list[Block]:
    """Return a quote and the source under it: one block where they fit, else further blockquotes that go on.

    The blockquotes joined are the quote's text, character for character; `led` are lines that stand above.
    """
    *lines, last = text_blocks(sources.short_line(quote.source) or quote.report, tag="i")
    above = sum(line.units + 1 for line in led)
    room = LIMIT - last.units - 1 - above if last.units + above < LIMIT // 2 and not lines else LIMIT - above
    parts = [_blockquote(quote, start, end) for start, end in _cut(quote.text, room)]
    parts[0] = stacked([*led, parts[0]])
    return [*parts, *lines, last] if lines or room == LIMIT - above else [*parts[:-1], stacked([parts[-1], last])]


def slice_blocks(quote: Quote, *, limit: int = LIMIT, expandable: bool = False) -> list[Block]:
    """Return a quote without its source, in blockquotes of at most `limit` units, folded if `expandable`."""
    tag = "blockquote expandable" if expandable else "blockquote"
    return [_blockquote(quote, start, end, tag=tag) for start, end in _cut(quote.text, limit)]


def text_blocks(text: str, *, tag: str = "") -> list[Block]:
    """Return plain text as blocks, each in a tag if one is given."""
    text = sendable(text)
    opening, closing = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    return [
        Block(f"{opening}{escape(text[start:end], quote=False)}{closing}", units(text[start:end]))
        for start, end in _cut(text, LIMIT)
    ]


def pack(blocks: Sequence[Block], separator: str) -> list[str]:
    """Return the HTML of as few messages as hold the blocks in their order."""
    messages: list[Block] = []
    for block in blocks:
        joined = messages[-1].units + len(separator) + block.units if messages else LIMIT + 1
        if joined <= LIMIT:
            messages[-1] = Block(f"{messages[-1].html}{separator}{block.html}", joined)
        else:
            messages.append(block)
    return [message.html for message in messages]


def markup(*rows: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    """Return rows of buttons, each made of what it says and its data or link; None where there is none."""

    def button(says: str, data: str) -> InlineKeyboardButton:
        if data.startswith("https://"):
            return InlineKeyboardButton(says, url=data)
        return InlineKeyboardButton(says, callback_data=data)

    made = [[button(*one) for one in row] for row in rows if row]
    return InlineKeyboardMarkup(made) if made else None


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def sendable(text: str) -> str:
    """Return a text in which what cannot be sent is a space."""
    return _UNSENDABLE.sub(" ", text)


def stacked(blocks: Sequence[Block]) -> Block:
    """Return blocks below one another as one block."""
    return Block("\n".join(block.html for block in blocks), sum(block.units + 1 for block in blocks) - 1)


def _led(separator: str, line: tuple[str, str]) -> Block:
    """Return a figure, which a tap copies, and what is said of it."""
    figure, rest = (escape(sendable(part), quote=False) for part in line)
    return Block(f"<code>{figure}</code>{separator}{rest}", units(separator.join(map(sendable, line))))


def _blockquote(quote: Quote, start: int, end: int, *, tag: str = "blockquote") -> Block:
    """Return a slice of a quote, what answers in bold."""
    text, html, at = quote.text[start:end], "", 0
    for first, last in _whole_words(quote):
        bold_from = max(first - quote.start - start, at)
        bold_to = min(last - quote.start - start, len(text))
        if bold_from < bold_to:
            bold = escape(text[bold_from:bold_to], quote=False)
            html += f"{escape(text[at:bold_from], quote=False)}<b>{bold}</b>"
            at = bold_to
    return Block(f"<{tag}>{html}{escape(text[at:], quote=False)}</blockquote>", units(text))


def _whole_words(quote: Quote) -> Iterator[tuple[int, int]]:
    """Yield what answers in a quote, each span drawn out to the words that it begins and ends in."""
    if not quote.highlights:
        return
    words = list(pairwise(accumulate(map(len, cut(quote.text)), initial=quote.start)))
    for first, last in sorted(quote.highlights):
        touched = [word for word in words if word[0] < last and first < word[1]]
        yield min([first, *(word[0] for word in touched)]), max([last, *(word[1] for word in touched)])


def _cut(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Yield spans of at most `limit` units that make up a text, ended after a sentence where that wastes under half."""
    start = 0
    while start < len(text):
        end = min(len(text), start + limit)
        while (over := units(text[start:end]) - limit) > 0:
            end -= (over + 1) // 2
        if end < len(text):
            ends = [match.end() for match in _SENTENCE_END.finditer(text, start, end)]
            end = ends[-1] if ends and ends[-1] - start > (end - start) // 2 else end
        yield start, end
        start = end
