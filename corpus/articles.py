"""Articles: what each article of a page consists of."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from corpus import grammar
from corpus.boundaries import starts_of
from corpus.bylines import author_in, names_in, names_within
from corpus.committees import Named, committees_named, region_of_row
from corpus.lines import Line, Mark, alike
from corpus.model import Article, Doubt, Kind
from corpus.owners import Owner, Signs, are_siblings, owner_of, subject_of
from corpus.regions import short_name
from corpus.sections import block, is_nested, sections_of

_SHORTEST_TITLE = 6
# So many subheads say how those of an article look.
_REMEMBERED = 20


def articles_of(lines: Sequence[Line], signs: Signs) -> tuple[list[Article], list[Doubt]]:
    """Return the articles of a page, and what is unsure of whose they are.

    Args:
        lines: the page's lines without banner and credits, in order.
        signs: what the page says of whose its articles are.
    """
    heads = (Mark.HEADLINE, Mark.SUBTITLE, Mark.BYLINE)
    named = committees_named([line.text for line in lines], [line.mark in heads for line in lines])
    local = [Counter(one.region for one in each if one.region != signs.parent) for each in named]
    starts = {*starts_of(lines, local), *_listed(lines)}
    ends = pairwise([*sorted(starts), len(lines)])
    parts = [part for start, end in ends for part in _parts(lines, named, start, end)]
    alone = len(parts) == 1
    drafts: list[list[Line]] = []
    owners: list[Owner] = []
    for start, end, subject in parts:
        rows = _rows(lines[start:end])
        text = [at for at in range(start, end) if lines[at].number not in rows]
        owner = owner_of([lines[at] for at in text], [named[at] for at in text], signs, alone=alone, subject=subject)
        drafts.append([lines[at] for at in text])
        owners.append(replace(owner, doubt=None) if rows and owner.committee is None else owner)
        for region in dict.fromkeys(rows.values()):
            drafts.append([line for line in lines[start:end] if rows.get(line.number) == region])
            owners.append(Owner(region, f"{region}政协"))
    _move_captions(drafts, [owner.region for owner in owners])
    nested = any(is_nested(_text(draft)) for draft in drafts)
    credited = tuple(name for line in signs.lines for name in (_written(one, line) for one in author_in(line.text)))
    articles = [
        _article(draft, owner, credited if alone else (), nested=nested)
        for draft, owner in zip(drafts, owners, strict=True)
    ]
    return articles, [owner.doubt for owner in owners if owner.doubt]


def _listed(lines: Sequence[Line]) -> list[int]:
    """Return where the titles of a list stand, which are articles of which the page gives no more: ※ …."""
    marks = [line.mark == Mark.HEADLINE and line.text.startswith("※") for line in lines]
    return [
        at
        for at, marked in enumerate(marks)
        if marked and (marks[at - 1 : at] == [True] or marks[at + 1 : at + 2] == [True])
    ]


def _rows(lines: Sequence[Line]) -> dict[int, str]:
    """Return the rows of a table of several committees by their numbers, each with the region that heads it."""
    rows = {line.number: region for line in lines if line.mark == Mark.PROSE and (region := region_of_row(line.text))}
    return rows if len(set(rows.values())) > 1 else {}


def _parts(
    lines: Sequence[Line], named: Sequence[Sequence[Named]], start: int, end: int
) -> Iterator[tuple[int, int, str | None]]:
    """Cut an article without subheads that tells of one county after another where a paragraph begins with the next."""
    prose = [at for at in range(start, end) if lines[at].mark == Mark.PROSE]
    plain = prose and all(lines[at].mark != Mark.HEADLINE for at in range(prose[0], end))
    owner: str | None = None
    first = start
    for at in prose if plain else ():
        region = subject_of(lines[at], named[at])
        if owner and region and are_siblings(owner, region) and short_name(owner) not in lines[at].text:
            yield start, at, owner
            start = at
        owner = region or owner
    yield start, end, owner if start > first else None


def _move_captions(drafts: list[list[Line]], owners: Sequence[str | None]) -> None:
    """Give each caption that names another article's region, and not its own, to that article."""
    for number, draft in enumerate(drafts):
        for line in [line for line in draft if line.mark == Mark.CAPTION]:
            home = _home(line.text, number, owners)
            if home != number:
                draft.remove(line)
                drafts[home].append(line)


