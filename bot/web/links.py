"""Permanent links to a report or a slice of it, which is found again when the report was replaced.

A link says where the slice stands, and its version, twice eight digits: of the SHA-256 of the report's text, and of the
slice's. By the first one knows that the report is still the same; by the second the slice is found in another version.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote as percent
from urllib.parse import urlencode

from corpus.model import Span

_DIGITS = 8
_VERSION = re.compile(rf"(?P<report>[0-9a-f]{{{_DIGITS}}})(?P<slice>[0-9a-f]{{{_DIGITS}}})?")
# Code points: how long a slice, and how far from its old place, is looked for.
_LONGEST, _FARTHEST = 5_000, 100_000


class Place(StrEnum):
    """What became of what a link names."""

    SAME = "same"  # the report is the one that was linked
    KEPT = "kept"  # another version, the slice as it was and where it was
    MOVED = "moved"  # another version, the slice as it was at another place
    LOST = "lost"  # another version, without the slice
    REPLACED = "replaced"  # another version of a report that was linked as a whole
    UNTOLD = "untold"  # the link has no version: nobody can tell whether the report changed since
    OUTSIDE = "outside"  # the report has no such place


@dataclass(frozen=True, slots=True)
class Found:
    """Where a link leads now; `span` is None where nothing is marked."""

    place: Place
    span: Span | None


def link_to(report: str, sha256: str, start: int, end: int, text: str) -> str:
    """Return the path of a slice; `text` is the slice."""
    query = urlencode({"from": start, "to": end, "v": version_of(sha256, text)})
    return f"/r/{percent(report, safe='')}?{query}"


def link_to_all(report: str, sha256: str) -> str:
    """Return the path of a whole report."""
    return f"/r/{percent(report, safe='')}?v={sha256[:_DIGITS]}"


def version_of(sha256: str, text: str) -> str:
    """Return the version that the link of a slice has."""
    return f"{sha256[:_DIGITS]}{_digits(text)}"


def find(text: str, sha256: str, span: Span | None, version: str) -> Found:
    """Return where a slice is in a report's text.

    Args:
        text: the report's text.
        sha256: of it.
        span: where the slice was; None for the report as a whole.
        version: the digits of the link, "" where it has none.
    """
    match = _VERSION.fullmatch(version)
    is_same = match is not None and sha256.startswith(match["report"])
    if span is None:
        return Found(Place.REPLACED if match and not is_same else Place.SAME, None)
    if match is None or is_same:
        is_inside = span.start < span.end <= len(text)
        return Found(Place.SAME if match else Place.UNTOLD, span) if is_inside else Found(Place.OUTSIDE, None)
    if _digits(span.of(text)) == match["slice"]:
        return Found(Place.KEPT, span)
    length = span.end - span.start
    if 0 < length <= _LONGEST:
        near = range(max(0, span.start - _FARTHEST), min(len(text) - length, span.start + _FARTHEST) + 1)
        for start in sorted(near, key=lambda start: abs(start - span.start)):
            if _digits(text[start : start + length]) == match["slice"]:
                return Found(Place.MOVED, Span(start, start + length))
    return Found(Place.LOST, None)


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
