"""A conditional logit weighs what tells the right alternative from the others."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from index.training.logit import fit_logit

# Three choices; the first feature is of the right alternatives, the second of every alternative, the third of one that
# is right in one choice and wrong in another.
TABLE = np.array([[1, 1, 0], [0, 1, 0], [0, 1, 1], [1, 1, 0], [1, 1, 1], [0, 1, 0]], float)
STARTS, RIGHT = [0, 2, 4], [True, False, False, True, True, False]


def test_what_is_of_the_right_alternatives_weighs_most() -> None:
    right, every, both = fit_logit(TABLE, STARTS, RIGHT, 1.0)
    assert right > 0.5
    assert every == pytest.approx(0, abs=1e-6)
    assert abs(both) < right


def test_a_sparse_table_has_the_weights_of_a_dense_one() -> None:
    assert fit_logit(csr_matrix(TABLE), STARTS, RIGHT, 1.0) == pytest.approx(fit_logit(TABLE, STARTS, RIGHT, 1.0))


def test_where_several_alternatives_are_right_any_of_them_will_do() -> None:
    weights = fit_logit(np.array([[1, 0], [0, 1], [0, 0]], float), [0], [True, True, False], 1.0)
    assert weights[0] == pytest.approx(weights[1])
    assert weights[0] > 0
