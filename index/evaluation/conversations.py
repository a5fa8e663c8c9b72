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

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.answer import Answer, Quote, Status
from index.errors import IndexFault
from index.evaluation.curves import bounds, risk_coverage

Ask = Callable[[Sequence[str]], Answer]
SourceText = Callable[[str], str]

_EXPECT = '"expect" must be {"status": "declined"} or {"status": "answered", "answers": [["..."]], ...}'


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
        return (
            all(substring in quote.text for substring in self.substrings)
            and self.committee in (None, quote.source.committee)
            and self.year in (None, quote.source.year)
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns of one chat and the quotes the last turn must be answered with; none: it must be declined."""

    id: str
    kind: str
    turns: tuple[str, ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation, its last answer, the outcome, and how many of its quotes are exact slices of the source."""

    conversation: Conversation
    answer: Answer
    outcome: Outcome
    exact_quotes: int


def read(path: Path) -> tuple[Conversation, ...]:
    """Read conversations with expectations from a JSONL file in UTF-8; blank lines are skipped.

    Raises:
        IndexFault: the file cannot be read or is empty, or a line is not a conversation with an expectation.
    """
    return tuple(_conversation(row, place) for row, place in _rows(path))


def read_turns(path: Path) -> tuple[tuple[str | int, tuple[str, ...]], ...]:
    """Read the (id, turns) of conversations from a JSONL file in UTF-8; whatever else a line has is ignored.

    Raises:
        IndexFault: the file cannot be read or is empty, or a line has no id or no turns.
    """
    return tuple((_id(row, place), _turns(row, place)) for row, place in _rows(path))


def judge(conversation: Conversation, answer: Answer) -> Outcome:
    """Compare an answer with what the conversation expects; an answer where none was due is silently wrong."""
    expected, quotes = conversation.expected, answer.quotes
    if answer.status is not Status.ANSWERED:
        return Outcome.DECLINED_WRONGLY if expected else Outcome.RIGHT
    if not expected or not quotes:
        return Outcome.SILENT_WRONG
    if len(expected) == 1:
        right = expected[0].met_by(quotes[0])
    else:
        committees = {each.committee for each in expected}
        right = all(any(each.met_by(quote) for quote in quotes) for each in expected) and (
            None in committees or all(quote.source.committee in committees for quote in quotes)
        )
    return Outcome.RIGHT if right else Outcome.SILENT_WRONG


def evaluate(conversations: Iterable[Conversation], ask: Ask, source_text: SourceText) -> tuple[Judged, ...]:
    """Ask every conversation and judge its last answer.

    Args:
        conversations: what to ask.
        ask: takes the turns of one chat and returns the answer to the last.
        source_text: returns the stored text of a source by its SHA-256; quotes are compared with it.
    """
    return tuple(_judged(conversation, ask(conversation.turns), source_text) for conversation in conversations)


def summary(judged: Sequence[Judged], *, failures: bool = True) -> dict[str, Any]:
    """Return figures ready for JSON: `total`, `kinds` (by kind, in the file's order), and the `failures` one by one.

    Each group has counts: `n`, `answerable`, `unanswerable`; shares of the answerable: `right`, `declined_wrongly`;
    share of the unanswerable: `declined`; share of all: `silent_wrong`; share of the quotes: `quotes_exact`.
    A share of nothing is null; `bounds95` has the 95 % interval of each. `curve` is risk over coverage.
    """
    kinds: dict[str, list[Judged]] = {}
    for each in judged:
        kinds.setdefault(each.conversation.kind, []).append(each)
    result: dict[str, Any] = {"total": _group(judged), "kinds": {kind: _group(group) for kind, group in kinds.items()}}
    if failures:
        result["failures"] = [_failure(each) for each in judged if each.outcome is not Outcome.RIGHT]
    result["curve"] = risk_coverage([_confidence(each) for each in judged])
    return result


def _confidence(judged: Judged) -> tuple[float, bool]:
    """Return the confidence of the first quote, shown as an answer or not, and whether it is what was asked for."""
    quotes, expected = judged.answer.quotes, judged.conversation.expected
    if not quotes:
        return 0.0, False
    return quotes[0].score, bool(expected) and any(each.met_by(quotes[0]) for each in expected)


def _judged(conversation: Conversation, answer: Answer, source_text: SourceText) -> Judged:
    exact = sum(quote.text == source_text(quote.sha256)[quote.start : quote.end] for quote in answer.quotes)
    return Judged(conversation, answer, judge(conversation, answer), exact)


def _group(judged: Sequence[Judged]) -> dict[str, Any]:
    answerable = [each.outcome for each in judged if each.conversation.expected]
    unanswerable = [each.outcome for each in judged if not each.conversation.expected]
    quotes = sum(len(each.answer.quotes) for each in judged)
    wrong = answerable.count(Outcome.SILENT_WRONG) + unanswerable.count(Outcome.SILENT_WRONG)
    return {
        "n": len(judged),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "right": _share(answerable.count(Outcome.RIGHT), len(answerable)),
        "silent_wrong": _share(wrong, len(judged)),
        "declined": _share(unanswerable.count(Outcome.RIGHT), len(unanswerable)),
        "bounds95": {
            "right": bounds(answerable.count(Outcome.RIGHT), len(answerable)),
            "silent_wrong": bounds(wrong, len(judged)),
            "declined": bounds(unanswerable.count(Outcome.RIGHT), len(unanswerable)),
        },
        "declined_wrongly": _share(answerable.count(Outcome.DECLINED_WRONGLY), len(answerable)),
        "quotes": quotes,
        "quotes_exact": _share(sum(each.exact_quotes for each in judged), quotes),
    }


def _share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None


def _failure(judged: Judged) -> dict[str, Any]:
    conversation, answer = judged.conversation, judged.answer
    first = answer.quotes[0] if answer.quotes else None
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "outcome": judged.outcome.value,
        "turns": conversation.turns,
        "understood": answer.understood,
        "status": answer.status.value,
        "expected": [each.substrings for each in conversation.expected],
        "quote": first and first.text,
        "committee": first and first.source.committee,
        "year": first and first.source.year,
        "score": first and first.score,
    }


