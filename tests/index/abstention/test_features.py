"""Features: which sentences of a passage are weighed."""

from datetime import date

import numpy as np
import pytest

from index.abstention.features import likeliest
from index.question import understand
from index.search import Hit
from index.understanding.scope import Scope
from tests.index.samples import passage

NOWHERE = Scope({}, {}, frozenset())
SENTENCES = ("推行民生夜谈制度。", "全年谈出实事27件。", "参加委员310名。", "办结实事25件。")


@pytest.mark.parametrize(
    ("asked", "chances", "most", "numbers"),
    [
        ("办了多少件实事", (0.9, 0.1, 0.8, 0.2), 2, [1, 3]),
        ("办了多少件实事", (0.9, 0.1, 0.8, 0.2), 3, [0, 1, 3]),
        ("办了多少件实事", (0.9, 0.1, 0.8, 0.2), None, [0, 1, 2, 3]),
        ("民生夜谈成效如何", (0.1, 0.2, 0.8, 0.3), 2, [2, 3]),
    ],
    ids=["what has the wanted unit", "then by chance", "all", "any may answer"],
)
def test_the_likeliest_sentences(asked: str, chances: tuple[float, ...], most: int | None, numbers: list[int]) -> None:
    question = understand(asked, NOWHERE, today=date(2026, 1, 1))
    hit = Hit(0, passage("".join(SENTENCES)), 0.0, 0.0, SENTENCES, np.array(chances, np.float32))
    assert likeliest(question, hit, most) == numbers
