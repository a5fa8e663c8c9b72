"""Matches: where the text says what the question says, character by character."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.reading.characters import BOUNDARY, Characters
from index.reading.signs import asking

Floats: TypeAlias = NDArray[np.float32]
Pieces: TypeAlias = Sequence[tuple[str, Sequence[str]]]


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

    def spans(self) -> list[tuple[int, int]]:
        """Return `(first position, characters)` of every sentence."""
        inside = self.place >= 0
        return list(zip((self.starts[inside] + 1).tolist(), self.lengths[inside].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Matches:
    """A question laid against readings.

    `weights` (question,) sum to one; `asking` (question,) marks question words; `common` (question, text) are the
    runs; `cosine` (question, text) says how near two characters are in the company they keep, from the vectors
    `question_vectors` (question, d) and `text_vectors` (text, d).
    """

    laid: Layout
    weights: Floats
    asking: NDArray[np.bool_]
    common: NDArray[np.int16]
    cosine: Floats
    question_vectors: Floats
    text_vectors: Floats

    @classmethod
    def of(cls, characters: Characters, question: str, pieces: Pieces) -> "Matches":
        """Lay a question against `(title, sentences)` pairs."""
        ids, laid = characters.ids(question), lay_out(characters, pieces)
        words = asking(question)
        left, right = characters.company(ids), characters.company(laid.ids)
        weights = question_weights(characters, ids, words)
        return cls(laid, weights, words, runs(ids, laid.ids), left @ right.T, left, right)


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


def question_weights(characters: Characters, ids: NDArray[np.int32], words: NDArray[np.bool_]) -> Floats:
    """Return (question,): how much each position counts when it is found again; sums to one, question words get 0."""
    weights = characters.rarity[ids]
    pair = characters.pair_rarity[characters.pairs(ids)]
    weights[:-1] += pair / 2
    weights[1:] += pair / 2
    weights[words | (ids <= BOUNDARY)] = 0
    return weights / max(float(weights.sum()), 1e-6)
