"""Conversations with known outcomes: how many answers are right, silently wrong, or declined.

A file holds one JSON object per line; the answer to the last turn is judged:

    {"id": "r-001", "kind": "follow-up", "turns": ["云溪县2023年立案多少件提案?", "2022年呢"],
     "expect": {"status": "answered", "answers": [["立案提案164件"]], "committee": "云溪县政协", "year": 2022}}
    {"id": "r-002", "kind": "chatter", "turns": ["你好"], "expect": {"status": "declined"}}

`answers` has one list for each required quote, which must contain every substring of its list. `committee` and
`year` (both optional) are what the quote's source must name: one value for all, or a list with one value (or null)
for each. A single required quote must come first. Of several (a comparison) each must be among the quotes returned,
and no quote may come from a committee that was not expected. `declined` is right when the status is near_miss or
not_found.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from index.answer import Answer, Quote, Status
from index.evaluation.curves import bounds, mean, risk_coverage
from index.evaluation.jsonl import read_lines
from prompts.terminal import EXPECT_COUNTS

Ask = Callable[[Sequence[str]], Answer]  # the answer to the last turn of a chat
SourceText = Callable[[str], str]  # the stored text by its SHA-256

_Strings = Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=1)]
_TURNS = '{"id": "...", "turns": ["..."]}'
_FORM = '{"id": "...", "kind": "...", "turns": ["..."], "expect": {"status": "answered", "answers": [["..."]], ...}}'


class Outcome(StrEnum):
    """How an answer stands to what was expected of it."""

    RIGHT = "right"
    SILENT_WRONG = "silent_wrong"
    DECLINED_WRONGLY = "declined_wrongly"


@dataclass(frozen=True, slots=True)
class Expected:
    """One required quote: what it contains, and what its source names (None: anything)."""

    substrings: tuple[str, ...]
    committee: str | None = None
    year: int | None = None

    def met_by(self, quote: Quote) -> bool:
        """Return whether `quote` contains all substrings and its source names the committee and year."""
        told = self.committee in (None, quote.source.committee) and self.year in (None, quote.source.year)
        return told and all(substring in quote.text for substring in self.substrings)


class Expect(Struct, frozen=True):
    """How the last turn must be answered; see the module's docstring."""

    status: Literal["answered", "declined"]
    answers: tuple[_Strings, ...] = ()
    committee: str | tuple[str | None, ...] | None = None
    year: int | tuple[int | None, ...] | None = None

    def __post_init__(self) -> None:
        sizes = {len(self._each(self.committee)), len(self._each(self.year))}
        if self.status == "answered" and (not self.answers or sizes != {len(self.answers)}):
            raise ValueError(EXPECT_COUNTS)

    def _each(self, values: Any) -> tuple[Any, ...]:
        return values if isinstance(values, tuple) else (values,) * len(self.answers)

    @property
    def quotes(self) -> tuple[Expected, ...]:
        """The required quotes; none where it must be declined."""
        each = zip(self.answers, self._each(self.committee), self._each(self.year), strict=True)
        return tuple(Expected(*one) for one in each) if self.status == "answered" else ()


class Conversation(Struct, frozen=True):
    """Turns of one chat, and how the last must be answered."""

    id: str
    kind: str
    turns: _Strings
    expect: Expect


