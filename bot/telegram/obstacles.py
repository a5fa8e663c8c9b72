"""Obstacles: why a question has no answer, in words, and which near evidence may stand beside that."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.coverage import coverage_of
from index.answer import Answer, Status
from index.figures.comparison import Lookup, lookup_of
from index.store.generation import Generation
from prompts import telegram as wording
from prompts.figures import reason_line

_NAMED = re.compile(r"[“\"「『《]([^”\"」』》]{2,20})[”\"」』》]")
_MOST_QUOTES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as a chat shows it.

    `before` is what stands in the way of an answer, `behind` who says nothing, or how much is not shown.
    """

    answer: Answer
    before: str = ""
    behind: str = ""


def told(answer: Answer, generation: Generation) -> Told:
    """Return what a chat shows of an answer.

    A near miss is of the committee that was asked, or of the thing that was named, and one piece of evidence at most;
    of many quotes that compare, the first stand there and the others are a button away.
    """
    lookup = lookup_of(answer.understood, generation, today=date.today())
    silent = _silent(answer, lookup)
    if answer.reason and not answer.reason.endswith("。"):  # a clause; why there is no total is told in sentences
        if answer.status is Status.ANSWERED and answer.reason not in silent:
            silent = "\n".join(filter(None, (reason_line(answer.reason), silent)))
        answer = replace(answer, reason="")
    if answer.status is Status.NEAR_MISS and not answer.reason:
        near = [quote for quote in answer.quotes if _is_of(quote.source.committee, quote.text, answer, lookup)][:1]
        said = obstacle_of(lookup, generation)
        status = Status.NEAR_MISS if near else Status.NOT_FOUND
        return Told(replace(answer, status=status, quotes=tuple(near), further=()), said)
    if answer.status is Status.NOT_FOUND:
        return Told(answer, "" if answer.reason else obstacle_of(lookup, generation))
    if len(answer.quotes) > _MOST_QUOTES:
        shown, more = answer.quotes[:_MOST_QUOTES], answer.quotes[_MOST_QUOTES:]
        silent = "\n".join(filter(None, (silent, wording.MORE_QUOTES.format(count=len(more)))))
        answer = replace(answer, quotes=shown, further=(*more, *answer.further))
    return Told(answer, behind=silent)


def obstacle_of(lookup: Lookup, generation: Generation) -> str:
    """Return what stands in the way of an answer: nobody so called, another year, or nothing written of it."""
    if lookup.absent:
        return wording.NO_SUCH_COMMITTEE.format(names="、".join(lookup.absent), coverage=coverage_of(generation))
    years: dict[str, set[int]] = {name: set(covered) for name, covered in generation.coverage()}
    asked = set(lookup.years)
    whose = {name: years.get(name, set()) for name in lookup.committees} or {"": set().union(*years.values())}
    lacking = {name: known for name, known in whose.items() if asked and known and not asked & known}
    if lacking:
        return "".join(
            wording.OTHER_YEAR.format(committee=name, known=_years(known), asked=_years(asked))
            for name, known in lacking.items()
        )
    if lookup.committees:
        return wording.NOT_WRITTEN.format(committees="、".join(lookup.committees))
    return ""


def _is_of(committee: str | None, text: str, answer: Answer, lookup: Lookup) -> bool:
    """Whether evidence is of whom the question asks, or of the thing that it names; of anybody where it asks of all."""
    if any(name in text for name in _NAMED.findall(answer.understood)):
        return True
    return committee in lookup.committees if lookup.committees else not lookup.absent


def _silent(answer: Answer, lookup: Lookup) -> str:
    """Return the committees that a question names and no quote is of."""
    if len(lookup.committees) < 2 or not answer.quotes or answer.total:
        return ""
    heard = {quote.source.committee for quote in answer.quotes}
    return "\n".join(wording.SAYS_NOTHING.format(committee=name) for name in lookup.committees if name not in heard)


def _years(years: set[int]) -> str:
    return "、".join(map(str, sorted(years)))
