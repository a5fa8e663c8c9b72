"""Network: a small convolution over the characters of a few sentences that looks for the place that answers.

What stands around a match, and whether it is of the kind the question asks for, is learned here; the clues only count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from index.reading.matches import Floats, Matches

FEATURES = 16
WIDE = (1, 2, 4)  # how far apart the inputs of the three layers over the text stand
_FAR = 0.4
_LEAST = 0.05
_REACH = 3.0  # characters from the question word over which a match loses most of its weight
SCALE = np.float32(3.5)  # brings the components of a unit vector near one


@dataclass(frozen=True, slots=True)
class Network:
    """The weights; h is the width of the hidden layers, d that of a character's vector, w that of a window.

    Layers over the text: `first` (w, d + FEATURES, h), `second` and `third` (w, h, h). Over the question: `asked`
    (w, d + 1, h), whose positions are weighed by `attention` (h,), then `joint` (2 h, h) makes one vector of their
    mean and maximum; `shift` (h, h) and `match` (h, h) bring it to the text and `plain` (h,) does without it.
    Over a sentence's clues: `mean`, `scale`, `clue_first` (clues, n), `clue_second` (n,).
    """

    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    third: Floats
    third_bias: Floats
    asked: Floats
    asked_bias: Floats
    attention: Floats
    joint: Floats
    joint_bias: Floats
    shift: Floats
    match: Floats
    match_bias: Floats
    plain: Floats
    mean: Floats
    scale: Floats
    clue_first: Floats
    clue_first_bias: Floats
    clue_second: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Network":
        """Take the weights out of a file's arrays, named `network.first` and so on."""
        return cls(**{field.name: arrays[f"network.{field.name}"] for field in fields(cls)})  # type: ignore[arg-type]

    def score(self, matches: Matches, rows: Floats, chosen: NDArray[np.int64]) -> Floats:
        """Return (chosen,) scores of some sentences, given the clues (sentences, clues) and their numbers, ascending.

        Scores compare within one question; they are the log of the sum over positions of what each is worth.
        """
        asked = self._question(matches)
        columns, edges = places(matches, chosen)
        inputs = np.concatenate([matches.text_vectors[columns] * SCALE, positions(matches)[columns]], axis=1)
        hidden = np.maximum(_slide(inputs, self.first, WIDE[0]) + (self.first_bias + asked @ self.shift), 0)
        hidden += np.maximum(_slide(hidden, self.second, WIDE[1]) + self.second_bias, 0)
        hidden += np.maximum(_slide(hidden, self.third, WIDE[2]) + self.third_bias, 0)
        worth = hidden @ (asked @ self.match + self.match_bias + self.plain)
        worth[edges] = -np.inf  # the boundary before a sentence is no answer
        most = np.maximum.reduceat(worth, edges)
        most = np.where(np.isfinite(most), most, 0)
        number = np.cumsum(np.bincount(edges, minlength=len(worth))) - 1
        total = np.add.reduceat(np.exp(worth - most[number]), edges)
        clued = np.maximum((rows[chosen] - self.mean) / self.scale @ self.clue_first + self.clue_first_bias, 0)
        return np.asarray(np.log(np.maximum(total, 1e-9)) + most + clued @ self.clue_second, dtype=np.float32)

    def _question(self, matches: Matches) -> Floats:
        """Return (h,): what is asked for."""
        marks = matches.asking[:, None].astype(np.float32)
        hidden = np.concatenate([matches.question_vectors * SCALE, marks], axis=1)
        hidden = np.maximum(_slide(hidden, self.asked, 1) + self.asked_bias, 0)
        attention = hidden @ self.attention + 2 * matches.asking
        attention = np.exp(attention - attention.max())
        mean = (attention / attention.sum()) @ hidden
        joined = np.concatenate([mean, hidden.max(axis=0)]) @ self.joint
        return np.asarray(np.tanh(joined + self.joint_bias), dtype=np.float32)


