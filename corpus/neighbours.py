"""Neighbours: what a line is once the lines around it are asked."""

from collections.abc import Sequence
from dataclasses import replace

from corpus import grammar
from corpus.bylines import is_familiar, names_in, names_only
from corpus.lines import Line, Mark

_LONGEST_BARE_CAPTION = 60
# How many characters a date has.
_DATE = 12
# So many people sign an article, at most.
_SIGNERS = 3
# How far above a line its headline is looked for, across captions.
_REACH = 6
_HEADS = (Mark.HEADLINE, Mark.SUBTITLE)


def settled(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with their marks put right by their neighbours.

    Below a headline, or at the very end, names are a byline; a sentence between headline and byline is a caption;
    a dated sentence within running text, or with no other text below its subhead, is an item and no caption.
    """
    named = [_as_byline(line, lines[max(0, number - _REACH) : number]) for number, line in enumerate(lines)]
    last = next((at for at in range(len(named) - 1, 0, -1) if named[at].mark != Mark.CAPTION), 0)
    if named and named[last].mark == Mark.HEADLINE and named[last - 1].mark == Mark.PROSE and _signs(named[last].text):
        named[last] = replace(named[last], mark=Mark.BYLINE)
    captioned = [_as_caption(number, named) for number in range(len(named))]
    return [_as_item(number, captioned) for number in range(len(captioned))]


def _signs(text: str) -> bool:
    """Whether the last line below the text may be who wrote it, without a word that says so."""
    return names_only(text) and len(text.split()) <= _SIGNERS and all(map(is_familiar, names_in(text)))


def _as_byline(line: Line, above: Sequence[Line]) -> Line:
    head = next((other.mark for other in reversed(above) if other.mark != Mark.CAPTION), None)
    if line.mark == Mark.HEADLINE and head in _HEADS and names_only(line.text):
        return replace(line, mark=Mark.BYLINE)
    return line


def _as_caption(number: int, lines: Sequence[Line]) -> Line:
    line = lines[number]
    if line.mark != Mark.PROSE or len(line.sentences) > 1 or len(line.text) > _LONGEST_BARE_CAPTION:
        return line
    above = lines[number - 1].mark if number else None
    below = [other.mark for other in lines[number + 1 : number + 1 + _REACH] if other.mark != Mark.CAPTION]
    # A byline with no text below it closes an article, and the sentence above it is text.
    between = above in (*_HEADS, Mark.CAPTION) and below[:2] == [Mark.BYLINE, Mark.PROSE]
    return replace(line, mark=Mark.CAPTION) if between else line


def _as_item(number: int, lines: Sequence[Line]) -> Line:
    line = lines[number]
    if line.mark != Mark.CAPTION or not grammar.FULL_DATE.match(line.text) or grammar.is_credited(line.text):
        return line
    above = lines[number - 1] if number else None
    below = lines[number + 1].mark if number + 1 < len(lines) else None
    if above is None or below == Mark.CAPTION:
        return line
    dated_fully = bool(grammar.years_in(line.text[:_DATE]))
    two_above = lines[number - 2].mark if number > 1 else None
    running = above.mark == Mark.PROSE or (above.mark == Mark.HEADLINE and two_above == Mark.PROSE)
    within = running and below == Mark.PROSE and not dated_fully
    alone = above.mark == Mark.HEADLINE and below in (Mark.HEADLINE, Mark.SERIES, None) and not dated_fully
    # A day without its year, below the title and above text, begins a piece of news.
    news = above.mark == Mark.HEADLINE and below in (Mark.PROSE, None) and not dated_fully
    item = within or news or (alone and number > 1) or (above.mark == Mark.HEADLINE and above.numbered)
    return replace(line, mark=Mark.PROSE) if item else line
