"""A conditional logit (McFadden, 1974): which of some alternatives is right, by the weights of their features."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

_STEPS = 200


def fit_logit(table: Any, starts: Sequence[int], is_right: Sequence[bool], penalty: float) -> NDArray[np.float64]:
    """Return the weight of each feature.

    Args:
        table: the features of all alternatives, of shape (alternatives, features), dense or sparse by rows.
        starts: for each choice, the first of its alternatives.
        is_right: for each alternative whether it is right; of each choice one is at least.
        penalty: of half the squared weights.
    """
    edges, rights = np.array(starts), np.array(is_right)
    choices = np.repeat(np.arange(len(edges)), np.diff([*edges, len(rights)]))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = table @ weights
        right = np.where(rights, scores, -np.inf)
        of_all, of_right = np.logaddexp.reduceat(scores, edges), np.logaddexp.reduceat(right, edges)
        change = np.exp(scores - of_all[choices]) - np.exp(right - of_right[choices])
        value = (of_all - of_right).sum() + 0.5 * penalty * weights @ weights
        return float(value), table.T @ change + penalty * weights

    options = {"maxiter": _STEPS}
    return np.asarray(minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options=options).x)
