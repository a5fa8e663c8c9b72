"""Articles: what each article of a page consists of."""

from collections import Counter
from collections.abc import Sequence
from itertools import dropwhile, pairwise, takewhile

from corpus import grammar
from corpus.boundaries import starts_of
from corpus.bylines import names_in, names_within
from corpus.lines import Line, Mark, alike
from corpus.model import Article, Kind
from corpus.regions import committee_regions, is_generic, regions, short_name
from corpus.sections import block, is_nested, sections_of

_SHORTEST_TITLE = 6
# The city of the series owns an article that names it this many times as often as any county.
_PARENT_OWNS = 2
# So many subheads say how those of an article look.
_REMEMBERED = 20


def articles_of(lines: Sequence[Line], *, parent: str | None) -> list[Article]:
    """Return the articles of a page.

    Args:
        lines: the page's lines without banner and credits, in order.
        parent: the city the page's series is about; it owns no article unless that names it far more than others.
    """
    mentions = committee_regions(line.text for line in lines)
    local = [Counter({name: count for name, count in each.items() if name != parent}) for each in mentions]
    ranges = list(pairwise([*starts_of(lines, local), len(lines)]))
    drafts = [list(lines[start:end]) for start, end in ranges]
    owners = [_region(lines[start:end], mentions[start:end], parent) for start, end in ranges]
    _move_captions(drafts, owners)
    nested = any(is_nested(_text(draft)) for draft in drafts)
    return [_article(draft, region, nested=nested) for draft, region in zip(drafts, owners, strict=True)]


def _region(draft: Sequence[Line], mentions: Sequence[Counter[str]], parent: str | None) -> str | None:
    """Return the region whose committee an article is of: the one named most, the city of the series last."""
    own: Counter[str] = Counter()
    for line, named in zip(draft, mentions, strict=True):
        # A caption above the title is of the next article as often as not.
        if named and line.mark != Mark.CAPTION:
            own.update(named)
    if not own:
        own.update(name for named in mentions for name in named)
    parents = own.pop(parent, 0) if parent else 0
    if parents > _PARENT_OWNS * max(own.values(), default=0):
        return parent
    if own:
        return own.most_common(1)[0][0]
    return _region_without_committee(draft, parent)


def _region_without_committee(draft: Sequence[Line], parent: str | None) -> str | None:
    """Return the region an article is of where it names no committee: a listed one, or one that its opening names."""
    text = "".join(line.text for line in draft)
    plain = {name: text.count(name) for name in regions() if name[-1] in "县区市旗" and name != parent and name in text}
    if plain:
        return max(plain, key=lambda name: plain[name])
    opening = takewhile(
        lambda line: line.mark != Mark.HEADLINE, dropwhile(lambda line: line.mark == Mark.HEADLINE, draft)
    )
    named = (match.group(1) for line in opening for match in grammar.REGION_AT_START.finditer(line.text))
    return next((name for name in named if name != parent and not is_generic(name)), None)


def _move_captions(drafts: list[list[Line]], owners: Sequence[str | None]) -> None:
    """Give each caption that names another article's region, and not its own, to that article."""
    for number, draft in enumerate(drafts):
        for line in [line for line in draft if line.mark == Mark.CAPTION]:
            home = _home(line.text, number, owners)
            if home != number:
                draft.remove(line)
                drafts[home].append(line)


def _home(caption: str, number: int, owners: Sequence[str | None]) -> int:
    def names(owner: str | None) -> bool:
        return owner is not None and (owner in caption or f"{short_name(owner)}政协" in caption)

    if names(owners[number]):
        return number
    # The next article first: its picture may stand above its title.
    nearest = sorted(range(len(owners)), key=lambda at: (abs(at - number), -at))
    return next((at for at in nearest if names(owners[at])), number)


def _text(draft: Sequence[Line]) -> list[Line]:
    return [line for line in draft if line.mark not in (Mark.CAPTION, Mark.BYLINE)]


def _article(draft: Sequence[Line], region: str | None, *, nested: bool) -> Article:
    captions = sorted((line for line in draft if line.mark == Mark.CAPTION), key=lambda line: line.number)
    bylines = [line for line in draft if line.mark == Mark.BYLINE]
    text = _text(draft)
    heads = _heads(draft)
    title = _title(heads)
    leads, sections = sections_of(text[len(heads) :], nested=nested)
    authors = [name for line in bylines for name in names_in(line.text)]
    authors += [name for line in text for name in names_within(line.text)]
    return Article(
        title=block(title, Kind.TITLE) if title else None,
        subtitles=tuple(block(line, Kind.TITLE) for line in heads if line is not title),
        committee=f"{region}政协" if region else None,
        region=region,
        bylines=tuple(block(line, Kind.BYLINE) for line in bylines),
        authors=tuple(dict.fromkeys(authors)),
        captions=tuple(block(line, Kind.CAPTION) for line in captions),
        leads=leads,
        sections=sections,
    )


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
    return next(iter(long or own or full), None)
