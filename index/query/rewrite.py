"""Follow-ups: a turn that leans on the turn before, written out as full questions.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass

from corpus.regions import regions, short_name
from index.answer import Answer, Status
from index.query.grammar import Want
from index.query.question import Question
from index.query.scope import Scope
from index.query.slots import SHIFTS
from index.query.words import heavy_words, quoted_names

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
_CORRECTED = re.compile(r"不是.+?[,，。;；\s]*(?:而)?是(?P<meant>.+)$")
_ENDING = re.compile(r"[\s,，。.?？!！呢吗呀啊吧]+$")


@dataclass(frozen=True, slots=True)
class Wording:
    """A turn written out in full.

    `own` tells that nothing was carried over from the turn before.
    """

    text: str
    own: bool = False


def write_out(question: Question, earlier: Question, previous: Answer, scope: Scope) -> tuple[Wording, ...]:
    """Return what a turn after `previous` may mean, likeliest first.

    Args:
        question: the new turn, understood alone.
        earlier: the turn before, understood from its full wording.
        previous: the answer to it.
        scope: what the corpus covers.
    """
    places = _meant(question)
    who = places or earlier.slots.regions + earlier.slots.absent or _answered_regions(previous)
    years = _years(question, earlier, previous)
    carried = _compose(who, years, question.slots.rest, scope)
    # A turn that asks for itself is read with what was spoken of; 调研课题呢 asks what was asked before.
    asks = question.want is not Want.OTHER or question.states
    topic = earlier.core if asks else _ENDING.sub("", earlier.slots.rest)
    topical = _compose(who, years, f"{topic},{question.slots.rest}", scope)
    heavy = heavy_words(question.core)
    swapped = not _SWAPPED.sub("", question.core) or bool(_CORRECTED.search(question.text))
    if swapped and (places or question.slots.years or _shift(question)) and not _LISTED.search(question.slots.rest):
        return (Wording(_compose(who, years, _ENDING.sub("", earlier.slots.rest) + "?", scope)),)
    alone = Wording(question.text, own=True)
    if places:
        return (alone,)
    name = _name_spoken_of(previous)
    about = (
        (_compose(who, years, f"“{name}”{question.slots.rest}", scope),) if name and name not in question.text else ()
    )
    if not heavy or _LISTED.search(question.slots.rest):
        texts = (topical, carried, *about)
    else:
        texts = (carried, topical, *about)
    leans = _LEANS.search(question.slots.rest) or _LISTED.search(question.slots.rest) or _shift(question)
    bound = not heavy or bool(leans)
    written = tuple(Wording(text) for text in texts)
    return written if bound else (*written, alone)


def _meant(question: Question) -> tuple[str, ...]:
    """Return the places that a turn names; of 不是汀溪,是柳堰 the latter."""
    named = question.slots.regions + question.slots.absent
    corrected = _CORRECTED.search(question.text)
    later = tuple(name for name in named if corrected and short_name(name) in corrected["meant"])
    return later or named


def _years(question: Question, earlier: Question, previous: Answer) -> tuple[int, ...]:
    """Return the years of a turn: its own, those before or after the year last spoken of, or those carried over."""
    shift = _shift(question)
    spoken = earlier.slots.years or tuple({quote.source.year for quote in previous.quotes if quote.source.year})
    if shift and len(spoken) == 1:
        return (spoken[0] + shift,)
    return question.slots.years or earlier.slots.years


def _shift(question: Question) -> int:
    return next((by for word, by in SHIFTS.items() if word in question.text), 0)


def _answered_regions(previous: Answer) -> tuple[str, ...]:
    """Return the region that the last answer was about, where it was about one."""
    if previous.status is Status.NOT_FOUND:
        return ()
    named = {quote.source.region for quote in previous.quotes if quote.source.region}
    return tuple(named) if len(named) == 1 else ()


def _name_spoken_of(previous: Answer) -> str:
    """Return the name, or the lead, of the item that the last answer was quoted from; "" where it has none."""
    if previous.status is not Status.ANSWERED or len(previous.quotes) != 1:
        return ""
    item = _BULLETED.sub("", previous.quotes[0].source.item or "")
    names = quoted_names(item)
    lead = item.rstrip("。.!！")
    return names[0] if names else lead if len(lead) <= _LONGEST_LEAD else ""


def _compose(names: tuple[str, ...], years: tuple[int, ...], rest: str, scope: Scope) -> str:
    who = "和".join(scope.committees.get(name, f"{name}政协" if name in regions() else name) for name in names)
    when = "和".join(f"{year}年" for year in years)
    return f"{who}{when}{rest}"
