"""Sections: an article's text, sorted into leads, subheads and the items below each."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.lines import Line, Mark
from corpus.model import Block, Kind, Section, Span

# So many times must two subheads in a row stand above text, before the second counts as the head of one item.
_NESTED = 2


def block(line: Line, kind: Kind) -> Block:
    """Return the block that a line is when it is of this kind."""
    return Block(kind, line.span, line.sentences, line.page)


def is_nested(lines: Sequence[Line]) -> bool:
    """Whether an article's text has subheads on two levels without numbers."""
    return len(_pairs(lines)) >= _NESTED


def sections_of(lines: Sequence[Line], *, nested: bool) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Sort an article's text into the leads above its first subhead and the sections with their items.

    A head of one item on a line of its own, such as (一)加强学习, is the item's lead: both are one block.

    Args:
        lines: the article's text below its title, without captions and bylines.
        nested: whether the page's articles have subheads on two levels without numbers.
    """
    inner = _item_heads(lines, nested=nested)
    leads: list[Block] = []
    sections: list[tuple[Span, list[Block]]] = []
    pending: Line | None = None
    for line in lines:
        if pending is not None and not (line.mark != Mark.HEADLINE and line.number == pending.number + 1):
            sections[-1][1].append(block(pending, Kind.ITEM))
            pending = None
        if line.mark == Mark.HEADLINE and line.number in inner and sections:
            pending = line
        elif line.mark == Mark.HEADLINE:
            sections.append((line.span, []))
        elif sections:
            item = block(line, Kind.ITEM)
            if pending is not None:
                whole = Span(pending.span.start, line.span.end)
                item = replace(item, span=whole, sentences=(*pending.sentences, *line.sentences))
            sections[-1][1].append(item)
            pending = None
        else:
            leads.append(block(line, Kind.LEAD))
    if pending is not None:
        sections[-1][1].append(block(pending, Kind.ITEM))
    return tuple(leads), tuple(Section(heading, tuple(items)) for heading, items in sections)


def _item_heads(lines: Sequence[Line], *, nested: bool) -> set[int]:
    """Return the numbers of the headlines that head one item each."""
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
