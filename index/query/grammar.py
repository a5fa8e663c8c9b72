"""Grammar: the kind of answer that everyday questions want, in which unit, of whom, and what is left to search for.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from enum import StrEnum
from functools import lru_cache

from corpus.figures import figures_in
from corpus.measures import FITTING, UNIT
from corpus.wordlists import tagged
from index.query.tables import rows
from index.terms import MARK
from index.terms import words as cut


class Want(StrEnum):
    """The kind of answer that a question wants."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    DEFINITION = "definition"
    COMMITTEE = "committee"
    OTHER = "other"


_WHOSE = r"(?:县区|县|区|市|旗|政协|地方政协|单位)"
_WANTS = [(Want(kind), re.compile(wordings.replace("<whose>", _WHOSE))) for kind, wordings in rows("wants.tsv")]
ASKS_EACH = re.compile(
    r"各(?!界|方|项|类|种|地区的|级)|分别(?!是|叫|为|有哪|在)|对比|比较|相比|每[个家](?:县|区|政协)|谁[^,，]{0,4}[多少高]|哪[个家边][^,，]{0,6}更|"
    r"哪些(?:县|区|市|政协|地方)|哪几(?:个[县区]|家)|有没有哪[个家]|[两二三四几\d](?:家(?:政协)?|个(?:政协|县区|县|区|地方)|[地县区])(?=政协|\s*[各分都,，的]|20|$)"
)
MANY_COMMITTEES = re.compile(
    r"(?P<count>[两二三四五六])(?:家(?:政协)?|个(?:政协|县区|县|区))(?=政协|\s*[各分都,，的]|$)"
)
# A question that states something and asks whether it is so.
_PREMISE = re.compile(
    r"(?:吗|么|对吧|是吧|没错吧|对不对|是不是|是真的|没错|属实|有没有错|确认|核实|不是[^?？]{2,30}[吗嘛么]|吧)\s*[?？!！。]*\s*$|了\s*[?？]+\s*$|是不是|是否|有没有|(?P<verb>[\u4e00-\u9fff])不(?P=verb)"
)
_MANY = re.compile(rf"(?:多少|几|多大)[万亿]?(?P<unit>{UNIT})")
_TERSE = re.compile(
    r"(?P<unit>人次|[次件篇条人名场户%])数?\s*[?？]*$|(?P<of>人次(?=分别|各)|[次件篇条人场户]数(?![字据量]))"
)
# Units by what a question asks for without naming a measure word.
_BY_SENSE = [(re.compile(wordings), tuple(units.split())) for units, wordings in rows("senses.tsv")]

# Verbs that say no more than that something was done, told or handed in; longer ones first.
DONE = (
    "(?:开展|召开|举办|举行|组织|进行|实施|提出|提交|递交|报送|上报|收到|收集|征集|形成|撰写|刊登|刊发|发表|完成|"
    "产生|新增)"
)


def want_of(rest: str) -> Want:
    """Return the kind of answer that a question wants."""
    return next((want for want, pattern in _WANTS if pattern.search(rest)), Want.OTHER)


def states(rest: str) -> bool:
    """Whether a question states something and asks whether it is so."""
    return want_of(rest) is Want.OTHER and bool(_PREMISE.search(rest))


def units_of(rest: str) -> tuple[str, ...]:
    """Return the units that fit a question of how many, the asked one first; none where any does."""
    for pattern, units in _BY_SENSE:
        if pattern.search(rest):
            return units
    many, terse = _MANY.search(rest), _TERSE.search(rest)
    unit = many["unit"] if many else (terse["unit"] or terse["of"].removesuffix("数")) if terse else "个"
    return () if unit == "个" else FITTING.get(unit, (unit,))


# Words of asking, of politeness and of filling, which no report answers with.
_FILLER = re.compile("|".join(pattern.replace("<whose>", _WHOSE) for pattern, _ in rows("filler.tsv")))
_PARTICLE = re.compile(
    r"(?<!\S)(?:那么|那|这个|这|个(?=\S)|还有|再|然后|是|有|在|的|了|又|也|和|与|跟|共)+|(?:是|的|了|呢|吗|过|得|有|不)+(?!\S)"
)
# The weather and the like, which no report tells.
ELSEWHERE = re.compile(
    r"[^县区市]{0,6}(?:今天|明天|后天|今晚|现在)[^县区市]{0,8}(?:天气|下雨|下不下雨|几度|冷不冷|热不热|堵不堵|股票|吃什么|吃啥|几点)[^县区市]{0,4}"
)


def core_of(rest: str) -> str:
    """Return what a question asks about, without the words of asking."""
    core = re.sub(r"\s+", " ", _FILLER.sub(" ", rest)).strip()
    previous = None
    while core != previous:
        previous, core = core, _PARTICLE.sub("", core).strip()
    return core


_LIGHT = frozenset(word for line, _ in rows("light.tsv") for word in line.split())
QUOTED = re.compile(r"[“\"「『《〈](.+?)[”\"」』》〉]")
_PROPER = ("nr", "ns", "nt", "nz")


@lru_cache(maxsize=1024)
def heavy_words(core: str) -> tuple[str, ...]:
    """Return the words of a question's core that carry its meaning, each once, in their order; quantities apart."""
    core = MARK.sub("", core)
    for figure in reversed(figures_in(core)):
        core = f"{core[: figure.start]} {core[figure.end :]}"
    return tuple(
        word for word in dict.fromkeys(cut(core)) if len(word) > 1 and word not in _LIGHT and not word.isdecimal()
    )


def quoted_names(text: str) -> tuple[str, ...]:
    """Return what a question puts in quotation marks or title marks."""
    return tuple(QUOTED.findall(text))


def proper_names(text: str) -> tuple[str, ...]:
    """Return the names of people, places and other single things in a text."""
    return tuple(word for word, tag in tagged(text) if len(word) > 1 and tag.startswith(_PROPER))
