"""Trees: boosted decision trees as flat arrays, walked for all rows and all trees at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """Binary trees of inner nodes; a child below zero is the leaf `~child`.

    `roots` (trees,) are nodes or, for a tree of one leaf, `~leaf`; a row goes left where
    `row[feature] <= threshold`. The score of a row is the sum of its leaves' `value`.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Trees":
        """Take the trees out of a file's arrays, named `trees.roots` and so on."""
        return cls(**{name: arrays[f"trees.{name}"] for name in cls.__slots__})  # type: ignore[arg-type]

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (rows,) scores of (rows, features)."""
        at = np.repeat(self.roots[None], len(rows), axis=0)
        index = np.arange(len(rows))[:, None]
        while True:
            inner = at >= 0
            if not inner.any():
                return np.asarray(self.value[~at].sum(axis=1), dtype=np.float32)
            node = np.where(inner, at, 0)
            goes_left = rows[index, self.feature[node]] <= self.threshold[node]
            at = np.where(inner, np.where(goes_left, self.left[node], self.right[node]), at)
