import numpy as np
import pytest

from index.reading.trees import Trees


@pytest.fixture(scope="module")
def trees() -> Trees:
    """Return a tree that splits twice and a tree of one leaf."""
    return Trees(
        roots=np.array([0, ~3], dtype=np.int32),
        feature=np.array([0, 1], dtype=np.int16),
        threshold=np.array([1.0, 5.0], dtype=np.float32),
        left=np.array([~0, ~1], dtype=np.int32),
        right=np.array([1, ~2], dtype=np.int32),
        value=np.array([10, 20, 30, 0.5], dtype=np.float32),
    )


@pytest.mark.parametrize(
    ("row", "score"),
    [((0, 9), 10.5), ((1, 9), 10.5), ((1.5, 5), 20.5), ((1.5, 5.5), 30.5)],
    ids=["left", "equal goes left", "right then left", "right then right"],
)
def test_a_row_scores_the_sum_of_its_leaves(trees: Trees, row: tuple[float, float], score: float) -> None:
    assert trees.score(np.array([row], dtype=np.float32)).tolist() == [score]


def test_a_tree_may_be_deep() -> None:
    depth = 9
    order = np.arange(depth, dtype=np.int32)
    deep = Trees(
        roots=np.array([0], dtype=np.int32),
        feature=np.zeros(depth, dtype=np.int16),
        threshold=order.astype(np.float32),
        left=~order,
        right=np.append(order[1:], ~np.int32(depth)),
        value=np.arange(depth + 1, dtype=np.float32),
    )
    assert deep.score(np.arange(depth + 1, dtype=np.float32)[:, None]).tolist() == list(range(depth + 1))


def test_many_rows_score_as_each_alone(trees: Trees) -> None:
    rows = np.random.default_rng(1).uniform(0, 10, (2500, 2)).astype(np.float32)
    alone = [trees.score(rows[at : at + 1])[0] for at in range(len(rows))]
    assert trees.score(rows).tolist() == alone


def test_no_rows_have_no_scores(trees: Trees) -> None:
    assert trees.score(np.zeros((0, 2), dtype=np.float32)).tolist() == []
