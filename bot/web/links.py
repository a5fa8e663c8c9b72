"""Permanent links to a slice of a report, which are found again when the report was replaced.

A link says where the slice stands, and twice eight digits: of the SHA-256 of the report's text, and of the slice's. By
the first one knows that the report is still the same; by the second the slice is found in another version of it.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote as percent
from urllib.parse import urlencode

from corpus.model import Span

_DIGITS = 8
_MARK = re.compile(rf"([0-9a-f]{{{_DIGITS}}})([0-9a-f]{{{_DIGITS}}})")
# Code points: how long a slice, and how far from its old place, is looked for.
_LONGEST, _FARTHEST = 5_000, 100_000


class Place(StrEnum):
    """What became of the slice that a link names."""

    SAME = "same"  # the report is the one that was linked
    KEPT = "kept"  # another version, the slice as it was and where it was
    MOVED = "moved"  # another version, the slice as it was at another place
    LOST = "lost"  # another version, without the slice


@dataclass(frozen=True, slots=True)
class Found:
    """Where a link leads now; `span` is None where nothing is marked."""

    place: Place
    span: Span | None


def link_to(report: str, sha256: str, start: int, end: int, text: str) -> str:
    """Return the path of a slice; `text` is the slice."""
    query = urlencode({"from": start, "to": end, "v": f"{sha256[:_DIGITS]}{_digits(text)}"})
    return f"/r/{percent(report, safe='')}?{query}"


def find(text: str, sha256: str, span: Span | None, mark: str) -> Found:
    """Return where a slice is in a report's text.

    Args:
        text: the report's text.
        sha256: of it.
        span: where the slice was; None for the report as a whole.
        mark: the digits of the link, "" where it has none.
    """
    match = _MARK.fullmatch(mark)
    if span is None or match is None or sha256.startswith(match[1]):
        return Found(Place.SAME, span if span and span.start < span.end <= len(text) else None)
    if _digits(span.of(text)) == match[2]:
        return Found(Place.KEPT, span)
    length = span.end - span.start
    if 0 < length <= _LONGEST:
        near = range(max(0, span.start - _FARTHEST), min(len(text) - length, span.start + _FARTHEST) + 1)
        for start in sorted(near, key=lambda start: abs(start - span.start)):
            if _digits(text[start : start + length]) == match[2]:
                return Found(Place.MOVED, Span(start, start + length))
    return Found(Place.LOST, None)


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
