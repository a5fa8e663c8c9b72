"""Building from the generation before gives what building from nothing gives."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.model import Document
from index.retrieval.faiss_store import FaissStore
from index.store.build import build
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.table import encoded_text
from index.terms import terms
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, addition_of

Found = list[tuple[str, int, float]]


class Builder:
    """Builds generation upon generation in a folder."""

    def __init__(self, folder: Path, encoder: FakeEncoder) -> None:
        self.layout = Layout(folder)
        self.encoder = encoder
        self.latest: Generation | None = None

    def build(self, *documents: Document, drop: Sequence[str] = ()) -> Generation:
        number = self.latest.number + 1 if self.latest else 1
        target = self.layout.generation(number)
        target.folder.mkdir(parents=True)
        self.encoder.encoded.clear()
        build(
            target,
            number,
            base=self.latest,
            add=[addition_of(one) for one in documents],
            drop=frozenset(drop),
            encoder=self.encoder,
            store=FaissStore(),
        )
        self.latest = Generation(self.layout, target, FaissStore())
        return self.latest


@pytest.fixture
def grown(tmp_path: Path, encoder: FakeEncoder) -> Builder:
    return Builder(tmp_path / "grown", encoder)


@pytest.fixture
def scratch(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "scratch", FakeEncoder())


def texts(generation: Generation) -> list[str]:
    return [passage.text for passage in generation.passages]


def vectors(generation: Generation) -> list[list[float]]:
    return generation.vectors.get(np.arange(len(generation.passages))).tolist()


def answers(generation: Generation, question: str) -> tuple[Found, Found]:
    """Return what both legs find, with scores: (report, start, score)."""
    query = FakeEncoder().encode([question])[0]
    legs = (generation.lexical.search(terms(question), 30), generation.vectors.search(query, 30))
    places = [(passage.report, passage.start) for passage in generation.passages]
    lexical, dense = ([(*places[row], score) for row, score in zip(*leg, strict=True)] for leg in legs)
    return lexical, dense


def assert_same(one: Generation, other: Generation) -> None:
    assert list(one.passages) == list(other.passages)
    assert vectors(one) == vectors(other)
    assert one.reports == other.reports
    assert [passage.figures for passage in one.passages] == [passage.figures for passage in other.passages]
    for question in ("开展了几次专题协商", "调研视察36次", "议事105场", "2023年", "云溪县政协的提案"):
        assert answers(one, question) == answers(other, question)


def test_adding_one_after_another_is_adding_all_at_once(grown: Builder, scratch: Builder) -> None:
    for one in (FIRST, SECOND, THIRD):
        grown.build(one)
    assert_same(grown.latest, scratch.build(FIRST, SECOND, THIRD))


def test_after_a_removal_nothing_is_left_of_it(grown: Builder, scratch: Builder) -> None:
    grown.build(FIRST, SECOND, THIRD)
    assert_same(grown.build(drop=["二"]), scratch.build(FIRST, THIRD))


def test_a_changed_report_takes_the_place_of_the_old(grown: Builder, scratch: Builder) -> None:
    grown.build(FIRST, SECOND)
    assert_same(grown.build(CHANGED, drop=["一"]), scratch.build(SECOND, CHANGED))


def test_what_was_removed_can_come_back(grown: Builder, scratch: Builder) -> None:
    grown.build(FIRST, SECOND)
    grown.build(drop=["一"])
    assert_same(grown.build(FIRST), scratch.build(SECOND, FIRST))


def test_only_new_passages_are_encoded(grown: Builder) -> None:
    grown.build(FIRST)
    generation = grown.build(SECOND)
    new = [passage for passage in generation.passages if passage.report == "二"]
    assert grown.encoder.encoded == [encoded_text(passage) for passage in new]


def test_of_a_changed_report_only_the_changed_passage_is_encoded(grown: Builder) -> None:
    grown.build(FIRST, SECOND)
    grown.build(CHANGED, drop=["一"])
    assert [text for text in grown.encoder.encoded if "9次" not in text] == []
    assert len(grown.encoder.encoded) == 1


def test_a_removal_encodes_nothing(grown: Builder) -> None:
    grown.build(FIRST, SECOND)
    grown.build(drop=["一"])
    assert grown.encoder.encoded == []


def test_another_encoder_takes_no_stored_vector(grown: Builder) -> None:
    grown.build(FIRST)
    grown.encoder.name = "another"
    changed = grown.build(FIRST, drop=["一"])
    assert len(grown.encoder.encoded) == len(changed.passages)


def test_progress_counts_the_passages_that_are_encoded(tmp_path: Path, encoder: FakeEncoder) -> None:
    target = Layout(tmp_path).generation(1)
    target.folder.mkdir(parents=True)
    seen: list[tuple[int, int]] = []
    build(
        target,
        1,
        base=None,
        add=[addition_of(FIRST)],
        drop=frozenset(),
        encoder=encoder,
        store=FaissStore(),
        progress=lambda done, total: seen.append((done, total)),
    )
    count = len(addition_of(FIRST).passages)
    assert seen == [(count, count)]


def test_the_manifest_says_what_was_built(grown: Builder, encoder: FakeEncoder) -> None:
    generation = grown.build(FIRST, THIRD)
    manifest = generation.manifest
    assert (manifest.number, manifest.parent, manifest.encoder, manifest.dimension) == (1, None, "fake", 12)
    assert (manifest.passages, manifest.reports) == (len(generation.passages), 2)
