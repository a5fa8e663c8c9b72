"""Parallel work: the same function over many items, in this process or, where that pays, in one for each core."""

import os
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Workers take about a second to start, in which one process does a few thousand passages.
WORTH_IT = 8_000


def spread(work: Callable[[T], R], items: Sequence[T], *, passages: int, batch: int = 1) -> Iterator[R]:
    """Yield what a function (pickled, as what it takes and returns) makes of each item; few passages are done here."""
    count, done = min(os.cpu_count() or 1, ceil(len(items) / batch)), 0
    if passages >= WORTH_IT and count > 1:
        # Imported here: `ask` starts without it.
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # noqa: PLC0415
        from multiprocessing import get_context  # noqa: PLC0415

        # Spawned: a fork may hang beside threads (the bot's, FAISS's).
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            try:
                for result in pool.map(work, items, chunksize=batch):
                    done += 1
                    yield result
            except BrokenProcessPool:  # one was killed, for want of memory perhaps; the rest is done here
                pass
    yield from map(work, items[done:])
