"""Trees: boosted decision trees as flat arrays, walked for many rows and all trees at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

# So many rows at a time: what is walked at once stays within some megabytes.
_ROWS = 1024


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
        return cls(**{field.name: arrays[f"trees.{field.name}"] for field in fields(cls)})  # type: ignore[arg-type]

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (rows,) scores of (rows, features)."""
        parts = [self._walk(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _walk(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        width = rows.shape[1]
        flat = np.ascontiguousarray(rows).ravel()
        at = np.tile(self.roots, len(rows))  # one for each row and tree
        offset = np.repeat(np.arange(len(rows)) * width, len(self.roots))
        leaves = at.copy()
        where = np.flatnonzero(at >= 0)
        at, offset = at[where], offset[where]
        while len(where):
            goes_left = flat[offset + self.feature[at]] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
            leaves[where] = at
            inner = at >= 0
            at, offset, where = at[inner], offset[inner], where[inner]
        values = self.value[~leaves].reshape(len(rows), len(self.roots))
        return np.asarray(values.sum(axis=1), dtype=np.float32)
