"""Sentences: where a paragraph may be cut so that every piece still stands alone."""

import re
from collections.abc import Iterator

from corpus.model import Span

# A sentence ends at a run of 。！？ or at ……, together with the closing marks that follow, or with a line; not at ；.
# A quotation or an omission that the sentence goes on from (“怎么办？”的, 义诊……等) does not end it.
_LINE_END = r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"
# A title such as 《怎么办？》 is closed, not ended.
_CLOSING = r"[”’」』）)\"]"
_GOES_ON = r"[，,、；;：:的等]"
_STOP = rf"[。！？!?][。！？!?…]*(?:{_CLOSING}++(?!{_GOES_ON})|(?!{_CLOSING}))"
_OMISSION = rf"…{{2,}}{_CLOSING}*+(?!{_GOES_ON}|[。！？!?…])"
_END = re.compile(rf"{_STOP}|{_OMISSION}|{_LINE_END}")
_OPENING = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_OPENED = re.compile(f"[{re.escape(''.join(_OPENING))}]")
# A quotation longer than this is taken for a missing closing mark, not for one sentence.
_LONGEST_QUOTATION = 120


def split(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Split `text[start:end]` into sentences, in linear time.

    Args:
        text: the stored text.
        start: first code point of the paragraph.
        end: one past its last code point.

    Returns:
        Spans without surrounding white space, in order, that together hold every non-blank code point of the
        paragraph. A mark of punctuation inside a quotation or brackets does not end a sentence.
    """
    spans: list[Span] = []
    at = start
    closed = _quotations(text, start, end)
    opened = next(closed, None)
    # The furthest closing mark of what was opened before the mark of punctuation in hand.
    inner = start - 1
    for mark in _END.finditer(text, start, end):
        while opened is not None and opened[0] < mark.start():
            inner = max(inner, opened[1])
            opened = next(closed, None)
        if mark.end() > inner or text[mark.start()].isspace():
            spans.extend(_trimmed(text, at, mark.end()))
            at = mark.end()
    spans.extend(_trimmed(text, at, end))
    return tuple(spans)


def _quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the `(first, last)` positions of quotations and brackets that are closed within reach, in order."""
    for mark in _OPENED.finditer(text, start, end):
        position = mark.start()
        last = text.find(_OPENING[mark.group()], position + 1, min(end, position + _LONGEST_QUOTATION))
        if last >= 0:
            yield position, last


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    start = end - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return [Span(start, end)] if start < end else []
