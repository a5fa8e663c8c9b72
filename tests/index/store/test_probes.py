"""A generation whose parts do not fit together is found out before it serves."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexFault
from index.passages import Passage
from index.retrieval.faiss_store import FaissIndex, FaissStore, TantivyIndex, write_lexical, write_vectors
from index.store.build import check_probes, probes_of
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from index.store.table import Entry, encoded_text
from index.terms import terms
from tests.conftest import FakeEncoder
from tests.index.samples import FIRST, SECOND, THIRD, add, addition_of, document, page


@pytest.fixture
def generation(tmp_path: Path, encoder: FakeEncoder) -> Generation:
    home = Home(Layout(tmp_path), encoder, FaissStore())
    add(home, FIRST, SECOND, THIRD)
    return home.current()


def all_of(generation: Generation) -> list[Passage]:
    return list(generation.passages)


def test_a_sound_generation_finds_every_passage(generation: Generation, encoder: FakeEncoder) -> None:
    check_probes(generation, encoder, all_of(generation))


def test_vectors_in_other_rows_are_found_out(generation: Generation, encoder: FakeEncoder, tmp_path: Path) -> None:
    vectors = generation.vectors.get(np.arange(len(generation.passages)))
    write_vectors(tmp_path / "vectors.faiss", np.roll(vectors, 1, axis=0))
    generation.vectors = FaissIndex(tmp_path / "vectors.faiss")
    with pytest.raises(IndexFault, match=r"没有通过自检"):
        check_probes(generation, encoder, all_of(generation))


def test_terms_of_other_rows_are_found_out(generation: Generation, encoder: FakeEncoder, tmp_path: Path) -> None:
    passages = all_of(generation)
    turned = [
        Entry(row, one.source.committee, one.source.year, " ".join(terms(encoded_text(passages[-1 - row]))))
        for row, one in enumerate(passages)
    ]
    write_lexical(tmp_path / "turned", turned)
    generation.lexical = TantivyIndex(tmp_path / "turned")
    with pytest.raises(IndexFault, match=r"没有通过自检"):
        check_probes(generation, encoder, passages)


def test_a_passage_that_got_lost_is_found_out(generation: Generation, encoder: FakeEncoder) -> None:
    lost = addition_of(document("四", page("楠浦区政协", "抓好提案。全年提案31件。", number=4))).passages
    with pytest.raises(IndexFault, match=r"没有通过自检:.*《四》"):
        check_probes(generation, encoder, lost)


def test_equal_texts_stand_for_each_other(tmp_path: Path, encoder: FakeEncoder) -> None:
    home = Home(Layout(tmp_path / "twice"), encoder, FaissStore())
    twice = [document(name, page("云溪县政协", "开展协商。全年协商8次。") + f"\n{name}\n") for name in ("甲", "乙")]
    add(home, twice[0], FIRST)
    check_probes(home.current(), encoder, [*home.current().passages, *addition_of(twice[1]).passages[:5]])


def test_probes_are_spread_over_what_stays_and_what_comes(generation: Generation) -> None:
    coming = document("四", page("楠浦区政协", *[f"抓好第{at}件。全年提案{at}件。" for at in range(40)], number=4))
    probes = probes_of(generation, [addition_of(coming)], frozenset({"一"}))
    reports = [probe.report for probe in probes]
    assert reports.count("四") == 16
    assert set(reports) == {"二", "三", "四"}
    assert len(probes) == len({(probe.report, probe.start) for probe in probes})


def test_an_empty_base_has_no_probe() -> None:
    assert probes_of(None, []) == []
