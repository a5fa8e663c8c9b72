"""Clues: what a careful reader weighs before choosing the sentence that answers, as numbers.

All is computed on characters, for all sentences of all readings at once, from the runs: for position `j` of the
question and position `i` of the text, the length of the longest common substring through both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.characters import BOUNDARY, Characters
from index.signs import SIGNS, asking, kinds, signs_of

Floats: TypeAlias = NDArray[np.float32]
Pieces: TypeAlias = Sequence[tuple[str, Sequence[str]]]

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
NAMES = (*OVERLAP, *COMPARED, *PLACE, *SPREAD, *SIGNS)
WINDOW = 20  # characters; matches within so many belong together


@dataclass(frozen=True, slots=True)
class Layout:
    """All readings in one row of ids: for each reading its title, then its sentences, each after a BOUNDARY.

    `starts` (segments,) are the positions of the boundaries, `lengths` (segments,) count characters after it;
    `reading` (segments,) is the reading of a segment; `place` (segments,) counts sentences from 0, the title is -1.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    reading: NDArray[np.int64]
    place: NDArray[np.int64]


def lay_out(characters: Characters, pieces: Pieces) -> Layout:
    """Join `(title, sentences)` pairs into one row of ids."""
    texts = [text for title, sentences in pieces for text in (title, *sentences)]
    ids = characters.ids("".join("\n" + text for text in texts))
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]])
    ids[starts] = BOUNDARY
    counts = [len(sentences) for _, sentences in pieces]
    reading = np.repeat(np.arange(len(counts)), np.array(counts) + 1)
    place = np.concatenate([np.arange(-1, count) for count in counts])
    return Layout(ids, starts, lengths, reading, place)


def runs(question: NDArray[np.int32], text: NDArray[np.int32]) -> NDArray[np.int16]:
    """Return (question, text): the length of the longest common substring through each pair of positions."""
    run = np.zeros((len(question) + 1, len(text) + 1), dtype=np.int16)
    for j in range(len(question)):
        np.multiply(run[j, :-1] + 1, question[j] == text, out=run[j + 1, 1:])
    for j in range(len(question) - 1, 0, -1):
        inner, later = run[j, :-1], run[j + 1, 1:]
        np.copyto(inner, later, where=(inner > 0) & (later > inner))
    return run[1:, 1:]


def question_weights(characters: Characters, question: str, ids: NDArray[np.int32]) -> Floats:
    """Return (question,): how much each position counts when it is found again; sums to one, question words get 0."""
    weights = characters.rarity[ids]
    pair = characters.pair_rarity[characters.pairs(ids)]
    weights[:-1] += pair / 2
    weights[1:] += pair / 2
    weights[asking(question) | (ids <= BOUNDARY)] = 0
    return weights / max(float(weights.sum()), 1e-6)


def clues(question: str, pieces: Pieces, laid: Layout, common: NDArray[np.int16], weights: Floats) -> Floats:
    """Return (sentences, len(NAMES)), the sentences of all pieces in order."""
    inside = laid.place >= 0
    most = np.maximum.reduceat(common, laid.starts, axis=1)  # (question, segments)
    found, titles = most[:, inside], most[:, ~inside]
    reading, place = laid.reading[inside], laid.place[inside]
    edges = np.flatnonzero(place == 0)
    overlap = _overlap(found, titles[:, reading], weights, place)
    pairs, local = overlap[:, 0], overlap[:, -1]
    best = np.maximum.reduceat(overlap[:, [0, -1]], edges)[reading]
    compared = [
        pairs - pairs.max(), local - local.max(), pairs - best[:, 0], local - best[:, 1],
        (pairs[None] > pairs[:, None]).sum(axis=1), (local[None] > local[:, None]).sum(axis=1),
    ]  # fmt: skip
    passage = weights @ (np.maximum(np.maximum.reduceat(found, edges, axis=1), titles) >= 2)
    counts = np.bincount(reading)[reading]
    placed = [
        passage[reading], (passage - passage.max())[reading], (weights @ (titles >= 2))[reading], reading,
        np.full(len(reading), len(pieces)), place, place / np.maximum(counts - 1, 1), counts, laid.lengths[inside],
        np.full(len(reading), len(weights)),
    ]  # fmt: skip
    said = common.max(axis=0) >= 2
    worth = weights @ (common >= 2)
    spread = [_spread(said[a : a + n], worth[a : a + n]) for a, n in _spans(laid)]
    sentences = [sentence for _, group in pieces for sentence in group]
    signs = [signs_of(question, text, said[a : a + n]) for text, (a, n) in zip(sentences, _spans(laid), strict=True)]
    asked = np.repeat(kinds(question)[None], len(reading), axis=0)
    numbers = np.stack([*overlap.T, *compared, *placed], axis=1)
    return np.concatenate([numbers, spread, signs, asked], axis=1).astype(np.float32)


def _spans(laid: Layout) -> list[tuple[int, int]]:
    """Return `(first position, characters)` of every sentence."""
    return [(int(a) + 1, int(n)) for a, n, p in zip(laid.starts, laid.lengths, laid.place, strict=True) if p >= 0]


def _overlap(found: NDArray[np.int16], title: NDArray[np.int16], weights: Floats, place: NDArray[np.int64]) -> Floats:
    """Return (sentences, len(OVERLAP)): how much of the question each sentence, with its surroundings, says."""
    first, last = place == 0, np.append(place[1:] == 0, True)
    previous = np.where(first, 0, np.roll(found, 1, axis=1))
    following = np.where(last, 0, np.roll(found, -1, axis=1))
    has = found >= 2
    so_far = found.copy()
    for i in np.flatnonzero(~first):
        np.maximum(so_far[:, i], so_far[:, i - 1], out=so_far[:, i])
    edges = np.flatnonzero(first)
    alone = np.add.reduceat(has, edges, axis=1, dtype=np.int64) == 1
    count = has.sum(axis=1)
    local = weights * np.log1p(found.shape[1] / (count + 0.5)) * (count > 0)
    columns = (
        weights @ has, weights @ (found >= 1), weights @ (found >= 3), found.max(axis=0) / len(weights),
        weights @ (np.maximum(found, title) >= 2), weights @ (np.maximum(found, previous) >= 2),
        weights @ (np.maximum(found, following) >= 2),
        weights @ (np.maximum(found, np.maximum(previous, following)) >= 2),
        weights @ (np.maximum(so_far, title) >= 2), weights @ (has & alone[:, np.cumsum(first) - 1]),
        local @ has / max(float(local.sum()), 1e-6),
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _spread(said: NDArray[np.bool_], worth: Floats) -> tuple[float, float, float]:
    """Return density, unsaid, window: how close together the characters that the question says stand."""
    where = np.flatnonzero(said)
    if not len(where):
        return 0.0, float(len(said)), 0.0
    summed = np.concatenate([[0], np.cumsum(worth)])
    width = min(WINDOW, len(worth))
    window = float((summed[width:] - summed[:-width]).max())
    return len(where) / float(where[-1] - where[0] + 1), float(len(said) - len(where)), window
