"""Articles: what each article of a page consists of: its title, its leads, its sections and their items."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from corpus import grammar
from corpus.bylines import authors_in
from corpus.labels import Mark
from corpus.lines import HEADS, Line
from corpus.model import Article, Block, Doubt, Kind, Section, Span
from corpus.owners import Owner, owner_of
from corpus.page import Page
from corpus.regions import are_siblings, regions_in, short_name
from corpus.wordlists import cut

_JOINING = ("和", "与", "及", "的", "暨")
# What may stand right above a headline and be of its article.
_LEADING = (Mark.KICKER, Mark.COLUMN)
# So many times must two subheads in a row stand above text, before the second counts as the head of one item.
_NESTED = 2


def articles_of(page: Page) -> tuple[list[Article], list[Doubt]]:
    """Return the articles of a page, and what is unsure of whose they are."""
    lines, signs = page.lines, page.signs
    parts = parts_of(page)
    drafts: list[list[Line]] = []
    owners: list[Owner] = []
    for start, end in parts:
        rows = {at: page.table[at] for at in range(start, end) if at in page.table}
        owner = owner_of(page, start, end, alone=len(parts) == 1)
        drafts.append([lines[at] for at in range(start, end) if at not in rows])
        owners.append(replace(owner, doubt=None) if rows and not owner.of_committee else owner)
        for region in dict.fromkeys(rows.values()):
            drafts.append([replace(lines[at], mark=Mark.PROSE) for at, head in rows.items() if head == region])
            owners.append(Owner((region,)))
    # Who has an article of its own on the page is no partner of another one's.
    single = {owner.regions for owner in owners if len(owner.regions) == 1}
    owners = [
        replace(owner, regions=tuple(name for name in owner.regions if (name,) not in single) or owner.regions)
        for owner in owners
    ]
    _move_captions(drafts, [owner.regions for owner in owners])
    nested = any(len(_pairs(_text(draft))) >= _NESTED for draft in drafts)
    articles = [_article(draft, owner, nested=nested) for draft, owner in zip(drafts, owners, strict=True)]
    nobody = len(parts) == 1 or not any(one.authors for one in articles)
    credited = _authors(line for line in signs.lines if line.mark is not Mark.NAVIGATION) if nobody else []
    listed = (entry for line in lines for entry in grammar.ENTRY.findall(line.text))
    entries = {title: authors_in(names, Mark.BYLINE) for title, names in listed}
    articles = [
        replace(one, authors=tuple(dict.fromkeys((*one.authors, *told, *entries.get(one.name or "", ())))))
        for one, told in zip(articles, [credited, *([] for _ in articles)], strict=False)
    ]
    return articles, [owner.doubt for owner in owners if owner.doubt]


def parts_of(page: Page) -> list[tuple[int, int]]:
    """Return where each article of a page starts and ends, and within it what tells of another county."""
    ends = pairwise([*starts_of(page.lines), len(page.lines)])
    return [part for start, end in ends for part in _parts(page, start, end)]


def block(line: Line, kind: Kind) -> Block:
    """Return the block that a line is when it is of this kind."""
    return Block(kind, line.span, line.sentences, line.page)


def _parts(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut an article that tells of one county after another where the next one begins.

    That is a subhead where subheads name counties, else a paragraph.
    """
    prose = [at for at in range(start, end) if page.lines[at].mark == Mark.PROSE]
    below = range(prose[0], end) if prose else ()
    heads = [at for at in below if page.lines[at].mark in (*HEADS, Mark.HEADING) and page.begins_with(at)]
    # Whom the title and the first paragraph name together, the others tell of together.
    together = len({one.region for one in page.named[prose[0]] if one.is_committee}) > 1 if prose else False
    joint = together and any(page.is_of_several(at) for at in range(start, prose[0]))
    owner: str | None = None
    for at in [*range(start, prose[0]), *heads] if heads else () if joint else prose:
        region = page.begins_with(at)
        if owner and region and are_siblings(owner, region) and short_name(owner) not in page.texts[at]:
            yield start, at
            start = at
        owner = region or owner
    yield start, end


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
    heads = list(takewhile(lambda line: line.mark in HEADS, text))
    whole, name = title_of(heads)
    leads, sections = _sections(text[len(heads) :], nested=nested)
    joined = replace(block(whole[0], Kind.TITLE), span=Span(whole[0].span.start, whole[-1].span.end)) if whole else None
    return Article(
        name=name,
        title=replace(joined, sentences=tuple(one for line in whole for one in line.sentences)) if joined else None,
        subtitles=tuple(block(line, Kind.TITLE) for line in heads if line not in whole),
        committees=tuple(f"{region}政协" for region in owner.regions) if owner.of_committee else (),
        regions=owner.regions,
        bylines=tuple(block(line, Kind.BYLINE) for line in bylines),
        authors=tuple(dict.fromkeys(_authors(line for line in draft if line.mark is not Mark.CAPTION))),
        captions=tuple(block(line, Kind.CAPTION) for line in captions),
        leads=leads,
        sections=sections,
    )


