"""Permanent links: where a slice is when its report was replaced."""

import hashlib
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.web.links import Found, Place, find, link_to, link_to_all
from corpus.model import Span

TEXT = "一行。\n开展专题协商7次。\n末行。\n"
SLICE = Span(4, 14)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of(text: str, span: Span) -> str:
    link = link_to("报 道/一", sha256(text), span.start, span.end, span.of(text))
    return parse_qs(urlsplit(link).query)["v"][0]


def test_a_link_names_the_report_and_the_slice() -> None:
    link = urlsplit(link_to("报 道/一", sha256(TEXT), 4, 14, SLICE.of(TEXT)))
    assert unquote(link.path) == "/r/报 道/一"
    assert link.path.count("/") == 2
    assert {name: values[0] for name, values in parse_qs(link.query).items() if name != "v"} == {
        "from": "4",
        "to": "14",
    }


@pytest.mark.parametrize(
    ("now", "place", "start"),
    [
        pytest.param(TEXT, Place.SAME, 4, id="the same report"),
        pytest.param(TEXT + "补记。\n", Place.KEPT, 4, id="changed behind it"),
        pytest.param("新的一行。\n" + TEXT, Place.MOVED, 10, id="changed before it"),
        pytest.param(TEXT.replace("7次", "9次"), Place.LOST, None, id="changed itself"),
        pytest.param("短。", Place.LOST, None, id="much shorter"),
    ],
)
def test_a_slice_is_found_again(now: str, place: Place, start: int | None) -> None:
    found = find(now, sha256(now), SLICE, mark_of(TEXT, SLICE))
    assert found == Found(place, None if start is None else Span(start, start + 10))
    if found.span:
        assert found.span.of(now) == SLICE.of(TEXT)


@pytest.mark.parametrize("version", ["", "x", "0123"])
def test_a_link_without_a_version_marks_what_it_names_and_cannot_be_vouched_for(version: str) -> None:
    assert find(TEXT, sha256(TEXT), SLICE, version) == Found(Place.UNTOLD, SLICE)


@pytest.mark.parametrize("span", [Span(4, 4), Span(9, 4), Span(4, 999)])
@pytest.mark.parametrize("version", ["", mark_of(TEXT, SLICE)])
def test_what_is_no_slice_marks_nothing(span: Span, version: str) -> None:
    assert find(TEXT, sha256(TEXT), span, version) == Found(Place.OUTSIDE, None)


def test_a_whole_report_is_the_one_that_was_linked_or_another_version() -> None:
    [version] = parse_qs(urlsplit(link_to_all("一", sha256(TEXT))).query)["v"]
    assert find(TEXT, sha256(TEXT), None, version) == Found(Place.SAME, None)
    assert find(f"{TEXT}补记。", sha256(f"{TEXT}补记。"), None, version) == Found(Place.REPLACED, None)
    assert find(TEXT, sha256(TEXT), None, "") == Found(Place.SAME, None)
