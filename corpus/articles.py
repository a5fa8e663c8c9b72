"""Articles: what each article of a page consists of: its title, its leads, its sections and their items."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile

from corpus import grammar
from corpus.boundaries import starts_of
from corpus.bylines import author_in, labelled_in, names_in, names_within, people_in
from corpus.committees import Named, Role, committees_named, region_of_row
from corpus.lines import Line, Mark, alike
from corpus.model import Article, Block, Doubt, Kind, Section, Span
from corpus.owners import Owner, Signs, are_siblings, of_several, owner_of, subject_of
from corpus.regions import short_name
from corpus.titles import goes_on, is_label, title_of

# So many subheads say how those of an article look.
_REMEMBERED = 20
_OFFICES = ("政协", "办公室", "研究室", "委", "办", "中心")  # who wrote where no person is named
# Of a page without line ends the first sentence holds who wrote it: …作者:张三 来源:….
_NAMES_AUTHOR, _OPENING = re.compile("作者[:：]"), 160
# So many times must two subheads in a row stand above text, before the second counts as the head of one item.
_NESTED = 2


def articles_of(lines: Sequence[Line], signs: Signs) -> tuple[list[Article], list[Doubt]]:
    """Return the articles of a page, and what is unsure of whose they are.

    Args:
        lines: the page's lines without banner and credits, in order.
        signs: what the page says of whose its articles are.
    """
    heads = (Mark.HEADLINE, Mark.SUBTITLE, Mark.BYLINE)
    named = committees_named([line.text for line in lines], [line.mark in heads for line in lines], signs.text)
    told = [[one.region for one in each if one.role is not Role.OTHER] for each in named]
    local = [Counter(region for region in each if region != signs.parent) for each in told]
    ends = pairwise([*starts_of(lines, local), len(lines)])
    parts = [part for start, end in ends for part in _parts(lines, named, start, end)]
    alone = len(parts) == 1
    drafts: list[list[Line]] = []
    owners: list[Owner] = []
    for start, end, subject in parts:
        rows = _rows(lines[start:end])
        text = [at for at in range(start, end) if lines[at].number not in rows]
        owner = owner_of([lines[at] for at in text], [named[at] for at in text], signs, alone=alone, subject=subject)
        drafts.append([lines[at] for at in text])
        owners.append(replace(owner, doubt=None) if rows and not owner.of_committee else owner)
        for region in dict.fromkeys(rows.values()):
            drafts.append([line for line in lines[start:end] if rows.get(line.number) == region])
            owners.append(Owner((region,)))
    # Who has an article of its own on the page is no partner of another one's.
    single = {owner.regions for owner in owners if len(owner.regions) == 1}
    owners = [
        replace(owner, regions=tuple(name for name in owner.regions if (name,) not in single) or owner.regions)
        if len(owner.regions) > 1
        else owner
        for owner in owners
    ]
    _move_captions(drafts, [owner.regions for owner in owners])
    nested = any(len(_pairs(_text(draft))) >= _NESTED for draft in drafts)
    articles = [_article(draft, owner, nested=nested) for draft, owner in zip(drafts, owners, strict=True)]
    nobody = alone or not any(one.authors for one in articles)
    credited = [_written(name, line) for line in signs.lines if nobody for name in author_in(line.text)]
    entries = {title: people_in(names) for line in lines for title, names in grammar.entries_in(line.text)}
    articles = [
        replace(one, authors=tuple(dict.fromkeys((*one.authors, *told, *entries.get(one.name or "", ())))))
        for one, told in zip(articles, [credited, *([] for _ in articles)], strict=False)
    ]
    return articles, [owner.doubt for owner in owners if owner.doubt]


def block(line: Line, kind: Kind) -> Block:
    """Return the block that a line is when it is of this kind."""
    return Block(kind, line.span, line.sentences, line.page)


def _rows(lines: Sequence[Line]) -> dict[int, str]:
    """Return the rows of a table of several committees by their numbers, each with the region that heads it."""
    rows = {line.number: region for line in lines if line.mark == Mark.PROSE and (region := region_of_row(line.text))}
    return rows if len(set(rows.values())) > 1 else {}


def _parts(
    lines: Sequence[Line], named: Sequence[Sequence[Named]], start: int, end: int
) -> Iterator[tuple[int, int, str | None]]:
    """Cut an article that tells of one county after another where the next one begins.

    That is a subhead where it has subheads, else a paragraph.
    """
    prose = [at for at in range(start, end) if lines[at].mark == Mark.PROSE]
    heads = [at for at in range(prose[0], end) if lines[at].mark == Mark.HEADLINE] if prose else []
    # Whom the title and the first paragraph name together, the others tell of together.
    together = len({one.region for one in named[prose[0]]}) > 1 if prose else False
    joint = together and any(of_several(lines[at].text) for at in range(start, prose[0]))
    owner: str | None = None
    first = start
    for at in [*range(start, prose[0]), *heads] if heads else () if joint else prose:
        region = subject_of(lines[at], named[at])
        if owner and region and are_siblings(owner, region) and short_name(owner) not in lines[at].text:
            yield start, at, owner
            start = at
        owner = region or owner
    yield start, end, owner if start > first else None


def _move_captions(drafts: list[list[Line]], owners: Sequence[tuple[str, ...]]) -> None:
    """Give each caption that names another article's region, and not its own, to that article."""
    for number, draft in enumerate(drafts):
        # The next article first: its picture may stand above its title.
        nearest = sorted(range(len(owners)), key=lambda at: (abs(at - number), -at))
        for line in [line for line in draft if line.mark == Mark.CAPTION]:
            forms = ((at, owner, f"{short_name(owner)}政协") for at in nearest for owner in owners[at])
            home = next((at for at, *names in forms if any(name in line.text for name in names)), number)
            if home != number:
                draft.remove(line)
                drafts[home].append(line)