class _Turns(Struct):
    id: str | int
    turns: _Strings


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation, its last answer, the outcome, and how many of its quotes are exact slices of the source."""

    conversation: Conversation
    answer: Answer
    outcome: Outcome
    exact_quotes: int


def read(path: Path) -> list[Conversation]:
    """Read conversations with expectations; IndexFault names a line that is none."""
    return read_lines(path, Conversation, _FORM)


def read_turns(path: Path) -> list[tuple[str | int, tuple[str, ...]]]:
    """Read the (id, turns) of conversations; IndexFault names a line without."""
    return [(row.id, row.turns) for row in read_lines(path, _Turns, _TURNS)]


def judge(conversation: Conversation, answer: Answer) -> Outcome:
    """Compare an answer with what the conversation expects; an answer where none was due is silently wrong."""
    expected, quotes = conversation.expect.quotes, answer.quotes
    if answer.status is not Status.ANSWERED:
        return Outcome.DECLINED_WRONGLY if expected else Outcome.RIGHT
    if len(expected) > 1:
        committees = {each.committee for each in expected}
        are_met = all(any(each.met_by(quote) for quote in quotes) for each in expected)
        is_right = are_met and (None in committees or committees.issuperset(one.source.committee for one in quotes))
    else:
        is_right = bool(expected and quotes) and expected[0].met_by(quotes[0])
    return Outcome.RIGHT if is_right else Outcome.SILENT_WRONG


def evaluate(conversations: Iterable[Conversation], ask: Ask, source_text: SourceText) -> list[Judged]:
    """Ask every conversation, judge its last answer, and compare the quotes with the stored text of their source."""
    judged = []
    for conversation in conversations:
        answer = ask(conversation.turns)
        exact = sum(quote.text == source_text(quote.sha256)[quote.start : quote.end] for quote in answer.quotes)
        judged.append(Judged(conversation, answer, judge(conversation, answer), exact))
    return judged


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return figures ready for JSON: `total`, `kinds` (by kind, in the file's order), and the `failures` one by one.

    Each group has counts: `n`, `answerable`, `unanswerable`; shares of the answerable: `right`, `declined_wrongly`;
    share of the unanswerable: `declined`; share of all: `silent_wrong`; share of the quotes: `quotes_exact`.
    A share of nothing is null; `bounds95` has the 95 % interval of each. `curve` is risk over coverage.
    """
    kinds: dict[str, list[Judged]] = {}
    for each in judged:
        kinds.setdefault(each.conversation.kind, []).append(each)
    result: dict[str, Any] = {"total": _group(judged), "kinds": {kind: _group(group) for kind, group in kinds.items()}}
    result["failures"] = [_failure(each) for each in judged if each.outcome is not Outcome.RIGHT]
    result["curve"] = risk_coverage([_confidence(each) for each in judged])
    return result


def _confidence(judged: Judged) -> tuple[float, bool]:
    """Return the confidence of the first quote, shown as an answer or not, and whether it is what was asked for."""
    for first in judged.answer.quotes:
        return first.score, any(each.met_by(first) for each in judged.conversation.expect.quotes)
    return 0.0, False


def _group(judged: Sequence[Judged]) -> dict[str, Any]:
    answerable = [each.outcome for each in judged if each.conversation.expect.quotes]
    unanswerable = [each.outcome for each in judged if not each.conversation.expect.quotes]
    quotes = sum(len(each.answer.quotes) for each in judged)
    shares = {
        "right": [one is Outcome.RIGHT for one in answerable],
        "silent_wrong": [each.outcome is Outcome.SILENT_WRONG for each in judged],
        "declined": [one is Outcome.RIGHT for one in unanswerable],
    }
    return {
        "n": len(judged),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        **{name: mean(found) for name, found in shares.items()},
        "bounds95": {name: bounds(found) for name, found in shares.items()},
        "declined_wrongly": mean([one is Outcome.DECLINED_WRONGLY for one in answerable]),
        "quotes": quotes,
        "quotes_exact": round(sum(each.exact_quotes for each in judged) / quotes, 4) if quotes else None,
    }


def _failure(judged: Judged) -> dict[str, Any]:
    conversation, answer = judged.conversation, judged.answer
    first = next(iter(answer.quotes), None)
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "outcome": judged.outcome.value,
        "turns": conversation.turns,
        "understood": answer.understood,
        "status": answer.status.value,
        "expected": [each.substrings for each in conversation.expect.quotes],
        "quote": first and first.text,
        "committee": first and first.source.committee,
        "year": first and first.source.year,
        "score": first and first.score,
    }
