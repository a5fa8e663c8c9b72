"""Questions of figures: which committees, years and indicator a few words ask for, the most of something, a total.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.regions import short_name
from index.normal import CLAUSE_END, normalise
from index.query.grammar import DONE, Want, core_of
from index.query.scope import Scope
from index.query.slots import Slots, find_slots

# Who has most of something, and what stands around the indicator where one asks so.
_RANKING = re.compile(
    r"谁[^,，]{0,8}最[多高大少低小]|最[多高大少低小]的?是?(?:哪|谁)|哪[个家一几][^,，]{0,8}最[多高大少低小]|"
    r"排名|排行|排个?序|前[三五十\d]+[名家]"
)
_END = r"(?:一?[些点])?[呢啊?？]*$"
# Of several that are named, also: 哪家多, 谁的多一些.
_COMPARED = re.compile(rf"(?:谁|哪[一几]?[个家县])(?:.*[^不至最])?[多高大少低小]{_END}")
_AROUND = re.compile(
    r"相?比[,，]|各[家县](?:政协)?的?|政协|谁的?|哪[一几]?[个家县]的?[县区市旗]?|最[多高大少低小]的?|是|排名|排行|排个?序|前[三五十\d]+[名家]|"
    rf"从[多高]到[少低]|[次个件]数|数量|开展|举办|[更要]?[多高大少低小]{_END}|[?？!！。]"
)
_LEAST = re.compile(rf"最[少低小]|[少低小]{_END}")


def ranked_indicator(question: str, *, several: bool = False) -> str | None:
    """Return what a question of the most is about, with whom and when it names; None where it asks for no ranking.

    Of `several` that it names also that of more: 甲县和乙县哪家提案多.
    """
    asks = _RANKING.search(question) or (several and _COMPARED.search(question))
    return _AROUND.sub(" ", question).strip() or None if asks else None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked up.

    `committees` are those of the corpus that are named, none where all are meant; `absent` are named regions that it
    does not cover; `indicator` is "" where every figure is meant; `text` says the same in the fewest words.
    """

    committees: tuple[str, ...]
    absent: tuple[str, ...]
    years: tuple[int, ...]
    indicator: str
    text: str


def lookup_of(text: str, scope: Scope, *, today: date) -> Lookup:
    """Return what a few words ask for; a committee may go by any of its usual names, and a city stands for its own."""
    # The space: a full name that ends the text (涟水县) is else taken for the beginning of a longer one.
    slots = find_slots(f"{normalise(text)} ", scope, today=today)
    indicator = core_of(slots.rest)
    shorts = [short_name(region) for region in (*slots.regions, *slots.absent)]
    short = " ".join((*shorts, *map(str, slots.years), indicator)).strip()
    again = find_slots(f"{normalise(short)} ", scope, today=today)
    is_same = (set(again.regions), again.absent, again.years) == (set(slots.regions), slots.absent, slots.years)
    return Lookup(
        committees=tuple(map(scope.name_of, slots.regions)),
        absent=slots.absent,
        years=slots.years,
        indicator=indicator,
        text=short if is_same and len(short) < len(text) else " ".join(text.split()),
    )


# Totals: words of adding up, of whom, and what is left as the indicator.
_ADDED = r"(?:[相累]?加(?:起来|[在到]?一[起块]儿?|总|一下)|合起来|合在一起|合到一起|相加|汇总|求和|的?总和|之和)"
_SUMMED = (
    r"(?:合计|总计|共计|一共|总共|拢共|统共|总[量数额]|总[次件篇条人份场]数|[共总](?=[\u4e00-\u9fff]{0,8}(?:多少|几)))"
)
ALL = r"(?:全市|市里)"
_COMMITTEES = r"(?:政协|县市区|市县区|县区|县|区|委员会|地方)"
_EVERY = (
    rf"(?:(?:所有|全部|全体)的?{_COMMITTEES}*(?:政协)?|[两二三四五六七八九十\d]+(?:家|个){_COMMITTEES}*(?:政协)?|"
    rf"各(?:家|地|{_COMMITTEES})(?:政协)?)"
)
_OF_EACH = re.compile(r"各(?![界方项类种级])|分别|每[个家]")
_EXCEPT = re.compile(r"除(?!夕|险)|不算|不含|不包括|不计|[以之]外|其他|其它|其余|剩下")
_PERIOD = re.compile(r"历年|这几年|所有年份|全部年份|[两二三四五]年(?:间|来|里|的|合计|一共|总共|总计|加)|逐年")
_THROUGH = re.compile(r"((?:19|20)\d\d)年?(?:到|至|[-—~～–])((?:19|20)\d\d)年?")
_WORDS = re.compile(
    rf"{_ADDED}|{_SUMMED}|{ALL}|{_EVERY}|{_PERIOD.pattern}|{_OF_EACH.pattern}|政协(?:系统|组织)?(?:的?委员)?|[把将]|"
    r"(?:本|这)?(?:一)?年(?:度)?(?=\s|$)"
)
_ENDING = re.compile(r"(?:的|了|总|之|(?:总)?(?:人次|[次件篇条人份场个期户家项名])?数量?|多[少大]|共)+$")
_JOINING = frozenset("和与跟到至、")
_LEADING = re.compile(rf"^(?:{DONE}|[提搞办做开写交发收]|[了过的共个])+(?=[\u4e00-\u9fff]{{2}})")