def _text(draft: Sequence[Line]) -> list[Line]:
    return [line for line in draft if line.mark not in (Mark.CAPTION, Mark.BYLINE)]


def _article(draft: Sequence[Line], owner: Owner, *, nested: bool) -> Article:
    captions = sorted((line for line in draft if line.mark == Mark.CAPTION), key=lambda line: line.number)
    bylines = [line for line in draft if line.mark == Mark.BYLINE]
    text = _text(draft)
    heads = _heads(draft)
    whole, name = title_of(heads)
    leads, sections = _sections(text[len(heads) :], nested=nested)
    authors = [_written(name, line) for line in bylines for name in names_in(line.text)]
    titled = [_written(name, line) for line in text if line.mark != Mark.PROSE for name in labelled_in(line.text)]
    opening = next(
        (line for line in text if line.mark == Mark.PROSE and _NAMES_AUTHOR.search(line.text[:_OPENING])), None
    )
    titled += [_written(name, opening) for name in labelled_in(opening.text[:_OPENING])] if opening else []
    authors += titled + [_written(name, line) for line in text for name in names_within(line.text)]
    people = [name for name in authors if not name.endswith(_OFFICES)]
    joined = replace(block(whole[0], Kind.TITLE), span=Span(whole[0].span.start, whole[-1].span.end)) if whole else None
    return Article(
        name=name,
        title=replace(joined, sentences=tuple(one for line in whole for one in line.sentences)) if joined else None,
        subtitles=tuple(block(line, Kind.TITLE) for line in heads if line not in whole),
        committees=tuple(f"{region}政协" for region in owner.regions) if owner.of_committee else (),
        regions=owner.regions,
        bylines=tuple(block(line, Kind.BYLINE) for line in bylines),
        authors=tuple(dict.fromkeys(people or authors)),
        captions=tuple(block(line, Kind.CAPTION) for line in captions),
        leads=leads,
        sections=sections,
    )


def _written(name: str, line: Line) -> str:
    """Return a name as the page writes it, which may be in traditional characters."""
    match = re.search(r"\s*".join(name), line.text)
    return "".join(line.written[match.start() : match.end()].split()) if match else name


def _heads(draft: Sequence[Line]) -> list[Line]:
    """Return the title and what stands with it, but not a subhead right below them."""
    rest = list(dropwhile(lambda line: line.mark == Mark.BYLINE, (line for line in draft if line.mark != Mark.CAPTION)))
    end = 0
    while end < len(rest) and rest[end].mark in (Mark.HEADLINE, Mark.SUBTITLE) and not (end and rest[end].numbered):
        end += 1
    heads, below = rest[:end], rest[end:]
    prose = list(takewhile(lambda line: line.mark == Mark.PROSE, below))
    subheads = [line for line in below if line.mark == Mark.HEADLINE][:_REMEMBERED]
    items = bool(prose) and all(line.has_item_lead for line in prose) and (len(prose) > 1 or not subheads)
    titled = 1 + len(list(takewhile(is_label, heads)))
    while len(heads) > titled and heads[-1].mark == Mark.HEADLINE:
        if below and below[0].mark not in (Mark.PROSE, Mark.HEADLINE):
            break
        if (below and not items and not alike(heads[-1], subheads)) or goes_on(*heads[-2:]):
            break
        heads.pop()  # it is the first subhead
    return heads


def _sections(lines: Sequence[Line], *, nested: bool) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Sort an article's text into the leads above its first subhead and the sections with their items.

    A head of one item on a line of its own, such as (一)加强学习, is the item's lead: both are one block.
    """
    inner = _item_heads(lines, nested=nested)
    leads: list[Block] = []
    sections: list[tuple[Span, list[Block]]] = []
    head: Line | None = None
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        if line.mark == Mark.HEADLINE and not (sections and line.number in inner):
            sections.append((line.span, []))
        elif line.mark == Mark.HEADLINE and below and below.mark != Mark.HEADLINE and below.number == line.number + 1:
            head = line
        else:
            item = block(line, Kind.ITEM if sections else Kind.LEAD)
            if head:
                whole = Span(head.span.start, line.span.end)
                item, head = replace(item, span=whole, sentences=(*head.sentences, *line.sentences)), None
            (sections[-1][1] if sections else leads).append(item)
    return tuple(leads), tuple(Section(heading, tuple(items)) for heading, items in sections)


def _item_heads(lines: Sequence[Line], *, nested: bool) -> set[int]:
    """Return the numbers of the headlines that head one item each: (一)…, or the lower of two levels."""
    heads = [at for at, line in enumerate(lines) if line.mark == Mark.HEADLINE]
    outer = any(not lines[at].subnumbered for at in heads)
    numbered = {lines[at].number for at in heads if lines[at].subnumbered and outer}
    if not nested or not _pairs(lines):
        return numbered
    firsts = {at for at in heads if at + 1 < len(lines) and lines[at + 1].mark == Mark.HEADLINE}
    return numbered | {lines[at].number for at in heads if at not in firsts and at > min(firsts)}


def _pairs(lines: Sequence[Line]) -> list[int]:
    """Return where a headline without a number stands between another and text."""
    marks = [line.mark for line in lines]
    pattern = [Mark.HEADLINE, Mark.HEADLINE, Mark.PROSE]
    return [at for at in range(1, len(marks) - 1) if marks[at - 1 : at + 2] == pattern and not lines[at].subnumbered]
