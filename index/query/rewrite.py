"""Rewrites: a turn that leans on the turn before, written out as full questions.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.regions import regions
from index.answer import Answer, Status
from index.normal import CLAUSE_END
from index.query.courtesy import courtesy
from index.query.figures import Lookup
from index.query.grammar import Want, core_of, quoted_names
from index.query.question import Question, understand
from index.query.scope import Scope
from index.query.slots import SHIFTS, Slots

_LEANS = re.compile(
    r"呢[?？!！。]*$|^(?:[这那]|那么|还有|另外|其中|此外|然后|具体|分别|都|又|再|是)|它|他们|她们|其(?!他)|这[个些项次条]|那[个些项次条]|该|上述|前面|刚才|上面"
)
_LISTED = re.compile(r"^(?:都|分别|具体)?(?:是)?(?:有)?哪[一二两三四五六七八九十几些\d]")
_BULLETED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*")
_LONGEST_LEAD = 14
# 换成柳堰区, 那清江浦呢: whom or when is put in another's place, and nothing else is asked.
_SWAPPED = re.compile(
    r"换成?|改成|改为|改问|换作|如果是|要是|再?看看|再?查查|那么?|还有|[呢吧吗呀啊,，。.?？!！\s]|的|是|在|有|我(?:想)?问的?"
)
_ENDING = re.compile(r"[\s,，。.?？!！呢吗呀啊吧]+$")


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as understood.

    `question` is the turn alone and `earlier` the turn before it; `meant` are the questions that it may mean, likeliest
    first: with what was carried over from the turn before, or `question` itself. `of_total` is the one that asks for
    a total.
    """

    question: Question
    earlier: Question | None
    meant: tuple[Question, ...]
    of_total: Question | None

    @property
    def lookup(self) -> Lookup | None:
        """The figures that are added up or ranked; None where neither is asked."""
        total = self.of_total.aggregation.total if self.of_total else None
        return total.lookup if total else self.question.aggregation.ranking


def turn_of(
    question: Question, earlier: Question | None, previous: Answer | None, scope: Scope, *, today: date
) -> Turn:
    """Return what a turn means after the turn before and its answer, if there was one; each was understood alone.

    The kind of answer is what the turn itself wants; 调研课题呢 wants what the turn before wanted.
    """
    if earlier is None or previous is None:
        return Turn(question, None, (question,), question if question.aggregation.total else None)
    wants = question if question.want is not Want.OTHER or question.states else earlier
    texts = write_out(question, earlier, previous, scope)
    meant = tuple(question if one is None else understand(one, scope, today=today, like=wants) for one in texts)
    totals = [question, *(meant if question.aggregation.sums else ())]
    if question.aggregation.of_all:  # 那全市呢 is of no committee that was spoken of
        of_all = ",".join((earlier.slots.rest, question.text))
        totals = [question, understand(of_all, scope, today=today)]
    of_total = None if question.aggregation.ranking else next((one for one in totals if one.aggregation.total), None)
    return Turn(question, earlier, meant, of_total)


def write_out(question: Question, earlier: Question, previous: Answer, scope: Scope) -> tuple[str | None, ...]:
    """Return what a turn (understood alone) after the one before and its answer may mean, likeliest first.

    A turn that names whom it asks, or in quotation marks a thing that was not spoken of, is taken as it stands: None.
    """
    slots, rest = question.slots, question.slots.rest
    places = slots.regions + slots.absent
    shift = next((by for word, by in SHIFTS.items() if word in question.text), 0)
    who, years = places or _places_spoken_of(earlier, previous), _years(slots, shift, earlier, previous)
    is_listed, topic = bool(_LISTED.search(rest)), _ENDING.sub("", earlier.slots.rest)
    asked = ",".join(part for part in CLAUSE_END.split(rest) if courtesy(part) is None)
    is_swapped = bool(places or slots.years or shift) and not _SWAPPED.sub("", core_of(asked))
    if earlier.courtesy:
        return (None,)
    if is_swapped and not is_listed:
        return (_compose(who, years, f"{topic}?", scope),)
    is_bound = bool(_LEANS.search(rest)) or is_listed or bool(shift)
    spoken, names = "".join((earlier.text, *(quote.text for quote in previous.quotes))), quoted_names(question.text)
    is_new = bool(names) and not any(name in spoken for name in names)
    if places or (not is_bound and is_new):
        return (None,)
    # A turn that asks for itself is read with what was spoken of; 调研课题呢 asks what was asked before.
    asks = question.want is not Want.OTHER or question.states
    texts = [f"{earlier.core if asks else topic},{rest}", rest]
    is_empty = not question.words
    if not is_empty and not is_listed:
        texts.reverse()
    name = _name_spoken_of(previous)
    if name and name not in question.text:
        texts.append(f"“{name}”{rest}")
    written = tuple(_compose(who, years, text, scope) for text in texts)
    return written if is_empty or is_bound else (*written, None)


def _years(slots: Slots, shift: int, earlier: Question, previous: Answer) -> tuple[int, ...]:
    """Return the years of a turn: its own, those before or after the year last spoken of, or those carried over."""
    spoken = earlier.slots.years or tuple({quote.source.year for quote in previous.quotes if quote.source.year})
    if shift and len(spoken) == 1:
        return (spoken[0] + shift,)
    return slots.years or earlier.slots.years


def _places_spoken_of(earlier: Question, previous: Answer) -> tuple[str, ...]:
    """Return the regions of the turn before; where it named none, the one that the answer was about."""
    answered = previous.quotes if previous.status is not Status.NOT_FOUND else ()
    told = {quote.source.regions for quote in answered if quote.source.regions}
    return earlier.slots.regions + earlier.slots.absent or (next(iter(told)) if len(told) == 1 else ())


def _name_spoken_of(previous: Answer) -> str:
    """Return the name, or the lead, of the item that the last answer was quoted from; "" where it has none."""
    if previous.status is not Status.ANSWERED or len(previous.quotes) != 1:
        return ""
    item = _BULLETED.sub("", previous.quotes[0].source.item or "")
    lead = item.rstrip("。.!！")
    return next(iter(quoted_names(item)), lead if len(lead) <= _LONGEST_LEAD else "")


def _compose(names: tuple[str, ...], years: tuple[int, ...], rest: str, scope: Scope) -> str:
    who = "和".join(scope.committees.get(name, f"{name}政协" if name in regions() else name) for name in names)
    when = "和".join(f"{year}年" for year in years)
    return f"{who}{when}{rest}"
