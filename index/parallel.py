"""Parallel work: the same function over many batches, in processes of our own where that pays.

A worker is `python -m index.parallel`, which takes pickles and gives pickles. `multiprocessing` would either fork,
which may hang beside threads (the bot's, FAISS's), or import the caller's script a second time.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from queue import SimpleQueue
from typing import IO, Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Workers take about a second to start, in which one process does some thousands of passages.
WORTH_IT = 20_000


def spread(work: Callable[[T], R], batches: Sequence[T], *, passages: int) -> Iterator[R]:
    """Yield what a function makes of each batch, in their order.

    Args:
        work: a function of a module; it and what it takes and returns are pickled.
        batches: what to give to it, one by one.
        passages: how many passages there are in all, about; few are done here.
    """
    count = min(os.cpu_count() or 1, len(batches))
    if passages < WORTH_IT or count < 2:
        yield from map(work, batches)
        return
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(count):
            idle.put(stack.enter_context(_worker()))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        yield from pool.map(lambda batch: _sent(idle, work, batch), batches)
        for _ in range(count):
            _close(idle.get())


def _worker() -> subprocess.Popen[bytes]:
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=paths)  # noqa: S603


def _pipes(worker: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if worker.stdin is None or worker.stdout is None:
        raise ValueError("a worker has both pipes")
    return worker.stdin, worker.stdout


def _close(worker: "subprocess.Popen[bytes]") -> None:
    """Let a worker end; what was not sent to one that has ended is given up."""
    with suppress(BrokenPipeError):
        _pipes(worker)[0].close()


def _sent(idle: "SimpleQueue[subprocess.Popen[bytes]]", work: Callable[[T], R], batch: T) -> R:
    worker = idle.get()
    tasks, results = _pipes(worker)
    if tasks.closed:
        idle.put(worker)
        return work(batch)
    try:
        pickle.dump((work, batch), tasks, pickle.HIGHEST_PROTOCOL)
        tasks.flush()
        result: R = pickle.load(results)  # noqa: S301 - from our own process
    except (EOFError, BrokenPipeError):  # it was killed, or said why it stopped; here the reason is raised
        _close(worker)
        return work(batch)
    finally:
        idle.put(worker)
    return result


def _serve(tasks: IO[bytes], results: IO[bytes]) -> None:
    while True:
        try:
            work, batch = pickle.load(tasks)  # noqa: S301 - from our own process
        except EOFError:
            return
        found: Any = work(batch)
        pickle.dump(found, results, pickle.HIGHEST_PROTOCOL)
        results.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