def _home(caption: str, number: int, owners: Sequence[str | None]) -> int:
    # The next article first: its picture may stand above its title.
    nearest = sorted(range(len(owners)), key=lambda at: (abs(at - number), -at))
    named = (
        at for at in nearest if (owner := owners[at]) and (owner in caption or f"{short_name(owner)}政协" in caption)
    )
    return next(named, number)


def _text(draft: Sequence[Line]) -> list[Line]:
    return [line for line in draft if line.mark not in (Mark.CAPTION, Mark.BYLINE)]


def _article(draft: Sequence[Line], owner: Owner, credited: Sequence[str], *, nested: bool) -> Article:
    captions = sorted((line for line in draft if line.mark == Mark.CAPTION), key=lambda line: line.number)
    bylines = [line for line in draft if line.mark == Mark.BYLINE]
    text = _text(draft)
    heads = _heads(draft)
    title = _title(heads)
    leads, sections = sections_of(text[len(heads) :], nested=nested)
    authors = [_written(name, line) for line in bylines for name in names_in(line.text)]
    authors += [_written(name, line) for line in text for name in names_within(line.text)]
    return Article(
        title=block(title, Kind.TITLE) if title else None,
        subtitles=tuple(block(line, Kind.TITLE) for line in heads if line is not title),
        committee=owner.committee,
        region=owner.region,
        bylines=tuple(block(line, Kind.BYLINE) for line in bylines),
        authors=tuple(dict.fromkeys([*authors, *credited])),
        captions=tuple(block(line, Kind.CAPTION) for line in captions),
        leads=leads,
        sections=sections,
    )


def _written(name: str, line: Line) -> str:
    """Return a name as the page writes it, which may be in traditional characters."""
    at = line.text.find(name)
    return line.written[at : at + len(name)] if at >= 0 else name


def _heads(draft: Sequence[Line]) -> list[Line]:
    """Return the title and what stands with it, but not a subhead right below them."""
    rest = [line for line in draft if line.mark != Mark.CAPTION]
    end = 0
    while end < len(rest) and rest[end].mark in (Mark.HEADLINE, Mark.SUBTITLE) and not (end and rest[end].numbered):
        end += 1
    heads, below = rest[:end], rest[end:]
    prose = list(takewhile(lambda line: line.mark == Mark.PROSE, below))
    subheads = [line for line in below if line.mark == Mark.HEADLINE][:_REMEMBERED]
    titled = 2 if heads and grammar.KICKER.match(heads[0].text) else 1
    while len(heads) > titled and heads[-1].mark == Mark.HEADLINE and _is_subhead(heads[-1], prose, subheads, below):
        heads.pop()
    return heads


def _is_subhead(line: Line, prose: Sequence[Line], subheads: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether the last of the headlines above an article's text is its first subhead."""
    if below and below[0].mark not in (Mark.PROSE, Mark.HEADLINE):
        return False
    items = bool(prose) and all(other.has_item_lead for other in prose)
    return alike(line, subheads) or not below or (items and (len(prose) > 1 or not subheads))


def _title(heads: Sequence[Line]) -> Line | None:
    """Return the title among the heads: the first that is no dash line, no committee's name and no column's name."""
    full = [line for line in heads if line.mark == Mark.HEADLINE]
    own = [line for line in full if not grammar.KICKER.match(line.text) and not grammar.LABEL.match(line.text)]
    long = [line for line in own if len(line.text) >= _SHORTEST_TITLE]
    # A line in two clauses above a shorter one leads to the title: 省政协围绕中心履职,为全面振兴建言出力.
    if len(long) > 1 and re.search("[，,]", long[0].text) and len(long[1].text) < len(long[0].text):
        long = long[1:]
    return next(iter(long or own or full), None)
