"""Probes: passages that a generation must find again by their own words before it serves."""

from collections.abc import Sequence

import numpy as np

from index.encoder import Encoder
from index.errors import IndexFault
from index.passages import Passage
from index.store.generation import Generation
from index.store.records import Addition
from index.store.table import encoded_text
from index.terms import terms
from prompts import storage as wording

# How many passages are probed among those kept, and as many among the new ones.
_MOST = 16
_DEPTH = 50
# How near to the best a passage comes that is asked for by its own words. Equal texts, and texts of equal words, tie
# in meaning; in BM25 a longer text with the same words may come before.
_COSINE_SLACK = 1e-3
_BM25_SHARE = 0.5
_SHOWN = 40


def probes_of(base: Generation | None, drop: frozenset[str], add: Sequence[Addition]) -> list[Passage]:
    """Return passages, evenly spread, of those that stay of a base and of those that are added."""
    places = [(one.passages, at) for one in add for at in range(len(one.passages))]
    probes = [passages[at] for passages, at in (places[number] for number in _spread(len(places)))]
    if base is not None:
        stays = [base.passages.rows_of_report(at) for at, one in enumerate(base.reports) if one.name not in drop]
        kept = np.concatenate([np.zeros(0, np.int64), *stays])
        probes += base.passages.of(kept[_spread(len(kept))])
    return probes


def check_probes(generation: Generation, encoder: Encoder, probes: Sequence[Passage]) -> None:
    """Look each passage up by its own words among those of its committee and year, by words and by meaning.

    Raises:
        IndexFault: one is not found; the message names it.
    """
    vectors = encoder.encode([encoded_text(passage) for passage in probes])
    for passage, vector in zip(probes, vectors, strict=True):
        text, committee, year = encoded_text(passage), passage.source.committee, passage.source.year
        committees = None if committee is None else (committee,)
        years = None if year is None else (year,)
        allowed = generation.rows_of(committees=committees, years=years)
        near, cosines = generation.vectors.search(vector, _DEPTH, allowed)
        found, scores = generation.lexical.search(terms(text), _DEPTH, committees=committees, years=years)
        alike = near[cosines >= cosines.max(initial=0) - _COSINE_SLACK]
        wordy = found[scores >= scores.max(initial=0) * _BM25_SHARE]
        dense = not vector.any() or text in map(encoded_text, generation.passages.of(alike))
        lexical = not terms(text) or text in map(encoded_text, generation.passages.of(wordy))
        if not (dense and lexical):
            raise IndexFault(wording.SELF_TEST_FAILED.format(question=passage.text[:_SHOWN], report=passage.report))


def _spread(count: int) -> list[int]:
    return sorted({int(at) for at in np.linspace(0, count - 1, min(count, _MOST))})
