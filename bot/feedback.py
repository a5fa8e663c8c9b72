"""Feedback: quotes of which somebody said that they are wrong, kept for administrators without saying who it was."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial

import msgspec
from sqlalchemy import delete, select

from bot.answers import Cited, Sent
from bot.database import Store, feedback
from bot.state import WEB
from corpus.model import Span
from index.context import context_of
from index.store.generation import Generation
from prompts.feedback import NO_FEEDBACK
from prompts.templates import filled


@dataclass(frozen=True, slots=True)
class Remark:
    """One quote that somebody found wrong; `at` counts seconds since 1970."""

    id: int
    at: float
    question: str
    quote: Cited


class Feedback(Store):
    """The remarks that are kept; every method raises IndexFault where the file cannot be read or written."""

    def turn(self, sent: Sent, numbers: Iterable[int], *, who: int, may_withdraw: bool = True) -> bool | None:
        """Keep that some quotes of an answer are wrong, or take that back; returns whether they are kept now.

        None stands for what somebody else said, which stays, unless `who` says so `may_withdraw` that too.
        """
        c = feedback.c
        quotes = [msgspec.json.encode(sent.content.quotes[number]).decode() for number in numbers]
        about = {"at": self._clock(), **asdict(sent.place), "key": sent.key, "who": who}
        rows = [{**about, "question": sent.content.understood, "quote": quote} for quote in quotes]
        with self._changing() as connection:
            said = connection.execute(select(c.id, c.who).where(c.key == sent.key, c.quote.in_(quotes))).all()
            mine = [number for number, by in said if may_withdraw or by == who]
            connection.execute(delete(feedback).where(c.id.in_(mine)))
            if rows and not said:
                connection.execute(self._insert(feedback).on_conflict_do_nothing(), rows)
                for trimming in self._trimmed(feedback, sent.place.chat):
                    connection.execute(trimming)
        return None if said and not mine else not said

    def keep(self, question: str, quote: Cited) -> None:
        """Keep that a quote is wrong which the page for a browser showed; said again, it is the latest."""
        said = {"question": question, "quote": msgspec.json.encode(quote).decode(), "key": f"web:{question}"}
        row = self._insert(feedback).values(at=self._clock(), **asdict(WEB), **said)
        row = row.on_conflict_do_update(index_elements=["key", "quote"], set_={"at": self._clock()})
        self._change(row, *self._trimmed(feedback, WEB.chat))

    def is_kept(self, sent: Sent, numbers: Iterable[int]) -> bool:
        """Whether any of some quotes of an answer is said to be wrong."""
        kept = {quote for (quote,) in self._rows(select(feedback.c.quote).where(feedback.c.key == sent.key))}
        return any(msgspec.json.encode(sent.content.quotes[number]).decode() in kept for number in numbers)

    def remarks(self) -> list[Remark]:
        """Return every remark, the latest first."""
        c = feedback.c
        those = select(c.id, c.at, c.question, c.quote).where(c.at >= self._since(feedback))
        rows = self._rows(those.order_by(c.at.desc(), c.id.desc()))
        return [Remark(one.id, one.at, one.question, msgspec.json.decode(one.quote, type=Cited)) for one in rows]

    def settle(self, number: int) -> bool:
        """Remove a remark that was dealt with; returns whether it was there."""
        return self._change(delete(feedback).where(feedback.c.id == number)) > 0


def words_of(quote: Cited, generation: Generation | None) -> str | None:
    """Return the words of a quote; None where its report is searched no more. Raises Damaged."""
    site = context_of(generation, quote.sha256, Span(quote.start, quote.end)) if generation else None
    return site.generation.source_text(quote.sha256)[quote.start : quote.end] if site else None


def text_of(remarks: Sequence[Remark], generation: Generation | None, *, most: int | None = None) -> str:
    """Return remarks in words, some lines each, at most so many; raises Damaged."""
    if not remarks:
        return NO_FEEDBACK
    words, day = partial(words_of, generation=generation), date.fromtimestamp
    return filled("remarks", remarks=remarks, most=most, words=words, day=day)
