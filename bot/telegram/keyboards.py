"""The buttons under an answer: what each says and carries.

A button carries its version, the key of the answer, what is to be shown, and of which quote and page; what else it
needs is kept (`bot.answers`), so that it works after a restart and when another generation serves. 64 bytes at most
(https://core.telegram.org/bots/api#inlinekeyboardbutton).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answers import Content, Sent
from bot.telegram.figure_pages import ALL_SOURCES
from index.answer import Status
from prompts import buttons as wording
from prompts import telegram as telegram_wording

_VERSION = "a1"
ANY_BUTTON = r"^a\d+:"  # of any version
_DATA = re.compile(rf"{_VERSION}:([0-9a-f]{{12}}):([aqcswxo]):([0-9]{{1,3}}):([0-9]{{1,3}})")
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
    rows = _page_rows(shown)
    if shown.press.view is View.ANSWER:
        rows += [*_choice_rows(sent, shown), _answer_row(sent, shown)]
    elif shown.press.view is View.QUOTE:
        rows += _quote_rows(sent, shown)
    else:
        rows.append(_around_row(sent, shown))
    if shown.link is not None:
        rows.append([InlineKeyboardButton(wording.IN_PRIVATE, url=shown.link)])
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def home_of(sent: Sent, number: int) -> Press:
    """Return what shows a quote by itself: the answer, where it is the only one of it."""
    is_alone = number == 0 and sent.content.shown == 1
    return Press(sent.key, View.ANSWER) if is_alone else Press(sent.key, View.QUOTE, number)


def _button(says: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(says, callback_data=press.data)


def _page_rows(shown: Shown) -> list[Row]:
    press = shown.press
    if press.view is View.ANSWER:  # whose messages stand one below the other
        return []
    wanted = ((wording.PAGE_BEFORE, press.page - 1), (wording.PAGE_AFTER, press.page + 1))
    return [
        [
            _button(says, Press(press.key, press.view, press.number, page))
            for says, page in wanted
            if 0 <= page < shown.pages
        ]
    ]


def _choice_rows(sent: Sent, shown: Shown) -> list[Row]:
    """Return what there is to choose from: readings of the question, else the quotes of a comparison by their names."""
    content = sent.content
    if content.choices:
        named = [
            _button(
                f"{_mark(content, number)}{choice.name}",
                Press(sent.key, View.CHOICE if choice.question else View.QUOTE, number),
            )
            for number, choice in enumerate(content.choices)
        ]
    elif content.shown > 1:
        named = [_button(name, Press(sent.key, View.QUOTE, number)) for number, name in enumerate(shown.names)]
    else:
        return []
    return _in_rows(named[:_MOST_NAMES])


def _mark(content: Content, number: int) -> str:
    return wording.CHOSEN if number == content.chosen else ""


def _in_rows(buttons: Sequence[InlineKeyboardButton]) -> list[Row]:
    """Return buttons in rows of two, of one where one of them is long."""
    width = 2 if all(len(button.text) <= _SHORT_NAME for button in buttons) else 1
    rest = iter(buttons)
    return list(iter(lambda: list(islice(rest, width)), []))


def _answer_row(sent: Sent, shown: Shown) -> Row:
    content = sent.content
    if content.shown == 0:
        says = telegram_wording.SOURCES_BUTTON
        is_nothing = content.status is Status.NOT_FOUND and content.asked
        return [InlineKeyboardButton(says, callback_data=ALL_SOURCES)] if is_nothing else []
    row = _around(sent, shown, 0) if content.shown == 1 else []
    if len(content.quotes) > content.shown:
        row.append(_button(wording.NEXT, Press(sent.key, View.QUOTE, content.shown)))
    says = wording.NOT_WRONG if shown.is_wrong else wording.WRONG
    return [*row, _button(says, Press(sent.key, View.WRONG))]


def _quote_rows(sent: Sent, shown: Shown) -> list[Row]:
    number, last = shown.press.number, len(sent.content.quotes) - 1
    says = wording.NOT_WRONG if shown.is_wrong else wording.WRONG
    about = [*_around(sent, shown, number), _button(says, Press(sent.key, View.WRONG_QUOTE, number))]
    turns = [_button(wording.BACK, Press(sent.key, View.ANSWER))]
    if number > 0 and home_of(sent, number - 1).view is View.QUOTE:
        turns.insert(0, _button(wording.PREVIOUS, Press(sent.key, View.QUOTE, number - 1)))
    if number < last:
        turns.append(_button(wording.NEXT, Press(sent.key, View.QUOTE, number + 1)))
    return [about, turns]


def _around(sent: Sent, shown: Shown, number: int) -> Row:
    row = [_button(wording.CONTEXT, Press(sent.key, View.CONTEXT, number))]
    if shown.has_section:
        row.append(_button(wording.SECTION, Press(sent.key, View.SECTION, number)))
    return row


def _around_row(sent: Sent, shown: Shown) -> Row:
    number = shown.press.number
    back = _button(wording.BACK, home_of(sent, number))
    own = wording.CONTEXT if shown.press.view is View.CONTEXT else wording.SECTION
    return [*(button for button in _around(sent, shown, number) if button.text != own), back]
