"""Training the reader's trees with LightGBM, flattened into the arrays that the product walks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from index.reading.trees import Trees

_TREES = 250
_PATIENCE = 50
_PARAMETERS: Mapping[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 3,
    "metric": "ndcg",
    "eval_at": [1],
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Table:
    """Clues of many questions, one row a sentence: `right` marks those that answer, `sizes` (questions,) count rows."""

    rows: NDArray[np.float32]
    right: NDArray[np.bool_]
    sizes: NDArray[np.int64]


def boost(learning: Table, held_out: Table) -> lightgbm.Booster:
    """Boost by LambdaRank (Burges 2010) with LightGBM (Ke et al. 2017) until the held-out passages gain no more."""
    first = lightgbm.Dataset(learning.rows, learning.right, group=learning.sizes)
    second = lightgbm.Dataset(held_out.rows, held_out.right, group=held_out.sizes, reference=first)
    stopping = lightgbm.early_stopping(_PATIENCE, verbose=False)
    return lightgbm.train(dict(_PARAMETERS), first, _TREES, valid_sets=[second], callbacks=[stopping])


def flatten(booster: lightgbm.Booster) -> Trees:
    """Return a booster's trees, up to its best iteration, as arrays."""
    nodes: list[tuple[int, float, int, int]] = []
    leaves: list[float] = []
    best = booster.best_iteration if booster.best_iteration > 0 else None
    dumped = booster.dump_model(num_iteration=best)["tree_info"]
    roots = [_add(tree["tree_structure"], nodes, leaves) for tree in dumped]
    return Trees(
        roots=np.array(roots, dtype=np.int32),
        feature=np.array([node[0] for node in nodes], dtype=np.int16),
        threshold=_rounded_down(np.array([node[1] for node in nodes], dtype=np.float64)),
        left=np.array([node[2] for node in nodes], dtype=np.int32),
        right=np.array([node[3] for node in nodes], dtype=np.int32),
        value=np.array(leaves, dtype=np.float32),
    )


def _add(node: Mapping[str, Any], nodes: list[tuple[int, float, int, int]], leaves: list[float]) -> int:
    """Add a node with all below it; return its number, `~leaf` for a leaf."""
    if "leaf_value" in node and "split_feature" not in node:
        leaves.append(float(node["leaf_value"]))
        return ~(len(leaves) - 1)
    number = len(nodes)
    nodes.append((0, 0.0, 0, 0))
    left = _add(node["left_child"], nodes, leaves)
    right = _add(node["right_child"], nodes, leaves)
    nodes[number] = int(node["split_feature"]), float(node["threshold"]), left, right
    return number


def _rounded_down(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the nearest single-precision numbers that are not above, so that the same rows go left."""
    single = thresholds.astype(np.float32)
    return np.where(single > thresholds, np.nextafter(single, np.float32(-np.inf)), single).astype(np.float32)
