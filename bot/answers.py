"""Answers that were sent, kept for a while: what their buttons need, and which messages answered which.

A quote is kept by where it stands, never by its words: it is sliced from the source anew whenever it is shown.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import msgspec
from sqlalchemy import ColumnElement, or_, select, update

from bot.database import Store, answers
from bot.figures import missing_lines, sum_lines
from bot.state import Place
from index.answer import Answer, Choice, Quote, Status
from index.errors import IndexFault
from prompts import telegram as wording

MOST_QUOTES = 5  # that are shown at once
PART = 2**40


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote by where it stands, with the spans that answer it: code points; see `index.answer.Quote`."""

    report: str
    sha256: str
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...]
    score: float
    answering: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, quote: Quote) -> "Cited":
        """Return where a quote stands."""
        answering = tuple((figure.start, figure.end) for figure in quote.answering)
        return cls(quote.report, quote.sha256, quote.start, quote.end, quote.highlights, quote.score, answering)


@dataclass(frozen=True, slots=True)
class Content:
    """What is answered: of the quotes the first `shown` are, the others are the next best.

    `choices` are what there is to choose from, `chosen` counts in them, and those without a question open the quote
    of the same number; `reason` tells why there is no answer; `before` and `behind` are said around the quotes, `total`
    (what it is, and of what) above them and `missing` below them; `is_partial` is as an answer has it.
    """

    asked: str
    understood: str
    status: Status
    quotes: tuple[Cited, ...]
    shown: int
    choices: tuple[Choice, ...]
    chosen: int | None = None
    before: str = ""
    behind: str = ""
    reason: str = ""
    total: tuple[str, str] | None = None
    missing: tuple[str, ...] = ()
    is_partial: bool = False

    @classmethod
    def of(cls, answer: Answer, *, behind: str = "") -> "Content":
        """Return what is shown and kept of an answer: its first quotes, the others a button away."""
        more = len(answer.quotes) - MOST_QUOTES
        return cls(
            asked=answer.question,
            understood=answer.understood,
            status=answer.status,
            quotes=tuple(map(Cited.of, (*answer.quotes, *answer.further))),
            shown=min(len(answer.quotes), MOST_QUOTES),
            choices=answer.choices,
            behind="\n".join(filter(None, (wording.MORE_QUOTES.format(count=more) if more > 0 else "", behind))),
            reason=answer.reason,
            total=sum_lines(answer.total) if answer.total else None,
            missing=tuple(missing_lines(answer.total)) if answer.total else (),
            is_partial=answer.is_partial,
        )

    @classmethod
    def saying(cls, text: str) -> "Content":
        """Return plain text, without quotes and buttons."""
        return cls("", "", Status.ANSWERED, (), 0, (), before=text)


class Changed(IndexFault):
    """A report that was quoted is searched no more, or not as it was; the message says so kindly."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was sent: `message` is what it answers, `replies` are the messages that it was sent as.

    `was_there` tells that the message was answered before, or that this was tried. The second question of a message,
    and those after it, are told apart by multiples of `PART` on its number.
    """

    key: str
    place: Place
    message: int
    replies: tuple[int, ...]
    content: Content
    was_there: bool = field(default=False, compare=False)

    @property
    def answering(self) -> int:
        """The number that the message has in its chat."""
        return self.message % PART


class Answers(Store):
    """The answers that are kept; every method raises IndexFault where the file cannot be read or written."""

    def keep(self, place: Place, message: int, content: Content) -> Sent:
        """Keep what a message is answered with, instead of what it was answered with before, under the same key."""
        fresh = secrets.token_hex(6)
        latest = {"at": self._clock(), "content": msgspec.json.encode(content).decode()}
        row = self._insert(answers).values(**asdict(place), message=message, key=fresh, replies="[]", **latest)
        row = row.on_conflict_do_update(index_elements=["chat", "message"], set_=latest)
        with self._changing() as connection:
            key, replies = connection.execute(row.returning(answers.c.key, answers.c.replies)).one()
            for trimming in self._trimmed(answers, place.chat):
                connection.execute(trimming)
        return Sent(key, place, message, tuple(json.loads(replies)), content, was_there=key != fresh)

    def take_note(self, key: str, replies: Iterable[int]) -> None:
        """Take note of the messages that an answer was sent as."""
        self._change(update(answers).where(answers.c.key == key).values(replies=json.dumps(tuple(replies))))

    def of_key(self, key: str, *, chat: int) -> Sent | None:
        """Return the answer of a key in a chat; None where it is not kept any more."""
        return self._one(answers.c.key == key, answers.c.chat == chat)

    def of_message(self, chat: int, message: int) -> Sent | None:
        """Return what a message was answered with; None where nothing is kept."""
        return self._one(answers.c.chat == chat, answers.c.message == message)

    def of_reply(self, chat: int, reply: int) -> Sent | None:
        """Return the answer that a message of the bot belongs to; None where nothing is kept."""
        written = [answers.c.replies.like(pattern.format(reply)) for pattern in ("[{}]", "[{},%", "%, {},%", "%, {}]")]
        return self._one(answers.c.chat == chat, or_(*written))

    def latest(self, place: Place, *, before: int, seconds: float) -> Sent | None:
        """Return the last answer to a question before a message in a chat and topic, not older than so many seconds."""
        c = answers.c
        here = (c.chat == place.chat, c.thread == place.thread, c.at >= self._clock() - seconds)
        return self._one(*here, c.message % PART < before, c.content.not_like('%"understood":"",%'))

    def _one(self, *which: ColumnElement[bool]) -> Sent | None:
        c = answers.c
        found = select(c.key, c.chat, c.thread, c.message, c.replies, c.content).where(*which)
        for one in self._rows(found.where(c.at >= self._since(answers)).order_by(c.id.desc()).limit(1)):
            replies, content = tuple(json.loads(one.replies)), msgspec.json.decode(one.content, type=Content)
            return Sent(one.key, Place(one.chat, one.thread), one.message, replies, content)
        return None
