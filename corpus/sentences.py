"""Sentences: where a paragraph may be cut so that every piece still stands alone."""

import re

from corpus.model import Span

# A sentence ends at 。！？ (a run of them, or of …), together with the closing marks that follow.
_END = re.compile(r"(?:[。！？!?]+|…{2,})[”’」』）)】》〉\"]*|\n+")
_OPENING = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》"}
# A quotation longer than this is taken for a missing closing mark, not for one sentence.
_LONGEST_QUOTATION = 120


def split(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Split `text[start:end]` into sentences.

    Args:
        text: the stored text.
        start: first code point of the paragraph.
        end: one past its last code point.

    Returns:
        Spans without surrounding white space, in order, that together hold every non-blank code point of the
        paragraph. A mark of punctuation inside a quotation or brackets does not end a sentence.
    """
    closed = _quotations(text, start, end)
    spans: list[Span] = []
    at = start
    for mark in _END.finditer(text, start, end):
        inside = any(first < mark.start() and mark.end() <= last for first, last in closed)
        if inside and not mark.group().startswith("\n"):
            continue
        spans.extend(_trimmed(text, at, mark.end()))
        at = mark.end()
    spans.extend(_trimmed(text, at, end))
    return tuple(spans)


def _quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the `(first, last)` positions of quotations and brackets that are closed within reach."""
    found = []
    for position in range(start, end):
        closing = _OPENING.get(text[position])
        if closing is None:
            continue
        last = text.find(closing, position + 1, min(end, position + _LONGEST_QUOTATION))
        if last >= 0:
            found.append((position, last))
    return found


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Span(start, end)] if start < end else []