def _authors(lines: Iterable[Line]) -> list[str]:
    return [_written(name, line) for line in lines for name in authors_in(line.text, line.mark)]


def _written(name: str, line: Line) -> str:
    """Return a name as the page writes it, which may be in traditional characters."""
    match = re.search(r"\s*".join(name), line.text)
    return "".join(line.written[match.start() : match.end()].split()) if match else name


def starts_of(lines: Sequence[Line]) -> list[int]:
    """Return where the articles of a page start: at headlines, and what leads to them, below text or in a list."""
    starts = [0] if lines else []
    for at, line in enumerate(lines):
        if line.mark is not Mark.HEADLINE:
            continue
        first = at
        while first > starts[-1] and lines[first - 1].mark in _LEADING:
            first -= 1
        above = [other for other in lines[starts[-1] : first] if other.mark is not Mark.CAPTION]
        listed = bool(above) and above[-1].mark is Mark.HEADLINE and _bullet(above[-1]) == _bullet(line) is not None
        if listed or any(other.mark in (Mark.PROSE, Mark.HEADING) for other in above):
            starts.append(first)
    return starts


def _bullet(line: Line) -> str | None:
    match = grammar.BULLET.match(line.text)
    return match.group().strip() if match else None


def title_of(heads: Sequence[Line]) -> tuple[list[Line], str | None]:
    """Return the lines of the title among the heads, and how it is shown."""
    at = next((at for at, line in enumerate(heads) if line.mark is Mark.HEADLINE), len(heads))
    title = list(heads[at : at + 1])
    title += [line for _, line in takewhile(_goes_on, pairwise(heads[at:]))]
    shown = ""
    for above, line in zip((None, *title), title, strict=False):
        shown += " " * bool(above and not _is_broken(above, line)) + grammar.closed_up(line.written).strip()
    for _ in range(2):
        shown = grammar.AROUND_TITLE.sub("", shown)
    return title, grammar.BYLINE_BEHIND.sub("", shown).strip() or None


def _goes_on(pair: tuple[Line, Line]) -> bool:
    above, line = pair
    return line.number == above.number + 1 and (line.mark is Mark.GOES_ON or _is_broken(above, line))


def _is_broken(above: Line, line: Line) -> bool:
    """Whether a headline is broken within a phrase: before 和 or 的, behind 关于, in quotes, or before wide type."""
    if grammar.WIDE.match(line.text) and not grammar.WIDE.match(above.text):
        return True
    named = any(region.start == 0 for region in regions_in(line.text))  # 和县政协
    joined = (cut(line.text)[0] in _JOINING and not named) or above.text.endswith((*_JOINING, "、"))
    return joined or any(end.search(above.text) and start.search(line.text) for end, start in grammar.BROKEN)


def _sections(lines: Sequence[Line], *, nested: bool) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Sort an article's text into the leads above its first subhead and the sections with their items.

    A head of one item on a line of its own, such as (一)加强学习, is the item's lead: both are one block.
    """
    inner = _item_heads(lines, nested=nested)
    leads: list[Block] = []
    sections: list[tuple[Span, list[Block]]] = []
    head: Line | None = None
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        is_head = line.mark is not Mark.PROSE
        if is_head and not (sections and line.number in inner):
            sections.append((line.span, []))
        elif is_head and below and below.mark is Mark.PROSE and below.number == line.number + 1:
            head = line
        else:
            item = block(line, Kind.ITEM if sections else Kind.LEAD)
            if head:
                whole = Span(head.span.start, line.span.end)
                item, head = replace(item, span=whole, sentences=(*head.sentences, *line.sentences)), None
            (sections[-1][1] if sections else leads).append(item)
    return tuple(leads), tuple(Section(heading, tuple(items)) for heading, items in sections)


def _item_heads(lines: Sequence[Line], *, nested: bool) -> set[int]:
    """Return the numbers of the headings that head one item each: (一)…, or the lower of two levels."""
    heads = [at for at, line in enumerate(lines) if line.mark is not Mark.PROSE]
    outer = any(not lines[at].subnumbered for at in heads)
    numbered = {lines[at].number for at in heads if lines[at].subnumbered and outer}
    if not nested or not _pairs(lines):
        return numbered
    firsts = {at for at in heads if at + 1 < len(lines) and lines[at + 1].mark is not Mark.PROSE}
    return numbered | {lines[at].number for at in heads if at not in firsts and at > min(firsts)}


def _pairs(lines: Sequence[Line]) -> list[int]:
    """Return where a heading without a number stands between another and text."""
    prose = [line.mark is Mark.PROSE for line in lines]
    pattern = [False, False, True]
    return [at for at in range(1, len(prose) - 1) if prose[at - 1 : at + 2] == pattern and not lines[at].subnumbered]
