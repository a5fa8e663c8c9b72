"""Clues: what a careful reader weighs before choosing the sentence that answers, as numbers.

All is computed on characters, for all sentences of all readings at once, from the runs: for position `j` of the
question and position `i` of the text, the length of the longest common substring through both.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.reading.matches import Floats, Layout, Matches, Pieces
from index.reading.signs import KINDS, SIGNS, kinds, signs_of

OVERLAP = (
    "pairs", "singles", "triples", "longest", "with_title", "with_previous", "with_next", "with_both", "so_far",
    "only_here", "local",
)  # fmt: skip
COMPARED = ("pairs_to_best", "local_to_best", "pairs_to_best_here", "local_to_best_here", "rank_pairs", "rank_local")
PLACE = (
    "passage", "passage_to_best", "title", "reading", "readings", "place", "place_relative", "sentences",
    "characters", "asked",
)  # fmt: skip
SPREAD = ("density", "unsaid", "window")
NEAR = ("near", "near_mean", "near_passage", "near_passage_to_best", "rank_near", "near_with_title")
OPEN = (
    "open", "open_pairs", "open_singles", "open_local", "open_near", "open_pairs_to_best_here",
    "open_singles_to_best_here", "open_local_to_best_here", "open_near_to_best_here", "rank_open_here",
    "rank_open_near_here", "open_so_far",
)  # fmt: skip
NAMES = (*OVERLAP, *COMPARED, *PLACE, *SPREAD, *SIGNS, *KINDS, *NEAR, *OPEN)
WINDOW = 20  # characters; matches within so many belong together
_FAR = 0.4  # a cosine up to which two characters in their company have nothing in common
_LEAST = 0.05  # a share of the question too small to divide by


@dataclass(frozen=True)
class _Found:
    """What of the question, (question, ...), is found where: in a sentence, in the title of a reading.

    `run` (question, sentences) and `title_run` (question, readings) are the longest runs, `near` and `title_near`
    how near in meaning, in [0, 1], the nearest character in its company is.
    """

    run: NDArray[np.int16]
    title_run: NDArray[np.int16]
    near: Floats
    title_near: Floats
    reading: NDArray[np.int64]
    place: NDArray[np.int64]

    @cached_property
    def edges(self) -> NDArray[np.int64]:
        """The first sentence of each reading."""
        return np.flatnonzero(self.place == 0)

    @cached_property
    def has(self) -> NDArray[np.bool_]:
        """Return (question, sentences): what a sentence has a pair of characters of."""
        return self.run >= 2

    @cached_property
    def count(self) -> NDArray[np.int64]:
        """Return (question, readings): how many of a reading's sentences have it."""
        return np.add.reduceat(self.has, self.edges, axis=1, dtype=np.int64)

    @cached_property
    def so_far(self) -> NDArray[np.bool_]:
        """Return (question, sentences): what a sentence or one before it in its reading has."""
        counted: NDArray[np.int64] = np.cumsum(self.has, axis=1)
        before: NDArray[np.int64] = counted[:, self.edges] - self.has[:, self.edges]
        return np.ascontiguousarray(counted > before[:, self.reading])


def clues(question: str, pieces: Pieces, matches: Matches) -> Floats:
    """Return (sentences, len(NAMES)), the sentences of all pieces in order."""
    laid, common, weights = matches.laid, matches.common, matches.weights
    found = _find(matches)
    overlap = _overlap(found, weights)
    sentences = [sentence for _, group in pieces for sentence in group]
    said, worth = common.max(axis=0) >= 2, weights @ (common >= 2)
    signs = signs_of(question, sentences, [said[first : first + length] for first, length in laid.spans()])
    asked = np.repeat(kinds(question)[None], len(sentences), axis=0)
    columns = (
        overlap, _compared(overlap, found.edges, found.reading), _place(found, weights, laid.lengths[laid.place >= 0]),
        _spread(laid, said, worth), signs, asked, _near(found, weights), _open(found, weights),
    )  # fmt: skip
    return np.concatenate(columns, axis=1).astype(np.float32)


def _find(matches: Matches) -> _Found:
    laid = matches.laid
    inside = laid.place >= 0
    most = np.maximum.reduceat(matches.common, laid.starts, axis=1)  # (question, segments)
    nearest = np.maximum.reduceat(matches.cosine, laid.starts, axis=1)
    near = np.clip((nearest - _FAR) / (1 - _FAR), 0, 1).astype(np.float32)
    return _Found(
        most[:, inside], most[:, ~inside], near[:, inside], near[:, ~inside], laid.reading[inside], laid.place[inside]
    )


