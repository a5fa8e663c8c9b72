import os
import signal

import pytest

from index.store.parallel import WORTH_IT, spread


def doubled(numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


def in_process(_: int) -> int:
    return os.getpid()


def dies(process: int) -> int:
    """Kill whatever process this is called in, unless it is the one that asks."""
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.parametrize("passages", [0, WORTH_IT])
@pytest.mark.parametrize("batch", [1, 7])
def test_results_come_in_the_order_of_the_items(passages: int, batch: int) -> None:
    items = [[at, at + 1] for at in range(20)]
    assert list(spread(doubled, items, passages=passages, batch=batch)) == [doubled(one) for one in items]


def test_few_passages_are_done_here_and_many_elsewhere() -> None:
    assert set(spread(in_process, range(4), passages=10)) == {os.getpid()}
    assert os.getpid() not in set(spread(in_process, range(4), passages=WORTH_IT))


def test_what_a_killed_worker_leaves_is_done_here() -> None:
    assert list(spread(dies, [os.getpid()] * 3, passages=WORTH_IT)) == [os.getpid()] * 3


def test_what_fails_elsewhere_fails_here() -> None:
    with pytest.raises(TypeError):
        list(spread(doubled, [[None], [None]], passages=WORTH_IT))
