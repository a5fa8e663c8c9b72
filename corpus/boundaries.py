"""Boundaries: where one article ends and the next begins."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from corpus import grammar
from corpus.bylines import names_within
from corpus.lines import Line, Mark, alike
from corpus.owners import are_related
from corpus.regions import short_name
from corpus.titles import SHORTEST_TITLE

# A headline opens a new article when what speaks for it outweighs what speaks against it by this much.
_OPENS = 3
# An article names its committee within this many characters.
_OPENING = 40
# So many subheads say how those of an article look.
_REMEMBERED = 20

# The heads of a chronicle, which part no articles.
_MONTH = re.compile(r"[^\w]*(?:\d{1,2}|十?[一二三四五六七八九十])月份?[^\w]*")
_DATED = 0.5  # of the entries of a digest are dated or signed, at least

Mentions = Sequence[Counter[str]]


def starts_of(lines: Sequence[Line], mentions: Mentions) -> list[int]:
    """Return where the articles of a page start.

    Args:
        lines: the page's lines without banner and credits, in order.
        mentions: for each line, the regions whose committee it names.
    """
    return sorted({*_weighed(lines, mentions), *_listed(lines), *_run_in(lines), *_news(lines)})


def _listed(lines: Sequence[Line]) -> set[int]:
    """Return where the titles of a list stand, which are articles of which the page gives no more: ※ …."""
    marked = [line.mark == Mark.HEADLINE and line.text.startswith("※") for line in lines]
    return {at + step for at, pair in enumerate(pairwise(marked)) if all(pair) for step in (0, 1)}


def _run_in(lines: Sequence[Line]) -> set[int]:
    """Return where titles stand that the table of contents has, or that ran into their news, see `corpus.lines`."""
    listed = {title for line in lines for title, _ in grammar.entries_in(line.text)}
    return {
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if line.mark == Mark.HEADLINE
        and (line.text in listed or (line.span.end == below.span.start and grammar.NEWS.match(below.text)))
    }


def _news(lines: Sequence[Line]) -> set[int]:
    """Return where the news of a digest start after the first: headlines of one mark (◆, ★), most above dated news."""
    marked = [at for at, line in enumerate(lines) if line.mark == Mark.HEADLINE and grammar.BULLET.match(line.text)]
    same = [at for at in marked if lines[at].text[0] == lines[marked[0]].text[0]]
    below = [lines[at + 1].text for at in same if at + 1 < len(lines)]
    dated = sum(bool(grammar.NEWS.match(text) or names_within(text)) for text in below)
    if len(same) < 2 or dated < _DATED * len(same):
        return set()
    return {at for at in same[1:] if len(lines[at].text) > SHORTEST_TITLE}


def _weighed(lines: Sequence[Line], mentions: Mentions) -> list[int]:
    """Return where headlines open an article by their looks and by whom they name."""
    gap = min((line.blank_after for line in lines), default=0)
    starts = [0] if lines else []
    # Of the article in hand: its subheads, the regions it names, whether it has running text.
    subheads: list[Line] = []
    so_far: Counter[str] = Counter()
    has_prose = False
    runs = list(_runs(lines))
    # The only headline of a page that begins with text is a subhead, or a picture's caption.
    lone = sum(end > first for first, end, _ in runs) == 1
    for first, end, until in runs:
        run, below = lines[first:end], lines[end:until]
        # Captions at the end may stand above the title of their article.
        text_end = next((at for at in range(until, first, -1) if lines[at - 1].mark != Mark.CAPTION), first)
        named = sum(mentions[first:text_end], Counter[str]())
        weight = _weight(run, below, subheads, gap) + _weight_above(lines, mentions, first, named)
        weight += _weight_of_names(below, so_far, named) - _OPENS * (lone and not _has_byline(below))
        numbered = not run or run[0].numbered or run[0].subnumbered or bool(_MONTH.fullmatch(run[0].text))
        if has_prose and weight >= _OPENS and not numbered:
            starts.append(first + next((at for at, line in enumerate(run) if not alike(line, subheads)), 0))
            subheads, so_far, has_prose = [], Counter(), False
        elif first:
            subheads = [*subheads, *run][-_REMEMBERED:]
        so_far += named
        has_prose = has_prose or any(line.mark == Mark.PROSE for line in below)
    return starts


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int, int]]:
    """Yield, for each run of headlines, where it starts, where it ends, and where the next one starts.

    Text above the first headline is a run without headlines.
    """
    marks = [line.mark == Mark.HEADLINE for line in lines]
    firsts = [at for at in range(len(lines)) if at == 0 or (marks[at] and not marks[at - 1])]
    for first, until in pairwise([*firsts, len(lines)]):
        yield first, next((at for at in range(first, until) if not marks[at]), until), until


def _weight(run: Sequence[Line], below: Sequence[Line], subheads: Sequence[Line], gap: int) -> int:
    """Weigh the looks that speak for a run of headlines holding a title against those of subheads."""
    if not run:
        return 0
    head, next_mark = run[-1], below[0].mark if below else None
    prose = next((line for line in below if line.mark == Mark.PROSE), None)
    numbered = bool(subheads) and all(line.numbered or line.subnumbered for line in subheads)
    phrases = bool(subheads) and all(" " in line.text for line in subheads)
    like_subheads = len(subheads) > 1 and all(alike(line, subheads) for line in run)
    evidence = (
        (5, _has_byline(below)),
        (2, next_mark in (Mark.CAPTION, Mark.SUBTITLE)),
        (1, head.blank_after > gap),
        (2, numbered),
        (3, numbered and len(run) > 1 and grammar.FIRST.match(head.text)),
        (1, prose and not prose.has_item_lead),
        (-1, prose and prose.has_item_lead),
        (1, phrases and " " not in head.text),
        (-1, like_subheads),
        (-1, like_subheads and next_mark == Mark.PROSE),
    )
    return sum(weight for weight, holds in evidence if holds)


def _weight_above(lines: Sequence[Line], mentions: Mentions, first: int, named: Counter[str]) -> int:
    """Weigh what stands right above a run: a closing byline, or captions of the committee that the run names."""
    above = first
    while above and lines[above - 1].mark == Mark.CAPTION:
        above -= 1
    pictured = any(named[region] for at in range(above, first) for region in mentions[at])
    closed = above > 1 and lines[above - 1].mark == Mark.BYLINE
    closed = closed and (lines[above - 1].text.startswith(("(", "（")) or lines[above - 2].mark == Mark.PROSE)
    return 2 * pictured + 5 * closed


def _weight_of_names(below: Sequence[Line], before: Counter[str], after: Counter[str]) -> int:
    """Weigh whether a run and its text are of another committee than the article before them."""
    if not before or not after:
        return 0
    opening = next((line.text[:_OPENING] for line in below if line.mark == Mark.PROSE), "")
    forms = [f"{name}政协" for region in after if region not in before for name in (region, short_name(region))]
    # 2023年,渌水县政协… is about it from its start, but not 与渌水县政协….
    places = [opening.find(form) for form in forms]
    begins = any(at == 0 or (at > 0 and opening[at - 1] in "，,。、;； 　年") for at in places)
    (owner, _), (named, _) = before.most_common(1)[0], after.most_common(1)[0]
    if named == owner:
        return 2 * begins - 3
    # A city's meeting goes to see a county's work.
    return 2 * begins + 3 * (after[named] > after[owner] and not are_related(owner, named))


def _has_byline(below: Sequence[Line]) -> bool:
    """Whether a byline stands between a headline and its text; one in brackets, or at the end, closes an article."""
    above_text = list(takewhile(lambda line: line.mark != Mark.PROSE, below))
    bylines = [line for line in above_text if line.mark == Mark.BYLINE]
    closing = len(above_text) == len(below) and all(line.text.startswith(("(", "（")) for line in bylines)
    return bool(bylines) and not closing