def _overlap(found: _Found, weights: Floats) -> Floats:
    """Return (sentences, len(OVERLAP)): how much of the question each sentence, with its surroundings, says."""
    run, title = found.run, found.title_run[:, found.reading]
    first, last = found.place == 0, np.append(found.place[1:] == 0, True)
    previous = np.where(first, 0, np.roll(run, 1, axis=1))
    following = np.where(last, 0, np.roll(run, -1, axis=1))
    has, alone = found.has, found.count == 1
    count = has.sum(axis=1)
    local = weights * np.log1p(run.shape[1] / (count + 0.5)) * (count > 0)
    columns = (
        weights @ has, weights @ (run >= 1), weights @ (run >= 3), run.max(axis=0) / len(weights),
        weights @ (np.maximum(run, title) >= 2), weights @ (np.maximum(run, previous) >= 2),
        weights @ (np.maximum(run, following) >= 2),
        weights @ (np.maximum(run, np.maximum(previous, following)) >= 2),
        weights @ (found.so_far | (title >= 2)), weights @ (has & alone[:, found.reading]),
        local @ has / max(float(local.sum()), 1e-6),
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _compared(overlap: Floats, edges: NDArray[np.int64], reading: NDArray[np.int64]) -> Floats:
    pairs, local = overlap[:, 0], overlap[:, -1]
    best = np.maximum.reduceat(overlap[:, [0, -1]], edges)[reading]
    columns = (
        pairs - pairs.max(), local - local.max(), pairs - best[:, 0], local - best[:, 1], _rank(pairs), _rank(local)
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _rank(values: Floats) -> NDArray[np.int64]:
    """Return how many values are greater than each."""
    return len(values) - np.searchsorted(np.sort(values), values, side="right")


def _place(found: _Found, weights: Floats, lengths: NDArray[np.int64]) -> Floats:
    reading, place, titles = found.reading, found.place, found.title_run
    passage = weights @ (np.maximum(np.maximum.reduceat(found.run, found.edges, axis=1), titles) >= 2)
    counts = np.bincount(reading)[reading]
    columns = (
        passage[reading], (passage - passage.max())[reading], (weights @ (titles >= 2))[reading], reading,
        np.full(len(reading), titles.shape[1]), place, place / np.maximum(counts - 1, 1), counts, lengths,
        np.full(len(reading), len(weights)),
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _spread(laid: Layout, said: NDArray[np.bool_], worth: Floats) -> Floats:
    """Return (sentences, len(SPREAD)): how close together the characters that the question says stand."""
    order = np.arange(len(said))
    count = np.add.reduceat(said, laid.starts, dtype=np.int64)
    first = np.minimum.reduceat(np.where(said, order, len(said)), laid.starts)
    last = np.maximum.reduceat(np.where(said, order, -1), laid.starts)
    summed = np.concatenate([[0], np.cumsum(worth, dtype=np.float64)])
    ends = np.repeat(laid.starts + laid.lengths + 1, laid.lengths + 1)
    window = np.maximum.reduceat(summed[np.minimum(order + WINDOW, ends)] - summed[:-1], laid.starts)
    density = np.where(count > 0, count / np.maximum(last - first + 1, 1), 0)
    return np.stack([density, laid.lengths - count, window], axis=1)[laid.place >= 0].astype(np.float32)


def _near(found: _Found, weights: Floats) -> Floats:
    """Return (sentences, len(NEAR)): how near in meaning a sentence comes to the question."""
    near = weights @ found.near
    whole = np.maximum(np.maximum.reduceat(found.near, found.edges, axis=1), found.title_near)
    passage = (weights @ whole)[found.reading]
    with_title = weights @ np.maximum(found.near, found.title_near[:, found.reading])
    columns = (near, found.near.mean(axis=0), passage, passage - passage.max(), _rank(near), with_title)
    return np.stack(columns, axis=1).astype(np.float32)


def _open(found: _Found, weights: Floats) -> Floats:
    """Return (sentences, len(OPEN)): how much each sentence says of what the title leaves open.

    The title says whom a passage is about, so its sentences may leave that out; the rest must be in the sentence.
    """
    left = weights[:, None] * (found.title_run < 2)  # (question, readings)
    total = left.sum(axis=0)
    has, count = found.has, found.count
    local = (left * np.log1p(np.bincount(found.reading) / (count + 0.5)) * (count > 0)).astype(np.float32)

    def share(part: NDArray[np.bool_] | Floats, of: Floats = left, least: float = _LEAST) -> Floats:
        told = (of[:, found.reading] * part).sum(axis=0)
        return np.asarray(told / np.maximum(of.sum(axis=0), least)[found.reading], dtype=np.float32)

    shares = (share(has), share(found.run >= 1), share(has, local, 1e-3), share(found.near))
    best = [values - np.maximum.reduceat(values, found.edges)[found.reading] for values in shares]
    fellows = found.reading[:, None] == found.reading

    def rank(values: Floats) -> NDArray[np.int64]:
        return np.asarray(np.count_nonzero((values > values[:, None]) & fellows, axis=1), np.int64)

    ranks = (rank((shares[0] + shares[1] / 2).astype(np.float32)), rank(shares[3]))
    so_far = share(found.so_far)
    return np.stack([total[found.reading], *shares, *best, *ranks, so_far], axis=1).astype(np.float32)
