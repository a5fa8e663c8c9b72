"""Feedback: quotes of which somebody said that they are wrong, kept for administrators without saying who it was."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.answers import Cited, Sent
from bot.state import Store, trim
from corpus.model import Span
from index.storage.generation import Generation
from index.surroundings import site_of
from prompts import feedback as wording

MOST_FEEDBACK = 2_000
MOST_OF_A_CHAT = 100


@dataclass(frozen=True, slots=True)
class Remark:
    """One quote that somebody found wrong; `at` counts seconds since 1970."""

    id: int
    at: float
    question: str
    quote: Cited


class Feedback(Store):
    """The remarks that are kept; every method raises IndexFault where the file cannot be read or written."""

    def turn(self, sent: Sent, numbers: Iterable[int]) -> bool:
        """Keep that some quotes of an answer are wrong, or take that back; returns whether they are kept now."""
        quotes = [_written(sent.content.quotes[number]) for number in numbers]
        insert = "INSERT OR IGNORE INTO feedback (at, chat, thread, key, question, quote) VALUES (?, ?, ?, ?, ?, ?)"
        rows = [
            (self._clock(), sent.place.chat, sent.place.thread, sent.key, sent.content.understood, quote)
            for quote in quotes
        ]
        took_back = False
        with self._changing() as connection:
            for quote in quotes:
                gone = connection.execute("DELETE FROM feedback WHERE key = ? AND quote = ?", (sent.key, quote))
                took_back |= gone.rowcount > 0
            if not took_back:
                connection.executemany(insert, rows)
                trim(connection, "feedback", most=MOST_OF_A_CHAT, chat=sent.place.chat)
                trim(connection, "feedback", most=MOST_FEEDBACK)
        return not took_back

    def is_kept(self, sent: Sent, numbers: Iterable[int]) -> bool:
        """Whether any of some quotes of an answer is said to be wrong."""
        with self._work() as connection:
            rows = connection.execute("SELECT quote FROM feedback WHERE key = ?", (sent.key,)).fetchall()
        return any((_written(sent.content.quotes[number]),) in rows for number in numbers)

    def remarks(self) -> list[Remark]:
        """Return every remark, the latest first."""
        sql = "SELECT id, at, question, quote FROM feedback WHERE at >= ? ORDER BY at DESC, id DESC"
        with self._work() as connection:
            rows = connection.execute(sql, (self._since("feedback"),)).fetchall()
        return [
            Remark(number, at, question, Cited.from_fields(json.loads(quote))) for number, at, question, quote in rows
        ]

    def settle(self, number: int) -> bool:
        """Remove a remark that was dealt with; returns whether it was there."""
        with self._work() as connection:
            return connection.execute("DELETE FROM feedback WHERE id = ?", (number,)).rowcount > 0


def words_of(quote: Cited, generation: Generation) -> str | None:
    """Return the words of a quote; None where its report is searched no more.

    Raises:
        Damaged: the source is missing or altered.
    """
    site = site_of(generation, quote.sha256, Span(quote.start, quote.end))
    return generation.source_text(quote.sha256)[quote.start : quote.end] if site else None


def lines_of(remarks: Sequence[Remark], generation: Generation | None, *, most: int | None = None) -> Iterator[str]:
    """Yield remarks in words, some lines each, at most so many.

    Raises:
        Damaged: a source is missing or altered.
    """
    if not remarks:
        yield wording.NO_FEEDBACK
        return
    yield wording.FEEDBACK.format(count=len(remarks))
    for remark in remarks[:most]:
        quote = remark.quote
        yield wording.REMARK.format(
            number=remark.id,
            day=datetime.fromtimestamp(remark.at).date().isoformat(),
            question=remark.question or wording.NO_QUESTION,
            quote=(words_of(quote, generation) if generation else None) or wording.GONE,
            place=wording.PLACE.format(report=quote.report, start=quote.start, end=quote.end),
        )
    if most is not None and len(remarks) > most:
        yield wording.MORE_FEEDBACK.format(count=len(remarks) - most)


def _written(quote: Cited) -> str:
    return json.dumps(asdict(quote), ensure_ascii=False, separators=(",", ":"))
