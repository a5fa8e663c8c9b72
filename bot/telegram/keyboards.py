"""The buttons under an answer: what each says and carries; and the links that open a quote in a private chat.

A button carries its version, the key of the answer, what is to be shown, and of which quote and page; what else it
needs is kept (`bot.answers`), so that it works after a restart and when another generation serves. 64 bytes at most
(https://core.telegram.org/bots/api#inlinekeyboardbutton). The payload of a link has at most 64 characters of A-Z, a-z,
0-9, _ and - (https://core.telegram.org/bots/features#deep-linking).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answers import Cited, Sent
from bot.telegram.figure_pages import ALL_SOURCES
from corpus.model import Span
from index.answer import Quote, Status
from prompts import buttons as wording
from prompts import telegram as telegram_wording
from prompts.answers import NEXT_PAGE, PREVIOUS_PAGE, WRONG

_VERSION = "a1"
ANY_BUTTON = r"^a\d+:"  # of any version
_DATA = re.compile(rf"{_VERSION}:([0-9a-f]{{12}}):([aqcswxo]):([0-9]{{1,3}}):([0-9]{{1,3}})")
_PAYLOAD = re.compile(r"p1-([0-9a-f]{16})-([0-9]{1,9})-([0-9]{1,9})")
ANY_PAYLOAD = r"^/start(?:@\w+)? p\d+-"  # of any version
_MOST_NAMES = 12
_SHORT_NAME = 12
Row = list[InlineKeyboardButton]


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
    view: View
    number: int = 0
    page: int = 0

    @property
    def data(self) -> str:
        """The button's data."""
        return f"{_VERSION}:{self.key}:{self.view}:{self.number}:{self.page}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows, and what its buttons depend on.

    `pages` are the messages that its text fills, of which this is one; `names` are those of the quotes of the answer;
    `link` opens the quote that it is about in a private chat, None where that would be no use.
    """

    press: Press
    pages: int
    has_section: bool
    is_wrong: bool
    names: Sequence[str]
    link: str | None


def press_of(data: str) -> Press | None:
    """Return what a button carries; None where another version made it."""
    match = _DATA.fullmatch(data)
    return Press(match[1], View(match[2]), int(match[3]), int(match[4])) if match else None


def keyboard_of(sent: Sent, shown: Shown) -> InlineKeyboardMarkup | None:
    """Return the buttons under a message that shows an answer, or a part of it."""
    press, content = shown.press, sent.content
    key, number = press.key, press.number
    rows: list[Row] = []
    if press.view is not View.ANSWER:  # whose messages stand one below the other
        turns = ((PREVIOUS_PAGE, press.page - 1), (NEXT_PAGE, press.page + 1))
        rows.append([_button(says, replace(press, page=to)) for says, to in turns if 0 <= to < shown.pages])
    wrong = wording.NOT_WRONG if shown.is_wrong else WRONG
    around = [_button(wording.CONTEXT, Press(key, View.CONTEXT, number))]
    around += [_button(wording.SECTION, Press(key, View.SECTION, number))] if shown.has_section else []
    if press.view is View.ANSWER and content.shown == 0:
        rows += _choice_rows(sent, shown)
        if content.status is Status.NOT_FOUND and content.asked:
            rows.append([InlineKeyboardButton(telegram_wording.SOURCES_BUTTON, callback_data=ALL_SOURCES)])
    elif press.view is View.ANSWER:
        is_more = len(content.quotes) > content.shown
        row = around if content.shown == 1 else []
        row += [_button(wording.NEXT, Press(key, View.QUOTE, content.shown))] if is_more else []
        rows += [*_choice_rows(sent, shown), [*row, _button(wrong, Press(key, View.WRONG))]]
    elif press.view is View.QUOTE:
        rows.append([*around, _button(wrong, Press(key, View.WRONG_QUOTE, number))])
        is_first = number == 0 or home_of(sent, number - 1).view is View.ANSWER
        is_last = number == len(content.quotes) - 1
        row = [] if is_first else [_button(wording.PREVIOUS, Press(key, View.QUOTE, number - 1))]
        row.append(_button(wording.BACK, Press(key, View.ANSWER)))
        rows.append(row if is_last else [*row, _button(wording.NEXT, Press(key, View.QUOTE, number + 1))])
    else:
        own = wording.CONTEXT if press.view is View.CONTEXT else wording.SECTION
        rows.append([*(one for one in around if one.text != own), _button(wording.BACK, home_of(sent, number))])
    if shown.link is not None:
        rows.append([InlineKeyboardButton(wording.IN_PRIVATE, url=shown.link)])
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def home_of(sent: Sent, number: int) -> Press:
    """Return what shows a quote by itself: the answer, where it is the only one of it."""
    is_alone = number == 0 and sent.content.shown == 1
    return Press(sent.key, View.ANSWER) if is_alone else Press(sent.key, View.QUOTE, number)


def _choice_rows(sent: Sent, shown: Shown) -> list[Row]:
    """Return what there is to choose from: readings of the question, else the quotes of a comparison by their names.

    Two stand side by side where all are short.
    """
    content = sent.content
    named: Row = []
    for number, choice in enumerate(content.choices):
        mark = wording.CHOSEN if number == content.chosen else ""
        view = View.CHOICE if choice.question else View.QUOTE
        named.append(_button(f"{mark}{choice.name}", Press(sent.key, view, number)))
    if not named and content.shown > 1:
        named = [_button(name, Press(sent.key, View.QUOTE, number)) for number, name in enumerate(shown.names)]
    named = named[:_MOST_NAMES]
    width = 2 if all(len(button.text) <= _SHORT_NAME for button in named) else 1
    return [named[at : at + width] for at in range(0, len(named), width)]


def _button(says: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(says, callback_data=press.data)


def link_to(quote: Cited | Quote, *, bot: str) -> str:
    """Return the link that opens a quote with the bot of this name."""
    return f"https://t.me/{bot}?start=p1-{quote.sha256[:16]}-{quote.start}-{quote.end}"


def target_of(payload: str) -> tuple[str, Span] | None:
    """Return what a link opens: the beginning of a source's SHA-256 and a span; None where it is no such link."""
    match = _PAYLOAD.fullmatch(payload)
    return (match[1], Span(int(match[2]), int(match[3]))) if match else None
