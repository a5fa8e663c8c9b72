"""Rendering: answers as Telegram HTML, cut into messages so that a quote stays exact and whole.

A block is a piece of HTML that is not cut further. Telegram counts a text after its entities are parsed, in UTF-16 code
units (https://core.telegram.org/bots/api#sendmessage and #messageentity).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape
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


def answer_messages(content: Content, quotes: Sequence[Quote], *, coverage: str = "") -> list[str]:
    """Return an answer as the HTML of one message or more; `coverage` is said where nothing was found."""
    answer = Answer(content.asked, content.understood, content.status, tuple(quotes), 0.0, reason=content.reason)
    answer = replace(answer, is_partial=content.is_partial)
    reason = figures.reason_line(answer.reason) if answer.reason else ""
    above, below = [content.before], [*content.missing, content.behind]
    if is_worth_showing(answer.understood, asked=answer.question):
        above.insert(0, answers.UNDERSTOOD.format(text=answer.understood))
    if answer.status is Status.NOT_FOUND:
        above.append((reason or answers.NOT_FOUND) + answers.COVERAGE.format(coverage=coverage))
    elif answer.is_near:
        above += [reason, answers.NEAR_MISS]
    elif reason:
        below[-1] = "\n".join(filter(None, (reason, content.behind)))
    blocks = [block for text in above for block in text_blocks(text)]
    if content.total:
        blocks.append(_led("\n", content.total))
    for quote in quotes:
        blocks += quote_blocks(quote, led=[_led("", line) for line in figure_lines(answer, quote)])
    blocks += [block for text in below for block in text_blocks(text)]
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
    return pack([block for line in text.split("\n") for block in text_blocks(line) or [""]], separator="\n")


def quote_blocks(quote: Quote, *, led: Sequence[str] = ()) -> list[str]:
    """Return a quote between the blocks that it is `led` by and its source: one block, or more that go on."""
    [source] = text_blocks(sources.short_line(quote.source) or quote.report, tag="i")
    parts = slice_blocks(quote, limit=LIMIT - sum(units(block) + 1 for block in (*led, source)))
    parts[0] = "\n".join((*led, parts[0]))
    parts[-1] += f"\n{source}"
    return parts


def slice_blocks(quote: Quote, *, limit: int = LIMIT, expandable: bool = False) -> list[str]:
    """Return a quote in blockquotes of at most `limit` units, folded if `expandable`; what answers is bold."""
    opening = "<blockquote expandable>" if expandable else "<blockquote>"
    words = list(pairwise(accumulate(map(len, cut(quote.text)), initial=quote.start))) if quote.highlights else []
    bold = []
    for first, last in sorted(quote.highlights):
        touched = [word for word in words if word[0] < last and first < word[1]]
        bold.append((min([first, *(word[0] for word in touched)]), max([last, *(word[1] for word in touched)])))
    blocks = []
    for start, end in _cut(quote.text, limit):
        html, at = "", start
        for first, last in bold:
            bold_from, bold_to = max(first - quote.start, at), min(last - quote.start, end)
            if bold_from < bold_to:
                html += f"{_escaped(quote.text[at:bold_from])}<b>{_escaped(quote.text[bold_from:bold_to])}</b>"
                at = bold_to
        blocks.append(f"{opening}{html}{_escaped(quote.text[at:end])}</blockquote>")
    return blocks


def text_blocks(text: str, *, tag: str = "") -> list[str]:
    """Return plain text as blocks, each in a tag if one is given."""
    text = sendable(text)
    opening, closing = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    return [f"{opening}{_escaped(text[start:end])}{closing}" for start, end in _cut(text, LIMIT)]


def pack(blocks: Sequence[str], separator: str) -> list[str]:
    """Return the HTML of as few messages as hold the blocks in their order."""
    messages: list[str] = []
    for block in blocks:
        if messages and units(messages[-1]) + len(separator) + units(block) <= LIMIT:
            messages[-1] += separator + block
        else:
            messages.append(block)
    return messages


def markup(*rows: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    """Return rows of buttons, each made of what it says and its data or link; None where there is none."""

    def button(says: str, data: str) -> InlineKeyboardButton:
        is_link = data.startswith("https://")
        return InlineKeyboardButton(says, url=data if is_link else None, callback_data=None if is_link else data)

    made = [[button(*one) for one in row] for row in rows if row]
    return InlineKeyboardMarkup(made) if made else None


def units(html: str) -> int:
    """Return the length of HTML as Telegram counts it: of the text that is shown, in UTF-16 code units."""
    return _utf16_length(plain(html))


def plain(html: str) -> str:
    """Return the text of HTML that was made here."""
    return unescape(re.sub(r"<[^<>]*>", "", html))


def sendable(text: str) -> str:
    """Return a text in which what cannot be sent is a space."""
    return _UNSENDABLE.sub(" ", text)


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _led(separator: str, line: tuple[str, str]) -> str:
    """Return a figure, which a tap copies, and what is said of it."""
    figure, rest = (_escaped(sendable(part)) for part in line)
    return f"<code>{figure}</code>{separator}{rest}"


def _cut(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Yield spans of at most `limit` units that make up a text, ended after a sentence where that wastes under half."""
    start = 0
    while start < len(text):
        end = min(len(text), start + limit)
        while (over := _utf16_length(text[start:end]) - limit) > 0:
            end -= (over + 1) // 2
        if end < len(text):
            ends = [match.end() for match in _SENTENCE_END.finditer(text, start, end)]
            end = ends[-1] if ends and ends[-1] - start > (end - start) // 2 else end
        yield start, end
        start = end
