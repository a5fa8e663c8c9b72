"""Articles: where one committee's article ends and the next begins, and what it consists of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus import grammar
from corpus.lines import Line, Mark, names_only
from corpus.model import Article, Block, Kind, Section, Span
from corpus.regions import committee_regions, regions, short_name

# A headline opens a new article when what speaks for it outweighs what speaks against it by this much.
_OPENS = 3
_SHORTEST_TITLE = 8


def articles_of(lines: Sequence[Line], *, parent: str | None) -> list[Article]:
    """Return the articles of a page.

    Args:
        lines: the page's lines without banner and credits, in order.
        parent: the city the page's series is about; it owns no article unless nothing else does.
    """
    lines = _with_bare_bylines(lines)
    mentions = committee_regions(line.text for line in lines)
    starts = _starts(lines, mentions)
    drafts = [list(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]
    owners = [
        _region(draft, sum(mentions[start : start + len(draft)], Counter()), parent)
        for start, draft in zip(starts, drafts, strict=True)
    ]
    _move_captions(drafts, owners)
    return [_article(draft, region) for draft, region in zip(drafts, owners, strict=True)]


def block(line: Line, kind: Kind) -> Block:
    """Return the block that a line is when it is of this kind."""
    return Block(kind, line.span, line.sentences, line.page)


def _with_bare_bylines(lines: Sequence[Line]) -> list[Line]:
    """Mark lines of nothing but names as bylines where they stand above an article's first prose."""
    marked = list(lines)
    for number, line in enumerate(lines[1:], 1):
        above = next((other.mark for other in reversed(lines[:number]) if other.mark != Mark.CAPTION), None)
        if line.mark == Mark.HEADLINE and names_only(line.text) and above in (Mark.HEADLINE, Mark.SUBTITLE):
            marked[number] = replace(line, mark=Mark.BYLINE)
    return marked


def _starts(lines: Sequence[Line], mentions: list[Counter[str]]) -> list[int]:
    starts = [0] if lines else []
    for number, line in enumerate(lines):
        if number and line.mark == Mark.HEADLINE and _weight(number, lines, mentions, starts[-1]) >= _OPENS:
            starts.append(number)
    return starts


def _weight(number: int, lines: Sequence[Line], mentions: list[Counter[str]], start: int) -> int:
    """Weigh what speaks for the headline at `number` being a title against what speaks for a subhead."""
    line, article = lines[number], lines[start:number]
    if line.numbered or line.subnumbered or all(other.mark != Mark.PROSE for other in article):
        return 0
    below = _until_headline(lines, number + 1)
    marks = [other.mark for other in below]
    weight = 3 * (Mark.BYLINE in marks[: marks.index(Mark.PROSE)] if Mark.PROSE in marks else Mark.BYLINE in marks)
    weight += 2 * (marks[:1] in ([Mark.CAPTION], [Mark.SUBTITLE]))
    weight += line.blank_after > min(other.blank_after for other in lines)
    prose = next((other for other in below if other.mark == Mark.PROSE), None)
    if prose is not None:
        weight += -1 if prose.has_item_lead else 1
    subheads = [other.text for other in article[1:] if other.mark == Mark.HEADLINE]
    weight += bool(subheads) and all(" " in text for text in subheads) and " " not in line.text
    return weight + _change_of_committee(mentions, start, number, number + 1 + len(below))


def _change_of_committee(mentions: list[Counter[str]], start: int, at: int, end: int) -> int:
    before: Counter[str] = sum(mentions[start:at], Counter())
    after: Counter[str] = sum(mentions[at:end], Counter())
    if not before or not after:
        return 0
    (owner, _), (named, _) = before.most_common(1)[0], after.most_common(1)[0]
    return 3 if named != owner and after[named] > after[owner] else -3


def _until_headline(lines: Sequence[Line], start: int) -> list[Line]:
    end = start
    while end < len(lines) and lines[end].mark != Mark.HEADLINE:
        end += 1
    return list(lines[start:end])


