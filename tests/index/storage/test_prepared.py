"""Prepared passages: what is stored of them, and they themselves read back."""

from corpus.parse import parse
from index.passages import passages_of
from index.storage.figures import figures_of, line_of_figures
from index.storage.prepared import Prepared
from index.storage.table import encoded_text, key_of, line_of, short_hash
from index.terms import terms
from tests.index.samples import FIRST

PASSAGES = passages_of(parse(FIRST))


def test_passages_are_read_back_as_they_were() -> None:
    prepared = Prepared.of(PASSAGES)
    assert len(prepared) == len(PASSAGES) > 3
    assert list(prepared) == PASSAGES
    assert (prepared[-1], prepared[1:3]) == (PASSAGES[-1], PASSAGES[1:3])


def test_a_record_is_what_is_stored_of_a_passage() -> None:
    for passage, record in zip(PASSAGES, Prepared.of(PASSAGES).records, strict=True):
        assert (record.line, record.figures, record.text) == (
            line_of(passage),
            figures_of(passage),
            encoded_text(passage),
        )
        assert record.terms.split() == terms(record.text)
        assert (record.committee, record.year) == (passage.source.committee, passage.source.year)
        assert (record.key, record.words) == (key_of(passage), short_hash(passage.text))


def test_a_line_of_figures_has_the_passages_id() -> None:
    found = next(figures for passage in PASSAGES if (figures := figures_of(passage)))
    assert line_of_figures(7, found) == b"[7," + found + b"]\n"
