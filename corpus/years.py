"""Years: the year that a page's work is of, which is neither when it was published nor what its file is called."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus import grammar
from corpus.labels import Mark
from corpus.lines import AROUND, DATELINES, HEADS, Line
from corpus.model import Doubt
from prompts import doubts as wording

_FIRST, _LAST = 1949, 2099
# What stands before a year that something began in, and after it: 自2016年以来, 从1984年4月起, 始建于1993年.
_SINCE = re.compile(r"(?:自|从|始于|起于|建于|早在)$")
_ONWARDS = re.compile(
    r"^年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[^，。,]{0,8}(?:以来|以后|起|算起|至今|成立|设立|到现在|到如今|到今天)|交付|建成|[—–-](?!\d{1,2}[-—–.月]))"
)
# What stands after a year that is still to come.
_PLANNED = re.compile(r"^年(?:度)?(?:[^，。,；]{0,6})(?:计划|打算|安排|任务|要点|目标|部署|展望|必成|必办|思路)")
_YEARBOOK = re.compile(r"年鉴[（(\s]*((?:19|20)\d\d)|((?:19|20)\d\d)年?[版）)]*年鉴")
_SPOKEN = re.compile(
    r"^[—–\-\s]*(?:[（(][^（()）]{0,20}?)?((?:19|20)\d\d)年(\d{1,2})月"
    r"(?:(?:\d{1,2}日)?[^（()）]{0,30}[）)]$|\d{1,2}日.{0,4}[在于].{0,40}上)"
)
# What is reported in the first months of a year, and says so, is the work of the year before.
_REPORT = re.compile(r"(?:工作|情况)(?:的)?(?:报告|通报|总结)")
_REVIEWED = re.compile(r"((?:19|20)\d\d)年(?:度)?(?:主要)?工作(?:的)?(?:回顾|总结)")
_FIRST_MONTHS = 4
_PAST_YEAR = re.compile(r"过去的?一年|(?<![\d一二三四五六七八九十])一年来|(?<![比较同])去年(?!以来)")
_THIS_YEAR = re.compile(r"(?<!比)今年")
_DAY = re.compile(r"^(?:[^，。,]{0,20}[】）)讯电]\s*)?(\d{1,2})月\d{1,2}[日号]")
_ONLY_SINCE = re.compile(r".(?:\d{1,2}月)?以来")
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年./\-]\s?(\d{1,2})\s?[月./\-]\s?\d{1,2}")
_MONTH = re.compile(r"年\s?(\d{1,2}|[一二三四五六七八九十]{1,3})月")
_IN_FILE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?=\D|$|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?(?!\d))[-_.年]?(1[0-2]|0?[1-9])?"
)
_ALTERNATIVES = 4
_TOP, _TITLES = 12, 6  # lines
_HEADLINE = 3  # what a year in a headline counts
# So many years are a history, or two in what calls itself one.
_CHRONICLE, _SEVERAL = 4, 2
_HISTORY = re.compile(r"[省市州县区旗]志》|志书|地方志")


def year_of(lines: Sequence[Line], banner: int | None, file: str) -> tuple[int | None, Doubt | None]:
    """Return the year of the work and, where other years have a claim, the doubt.

    A year that something began in, one that is only planned for and one that is later than the publication do not
    count. Where nothing else tells, the dateline decides, then the file's name.

    Args:
        lines: every line of the page.
        banner: the year of the series line.
        file: the file's name without its suffix.
    """
    texts = [line.text for line in lines]
    yearbook = next((match for text in (file, *texts) for match in _YEARBOOK.finditer(text)), None)
    if yearbook:
        year = int(yearbook[1] or yearbook[2])
        return year - 1, Doubt("year", year - 1, wording.YEARBOOK, (year,))
    if banner is not None:
        return banner, None
    spoken, published, filed, month = dates = _dates(lines, file)
    known, told = dates.year, _told(lines, dates.year)
    if spoken and month <= _FIRST_MONTHS and any(map(_REPORT.search, texts[:_TITLES])):
        told[spoken - 1] += _HEADLINE
    years = [year for year, _ in told.most_common()]
    history = any(map(_HISTORY.search, texts[:_TOP]))
    # What began later than any year told of: a history in passing, and the page is of no year that it names.
    began = None if known or not told else _latest(lines, _ONWARDS)  # 2012年起
    in_passing = began is not None and max(told) < began
    if not known and (in_passing or len(told) >= (_SEVERAL if history else _CHRONICLE)):
        told_of = [*([began] if began and in_passing else []), *years]
        return None, Doubt("year", None, wording.SEVERAL_YEARS, tuple(told_of[:_ALTERNATIVES]))
    if told:
        is_early = spoken is not None and month <= _FIRST_MONTHS  # rather of the year before
        year = max(told, key=lambda each: (told[each], not (is_early and each == spoken), each))
        others = [*years, spoken, filed, published, *([] if known else _near(texts, year))]
        return year, _doubt(year, others, wording.SEVERAL_YEARS if len(told) > 1 or known else wording.ONE_YEAR)
    if known:
        year = known - _is_of_last_year(lines, month)
        why = wording.YEAR_BY_DATE if published else wording.YEAR_BY_FILE
        return year, None if spoken == year else _doubt(year, [known, filed], why)
    since = _latest(lines, _ONLY_SINCE, unless=_SINCE)  # 2023年以来, but not 自2016年以来
    return since, Doubt("year", since, wording.SINCE if since else wording.NO_YEAR, (since + 1,) if since else ())


def written_in(lines: Sequence[Line], file: str, year: int | None) -> int | None:
    """Return the year that 今年 is on a page: that of its date, if its work is of this `year` or of the one before.

    Args:
        lines: every line of the page.
        file: the file's name without its suffix; a year alone in it is rather the work's.
        year: the year of the work.
    """
    dates = _dates(lines, file)
    if not (dates.spoken or dates.published or dates.month):
        return None
    written = (dates.year or 0) - _is_of_last_december(lines, dates.month)
    return written if year in (written, written - 1) else None


class _Dates(NamedTuple):
    """The years in which a page was spoken, published and filed, as far as it tells; the month, or 0, of the first."""

    spoken: int | None
    published: int | None
    filed: int | None
    month: int

    @property
    def year(self) -> int | None:
        return self.spoken or self.published or self.filed


def _dates(lines: Sequence[Line], file: str) -> _Dates:
    spoken, given = _first(_SPOKEN, [line.text for line in lines[:_TOP]])
    datelines = [line.text for line in lines if line.mark in (*DATELINES, Mark.CREDITS)]
    published, printed = _first(_DATED, datelines)
    if not published:
        published = next((year for text in datelines for year in grammar.years_in(text)), None)
        printed = next((grammar.han_number(match[1]) or 0 for text in datelines for match in _MONTH.finditer(text)), 0)
    filed, named = _first(_IN_FILE, [file])
    if not (spoken or published or filed):
        links = (line.text for line in lines if line.mark is Mark.NAVIGATION)
        in_links = [year for text in links for year in grammar.years_in(text)]
        published = in_links[0] if len(in_links) == 1 else None  # 首页 | 要闻 | 2020年第九期, and no list of days
    return _Dates(spoken, published, filed, given or printed or named)


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> tuple[int | None, int]:
    """Return the year and the month, or 0, of the first date in some texts."""
    match = next((match for text in texts for match in pattern.finditer(text)), None)
    return (int(match[1]), int(match[2] or 0)) if match else (None, 0)


def _is_of_last_year(lines: Sequence[Line], month: int) -> bool:
    """Whether a page of this month tells of the year before: of December in January, or of 一年来 and 去年."""
    text = _prose(lines)
    if _DAY.match(text):
        return _is_of_last_december(lines, month)
    return 0 < month <= _FIRST_MONTHS and len(_PAST_YEAR.findall(text)) > len(_THIS_YEAR.findall(text))


def _is_of_last_december(lines: Sequence[Line], month: int) -> bool:
    """Whether the day that a page of this month begins with is one of the year before."""
    day = _DAY.match(_prose(lines))
    return day is not None and int(day[1]) > month > 0


def _prose(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines if line.mark in (Mark.PROSE, Mark.CAPTION))


def _near(texts: Sequence[str], year: int) -> list[int]:
    """Return what else a page may be of that names one year: the next where it says 今年, the last where it plans."""
    text = "".join(texts)
    planned, now = re.search(rf"{year}{_PLANNED.pattern[1:]}", text), "今年" in text
    return [year + 1] if now and not planned else [year - 1] if planned and not now else []


def _doubt(year: int, others: Sequence[int | None], why: str) -> Doubt | None:
    alternatives = tuple(other for other in dict.fromkeys(others) if other and other != year)[:_ALTERNATIVES]
    return Doubt("year", year, why, alternatives) if alternatives else None


def _told(lines: Sequence[Line], known: int | None) -> Counter[int]:
    """Count the years that the text tells of; a headline's weighs more, one that is planned for counts alone only."""
    counts: Counter[int] = Counter()
    planned: Counter[int] = Counter()
    for line, year, match in _years(lines, AROUND):
        after = line.text[match.end() - 1 :]
        began = _SINCE.search(line.text[: match.start()]) or _ONWARDS.match(after)
        possible = _FIRST <= year <= _LAST if known is None else known - 1 <= year <= known
        if possible and not began:
            headline = line.mark in (*HEADS, Mark.HEADING) and not _SPOKEN.match(line.text)
            weight = _HEADLINE if headline or _REVIEWED.match(line.text, match.start()) else 1
            (planned if _PLANNED.match(after) else counts)[year] += weight
    return counts if counts or known else planned


def _latest(lines: Sequence[Line], behind: re.Pattern[str], unless: re.Pattern[str] | None = None) -> int | None:
    """Return the last year with something `behind` it, and not with what stands before one that is told in passing."""
    told = [one for one in _years(lines, (Mark.CREDITS, Mark.NAVIGATION)) if one[1] <= _LAST]
    meant = [(line.text[: at.start()], year) for line, year, at in told if behind.match(line.text[at.end() - 1 :])]
    return max((year for before, year in meant if not (unless and unless.search(before))), default=None)


def _years(lines: Sequence[Line], without: tuple[Mark, ...]) -> Iterator[tuple[Line, int, re.Match[str]]]:
    """Yield the years that lines name, but not those of some marks."""
    for line in lines:
        for match in () if line.mark in without else grammar.YEAR.finditer(line.text):
            yield from ((line, year, match) for year in grammar.years_in(match.group())[:1])
