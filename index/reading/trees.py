"""Trees: boosted decision trees as flat arrays, walked for many rows and all trees at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

# So many rows at a time: what is walked at once stays within some megabytes.
_ROWS = 1024
# After so many steps those that have come to a leaf are left behind.
_STEPS = 4


@dataclass(frozen=True)
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

    @cached_property
    def _nodes(self) -> "_Nodes":
        return _Nodes.of(self)

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (rows,) scores of (rows, features)."""
        parts = [self._walk(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _walk(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        nodes, (count, width) = self._nodes, rows.shape
        values = np.ascontiguousarray(rows).ravel()
        ends = at = np.tile(nodes.roots, count)  # one for each row and tree
        offset = np.repeat(np.arange(0, count * width, width), len(nodes.roots))
        where = np.arange(len(at))
        while len(where):
            for _ in range(_STEPS):
                goes_left = values.take(offset + nodes.feature.take(at)) <= nodes.threshold.take(at)
                at = nodes.next.take(2 * at + goes_left)
            ends[where] = at
            inner = np.flatnonzero(at < nodes.leaves)
            where, at, offset = where.take(inner), at.take(inner), offset.take(inner)
        leaves = self.value.take(ends - nodes.leaves).reshape(count, len(nodes.roots))
        return np.asarray(leaves.sum(axis=1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Nodes laid out so that a step is the same for all: the leaves come after the others, from `leaves` on.

    `next` (2 nodes,) has where each leads to the right and then to the left, a leaf to itself. The types are those
    that NumPy takes elements by without turning them into others.
    """

    leaves: int
    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    next: NDArray[np.intp]

    @classmethod
    def of(cls, trees: Trees) -> "_Nodes":
        inner, leaves = len(trees.feature), len(trees.value)

        def numbers(children: NDArray[np.int32]) -> NDArray[np.intp]:
            return np.where(children >= 0, children, inner + ~children).astype(np.intp)

        ends = np.arange(inner, inner + leaves)
        left, right = (np.concatenate([numbers(children), ends]) for children in (trees.left, trees.right))
        return cls(
            leaves=inner,
            roots=numbers(trees.roots),
            feature=np.concatenate([trees.feature, np.zeros(leaves, np.intp)]).astype(np.intp),
            threshold=np.concatenate([trees.threshold, np.zeros(leaves, np.float32)]),
            next=np.stack([right, left], axis=1).ravel(),
        )