def _rows(path: Path) -> list[tuple[dict[str, Any], str]]:
    """Return the objects of a file, each with its place."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise IndexFault(f"{path}: cannot be read ({error.strerror}); name a JSONL file of conversations") from error
    except UnicodeDecodeError as error:
        raise IndexFault(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    rows = [(_object(line, f"{path}:{n}"), f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise IndexFault(f"{path}: holds no conversations; write one JSON object per line")
    return rows


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise IndexFault(
            f"{place}: is not JSON ({error.msg}, column {error.colno}); write one object per line"
        ) from error
    if not isinstance(row, dict):
        raise IndexFault(f"{place}: is not a JSON object; write one object per line")
    return row


def _conversation(row: dict[str, Any], place: str) -> Conversation:
    for key in ("id", "kind"):
        if not isinstance(row.get(key), str):
            raise IndexFault(f'{place}: "{key}" is {row.get(key)!r}; it must be a string')
    return Conversation(row["id"], row["kind"], _turns(row, place), _expected(row.get("expect"), place))


def _id(row: dict[str, Any], place: str) -> str | int:
    if not isinstance(row.get("id"), str | int):
        raise IndexFault(f'{place}: "id" is {row.get("id")!r}; it must be a string or a number')
    return row["id"]  # type: ignore[no-any-return]


def _turns(row: dict[str, Any], place: str) -> tuple[str, ...]:
    if not _strings(row.get("turns")):
        raise IndexFault(f'{place}: "turns" is {row.get("turns")!r}; it must be a list of one or more strings')
    return tuple(row["turns"])


def _expected(expect: object, place: str) -> tuple[Expected, ...]:
    if not isinstance(expect, dict):
        raise IndexFault(f"{place}: {'no expectation' if expect is None else f'{expect!r}'}; {_EXPECT}")
    if expect.get("status") == "declined":
        return ()
    answers = expect.get("answers")
    if expect.get("status") != "answered" or not isinstance(answers, list) or not answers:
        raise IndexFault(f"{place}: {expect!r}; {_EXPECT}")
    committees = _one_for_each(expect, "committee", str, len(answers), place)
    years = _one_for_each(expect, "year", int, len(answers), place)
    if not all(_strings(substrings) for substrings in answers):
        raise IndexFault(f'{place}: "answers" is {answers!r}; it must be a list of lists of strings')
    return tuple(
        Expected(tuple(substrings), committee, year)
        for substrings, committee, year in zip(answers, committees, years, strict=True)
    )


def _one_for_each(expect: dict[str, Any], key: str, kind: type, count: int, place: str) -> list[Any]:
    value = expect.get(key)
    values = value if isinstance(value, list) else [value] * count
    if len(values) != count or not all(each is None or isinstance(each, kind) for each in values):
        raise IndexFault(f'{place}: "{key}" is {value!r}; it must be one value, or a list of {count}, one per answer')
    return values


def _strings(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and each for each in value)
