"""Rewrites: a turn that leans on the turn before, written out as full questions.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.regions import regions
from index.answer import Answer, Status
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
# 哪家多, 比晴川多吗, 两家加起来呢: the turns before are compared or added up, and nothing else is asked.
_COMPARED = re.compile(
    r"[两三四五几]个?[家县区地]|他们|这些?|那么?|哪[一个家边]?|谁家?|[做搞办印开写提收来去]?得|更?[多少高大低小][一些点]*|[相对]?比|"
    r"加(?:起来|[在到]?一[起块]儿?)|合起来|一共|总共|共|合计|总[共和数计]|数量|和|与|跟|[呢吧吗呀啊,，。.?？!！\s]|[是的有]"
)
_COMPARES = re.compile(r"比|[多少高低大小]|加|合|共|总")
_SEVERAL = 2
_ENDING = re.compile(r"[\s,，。.?？!！呢吗呀啊吧]+$")


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as understood.

    `question` is the turn alone and `earlier` the turn before it; `meant` are the questions that it may mean, likeliest
    first: with what was carried over from the turn before, or `question` itself. `of_total` is the one that asks for
    a total; `spoken` are the regions of which the same was asked, by this turn and those before it.
    """

    question: Question
    earlier: Question | None
    meant: tuple[Question, ...]
    of_total: Question | None
    spoken: tuple[str, ...] = ()

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
    compared = _compared(question, previous) if previous else ()
    before = previous.spoken if previous and _swaps(question) else ()
    texts, like = _texts_of(question, earlier, previous, compared, scope)
    meant = tuple(question if one is None else understand(one, scope, today=today, like=like) for one in texts)
    totals = [question, *(meant if question.aggregation.sums else ())]
    if earlier and question.aggregation.of_all:  # 那全市呢 is of no committee that was spoken of
        of_all = ",".join((earlier.slots.rest, question.text))
        totals = [question, understand(of_all, scope, today=today)]
    of_total = None if question.aggregation.ranking else next((one for one in totals if one.aggregation.total), None)
    spoken = compared or tuple(dict.fromkeys((*before, *meant[0].slots.regions)))
    return Turn(meant[0] if compared else question, earlier, meant, of_total, spoken)


def _texts_of(
    question: Question, earlier: Question | None, previous: Answer | None, compared: tuple[str, ...], scope: Scope
) -> tuple[tuple[str | None, ...], Question | None]:
    """Return what a turn may mean (None: what it says), likeliest first, and which question wants the same of it."""
    slots, asks = question.slots, question.aggregation
    if earlier and compared:
        topic, added = _ENDING.sub("", earlier.of_one or earlier.slots.rest), "一共" if asks.sums else ""
        return (_compose(compared, slots.when or earlier.slots.when, f"{added}{topic}?", scope),), earlier
    if earlier and previous:
        texts = write_out(question, earlier, previous, scope)
        return texts, question if question.want is not Want.OTHER or question.states else earlier
    if asks.ranking and len(slots.named) >= _SEVERAL:  # who has more is told by how many each has, too
        return (_compose(slots.named, slots.when, f"{asks.ranking.indicator}多少?", scope), None), None
    return (None,), None


def write_out(question: Question, earlier: Question, previous: Answer, scope: Scope) -> tuple[str | None, ...]:
    """Return what a turn (understood alone) after the one before and its answer may mean, likeliest first.

    A turn that names whom it asks, or in quotation marks a thing that was not spoken of, is taken as it stands: None.
    """
    slots, rest = question.slots, question.slots.rest
    places = slots.regions + slots.absent
    shift = _shift(question)
    who, when = places or _places_spoken_of(earlier, previous), _when(slots, shift, earlier, previous)
    is_listed, topic = bool(_LISTED.search(rest)), _ENDING.sub("", earlier.slots.rest)
    if earlier.courtesy or (question.of_one and question.words and not places):  # 哪些政协… is asked of all
        return (None,)
    if _swaps(question):
        return (_compose(who, when, f"{topic}?", scope),)
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
    written = tuple(_compose(who, when, text, scope) for text in texts)
    return written if is_empty or (is_bound and not question.proper) else (*written, None)


def _shift(question: Question) -> int:
    """Return how many years a turn goes on from the year last spoken of, or back."""
    return next((by for word, by in SHIFTS.items() if word in question.text), 0)


def _swaps(question: Question) -> bool:
    """Whether a turn puts whom or when in another's place, and asks nothing else: 换成柳堰区, 那清江浦呢."""
    slots = question.slots
    names = bool(slots.regions or slots.absent or slots.years or _shift(question))
    return names and not _LISTED.search(slots.rest) and not _SWAPPED.sub("", core_of(question.asking))


def _compared(question: Question, previous: Answer) -> tuple[str, ...]:
    """Return the regions that a turn compares or adds up: those it names, or of which the same was asked before it."""
    rest, named = question.slots.rest, question.slots.regions
    if not rest or question.slots.absent or _COMPARED.sub("", rest) or not _COMPARES.search(rest):
        return ()
    others = set(named) - set(previous.spoken)
    them = named if len(named) >= _SEVERAL else (*(previous.spoken[-1:] if others else previous.spoken), *named)
    return them if len(them := tuple(dict.fromkeys(them))) >= _SEVERAL else ()


def _when(slots: Slots, shift: int, earlier: Question, previous: Answer) -> str:
    """Return when a turn asks of: by its own words, before or after the year last spoken of, or as the turn before."""
    told = {quote.source.year for quote in previous.quotes if quote.source.year}
    spoken = (() if earlier.slots.counted else earlier.slots.years) or tuple(told)
    if shift and len(spoken) == 1:
        return f"{spoken[0] + shift}年"
    return slots.when or earlier.slots.when


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


def _compose(names: tuple[str, ...], when: str, rest: str, scope: Scope) -> str:
    return f"{'和'.join(_called(name, scope) for name in names)}{when}{rest}"


def _called(name: str, scope: Scope) -> str:
    is_covered = name in scope.committees or name in scope.places
    return scope.name_of(name) if is_covered or name not in regions() else f"{name}政协"