def _slide(inputs: Floats, weights: Floats, apart: int) -> Floats:
    """Return (positions, out): a window of `weights` (w, in, out) moved over (positions, in), zeros beyond the ends."""
    half = len(weights) // 2
    out: Floats = inputs @ weights[half]
    for k, weight in enumerate(weights):
        by = (k - half) * apart
        if by < 0 and -by < len(inputs):
            out[-by:] += inputs[:by] @ weight
        elif 0 < by < len(inputs):
            out[:-by] += inputs[by:] @ weight
    return out


def places(matches: Matches, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of some sentences, each after its boundary, and where among them each sentence begins."""
    laid = matches.laid
    inside = laid.place >= 0
    starts, lengths = laid.starts[inside][chosen], laid.lengths[inside][chosen] + 1
    edges = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.repeat(starts - edges, lengths) + np.arange(lengths.sum()), edges


def positions(matches: Matches) -> Floats:
    """Return (text, FEATURES): what of the question is said at and around each position of the text."""
    common, weights = matches.common, matches.weights
    level = common.max(axis=0)
    has = common >= 2
    worth = weights @ has
    near = np.clip((matches.cosine - _FAR) / (1 - _FAR), 0, 1)
    open_said, open_near = _open(matches, has, near)
    before, after = _beside(matches)
    columns = (
        level >= 1, level >= 2, level >= 3, level >= 5, worth * 5, _around(worth, 5) / 2, _around(worth, 12) / 3,
        _around(worth, 25) / 4, before, after, (near * (weights > 0)[:, None]).max(axis=0), open_near * 5,
        open_said * 5, _around(open_near, 5) / 2, _around(open_near, 15) / 3, _around(open_said, 8) / 2,
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _open(matches: Matches, has: NDArray[np.bool_], near: Floats) -> tuple[Floats, Floats]:
    """Return (text,) twice: how much is said, and nearly said, of what the title of a reading leaves open."""
    laid = matches.laid
    titles = np.flatnonzero(laid.place < 0)
    said, nearly = np.zeros(len(laid.ids), dtype=np.float32), np.zeros(len(laid.ids), dtype=np.float32)
    for number, title in enumerate(titles):
        first = laid.starts[title]
        last = laid.starts[titles[number + 1]] if number + 1 < len(titles) else len(laid.ids)
        by_title = matches.common[:, first : first + laid.lengths[title] + 1].max(axis=1) >= 2
        left = matches.weights * ~by_title
        left = left / max(float(left.sum()), _LEAST)
        said[first:last] = left @ has[:, first:last]
        nearly[first:last] = left @ near[:, first:last]
    return said, nearly


def _beside(matches: Matches) -> tuple[Floats, Floats]:
    """Return (text,) twice: how well what stands right before, and right after, the question words is matched."""
    where = np.flatnonzero(matches.asking)
    if not len(where):
        nothing = np.zeros(matches.common.shape[1], dtype=np.float32)
        return nothing, nothing
    order = np.arange(len(matches.asking))
    strength = np.minimum(matches.common, 3) / np.float32(3)
    before = np.where(order < where[0], np.exp((order - where[0] + 1) / _REACH), 0).astype(np.float32)
    after = np.where(order > where[-1], np.exp((where[-1] + 1 - order) / _REACH), 0).astype(np.float32)
    return (before[:, None] * strength).max(axis=0), (after[:, None] * strength).max(axis=0)


def _around(values: Floats, reach: int) -> Floats:
    """Return the sum of the values up to `reach` positions before and after each."""
    summed = np.concatenate([[0], np.cumsum(values, dtype=np.float64)])
    order = np.arange(len(values))
    ends = np.minimum(order + reach + 1, len(values)), np.maximum(order - reach, 0)
    return np.asarray(summed[ends[0]] - summed[ends[1]], dtype=np.float32)
