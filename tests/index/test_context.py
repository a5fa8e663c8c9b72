"""What stands around a quote, and the section that it is in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.model import Kind, Span
from index.context import Context, context_of
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from tests.conftest import FakeEncoder
from tests.index.samples import FIRST, SECOND, add, document, page

TEXT = (
    page(
        "云溪县政协",
        "甲事。甲事办了1次。甲事又办了近2次。",
        "▲3月2日，委员视察。",
        "丙事。丙事办了3次。",
    )
    + "\n提案更有质量\n\n丁事。丁事办了4次。\n"
)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    home = Home(Layout(tmp_path_factory.mktemp("home")), FakeEncoder(), FaissStore())
    add(home, document("甲", TEXT), SECOND)
    yield home.current()


def site(generation: Generation, words: str) -> Context:
    start = TEXT.index(words)
    found = context_of(generation, document("甲", TEXT).sha256, Span(start, start + len(words)))
    assert found is not None
    return found


def test_neighbours_are_those_of_the_text_and_not_captions(generation: Generation) -> None:
    first = site(generation, "甲事办了1次。")
    assert first.passage.text == "甲事。甲事办了1次。甲事又办了近2次。"
    assert [one.passage.text for one in first.neighbours()][-1] == "丙事。丙事办了3次。"
    assert site(generation, "丙事办了3次。").neighbours()[0] == first


def test_section_is_whole_and_exact_around_a_caption(generation: Generation) -> None:
    spans = site(generation, "丙事办了3次。").section()
    assert [span.of(TEXT) for span in spans] == ["甲事。甲事办了1次。甲事又办了近2次。", "丙事。丙事办了3次。"]
    [last] = site(generation, "丁事办了4次。").section()
    assert last.of(TEXT) == "丁事。丁事办了4次。"


def test_paragraphs_that_follow_one_another_are_one_span(tmp_path: Path, encoder: FakeEncoder) -> None:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    add(home, FIRST)
    start = FIRST.text.index("全年收到提案")
    found = context_of(home.current(), FIRST.sha256[:12], Span(start, start + 6))
    assert found is not None
    [span] = found.section()
    assert span.of(FIRST.text) == "开展专题协商。全年开展专题协商8次。\n\n办好提案工作。全年收到提案248件。"


def test_no_section_outside_of_sections(generation: Generation) -> None:
    title = site(generation, "云溪县政协交出新答卷")
    assert title.passage.source.kind is Kind.TITLE
    assert title.section() == ()


def test_quote_is_of_whole_sentences_so_that_no_qualifier_is_cut_off(generation: Generation) -> None:
    start = TEXT.index("2次")
    found = site(generation, "2次")
    quote = found.quote(found.whole(Span(start, start + 2)))
    assert quote.text == "甲事又办了近2次。" == TEXT[quote.start : quote.end]
    assert [figure.text for figure in quote.figures] == ["近2次"]
    assert generation.passages[quote.passage] == found.passage


@pytest.mark.parametrize(
    ("sha256", "span"),
    [
        ("f" * 12, Span(0, 5)),
        ("", Span(0, 5)),
        (document("甲", TEXT).sha256, Span(5, 5)),
        (document("甲", TEXT).sha256, Span(0, len(TEXT))),
        (document("甲", TEXT).sha256, Span(len(TEXT), len(TEXT) + 9)),
    ],
    ids=["other source", "no source", "nothing", "more than a passage", "beyond the text"],
)
def test_nothing_stands_elsewhere(generation: Generation, sha256: str, span: Span) -> None:
    assert context_of(generation, sha256, span) is None
