"""Parallel work: the same function over many batches, in processes where that pays."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Processes take about a second to start, in which one alone does some thousands of passages.
WORTH_IT = 20_000


def spread(work: Callable[[T], R], batches: Sequence[T], *, passages: int) -> Iterator[R]:
    """Yield what a function makes of each batch, in their order.

    Args:
        work: a function of a module; it and what it takes and returns are pickled.
        batches: what to give to it, one by one.
        passages: how many passages there are in all, about; few are done here.
    """
    workers = min(os.cpu_count() or 1, len(batches))
    if passages < WORTH_IT or workers < 2:
        yield from map(work, batches)
        return
    # Started afresh: a fork of a process with threads (the bot, FAISS) may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, batches)