def _region(draft: list[Line], mentions: Counter[str], parent: str | None) -> str | None:
    """Return the region whose committee an article is of: the one named most, the city of the series last."""
    own = Counter({name: count for name, count in mentions.items() if name != parent})
    if own or mentions:
        return (own or mentions).most_common(1)[0][0]
    text = "".join(line.text for line in draft)
    named = Counter({name: text.count(name) for name in regions() if name in text and name != parent})
    counties = Counter({name: count for name, count in named.items() if name[-1] in "县区市旗"})
    return counties.most_common(1)[0][0] if counties else None


def _move_captions(drafts: list[list[Line]], owners: list[str | None]) -> None:
    """Give each caption that names another article's region, and not its own, to that article."""
    for number, draft in enumerate(drafts):
        for line in [line for line in draft if line.mark == Mark.CAPTION]:
            home = _home(line.text, number, owners)
            if home != number:
                draft.remove(line)
                drafts[home].append(line)


def _home(caption: str, number: int, owners: list[str | None]) -> int:
    def names(owner: str | None) -> bool:
        return owner is not None and (owner in caption or f"{short_name(owner)}政协" in caption)

    others = [at for at, owner in enumerate(owners) if names(owner) and owner != owners[number]]
    return others[0] if others and not names(owners[number]) else number


def _article(draft: list[Line], region: str | None) -> Article:
    captions = [line for line in draft if line.mark == Mark.CAPTION]
    bylines = [line for line in draft if line.mark == Mark.BYLINE]
    text = [line for line in draft if line.mark not in (Mark.CAPTION, Mark.BYLINE)]
    heads = _heads(draft)
    title = _title(heads, region)
    leads, sections = _sections(text[len(heads) :])
    return Article(
        title=block(title, Kind.TITLE) if title else None,
        subtitles=tuple(block(line, Kind.TITLE) for line in heads if line is not title),
        committee=f"{region}政协" if region else None,
        region=region,
        bylines=tuple(block(line, Kind.BYLINE) for line in bylines),
        authors=tuple(name for line in bylines for name in grammar.names_in(line.text)),
        captions=tuple(block(line, Kind.CAPTION) for line in captions),
        leads=leads,
        sections=sections,
    )


def _heads(draft: list[Line]) -> list[Line]:
    """Return the title and what stands with it; a headline right above an item is that item's subhead."""
    heads: list[Line] = []
    rest = [line for line in draft if line.mark != Mark.CAPTION]
    while rest and rest[0].mark in (Mark.HEADLINE, Mark.SUBTITLE) and not (heads and rest[0].numbered):
        heads.append(rest.pop(0))
    inner = len(heads) > 1 and heads[-1].mark == Mark.HEADLINE
    if inner and (not rest or rest[0].mark == Mark.HEADLINE or (rest[0].mark == Mark.PROSE and rest[0].has_item_lead)):
        heads.pop()
    return heads


def _title(heads: list[Line], region: str | None) -> Line | None:
    """Return the title among the heads: the first that is no dash line and no kicker (涟水县政协)."""
    full = [line for line in heads if line.mark == Mark.HEADLINE]
    for line in full:
        if len(line.text) >= _SHORTEST_TITLE and line.text != f"{region}政协":
            return line
    return full[0] if full else None


def _sections(lines: list[Line]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Sort an article's text into the leads above its first subhead and the items below each."""
    outer = any(line.mark == Mark.HEADLINE and not line.subnumbered for line in lines)
    leads: list[Block] = []
    sections: list[tuple[Span, list[Block]]] = []
    pending: Line | None = None
    for line in lines:
        if line.mark == Mark.HEADLINE and line.subnumbered and outer and sections:
            pending = line
        elif line.mark == Mark.HEADLINE:
            sections.append((line.span, []))
        elif sections:
            sections[-1][1].append(_item(line, pending))
            pending = None
        else:
            leads.append(block(line, Kind.LEAD))
    return tuple(leads), tuple(Section(heading, tuple(items)) for heading, items in sections)


def _item(line: Line, heading: Line | None) -> Block:
    """Return an item; a numbered line of its own above it, such as (一)加强学习, is its lead."""
    if heading is None:
        return block(line, Kind.ITEM)
    return Block(Kind.ITEM, Span(heading.span.start, line.span.end), (*heading.sentences, *line.sentences), line.page)