@dataclass(frozen=True, slots=True)
class Request:
    """A total that is asked for.

    `lookup` are the figures that may be added: of which committees (all, where none is named), of which years (none
    where the question leaves them open). `names` are what the indicator may be called, the asked words first;
    `several_years` tells that figures of more than one year may be added; `which_city` that the whole city is meant,
    and that it is not plain which; `is_exceptive` that some committees are to be left out.
    """

    lookup: Lookup
    names: tuple[str, ...]
    several_years: bool
    which_city: bool = False
    is_exceptive: bool = False


@dataclass(frozen=True, slots=True)
class Aggregation:
    """What a question asks to be worked out of figures: the most of something (or the `least`), a total, or neither.

    `sums` tells that it has a word of adding up, which alone asks for no total, `of_all` that it is of the whole city,
    without its name.
    """

    ranking: Lookup | None = None
    least: bool = False
    total: Request | None = None
    sums: bool = False
    of_all: bool = False


NOTHING = Aggregation()


def aggregation_of(text: str, slots: Slots, want: Want, scope: Scope, *, today: date) -> Aggregation:
    """Return what a question asks to be worked out of figures."""
    of_all = bool(re.search(ALL, slots.rest))
    ranked = None if slots.absent else ranked_indicator(text, several=len(slots.regions) > 1)
    if ranked:
        return Aggregation(lookup_of(ranked, scope, today=today), bool(_LEAST.search(text)), of_all=of_all)
    if not re.search(rf"{_ADDED}|{_SUMMED}|{ALL}", slots.rest):
        return NOTHING
    return Aggregation(total=_total_asked(text, slots, want, scope), sums=True, of_all=of_all)


def _total_asked(text: str, slots: Slots, want: Want, scope: Scope) -> Request | None:
    """Return the total that a question asks for; None where it asks for none.

    Of one committee 一共 is how people ask for a figure, so committees must be several (全市, 三家政协, two names, a
    city's name) or years; 加起来 and 合计 ask for a total wherever no single committee is named.
    """
    rest = slots.rest
    is_added = bool(re.search(rf"{_ADDED}|合计|总计", rest))
    is_asked = want is Want.FIGURE or is_added or re.search(r"总[量数额]", rest)
    if not is_asked:
        return None
    through = _THROUGH.search(text)
    first, last = (int(through[1]), int(through[2])) if through else (0, 0)
    years = tuple(range(first, last + 1)) if first < last else slots.years
    several_years = len(years) > 1 or bool(_PERIOD.search(rest))
    is_citywide = not slots.regions and not slots.absent and bool(re.search(ALL, rest))
    is_exceptive = bool(_EXCEPT.search(rest))
    if not is_citywide and not is_exceptive:
        clause = CLAUSE_END.split(rest.rstrip("?？。!！"))[-1]  # 各开展几次,一共多少次
        of_each = _OF_EACH.search(clause if re.search(_SUMMED, clause) else rest)
        is_one = len(slots.regions) + len(slots.absent) == 1
        is_several = several_years if is_one else slots.regions or is_added or re.search(_EVERY, rest)
        if not is_several or (of_each and not re.search(_ADDED, rest)):
            return None
    names = _names_of(rest)
    if not names:
        return None
    committees = list(map(scope.name_of, slots.regions)) or scope.committees.values()
    is_one_city = len(scope.parents) == 1 and set(scope.committees) in map(set, scope.parents.values())
    lookup = Lookup(tuple(committees), (), years, names[-1], names[-1])
    return Request(lookup, names, several_years, is_citywide and not is_one_city, is_exceptive)


def _names_of(rest: str) -> tuple[str, ...]:
    """Return what the indicator may be called: the words left, and those without a verb before them."""
    words = core_of(_WORDS.sub(" ", rest)).split()
    joined = _ENDING.sub("", "".join(word for word in words if word not in _JOINING)).replace("的", "")
    return tuple(name for name in dict.fromkeys((joined, _LEADING.sub("", joined))) if len(name) > 1)
