"""Questions: what is asked, of whom, of when, and what kind of answer is wanted.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.grammar import han_number
from index.normal import CLAUSE_END, normalise
from index.query import grammar
from index.query.amounts import Amount, amount_of
from index.query.constraints import Constraints, constraints_of
from index.query.courtesy import courtesy
from index.query.figures import NOTHING, Aggregation, aggregation_of
from index.query.parts import Part, part_of
from index.query.scope import Scope
from index.query.slots import Slots, find_slots


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood, once: what is searched, read, decided and answered later needs no wording again.

    `text` is normalised; `core` is what is left to search for without slots and words of asking, `words` those of it
    that carry its meaning; `proper` are the names of people, places and single things; `asking` are the clauses that
    are no courtesy; `each` tells that every committee's answer is wanted; `units` are those that a wanted figure
    may have, the likeliest first (几次: 次, 场, ...), none where any will do; `many` is how many committees it speaks
    of (两家政协: 2), 0 where it does not say; `states` tells that it asks whether something is so, `courtesy` is what a
    greeting, thanks or the like does, `elsewhere` tells that no report tells of it (the weather). `part` is the part of
    a page that it asks for, `amount` what is asked how many, `aggregation` what is to be worked out of figures;
    `of_one` is a question of several committees or years as it is asked of one (涟水和盱眙各办了几期: 办了几期), "" for
    any other; `constraints` are what the evidence must agree with.
    """

    text: str
    slots: Slots
    want: grammar.Want
    each: bool
    core: str
    constraints: Constraints
    of_one: str = ""
    words: tuple[str, ...] = ()
    proper: tuple[str, ...] = ()
    asking: str = ""
    units: tuple[str, ...] = ()
    many: int = 0
    states: bool = False
    courtesy: str | None = None
    elsewhere: bool = False
    part: Part | None = None
    amount: Amount | None = None
    aggregation: Aggregation = NOTHING


# What is left of 涟水和盱眙各…, and what tells that each is asked.
_JOINED = re.compile(r"^(?:(?:和|与|跟|同|、|以及|还有)\s+|的|[\s,，])+")
_OF_ALL = re.compile(r"各个?(?!界|方|项|类|种|级)(?:[县区市旗、]+|家|地方?)(?:的?政协)?")
_DISTRIBUTED = re.compile(r"两[家地县](?=各|分别|都)|各自|各(?!界|方|项|类|种|级|地)|分别")
# 哪些政协搞了…: who is asked for stands before what they did; …是哪家的: or behind it, as of a thing.
_WHICH = re.compile(
    r"^(?:有没有|都?有)?哪(?:[些几一]?[个家]?)(?:地方|县市区|县区|[县区市旗])?(?:政协)?(?:的(?=委员))?(?!\s*$)"
)
_WHOSE = re.compile(
    r"^谁家?在[搞办做弄]|(?:都?是|属于)哪[些几一]?[个家](?:地方|县市区|县区|[县区市旗])?(?:政协)?的?[搞办做弄建]?[的了]?\W*$"
)
_OF_DEGREE = re.compile(r"[最更比]|谁(?!家?在)|哪[个家边]?[^,，]{0,8}[多少高低大小][\W一些点]*$")
_COMPARED = re.compile(r"谁|哪[个家边]|[相对]?比")
# 不是汀溪,是柳堰; 我问的是2022年,不是去年: what is meant stands for the whole turn.
_CORRECTED = re.compile(
    r"(?:\w{1,4}[,，。!\s]+)?(?:我(?:想)?问的)?(?:不是[^,，。;；?？]{2,14}[,，。;；\s]+(?:而)?是(?P<meant>[^,，。;；?？]{2,14})"
    r"|是(?P<first>[^,，。;；?？]{2,14})[,，。;；\s]+(?:而)?不是[^,，。;；?？]{2,14})[。.!！]?$"
)
# How money and shares are spoken of: 两块钱 is 2元, 五块五 is 5.5元, 九成一 is 91%.
_DIGIT = r"[零一二两三四五六七八九十百\d.]"
_MONEY = re.compile(
    rf"(?P<whole>{_DIGIT}+)块(?:(?P<tenths>[一二三四五六七八九\d])(?![\d个块元吨斤碗张次晚份度])|钱|(?=一[吨斤碗张次晚份度])|(?=[?？,，。!！\s]|[了吗吧]|$))"
)
_SHARE = re.compile(r"(?P<tens>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九])(?!绩)")
# 不止三万 and 过三万 are 超过三万, 没到五百 is 不到五百.
_HAN_NUMBER = r"(?=[一二两三四五六七八九十百千万\d]{1,4}[^\W一])"
_MORE = re.compile(rf"不止(?:有|是|了)?{_HAN_NUMBER}|(?<=[去了出到来用花办开走收])过{_HAN_NUMBER}")
_LESS = re.compile(rf"(?<!有)[没未]有?[到满]{_HAN_NUMBER}")


def in_figures(text: str) -> str:
    """Return a question with money, shares and bounds written as reports write them."""
    text = _LESS.sub("不到", _MORE.sub("超过", text))
    text = _SHARE.sub(lambda match: f"{han_number(match['tens'])}{han_number(match['ones'])}%", text)
    return _MONEY.sub(_yuan, text)


def _yuan(match: re.Match[str]) -> str:
    whole, tenths = han_number(match["whole"]), match["tenths"]
    if whole is None:
        return match[0]
    return f"{whole}.{han_number(tenths)}元" if tenths else f"{whole}元"


def _of_one(slots: Slots, want: grammar.Want) -> str:
    """Return what is asked of each of several, of all, or who did it, as it is said of one; "" if compared."""
    rest = slots.rest
    if slots.are_several:
        return "" if _COMPARED.search(rest) else _DISTRIBUTED.sub("", _JOINED.sub("", rest))
    if slots.named or slots.absent:
        return ""
    if _OF_ALL.search(rest):
        return "" if _COMPARED.search(rest) else _DISTRIBUTED.sub("", _OF_ALL.sub("政协", rest, count=1))
    if want is not grammar.Want.COMMITTEE or _OF_DEGREE.search(rest):
        return ""
    if _WHOSE.search(rest):
        return f"的{_WHOSE.sub('', rest)}是什么?"
    which = _WHICH.search(rest)
    return f"政协{_DISTRIBUTED.sub('', rest[which.end() :])}".rstrip("?？ ") if which else ""


def understand(asked: str, scope: Scope, *, today: date, like: Question | None = None) -> Question:
    """Return the question as understood against what the corpus covers.

    The kind of answer that it wants is that of the question `like`, where one is given.
    """
    text = normalise(asked)
    slots = find_slots(in_figures(text), scope, today=today)
    corrected = _CORRECTED.match(text)
    if corrected and (slots.regions or slots.absent or slots.years):
        text = corrected["meant"] or corrected["first"]
        slots = find_slots(in_figures(text), scope, today=today)
    rest, courteous = slots.rest, courtesy(asked)
    many = grammar.MANY_COMMITTEES.search(rest)
    want = like.want if like else grammar.want_of(rest)
    core = grammar.core_of(_DISTRIBUTED.sub("", rest) if slots.are_several else rest)
    each = bool(grammar.ASKS_EACH.search(rest)) or slots.are_several
    return Question(
        text=text,
        slots=slots,
        want=want,
        each=each,
        core=core,
        of_one=_of_one(slots, want) if each or want is grammar.Want.COMMITTEE else "",
        words=grammar.heavy_words(core),
        proper=grammar.proper_names(rest),
        asking=",".join(part for part in CLAUSE_END.split(rest) if courtesy(part) is None),
        units=like.units if like else grammar.units_of(rest) if want is grammar.Want.FIGURE else (),
        many=(han_number(many["count"]) or 0) if many else 0,
        states=like.states if like else grammar.states(rest),
        courtesy=courteous,
        elsewhere=bool(grammar.ELSEWHERE.fullmatch(text)),
        constraints=constraints_of(text, slots, want, each=each),
        amount=amount_of(text) if want is grammar.Want.FIGURE else None,
        part=part_of(text, slots, want, core),
        aggregation=NOTHING if courteous else aggregation_of(text, slots, want, scope, today=today),
    )
